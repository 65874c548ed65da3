"""What the database itself guards: constraints, what a deletion takes along, and migrations that lock little."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils import timezone

from evidence.models import (
    CalendarFeed,
    Evidence,
    EvidenceRequirement,
    EvidenceRevision,
    EvidenceUse,
    FilePage,
    Obligation,
    StoredFile,
    UploadBatch,
    UploadItem,
    UploadPart,
)
from evidence.states import EvidenceKind
from plans.models import (
    ActionStep,
    Annex,
    Clause,
    Deadline,
    Decree,
    Document,
    PlanArea,
    PlanEdit,
    Template,
    TemplateDecision,
    TemplateVersion,
)
from plans.states import Edition
from teams.models import Membership, Parentage, Satker
from tests.plans.approval import a_decree
from zi_portal import BASE_DIR
from zi_portal.jobs.models import Job
from zi_portal.reminders.models import Digest, Notice, OfficeRule

pytestmark = pytest.mark.database

OURS = ("teams", "plans", "evidence", "jobs", "mail", "entrance", "audit", "backup", "reminders")
ELSEWHERE = {"mail_sent_has_a_time", "mail_that_failed_says_why"}
"""Constraints violated in the tests of their own room (tests/zi_portal/mail/test_mail.py)."""

CHECKS = {
    # check constraint → its model, values that violate it
    "job_progress_is_a_percentage": (Job, {"progress": 101}),
    "satker_path_ends_in_slash": (Satker, {"path": "98"}),
    "satker_active_period_in_order": (Satker, {"active_from": "2026-02-01", "active_until": "2026-01-01"}),
    "membership_period_in_order": (Membership, {"valid_from": "2026-02-01", "valid_until": "2026-01-01"}),
    "membership_area_is_one_of_six": (Membership, {"area": 7}),
    "membership_acting_has_basis_and_end": (Membership, {"acting": "plt", "basis": ""}),
    "decree_enacted_has_number_and_date": (Decree, {"state": "enacted", "number": ""}),
    "decree_submitted_has_submitter": (Decree, {"state": "submitted", "submitted_by": None}),
    "clause_has_at_most_three_nested_levels": (Clause, {"level": 4}),
    "annex_holds_what_its_kind_says": (Annex, {"kind": "text"}),
    "requirement_asks_for_one_to_99": (EvidenceRequirement, {"quantity": 100}),
    "requirement_takes_something": (EvidenceRequirement, {"takes_file": False, "takes_link": False}),
    "evidence_period_in_order": (Evidence, {"proves_from": "2026-02-01", "proves_until": "2026-01-01"}),
    "revision_holds_something": (EvidenceRevision, {"text": ""}),
    "feed_is_of_a_person_or_of_an_office": (CalendarFeed, {"user": None}),
    "rule_review_days_are_1_to_30": (OfficeRule, {"review_days": 31}),
}
UNIQUE = {
    # unique constraint → its model; the second row gets what the first one has
    "one_present_parent": Parentage,
    "step_key_once_per_area": ActionStep,
    "deadline_once_per_step_and_day": Deadline,
    "decree_number_once_per_issuer_and_year": Decree,
    "document_once_per_text_and_edition": Document,
    "obligation_once_per_requirement_and_slot": Obligation,
    "revision_number_once_per_evidence": EvidenceRevision,
    "evidence_once_per_obligation": EvidenceUse,
    "file_once_per_office_and_content": StoredFile,
    "page_once_per_file": FilePage,
    "item_once_per_upload": UploadItem,
    "part_once_per_item": UploadPart,
    "feed_of_a_person_once_at_a_time": CalendarFeed,
    "notice_tells_a_person_once_of_a_topic_for_a_day": Notice,
    "digest_once_a_day": Digest,
    "one_edit_per_revision": PlanEdit,
    "edit_sent_once": PlanEdit,
    "version_number_once_per_template": TemplateVersion,
    "template_decided_once_per_row": TemplateDecision,
}
OF_OFFICE = "feed_of_an_office_once_at_a_time"
SNAPSHOT = BASE_DIR / "tests" / "data" / "on_delete.txt"
LOCKING = (operations.RunSQL, operations.RenameField, operations.RenameModel, operations.AlterModelTable)


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def constraints(kind):
    """{name: model} of all constraints of this kind."""
    pairs = [(constraint, model) for model in our_models() for constraint in model._meta.constraints]
    return {constraint.name: model for constraint, model in pairs if isinstance(constraint, kind)}


@pytest.fixture
def rows(world):
    """Two rows of each model that has a unique constraint, at least one of each other."""
    Job.objects.create(key="uji:1", kind="uji")
    OfficeRule.objects.create(satker_code="98.01")
    for person in (world.sari, world.dewi):
        CalendarFeed.objects.create(user=person, by=person, token_sha256=person.email)
        Digest.objects.create(user=person, day="2026-03-24", run=uuid4())
        Notice.objects.create(user=person, kind="due.in_7", topic="obligation:1", day="2026-03-31", run=uuid4())
    for place, office in enumerate((world.kabupaten, world.kota), 1):
        Parentage.objects.create(satker=office, parent=world.province)
        decree = a_decree(office, number=str(place), number_year=2026)
        area = PlanArea.objects.get(plan__annex__decree=decree)
        step = ActionStep.objects.get(area=area)
        ActionStep.objects.create(area=area, position=2)
        PlanEdit.objects.create(plan=area.plan, revision=1, token="uji")
        PlanEdit.objects.create(plan=area.plan, revision=2)
        _template(office, area.plan)
        Deadline.objects.create(plan=area.plan, step=step, due_on=f"2026-03-0{place}")
        Document.objects.create(decree=decree, edition=Edition.ORIGINAL, is_draft=True, source_sha256=str(place))
        _evidence(step, office, world.sari, str(place))


def _template(office, plan):
    """A template with two versions, and two decisions about the first."""
    template = Template.objects.create(satker=office, title="Templat")
    counts = {"year": 2026, "content": {}, "area_count": 1, "row_count": 1}
    versions = [TemplateVersion.objects.create(template=template, number=number, **counts) for number in (1, 2)]
    for key in ("a", "b"):
        TemplateDecision.objects.create(plan=plan, version=versions[0], key=key, taken=True)


def _evidence(step, office, person, word):
    """A requirement of the office with two obligations, an evidence for both, a file and an upload."""
    requirement = EvidenceRequirement.objects.create(satker=office, step_key=step.key, title=word)
    where = [Obligation(plan=step.area.plan, step=step, requirement=requirement, slot=slot) for slot in ("once", word)]
    evidence = Evidence.objects.create(
        satker=office, year=2026, kind=EvidenceKind.LINK, title=word, uploader=person, waiting_since=timezone.now()
    )
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=evidence, obligation=obligation, by=person)
        for obligation in Obligation.objects.bulk_create(where)
    )
    EvidenceRevision.objects.create(evidence=evidence, number=1, text=word, by=person)
    file = StoredFile.objects.create(satker=office, received_sha256=word, size=1)
    FilePage.objects.create(file=file, number=1)
    batch = UploadBatch.objects.create(satker=office, plan=step.area.plan, user=person)
    item = UploadItem.objects.create(batch=batch, path=word, size=1, fingerprint=word, part_size=1)
    UploadPart.objects.create(item=item, number=1, size=1)


@pytest.mark.case("G3")
def test_each_constraint_of_the_models_is_violated_here_or_in_its_own_room():
    assert set(CHECKS) | ELSEWHERE == set(constraints(CheckConstraint)) | ELSEWHERE
    assert {*UNIQUE, OF_OFFICE} == set(constraints(UniqueConstraint))


@pytest.mark.case("G3")
@pytest.mark.parametrize("name", CHECKS)
def test_the_database_refuses_what_a_check_forbids(rows, name):
    model, values = CHECKS[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model._base_manager.filter(pk=model._base_manager.first().pk).update(**values)


@pytest.mark.case("G3")
@pytest.mark.parametrize("name", UNIQUE)
def test_the_database_refuses_a_second_row_that_is_the_first_again(rows, name):
    model = UNIQUE[name]
    fields = next(constraint.fields for constraint in model._meta.constraints if constraint.name == name)
    first, second = model._base_manager.order_by("pk")[:2]
    values = {field: getattr(first, field) for field in fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.filter(pk=second.pk).update(**values)


@pytest.mark.case("G3")
def test_an_office_has_one_address_of_its_calendar_at_a_time(world):
    fields = {"satker": world.kabupaten, "by": world.andi}
    CalendarFeed.objects.create(token_sha256="a", revoked_at=timezone.now(), **fields)
    CalendarFeed.objects.create(token_sha256="b", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(token_sha256="c", **fields)


@pytest.mark.case("G3")
@pytest.mark.django_db
def test_every_unique_field_and_every_constraint_stands_in_the_database():
    missing = []
    for model in our_models():
        with connection.cursor() as cursor:
            constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
        unique = [tuple(constraint["columns"]) for constraint in constraints.values() if constraint["unique"]]
        missing += [constraint.name for constraint in model._meta.constraints if constraint.name not in constraints]
        missing += [str(field) for field in _unique_fields(model) if (field.column,) not in unique]
    assert missing == []


def _unique_fields(model):
    return [field for field in model._meta.local_fields if field.unique and not field.primary_key]


@pytest.mark.case("G3")
def test_what_a_deletion_takes_along_is_as_it_was_decided():
    """A new key, or one that deletes otherwise, is written into tests/data/on_delete.txt on purpose."""
    keys = [
        field for model in our_models() for field in model._meta.local_fields if isinstance(field, models.ForeignKey)
    ]
    lines = [f"{key.model._meta.label}.{key.name} {key.remote_field.on_delete.__name__}" for key in keys]
    assert sorted(lines) == SNAPSHOT.read_text(encoding="utf8").splitlines()


@pytest.mark.case("G3")
def test_no_deletion_takes_a_decree_a_plan_or_the_audit_log_along():
    protected = {"plans.Decree", "plans.Plan", "plans.Version", "plans.Document", "audit.AuditEvent", "mail.Message"}
    protected |= {"evidence.Evidence", "evidence.StoredFile", "evidence.Obligation", "evidence.EvidenceRequirement"}
    lines = SNAPSHOT.read_text(encoding="utf8").splitlines()
    cascades = [line for line in lines if line.endswith(" CASCADE")]
    assert [line for line in cascades if line.rpartition(".")[0] in protected] == []


def later_migrations():
    """(name, Migration) of ours that run over tables with rows: all but the first of each app."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [(key, migration) for key, migration in migrations.items() if key[0] in OURS and not migration.initial]


def locks(migration):
    """What of a migration would lock a table for long, or stop the code that runs beside it."""
    new_models = {
        operation.name_lower for operation in migration.operations if isinstance(operation, operations.CreateModel)
    }
    wrong = [operation for operation in migration.operations if isinstance(operation, LOCKING)]
    for operation in migration.operations:
        if isinstance(operation, operations.AddField) and operation.model_name_lower not in new_models:
            wrong += [] if _may_be_empty(operation.field) else [operation]
    kinds = {isinstance(operation, operations.RunPython) for operation in migration.operations}
    return [operation.describe() for operation in wrong] + (
        ["data and tables in one transaction"] if len(kinds) == 2 else []
    )


def _may_be_empty(field):
    """Rows that are there already get a value without being asked."""
    empty_text = field.blank and field.empty_strings_allowed
    return field.null or field.many_to_many or field.has_default() or field.has_db_default() or empty_text


@pytest.mark.case("G2")
def test_no_migration_over_rows_locks_a_table_for_long():
    assert {key: reasons for key, migration in later_migrations() if (reasons := locks(migration))} == {}


@pytest.mark.case("G2")
def test_a_migration_that_would_lock_is_found():
    class Bad(import_module("plans.migrations.0006_job_of_a_result_may_be_forgotten").Migration):
        operations = [
            operations.AddField("decree", "colour", models.CharField(max_length=9)),
            operations.RunSQL("SELECT 1"),
            operations.RunPython(operations.RunPython.noop),
        ]

    assert len(locks(Bad("0007_bad", "plans"))) == 3
