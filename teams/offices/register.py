"""Loading the register of offices (fixtures/satker.json); only the register's own fields are written."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from teams.models import Parentage, Satker
from zi_portal.lib.errors import Refused

NAMES = ("short_name", "full_name", "level", "time_zone")
"""Fields of an office that only the register sets, besides code, parent and path."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One office of the register; parent is the code of the office above, "" for the top one."""

    code: str
    short_name: str
    full_name: str
    level: str
    time_zone: str
    parent: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Numbers of offices read, created, changed in NAMES, and moved under another office."""

    read: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0


def read_register(path):
    """Return the list of Entry in a Django fixture of teams.satker; raise Refused when it is none."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        codes = {row["pk"]: row["fields"]["code"] for row in rows if row["model"] == "teams.satker"}
        entries = [_entry(row["fields"], codes) for row in rows if row["pk"] in codes]
    except OSError as error:
        raise Refused("register", f"Berkas {path} tidak dapat dibaca: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("register", f"Berkas {path} bukan fixture satker ({error}).") from error
    if not entries or len({entry.code for entry in entries}) < len(rows):
        raise Refused("register", f"Berkas {path} kosong, memuat data lain, atau memuat kode satker ganda.")
    return entries


def _entry(fields, codes):
    parent = codes[fields["parent"]] if fields["parent"] is not None else ""
    return Entry(code=fields["code"], parent=parent, **{name: fields[name] for name in NAMES})


@transaction.atomic
def load_register(entries):
    """Create and update offices by code, their paths and parentages; leave all other fields alone. Return Outcome.

    Offices that are not in the register change only their path, when an office above them moves.
    """
    offices = {office.code: office for office in Satker.objects.select_for_update()}
    outcome = _write_names(entries, offices)
    moved = _write_parents(entries, offices)
    _write_paths(offices)
    _write_parentages(offices)
    return replace(outcome, moved=moved)


def _write_names(entries, offices):
    """Create new offices (with a provisional path), add them to offices, and update changed names. Return Outcome."""
    new = [
        Satker(code=entry.code, path=f"{entry.code}/", **{name: getattr(entry, name) for name in NAMES})
        for entry in entries
        if entry.code not in offices
    ]
    known_entries = [(offices[entry.code], entry) for entry in entries if entry.code in offices]
    changed = [office for office, entry in known_entries if _rename(office, entry)]
    Satker.objects.bulk_update(changed, NAMES, batch_size=200)
    offices |= {office.code: office for office in Satker.objects.bulk_create(new)}
    return Outcome(read=len(entries), new=len(new), changed=len(changed))


def _rename(office, entry):
    different = [name for name in NAMES if getattr(office, name) != getattr(entry, name)]
    for name in different:
        setattr(office, name, getattr(entry, name))
    return bool(different)


def _write_parents(entries, offices):
    """Set the parents; return how many offices moved from one parent to another."""
    moved = 0
    for entry in entries:
        office, parent = offices[entry.code], offices.get(entry.parent)
        moved += office.parent_id is not None and office.parent_id != (parent and parent.pk)
        office.parent = parent
    return moved


def _write_paths(offices):
    """Store every parent and path that changed, also of offices below one that moved."""
    by_pk = {office.pk: office for office in offices.values()}
    stored_paths = dict(Satker.objects.values_list("pk", "path"))
    stored_parents = dict(Satker.objects.values_list("pk", "parent_id"))
    for office in by_pk.values():
        office.path = _path(office, by_pk)
    stale = [
        office
        for office in by_pk.values()
        if (stored_paths[office.pk], stored_parents[office.pk]) != (office.path, office.parent_id)
    ]
    Satker.objects.bulk_update(stale, ["parent", "path"], batch_size=200)


def _path(office, by_pk):
    """Return the path from the top, e.g. "00/11/11.01/"; raise Refused when an office is above itself."""
    steps = [office.code]
    while office.parent_id:
        office = by_pk[office.parent_id]
        if office.code in steps:
            raise Refused("register", f"Satker {office.code} berada di bawah dirinya sendiri. Perbaiki kolom atasan.")
        steps.append(office.code)
    return "/".join(reversed(steps)) + "/"


def _write_parentages(offices):
    """Open a Parentage for every office that has a new parent; close that of the former parent the day before."""
    today = timezone.localdate()
    parent_pk_by_office = {office.pk: office.parent_id for office in offices.values() if office.parent_id}
    present = {row.satker_id: row for row in Parentage.objects.filter(valid_until__isnull=True)}
    over = [row for pk, row in present.items() if parent_pk_by_office.get(pk) != row.parent_id]
    for row in over:
        row.valid_until = today - timedelta(days=1)
    Parentage.objects.bulk_update(over, ["valid_until"])
    ended_offices = {row.satker_id for row in over}
    missing = [pk for pk in parent_pk_by_office if pk in ended_offices or pk not in present]
    Parentage.objects.bulk_create(
        Parentage(satker_id=pk, parent_id=parent_pk_by_office[pk], valid_from=today if pk in ended_offices else None)
        for pk in missing
    )
