"""Files that come again: they have their whole week anew; what was lost comes back; a late end overwrites nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import checking, examining, receiving
from evidence.models import StoredFile, UploadBatch, UploadItem
from tests.evidence import hostile
from tests.evidence.sending import a_batch, announced, finish, upload
from zi_portal.jobs.states import JobState

pytestmark = pytest.mark.django_db
CONTENT = hostile.pdf(pages=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def batch(staged, owed):
    return a_batch(owed.plan, staged.sari)


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

    monkeypatch.setattr(checking, "sentence", meanwhile)
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
    known = upload(batch, "c.pdf", CONTENT)
    assert known.file.file.name == again.file.file.name


def test_a_file_out_of_an_archive_has_no_parts_of_its_own(batch, staged):
    parent = upload(batch, "a.zip", hostile.archive({"SK.pdf": CONTENT}))
    (child,) = parent.children.all()
    answer = staged.client("sari").post(reverse("evidence:cancel", args=[batch.pk, child.pk]))
    assert answer.status_code == 404 and UploadItem.objects.get(pk=child.pk).state == "ready"
