"""Words replaced in a plan, its decree and its team: exactly what was ticked, and back again."""

import pytest

from plans.decree import clauses, drafting, replacing
from plans.models import ActionStep, Annex, Clause, Decree, Plan, PlanArea, Replacement
from plans.plan import editing
from plans.plan.strays import swaps
from plans.plan.strays.swaps import TEXT, Swap
from plans.states import DecreeState
from teams.models import Team, TeamMember, TeamUnit
from tests.factories import TeamFactory
from tests.plans.approval import a_decree, in_state
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.database("plans.decree.replacing")]
YEAR = Swap("year", "2025", "2026")
WORD = Swap(TEXT, "Notula", "Risalah")


@pytest.fixture
def decree(world):
    """A decree whose table, titles, clauses and team name 2025 and Kota Bukit Damai."""
    decree = a_decree(world.kabupaten, title="RENCANA AKSI KPU KOTA BUKIT DAMAI TAHUN 2025")
    Clause.objects.filter(decree=decree, section="diktum").update(text="Rencana KPU Kota Bukit Damai Tahun 2025.")
    PlanArea.objects.filter(plan__annex__decree=decree).update(title="Perubahan 2025")
    step(decree).update(
        time="Maret 2025",
        action="Rapat KPU Kota Bukit Damai",
        note="UU Nomor 7 Tahun 2025",
        extra={"CATATAN": "tahun 2025"},
        tick_notes={"3": "2025"},
    )
    columns = [{"field": name, "heading": name.upper()} for name in ("action", "evidence", "time", "note", "months")]
    plan = plan_of(decree)
    plan.layout.columns = [*columns, {"field": "extra:CATATAN", "heading": "CATATAN"}]
    plan.layout.save()
    unit = TeamUnit.objects.create(team=TeamFactory(satker=world.kabupaten), position=1, label="1.", title="TIM 2025")
    TeamMember.objects.create(unit=unit, position=1, name="Bukit Damai", job_title="Ketua KPU Kota Bukit Damai")
    drafting.add_team_annex(decree, unit.team)
    return decree


def step(decree):
    return ActionStep.objects.filter(area__plan__annex__decree=decree)


def plan_of(decree):
    return Plan.objects.select_related("satker", "layout", "annex__decree").get(annex__decree=decree)


def changes_of(decree, *some_swaps):
    stray_survey = replacing.survey_of(plan_of(decree))
    return swaps.changes(stray_survey, some_swaps or swaps.proposed(stray_survey))


def replaced(decree, actor, *some_swaps, without=()):
    changes = changes_of(decree, *some_swaps)
    chosen_swaps = some_swaps or swaps.proposed(replacing.survey_of(plan_of(decree)))
    keys = [change.key for change in changes if change.ticked and change.passage.field not in without]
    return replacing.replace(plan_of(decree), actor, chosen_swaps, keys)


def test_the_proposals_put_everything_right_but_names_and_what_is_cited(world, decree):
    replacement = replaced(decree, world.sari)
    row = step(decree).get()
    assert (row.time, row.action, row.note) == (
        "Maret 2026",
        "Rapat KPU Kabupaten Teluk Jernih",
        "UU Nomor 7 Tahun 2025",
    )
    assert (row.extra, row.tick_notes) == ({"CATATAN": "tahun 2026"}, {"3": "2026"})
    decree.refresh_from_db()
    assert decree.title == "RENCANA AKSI KPU KABUPATEN TELUK JERNIH TAHUN 2026"
    assert decree.clauses.get(section="diktum").text == "Rencana KPU Kabupaten Teluk Jernih Tahun 2026."
    assert PlanArea.objects.get(plan__annex__decree=decree).title == "Perubahan 2026"
    member = TeamMember.objects.get()
    assert (member.name, member.job_title) == ("Bukit Damai", "Ketua KPU Kabupaten Teluk Jernih")
    assert TeamUnit.objects.get().title == "TIM 2026"
    assert replacing.survey_of(plan_of(decree)).groups == [] and replacement.missed == 0


def test_deadlines_revision_and_log_follow(world, decree):
    plan = plan_of(decree)
    replaced(decree, world.sari, YEAR)
    assert [str(day) for day in plan.deadlines.values_list("due_on", flat=True)] == ["2026-03-31"]
    assert plan_of(decree).revision == plan.revision + 1
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"plan.replaced", "decree.replaced", "team.replaced"} <= actions


def test_only_what_is_ticked_changes(world, decree):
    replaced(decree, world.sari, YEAR, without=("time",))
    assert step(decree).get().time == "Maret 2025" and step(decree).get().extra == {"CATATAN": "tahun 2026"}


def test_it_is_undone_where_nothing_was_changed_since(world, decree):
    before = step(decree).values().get()
    replacement = replaced(decree, world.sari)
    step(decree).update(action="Rapat besar")
    assert replacing.undo(replacement, world.bima) == ["Baris 1 (area I), action"]
    after = step(decree).values().get()
    assert after | {"action": ""} == before | {"action": ""} and after["action"] == "Rapat besar"
    decree.refresh_from_db()
    assert decree.title == "RENCANA AKSI KPU KOTA BUKIT DAMAI TAHUN 2025"
    assert TeamMember.objects.get().job_title == "Ketua KPU Kota Bukit Damai"
    with pytest.raises(Stale):
        replacing.undo(replacement, world.sari)


def test_a_row_that_was_deleted_since_does_not_hinder_the_undo(world, decree):
    replacement = replaced(decree, world.sari, YEAR)
    step(decree).get().delete()
    assert len(replacing.undo(replacement, world.sari)) == 3
    assert TeamUnit.objects.get().title == "TIM 2025"


def test_a_team_that_another_decree_prints_by_now_is_left_alone_by_the_undo(world, decree):
    replacement = replaced(decree, world.sari, YEAR)
    clauses.remove_annex(Annex.objects.get(team__isnull=False), user=world.sari)
    other = a_decree(world.kabupaten)
    clauses.add_team(other, Team.objects.get(), user=world.sari)
    in_state(other, DecreeState.ENACTED)
    assert replacing.undo(replacement, world.sari) == ["Kelompok 1."]
    assert TeamUnit.objects.get().title == "TIM 2026"


def test_what_changed_since_the_preview_is_left_alone_and_counted(world, decree):
    keys = [change.key for change in changes_of(decree, YEAR)]
    step(decree).update(time="Mei 2025")
    replacement = replacing.replace(plan_of(decree), world.sari, [YEAR], keys)
    assert (step(decree).get().time, replacement.missed) == ("Mei 2025", 1)


def test_merged_cells_still_part_as_they_were(world, decree):
    first = step(decree).get()
    second = editing.add_step(first.area, None, world.sari, action="Laporan", evidence="Notula B", time="Mei 2026")
    editing.merge(second, "evidence", world.sari)
    replaced(decree, world.sari, WORD)
    second.refresh_from_db()
    editing.split(second, "evidence", world.sari)
    assert [row.evidence for row in step(decree).order_by("position")] == ["Risalah", "Risalah B"]


def test_the_undo_restores_what_merged_cells_held(world, decree):
    first = step(decree).get()
    second = editing.add_step(first.area, None, world.sari, action="Laporan", evidence="Notula B", time="Mei 2026")
    editing.merge(second, "evidence", world.sari)
    replacing.undo(replaced(decree, world.sari, WORD), world.sari)
    second.refresh_from_db()
    editing.split(second, "evidence", world.sari)
    assert [row.evidence for row in step(decree).order_by("position")] == ["Notula", "Notula B"]


@pytest.mark.parametrize(
    ("swap", "code"),
    [
        (Swap(TEXT, "tidak ada", "x"), "nothing_to_replace"),
        (Swap(TEXT, "TIM", "x" * 199), "too_long"),
    ],
)
def test_nothing_and_too_much_are_refused_and_change_nothing(world, decree, swap, code):
    with pytest.raises(Refused) as refusal:
        replaced(decree, world.sari, swap)
    assert refusal.value.code == code and not Replacement.objects.exists()
    assert TeamUnit.objects.get().title == "TIM 2025"


def test_a_frozen_plan_is_neither_changed_nor_changed_back(world, decree):
    replacement = replaced(decree, world.sari, YEAR)
    in_state(decree, DecreeState.SUBMITTED, world.sari)
    with pytest.raises(Refused):
        replaced(decree, world.sari, WORD)
    with pytest.raises(Refused):
        replacing.undo(replacement, world.sari)


def test_titles_of_annexes_and_citing_clauses_are_offered_but_what_cites_is_not_ticked(world, decree):
    Annex.objects.filter(plan__isnull=False).update(title="LAMPIRAN 2025")
    Clause.objects.filter(decree=decree, section="mengingat").update(text="Surat Tahun 2025;")
    ticked_by_source = {change.passage.source: change.ticked for change in changes_of(decree, YEAR)}
    assert ticked_by_source["annex"] and not ticked_by_source["citation"]
    assert Decree.objects.get().pk == decree.pk
