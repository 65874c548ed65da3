"""Many messages at once: as if each were sent alone, in a few queries."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from zi_portal.jobs.models import Job
from zi_portal.mail import outbox
from zi_portal.mail.models import Message
from zi_portal.reminders.recording import DIGEST

pytestmark = [pytest.mark.django_db, pytest.mark.database("zi_portal.mail.outbox")]


def outgoing(user, key, **fields):
    return outbox.Outgoing(DIGEST, key, user.pk, user.email, **fields)


def rows():
    names = ("kind", "user", "address", "satker_code", "about", "subject", "message_id", "state")
    return list(Message.objects.order_by("key").values("key", *names))


def test_many_messages_are_what_each_would_be_alone(world):
    about = {"day": "2026-03-24"}
    for person in (world.sari, world.dewi):
        outbox.send(DIGEST, key=f"uji-{person.pk}", user=person, satker_code="98.01", about=about)
    alone, jobs = rows(), list(Job.objects.order_by("key").values("key", "kind", "satker_code", "urgent", "state"))
    Message.objects.all().delete()
    Job.objects.all().delete()
    people = (world.sari, world.dewi)
    outbox.send_many(outgoing(row, f"uji-{row.pk}", satker_code="98.01", about=about) for row in people)
    assert rows() == alone
    assert list(Job.objects.order_by("key").values("key", "kind", "satker_code", "urgent", "state")) == jobs


def test_each_of_many_messages_has_its_own_job(world):
    pks = outbox.send_many([outgoing(world.sari, "uji-1"), outgoing(world.dewi, "uji-2")])
    for key, pk in pks.items():
        message = Message.objects.select_related("job").get(key=key)
        assert (message.pk, message.job.key, message.job.payload) == (pk, f"mail:{key}", {"message": pk})


def test_a_message_that_exists_is_left_as_it_is(world):
    message = outbox.send(DIGEST, key="uji-1", user=world.sari, about={"day": "2026-03-24"})
    pks = outbox.send_many([outgoing(world.dewi, "uji-1"), outgoing(world.dewi, "uji-2")])
    assert pks["uji-1"] == message.pk
    message.refresh_from_db()
    assert (message.user, message.about) == (world.sari, {"day": "2026-03-24"})
    assert (Message.objects.count(), Job.objects.count()) == (2, 2)


def test_one_key_twice_is_one_message(world):
    outbox.send_many([outgoing(world.sari, "uji-1"), outgoing(world.sari, "uji-1")])
    assert (Message.objects.count(), Job.objects.count()) == (1, 1)


def test_a_rollback_takes_messages_and_jobs_with_it(world):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.send_many([outgoing(world.sari, "uji-1")])
        raise ZeroDivisionError
    assert not (Message.objects.exists() or Job.objects.exists())


def queries_of(world, number):
    with CaptureQueriesContext(connection) as queries:
        outbox.send_many(outgoing(world.sari, f"uji-{number}-{place}") for place in range(number))
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_messages(world):
    assert queries_of(world, 2) == queries_of(world, 40) <= 8
