"""ZI teams: every write locks the team, is refused when it is frozen, renumbers and is audited; a team's outline."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from teams.models import Team, TeamMember, TeamUnit
from teams.states import Area
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused
from zi_portal.lib.indonesian import letter
from zi_portal.lib.order import moved, numbered
from zi_portal.lib.seen import settled, stamp

MEMBER_FIELDS = ("name", "job_title", "duty", "user_id")
MAX_DEPTH = 3
FROZEN = "Tim ini dibekukan karena keputusannya sedang diajukan atau sudah ditetapkan. Tidak ada yang berubah."


@dataclass
class Node:
    """A group in printed order; level 0 is the outermost; first and last tell its place among its siblings."""

    unit: TeamUnit
    level: int
    first: bool
    last: bool
    members: list = field(default_factory=list)

    @property
    def new_member(self):
        """Key of the line where a person is added to this group."""
        return f"am{self.unit.pk}"

    @property
    def new_unit(self):
        """Key of the line where a group is added to this group."""
        return f"au{self.unit.pk}"


# Reading


def outline(team):
    """Return the list of Node in printed order: a group, then the groups in it. Two queries."""
    members, children = defaultdict(list), defaultdict(list)
    for row in TeamMember.objects.filter(unit__team=team).select_related("user").order_by("position", "pk"):
        members[row.unit_id].append(row)
    for unit in TeamUnit.objects.filter(team=team).order_by("position", "pk"):
        children[unit.parent_id].append(unit)
    return list(_walk(children, members, None, 0))


def _walk(children, members, parent, level):
    units = children[parent]
    for index, unit in enumerate(units):
        yield Node(unit, level, index == 0, index == len(units) - 1, members[unit.pk])
        yield from _walk(children, members, unit.pk, level + 1)


def counts(nodes):
    """Return {"rows", "people", "units"} of an outline; people are distinct names, ignoring case."""
    rows = [row for node in nodes for row in node.members]
    return {"rows": len(rows), "people": len({row.name.casefold() for row in rows}), "units": len(nodes)}


# Creating


@transaction.atomic
def create(satker, year, actor, source=None):
    """Return a new Team from the template, or a copy of `source` with its labels."""
    if source:
        team = copy_of(source, satker=satker, year=year)
    else:
        team = Team.objects.create(satker=satker, year=year)
        _add_template_units(team)
    _record("team.create", actor, team, after={"year": year, "copy_of": source.pk if source else None})
    return team


def _add_template_units(team):
    """Create the template's groups: Pengarah, then Tim Kerja with one working team per area."""
    TeamUnit.objects.create(team=team, position=1, title="PENGARAH")
    work = TeamUnit.objects.create(team=team, position=2, title="TIM KERJA")
    for area in Area:
        TeamUnit.objects.create(team=team, parent=work, position=area, title=f"TIM {area.label.upper()}")
    _renumber(team)


def copy_of(source, *, satker, year):
    """Return a new Team with title, groups and members of source, labels and accounts too; records nothing."""
    team = Team.objects.create(satker=satker, year=year, title=source.title)
    copies = {None: None}
    for node in outline(source):
        unit = node.unit
        copies[unit.pk] = TeamUnit.objects.create(
            team=team, parent=copies[unit.parent_id], position=unit.position, label=unit.label, title=unit.title
        )
        TeamMember.objects.bulk_create(
            TeamMember(unit=copies[unit.pk], position=row.position, label=row.label, **_member_facts(row))
            for row in node.members
        )
    return team


# Changing


@transaction.atomic
def retitle(team, actor, *, seen=None, **fields):
    """Change the title above the table; raise Unchanged, Overtaken (zi_portal/lib/seen.py), as all changes do."""
    team = _locked(team)
    before, after = _write(team, fields, seen)
    _record("team.retitle", actor, team, before=before, after=after)


def _write(row, fields, digests):
    """Write the fields that changed; return their values before and after."""
    stored = {name: getattr(row, name) for name in fields}
    changed = settled(stored, fields, digests)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
    return {name: stored[name] for name in changed}, changed


@transaction.atomic
def add_unit(team, actor, *, title, parent=None):
    """Add a group at the end, or at the end of the groups in parent (pk); raise Refused when nested too deep."""
    team = _locked(team)
    if parent is not None and _depth(_unit(team, parent)) >= MAX_DEPTH:
        raise Refused("too_deep", "Kelompok hanya dapat bersusun sampai empat tingkat.", status=409)
    position = _next_position(team.units.filter(parent=parent))
    unit = TeamUnit.objects.create(team=team, parent_id=parent, title=title, position=position)
    _renumber(team)
    _record("team.unit.add", actor, team, after={"unit": unit.pk, "title": title, "parent": parent})
    return unit


@transaction.atomic
def change_unit(team, actor, pk, *, seen=None, **fields):
    """Rename a group."""
    team = _locked(team)
    before, after = _write(_unit(team, pk), fields, seen)
    _record("team.unit.change", actor, team, before={"unit": pk} | before, after={"unit": pk} | after)


@transaction.atomic
def add_member(team, actor, *, unit, **values):
    """Add a person at the end of a group (pk); values: MEMBER_FIELDS."""
    team = _locked(team)
    unit = _unit(team, unit)
    row = TeamMember.objects.create(unit=unit, position=_next_position(unit.members), **values)
    _renumber(team)
    _record("team.member.add", actor, team, after={"member": row.pk, "unit": unit.pk} | _member_facts(row))
    return row


@transaction.atomic
def change_member(team, actor, pk, *, seen=None, **values):
    """Change a line of the team: MEMBER_FIELDS, or unit_id, which moves it to the end of another group."""
    team = _locked(team)
    row = _member(team, pk)
    values = {name: getattr(value, "pk", value) for name, value in values.items()}
    if values.get("unit_id", row.unit_id) != row.unit_id:
        values["position"] = _next_position(_unit(team, values["unit_id"]).members)
        seen = None if seen is None else seen | stamp({"position": row.position})
    before, after = _write(row, values, seen)
    _renumber(team)
    _record("team.member.change", actor, team, before={"member": pk} | before, after={"member": pk} | after)
    return row


@transaction.atomic
def move(team, actor, kind, pk, step):
    """Move a group ("u") or a person ("m") up (-1) or down (+1) among its siblings; do nothing at the edge."""
    team = _locked(team)
    row = _unit(team, pk) if kind == "u" else _member(team, pk)
    reordered = moved(_siblings(team, row), row, step)
    if reordered is None:
        return
    type(row).objects.bulk_update(numbered(reordered), ["position"])
    _renumber(team)
    _record("team.move", actor, team, after={"kind": kind, "pk": pk, "step": step})


@transaction.atomic
def delete(team, actor, kind, pk):
    """Delete a group with its contents ("u") or a person ("m"); return what restore() takes, as plain JSON."""
    team = _locked(team)
    row = _unit(team, pk) if kind == "u" else _member(team, pk)
    snapshot = _unit_snapshot(row) if kind == "u" else _member_snapshot(row)
    row.delete()
    _renumber(team)
    _record("team.unit.delete" if kind == "u" else "team.member.delete", actor, team, before=snapshot)
    return {"team": team.pk, "kind": kind, "name": str(row.title if kind == "u" else row.name), "row": snapshot}


@transaction.atomic
def restore(team, actor, snapshot):
    """Restore what delete() returned, at its old position; raise Refused when the group around it is gone."""
    team = _locked(team)
    row = snapshot["row"]
    group_pk = row["parent"] if snapshot["kind"] == "u" else row["unit"]
    if group_pk is not None and not team.units.filter(pk=group_pk).exists():
        raise Refused("gone", "Kelompok tempatnya semula sudah tidak ada, jadi tidak dapat dikembalikan.", status=409)
    if snapshot["kind"] == "u":
        _make_room(team.units.filter(parent=group_pk), row["position"])
        _restore_unit(team, group_pk, row)
    else:
        _make_room(TeamMember.objects.filter(unit=group_pk), row["position"])
        _restore_member(group_pk, row)
    _renumber(team)
    _record("team.restore", actor, team, after=row)


# Inside a write


def _locked(team):
    """Return the team's row, locked until the end of the transaction; raise Refused."""
    row = Team.objects.select_for_update(of=("self",)).select_related("satker").get(pk=team.pk)
    if row.frozen:
        raise Refused("locked_state", FROZEN, status=409)
    return row


def _unit(team, pk):
    unit = team.units.filter(pk=pk).first()
    if unit is None:
        raise Refused("gone", "Kelompok ini sudah tidak ada. Muat ulang halaman.", status=409)
    return unit


def _member(team, pk):
    row = TeamMember.objects.filter(unit__team=team, pk=pk).select_related("unit").first()
    if row is None:
        raise Refused("gone", "Baris ini sudah tidak ada. Muat ulang halaman.", status=409)
    return row


def _siblings(team, row):
    if isinstance(row, TeamUnit):
        return team.units.filter(parent=row.parent_id).order_by("position", "pk")
    return row.unit.members.order_by("position", "pk")


def _next_position(rows):
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _depth(unit):
    depth = 0
    while unit.parent_id:
        unit, depth = unit.parent, depth + 1
    return depth


def _make_room(rows, position):
    rows.filter(position__gte=position).update(position=F("position") + 1)


def _renumber(team):
    """Set positions 1, 2, … among siblings and printed labels: groups 1. a. 1) a), people 1. 2. in each group."""
    units, members, numbers_by_parent = [], [], defaultdict(int)
    for node in outline(team):
        numbers_by_parent[node.unit.parent_id] += 1
        node.unit.position = numbers_by_parent[node.unit.parent_id]
        node.unit.label = _label(node.unit.position, node.level)
        units.append(node.unit)
        for position, row in enumerate(node.members, start=1):
            row.position, row.label = position, f"{position}."
            members.append(row)
    TeamUnit.objects.bulk_update(units, ["position", "label"])
    TeamMember.objects.bulk_update(members, ["position", "label"])


def _label(number, level):
    """Return the printed label of a group: 1. then a. then 1) then a) by level."""
    text = str(number) if level % 2 == 0 else letter(number)
    return text + ("." if level < 2 else ")")


def _member_facts(row):
    return {name: getattr(row, name) for name in MEMBER_FIELDS}


def _member_snapshot(row):
    return {"unit": row.unit_id, "position": row.position} | _member_facts(row)


def _unit_snapshot(unit):
    return {
        "parent": unit.parent_id,
        "position": unit.position,
        "title": unit.title,
        "members": [_member_snapshot(row) for row in unit.members.order_by("position", "pk")],
        "children": [_unit_snapshot(child) for child in unit.children.order_by("position", "pk")],
    }


def _restore_member(unit_pk, snapshot):
    values = {name: snapshot[name] for name in MEMBER_FIELDS}
    TeamMember.objects.create(unit_id=unit_pk, position=snapshot["position"], **values)


def _restore_unit(team, parent, snapshot):
    unit = TeamUnit.objects.create(team=team, parent_id=parent, position=snapshot["position"], title=snapshot["title"])
    for row in snapshot["members"]:
        _restore_member(unit.pk, row)
    for child in snapshot["children"]:
        _restore_unit(team, unit.pk, child)


def _record(action, actor, team, before=None, after=None):
    chain.record(action, actor=actor, subject=team, satker_code=team.satker.code, before=before, after=after)
