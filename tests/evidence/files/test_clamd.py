"""A real ClamAV daemon with a signature of the tests' own: what it finds, lets pass and does not take."""

import pytest
from django.core.files.base import ContentFile

from evidence.files import scanning, storing
from evidence.models import StoredFile
from evidence.states import EvidenceState, Scan
from tests.evidence.files import scanner
from tests.evidence.ground import PDF, a_proof, owing
from zi_portal.health import checks, examining
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobPostponed
from zi_portal.lib.files import clamd

BAD = PDF + scanner.SIGN
LONG = bytes(2 * scanner.MOST_KB << 10)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Path of the daemon's socket, for all tests of this module."""
    with scanner.running(tmp_path_factory.mktemp("clamd")) as path:
        yield path


@pytest.fixture
def scanned(settings, address):
    """The portal with this scanner."""
    settings.CLAMD_SOCKET = address


@pytest.fixture
def ground(scanned, world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def quiet(*_):
    pass


def may_fetch(person, proof):
    """Whether the person gets the file of the proof."""
    answer = person.get(f"/bukti/revisi/{proof.present.pk}/berkas/")
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, the file is closed
    return answer.status_code == 200


@pytest.mark.case("A5")
def test_it_finds_the_sign_lets_a_clean_file_pass_and_takes_no_long_one(address):
    assert clamd.scan(address, [BAD]) == clamd.Answer(clamd.INFECTED, scanner.NAME)
    assert clamd.scan(address, [PDF[:5], PDF[5:]]) == clamd.Answer(clamd.CLEAN)
    assert clamd.scan(address, [LONG]).verdict == clamd.UNSCANNABLE
    assert clamd.version(address).startswith("ClamAV ")


@pytest.mark.case("A5")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "scan", "state"),
    [
        (PDF, Scan.CLEAN, EvidenceState.UPLOADED),
        (BAD, Scan.INFECTED, EvidenceState.RETURNED),
        (LONG, Scan.UNSCANNABLE, EvidenceState.RETURNED),
    ],
    ids=["clean", "bad", "long"],
)
def test_a_file_waits_for_the_scanner_and_a_bad_one_goes_back(ground, world, content, scan, state):
    proof = a_proof(ground.obligations[:1], world.sari, content=content)
    assert (proof.present.file.scan, proof.present.file.served) == (Scan.PENDING, False)
    before = may_fetch(world.client("sari"), proof)
    assert scanning.scan(proof.present.file.pk, quiet)["scan"] == scan
    proof.refresh_from_db()
    assert (before, proof.state) == (False, state)
    assert may_fetch(world.client("sari"), proof) == (scan == Scan.CLEAN)


@pytest.mark.case("A6")
@pytest.mark.django_db
def test_without_an_answer_the_file_is_not_served_and_the_job_comes_again(settings, world, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd.sock")
    content = ContentFile(PDF)
    file = storing.keep(world.kabupaten, content, name="n.pdf", kind="pdf", received_sha256=storing.digest(content)[0])[
        0
    ]
    assert Job.objects.get().kind == "scan_evidence"
    with pytest.raises(JobPostponed):
        scanning.scan(file.pk, quiet)
    assert not StoredFile.objects.get().served


@pytest.mark.case("A6")
def test_the_health_page_tells_its_version(scanned):
    finding = examining._finding(next(check for check in checks.CHECKS if check.name == "scanner"))
    assert finding.state == "ok" and finding.detail.startswith("ClamAV ")
