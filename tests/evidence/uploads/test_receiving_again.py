"""Files that come again: they have their whole week anew; what was lost comes back; a late end overwrites nothing."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from evidence.files import types
from evidence.models import StoredFile, UploadBatch, UploadItem
from evidence.uploads import examining, parts, receiving
from tests.evidence.files import hostile
from tests.evidence.uploads.sending import Sender, a_batch, announced, finish, send_parts, upload
from zi_portal.jobs import queue
from zi_portal.jobs.states import JobState
from zi_portal.lib.files.storage import StorageDown

pytestmark = pytest.mark.django_db
CONTENT, LONG = hostile.pdf(pages=1), hostile.pdf(pages=20)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def batch(staged, ground):
    return a_batch(ground.plan, staged.sari)


def grown_old():
    old = timezone.now() - timedelta(days=8)
    UploadBatch.objects.update(created_at=old)
    UploadItem.objects.update(created_at=old)


def test_a_file_sent_again_into_an_old_upload_is_not_swept_the_next_night(batch):
    announced(batch, {"a.pdf": len(CONTENT)})
    grown_old()
    receiving.sweep()
    (again,) = announced(batch, {"a.pdf": len(CONTENT)})
    assert finish(again, CONTENT).state == "ready"
    assert receiving.sweep() == 0 and UploadItem.objects.get().state == "ready"


def test_an_upload_that_is_resumed_does_not_stand_still(batch):
    announced(batch, {"a.pdf": 5, "b.pdf": 5})
    grown_old()
    announced(batch, {"a.pdf": 5})
    assert receiving.sweep() == 1
    assert dict(UploadItem.objects.values_list("path", "state")) == {"a.pdf": "announced", "b.pdf": "cancelled"}


def test_the_end_of_a_lost_worker_does_not_overwrite_an_outcome(batch, monkeypatch):
    item = upload(batch, "a.pdf", CONTENT)
    UploadItem.objects.update(state="arrived")

    def meanwhile(code):
        UploadItem.objects.update(state="ready")
        return "terlambat"

    monkeypatch.setattr(types, "sentence", meanwhile)
    item.job.state = JobState.DEAD
    examining.follow(item.job)
    item.refresh_from_db()
    assert (item.state, item.code, item.message) == ("ready", "", "")


def test_a_file_that_the_storage_lost_is_there_again_when_it_is_sent_again(batch, media):
    item = upload(batch, "a.pdf", CONTENT)
    (media / item.file.file.name).unlink()
    again = upload(batch, "b.pdf", CONTENT)
    assert (again.state, again.file) == ("ready", item.file) and StoredFile.objects.count() == 1
    assert (media / again.file.file.name).read_bytes() == CONTENT and again.file.sha256 == item.file.sha256
    duplicate = upload(batch, "c.pdf", CONTENT)
    assert duplicate.file.file.name == again.file.file.name


def test_a_file_out_of_an_archive_has_no_parts_of_its_own(batch, staged):
    parent = upload(batch, "a.zip", hostile.archive({"SK.pdf": CONTENT}))
    (child,) = parent.children.all()
    answer = staged.client("sari").post(reverse("evidence:cancel", args=[batch.pk, child.pk]))
    assert answer.status_code == 404 and UploadItem.objects.get(pk=child.pk).state == "ready"


def _arrived(batch, path, content):
    (item,) = announced(batch, {path: len(content)})
    send_parts(item, content)
    return receiving.finish(item)


def _outcome(item):
    item.refresh_from_db()
    return item.state, item.code


@pytest.mark.parametrize("harm", ["gone", "short"])
def test_parts_that_the_storage_lost_are_asked_for_again_and_the_upload_goes_on(batch, settings, harm):
    settings.EVIDENCE_PART_KB = 1
    item = _arrived(batch, "a.pdf", LONG)
    lost_part = item.parts.order_by("number")[1]
    default_storage.delete(lost_part.file.name)
    if harm == "short":
        default_storage.save(lost_part.file.name, ContentFile(b"%"))
    queue.run(item.job_id)
    (again,) = announced(batch, {"a.pdf": len(LONG)})
    assert (again.pk, again.state, again.code, parts.missing(again)) == (item.pk, "announced", "part_missing", [2])
    assert finish(again, LONG).state == "ready" and _outcome(item) == ("ready", "")


def test_a_storage_that_does_not_answer_loses_no_part(batch, monkeypatch):
    item = _arrived(batch, "a.pdf", CONTENT)
    default_storage.delete(item.parts.first().file.name)
    monkeypatch.setattr(default_storage, "size", mock.Mock(side_effect=StorageDown))
    assert queue.run(item.job_id).state == JobState.WAITING
    assert _outcome(item) == ("arrived", "") and item.parts.count() == 1


def test_of_a_list_beyond_the_most_the_first_are_taken_and_the_rest_goes_into_a_new_upload(batch, staged, monkeypatch):
    monkeypatch.setattr(receiving, "MAX_FILES", 3)
    sender = Sender(staged.client("sari"), batch.plan)
    entries = [{"path": f"{n}.pdf", "size": 5, "modified": 1} for n in range(5)]
    status, answer = sender.post("announce", content={"files": entries})
    assert status == 200 and "unggahan baru" in answer["message"]
    assert [item and item["path"] for item in answer["items"]] == ["0.pdf", "1.pdf", "2.pdf", None, None]
    following = Sender(sender.client, batch.plan)
    assert following.batch != sender.batch
    assert [item["path"] for item in following.announce(**{"3.pdf": 5, "4.pdf": 5})] == ["3.pdf", "4.pdf"]


def test_an_item_that_ended_by_the_file_s_own_fault_is_not_taken_again(batch):
    item = upload(batch, "a.pdf", b"MZ" * 50)
    assert (item.state, item.code) == ("refused", "file_type_mismatch")
    (again,) = announced(batch, {"a.pdf": 100})
    assert (again.pk, again.state) == (item.pk, "refused")
    assert finish(again, b"").code == "file_type_mismatch"
