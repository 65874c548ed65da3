"""The list of what a row asks for, changed by people."""

from http import HTTPStatus

import pytest

from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.obligations import deriving, editing, history
from evidence.obligations.groups import groups_of
from plans import workflow as decrees
from plans.decree import drafting
from plans.models import ActionStep, PlanArea
from plans.states import Action
from tests.evidence.ground import a_proof, owing
from tests.plans.approval import a_decree
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.order import UP
from zi_portal.lib.seen import Overtaken, Unchanged, stamp

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.obligations.editing")]


@pytest.fixture
def ground(world):
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    ground.step, ground.by = ground.steps[0], world.sari
    return ground


@pytest.fixture
def draft(world):
    """A row of a draft plan that asks for a notula and a photo."""
    plan = a_decree(world.kabupaten).annexes.get(plan__isnull=False).plan
    ActionStep.objects.filter(area__plan=plan).update(evidence="Notula dan Foto")
    return row(ActionStep.objects.get(area__plan=plan))


def row(step):
    return ActionStep.objects.select_related(*editing.STEP_RELATIONS).get(pk=step.pk)


def titles(step):
    return [requirement.title for requirement in editing.listing_of(row(step)).present]


def named(title):
    return EvidenceRequirement.objects.get(title=title)


def slots(requirement):
    return sorted(requirement.obligations.filter(active=True).values_list("slot", flat=True))


def test_a_document_that_is_added_is_owed_at_once_at_each_date_of_the_run(ground):
    editing.add(ground.step, ground.by, title="Foto rapat")
    assert titles(ground.step) == ["SK Tim", "Notula rapat", "Foto rapat"]
    assert slots(named("Foto rapat")) == ["2026-03-31", "2026-06-30"]


def test_each_change_is_in_the_history_and_in_the_audit(ground):
    notula = named("Notula rapat")
    editing.change(notula, ground.step, ground.by, quantity=3)
    line = RequirementChange.objects.latest("pk")
    assert (line.actor, line.before, line.after) == (ground.by, {"quantity": 1}, {"quantity": 3})
    event = AuditEvent.objects.get(action="requirement.change")
    assert (event.actor, event.after, event.subject_id) == (ground.by, {"quantity": 3}, str(notula.pk))


def test_nothing_changed_leaves_no_history(ground):
    notula, before = named("Notula rapat"), RequirementChange.objects.count()
    with pytest.raises(Unchanged):
        editing.change(notula, ground.step, ground.by, quantity=1)
    assert RequirementChange.objects.count() == before and not AuditEvent.objects.filter(action="requirement.change")


def test_asked_once_instead_of_each_time_keeps_the_evidence_of_the_old_dates(ground):
    notula = named("Notula rapat")
    evidence = a_proof(list(notula.obligations.filter(slot="2026-03-31")), ground.by)
    editing.change(notula, ground.step, ground.by, frequency="once")
    assert slots(notula) == ["once"]
    assert evidence.uses.get().obligation.active is False


def test_what_is_removed_is_owed_no_more_and_comes_back_with_its_evidence(ground):
    notula = named("Notula rapat")
    evidence = a_proof(list(notula.obligations.filter(slot="2026-03-31")), ground.by)
    editing.remove(notula, ground.step, ground.by)
    assert titles(ground.step) == ["SK Tim"] and slots(notula) == []
    editing.restore(notula, ground.step, ground.by)
    assert titles(ground.step) == ["SK Tim", "Notula rapat"] and slots(notula) == ["2026-03-31", "2026-06-30"]
    assert evidence.uses.get().obligation.active


def test_the_last_document_of_a_row_stays(ground):
    with pytest.raises(Refused) as refused:
        editing.remove(named("Laporan"), ground.steps[3], ground.by)
    assert refused.value.code == "last_requirement"


def test_documents_change_places_and_the_first_goes_no_higher(ground):
    assert editing.move(named("Notula rapat"), ground.step, ground.by, UP)
    assert titles(ground.step) == ["Notula rapat", "SK Tim"]
    assert not editing.move(named("Notula rapat"), ground.step, ground.by, UP)


def test_a_split_leaves_the_evidence_with_the_first_part(ground):
    notula = named("Notula rapat")
    evidence = a_proof(list(notula.obligations.filter(slot="2026-03-31")), ground.by)
    parts = ["Notula", " Foto ", "", "Notula"]
    editing.split(notula, ground.step, ground.by, shown_digest=editing.requirement_digest(notula), titles=parts)
    assert titles(ground.step) == ["SK Tim", "Notula", "Foto"]
    assert evidence.uses.get().obligation.requirement.title == "Notula"
    assert slots(named("Foto")) == ["2026-03-31", "2026-06-30"]


def test_merged_documents_are_one_that_takes_what_any_of_them_took(ground):
    EvidenceRequirement.objects.filter(title="Notula rapat").update(takes_nihil=True)
    listing = editing.listing_of(row(ground.step))
    pks = {requirement.pk for requirement in listing.present}
    merged = editing.merge(ground.step, ground.by, shown_digest=listing.seen, pks=pks)
    assert titles(ground.step) == ["SK Tim dan Notula rapat"] and merged.takes_nihil
    assert [requirement.title for requirement in editing.listing_of(row(ground.step)).removed] == ["Notula rapat"]


def test_documents_that_were_merged_and_are_split_again_have_what_they_had(ground):
    EvidenceRequirement.objects.filter(title="Notula rapat").update(takes_nihil=True, quantity=2)
    evidence = a_proof(list(named("Notula rapat").obligations.filter(slot="2026-03-31")), ground.by)
    before = list(EvidenceRequirement.objects.order_by("pk").values())
    owed_before = list(Obligation.objects.order_by("pk").values("pk", "active", "slot", "due_on"))
    listing = editing.listing_of(row(ground.step))
    merged = editing.merge(
        ground.step, ground.by, shown_digest=listing.seen, pks={requirement.pk for requirement in listing.present}
    )
    parts = ["SK Tim", "Notula rapat"]
    editing.split(merged, ground.step, ground.by, shown_digest=editing.requirement_digest(merged), titles=parts)
    assert list(EvidenceRequirement.objects.order_by("pk").values()) == before
    assert list(Obligation.objects.order_by("pk").values("pk", "active", "slot", "due_on")) == owed_before
    assert evidence.uses.get().obligation.active


@pytest.mark.parametrize("act", ["change", "split", "merge", "propose_anew"])
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(ground, world, act):
    notula, listing = named("Notula rapat"), editing.listing_of(row(ground.step))
    notula_digest, form_stamp = editing.requirement_digest(notula), stamp(editing.form_values(notula))
    editing.change(notula, ground.step, world.bima, title="Notula Bima")
    attempts = {
        "change": lambda: editing.change(notula, ground.step, ground.by, seen=form_stamp, title="Punya saya"),
        "split": lambda: editing.split(notula, ground.step, ground.by, shown_digest=notula_digest, titles=["A", "B"]),
        "merge": lambda: editing.merge(
            ground.step, ground.by, shown_digest=listing.seen, pks={requirement.pk for requirement in listing.present}
        ),
        "propose_anew": lambda: editing.propose_anew(ground.step, ground.by, shown_digest=listing.seen),
    }
    with pytest.raises((Stale, Overtaken)):
        attempts[act]()
    assert titles(ground.step) == ["SK Tim", "Notula Bima"]


def test_proposing_anew_keeps_what_has_the_same_name_with_its_settings(ground):
    notula = named("Notula rapat")
    editing.change(notula, ground.step, ground.by, quantity=4)
    editing.add(ground.step, ground.by, title="Kuitansi")
    listing = editing.listing_of(row(ground.step))
    preview = editing.preview(listing)
    assert (
        [requirement.title for requirement in preview.removals] == ["Kuitansi"]
        and not preview.additions
        and preview.changes
    )
    editing.propose_anew(ground.step, ground.by, shown_digest=listing.seen)
    assert titles(ground.step) == ["SK Tim", "Notula rapat"] and named("Notula rapat").quantity == 4


def test_a_row_with_too_many_documents_is_refused_whole(ground):
    with pytest.raises(Refused) as refused:
        notula = named("Notula rapat")
        documents = [f"Notula {number}" for number in range(editing.MAX_REQUIREMENTS)]
        editing.split(notula, ground.step, ground.by, shown_digest=editing.requirement_digest(notula), titles=documents)
    assert refused.value.code == "too_many" and len(titles(ground.step)) == 2


def test_a_draft_shows_its_proposals_and_keeps_them_when_asked(draft, world):
    listing = editing.listing_of(draft)
    assert [requirement.title for requirement in listing.proposed] == ["Notula", "Foto"] and not listing.present
    editing.adopt_proposals(draft, world.sari)
    assert titles(draft) == ["Notula", "Foto"] and not named("Foto").obligations.exists()


def test_the_list_of_a_draft_follows_the_text_until_somebody_touches_it(draft, world):
    editing.adopt_proposals(draft, world.sari)
    ActionStep.objects.filter(pk=draft.pk).update(evidence="Notula, Foto dan Undangan")
    assert editing.listing_of(row(draft)).reprinted
    groups = groups_of(draft.area.plan)
    deriving._propose(draft.area.plan, groups)
    assert titles(draft) == ["Notula", "Foto", "Undangan"] and not editing.listing_of(row(draft)).reprinted


def test_a_list_that_somebody_touched_stays_and_says_that_the_text_changed(draft, world):
    editing.adopt_proposals(draft, world.sari)
    editing.add(draft, world.sari, title="Kuitansi")
    ActionStep.objects.filter(pk=draft.pk).update(evidence="Undangan")
    deriving._propose(draft.area.plan, groups_of(draft.area.plan))
    assert titles(draft) == ["Notula", "Foto", "Kuitansi"] and editing.listing_of(row(draft)).reprinted


def test_a_row_of_an_amendment_is_refined_where_it_is_in_force(ground, world):
    amendment = drafting.create_amendment(ground.decree, world.sari)
    step = ActionStep.objects.get(area__plan__annex__decree=amendment, key=ground.step.key)
    with pytest.raises(Refused) as refused:
        editing.add(row(step), world.sari, title="Foto")
    assert (refused.value.code, refused.value.status) == ("closed", HTTPStatus.CONFLICT)


def test_a_revoked_plan_is_refined_no_more(ground, world):
    decrees.perform(Action.REVOKE, decree=ground.decree, actor=world.lukas, note="Keliru")
    listing = editing.listing_of(row(ground.step))
    assert listing.closed == editing.CLOSED
    with pytest.raises(Refused):
        editing.remove(listing.present[0], ground.step, ground.by)


def test_the_steps_of_one_run_share_their_list(ground):
    assert titles(ground.steps[1]) == titles(ground.steps[0]) == ["SK Tim", "Notula rapat"]
    editing.add(ground.steps[1], ground.by, title="Foto")
    assert titles(ground.steps[0])[-1] == "Foto"


def test_a_row_without_readable_time_is_scheduled_by_months(ground, world):
    step = ActionStep.objects.create(
        area=PlanArea.objects.get(plan=ground.plan, position=1), position=9, action="Apel", time="menyesuaikan"
    )
    deriving.rebuild(ground.plan)
    requirement = named("Bukti pelaksanaan: Apel")
    assert requirement.obligations.get().due_on is None
    dates = ["2026-06-30", "2026-12-31"]
    editing.change(requirement, row(step), ground.by, dates=dates)
    assert slots(requirement) == dates


def test_history_is_told_in_words(ground):
    notula = named("Notula rapat")
    editing.change(notula, ground.step, ground.by, frequency="once", takes=["takes_file", "takes_link", "takes_nihil"])
    editing.remove(notula, ground.step, ground.by)
    sentences = [history.sentence(line) for line in editing.history_of(editing.listing_of(row(ground.step)))]
    assert sentences[0] == "Tidak diminta lagi."
    assert sentences[1] == "Menerima nihil tidak → ya; kapan diminta setiap tenggat → sekali setahun."
    assert sentences[-1] == "Diusulkan dari teks tercetak."
