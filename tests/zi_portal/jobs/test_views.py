"""A person's own jobs: the bar in words, the list of the last days, trying again, and stopping; nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.models import Document, WorkbookImport
from tests.factories import DecreeFactory
from zi_portal.jobs import pulses, words
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/keputusan/3/?x=1"}
REASON = "Berkas rusak."


@pytest.fixture
def job(world):
    return Job.objects.create(key="uji:1", kind="uji", owner=world.sari, progress=40, state=JobState.RUNNING)


def ended(job, state, reason=""):
    Job.objects.filter(pk=job.pk).update(state=state, reason=reason)


def status(world, job, name="sari", query="", **options):
    return world.client(name).get(reverse("jobs:status", args=[job.pk]) + query, **options)


def send(world, job, act, name="sari", **data):
    return world.client(name).post(reverse(f"jobs:{act}", args=[job.pk]), data)


def mine(world, name="sari", **data):
    return world.client(name).get(reverse("jobs:mine"), data).content.decode()


@pytest.mark.parametrize("name", ["bima", "lukas", "andi", "nadia", "dewi"])
@pytest.mark.parametrize("state", [JobState.FAILED, JobState.WAITING])
def test_another_person_neither_finds_nor_touches_the_job(world, job, name, state):
    ended(job, state)
    assert status(world, job, name).status_code == 404
    assert {send(world, job, act, name).status_code for act in ("retry", "cancel")} == {404}
    assert world.client(name).get(reverse("jobs:result", args=[job.pk])).status_code == 404
    assert reverse("jobs:status", args=[job.pk]) not in mine(world, name)
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (state, False)


def test_a_job_without_owner_is_found_by_nobody(world, job):
    Job.objects.update(owner=None)
    assert status(world, job).status_code == 404


def test_the_bar_shows_the_progress_and_polls_itself(world, job):
    response = status(world, job, headers=HTMX)
    text = response.content.decode()
    assert 'value="40"' in text and "40 %" in text
    assert f'hx-get="{reverse("jobs:status", args=[job.pk])}?poll=1" hx-trigger="every 1s"' in text
    assert "<html" not in text
    assert "HX-Refresh" not in response.headers


def test_a_poll_gets_what_moves_and_leaves_the_button_under_the_finger(world, job):
    assert "Batalkan" in status(world, job, headers=HTMX).content.decode()
    moving = status(world, job, query="?poll=1", headers=HTMX).content.decode()
    assert 'value="40"' in moving
    assert "<form" not in moving


def test_the_page_around_gets_the_whole_bar_first_and_is_reloaded_when_it_is_too_late(world, job):
    first = status(world, job, query="?poll=0", headers=HTMX)
    assert "Batalkan" in first.content.decode() and "HX-Refresh" not in first.headers
    ended(job, JobState.DONE)
    assert status(world, job, query="?poll=0", headers=HTMX).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(("progress", "announcement"), [(51, "lebih dari 50 %"), (74, "lebih dari 50 %"), (75, "75 %")])
def test_a_screen_reader_is_told_of_quarters_only(world, job, progress, announcement):
    Job.objects.update(progress=progress)
    text = status(world, job, query="?poll=1", headers=HTMX).content.decode()
    assert announcement in text.partition('data-said="')[2].partition('"')[0]
    assert "aria-live" not in text


def test_without_scripts_it_is_a_page_to_reload(world, job):
    text = status(world, job).content.decode()
    assert "<html" in text
    assert "Muat ulang" in text


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.DEAD, JobState.CANCELLED])
def test_the_poll_that_meets_the_end_reloads_the_page_once(world, job, state):
    ended(job, state, REASON)
    poll = status(world, job, query="?poll=1", headers=HTMX)
    assert poll.headers["HX-Refresh"] == "true"
    first_load = status(world, job, headers=HTMX)
    assert "HX-Refresh" not in first_load.headers
    assert "hx-trigger" not in first_load.content.decode()


SOON, AGO = timedelta(minutes=1), -timedelta(minutes=1)
TOLD = [
    ({"state": "waiting"}, "Giliran berikutnya."),
    ({"state": "running", "progress": 60}, "60 %"),
    ({"state": "running", "cancel_asked": True}, "Permintaan pembatalan diterima"),
    ({"state": "running", "attempts": 2}, "Pekerja sempat berhenti; pekerjaan ini diulang (percobaan ke-2 dari 5)."),
    ({"state": "running", "attempts": 2, "reason": REASON}, f"Sebelumnya gagal karena: {REASON}"),
    ({"state": "waiting", "attempts": 1, "reason": REASON}, "Percobaan ke-2 dari 5 menunggu giliran. Sebelumnya gagal"),
    ({"state": "done"}, "Selesai"),
    ({"state": "failed", "reason": REASON}, "Coba lagi"),
    ({"state": "dead", "reason": REASON}, f"{REASON} Administrator dapat menjalankannya lagi."),
    ({"state": "cancelled", "reason": "Dibatalkan atas permintaan pemiliknya."}, "Jalankan lagi"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "sentence"), TOLD, ids=[sentence[:40] for _, sentence in TOLD])
def test_each_state_is_told_in_words(world, job, fields, sentence):
    Job.objects.update(**fields)
    assert sentence in status(world, job, headers=HTMX).content.decode()


def test_a_pause_tells_the_time_and_the_reason(world, job):
    due = timezone.now() + SOON
    Job.objects.update(state=JobState.WAITING, attempts=1, due_at=due, reason=REASON)
    text = status(world, job, headers=HTMX).content.decode()
    assert f"Percobaan ke-2 dari 5 pukul {timezone.localtime(due):%H.%M} karena: {REASON}" in text or (
        timezone.localtime(due).date() != timezone.localdate()
    )


def test_a_worker_that_fell_silent_is_told_before_another_takes_over(world, job):
    Job.objects.update(lease_until=timezone.now() + AGO)
    assert "akan diulang dengan sendirinya" in status(world, job, headers=HTMX).content.decode()


def test_whoever_waits_is_told_how_many_come_first(world, job):
    Job.objects.update(state=JobState.WAITING)
    for number in range(3):
        Job.objects.create(key=f"lain:{number}", kind="uji", urgent=number < 2)
    assert "2 pekerjaan lain dikerjakan lebih dahulu." in status(world, job, headers=HTMX).content.decode()


def test_an_urgent_job_waits_for_older_urgent_ones_only(world, job):
    Job.objects.create(key="biasa", kind="uji", urgent=False)
    urgent = Job.objects.create(key="mendesak", kind="uji", urgent=True, owner=world.sari)
    assert "Giliran berikutnya." in status(world, urgent, headers=HTMX).content.decode()


def test_without_a_worker_the_page_says_calmly_that_the_work_is_kept(world, job):
    assert "Pekerja latar belakang sedang tidak berjalan" in status(world, job, headers=HTMX).content.decode()
    pulses.begin("worker:uji")
    assert "tidak berjalan" not in status(world, job, headers=HTMX).content.decode()


def test_what_ended_says_nothing_of_the_worker(world, job):
    ended(job, JobState.DONE)
    assert "tidak berjalan" not in status(world, job, headers=HTMX).content.decode()


def test_a_failed_job_offers_another_try_on_the_page_that_showed_it(world, job):
    ended(job, JobState.FAILED, REASON)
    assert 'value="/keputusan/3/?x=1"' in status(world, job, headers=HTMX).content.decode()


def test_a_dead_job_is_not_tried_again_by_its_owner(world, job):
    ended(job, JobState.DEAD, REASON)
    assert "<form" not in status(world, job, headers=HTMX).content.decode()
    send(world, job, "retry")
    job.refresh_from_db()
    assert job.state == JobState.DEAD


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_another_try_lets_the_job_wait_again_and_returns_to_the_page(world, job, state):
    ended(job, state, REASON)
    response = send(world, job, "retry", next="/keputusan/3/")
    assert (response.status_code, response.url) == (302, "/keputusan/3/")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress, job.reason) == (JobState.WAITING, 0, 0, "")


@pytest.mark.case("D17")
@pytest.mark.parametrize("target", ["//jahat.example/", "https://jahat.example/", "", "javascript:alert(1)"])
@pytest.mark.parametrize("act", ["retry", "cancel"])
def test_no_button_leads_to_another_host(world, job, target, act):
    ended(job, JobState.FAILED, REASON)
    assert send(world, job, act, next=target).url == reverse("jobs:status", args=[job.pk])


def test_a_job_that_runs_or_is_done_is_not_started_again(world, job):
    for state in (JobState.RUNNING, JobState.DONE):
        ended(job, state)
        send(world, job, "retry")
        job.refresh_from_db()
        assert job.state == state


def test_a_job_that_waits_is_cancelled_at_once(world, job):
    ended(job, JobState.WAITING)
    page = world.client("sari").post(reverse("jobs:cancel", args=[job.pk]), follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "Pekerjaan dibatalkan." in page and "Jalankan lagi" in page


def test_a_job_that_runs_is_asked_to_stop_once(world, job):
    page = world.client("sari").post(reverse("jobs:cancel", args=[job.pk]), follow=True).content.decode()
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (JobState.RUNNING, True)
    assert "Permintaan pembatalan diterima" in page
    assert "Batalkan</button>" not in page


def test_a_job_that_ended_is_not_cancelled(world, job):
    ended(job, JobState.DONE)
    page = world.client("sari").post(reverse("jobs:cancel", args=[job.pk]), follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert "sudah berakhir" in page


def test_reading_never_writes_and_a_button_never_reads(world, job):
    assert {send(world, job, act).status_code for act in ("status", "result")} == {405}
    for act in ("retry", "cancel"):
        assert world.client("sari").get(reverse(f"jobs:{act}", args=[job.pk])).status_code == 405


def test_my_jobs_of_the_last_days_are_listed_the_newest_first(world, job):
    newer = Job.objects.create(key="uji:2", kind="uji", owner=world.sari)
    old = Job.objects.create(key="uji:3", kind="uji", owner=world.sari)
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    text = mine(world)
    at = {row.pk: text.find(reverse("jobs:status", args=[row.pk])) for row in (job, newer, old)}
    assert 0 < at[newer.pk] < at[job.pk]
    assert at[old.pk] == -1


def test_a_job_that_waits_for_something_outside_says_what_and_until_when(job):
    due = timezone.now() + timedelta(minutes=1)
    Job.objects.update(state="waiting", attempts=0, due_at=due, reason="Pemindai tidak menjawab.")
    job.refresh_from_db()
    assert words.describe(job).sentence == f"Dicoba lagi pukul {words.clock(due)} karena: Pemindai tidak menjawab."


def test_my_jobs_are_filtered_by_state_and_words(world, job):
    other = Job.objects.create(
        key="uji:2", kind="read_workbook", owner=world.sari, state=JobState.FAILED, reason=REASON
    )
    job_url, other_url = (reverse("jobs:status", args=[row.pk]) for row in (job, other))
    for filters in ({"state": "failed"}, {"q": "buku kerja"}, {"q": "rusak"}):
        text = mine(world, **filters)
        assert other_url in text and job_url not in text
    assert "Tidak ada yang cocok" in mine(world, q="tidak begitu")


def test_who_started_nothing_is_told_what_would_stand_there(world):
    assert "Belum ada pekerjaan" in mine(world)


def test_each_row_has_the_button_that_fits(world, job):
    fitting = {
        "running": "Batalkan",
        "waiting": "Batalkan",
        "failed": "Coba lagi",
        "cancelled": "Jalankan lagi",
        "done": "Lihat hasil",
    }
    for state, button in fitting.items():
        ended(job, state)
        text = mine(world).partition('id="hasil"')[2]
        assert [word for word in sorted(set(fitting.values())) if f"{word}<span" in text] == [button]


def an_upload(world, satker):
    """Job of sari that reads a workbook of this office."""
    workbook_import = WorkbookImport.objects.create(
        satker=satker, year=2026, user=world.sari, file_name="tabel-kami.xlsx"
    )
    return Job.objects.create(
        key="baca", kind="read_workbook", owner=world.sari, payload={"import": workbook_import.pk}
    )


def test_a_row_says_what_the_work_is_about(world):
    job = an_upload(world, world.kabupaten)
    assert "tabel-kami.xlsx" in mine(world)
    assert "tabel-kami.xlsx" in status(world, job).content.decode()


def test_a_print_names_its_edition_and_decree(world):
    decree = DecreeFactory(satker=world.kabupaten, title="TIM ZONA INTEGRITAS")
    document = Document.objects.create(decree=decree, edition="salinan", is_draft=True, source_sha256="x")
    for number in range(2):
        values = {"kind": "render_decree", "owner": world.sari, "payload": {"document": document.pk}}
        Job.objects.create(key=f"cetak:{number}", **values)
    label = "Salinan, konsep 2026, KPU Kabupaten Teluk Jernih: TIM ZONA INTEGRITAS"
    assert mine(world).count(label) == 2


def test_what_it_is_about_is_read_only_by_who_may_see_it(world):
    job = an_upload(world, world.kabupaten)
    world.sari.memberships.update(satker=world.kota)
    assert "tabel-kami.xlsx" not in mine(world) + status(world, job).content.decode()


def test_a_result_is_found_again_and_one_that_is_gone_says_so(world, job):
    done_job = Job.objects.create(
        key="uji:2", kind="read_workbook", owner=world.sari, payload={"import": 7}, state="done"
    )
    client = world.client("sari")
    assert client.get(reverse("jobs:result", args=[done_job.pk])).url == reverse("plans:import-preview", args=[7])
    assert "sudah tidak ada" in client.get(reverse("jobs:result", args=[job.pk]), follow=True).content.decode()
