"""Random dues, stages, choices, rules, days off, run times: the sweep tells what a slow plain recomputation tells."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.zi_portal.reminders.dues import KINDS, WIB, WIT, WITA, Due
from tests.zi_portal.reminders.plainly import Plain
from zi_portal.jobs.models import Job
from zi_portal.mail.models import Message
from zi_portal.reminders.kinds import Stage
from zi_portal.reminders.models import Digest, Holiday, Notice, OfficeRule, Preference
from zi_portal.reminders.recording import DIGEST
from zi_portal.reminders.sweeping import sweep

pytestmark = pytest.mark.django_db
FIRST = date(2027, 12, 20)
"""Near the turn of a year; the leap day of 2028 is within reach."""
NAMES = [name for name in KINDS if not KINDS[name].at_once]
OFFICES = ("98.01", "98.71")
ZONES = (WIB, WITA, WIT)
PEOPLE = 4  # the last of them has a closed account
PERSON = st.integers(0, PEOPLE - 1)


def days(first, last):
    return st.integers(first, last).map(lambda number: FIRST + timedelta(days=number))


def subsets(names):
    return st.lists(st.sampled_from(names), unique=True, max_size=3)


STAGES = st.lists(st.integers(-16, 32), unique=True, min_size=1, max_size=len(NAMES)).map(
    lambda numbers: [
        Stage(kind, number) for kind, number in zip(NAMES[-len(numbers) :], sorted(numbers, reverse=True), strict=True)
    ]
)
THINGS = st.lists(
    st.tuples(st.sets(PERSON, min_size=1), days(-20, 75), st.sampled_from(OFFICES), st.sampled_from(ZONES)),
    min_size=1,
    max_size=5,
)
MOMENTS = st.lists(st.tuples(st.integers(0, 75), st.integers(0, 1439)), min_size=1, max_size=9)
PREFERENCES = st.dictionaries(
    PERSON,
    st.fixed_dictionaries(
        {
            "channel": st.sampled_from(["", "both", "mail", "portal"]),
            "bundling": st.sampled_from(["", "digest", "single"]),
            "days": st.sampled_from(["", "all", "working"]),
            "zone": st.sampled_from(["", *ZONES]),
            "quiet_until": st.none() | days(0, 40),
            "substitute": st.none() | PERSON,
            "digest_off": st.booleans(),
        }
    ),
)
RULES = st.dictionaries(
    st.sampled_from(OFFICES),
    st.fixed_dictionaries(
        {
            "channel": st.sampled_from(["both", "mail", "portal"]),
            "bundling": st.sampled_from(["digest", "single"]),
            "days": st.sampled_from(["all", "working"]),
            "kinds_off": subsets(NAMES),
            "since": st.dictionaries(st.sampled_from(NAMES), days(0, 60).map(str), max_size=3),
        }
    ),
)


def stored(user_ids, preferences, rules, holidays):
    """Write choices, rules and days off; return those of the first two by their keys."""
    choices = {}
    for place, fields in preferences.items():
        fields = dict(fields)
        substitute = fields.pop("substitute")
        fields |= {"user_id": user_ids[place], "substitute_id": None if substitute is None else user_ids[substitute]}
        choices[user_ids[place]] = Preference.objects.create(**fields)
    Holiday.objects.bulk_create(Holiday(day=day, name="Hari libur") for day in holidays)
    return choices, {code: OfficeRule.objects.create(satker_code=code, **fields) for code, fields in rules.items()}


def moments_of(pairs, jumps):
    """Return the moments of (day, minute), in their order in time unless the clock jumps."""
    start = datetime.combine(FIRST, datetime.min.time(), UTC)
    moments = [start + timedelta(days=day, minutes=minute) for day, minute in pairs]
    return moments if jumps else sorted(moments)


def compare(plain, dues, moments):
    """Sweep at all moments, twice each, by both; the ledgers and the mails are the same."""
    for moment in moments:
        foretold = sweep(moment, dry_run=True).facts()
        assert sweep(moment).facts() == foretold
        assert sweep(moment).notified == 0
        plain.sweep(moment)
    lines = Notice.objects.values_list("user_id", "topic", "kind", "day", "told_at")
    assert sorted(lines) == sorted(plain.lines)
    assert sorted(Digest.objects.values_list("user_id", "day")) == sorted(plain.days_of)
    assert Message.objects.count() == Job.objects.count() == plain.mails
    digests = Message.objects.filter(kind=DIGEST)
    assert digests.count() <= len(plain.days_of)
    event(f"lines: {min(len(plain.lines), 5)}")


@given(
    things=THINGS, stages=STAGES, preferences=PREFERENCES, rules=RULES,
    holidays=st.sets(days(0, 75), max_size=4), pairs=MOMENTS, jumps=st.booleans(),
)  # fmt: skip
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_is_told_at_most_once_and_all_that_is_due(
    world, dues, things, stages, preferences, rules, holidays, pairs, jumps
):
    user_ids = [world.sari.pk, world.bima.pk, world.dewi.pk, world.mati.pk]
    dues.stages = stages
    dues.dues = [
        Due(user_ids[person], due_on, f"uji:{topic}", office, zone)
        for topic, (people, due_on, office, zone) in enumerate(things)
        for person in sorted(people)
    ]
    with transaction.atomic():
        choices, office_rules = stored(user_ids, preferences, rules, holidays)
        plain = Plain(dues.dues, stages, [world.mati.pk], list(holidays), choices, office_rules)
        compare(plain, dues, moments_of(pairs, jumps))
        transaction.set_rollback(True)
