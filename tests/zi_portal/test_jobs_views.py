"""The status of a job: only its owner sees it, it polls until the end, a failed one can be tried again."""

import pytest
from django.urls import reverse

from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/keputusan/3/?x=1"}


@pytest.fixture
def job(world):
    return Job.objects.create(key="uji:1", kind="uji", owner=world.sari, progress=40, state=JobState.RUNNING)


def ended(job, state, reason=""):
    Job.objects.filter(pk=job.pk).update(state=state, reason=reason)


def status(world, job, name="sari", query="", **options):
    return world.client(name).get(reverse("jobs:status", args=[job.pk]) + query, **options)


@pytest.mark.parametrize("name", ["bima", "lukas", "nadia", "dewi"])
def test_another_person_does_not_find_the_job(world, job, name):
    ended(job, JobState.FAILED)
    assert status(world, job, name).status_code == 404
    assert world.client(name).post(reverse("jobs:retry", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_job_without_owner_is_found_by_nobody(world, job):
    Job.objects.update(owner=None)
    assert status(world, job).status_code == 404


def test_the_bar_shows_the_progress_and_polls_itself(world, job):
    response = status(world, job, headers=HTMX)
    text = response.content.decode()
    assert 'value="40"' in text
    assert f'hx-get="{reverse("jobs:status", args=[job.pk])}?poll=1" hx-trigger="every 1s"' in text
    assert "<html" not in text
    assert "HX-Refresh" not in response.headers


def test_without_scripts_it_is_a_page_to_reload(world, job):
    text = status(world, job).content.decode()
    assert "<html" in text
    assert "Muat ulang" in text


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_the_poll_that_meets_the_end_reloads_the_page_once(world, job, state):
    ended(job, state, "Berkas rusak.")
    poll = status(world, job, query="?poll=1", headers=HTMX)
    assert poll.headers["HX-Refresh"] == "true"
    first_load = status(world, job, headers=HTMX)
    assert "HX-Refresh" not in first_load.headers
    assert "hx-trigger" not in first_load.content.decode()


def test_a_failed_job_tells_its_reason_and_offers_another_try(world, job):
    ended(job, JobState.FAILED, "Berkas rusak.")
    text = status(world, job, headers=HTMX).content.decode()
    assert "Berkas rusak." in text
    assert "Coba lagi" in text
    assert 'value="/keputusan/3/?x=1"' in text


def test_another_try_lets_the_job_wait_again_and_returns_to_the_page(world, job):
    ended(job, JobState.FAILED, "Berkas rusak.")
    response = world.client("sari").post(reverse("jobs:retry", args=[job.pk]), {"next": "/keputusan/3/"})
    assert (response.status_code, response.url) == (302, "/keputusan/3/")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress, job.reason) == (JobState.WAITING, 0, 0, "")


@pytest.mark.parametrize("target", ["//jahat.example/", "https://jahat.example/", "", "javascript:alert(1)"])
def test_another_try_never_leads_to_another_host(world, job, target):
    response = world.client("sari").post(reverse("jobs:retry", args=[job.pk]), {"next": target})
    assert response.url == reverse("jobs:status", args=[job.pk])


def test_a_job_that_runs_or_is_done_is_not_started_again(world, job):
    for state in (JobState.RUNNING, JobState.DONE):
        ended(job, state)
        world.client("sari").post(reverse("jobs:retry", args=[job.pk]))
        job.refresh_from_db()
        assert job.state == state


def test_reading_the_status_never_writes_and_the_button_never_reads(world, job):
    assert world.client("sari").post(reverse("jobs:status", args=[job.pk])).status_code == 405
    assert world.client("sari").get(reverse("jobs:retry", args=[job.pk])).status_code == 405
