"""manage.py send_reminders: what the morning's job does, at any moment."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.zi_portal.reminders.dues import at
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.reminders.models import Notice

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 31)
MORNING = "2026-03-24T07:00+07:00"


def output(*options):
    """Return what the command prints."""
    stream = StringIO()
    call_command("send_reminders", *options, stdout=stream)
    return stream.getvalue()


def as_json(*options):
    return json.loads(output("--json", *options))


@pytest.fixture
def due(world, dues):
    """Sari and dewi each have something due in seven days."""
    dues.add(world.sari, DUE)
    dues.add(world.dewi, DUE, satker=world.kota)
    return dues


def test_it_prints_its_numbers_and_queues_nothing_the_second_time(due):
    assert as_json("--now", MORNING) == {"queued": 2, "skipped": {}, "told": 2, "caught_up": 0}
    assert as_json("--now", MORNING) == {"queued": 0, "skipped": {"told": 2}, "told": 0, "caught_up": 0}


def test_a_dry_run_says_what_would_be(due):
    assert as_json("--now", MORNING, "--dry-run")["queued"] == 2
    assert not Notice.objects.exists()
    assert as_json("--now", MORNING)["queued"] == 2


def test_of_one_office_only_its_things_are_told(world, due):
    assert as_json("--now", MORNING, "--satker", "98.71")["told"] == 1
    assert Notice.objects.get().user == world.dewi


def test_without_json_it_speaks_in_sentences(due):
    assert output("--now", MORNING) == "2 pemberitahuan (0 disusulkan), 2 surel diantrekan.\n"
    assert "Dilewati, sudah diberitahukan: 2\n" in output("--now", MORNING)


@pytest.mark.parametrize("moment", ["2026-03-24T07:00", "2026-03-24T00:00+00:00", "2026-03-24 07:00:00+07:00"])
def test_a_moment_without_a_zone_is_one_of_jakarta(due, moment):
    assert as_json("--now", moment)["told"] == 2


@pytest.mark.parametrize("moment", ["besok", "2026-02-30T07:00", ""])
def test_what_is_no_moment_is_said(due, moment):
    with pytest.raises(CommandError, match="bukan saat"):
        output("--now", moment)


def test_an_office_that_does_not_exist_is_said(due):
    with pytest.raises(CommandError, match=r"Satker 11\.11 tidak dikenal"):
        output("--satker", "11.11")


def test_command_and_job_do_the_same_and_each_once(due):
    with time_machine.travel(at(date(2026, 3, 24)).astimezone(UTC), tick=False):
        job = queue.enqueue("send_reminders", key="send_reminders:uji", payload={})
        assert as_json() == {"queued": 2, "skipped": {}, "told": 2, "caught_up": 0}
        assert queue.run(job.pk).result == {"queued": 0, "skipped": {"told": 2}, "told": 0, "caught_up": 0}


def test_the_job_stores_its_numbers(due):
    with time_machine.travel(datetime(2026, 3, 24, 2, tzinfo=UTC), tick=False):
        job = queue.run(queue.enqueue("send_reminders", key="send_reminders:uji", payload={}).pk)
    assert (job.state, job.result["told"]) == (JobState.DONE, 2)
    assert Job.objects.filter(kind="send_mail").count() == 2


def test_old_notices_end_by_a_job_of_each_day(due):
    output("--now", MORNING)
    with time_machine.travel(datetime(2027, 3, 26, 2, tzinfo=UTC), tick=False):
        job = queue.run(queue.enqueue("sweep_notices", key="sweep_notices:uji", payload={}).pk)
    assert job.result == {"forgotten": 4}
