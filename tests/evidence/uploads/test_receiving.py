"""Files on their way: announced, sent in parts over any line, closed, cancelled, swept; nothing half, nothing lost."""

import io
from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.http.request import UnreadablePostError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from evidence.files import types
from evidence.models import StoredFile, UploadBatch, UploadItem, UploadPart
from evidence.uploads import parts, quota, receiving
from evidence.views import receiving as views
from plans.models import Plan
from tests.evidence.files import hostile
from tests.evidence.uploads.sending import Sender, a_batch, announced, send_parts, upload
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.lib.errors import Refused
from zi_portal.lib.files import strays
from zi_portal.lib.files.storage import StorageFailed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database("evidence.uploads.receiving", "evidence.uploads.parts", "evidence.models.uploads"),
]
CONTENT = hostile.pdf(pages=12)
PART = 1 << 10


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EVIDENCE_PART_KB = 1
    return settings.MEDIA_ROOT


@pytest.fixture
def sender(staged, ground):
    return Sender(staged.client("sari"), ground.plan)


@pytest.fixture
def batch(staged, ground):
    return a_batch(ground.plan, staged.sari)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Call something as its own transaction, with what follows the commit."""

    def call(function, *args, **how):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **how)

    return call


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_goes_the_whole_way_and_is_proposed_its_place(sender, media):
    (item,) = sender.announce(**{"AREA II/2.1.a Laporan TW 1.pdf": len(CONTENT)})
    assert (item["state"], item["parts"], item["done"]) == ("announced", -(-len(CONTENT) // PART), [])
    sender.parts(item, CONTENT)
    assert sender.arrived(item)[1]["state"] == "arrived"
    queue.run(Job.objects.get(kind="check_upload").pk)
    state = sender.state()
    (uploaded,) = state["items"]
    assert (uploaded["state"], uploaded["progress"], state["open"], state["ready"]) == ("ready", 100, 0, 1)
    assert uploaded["proposal"][0]["score"] > 0.7 and uploaded["file"]["name"] == "2.1.a Laporan TW 1.pdf"
    with default_storage.open(StoredFile.objects.get().file.name) as file:
        assert file.read() == CONTENT


def test_what_one_must_know_before_is_said_at_the_beginning(sender, settings):
    answer = sender.begun.json()
    assert answer["part_size"] == PART and answer["page"] == reverse("evidence:batch", args=[answer["batch"]])
    assert answer["limits"]["file"] == settings.EVIDENCE_MB << 20 and answer["limits"]["free"] == quota.capacity()
    assert ".pdf" in answer["limits"]["kinds"] and ".mp4" not in answer["limits"]["kinds"]


def test_the_same_open_upload_is_given_again_until_something_was_placed(staged, ground, sender):
    assert Sender(staged.client("sari"), ground.plan).batch == sender.batch
    assert Sender(staged.client("bima"), ground.plan).batch != sender.batch
    assert Sender(staged.client("sari"), ground.plan, obligation=ground.obligations[0].pk).batch != sender.batch
    UploadItem.objects.create(batch_id=sender.batch, path="a.pdf", size=1, part_size=1, state="placed")
    assert Sender(staged.client("sari"), ground.plan).batch != sender.batch


def test_a_plan_that_is_not_in_force_takes_no_file(staged, ground):
    draft = Plan.objects.get(pk=ground.plan.pk)
    draft.decree.state = "draft"
    with pytest.raises(Refused) as refused:
        receiving.begin(draft, staged.sari)
    assert (refused.value.code, refused.value.status) == ("not_in_force", 409)


@pytest.mark.case("A24")
def test_others_do_not_find_an_upload_that_is_not_their_own(staged, sender):
    for person in ("bima", "kirana", "lukas", "rian", "dewi"):
        other = Sender.__new__(Sender)
        other.client, other.batch = staged.client(person), sender.batch
        assert other.client.get(reverse("evidence:upload-state", args=[sender.batch])).status_code == 404
        address = reverse("evidence:announce", args=[sender.batch])
        assert other.client.post(address, "{}", content_type="application/json").status_code == 404


def test_a_target_of_another_office_or_plan_is_not_found(staged, ground):
    stranger = ground.obligations[0].pk
    assert Sender(staged.client("dewi"), ground.plan, obligation=stranger).begun.status_code == 404
    assert Sender(staged.client("sari"), ground.plan, obligation=10**6).begun.status_code == 404
    assert Sender(staged.client("sari"), ground.plan, area="satu").begun.status_code == 404


# Announcing

REFUSED = {
    "program.exe": (9, "type_not_allowed"),
    "gambar.svg": (9, "type_not_allowed"),
    "makro.xlsm": (9, "type_not_allowed"),
    "lama.doc": (9, "type_not_allowed"),
    "foto.heic": (9, "type_not_allowed"),
    "tanpa akhiran": (9, "type_not_allowed"),
    "a.pdf.php": (9, "type_not_allowed"),
    "kosong.pdf": (0, "file_empty"),
    "besar.pdf": ((50 << 20) + 1, "file_too_large"),
    "\u202e": (9, "file_missing"),
    ".DS_Store": (9, "ignored"),
}


@pytest.mark.case("A1", "A11", "A12", "A13", "A14")
def test_what_can_never_be_taken_is_refused_before_it_is_sent(sender, media):
    items = sender.announce(**{path: size for path, (size, _) in REFUSED.items()})
    assert [item["code"] for item in items] == [code for _, code in REFUSED.values()]
    assert {item["state"] for item in items} == {"refused"} and all(item["message"] for item in items)
    assert AuditEvent.objects.get(action="upload.refuse").after["codes"]["type_not_allowed"] == 7
    assert sender.part(items[0], 1, b"x" * 9)[0] == 409 and files(media) == []


def test_the_sentence_of_a_large_file_names_its_size_and_the_limit(sender):
    (item,) = sender.announce(**{"besar.pdf": 60 << 20})
    assert item["message"].startswith("Ukurannya 60 MB, paling besar 50 MB.")


@pytest.mark.case("A12", "A15")
@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe{}",
        b"[]",
        b'{"files": 1}',
        b'{"files": ["a"]}',
        b'{"files": [{"path": 1, "size": 2}]}',
        b'{"files": [{"path": "a", "size": true}]}',
        b'{"files": [{"path": "a", "size": -1}]}',
        b'{"files": [{"path": "a", "size": 1e99}]}',
        b"[" * 100_000,
    ],
    ids=range(9),
)
def test_a_list_that_is_none_is_refused_with_a_sentence(sender, body):
    address = reverse("evidence:announce", args=[sender.batch])
    response = sender.client.post(address, body, content_type="application/json")
    assert response.status_code == 400 and response.json()["code"] == "bad_request"
    assert not UploadItem.objects.exists()


@pytest.mark.case("A15")
def test_more_files_than_an_upload_holds_are_refused(batch, monkeypatch):
    with pytest.raises(Refused, match="Paling banyak 200"):
        announced(batch, {f"{n}.pdf": 5 for n in range(201)})
    monkeypatch.setattr(receiving, "MAX_FILES", 3)
    announced(batch, {f"{n}.pdf": 5 for n in range(3)})
    with pytest.raises(Refused) as refused:
        announced(batch, {"satu lagi.pdf": 5})
    assert refused.value.code == "too_many_files" and batch.items.count() == 3


@pytest.mark.case("A12")
def test_names_are_shown_clean_and_two_of_one_name_stay_two(batch):
    items = announced(batch, {"../../a\0<b>.pdf": 5, "x/../a<b>.pdf": 5, "a<b>.pdf": 6})
    assert [item.path for item in items] == ["a_b_.pdf", "x/a_b_.pdf", "a_b_.pdf"]
    assert len({item.pk for item in items}) == 3


def test_quota_is_held_for_what_is_announced_and_told_in_numbers(batch, settings):
    settings.EVIDENCE_QUOTA_MB = 1
    first, second = announced(batch, {"a.pdf": 700 << 10, "b.pdf": 700 << 10})
    assert (first.state, second.state, second.code) == ("announced", "refused", "quota_full")
    assert second.message.startswith("Ruang satker tersisa 324 KB dari 1 MB, sedangkan berkas ini 700 KB.")
    receiving.cancel(first)
    (again,) = announced(batch, {"b.pdf": 700 << 10})
    assert (again.pk, again.state) == (second.pk, "announced")


# Parts


def test_after_a_cut_line_only_what_is_missing_is_sent_again(sender):
    (item,) = sender.announce(**{"a.pdf": len(CONTENT)})
    assert sender.part(item, 2, CONTENT[PART : 2 * PART]) == (200, {"done": [2]})
    assert sender.arrived(item)[0] == 409 and sender.arrived(item)[1]["missing"] == [1, 3]
    (again,) = sender.announce(**{"a.pdf": len(CONTENT)})
    assert (again["id"], again["done"], again["progress"]) == (item["id"], [2], 33)
    sender.parts(again, CONTENT)
    assert sender.arrived(item)[0] == 200


def test_a_part_sent_twice_is_kept_once(sender, media, committed):
    (item,) = sender.announce(**{"a.pdf": len(CONTENT)})
    for _ in range(2):
        assert committed(sender.part, item, 1, CONTENT[:PART]) == (200, {"done": [1]})
    assert len(files(media)) == 1


def test_two_tabs_that_send_a_part_at_once_keep_one(batch, media, committed):
    (item,) = announced(batch, {"a.pdf": len(CONTENT)})

    class Other(io.BytesIO):
        """While it is read the same part arrives over another line."""

        def read(self, *size):
            if not item.parts.exists():
                parts.keep(item, 1, io.BytesIO(CONTENT[:PART]))
            return super().read(*size)

    committed(parts.keep, item, 1, Other(CONTENT[:PART]))
    assert UploadPart.objects.count() == len(files(media)) == 1


@pytest.mark.parametrize(
    ("number", "content", "sha256"),
    [
        (1, CONTENT[:100], None),
        (1, CONTENT[: PART + 1], None),
        (1, CONTENT[:PART], "0" * 64),
        (9, CONTENT[:PART], None),
        (0, CONTENT[:PART], None),
        (1, b"", None),
    ],
    ids=["short", "long", "other", "beyond", "none", "empty"],
)
def test_a_part_that_is_not_what_was_announced_is_refused_and_leaves_nothing(sender, media, number, content, sha256):
    (item,) = sender.announce(**{"a.pdf": len(CONTENT)})
    status, answer = sender.part(item, number, content, sha256)
    assert (status, answer["code"]) == (422, "part_damaged") and "Kirim lagi" in answer["message"]
    assert files(media) == [] and not UploadPart.objects.exists()


def test_a_sender_without_sums_is_understood(sender):
    (item,) = sender.announce(**{"a.pdf": 5})
    assert sender.part(item, 1, b"abcde", sha256="") == (200, {"done": [1]})


@pytest.mark.case("A14")
def test_of_a_body_without_end_no_more_than_a_part_is_read(batch):
    (item,) = announced(batch, {"a.pdf": 5})
    endless = mock.Mock()
    endless.read.side_effect = lambda size: b"x" * size
    with pytest.raises(parts.Damaged):
        parts.keep(item, 1, endless)
    assert [call.args[0] for call in endless.read.call_args_list] == [6]


@pytest.mark.case("A17")
def test_a_sender_that_breaks_off_leaves_nothing(sender, media, staged):
    (item,) = sender.announce(**{"a.pdf": 5})
    request = RequestFactory().post("/", b"abcde", content_type="application/octet-stream")
    request.user, request.read = staged.sari, mock.Mock(side_effect=UnreadablePostError("putus"))
    with pytest.raises(Refused) as refused:
        views.part(request, sender.batch, item["id"], 1)
    assert (refused.value.status, refused.value.code) == (400, "broken_off")
    assert files(media) == [] and not UploadPart.objects.exists()


@pytest.mark.case("A19")
def test_a_full_disk_is_told_as_507_and_the_file_can_go_on_later(sender, media):
    (item,) = sender.announce(**{"a.pdf": 5})
    media.write_text("a file where the folder should be")
    status, answer = sender.part(item, 1, b"abcde")
    assert (status, answer["code"]) == (507, "storage_full") and "Penyimpanan penuh" in answer["message"]
    media.unlink()
    assert sender.part(item, 1, b"abcde")[0] == 200


@pytest.mark.case("A19")
def test_a_full_disk_for_temporary_files_is_told_too(batch, monkeypatch):
    (item,) = announced(batch, {"a.pdf": 5})
    full = mock.MagicMock()
    full.__enter__.return_value.write.side_effect = OSError(28, "No space left on device")
    monkeypatch.setattr(parts.tempfile, "TemporaryFile", lambda: full)
    with pytest.raises(StorageFailed):
        receiving.receive(item, 1, io.BytesIO(b"abcde"))


@pytest.mark.case("A20")
def test_a_part_that_the_database_refuses_leaves_no_file(batch, media, monkeypatch):
    (item,) = announced(batch, {"a.pdf": 5})
    monkeypatch.setattr(UploadPart.objects, "get_or_create", mock.Mock(side_effect=DatabaseError))
    with pytest.raises(DatabaseError):
        receiving.receive(item, 1, io.BytesIO(b"abcde"))
    assert files(media) == []


@pytest.mark.case("D10")
def test_the_end_told_twice_makes_one_check(sender):
    (item,) = sender.announce(**{"a.pdf": len(CONTENT)})
    sender.parts(item, CONTENT)
    assert [sender.arrived(item)[0] for _ in range(2)] == [200, 200]
    assert Job.objects.filter(kind="check_upload").count() == 1
    status, answer = sender.part(item, 1, CONTENT[:PART])
    assert (status, answer["code"], answer["state"]) == (409, "item_closed", "arrived")


# The way back


def test_a_cancelled_file_gives_back_its_parts_and_may_come_again(sender, media, committed):
    (item,) = sender.announce(**{"a.pdf": len(CONTENT)})
    sender.parts(item, CONTENT)
    status, answer = committed(sender.post, "cancel", item["id"])
    assert (status, answer["state"], answer["code"]) == (200, "cancelled", "cancelled") and files(media) == []
    (again,) = sender.announce(**{"a.pdf": len(CONTENT)})
    assert (again["id"], again["state"], again["done"]) == (item["id"], "announced", [])


def test_a_file_that_was_checked_and_is_cancelled_is_kept_only_where_something_uses_it(batch, media, committed):
    first, second = upload(batch, "a.pdf", CONTENT), upload(batch, "b.pdf", CONTENT)
    assert first.file == second.file
    committed(receiving.cancel, second)
    assert StoredFile.objects.exists()
    committed(receiving.cancel, first)
    assert not StoredFile.objects.exists() and strays.referenced() == set()
    assert [path for path in files(media) if "bukti" in str(path)] == []


def test_cancelling_stops_the_check_and_a_check_that_is_under_way_keeps_nothing(batch, committed):
    (item,) = announced(batch, {"a.pdf": len(CONTENT)})
    send_parts(item, CONTENT)
    job = receiving.finish(item).job

    def meanwhile(*args, **how):
        receiving.cancel(item)
        return {"kind": "pdf"}, []

    with mock.patch("evidence.uploads.examining.confined.call", meanwhile):
        committed(queue.run, job.pk)
    item.refresh_from_db()
    job.refresh_from_db()
    assert (item.state, job.state) == ("cancelled", "cancelled") and not StoredFile.objects.exists()


def test_what_is_evidence_already_cannot_be_cancelled(batch):
    item = upload(batch, "a.pdf", CONTENT)
    UploadItem.objects.update(state="placed")
    with pytest.raises(Refused) as refused:
        receiving.cancel(item)
    assert refused.value.status == 409


@pytest.mark.case("A18")
def test_uploads_left_for_a_week_are_closed_with_a_sentence_and_their_parts_go(batch, media, committed):
    (left,) = announced(batch, {"a.pdf": len(CONTENT)})
    receiving.receive(left, 1, io.BytesIO(CONTENT[:PART]))
    committed(upload, batch, "b.pdf", CONTENT)
    announced(batch, {"c.exe": 5})
    old = timezone.now() - timedelta(days=8)
    UploadBatch.objects.update(created_at=old)
    UploadItem.objects.update(created_at=old)
    announced(batch, {"d.pdf": 5})
    assert committed(receiving.sweep) == 2
    outcomes = {item.path: (item.state, item.code) for item in UploadItem.objects.all()}
    assert outcomes["a.pdf"] == outcomes["b.pdf"] == ("cancelled", "expired")
    assert outcomes["c.exe"][1] == "type_not_allowed" and outcomes["d.pdf"][0] == "announced"
    assert not UploadPart.objects.exists() and not StoredFile.objects.exists() and files(media) == []
    left.refresh_from_db()
    assert left.message == types.sentence("expired", days=7)


def test_the_state_is_asked_with_the_same_number_of_queries_for_any_number_of_files(
    sender, batch, django_assert_max_num_queries
):
    sender.announce(**{f"{n}.pdf": 5 for n in range(40)})
    with django_assert_max_num_queries(9):
        assert len(sender.state()["items"]) == 40
    later = sender.client.get(reverse("evidence:upload-state", args=[sender.batch]), {"after": 10**9}).json()
    assert later == {"items": [], "open": 40, "ready": 0}
