"""The administrators' room: who sees which jobs, what is told of them, and what an administrator does to them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from teams.states import Role
from tests.factories import MembershipFactory
from zi_portal.audit.chain import verify
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS, Kind
from zi_portal.jobs.states import JobState
from zi_portal.operations.scope import jobs_for

HTMX = {"HX-Request": "true"}
REASON = "Berkas rusak."
ENDS = [JobState.FAILED, JobState.DEAD, JobState.CANCELLED]


@pytest.fixture
def jobs(world):
    """One job of the kabupaten, the kota, the other province, and of no office; by these names."""
    codes = {"kabupaten": world.kabupaten.code, "kota": world.kota.code, "elsewhere": world.elsewhere.code, "none": ""}
    return {
        name: Job.objects.create(key=f"uji:{name}", kind="uji", satker_code=code, owner=world.sari, state="failed")
        for name, code in codes.items()
    }


def to(name, *jobs):
    return reverse(f"operations:{name}", args=[job.pk for job in jobs])


def page(world, name, **data):
    return world.client(name).get(to("jobs"), data).content.decode()


def seen(world, name, jobs):
    return {key for key, job in jobs.items() if to("job", job) in page(world, name)}


def put(job, **fields):
    Job.objects.filter(pk=job.pk).update(**fields)
    job.refresh_from_db()


def test_the_national_admin_sees_every_job(world, jobs):
    assert seen(world, "nadia", jobs) == set(jobs)


def test_the_admin_of_an_office_sees_its_jobs_and_no_other(world, jobs):
    assert seen(world, "andi", jobs) == {"kabupaten"}
    assert world.client("andi").get(to("job", jobs["kabupaten"])).status_code == 200
    assert {world.client("andi").get(to("job", jobs[key])).status_code for key in ("kota", "elsewhere", "none")} == {
        404
    }


def test_the_admin_of_an_office_above_sees_those_below(world, jobs):
    MembershipFactory(user=world.tari, satker=world.province, role=Role.ADMIN)
    assert seen(world, "tari", jobs) == {"kabupaten", "kota"}


def test_an_office_whose_code_begins_alike_is_another(world, jobs):
    put(jobs["kota"], satker_code=world.kabupaten.code + "1")
    assert seen(world, "andi", jobs) == {"kabupaten"}


@pytest.mark.parametrize("name", ["sari", "kirana", "lukas", "rian", "tari", "dewi", "putra", "lama"])
def test_everybody_else_is_refused(world, jobs, name):
    client, job = world.client(name), jobs["kabupaten"]
    assert {client.get(to("jobs")).status_code, client.get(to("job", job)).status_code} == {403}
    assert {client.post(to(act, job)).status_code for act in ("job-retry", "job-cancel")} == {403}
    assert client.post(to("jobs-retry"), {"job": job.pk}).status_code == 403
    job.refresh_from_db()
    assert (job.state, AuditEvent.objects.count()) == (JobState.FAILED, 0)


@pytest.mark.parametrize("act", ["job-retry", "job-cancel"])
def test_an_admin_does_nothing_to_the_job_of_another_office(world, jobs, act):
    assert world.client("andi").post(to(act, jobs["kota"])).status_code == 404
    world.client("andi").post(to("jobs-retry"), {"job": [jobs["kota"].pk, jobs["none"].pk]})
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FAILED}
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("name", "is_shown"), [("nadia", True), ("andi", True), ("sari", False), ("rian", False)])
def test_the_menu_leads_there_whoever_may_go(world, name, is_shown):
    assert (f'href="{to("jobs")}"' in world.client(name).get("/").content.decode()) == is_shown


def test_the_numbers_of_each_state_stand_above_the_table(world, jobs):
    put(jobs["none"], state=JobState.DEAD)
    text = page(world, "nadia")
    assert "Gagal <strong>3</strong>" in text
    assert "Berhenti dicoba <strong>1</strong>" in text
    assert "Gagal <strong>1</strong>" in page(world, "andi")


def test_the_oldest_that_waits_and_what_was_done_today_are_told(world, jobs):
    put(jobs["kota"], state=JobState.WAITING, created_at=timezone.now() - timedelta(hours=2))
    put(jobs["none"], state=JobState.DONE, finished_at=timezone.now())
    put(jobs["elsewhere"], state=JobState.DONE, finished_at=timezone.now() - timedelta(days=1))
    text = page(world, "nadia").replace("\xa0", " ")
    assert "Paling lama menunggu: 2 jam" in text
    assert "Selesai hari ini: 1." in text


@pytest.mark.parametrize(
    "filters",
    [{"state": "dead"}, {"kind": "read_workbook"}, {"satker": "98.01"}, {"satker": "teluk"}, {"q": "buku"},
     {"q": "meledak"}, {"q": "andi@"}, {"q": "mesin-7"}],
)  # fmt: skip
def test_the_list_is_filtered(world, jobs, filters):
    fields = {"kind": "read_workbook", "state": JobState.DEAD, "reason": "Meledak.", "holder": "pekerja@mesin-7"}
    put(jobs["kabupaten"], owner=world.andi, **fields)
    text = page(world, "nadia", **filters)
    assert {key for key, job in jobs.items() if to("job", job) in text} == {"kabupaten"}


@pytest.mark.parametrize("column", ["title", "satker", "owner", "state", "attempts", "since"])
def test_the_list_is_sorted_both_ways(world, jobs, column):
    for number, job in enumerate(jobs.values()):
        put(job, kind=f"k{number}", owner=getattr(world, ["andi", "bima", "dewi", "sari"][number]), attempts=number)
        put(job, state=["dead", "done", "failed", "running"][number], created_at=timezone.now(), started_at=None)
    up, down = page(world, "nadia", sort=column), page(world, "nadia", sort=f"-{column}")
    places = [[text.find(f'value="{job.pk}"') for job in jobs.values()] for text in (up, down)]
    assert places[0] != places[1] and -1 not in places[0]


def test_the_table_renews_itself_without_the_page_around(world, jobs):
    assert 'data-refresh="10"' in page(world, "nadia")
    text = world.client("nadia").get(to("jobs"), headers=HTMX).content.decode()
    assert "<html" not in text and to("job", jobs["kota"]) in text and "Gagal <strong>4</strong>" in text


def test_one_job_is_told_with_all_its_facts(world, jobs):
    values = {"holder": "pekerja@mesin-7", "payload": {"document": 41}, "result": {"pages": 9}, "attempts": 3}
    put(jobs["kota"], reason=REASON, started_at=timezone.now(), finished_at=timezone.now(), **values)
    text = world.client("nadia").get(to("job", jobs["kota"])).content.decode()
    facts = ["uji:kota", "KPU Kota Bukit Damai (98.71)", "Sari", "3 dari 5", REASON, "pekerja@mesin-7", "document 41"]
    assert [fact for fact in [*facts, "pages 9", "Percobaan ke-3 dari 5 dimulai"] if fact not in text] == []


@pytest.mark.parametrize("state", ENDS)
def test_an_admin_lets_an_ended_job_run_again_and_that_is_recorded(world, jobs, state):
    job = jobs["kabupaten"]
    put(job, state=state, attempts=5, reason=REASON)
    response = world.client("andi").post(to("job-retry", job), headers={"X-Request-ID": "permintaan1"}, follow=True)
    job.refresh_from_db()
    event = AuditEvent.objects.get()
    assert (job.state, job.attempts, job.reason) == (JobState.WAITING, 0, "")
    assert (event.action, event.actor, event.request_id) == ("job.retry", world.andi, "permintaan1")
    assert (event.before, event.satker_code) == ({"state": state, "attempts": 5}, job.satker_code)
    assert verify() is None
    assert "Dijalankan lagi oleh administrator" in response.content.decode()


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING, JobState.DONE])
def test_what_goes_on_or_is_done_is_not_started_again(world, jobs, state):
    put(jobs["kota"], state=state)
    assert "tidak diulang" in world.client("nadia").post(to("job-retry", jobs["kota"]), follow=True).content.decode()
    jobs["kota"].refresh_from_db()
    assert (jobs["kota"].state, AuditEvent.objects.count()) == (state, 0)


def test_several_jobs_run_again_at_once_and_the_outcome_is_told(world, jobs):
    put(jobs["kota"], state=JobState.DONE)
    data = {"job": [*(job.pk for job in jobs.values()), "x", "²", "9" * 40]}
    text = world.client("nadia").post(to("jobs-retry"), data, follow=True).content.decode()
    assert "3 pekerjaan diantrekan kembali." in text
    assert "1 pekerjaan menunggu, berjalan, sudah selesai" in text
    assert AuditEvent.objects.filter(action="job.retry").count() == 3


def test_choosing_nothing_says_what_to_do(world, jobs):
    text = world.client("nadia").post(to("jobs-retry"), follow=True).content.decode()
    assert "Tidak ada pekerjaan yang dipilih" in text


@pytest.mark.parametrize(
    ("state", "after", "sentence"),
    [("waiting", "cancelled", "Pekerjaan dibatalkan."), ("running", "running", "Permintaan pembatalan diterima")],
)
def test_an_admin_stops_a_job_and_that_is_recorded(world, jobs, state, after, sentence):
    put(jobs["kota"], state=state)
    text = world.client("nadia").post(to("job-cancel", jobs["kota"]), follow=True).content.decode()
    jobs["kota"].refresh_from_db()
    assert (jobs["kota"].state, jobs["kota"].cancel_asked) == (after, True)
    assert sentence in text and AuditEvent.objects.get().action == "job.cancel"
    assert jobs["kota"].reason == "Dihentikan oleh administrator."


def test_a_failed_job_whose_file_is_gone_is_not_run_again(world, jobs):
    put(jobs["kota"], kind="read_workbook", payload={"import": 0})
    assert "Jalankan lagi" not in world.client("nadia").get(to("job", jobs["kota"])).content.decode()
    text = world.client("nadia").post(to("job-retry", jobs["kota"]), follow=True).content.decode()
    jobs["kota"].refresh_from_db()
    assert jobs["kota"].state == JobState.FAILED and "berkasnya tidak disimpan lagi" in text
    put(jobs["kota"], state=JobState.DEAD)
    assert "Jalankan lagi" in world.client("nadia").get(to("job", jobs["kota"])).content.decode()


def test_a_job_that_ended_is_not_cancelled(world, jobs):
    text = world.client("nadia").post(to("job-cancel", jobs["kota"]), follow=True).content.decode()
    assert "sudah berakhir" in text and not AuditEvent.objects.exists()


@pytest.mark.case("F5")
def test_poison_is_dead_after_five_attempts_stands_in_the_list_and_others_go_on(world, monkeypatch):
    monkeypatch.setitem(KINDS, "racun", Kind("racun", _explode, "Racun"))
    monkeypatch.setitem(KINDS, "sehat", Kind("sehat", lambda job, progress: {}, "Sehat"))
    poison = queue.enqueue("racun", key="racun", payload={}, owner=world.sari, satker_code=world.kabupaten.code)
    healthy = queue.enqueue("sehat", key="sehat", payload={})
    for _ in range(7):
        Job.objects.filter(state=JobState.WAITING).update(due_at=None)
        queue.drain()
    outcomes = {job.key: (job.state, job.attempts) for job in Job.objects.all()}
    assert outcomes == {"racun": (JobState.DEAD, 5), "sehat": (JobState.DONE, 1)}
    text = page(world, "andi", state="dead")
    assert to("job", poison) in text and to("job", healthy) not in text


def _explode(job, progress):
    raise ZeroDivisionError


@pytest.mark.case("F5")
@pytest.mark.parametrize(("name", "is_warned"), [("nadia", True), ("andi", True), ("sari", False), ("rian", False)])
def test_dead_jobs_are_told_on_the_first_page_of_who_can_help(world, jobs, name, is_warned):
    assert "berhenti dicoba" not in world.client(name).get("/").content.decode()
    put(jobs["kabupaten"], state=JobState.DEAD)
    assert (
        "1 pekerjaan di latar belakang berhenti dicoba" in world.client(name).get("/").content.decode()
    ) == is_warned


def test_the_scope_is_one_queryset_with_office_and_time(world, jobs):
    put(jobs["kota"], state=JobState.WAITING)
    row = jobs_for(world.nadia).get(pk=jobs["kota"].pk)
    assert (row.satker_name, row.since) == (world.kota.short_name, row.created_at)
