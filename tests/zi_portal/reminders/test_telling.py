"""Telling at once, in the transaction of the cause."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zi_portal.mail.models import Message
from zi_portal.reminders.models import Notice, Preference
from zi_portal.reminders.recording import SINGLE
from zi_portal.reminders.telling import tell

pytestmark = pytest.mark.django_db


def told(world, *people, topic="uji:1", **fields):
    """Tell people at once; the names of all who have been told."""
    ids = [person.pk for person in people]
    tell("uji.at_once", user_ids=ids, topic=topic, satker=world.kabupaten, **fields)
    return sorted(Notice.objects.values_list("user__name", flat=True))


def test_each_person_gets_a_line_and_a_mail_of_its_own(world, dues):
    assert told(world, world.sari, world.bima) == ["Bima", "Sari"]
    notice = Notice.objects.get(user=world.sari)
    assert (notice.day, notice.satker_code, notice.in_inbox) == (timezone.localdate(), "98.01", True)
    assert (notice.message.kind, notice.message.address) == (SINGLE, "sari@contoh.id")
    assert notice.message.about == {"topic": "uji:1", "kind": "uji.at_once", "day": timezone.localdate().isoformat()}


def test_the_same_event_is_told_once_and_a_second_one_too(world, dues):
    for topic in ("uji:1", "uji:1", "uji:2"):
        told(world, world.sari, world.sari, topic=topic)
    assert (Notice.objects.count(), Message.objects.count()) == (2, 2)


def test_a_cause_that_is_rolled_back_tells_nobody(world, dues):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(world, world.sari)
        raise ZeroDivisionError
    assert not (Notice.objects.exists() or Message.objects.exists())


def test_during_a_leave_the_substitute_is_told_too(world, dues):
    Preference.objects.create(user=world.sari, quiet_until=timezone.localdate(), substitute=world.bima)
    assert told(world, world.sari) == ["Bima", "Sari"]


def test_after_a_leave_the_substitute_is_told_no_more(world, dues):
    yesterday = timezone.localdate() - timedelta(days=1)
    Preference.objects.create(user=world.sari, quiet_until=yesterday, substitute=world.bima)
    assert told(world, world.sari) == ["Sari"]


def test_a_closed_account_is_told_nothing(world, dues):
    assert told(world, world.mati) == []


def test_nobody_at_all_is_no_error(world, dues):
    assert told(world) == []


def test_who_wants_the_portal_only_gets_no_mail(world, dues):
    Preference.objects.create(user=world.sari, channel="portal")
    assert told(world, world.sari) == ["Sari"]
    assert not Message.objects.exists()


def test_a_kind_of_the_sweep_is_not_told_at_once(world, dues):
    with pytest.raises(ValueError, match="The sweep tells"):
        tell("uji.in_7", user_ids=[world.sari.pk], topic="uji:1", satker=world.kabupaten)


def queries_of(world, people, topic):
    with CaptureQueriesContext(connection) as queries:
        told(world, *people, topic=topic)
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_people(world, dues):
    one = queries_of(world, [world.sari], "uji:1")
    assert one == queries_of(world, [world.sari, world.bima, world.dewi, world.joko], "uji:2") <= 20
