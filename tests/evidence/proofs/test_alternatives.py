"""What else than a new file can prove an obligation."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Evidence, EvidenceRequirement, Obligation, StoredFile
from evidence.proofs import alternatives, attaching
from evidence.states import EvidenceKind, EvidenceState
from plans.decree import documents
from plans.models import Decree, Document, Indicator
from tests.addresses.access_world import printed
from tests.evidence.ground import a_proof, judged, owing
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    ground.notula, ground.report, ground.team = ground.obligations[:3]
    return ground


@pytest.fixture
def printer(monkeypatch):
    """A printer that needs no time: what it printed is in the list."""
    printed_editions = []

    def render_now(decree, edition):
        printed_editions.append((decree.pk, edition))
        document = Document.objects.get_or_create(
            decree=decree, edition=edition, is_draft=False, source_sha256=decree.version.sha256
        )[0]
        document.sha256 = "e" * 64
        document.file.save("asli.pdf", ContentFile(b"%PDF-1.7 keputusan"))

    monkeypatch.setattr(documents, "render_now", render_now)
    return printed_editions


def refused(act):
    """Code of a refusal that leaves no evidence behind."""
    before = Evidence.objects.count()
    with pytest.raises(Refused) as error:
        act()
    assert Evidence.objects.count() == before
    return error.value.code


def test_kinds_are_those_that_the_document_takes_and_always_why_not(ground):
    assert alternatives.offered_kinds(ground.notula.requirement) == [EvidenceKind.LINK, EvidenceKind.UNABLE]


def test_the_questions_of_all_rows_of_the_run_are_proposed(ground):
    first, other = Indicator.objects.all()[:2]
    ground.steps[1].indicators.add(first)
    ground.steps[3].indicators.add(other)
    assert list(alternatives.indicators_of(ground.notula)) == [first]
    assert list(alternatives.indicators_of(ground.report)) == [other]


def test_candidates_are_usable_evidences_of_the_office_that_do_not_serve_it_yet(ground, world):
    usable = a_proof([ground.report], world.sari, title="Laporan rapat", content=b"%PDF-1.7 laporan")
    a_proof([ground.notula], world.sari, title="Sudah di sini")
    judged(a_proof([ground.report], world.sari, title="Buram"), ("return", world.lukas, "Buram."))
    judged(a_proof([ground.report], world.sari, title="Ditarik"), ("withdraw", world.sari))
    other = owing(world.kota, by=world.dewi, leader=world.joko)
    a_proof(other.obligations[:1], world.dewi, title="Milik kota")
    later = owing(world.kabupaten, by=world.sari, leader=world.lukas, year=2027)
    a_proof(later.obligations[:1], world.sari, title="Dari tahun depan")
    assert list(alternatives.candidates(ground.notula)) == [usable]


def test_candidates_are_only_of_kinds_that_are_taken(ground, world):
    EvidenceRequirement.objects.filter(title="Laporan").update(takes_statement=True)
    fields = {"title": "Pernyataan", "text": "Sudah."}
    evidence = attaching.prove([ground.report], actor=world.sari, kind=EvidenceKind.STATEMENT, **fields)
    assert evidence not in alternatives.candidates(ground.notula)
    EvidenceRequirement.objects.filter(title="Notula rapat").update(takes_statement=True)
    ground.notula.requirement.refresh_from_db()
    assert evidence in alternatives.candidates(ground.notula)


def test_accepted_evidence_of_the_year_before_is_proposed_by_a_similar_name(ground, world):
    old = owing(world.kabupaten, by=world.sari, leader=world.lukas, year=2025)
    notula = judged(a_proof(old.obligations[:1], world.sari, title="Notulensi rapat tim"), ("accept", world.lukas))
    a_proof(old.obligations[:1], world.sari, title="Notula rapat belum diperiksa")
    judged(a_proof([old.obligations[-1]], world.sari, title="Kuitansi"), ("accept", world.lukas))
    assert alternatives.earlier_evidence(ground.notula) == [notula]
    evidence = alternatives.use(notula, ground.notula, world.sari)
    assert (evidence.origin, evidence.year, evidence.state) == (notula, 2026, EvidenceState.UPLOADED)


def test_what_is_being_repaired_or_serves_it_already_is_refused(ground, world):
    bad = judged(a_proof([ground.report], world.sari), ("return", world.lukas, "Buram."))
    assert refused(lambda: alternatives.use(bad, ground.notula, world.sari)) == "not_usable"
    evidence = a_proof([ground.notula], world.sari)
    assert refused(lambda: alternatives.use(evidence, ground.notula, world.sari)) == "already"


def test_the_same_content_is_put_to_an_obligation_once(ground, world):
    evidence = judged(a_proof([ground.report], world.sari), ("accept", world.lukas))
    alternatives.use(evidence, ground.notula, world.sari)
    assert refused(lambda: alternatives.use(evidence, ground.notula, world.sari)) == "already"
    assert not alternatives.candidates(ground.notula).exists()


def test_looking_for_earlier_ones_asks_the_database_a_fixed_number_of_times(ground, world):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            alternatives.earlier_evidence(ground.notula)
            alternatives.decrees(ground.notula)
        return len(captured)

    old = owing(world.kabupaten, by=world.sari, leader=world.lukas, year=2025)
    judged(a_proof(old.obligations[:2], world.sari), ("accept", world.lukas))
    number_before = queries()
    for place in range(4):
        judged(a_proof(old.obligations[:3], world.sari, title=f"Notula {place}"), ("accept", world.lukas))
    assert queries() == number_before <= 7


# The portal's own decrees


def test_decrees_in_force_of_the_year_are_offered_the_fitting_first(ground, world):
    owing(world.kabupaten, by=world.sari, leader=world.lukas, year=2025)
    [offer] = alternatives.decrees(ground.team)
    assert offer.decree == ground.decree and offer.title.startswith("SK 92026/2026 ")
    assert not offer.printed and not offer.used
    ground.team.requirement.takes_file = False
    assert alternatives.decrees(ground.team) == []


def test_a_printed_decree_becomes_evidence_at_once_and_serves_further_ones(ground, world):
    printed(ground.decree)
    evidence = alternatives.offer(ground.team, ground.decree, world.sari)
    assert (evidence.decree, evidence.kind, evidence.proves_from) == (
        ground.decree,
        EvidenceKind.FILE,
        date(2026, 1, 5),
    )
    with evidence.present.file.file.open() as content:
        assert content.read() == b"%PDF-1.7 " and evidence.present.file.kind == "pdf"
    assert alternatives.offer(ground.notula, ground.decree, world.sari) == evidence
    assert StoredFile.objects.count() == 1 and evidence.uses.count() == 2
    assert refused(lambda: alternatives.offer(ground.team, ground.decree, world.sari)) == "already"
    assert alternatives.decrees(ground.team)[0].used


def test_a_decree_that_was_not_printed_is_printed_by_a_job_and_put_in_its_place(ground, world, printer):
    job = alternatives.offer(ground.team, ground.decree, world.sari)
    assert isinstance(job, Job) and not Evidence.objects.exists()
    finished_job = queue.run(job.pk)
    evidence = Evidence.objects.get()
    assert finished_job.state == JobState.DONE and finished_job.result == {"evidence": evidence.pk}
    assert (evidence.uploader, evidence.uses.get().obligation, len(printer)) == (world.sari, ground.team, 1)
    assert alternatives.deliver(job.payload, lambda percent=None: None) == {"evidence": evidence.pk}
    assert Evidence.objects.count() == 1


def test_the_job_ends_with_a_sentence_when_it_may_not_be_done(ground, world, printer):
    job = alternatives.offer(ground.team, ground.decree, world.sari)
    Obligation.objects.filter(pk=ground.team.pk).update(active=False)
    finished_job = queue.run(job.pk)
    assert finished_job.state == JobState.FAILED and "tidak diminta lagi" in finished_job.reason


def test_only_enacted_decrees_of_the_office_and_year_are_taken(ground, world):
    other = owing(world.kota, by=world.dewi, leader=world.joko)
    assert refused(lambda: alternatives.offer(ground.team, other.decree, world.sari)) == "not_enacted"
    Decree.objects.filter(pk=ground.decree.pk).update(state="revoked")
    assert refused(lambda: alternatives.offer(ground.team, ground.decree, world.sari)) == "not_enacted"
