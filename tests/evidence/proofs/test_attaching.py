"""Evidence put to what is owed: new, revised, used again, released."""

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from evidence import workflow
from evidence.models import Evidence, EvidenceRequirement, EvidenceRevision, EvidenceUse, Obligation
from evidence.proofs import attaching
from evidence.states import EvidenceKind, EvidenceState, Scan
from plans.models import Indicator
from tests.evidence.ground import a_file, a_proof, judged, owing, progress_of
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.proofs.attaching", "evidence.models.evidence")]


@pytest.fixture
def ground(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def prove_in_words(obligation, by, kind=EvidenceKind.STATEMENT, **content):
    """A proof in words."""
    return attaching.prove([obligation], kind=kind, actor=by, title="Pernyataan", **content)


def code(act):
    """Code and status of a refusal, after which there is nothing."""
    before = EvidenceUse.objects.count(), EvidenceRevision.objects.count()
    with pytest.raises(Refused) as refused:
        act()
    assert (EvidenceUse.objects.count(), EvidenceRevision.objects.count()) == before
    return refused.value.code


def test_one_evidence_serves_several_obligations_and_waits(ground, world):
    evidence = a_proof(ground.obligations[:3], world.sari, page=" 3–5 ")
    assert evidence.state == EvidenceState.UPLOADED and evidence.year == 2026
    assert [use.page for use in evidence.uses.all()] == ["3–5"] * 3
    assert evidence.reviews.get().action == "upload" and AuditEvent.objects.filter(action="evidence.upload").exists()


def test_a_kind_that_is_not_taken_is_refused_by_name(ground, world):
    assert code(lambda: prove_in_words(ground.obligations[0], world.sari, text="Sudah.")) == "kind_not_taken"
    EvidenceRequirement.objects.update(takes_statement=True)
    assert prove_in_words(ground.obligations[0], world.sari, text=" Sudah. ").present.text == "Sudah."


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        (EvidenceKind.FILE, {}, "file_missing"),
        (EvidenceKind.LINK, {"link": " "}, "link_missing"),
        (EvidenceKind.STATEMENT, {"text": ""}, "text_missing"),
        (EvidenceKind.NIHIL, {"text": "\n"}, "text_missing"),
        (EvidenceKind.UNABLE, {"text": " "}, "text_missing"),
    ],
)
def test_an_empty_content_is_refused(ground, world, kind, content, expected):
    EvidenceRequirement.objects.update(takes_statement=True, takes_nihil=True)
    assert code(lambda: prove_in_words(ground.obligations[0], world.sari, kind=kind, **content)) == expected


def test_nothing_of_another_office_is_taken(ground, world):
    other = owing(world.kota, by=world.dewi, leader=world.joko)
    mixed = [ground.obligations[0], other.obligations[0]]
    link = {"kind": EvidenceKind.LINK, "actor": world.sari, "title": "Foto", "link": "https://contoh.id"}
    assert code(lambda: attaching.prove(mixed, **link)) == "other_office"
    strange = a_file(world.kota)
    assert (
        code(lambda: prove_in_words(ground.obligations[0], world.sari, EvidenceKind.FILE, file=strange))
        == "other_office"
    )
    evidence = a_proof(ground.obligations[:1], world.sari)
    assert code(lambda: attaching.extend(evidence, other.obligations[:1], actor=world.sari)) == "other_office"


def test_no_place_is_refused(ground, world):
    assert code(lambda: attaching.prove([], kind=EvidenceKind.LINK, actor=world.sari, title="x")) == "no_place"


def test_what_is_asked_no_more_takes_no_evidence(ground, world):
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(active=False)
    with pytest.raises(Refused) as refused:
        a_proof(ground.obligations[:1], world.sari)
    assert (refused.value.code, refused.value.status) == ("not_asked", HTTPStatus.CONFLICT)


@pytest.mark.parametrize("scan", [Scan.INFECTED, Scan.UNSCANNABLE])
def test_a_bad_file_is_no_evidence(ground, world, scan):
    bad = a_file(ground.satker)
    bad.scan = scan
    assert code(lambda: prove_in_words(ground.obligations[0], world.sari, EvidenceKind.FILE, file=bad)) == "infected"


@pytest.mark.parametrize("name", ["lukas", "andi", "rian", "dewi", "lama"])
def test_only_staff_and_coordinators_of_the_office_prove(ground, world, name):
    with pytest.raises(PermissionDenied):
        a_proof(ground.obligations[:1], getattr(world, name))
    assert not Evidence.objects.exists()


def test_a_period_that_ends_before_it_begins_is_refused(ground, world):
    with pytest.raises(ValidationError):
        a_proof(ground.obligations[:1], world.sari, proves_from="2026-03-02", proves_until="2026-03-01")


def test_a_revision_keeps_the_one_before_and_waits_again(ground, world):
    evidence = judged(a_proof(ground.obligations[:1], world.sari), ("return", world.lukas, "Buram."))
    attaching.revise(evidence, actor=world.kirana, file=a_file(ground.satker, b"%PDF baru"), revision=evidence.revision)
    evidence.refresh_from_db()
    assert (evidence.state, evidence.uploader) == (EvidenceState.UPLOADED, world.kirana)
    assert [row.number for row in evidence.revisions.all()] == [1, 2]
    with pytest.raises(Stale):
        attaching.revise(evidence, actor=world.sari, file=a_file(ground.satker), revision=evidence.revision - 1)


def test_one_that_waits_takes_more_places_and_one_that_was_judged_is_copied(ground, world):
    first, second, third = ground.obligations[0], ground.obligations[1], ground.obligations[2]
    evidence = a_proof([first], world.sari)
    assert attaching.extend(evidence, [second, first], actor=world.sari) == evidence and evidence.uses.count() == 2
    evidence = judged(evidence, ("accept", world.lukas))
    copy = attaching.extend(evidence, [third], actor=world.sari)
    assert copy != evidence and copy.state == EvidenceState.UPLOADED and copy.present.file == evidence.present.file
    assert progress_of(ground.plan).done == 2


def test_evidence_of_the_year_before_becomes_a_new_one_that_says_so(ground, world):
    old = owing(world.kabupaten, by=world.sari, leader=world.lukas, year=2025)
    evidence = a_proof(old.obligations[:1], world.sari)
    copy = attaching.extend(evidence, ground.obligations[:1], actor=world.sari)
    assert copy != evidence and (copy.origin, copy.year) == (evidence, 2026)
    assert evidence.uses.count() == 1


def test_a_wrong_place_goes_while_it_waits_but_neither_the_last_nor_an_accepted_one(ground, world):
    first, second = ground.obligations[:2]
    evidence = a_proof([first, second], world.sari)
    attaching.release(evidence, second, actor=world.kirana)
    assert [use.obligation for use in evidence.uses.all()] == [first]
    assert code(lambda: attaching.release(evidence, first, actor=world.sari)) == "last_place"
    attaching.extend(evidence, [second], actor=world.sari)
    judged(evidence, ("accept", world.lukas))
    assert code(lambda: attaching.release(evidence, second, actor=world.sari)) == "locked_state"
    assert AuditEvent.objects.filter(action="evidence.release").count() == 1


def test_releasing_a_place_that_it_does_not_have_changes_nothing(ground, world):
    evidence = a_proof(ground.obligations[:2], world.sari)
    assert code(lambda: attaching.release(evidence, ground.obligations[4], actor=world.sari)) == "no_such_place"


def test_a_file_answers_the_questions_of_its_rows_and_of_the_places_added(ground, world):
    first_question, second_question = Indicator.objects.all()[:2]
    first, second = ground.obligations[0], ground.obligations[1]
    first.step.indicators.add(first_question)
    second.step.indicators.add(second_question)
    evidence = a_proof([first], world.sari)
    assert list(evidence.indicators.all()) == [first_question]
    attaching.extend(evidence, [second], actor=world.sari)
    assert set(evidence.indicators.all()) == {first_question, second_question}


def test_whoever_saw_it_before_it_got_another_place_decides_on_nothing(ground, world):
    evidence = a_proof(ground.obligations[:1], world.sari)
    attaching.extend(evidence, [ground.obligations[1]], actor=world.sari)
    with pytest.raises(Stale):
        workflow.perform("accept", evidence=evidence, actor=world.lukas, revision=evidence.revision)


def test_title_and_pages_change_until_it_is_judged_and_then_only_the_questions(ground, world):
    evidence, question = a_proof(ground.obligations[:1], world.sari), Indicator.objects.first()
    about = {"title": "Notula Maret"}
    evidence = attaching.describe(evidence, actor=world.sari, **{f"page-{evidence.uses.get().pk}": "3"}, **about)
    assert (evidence.title, evidence.uses.get().page) == ("Notula Maret", "3")
    judged(evidence, ("accept", world.lukas))
    evidence = attaching.describe(evidence, actor=world.sari, indicators=[question])
    with pytest.raises(Stale):
        attaching.describe(evidence, actor=world.sari, title="Lain")
    evidence.refresh_from_db()
    assert evidence.title == "Notula Maret" and list(evidence.indicators.all()) == [question]
    with pytest.raises(PermissionDenied):
        attaching.describe(evidence, actor=world.lukas, indicators=[])
