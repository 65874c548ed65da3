"""The daily sweep: each is told once, with one mail a day; why somebody is not told now."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory
from tests.zi_portal.reminders.dues import STAGES, at
from zi_portal.jobs.models import Job
from zi_portal.mail.models import Message
from zi_portal.reminders.models import Digest, Holiday, Notice, OfficeRule, Preference
from zi_portal.reminders.recording import DIGEST, SINGLE
from zi_portal.reminders.sweeping import forget_before, sweep

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database(
        "zi_portal.reminders.sweeping",
        "zi_portal.reminders.recording",
        "zi_portal.reminders.models.ledger",
        "zi_portal.reminders.models.choices",
    ),
]
DUE = date(2026, 3, 31)
H7 = DUE - timedelta(days=7)
SATURDAY, MONDAY = date(2026, 3, 28), date(2026, 3, 30)


def kinds_of(user):
    """Names of the kinds of which a user was told, in their order."""
    return list(Notice.objects.filter(user=user).order_by("told_at", "pk").values_list("kind", flat=True))


def skipped(*moment):
    return sweep(*moment).facts()["skipped"]


def test_who_has_something_due_is_told_by_one_line_and_one_mail(world, dues):
    dues.add(world.sari, DUE)
    assert sweep(at(H7)).facts() == {"queued": 1, "skipped": {}, "told": 1, "caught_up": 0}
    notice, message = Notice.objects.get(), Message.objects.get()
    assert (notice.user, notice.topic, notice.kind, notice.day) == (world.sari, "uji:1", "uji.in_7", DUE)
    assert (notice.in_inbox, notice.caught_up, notice.told_at, notice.message) == (True, False, at(H7), message)
    assert (message.kind, message.address, message.about) == (DIGEST, world.sari.email, {"day": "2026-03-24"})
    assert Job.objects.get().payload == {"message": message.pk}
    assert Digest.objects.get().day == H7


def test_again_at_the_same_moment_nothing_is_queued(world, dues):
    dues.add(world.sari, DUE)
    sweep(at(H7))
    assert sweep(at(H7)).facts() == {"queued": 0, "skipped": {"told": 1}, "told": 0, "caught_up": 0}
    assert (Notice.objects.count(), Message.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_a_dry_run_foretells_the_sweep_and_writes_nothing(world, dues):
    OfficeRule.objects.create(satker_code="98.71", bundling="single")
    for place in range(3):
        dues.add(world.sari, DUE, f"uji:{place}")
        dues.add(world.dewi, DUE, f"uji:{place}", world.kota)
    foretold = sweep(at(H7), dry_run=True).facts()
    assert foretold == {"queued": 4, "skipped": {}, "told": 6, "caught_up": 0}
    assert not (Notice.objects.exists() or Digest.objects.exists() or Message.objects.exists())
    assert sweep(at(H7)).facts() == foretold


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_comes_after_the_digest_of_the_day_waits_until_tomorrow(world, dues, dry_run):
    dues.add(world.sari, DUE)
    sweep(at(H7))
    dues.add(world.sari, DUE, "uji:2")
    later = sweep(at(H7, "15:00"), dry_run=dry_run).facts()
    assert (later["queued"], later["skipped"]) == (0, {"digest_sent": 1, "told": 1})
    assert sweep(at(H7 + timedelta(days=1))).facts()["caught_up"] == 1


def test_several_things_of_one_day_are_one_mail(world, dues):
    for place in range(25):
        dues.add(world.sari, DUE, f"uji:{place}")
    assert sweep(at(H7)).facts() == {"queued": 1, "skipped": {}, "told": 25, "caught_up": 0}
    assert set(Notice.objects.values_list("message", flat=True)) == {Message.objects.get().pk}


def test_who_wants_single_mails_gets_one_for_each_thing(world, dues):
    Preference.objects.create(user=world.sari, bundling="single")
    for place in range(3):
        dues.add(world.sari, DUE, f"uji:{place}")
    assert sweep(at(H7)).queued == 3
    notice = Notice.objects.get(topic="uji:2")
    assert (notice.message.kind, notice.message.about["topic"]) == (SINGLE, "uji:2")


@pytest.mark.parametrize(("channel", "mails", "in_inbox"), [("both", 1, True), ("mail", 1, False), ("portal", 0, True)])
def test_a_person_is_told_where_they_have_chosen(world, dues, channel, mails, in_inbox):
    Preference.objects.create(user=world.sari, channel=channel)
    dues.add(world.sari, DUE)
    assert sweep(at(H7)).facts() == {"queued": mails, "skipped": {}, "told": 1, "caught_up": 0}
    assert Notice.objects.get().in_inbox is in_inbox


def test_what_escalates_is_told_by_mail_and_in_the_portal_whatever_was_chosen(world, dues):
    Preference.objects.create(user=world.sari, channel="portal", digest_off=True)
    OfficeRule.objects.create(satker_code="98.01", kinds_off=["uji.up"])
    dues.add(world.sari, DUE)
    assert sweep(at(DUE + timedelta(days=15))).queued == 1
    assert kinds_of(world.sari) == ["uji.up"]


def test_who_stopped_digests_is_told_in_the_portal(world, dues):
    Preference.objects.create(user=world.sari, digest_off=True, channel="mail")
    dues.add(world.sari, DUE)
    assert sweep(at(H7)).facts() == {"queued": 0, "skipped": {}, "told": 1, "caught_up": 0}
    assert Notice.objects.get().in_inbox


def test_only_the_offices_that_are_named_are_told(world, dues):
    dues.add(world.sari, DUE)
    dues.add(world.dewi, DUE, satker=world.kota)
    sweep(at(H7), satker_codes={"98.71"})
    assert (kinds_of(world.sari), kinds_of(world.dewi)) == ([], ["uji.in_7"])


# Why somebody is not told now


@pytest.mark.parametrize(("clock", "outcome"), [("06:59", "closed"), ("07:00", ""), ("19:59", ""), ("20:00", "closed")])
def test_outside_of_the_day_nobody_is_told(world, dues, clock, outcome):
    dues.add(world.sari, DUE)
    assert list(skipped(at(H7, clock))) == ([outcome] if outcome else [])
    assert Notice.objects.exists() is not bool(outcome)


def test_whose_account_is_closed_is_not_told(world, dues):
    dues.add(world.mati, DUE)
    assert skipped(at(H7)) == {"inactive": 1}
    assert not (Notice.objects.exists() or Message.objects.exists())


def test_a_kind_that_the_office_has_switched_off_is_not_told(world, dues):
    OfficeRule.objects.create(satker_code="98.01", kinds_off=["uji.in_7"])
    dues.add(world.sari, DUE)
    assert skipped(at(H7)) == {"switched_off": 1}


def test_a_rule_that_is_switched_on_later_does_not_tell_the_past(world, dues):
    OfficeRule.objects.create(satker_code="98.01", since={"uji.in_7": "2026-03-25"})
    dues.add(world.sari, DUE)
    dues.add(world.sari, DUE + timedelta(days=1), "uji:2")
    assert skipped(at(H7 + timedelta(days=1))) == {"before_rule": 1}
    assert Notice.objects.get().topic == "uji:2"


def test_who_is_on_leave_without_a_substitute_is_told_afterwards_of_the_nearest(world, dues):
    Preference.objects.create(user=world.sari, quiet_until=DUE - timedelta(days=1))
    dues.add(world.sari, DUE)
    assert skipped(at(H7)) == {"away": 1}
    assert skipped(at(DUE - timedelta(days=1))) == {"away": 1}
    sweep(at(DUE))
    assert kinds_of(world.sari) == ["uji.today"]


def test_during_a_leave_the_substitute_is_told_once(world, dues):
    Preference.objects.create(user=world.sari, quiet_until=H7, substitute=world.bima)
    dues.add(world.sari, DUE)
    dues.add(world.bima, DUE)
    assert sweep(at(H7)).notified == 1
    assert (kinds_of(world.sari), kinds_of(world.bima)) == ([], ["uji.in_7"])


@pytest.mark.parametrize("name", ["mati", "lama"])
def test_a_substitute_whose_account_is_closed_or_whose_role_has_ended_is_nobody(world, dues, name):
    Preference.objects.create(user=world.sari, quiet_until=H7, substitute=getattr(world, name))
    dues.add(world.sari, DUE)
    assert skipped(at(H7)) == {"away": 1}


@pytest.mark.parametrize("is_holiday", [True, False])
def test_on_a_day_off_who_wants_working_days_is_told_on_the_next_one(world, dues, is_holiday):
    Preference.objects.create(user=world.sari, days="working")
    if is_holiday:
        Holiday.objects.create(day=MONDAY, name="Hari libur")
    dues.add(world.sari, SATURDAY + timedelta(days=7))
    assert skipped(at(SATURDAY)) == {"day_off": 1}
    next_day = MONDAY + timedelta(days=is_holiday)
    assert sweep(at(next_day - timedelta(days=1))).notified == 0
    assert sweep(at(next_day)).caught_up == 1
    assert kinds_of(world.sari) == ["uji.in_7"]


# Costs


def queries_of(number, dues):
    """Number of queries of a sweep over as many new people, each of an office of their own."""
    dues.dues.clear()
    Notice.objects.all().delete()
    Digest.objects.all().delete()
    for place in range(number):
        user = UserFactory()
        OfficeRule.objects.create(satker_code=f"{number}.{place}", review_days=6)
        for topic in range(3):
            dues.add(user, DUE, f"uji:{topic}").satker_code = f"{number}.{place}"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert sweep(at(H7)).notified == number * 3
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_people_offices_and_things(dues):
    assert queries_of(2, dues) == queries_of(25, dues) <= 20  # SQLite takes about 90 notices in one insert


def test_nothing_but_the_nearest_stage_is_told_of_one_thing(world, dues):
    dues.add(world.sari, DUE)
    for days in range(-40, 20):
        sweep(at(DUE + timedelta(days=days)))
    assert kinds_of(world.sari) == [stage.kind for stage in STAGES]


def test_after_a_year_lines_and_digests_are_forgotten(world, dues):
    dues.add(world.sari, DUE)
    sweep(at(H7))
    assert forget_before(at(H7 + timedelta(days=366))) == 0
    assert forget_before(at(H7 + timedelta(days=367))) == 2
