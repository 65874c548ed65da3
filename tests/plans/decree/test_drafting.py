"""New drafts, their body and numbering, team annexes and amendments."""

from datetime import date

import pytest

from plans.decree.drafting import add_team_annex, create_amendment, new_plan, renumber
from plans.models import Annex, Component, Indicator, Plan
from plans.plan import store
from plans.states import AnnexKind, DecreeState, Section
from teams.models import TeamMember, TeamUnit
from tests.factories import ClauseFactory, DecreeFactory, LayoutFactory, PlanFactory, TeamFactory
from tests.plans.trees import small_tree
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.database("plans.decree.drafting")


@pytest.fixture
def plan(world):
    return new_plan(world.kabupaten, 2026, LayoutFactory(paper="A4"), world.sari, tree=small_tree())


def enacted(world, **fields):
    return DecreeFactory(
        satker=world.kabupaten,
        state=DecreeState.ENACTED,
        number="12",
        number_year=2026,
        enacted_on=date(2026, 1, 5),
        **fields,
    )


def test_a_new_plan_stands_on_a_draft_decree_of_the_same_title(plan):
    decree = plan.decree
    assert (decree.state, decree.title, decree.paper) == (DecreeState.DRAFT, plan.title, "A4")
    assert plan.title == "RENCANA AKSI UJI"
    assert store.load_tree(plan) == small_tree_like(plan)


def small_tree_like(plan):
    tree = small_tree()
    for row, step in zip(tree.rows(), store.load_tree(plan).rows(), strict=True):
        row.key = step.key
    return tree


def test_without_tree_the_title_names_office_and_year(world):
    title = new_plan(world.kabupaten, 2027, LayoutFactory(), world.sari).title
    assert title.startswith("RENCANA AKSI") and title.endswith(f"{world.kabupaten.full_name} TAHUN 2027")


def test_a_given_title_stands_over_that_of_the_tree(world):
    plan = new_plan(world.kabupaten, 2026, LayoutFactory(), world.sari, title="RENCANA KITA", tree=small_tree())
    plan.refresh_from_db()
    assert (plan.title, plan.decree.title) == ("RENCANA KITA", "RENCANA KITA")


def test_place_certifier_and_chair_come_from_the_office(world):
    world.lukas.memberships.update(position="Ketua KPU Kabupaten Teluk Jernih")
    decree = new_plan(world.kabupaten, 2026, LayoutFactory(), world.sari).decree
    assert (decree.place, decree.certifier_name, decree.issuer_name) == ("Jernih", "Wulan Prameswari", "LUKAS")


def test_the_name_is_left_open_where_no_leader_is_chair(plan):
    assert plan.decree.issuer_name == ""


def test_the_default_body_has_considerations_and_three_dictums(plan):
    sections = plan.decree.clauses.values_list("section", "label")
    assert [label for section, label in sections if section == Section.CONSIDERING] == ["a.", "b."]
    assert [label for section, label in sections if section == Section.DICTUM] == ["KESATU", "KEDUA", "KETIGA"]
    assert "Komisi Pemilihan Umum Kabupaten Teluk Jernih" in plan.decree.clauses.first().text


def test_making_a_plan_is_recorded(plan, world):
    event = AuditEvent.objects.get(action="plan.create")
    assert (event.actor, event.subject_id, event.satker_code) == (world.sari, str(plan.pk), "98.01")


def test_nothing_is_made_when_the_tree_cannot_be_stored(world):
    tree = small_tree()
    tree.areas[0].aspects[0].rows[1].key = tree.areas[0].aspects[0].rows[0].key
    with pytest.raises(Exception, match="UNIQUE|unique"):
        new_plan(world.kabupaten, 2026, LayoutFactory(), world.sari, tree=tree)
    assert not Plan.objects.exists()


def test_clauses_are_numbered_by_section_and_level(db):
    decree = DecreeFactory()
    for position, level in enumerate([0, 1, 2, 0], 1):
        ClauseFactory(decree=decree, position=position, level=level, label="?")
    ClauseFactory(decree=decree, section=Section.RECALLING)
    renumber(decree)
    assert list(decree.clauses.values_list("label", flat=True)) == ["KESATU", "1.", "a.", "KEDUA", "1."]


def test_a_team_becomes_the_annex_before_the_plan(plan):
    team = TeamFactory(satker=plan.satker)
    add_team_annex(plan.decree, team)
    kinds = plan.decree.annexes.order_by("position").values_list("position", "kind")
    assert list(kinds) == [(1, AnnexKind.TEAM), (2, AnnexKind.PLAN)]


def test_a_team_of_another_office_or_of_another_decree_is_refused(plan, world):
    with pytest.raises(Refused, match="satker lain"):
        add_team_annex(plan.decree, TeamFactory(satker=world.kota))
    team = TeamFactory(satker=plan.satker)
    add_team_annex(plan.decree, team)
    with pytest.raises(Refused, match="sudah menjadi lampiran"):
        add_team_annex(plan.decree, team)
    assert Annex.objects.filter(kind=AnnexKind.TEAM).count() == 1


def test_a_frozen_decree_takes_no_team(world):
    with pytest.raises(Refused):
        add_team_annex(enacted(world), TeamFactory(satker=world.kabupaten))


def test_an_amendment_copies_body_and_plan_with_the_same_row_keys(world):
    decree = enacted(world, archive=True, office_line="KANTOR LAMA")
    plan = PlanFactory(satker=world.kabupaten, decree=decree)
    tree = small_tree()
    store.save_tree(plan, tree)
    ClauseFactory(decree=decree, label="KEEMPAT", text="Isi.")
    copy = create_amendment(decree, world.sari)
    assert (copy.amends, copy.state, copy.number, copy.archive, copy.office_line) == (decree, "draft", "", False, "")
    assert list(copy.clauses.values_list("label", "text")) == [("KESATU", "Isi.")]
    assert store.load_tree(copy.annexes.get().plan) == tree
    assert not copy.annexes.get().plan.frozen


def test_an_amendment_keeps_the_links_to_the_catalogue(world):
    plan = PlanFactory(satker=world.kabupaten, decree=enacted(world))
    store.save_tree(plan, small_tree())
    indicator = Indicator.objects.first() or _indicator()
    plan.areas.first().steps.first().indicators.add(indicator)
    copy = create_amendment(plan.decree, world.sari).annexes.get().plan
    assert list(copy.areas.first().steps.first().indicators.all()) == [indicator]


def _indicator():
    component, _ = Component.objects.get_or_create(
        number=1, defaults={"name": "Satu", "weight_fulfilment": 4, "weight_reform": 4}
    )
    fields = {"part": "P", "position": 1, "group_code": "1.P.i", "group_name": "Tim", "weight": 1, "answer": "ya"}
    return Indicator.objects.create(code="1.P.i.a", component=component, label="Tim", **fields)


def test_an_amendment_copies_the_team_with_nested_groups(world):
    decree, team = enacted(world), TeamFactory(satker=world.kabupaten)
    outer = TeamUnit.objects.create(team=team, position=1, title="TIM KERJA")
    inner = TeamUnit.objects.create(team=team, parent=outer, position=1, label="a.", title="TIM SATU")
    TeamMember.objects.create(unit=inner, position=1, name="Budi", job_title="Staf", user=world.sari)
    Annex.objects.create(decree=decree, position=1, kind=AnnexKind.TEAM, team=team)
    copy = create_amendment(decree, world.sari).annexes.get().team
    member = TeamMember.objects.get(unit__team=copy)
    assert copy != team and not copy.frozen
    assert (member.name, member.user, member.unit.parent.title) == ("Budi", world.sari, "TIM KERJA")


def test_only_an_enacted_decree_is_amended_and_once_at_a_time(world):
    with pytest.raises(Refused, match="sudah ditetapkan"):
        create_amendment(DecreeFactory(satker=world.kabupaten), world.sari)
    decree = enacted(world)
    create_amendment(decree, world.sari)
    with pytest.raises(Refused, match="sudah disusun"):
        create_amendment(decree, world.sari)
