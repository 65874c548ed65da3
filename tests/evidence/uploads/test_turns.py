"""A preview never holds up the check of a small file: it lets go between two pages, and while LibreOffice is busy."""

from unittest import mock

import pytest

from evidence.files import previewing
from evidence.states import Arrival, Preview
from evidence.uploads import receiving
from tests.evidence.files import hostile
from tests.evidence.files.papers import a_docx, a_pdf
from tests.evidence.ground import a_file
from tests.evidence.uploads.sending import a_batch, announced, send_parts
from zi_portal.jobs import queue, turns
from zi_portal.jobs.states import JobState
from zi_portal.lib.sandbox import office

pytestmark = pytest.mark.django_db
KEEP = previewing._save_pages


@pytest.fixture
def send(staged, ground):
    """send() → a small file that has arrived and waits for its check."""

    def send_small_file():
        content = hostile.pdf(pages=1)
        (item,) = announced(a_batch(ground.plan, staged.sari), {"kecil.pdf": len(content)})
        send_parts(item, content)
        return receiving.finish(item)

    return send_small_file


def test_a_small_file_that_comes_while_a_long_one_is_drawn_is_checked_before_its_next_page(staged, send, monkeypatch):
    monkeypatch.setattr(turns, "SHORTEST", -1)
    long, items = a_file(staged.kabupaten, a_pdf("Satu", "Dua", "Tiga", "Empat")), []

    def keep_and_send(*arguments):
        KEEP(*arguments)
        if not items:
            items.append(send())

    with mock.patch.object(previewing, "_save_pages", keep_and_send):
        preview_job, checked = queue.run_next(), queue.run_next()
    assert (preview_job.kind, preview_job.state, long.page_set.count()) == ("preview_evidence", JobState.WAITING, 1)
    assert (checked.kind, checked.state) == ("check_upload", JobState.DONE)
    items[0].refresh_from_db()
    assert items[0].state == Arrival.READY


def test_the_long_one_goes_on_afterwards_until_all_its_pages_are_drawn(staged, send, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS", -1)
    long = a_file(staged.kabupaten, a_pdf("Satu", "Dua", "Tiga"))
    assert [queue.run_next().state for _ in range(3)] == [JobState.WAITING, JobState.WAITING, JobState.DONE]
    long.refresh_from_db()
    assert (long.pages, long.page_set.exclude(image="").count()) == (3, 3)


def test_an_office_file_does_not_wait_for_libreoffice_on_a_worker(staged):
    row = a_file(staged.kabupaten, a_docx("Satu"), "notula.docx", "docx")
    with mock.patch.object(office, "to_pdf", side_effect=office.Busy):
        job = queue.run_next()
    row.refresh_from_db()
    assert (job.state, job.attempts, row.preview) == (JobState.WAITING, 0, Preview.PENDING)


def test_an_office_file_is_laid_out_once_however_many_turns_its_pages_take(staged, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS", -1)
    row = a_file(staged.kabupaten, a_docx("Satu"), "notula.docx", "docx")

    def drawn(path, kind, target, **options):
        target.write(a_pdf("Satu", "Dua", "Tiga"))
        target.flush()
        return True

    with mock.patch.object(office, "to_pdf", side_effect=drawn) as conversion:
        states = [queue.run_next().state for _ in range(3)]
    row.refresh_from_db()
    assert states[-1] == JobState.DONE and conversion.call_count == 1 and row.page_set.count() == 3
    assert not previewing.default_storage.exists(previewing._layout_name(row))
