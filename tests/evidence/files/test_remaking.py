"""Pages of an older maker are made again, in turns, each at its old one's place; search follows."""

from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from evidence.files import previewing, remaking
from evidence.models import FilePage, StoredFile
from evidence.overview import searching
from evidence.states import Preview, Scan
from tests.evidence.files.overlays import field, overlaid
from tests.evidence.files.papers import a_pdf, a_photo
from tests.evidence.ground import a_file, a_proof
from zi_portal.jobs import queue, turns
from zi_portal.jobs.registry import JobPostponed
from zi_portal.jobs.states import JobState
from zi_portal.lib.sandbox import confined

pytestmark = pytest.mark.django_db
KEEP = previewing._save_pages


@pytest.fixture
def world(staged):
    return staged


def old(row, *texts, pages=0):
    """Give a stored file pages that an older maker made."""
    for number, text in enumerate(texts, 1):
        page = FilePage(file=row, number=number, text=text, width=1400, height=1980)
        page.image.save(f"{number}.webp", ContentFile(b"RIFF0000WEBPlama"))
    StoredFile.objects.filter(pk=row.pk).update(preview=Preview.IMAGES, pages=pages or len(texts))
    row.refresh_from_db()
    return row


def remade():
    """The job after it was done once."""
    job = queue.enqueue(remaking.KIND, key=remaking.KIND, payload={})
    return queue.run(job.pk)


def images(row):
    return list(row.page_set.values_list("image", flat=True))


def test_pages_that_show_too_little_are_made_again_and_found_by_what_they_show(world, ground):
    evidence = a_proof(ground.obligations[:1], world.sari, content=overlaid(field("nama", "Hartono", drawn="Hartono")))
    row = old(evidence.present.file, "")
    assert searching.search(world.sari, ["hartono"])[0] == []
    job = remade()
    assert (job.state, job.result) == (JobState.DONE, {"made": 1})
    assert [result.evidence for result in searching.search(world.sari, ["hartono"])[0]] == [evidence]
    row.refresh_from_db()
    assert (row.preview_version, row.pages) == (previewing.VERSION, 1)


def test_the_new_picture_has_a_name_of_its_own_and_the_old_one_goes(world, django_capture_on_commit_callbacks):
    row = old(a_file(world.kabupaten, a_pdf("Satu")), "lama")
    before = images(row)
    with django_capture_on_commit_callbacks(execute=True):
        remade()
    assert not default_storage.exists(before[0]) and default_storage.exists(images(row)[0])


def test_there_is_no_moment_without_pages_and_pictures(world):
    row, snapshots = old(a_file(world.kabupaten, a_pdf("Satu", "Dua", "Tiga")), "a", "b", "c"), []

    def keep_and_look(*arguments):
        KEEP(*arguments)
        snapshots.append([default_storage.exists(name) for name in images(row)])

    with mock.patch.object(previewing, "_save_pages", keep_and_look):
        remade()
    assert snapshots == [[True] * 3] * 3
    assert list(row.page_set.values_list("text", flat=True)) == ["Satu", "Dua", "Tiga"]


def test_a_long_picture_gets_pages_and_what_is_beyond_the_end_goes(world):
    row = old(a_file(world.kabupaten, a_photo((500, 3000)), "layar.jpg", "jpg"), "")
    short = old(a_file(world.kabupaten, a_pdf("Satu")), "a", "b")
    remade()
    row.refresh_from_db()
    assert (row.pages, row.page_set.count()) == (3, 3)
    assert list(short.page_set.values_list("text", flat=True)) == ["Satu"]


def test_others_have_their_turn_and_it_goes_on_behind_the_page_that_was_made(world, monkeypatch):
    row = old(a_file(world.kabupaten, a_pdf("Satu", "Dua", "Tiga")), "a", "b", "c")
    monkeypatch.setattr(turns, "SECONDS", 0)
    states = [remade().state for _ in range(3)]
    assert states == [JobState.WAITING, JobState.WAITING, JobState.WAITING]
    assert remade().state == JobState.DONE
    assert list(row.page_set.values_list("text", "version")) == [("Satu", 1), ("Dua", 1), ("Tiga", 1)]


def test_a_page_that_cannot_be_made_again_stays_as_it_was(world):
    row = old(a_file(world.kabupaten, a_pdf("Satu")), "lama")
    before = images(row)
    with mock.patch.object(confined, "call", side_effect=confined.Exhausted("memory")):
        remade()
    row.refresh_from_db()
    assert images(row) == before and row.page_set.get().text == "lama" and row.preview == Preview.IMAGES
    assert list(remaking.outdated()) == []


@pytest.mark.parametrize("state", [{"scan": Scan.INFECTED}, {"preview": Preview.PENDING}, {"preview_version": 1}])
def test_what_is_not_served_not_made_yet_or_new_is_left_alone(world, state):
    row = old(a_file(world.kabupaten, a_pdf("Satu")), "lama")
    StoredFile.objects.filter(pk=row.pk).update(**state)
    assert remade().result == {"made": 0} and row.page_set.get().text == "lama"


def test_of_two_such_jobs_the_later_one_does_nothing(world):
    old(a_file(world.kabupaten, a_pdf("Satu")), "lama")
    queue.enqueue(remaking.KIND, key="kemarin", payload={})
    assert remade().result == {"made": 0}


def test_a_file_that_is_busy_does_not_hold_up_the_others(world):
    old(a_file(world.kabupaten, a_pdf("Satu")), "lama")
    busy = old(a_file(world.kabupaten, a_pdf("Dua")), "lama")
    make = previewing.make

    def make_unless_busy(file_id, progress):
        if file_id == busy.pk:
            raise previewing.JobFailed(previewing.BUSY, permanent=False)
        return make(file_id, progress)

    with mock.patch.object(previewing, "make", make_unless_busy):
        assert remade().result == {"made": 1}


def test_a_new_preview_of_many_pages_is_made_in_turns(world, monkeypatch):
    row = a_file(world.kabupaten, a_pdf("Satu", "Dua"))
    monkeypatch.setattr(turns, "SECONDS", 0)
    with pytest.raises(JobPostponed) as postponed:
        previewing.make(row.pk, lambda percent=None: None)
    assert postponed.value.seconds == 0 and row.page_set.count() == 1
    previewing.make(row.pk, lambda percent=None: None)
    row.refresh_from_db()
    assert (row.page_set.count(), row.preview) == (2, Preview.IMAGES)
