"""What the virus scanner says, and what follows: nothing is served before, what is bad goes out of use."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from evidence.files import scanning
from evidence.models import Package, StoredFile
from evidence.states import EvidenceState, Scan, Verdict
from tests.evidence.files import fake_clamd, hostile
from tests.evidence.ground import a_file, a_proof, judged
from tests.evidence.uploads.sending import a_batch, upload
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.lib.errors import Refused
from zi_portal.lib.files import clamd

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.files.scanning", "evidence.models.files")]
CLEAN = hostile.pdf()
BAD = CLEAN + hostile.EICAR + b"\n%%EOF"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scanner(settings):
    with fake_clamd.running() as daemon:
        settings.CLAMD_SOCKET = daemon.address
        yield daemon


@pytest.fixture
def down(settings):
    settings.CLAMD_SOCKET = "127.0.0.1:1"


def scan(row):
    """The file after the scanner was asked; the job's result or the job."""
    job = Job.objects.get(key=f"scan_evidence:{row.pk}")
    queue.run(job.pk)
    row.refresh_from_db()
    job.refresh_from_db()
    return job


@pytest.mark.case("A5")
def test_a_clean_file_is_served_only_after_the_scanner_said_so_and_gets_its_pages_then(scanner, staged):
    row = a_file(staged.kabupaten, CLEAN)
    assert (row.scan, row.served) == (Scan.PENDING, False)
    assert not Job.objects.filter(kind="preview_evidence").exists()
    assert scan(row).state == JobState.DONE
    assert (row.scan, row.served, row.signature) == (Scan.CLEAN, True, "") and row.scanned_at
    assert scanner.seen == [CLEAN] and Job.objects.filter(kind="preview_evidence").exists()


@pytest.mark.case("A5")
def test_an_infected_file_is_never_served_its_evidence_goes_back_and_the_sender_is_told(scanner, staged, ground):
    item = upload(a_batch(ground.plan, staged.sari), "a.pdf", BAD)
    proof = a_proof(ground.obligations[:1], staged.sari, content=BAD)
    scan(item.file)
    proof.refresh_from_db()
    item.refresh_from_db()
    assert (item.file.scan, item.file.served) == (Scan.INFECTED, False)
    assert (item.state, item.code) == ("refused", "infected") and "Eicar-Test-Signature" in item.message
    last = proof.reviews.last()
    assert (proof.state, last.action, last.actor) == (EvidenceState.RETURNED, Verdict.RETURN, None)
    assert "virus (Eicar-Test-Signature)" in last.note
    assert AuditEvent.objects.get(action="file.infected").after["signature"] == "Eicar-Test-Signature"


@pytest.mark.case("A5")
def test_a_virus_in_an_office_file_is_found_for_the_whole_file_is_shown_to_the_scanner(scanner, staged):
    content = hostile.archive({"word/a.txt": hostile.EICAR}, method=0)
    row = a_file(staged.kabupaten, content, name="a.docx", kind="docx")
    scan(row)
    assert row.scan == Scan.INFECTED


@pytest.mark.case("A6")
def test_a_scanner_that_is_away_is_waited_for_without_an_attempt_and_nothing_is_served(down, staged):
    row = a_file(staged.kabupaten, CLEAN)
    for _ in range(queue.ATTEMPTS + 1):
        Job.objects.update(due_at=None)
        job = scan(row)
    assert (job.state, job.attempts, job.reason) == (JobState.WAITING, 0, scanning.DOWN)
    assert job.due_at > timezone.now() and not row.served


@pytest.mark.case("A6")
def test_a_scanner_that_says_nothing_in_time_or_nonsense_is_away(scanner, staged, monkeypatch):
    row = a_file(staged.kabupaten, CLEAN)
    monkeypatch.setattr(clamd.scan, "__kwdefaults__", {"seconds": 0.2})
    for answer in (None, b"stream: Can't allocate memory ERROR", b"apa?"):
        scanner.says = lambda content, answer=answer: answer
        Job.objects.update(due_at=None)
        assert scan(row).state == JobState.WAITING and row.scan == Scan.PENDING


@pytest.mark.case("A6")
def test_a_file_beyond_the_scanner_s_size_limit_is_unscannable_and_not_clean(scanner, staged, ground):
    scanner.most = 100
    proof = a_proof(ground.obligations[:1], staged.sari, content=CLEAN)
    row = proof.present.file
    scan(row)
    proof.refresh_from_db()
    assert (row.scan, row.served, proof.state) == (Scan.UNSCANNABLE, False, EvidenceState.RETURNED)
    assert "tidak dapat memeriksa" in proof.reviews.last().note


@pytest.mark.case("A6")
@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("stream: OK", clamd.CLEAN),
        ("stream: X FOUND", clamd.INFECTED),
        ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", clamd.UNSCANNABLE),
        ("INSTREAM size limit exceeded. ERROR", clamd.UNSCANNABLE),
    ],
)
def test_each_answer_of_the_scanner_is_understood(answer, verdict):
    assert clamd._answer(answer).verdict == verdict


def test_a_large_file_is_sent_in_pieces(scanner):
    content = bytes(3 << 20)
    stream = io.BytesIO(content)
    pieces = iter(lambda: stream.read(1 << 17), b"")
    assert clamd.scan(scanner.address, pieces).verdict == clamd.CLEAN and scanner.seen == [content]


def test_without_a_scanner_a_waiting_file_is_let_go_on_and_says_that_it_was_not_scanned(scanner, staged, settings):
    row = a_file(staged.kabupaten, CLEAN)
    settings.CLAMD_SOCKET = ""
    scan(row)
    assert (row.scan, row.scanned_at) == (Scan.OFF, None)
    assert scanning.rescan(lambda: None) == {"scanned": 0, "bad": 0}


def test_a_scan_that_is_done_twice_asks_once(scanner, staged):
    row = a_file(staged.kabupaten, CLEAN)
    for _ in range(2):
        assert scanning.scan(row.pk, lambda: None) == {"file": row.pk, "scan": "clean"}
    assert len(scanner.seen) == 1


@pytest.mark.case("A23")
@pytest.mark.case("A29")
def test_a_month_later_a_newer_signature_takes_an_accepted_evidence_back(scanner, staged, ground):
    proof = a_proof(ground.obligations[:1], staged.sari, content=CLEAN)
    scan(proof.present.file)
    judged(proof, ("accept", staged.lukas))
    scanner.says = lambda content: b"stream: Baru.2027 FOUND"
    assert scanning.rescan(lambda: None) == {"scanned": 0, "bad": 0}
    month = timezone.now() + timedelta(days=31)
    assert scanning.rescan(lambda: None, now=month) == {"scanned": 1, "bad": 1}
    proof.refresh_from_db()
    assert (proof.state, StoredFile.objects.get().scan) == (EvidenceState.RETURNED, Scan.INFECTED)
    with pytest.raises(Refused):
        a_proof(ground.obligations[:1], staged.sari, content=CLEAN)


@pytest.mark.case("A29")
def test_packages_that_may_hold_what_a_newer_signature_finds_are_fetched_no_more(
    scanner, staged, ground, django_capture_on_commit_callbacks
):
    row = a_file(staged.kabupaten, BAD)
    package = Package.objects.create(satker=ground.satker, plan=ground.plan, user=staged.sari, sha256="a" * 64)
    package.file.save("paket.zip", File(io.BytesIO(b"PK")))
    name = package.file.name
    with django_capture_on_commit_callbacks(execute=True):
        scan(row)
    package.refresh_from_db()
    assert row.bad and not package.file and not default_storage.exists(name)
    assert staged.client("sari").get(reverse("evidence:package-file", args=[package.pk])).status_code == 404


@pytest.mark.case("A29")
def test_files_stored_without_a_scanner_are_scanned_once_there_is_one(staged, settings):
    row = a_file(staged.kabupaten, CLEAN)
    assert row.scan == Scan.OFF
    with fake_clamd.running() as scanner:
        settings.CLAMD_SOCKET = scanner.address
        assert scanning.rescan(lambda: None) == {"scanned": 1, "bad": 0}
    row.refresh_from_db()
    assert row.scan == Scan.CLEAN


@pytest.mark.case("A29")
def test_a_file_that_is_gone_does_not_hold_up_the_others(scanner, staged):
    missing, intact = a_file(staged.kabupaten, CLEAN), a_file(staged.kabupaten, hostile.pdf(pages=2))
    StoredFile.objects.update(scan=Scan.OFF)
    default_storage.delete(missing.file.name)
    assert scanning.rescan(lambda: None) == {"scanned": 1, "bad": 0}
    intact.refresh_from_db()
    assert intact.scan == Scan.CLEAN


@pytest.mark.case("A5")
def test_the_bytes_of_a_virus_are_kept_for_a_month_its_row_for_ever(
    scanner, staged, django_capture_on_commit_callbacks
):
    row = a_file(staged.kabupaten, BAD)
    scan(row)
    name = row.file.name
    assert scanning.forget_infected() == 0 and default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        assert scanning.forget_infected(now=timezone.now() + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert not default_storage.exists(name) and (row.file.name, row.scan) == ("", Scan.INFECTED)
