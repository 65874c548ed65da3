"""Writing what people, offices and the nation have chosen about notices: each change locked, settled and audited."""

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from zi_portal.audit import chain
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import settled
from zi_portal.reminders.kinds import KINDS
from zi_portal.reminders.models import Holiday, OfficeRule, Preference
from zi_portal.reminders.states import Subject

SUBJECT_FIELD = "kinds_"
"""Before the word of a Subject: the name of the list of kinds about it that an office tells."""
LISTED_TWICE = "Sudah ada hari libur pada {}. Ubah barisnya di tabel, atau hapus barisnya dari daftar ini."
MEANWHILE = "Orang lain baru saja menyimpan hal yang sama. Muat ulang halamannya, lalu isi sekali lagi."
MOST_AT_ONCE = 60
"""Most holidays that are added at once."""


@transaction.atomic
def change_preference(user, *, seen=None, **values):
    """Store a person's own choices; raise Unchanged, Overtaken (zi_portal/lib/seen.py)."""
    row = Preference.objects.select_for_update().filter(user=user).first() or Preference(user=user)
    before = {name: getattr(row, name) for name in values}
    changed = settled(before, values, seen)
    _store(row, changed)
    _record("notices.choose", user, row, before={name: before[name] for name in changed}, after=changed)


@transaction.atomic
def end_leave(user):
    """End a person's leave today and return whether there was one; the notices are the person's own again."""
    row = Preference.objects.select_for_update().filter(user=user, quiet_until__isnull=False).first()
    if row is None:
        return False
    before = {"quiet_until": row.quiet_until, "substitute": row.substitute}
    after = {"quiet_until": None, "substitute": None}
    _store(row, after)
    _record("notices.return", user, row, before=before, after=after)
    return True


def switchable_kinds():
    """Return {Subject: [Kind]} of the kinds that an office may switch off.

    What escalates is told always; so is what is told at once, for somebody waits for it.
    """
    kinds = [kind for kind in KINDS.values() if not (kind.escalates or kind.at_once)]
    by_subject = {subject: [kind for kind in kinds if kind.subject == subject] for subject in Subject}
    return {subject: rows for subject, rows in by_subject.items() if rows}


def enforced_kinds():
    """Return the kinds that nobody can switch off."""
    return [kind for kind in KINDS.values() if kind.escalates or kind.at_once]


def kinds_on(rule):
    """Return {"kinds_due": names of the kinds of that subject that an office tells, …} of an OfficeRule."""
    return {
        f"{SUBJECT_FIELD}{subject.value}": [kind.name for kind in kinds if kind.name not in rule.kinds_off]
        for subject, kinds in switchable_kinds().items()
    }


@transaction.atomic
def change_rule(satker_code, actor, *, seen=None, **values):
    """Store what an office has set for its people; raise Unchanged, Overtaken.

    values: fields of OfficeRule, and lists of kinds as kinds_on() returns them. A kind that is switched on is told
    from today on, so that nothing of the past is told.
    """
    row = OfficeRule.objects.select_for_update().filter(satker_code=satker_code).first()
    row = row or OfficeRule(satker_code=satker_code)
    listed = kinds_on(row)
    before = {name: listed[name] if name in listed else getattr(row, name) for name in values}
    changed = settled(before, values, seen)
    fields = {name: value for name, value in changed.items() if name not in listed}
    for name in changed.keys() & listed.keys():
        _switch(row, set(listed[name]), set(changed[name]))
    _store(row, fields | {"kinds_off": row.kinds_off, "since": row.since})
    before = {name: before[name] for name in changed}
    _record("notices.rule", actor, row, satker_code=satker_code, before=before, after=changed)


def _switch(row, old_names, new_names):
    """Switch kinds of one subject: from those of old_names on to those of new_names on."""
    today = timezone.localdate().isoformat()
    row.kinds_off = sorted((set(row.kinds_off) - new_names) | (old_names - new_names))
    row.since = row.since | dict.fromkeys(sorted(new_names - old_names), today)


@transaction.atomic
def add_holidays(holidays, actor):
    """Store new Holidays, all or none; raise Refused when one of their days has one already."""
    days = [holiday.day for holiday in holidays]
    if existing_days := Holiday.objects.filter(day__in=days).values_list("day", flat=True):
        raise Refused(
            "holiday_exists", LISTED_TWICE.format(", ".join(f"{day:%d-%m-%Y}" for day in existing_days)), status=409
        )
    for holiday in holidays:
        _store(holiday, {})
        _record("holiday.create", actor, holiday, after=_facts(holiday))


@transaction.atomic
def change_holiday(holiday, actor, *, seen=None, **values):
    """Store the changed fields of a holiday; raise Unchanged, Overtaken."""
    row = Holiday.objects.select_for_update().get(pk=holiday.pk)
    before = _facts(row)
    changed = settled(before, values, seen)
    _store(row, changed)
    _record("holiday.change", actor, row, before={name: before[name] for name in changed}, after=changed)


@transaction.atomic
def delete_holiday(holiday, actor):
    """Delete a holiday; what it was stays in the audit log."""
    row = Holiday.objects.select_for_update().get(pk=holiday.pk)
    _record("holiday.delete", actor, row, before=_facts(row))
    row.delete()


def _facts(holiday):
    return {"day": holiday.day, "name": holiday.name, "collective_leave": holiday.collective_leave}


def _store(row, values):
    """Save the values; raise Refused when somebody else made a row of the same key meanwhile."""
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused("meanwhile", MEANWHILE, status=409) from error


def _record(action, actor, row, *, satker_code="", before=None, after=None):
    before, after = (_plain(values or {}) for values in (before, after))
    chain.record(action, actor=actor, subject=row, satker_code=satker_code, before=before, after=after)


def _plain(values):
    return {name: value.pk if isinstance(value, Model) else value for name, value in values.items()}
