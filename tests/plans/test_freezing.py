"""Freezing: the answer under the lock, in every state, and every write path that must ask for it."""

import inspect
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from plans.decree import clauses, documents, drafting, payload
from plans.freezing import REASONS, editable_decree, editable_plan
from plans.models import Decree, LegalBasis, Plan
from plans.plan import editing, store
from plans.states import EDITABLE, DecreeState, Section
from plans.tree import PlanTree
from teams import roster
from teams.models import Team
from tests.factories import TeamFactory
from tests.plans.approval import a_decree, in_state
from zi_portal.lib.errors import Refused
from zi_portal.lib.order import DOWN

pytestmark = pytest.mark.database("plans.freezing")

LOCKED = sorted(set(DecreeState) - EDITABLE)


@pytest.fixture
def decree(world):
    return a_decree(world.kabupaten, created_by=world.sari)


def test_every_locked_state_has_its_reason():
    assert sorted(REASONS) == LOCKED


@pytest.mark.parametrize("state", sorted(EDITABLE))
def test_a_draft_and_a_returned_decree_may_be_written(world, decree, state):
    in_state(decree, state, world.sari)
    with transaction.atomic():
        assert editable_decree(decree.pk) == editable_decree(decree) == decree
        assert editable_plan(decree.annexes.get().plan_id) == decree.annexes.get().plan


@pytest.mark.parametrize("state", LOCKED)
def test_every_other_state_is_refused_with_what_to_do(world, decree, state):
    in_state(decree, state, world.sari)
    for ask, pk in ((editable_decree, decree.pk), (editable_plan, decree.annexes.get().plan_id)):
        with transaction.atomic(), pytest.raises(Refused, match=REASONS[state]) as refused:
            ask(pk)
        assert refused.value.code == "locked_state"


def test_the_state_of_the_decree_counts_even_where_the_flag_is_wrong(world, decree):
    in_state(decree, DecreeState.APPROVED, world.sari)
    Plan.objects.update(frozen=False)
    with transaction.atomic(), pytest.raises(Refused):
        editable_plan(Plan.objects.get().pk)


def test_the_flag_counts_even_where_no_decree_prints_the_plan(decree):
    plan = decree.annexes.get().plan
    decree.annexes.all().delete()
    Plan.objects.update(frozen=True)
    with transaction.atomic(), pytest.raises(Refused, match="dibekukan"):
        editable_plan(plan.pk)


@pytest.mark.parametrize("ask", [editable_decree, editable_plan])
def test_the_answer_is_not_given_outside_of_a_transaction(ask, django_db_setup, django_db_blocker):
    """It opens the database itself: a test with transaction=True would take the reference data from all later ones."""
    with django_db_blocker.unblock(), pytest.raises(TransactionManagementError):
        ask(1)


WRITES = {
    # name of the function in editing.py or clauses.py: a call of it on the world's rows
    "add_area": lambda w: editing.add_area(w.plan.pk, w.user, label="II", title="LAIN", component=None),
    "change_area": lambda w: editing.change_area(w.area, w.user, title="LAIN"),
    "delete_area": lambda w: editing.delete_area(w.area, w.user),
    "add_aspect": lambda w: editing.add_aspect(w.area, w.user, label="2", title="Lain"),
    "change_aspect": lambda w: editing.change_aspect(w.aspect, w.user, title="Lain"),
    "delete_aspect": lambda w: editing.delete_aspect(w.aspect, w.user),
    "add_step": lambda w: editing.add_step(w.area, None, w.user, action="Lain"),
    "change_step": lambda w: editing.change_step(w.step, w.user, action="Lain"),
    "delete_step": lambda w: editing.delete_step(w.step, w.user),
    "merge": lambda w: editing.merge(w.second, "evidence", w.user),
    "split": lambda w: editing.split(w.second, "action", w.user),
    "move": lambda w: editing.move(w.step, DOWN, w.user),
    "relocate": lambda w: editing.relocate(w.step, w.aspect, w.user),
    "change_plan": lambda w: editing.change_plan(w.plan, w.user, title="LAIN"),
    "add_clause": lambda w: clauses.add_clause(w.decree, section=Section.DICTUM, text="Lain.", user=w.user),
    "change_clause": lambda w: clauses.change_clause(w.clause, text="Lain.", user=w.user),
    "change_settings": lambda w: clauses.change_settings(w.decree, place="Lain", user=w.user),
    "remove_clause": lambda w: clauses.remove_clause(w.clause, user=w.user),
    "move_clause": lambda w: clauses.move_clause(w.clause, "up", user=w.user),
    "pick_bases": lambda w: clauses.pick_bases(w.decree, [LegalBasis(text="Lain")], user=w.user),
    "add_text_annex": lambda w: clauses.add_text_annex(
        w.decree, title="LAIN", text="Isi", shows_place=False, user=w.user
    ),
    "change_annex": lambda w: clauses.change_annex(w.annex, user=w.user, title="LAIN"),
    "move_annex": lambda w: clauses.move_annex(w.annex, "up", user=w.user),
    "remove_annex": lambda w: clauses.remove_annex(w.annex, user=w.user),
    "add_team": lambda w: clauses.add_team(w.decree, TeamFactory(satker=w.decree.satker), user=w.user),
    "add_team_annex": lambda w: drafting.add_team_annex(w.decree, TeamFactory(satker=w.decree.satker)),
}
TEAM_WRITES = {
    # name of the function in teams/roster.py: a call of it on the world's rows
    "retitle": lambda w: roster.retitle(w.team, w.user, title="LAIN"),
    "add_unit": lambda w: roster.add_unit(w.team, w.user, title="Lain"),
    "change_unit": lambda w: roster.change_unit(w.team, w.user, w.unit.pk, title="Lain"),
    "add_member": lambda w: roster.add_member(w.team, w.user, unit=w.unit.pk, name="Lain"),
    "change_member": lambda w: roster.change_member(w.team, w.user, w.member.pk, unit_id=w.unit.pk, name="Lain"),
    "move": lambda w: roster.move(w.team, w.user, "m", w.member.pk, 1),
    "delete": lambda w: roster.delete(w.team, w.user, "m", w.member.pk),
    "restore": lambda w: roster.restore(w.team, w.user, roster.delete(w.team, w.user, "m", w.member.pk)),
}
TEAM_READS = {"copy_of", "outline", "counts", "create"}
READS = {
    # public functions of the two modules that write nothing, make a new draft, or are the frame of the others
    *("lines", "change", "reorder", "reordering", "cells_of", "require_present", "write_cells"),
    *("writing", "by_section", "new_decree", "block_size", "library", "same_text", "labelled_annexes"),
    *("free_teams", "may_be_removed"),
}


@pytest.fixture
def rows(world, decree):
    """The rows that the write paths touch: a plan of two rows, the last clause, a second annex."""
    plan = decree.annexes.get().plan
    area = plan.areas.get()
    step = area.steps.get()
    second = area.steps.create(position=2, indicator="Lain", evidence="Foto", time="Mei 2026", continues=["action"])
    aspect = area.aspects.create(position=1, label="1", title="Penyusunan tim")
    clause = decree.clauses.create(section=Section.DICTUM, position=10**6, label="KEDUA", text="Selesai.")
    annex = decree.annexes.create(position=2, kind="text", title="CATATAN", text="Isi")
    team = TeamFactory(satker=decree.satker)
    decree.annexes.create(position=3, kind="team", team=team)
    unit = team.units.create(position=1, label="1.", title="Pengarah")
    member = unit.members.create(position=1, label="1.", name="Lukas")
    unit.members.create(position=2, label="2.", name="Maya")
    return SimpleNamespace(
        user=world.sari,
        team=team,
        unit=unit,
        member=member,
        decree=decree,
        plan=plan,
        area=area,
        step=step,
        second=second,
        aspect=aspect,
        clause=clause,
        annex=annex,
    )


def printed(decree):
    return payload.digest(payload.decree_payload(Decree.objects.get(pk=decree.pk)))


@pytest.mark.case("D9")
def test_every_write_path_is_walked():
    public = {
        name
        for module in (editing, clauses)
        for name, item in vars(module).items()
        if inspect.isfunction(item) and item.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public - READS == set(WRITES) - {"add_team_annex"}


@pytest.mark.case("D9")
@pytest.mark.parametrize("name", sorted(WRITES))
@pytest.mark.parametrize("state", LOCKED)
def test_no_write_path_changes_what_is_frozen(world, rows, name, state):
    in_state(rows.decree, state, world.sari)
    before = printed(rows.decree)
    with pytest.raises(Refused):
        WRITES[name](rows)
    assert printed(rows.decree) == before


@pytest.mark.parametrize("name", sorted(WRITES))
def test_the_same_write_path_changes_a_draft(rows, name):
    before = printed(rows.decree)
    WRITES[name](rows)
    assert printed(rows.decree) != before


@pytest.mark.case("D9")
def test_every_write_path_of_a_team_is_walked():
    public = {
        name
        for name, item in vars(roster).items()
        if inspect.isfunction(item) and item.__module__ == roster.__name__ and not name.startswith("_")
    }
    assert public - TEAM_READS == set(TEAM_WRITES)


@pytest.mark.case("D9")
@pytest.mark.parametrize("name", sorted(TEAM_WRITES))
@pytest.mark.parametrize("state", LOCKED)
def test_no_write_path_changes_a_frozen_team(world, rows, name, state):
    in_state(rows.decree, state, world.sari)
    Team.objects.filter(pk=rows.team.pk).update(frozen=True)
    before = printed(rows.decree)
    with pytest.raises(Refused):
        TEAM_WRITES[name](rows)
    assert printed(rows.decree) == before


@pytest.mark.parametrize("name", sorted(set(TEAM_WRITES) - {"restore"}))
def test_the_same_write_path_changes_the_team_of_a_draft(rows, name):
    before = printed(rows.decree)
    TEAM_WRITES[name](rows)
    assert printed(rows.decree) != before


def test_a_tree_is_never_written_over_rows(world, rows):
    in_state(rows.decree, DecreeState.APPROVED, world.sari)
    with pytest.raises(store.NotEmpty):
        store.save_tree(rows.plan, PlanTree("LAIN"))


def test_printing_a_frozen_decree_writes_nothing_of_it(world, rows):
    in_state(rows.decree, DecreeState.APPROVED, world.sari)
    before = printed(rows.decree)
    documents.render_now(rows.decree, "asli")
    assert printed(rows.decree) == before
