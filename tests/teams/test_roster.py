"""Writes to a ZI team: numbering, moving, undo, freezing, audit."""

import json

import pytest

from teams import roster
from teams.models import Team, TeamMember
from tests.teams.printed import printed
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.database("teams.roster")

PERSON = {"job_title": "Kasubbag", "duty": "Anggota", "user_id": None}


@pytest.fixture
def team(world):
    """An empty team of the kabupaten."""
    team = roster.create(world.kabupaten, 2026, world.sari)
    team.units.all().delete()
    return team


def labels(team):
    return [
        (node.unit.label, node.unit.title, [row.label + row.name for row in node.members]) for node in outline(team)
    ]


def outline(team):
    return roster.outline(team)


def add(team, world, unit, *names):
    return [roster.add_member(team, world.sari, unit=unit.pk, name=name, **PERSON) for name in names]


def test_a_new_team_has_pengarah_and_a_working_team_per_area(world):
    team = roster.create(world.kabupaten, 2026, world.sari)
    levels = [(node.unit.label, node.level) for node in outline(team)]
    assert levels == [("1.", 0), ("2.", 0)] + [(f"{letter}.", 1) for letter in "abcdef"]
    assert outline(team)[2].unit.title == "TIM MANAJEMEN PERUBAHAN"


def test_groups_and_people_are_numbered_by_the_product(world, team):
    top = roster.add_unit(team, world.sari, title="TIM KERJA")
    sub = roster.add_unit(team, world.sari, title="TIM A", parent=top.pk)
    deep = roster.add_unit(team, world.sari, title="TIM A1", parent=sub.pk)
    add(team, world, top, "Ani", "Budi")
    add(team, world, deep, "Cici")
    assert labels(team) == [("1.", "TIM KERJA", ["1.Ani", "2.Budi"]), ("a.", "TIM A", []), ("1)", "TIM A1", ["1.Cici"])]


def test_the_twenty_seventh_subgroup_is_aa():
    assert [roster._label(number, 1) for number in (1, 26, 27, 28)] == ["a.", "z.", "aa.", "ab."]


def test_groups_nest_to_four_levels_and_no_deeper(world, team):
    parent = None
    for _level in range(4):
        parent = roster.add_unit(team, world.sari, title="X", parent=parent).pk
    with pytest.raises(Refused, match="empat tingkat"):
        roster.add_unit(team, world.sari, title="X", parent=parent)


def test_moving_up_and_down_renumbers(world, team):
    unit = roster.add_unit(team, world.sari, title="TIM")
    *_, last = add(team, world, unit, "Ani", "Budi", "Cici")
    roster.move(team, world.sari, "m", last.pk, -1)
    assert labels(team)[0][2] == ["1.Ani", "2.Cici", "3.Budi"]


def test_moving_a_group_takes_what_is_in_it(world, team):
    first, second = (roster.add_unit(team, world.sari, title=title) for title in "AB")
    add(team, world, second, "Budi")
    roster.move(team, world.sari, "u", second.pk, -1)
    assert labels(team) == [("1.", "B", ["1.Budi"]), ("2.", "A", [])]


def test_moving_over_the_edge_changes_nothing(world, team):
    unit = roster.add_unit(team, world.sari, title="TIM")
    first, _second = add(team, world, unit, "Ani", "Budi")
    roster.move(team, world.sari, "m", first.pk, -1)
    assert labels(team)[0][2] == ["1.Ani", "2.Budi"]


def test_a_person_moves_to_the_end_of_another_group(world, team):
    first, second = (roster.add_unit(team, world.sari, title=title) for title in "AB")
    ani, _budi = add(team, world, first, "Ani", "Budi")
    add(team, world, second, "Cici")
    roster.change_member(team, world.sari, ani.pk, unit_id=second.pk, name="Ani", **PERSON)
    assert labels(team) == [("1.", "A", ["1.Budi"]), ("2.", "B", ["1.Cici", "2.Ani"])]


def test_one_person_in_two_groups_counts_once(world, team):
    first, second = (roster.add_unit(team, world.sari, title=title) for title in "AB")
    add(team, world, first, "Ani", "Budi")
    add(team, world, second, "ANI")
    assert roster.counts(outline(team)) == {"rows": 3, "people": 2, "units": 2}


def test_a_deleted_person_comes_back_at_the_old_place(world, team):
    unit = roster.add_unit(team, world.sari, title="TIM")
    _ani, budi, _cici = add(team, world, unit, "Ani", "Budi", "Cici")
    undo = json.loads(json.dumps(roster.delete(team, world.sari, "m", budi.pk)))
    assert labels(team)[0][2] == ["1.Ani", "2.Cici"]
    roster.restore(team, world.sari, undo)
    assert labels(team)[0][2] == ["1.Ani", "2.Budi", "3.Cici"]


def test_a_deleted_group_comes_back_with_all_in_it(world, team):
    top = roster.add_unit(team, world.sari, title="TOP")
    sub = roster.add_unit(team, world.sari, title="SUB", parent=top.pk)
    roster.add_unit(team, world.sari, title="NEXT")
    add(team, world, sub, "Ani")
    before = printed(team)
    undo = json.loads(json.dumps(roster.delete(team, world.sari, "u", top.pk)))
    assert labels(team) == [("1.", "NEXT", [])]
    roster.restore(team, world.sari, undo)
    assert printed(team) == before


def test_what_stood_in_a_vanished_group_does_not_come_back(world, team):
    unit = roster.add_unit(team, world.sari, title="TIM")
    (ani,) = add(team, world, unit, "Ani")
    undo = roster.delete(team, world.sari, "m", ani.pk)
    roster.delete(team, world.sari, "u", unit.pk)
    with pytest.raises(Refused, match="sudah tidak ada"):
        roster.restore(team, world.sari, undo)


def test_printed_is_plain_nested_order_in_two_queries(world, team, django_assert_num_queries):
    unit = roster.add_unit(team, world.sari, title="TIM")
    add(team, world, unit, "Ani")
    person = {"label": "1.", "name": "Ani", "job_title": "Kasubbag", "duty": "Anggota"}
    with django_assert_num_queries(2):
        groups = printed(team)
    assert groups == [{"label": "1.", "title": "TIM", "level": 0, "members": [person]}]


def test_a_copy_prints_the_same_and_shares_no_row(world, team):
    top = roster.add_unit(team, world.sari, title="TOP")
    add(team, world, roster.add_unit(team, world.sari, title="SUB", parent=top.pk), "Ani")
    copy = roster.create(world.kabupaten, 2027, world.sari, team)
    assert printed(copy) == printed(team)
    assert TeamMember.objects.filter(unit__team=copy).get().pk != TeamMember.objects.get(unit__team=team).pk


def test_a_row_of_another_team_cannot_be_reached(world, team):
    other = roster.create(world.kota, 2026, world.dewi)
    with pytest.raises(Refused):
        roster.add_member(team, world.sari, unit=other.units.first().pk, name="Ani", **PERSON)
    with pytest.raises(Refused):
        roster.delete(team, world.sari, "u", other.units.first().pk)


WRITES = {
    "retitle": lambda team, user, unit, row: roster.retitle(team, user, title="X"),
    "add unit": lambda team, user, unit, row: roster.add_unit(team, user, title="X"),
    "change unit": lambda team, user, unit, row: roster.change_unit(team, user, unit, title="X"),
    "add member": lambda team, user, unit, row: roster.add_member(team, user, unit=unit, name="X", **PERSON),
    "change member": lambda team, user, unit, row: roster.change_member(
        team, user, row, unit_id=unit, name="X", **PERSON
    ),
    "move": lambda team, user, unit, row: roster.move(team, user, "m", row, -1),
    "delete member": lambda team, user, unit, row: roster.delete(team, user, "m", row),
    "delete unit": lambda team, user, unit, row: roster.delete(team, user, "u", unit),
    "restore": lambda team, user, unit, row: roster.restore(team, user, {"kind": "m", "row": {"unit": unit}}),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_frozen_team_refuses_every_write(world, team, write):
    unit = roster.add_unit(team, world.sari, title="TIM")
    _ani, budi = add(team, world, unit, "Ani", "Budi")
    Team.objects.filter(pk=team.pk).update(frozen=True)
    before, events = printed(team), AuditEvent.objects.count()
    with pytest.raises(Refused):
        WRITES[write](team, world.sari, unit.pk, budi.pk)
    assert (printed(team), AuditEvent.objects.count()) == (before, events)


@pytest.mark.parametrize("write", [name for name in WRITES if name != "restore"])
def test_every_write_is_audited(world, team, write):
    unit = roster.add_unit(team, world.sari, title="TIM")
    _ani, budi = add(team, world, unit, "Ani", "Budi")
    WRITES[write](team, world.sari, unit.pk, budi.pk)
    event = AuditEvent.objects.last()
    assert (event.actor, event.satker_code, event.subject_id) == (world.sari, "98.01", str(team.pk))
