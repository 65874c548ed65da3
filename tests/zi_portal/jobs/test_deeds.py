"""What the owner of a job may do with it."""

import pytest

from zi_portal.jobs import deeds
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState


def job(state, **values):
    return Job(pk=7, kind="render_decree", state=state, **values)


@pytest.mark.parametrize(
    ("item", "labels"),
    [
        (job(JobState.DONE), ["Lihat hasil"]),
        (job(JobState.WAITING), ["Batalkan"]),
        (job(JobState.RUNNING), ["Batalkan"]),
        (job(JobState.RUNNING, cancel_asked=True), []),
        (job(JobState.CANCELLED), ["Jalankan lagi"]),
        (job(JobState.FAILED), ["Coba lagi"]),
        (job(JobState.DEAD), []),
    ],
)
def test_a_row_offers_what_fits_its_state(item, labels):
    links, buttons = deeds.in_list(item)
    assert [control.label for control in (*links, *buttons)] == labels


def test_buttons_of_a_list_send_the_form_of_its_page():
    _, (button,) = deeds.in_list(job(JobState.WAITING))
    assert 'form="lakukan"' in button.attributes and 'id="batal-7"' in button.attributes


def test_the_bar_leads_back_to_the_page_around_it():
    _, (post,) = deeds.of_page(job(JobState.WAITING), "/keputusan/1/")
    assert post.hidden == {"next": "/keputusan/1/"}
