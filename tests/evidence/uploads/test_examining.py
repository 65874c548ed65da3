"""What becomes of files that have arrived: stored once, an archive opened, killed anywhere and done again."""

import re
import tempfile
import tracemalloc
from unittest import mock

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from evidence.files import storing
from evidence.models import StoredFile, UploadItem, UploadPart
from evidence.proofs import attaching
from evidence.states import EvidenceKind, Scan
from evidence.uploads import examining, parts, receiving, unpacking
from tests.evidence.files import hostile
from tests.evidence.uploads.sending import a_batch, announced, send_parts, upload
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.sandbox import confined

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.uploads.examining", "evidence.files.storing")]
CONTENT = hostile.pdf(pages=3)


class Killed(BaseException):
    """The worker ends here."""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.EVIDENCE_PART_KB = 1
    return tmp_path


@pytest.fixture
def batch(staged, ground):
    return a_batch(ground.plan, staged.sari)


def arrived(batch, path, content):
    """An item with all its parts, waiting for its check."""
    (item,) = announced(batch, {path: len(content)})
    send_parts(item, content)
    return receiving.finish(item)


def outcome(item):
    item.refresh_from_db()
    return item.state, item.code


def test_a_picture_that_is_made_smaller_says_so_in_the_outcome_and_stays_known(batch, monkeypatch):
    monkeypatch.setattr(examining, "SIDE", 20)
    item = upload(batch, "layar.png", hostile.picture("PNG", size=(60, 400)))
    item.refresh_from_db()
    assert item.message == item.file.smaller == "Gambar dikecilkan dari 60 × 400 menjadi 20 × 133 piksel."
    item = upload(batch, "kecil.png", hostile.picture("PNG", size=(20, 90)))
    item.refresh_from_db()
    assert (item.message, item.file.resized) == ("", [])


@pytest.mark.case("A1", "A4", "A13")
def test_a_refused_file_leaves_a_sentence_an_event_and_no_file(batch):
    item = upload(batch, "a.pdf", hostile.pdf(hostile.attachment))
    assert (item.state, item.code, item.file) == ("refused", "pdf_attachment", None)
    assert item.message and AuditEvent.objects.get(action="upload.refuse").after["code"] == "pdf_attachment"
    assert not StoredFile.objects.exists() and not UploadPart.objects.exists()


@pytest.mark.case("A3")
def test_what_a_web_program_wrote_around_a_pdf_is_not_stored(batch):
    row = upload(batch, "a.pdf", b"<br />\n<b>Notice</b>: x<br />\n" + CONTENT + b"\n<div>halaman</div>").file
    with default_storage.open(row.file.name) as file:
        stored = file.read()
    assert stored == CONTENT.rstrip() and row.size == len(stored) and row.received_sha256 != row.sha256


@pytest.mark.case("A4")
def test_of_a_signed_pdf_the_sentence_asks_for_a_copy_without_its_attachment(batch):
    def signed(document):
        hostile.attachment(document)
        document.Root.Tanda = document.make_indirect(pikepdf.Dictionary(ByteRange=[0, 1, 2, 3], Contents="x"))

    item = upload(batch, "a.pdf", hostile.pdf(signed))
    assert item.code == "pdf_attachment" and "Minta salinan tanpa lampiran" in item.message


@pytest.mark.case("A3", "A28")
def test_of_a_photo_the_picture_drawn_anew_is_stored_and_both_sums_are_known(batch):
    photo = hostile.photo()
    row = upload(batch, "Foto rapat.JPG", photo).file
    with default_storage.open(row.file.name) as file:
        stored = file.read()
    assert (row.kind, row.name, row.size) == ("jpg", "Foto rapat.JPG", len(stored)) and stored != photo
    assert row.received_sha256 != row.sha256 and not row.file.name.endswith("rapat.JPG")
    with default_storage.open(row.file.name) as file, Image.open(file) as picture:
        assert picture.size == (40, 60) and not picture.getexif()


@pytest.mark.case("A21")
def test_the_same_file_of_an_office_is_stored_once_and_says_which_evidence_has_it(batch, staged, ground):
    first = upload(batch, "a.pdf", CONTENT)
    fields = {"kind": EvidenceKind.FILE, "actor": staged.sari, "title": "SK Tim 2026"}
    attaching.prove(ground.obligations[:1], file=first.file, **fields)
    second = upload(batch, "b.pdf", CONTENT)
    assert (second.state, second.code, second.file) == ("ready", "duplicate", first.file)
    assert second.message == "Berkas yang sama sudah ada: “SK Tim 2026”. Tidak disimpan dua kali."
    assert StoredFile.objects.count() == 1


@pytest.mark.case("A21")
def test_the_same_file_twice_in_one_upload_is_told_and_its_first_is_not_called_one(batch):
    first, second = upload(batch, "AREA I/a.pdf", CONTENT), upload(batch, "AREA II/a.pdf", CONTENT)
    assert (first.code, second.code) == ("", "duplicate") and "“AREA I/a.pdf” dalam unggahan" in second.message


@pytest.mark.case("A21")
def test_the_same_file_of_another_office_is_stored_again_without_a_hint(batch, staged):
    other = StoredFile.objects.create(
        satker=staged.kota, file="bukti/x.pdf", name="rahasia.pdf", kind="pdf", size=1, sha256="y",
        received_sha256=_sum(CONTENT), scan=Scan.INFECTED,
    )  # fmt: skip
    item = upload(batch, "a.pdf", CONTENT)
    assert (item.state, item.code, item.message) == ("ready", "", "") and item.file != other


def _sum(content):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return storing.digest(file)[0]


@pytest.mark.case("A5")
@pytest.mark.parametrize("scan", [Scan.INFECTED, Scan.UNSCANNABLE])
def test_a_file_that_was_found_bad_is_refused_when_it_comes_again(batch, scan):
    upload(batch, "a.pdf", CONTENT)
    StoredFile.objects.update(scan=scan, scanned_at=timezone.now())
    item = upload(batch, "b.pdf", CONTENT)
    assert (item.state, item.code, item.file) == ("refused", scan.value, None)


def test_a_known_file_under_a_name_of_another_kind_is_refused(batch):
    upload(batch, "a.pdf", CONTENT)
    assert upload(batch, "a.docx", CONTENT).code == "file_type_mismatch"


@pytest.mark.case("A22")
def test_two_files_of_one_name_stay_two(batch):
    first, second = upload(batch, "a.pdf", CONTENT), upload(batch, "a.pdf", hostile.pdf(pages=4))
    assert first.file != second.file and {first.state, second.state} == {"ready"}


@pytest.mark.parametrize(
    "place",
    [
        "evidence.uploads.parts.join",
        "evidence.uploads.examining._inspect",
        "evidence.files.storing.keep",
        "evidence.uploads.examining._end",
    ],
)
@pytest.mark.case("A18", "F3")
def test_a_check_that_is_killed_anywhere_is_done_again_with_one_result(batch, place, monkeypatch):
    item = arrived(batch, "a.pdf", CONTENT)
    with monkeypatch.context() as patch:
        patch.setattr(place, mock.Mock(side_effect=Killed))
        with pytest.raises(Killed):
            queue.run(item.job_id)
    Job.objects.update(lease_until=timezone.now())
    assert queue.run(item.job_id).state == JobState.DONE
    assert outcome(item) == ("ready", "") and StoredFile.objects.count() == 1 and not UploadPart.objects.exists()


@pytest.mark.case("F3")
def test_a_check_that_is_done_twice_changes_nothing(batch):
    item = arrived(batch, "a.pdf", CONTENT)
    examining.check(item.pk, lambda *_: None)
    before = UploadItem.objects.filter(pk=item.pk).values().get()
    assert examining.check(item.pk, lambda *_: None) == {"item": item.pk, "state": "ready"}
    assert UploadItem.objects.filter(pk=item.pk).values().get() == before and StoredFile.objects.count() == 1


@pytest.mark.case("A19")
def test_a_storage_that_is_full_is_tried_again_and_given_up_with_parts_kept_for_another_try(batch, monkeypatch):
    item = arrived(batch, "a.pdf", CONTENT)
    with monkeypatch.context() as patch:
        patch.setattr(storing, "keep", mock.Mock(side_effect=StorageFailed))
        for _ in range(queue.ATTEMPTS):
            Job.objects.update(due_at=None)
            job = queue.run(item.job_id)
    assert job.state == JobState.DEAD and outcome(item) == ("refused", "check_failed")
    (again,) = announced(batch, {"a.pdf": len(CONTENT)})
    assert (again.state, parts.missing(again)) == ("announced", [])
    queue.run(receiving.finish(again).job_id)
    assert outcome(item) == ("ready", "")


def test_a_check_that_an_administrator_runs_again_goes_on(batch):
    item = arrived(batch, "a.pdf", CONTENT)
    Job.objects.filter(pk=item.job_id).update(state=JobState.FAILED)
    examining.follow(Job.objects.get(pk=item.job_id))
    assert outcome(item) == ("refused", "check_failed")
    queue.retry(Job.objects.get(pk=item.job_id))
    assert outcome(item) == ("arrived", "")
    queue.run(item.job_id)
    assert outcome(item) == ("ready", "")


def test_a_child_that_somebody_else_ended_is_tried_again_one_that_ate_memory_is_not(batch, monkeypatch):
    item = arrived(batch, "a.pdf", CONTENT)
    monkeypatch.setattr(confined, "call", mock.Mock(side_effect=confined.Exhausted("killed")))
    assert queue.run(item.job_id).state == JobState.WAITING
    monkeypatch.setattr(confined, "call", mock.Mock(side_effect=confined.Exhausted("memory")))
    Job.objects.update(due_at=None)
    queue.run(item.job_id)
    assert outcome(item) == ("refused", "too_heavy")


# Archives


FOLDER = {
    "AREA II/2.1.a Laporan TW 1.pdf": CONTENT,
    "AREA II\\2.1.a Laporan TW 2.pdf": hostile.pdf(pages=4),
    "../../etc/passwd.pdf": hostile.pdf(pages=5),
    "AREA I/foto.jpg": hostile.photo(),
    "AREA I/program.exe": b"MZ",
    "AREA I/kosong.docx": b"",
    "AREA I/arsip.zip": b"PK",
    "AREA I/palsu.pdf": b"MZ" * 90,
    "__MACOSX/AREA II/._a.pdf": b"x",
    "AREA I/.DS_Store": b"x",
}


def test_an_archive_is_opened_each_of_its_files_has_one_outcome_and_itself_is_not_kept(batch):
    item = upload(batch, "Bukti.zip", hostile.archive(FOLDER))
    assert (item.state, item.file) == ("unpacked", None)
    assert item.message == "8 berkas dibuka, 4 ditolak, 2 berkas sistem diabaikan."
    outcomes = {child.path: child.code or child.state for child in item.children.all()}
    assert outcomes == {
        "AREA II/2.1.a Laporan TW 1.pdf": "ready",
        "AREA II/2.1.a Laporan TW 2.pdf": "ready",
        "etc/passwd.pdf": "ready",
        "AREA I/foto.jpg": "ready",
        "AREA I/program.exe": "type_not_allowed",
        "AREA I/kosong.docx": "file_empty",
        "AREA I/arsip.zip": "zip_nested",
        "AREA I/palsu.pdf": "file_type_mismatch",
    }
    assert item.children.get(path__endswith="TW 1.pdf").proposal[0]["score"] > 0.7
    assert StoredFile.objects.count() == 4 and not UploadPart.objects.exists()


@pytest.mark.case("F3", "A18")
def test_an_archive_whose_worker_is_killed_goes_on_where_it_stopped(batch, monkeypatch):
    item = arrived(batch, "Bukti.zip", hostile.archive(FOLDER))
    inspect = mock.Mock(wraps=examining._inspect, side_effect=[mock.DEFAULT, mock.DEFAULT, Killed])
    with monkeypatch.context() as patch:
        patch.setattr(examining, "_inspect", inspect)
        with pytest.raises(Killed):
            queue.run(item.job_id)
    assert item.children.count() == 2
    Job.objects.update(lease_until=timezone.now())
    queue.run(item.job_id)
    assert item.children.count() == 8 and StoredFile.objects.count() == 4
    assert not item.children.filter(code="duplicate").exists()


def test_a_large_archive_is_opened_in_turns_that_count_as_no_failure(batch, monkeypatch):
    monkeypatch.setattr(examining, "TURN_SECONDS", -1)
    item = arrived(batch, "Bukti.zip", hostile.archive(FOLDER))
    job = queue.run(item.job_id)
    assert (job.state, job.attempts, job.reason) == (JobState.WAITING, 0, examining.GOES_ON)
    monkeypatch.setattr(examining, "TURN_SECONDS", 60)
    queue.run(item.job_id)
    assert outcome(item) == ("unpacked", "") and item.children.count() == 8


@pytest.mark.case("A7")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.overlapping(), "bomb"),
        (b"PK\x03\x04" + b"\0" * 90, "unreadable"),
        (CONTENT, "file_type_mismatch"),
        (hostile.archive({"__MACOSX/a": "x"}), "zip_empty"),
    ],
    ids=["overlapping", "broken", "no archive", "empty"],
)
def test_an_archive_that_cannot_be_opened_is_refused(batch, content, code):
    item = upload(batch, "Bukti.zip", content)
    assert (item.state, item.code, item.children.count()) == ("refused", code, 0)


@pytest.mark.case("A7")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.zip_bomb(20 << 20), "bomb"),
        (hostile.lying(hostile.archive({"a.pdf": CONTENT}), len(CONTENT), 10), "unreadable"),
        (hostile.encrypted(), "password"),
        (hostile.archive({hostile.link(): "/etc/passwd"}), "zip_link"),
    ],
    ids=["bomb", "lying", "locked", "link"],
)
def test_a_hostile_file_in_an_archive_is_refused_alone(batch, content, code):
    item = upload(batch, "Bukti.zip", content)
    assert item.state == "unpacked" and [child.code for child in item.children.all()] == [code]
    assert not StoredFile.objects.exists()


def test_an_archive_that_would_fill_more_than_the_office_s_room_is_refused_in_numbers(batch, settings):
    settings.EVIDENCE_QUOTA_MB = 1
    item = arrived(batch, "b.zip", hostile.archive({"a.pdf": b"1" * 900}))
    fields = {"satker": batch.satker, "file": "bukti/x.pdf", "name": "x.pdf", "kind": "pdf"}
    StoredFile.objects.create(**fields, size=(1 << 20) - 500, sha256="y", received_sha256="y")
    queue.run(item.job_id)
    assert outcome(item) == ("refused", "zip_too_large")
    assert item.message.startswith("Isi arsip 900 byte, sedangkan ruang tersisa 500 byte.")


def test_of_an_archive_with_too_many_files_the_first_are_opened_and_the_rest_is_named(batch, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_FILES", 2)
    item = upload(batch, "b.zip", hostile.archive({f"{n}.pdf": CONTENT + b" " * n for n in range(4)}))
    rows = list(item.children.order_by("pk").values_list("path", "state", "code"))
    assert [row[0] for row in rows] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf"]
    assert [row[2] for row in rows[2:]] == ["too_many_files"] * 2 and {row[1] for row in rows[2:]} == {"refused"}
    assert item.message == "2 berkas dibuka, 2 selebihnya tidak dibuka dan disebut namanya."


def test_cancelling_an_archive_cancels_what_came_out_of_it(batch, monkeypatch):
    item = arrived(batch, "Bukti.zip", hostile.archive(FOLDER))
    real = examining._extract

    def one_then_cancel(*args):
        real(*args)
        receiving.cancel(item)

    monkeypatch.setattr(examining, "_extract", one_then_cancel)
    assert queue.run(item.job_id).state == JobState.CANCELLED
    assert outcome(item) == ("cancelled", "cancelled")
    assert [child.state for child in item.children.all()] == ["cancelled"]


def test_an_upload_to_one_obligation_proposes_that_one_and_a_revision_none(staged, ground):
    target_batch = a_batch(ground.plan, staged.sari, obligation=ground.obligations[3])
    proposal = upload(target_batch, "apa saja.pdf", CONTENT).proposal
    assert [entry["obligation"] for entry in proposal] == [ground.obligations[3].pk]
    proof = attaching.prove(
        ground.obligations[:1], kind=EvidenceKind.LINK, actor=staged.sari, title="x", link="https://contoh.id"
    )
    revision = a_batch(ground.plan, staged.sari, evidence=proof)
    assert upload(revision, "Laporan.pdf", CONTENT).proposal == []


def test_an_upload_into_an_area_looks_there_first(staged, ground):
    area = ground.steps[0].area
    batch = a_batch(ground.plan, staged.sari, area=area)
    proposal = upload(batch, "Notula rapat.pdf", CONTENT).proposal
    assert {o.step.area_id for o in ground.obligations if o.pk in {entry["obligation"] for entry in proposal}} == {
        area.pk
    }


@pytest.mark.case("A26", "A12")
def test_a_file_is_sent_by_its_random_name_alone_and_has_no_address_of_its_own(batch, staged, ground, settings):
    settings.INTERNAL_LOCATION = "/_protected/"
    row = upload(batch, "AREA I/../<svg onload=x> rahasia.pdf", CONTENT).file
    fields = {"kind": EvidenceKind.FILE, "actor": staged.sari, "title": "SK"}
    proof = attaching.prove(ground.obligations[:1], file=row, **fields)
    client = staged.client("rian")
    answer = client.get(reverse("evidence:file", args=[proof.present.pk]))
    assert re.fullmatch(r"/_protected/bukti/\d{4}/\d\d/[0-9a-f]{32}\.pdf", answer["X-Accel-Redirect"])
    assert "rahasia" in answer["Content-Disposition"] and answer.content == b""
    for address in (answer["X-Accel-Redirect"], f"/media/{row.file.name}", f"/{row.file.name}"):
        assert client.get(address).status_code == 404


@pytest.mark.long
def test_a_pdf_of_45_megabytes_is_looked_at_without_ever_being_in_the_worker_s_memory(batch, settings):
    settings.EVIDENCE_PART_KB = 2048
    item = arrived(batch, "besar.pdf", hostile.pdf(hostile.noise, pages=450))
    tracemalloc.start()
    try:
        queue.run(item.job_id)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert outcome(item) == ("ready", "") and item.size > 45 << 20 and peak < 16 << 20
