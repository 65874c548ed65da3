"""The audit chain: append-only, inside the caller's transaction, every tampering is found."""

import subprocess
import sys
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from zi_portal.audit import chain
from zi_portal.audit.models import AuditEvent
from zi_portal.audit.querysets import AppendOnly

pytestmark = pytest.mark.database("zi_portal.audit.chain")


@pytest.fixture
def events(world):
    """Five events in the log."""
    return [
        chain.record(
            f"satker.change{n}", actor=world.andi, subject=world.kabupaten, after={"n": n, "on": date(2026, 1, 2)}
        )
        for n in range(5)
    ]


def tamper(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_log_without_events_is_whole(db):
    assert chain.verify() is None


def test_events_are_linked_and_the_log_is_whole(events):
    assert [event.previous_hash for event in events] == ["", *(event.hash for event in events[:-1])]
    assert chain.verify() is None


def test_an_event_tells_who_did_what_to_which_row(events, world):
    event = AuditEvent.objects.get(pk=events[2].pk)
    assert (event.actor, event.subject_type, event.subject_id) == (world.andi, "teams.satker", str(world.kabupaten.pk))
    assert (event.before, event.after) == ({}, {"n": 2, "on": "2026-01-02"})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "satker.other"),
        ("subject_id", "999"),
        ("satker_code", "98"),
        ("before", '{"n": 9}'),
        ("after", "{}"),
        ("actor_id", None),
        ("at", "2020-01-01 00:00:00+00"),
        ("request_id", "x"),
        ("hash", "0" * 64),
        ("previous_hash", "0" * 64),
    ],
)
@pytest.mark.case("H5")
def test_an_edited_event_is_found(events, column, value):
    sql = f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s"  # noqa: S608 -- the columns stand above
    tamper(sql, value, events[2].pk)
    assert chain.verify() == events[2].pk


@pytest.mark.case("H5")
def test_a_deleted_event_is_found_at_the_one_after_it(events):
    tamper("DELETE FROM audit_auditevent WHERE id = %s", events[1].pk)
    assert chain.verify() == events[2].pk


@pytest.mark.case("H5")
def test_a_deleted_beginning_is_found(events):
    tamper("DELETE FROM audit_auditevent WHERE id = %s", events[0].pk)
    assert chain.verify() == events[1].pk


@pytest.mark.case("H5")
def test_an_inserted_event_is_found(events):
    copied = "at, actor_id, satker_code, action, subject_type, subject_id, before, after, request_id, previous_hash"
    select = f"SELECT %s, %s, {copied} FROM audit_auditevent WHERE id = %s"  # noqa: S608 -- the columns stand above
    free = events[-1].pk + 1
    tamper(f"INSERT INTO audit_auditevent (id, hash, {copied}) {select}", free, "f" * 64, events[1].pk)
    assert chain.verify() == free


@pytest.mark.case("H5")
def test_two_events_that_changed_places_are_found(events):
    first, second = events[1].pk, events[2].pk
    for old, new in ((first, 10**6), (second, first), (10**6, second)):
        tamper("UPDATE audit_auditevent SET id = %s WHERE id = %s", new, old)
    assert chain.verify() == first


@pytest.mark.case("H5")
def test_an_event_signed_with_another_key_is_found(events, settings):
    settings.AUDIT_KEYS = ["kunci lain"]
    assert chain.verify() == events[0].pk


def test_the_chain_holds_when_the_key_was_changed(events, world, settings):
    settings.AUDIT_KEYS = ["kunci baru", *settings.AUDIT_KEYS]
    newer = chain.record("satker.change", actor=world.andi, subject=world.kabupaten)
    assert chain.verify() is None
    settings.AUDIT_KEYS = settings.AUDIT_KEYS[1:]
    assert chain.verify() == newer.pk


def test_a_changed_secret_key_leaves_the_chain_whole_while_the_older_is_a_fallback(settings):
    code = "from zi_portal import settings; print(settings.AUDIT_KEYS, settings.SECRET_KEY_FALLBACKS)"
    env = {"SECRET_KEY": "baru", "SECRET_KEY_FALLBACKS": "lama,kuno", "ZI_VAR": str(settings.VAR)}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['baru', 'lama', 'kuno'] ['lama', 'kuno']"
    own = subprocess.run(
        [sys.executable, "-c", code], env=env | {"AUDIT_KEYS": "tetap"}, capture_output=True, text=True
    )
    assert own.stdout.strip() == "['tetap'] ['lama', 'kuno']"


def test_an_event_vanishes_with_the_transaction_of_its_cause(events, world):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        chain.record("satker.change", actor=world.andi, subject=world.kabupaten)
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == 5
    assert chain.verify() is None


def test_an_event_cannot_be_saved_again_or_deleted(events):
    event = AuditEvent.objects.get(pk=events[0].pk)
    for attempt in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(action="x")
    with pytest.raises(AppendOnly):
        AuditEvent.objects.bulk_create([AuditEvent()])


def test_the_command_says_that_the_log_is_whole(events, capsys):
    call_command("audit_verify")
    assert "utuh: 5 kejadian" in capsys.readouterr().out


def test_the_command_names_the_first_broken_event(events):
    tamper("UPDATE audit_auditevent SET action = 'x' WHERE id >= %s", events[3].pk)
    with pytest.raises(CommandError, match=f"nomor {events[3].pk}"):
        call_command("audit_verify")
