"""Writes to a decree's body and annexes."""

import pytest
from django.db import connection

from plans.decree import clauses
from plans.models import Annex, Clause, LegalBasis
from plans.states import AnnexKind, DecreeState, Section
from tests.factories import DecreeFactory, PlanFactory, TeamFactory
from tests.plans.approval import in_state
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.seen import Overtaken, stamp


@pytest.fixture
def decree(world):
    """A draft whose dictum is KESATU (with 1., which has a.) and KEDUA."""
    decree = DecreeFactory(satker=world.kabupaten)
    for position, (level, text) in enumerate([(0, "satu"), (1, "satu-a"), (2, "satu-b"), (0, "dua")], 1):
        Clause.objects.create(decree=decree, section=Section.DICTUM, position=position, level=level, text=text)
    clauses.renumber(decree)
    return decree


def printed(decree, section=Section.DICTUM):
    rows = decree.clauses.filter(section=section).order_by("position")
    return [f"{row.label} {row.text}" for row in rows]


def clause(decree, text):
    return decree.clauses.get(text=text)


def test_a_new_clause_comes_last_and_is_numbered(world, decree):
    clauses.add_clause(decree, section=Section.DICTUM, text="tiga", user=world.sari)
    assert printed(decree) == ["KESATU satu", "1. satu-a", "a. satu-b", "KEDUA dua", "KETIGA tiga"]


def test_a_clause_put_after_another_stands_behind_what_hangs_on_it(world, decree):
    clauses.add_clause(decree, section=Section.DICTUM, text="sela", user=world.sari, after=clause(decree, "satu"))
    assert printed(decree) == ["KESATU satu", "1. satu-a", "a. satu-b", "KEDUA sela", "KETIGA dua"]


def test_moving_takes_along_what_hangs_on_a_clause(world, decree):
    assert clauses.move_clause(clause(decree, "dua"), "up", user=world.sari)
    assert printed(decree) == ["KESATU dua", "KEDUA satu", "1. satu-a", "a. satu-b"]


def test_moving_down_and_up_again_changes_nothing(world, decree):
    before = printed(decree)
    clauses.move_clause(clause(decree, "satu"), "down", user=world.sari)
    clauses.move_clause(clause(decree, "satu"), "up", user=world.sari)
    assert printed(decree) == before


def test_a_clause_moved_in_hangs_on_the_one_before(world, decree):
    clauses.move_clause(clause(decree, "dua"), "in", user=world.sari)
    assert printed(decree) == ["KESATU satu", "1. satu-a", "a. satu-b", "2. dua"]


def test_a_clause_moved_out_takes_its_own_list_along(world, decree):
    clauses.move_clause(clause(decree, "satu-a"), "out", user=world.sari)
    assert printed(decree) == ["KESATU satu", "KEDUA satu-a", "1. satu-b", "KETIGA dua"]


@pytest.mark.parametrize(("text", "direction"), [("satu", "up"), ("satu", "in"), ("dua", "down"), ("dua", "out")])
def test_where_there_is_no_way_nothing_moves(world, decree, text, direction):
    before = printed(decree)
    assert not clauses.move_clause(clause(decree, text), direction, user=world.sari)
    assert printed(decree) == before


def test_nothing_goes_deeper_than_three_levels(world, decree):
    Clause.objects.filter(text="satu-b").update(level=3)
    clauses.add_clause(decree, section=Section.DICTUM, text="lagi", user=world.sari, after=clause(decree, "satu-b"))
    assert not clauses.move_clause(clause(decree, "lagi"), "in", user=world.sari)


def test_deleting_a_clause_deletes_what_hangs_on_it(world, decree):
    assert clauses.remove_clause(clause(decree, "satu"), user=world.sari) == 3
    assert printed(decree) == ["KESATU dua"]


@pytest.mark.case("D12")
def test_a_text_that_somebody_else_changed_is_not_overwritten(world, decree):
    row, seen_stamp = clause(decree, "dua"), stamp({"text": "dua"})
    clauses.change_clause(row, text="dua baru", user=world.bima, seen=seen_stamp)
    with pytest.raises(Overtaken) as refused:
        clauses.change_clause(row, text="dua lain", user=world.sari, seen=seen_stamp)
    assert refused.value.stored == {"text": "dua baru"}
    assert printed(decree)[-1] == "KEDUA dua baru"


def test_a_clause_deleted_meanwhile_is_gone(world, decree):
    sari_copy, bima_copy = clause(decree, "dua"), clause(decree, "dua")
    clauses.remove_clause(bima_copy, user=world.bima)
    with pytest.raises(Stale):
        clauses.move_clause(sari_copy, "up", user=world.sari)


WRITES = {
    "add": lambda d, u: clauses.add_clause(d, section=Section.DICTUM, text="x", user=u),
    "change": lambda d, u: clauses.change_clause(clause(d, "dua"), text="x", user=u),
    "move": lambda d, u: clauses.move_clause(clause(d, "dua"), "up", user=u),
    "remove": lambda d, u: clauses.remove_clause(clause(d, "dua"), user=u),
    "bases": lambda d, u: clauses.pick_bases(d, list(LegalBasis.objects.all()[:1]), user=u),
    "settings": lambda d, u: clauses.change_settings(d, place="Lain", user=u),
    "annex": lambda d, u: clauses.add_text_annex(d, title="T", text="x", shows_place=False, user=u),
    "annex move": lambda d, u: clauses.move_annex(d.annexes.first(), "down", user=u),
    "annex change": lambda d, u: clauses.change_annex(d.annexes.first(), user=u, title="Lain"),
    "annex remove": lambda d, u: clauses.remove_annex(d.annexes.first(), user=u),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_frozen_decree_refuses_every_write_and_an_open_one_audits_it(world, decree, write):
    LegalBasis.objects.get_or_create(text="Undang-Undang Nomor 1", defaults={"position": 1})
    for position in (1, 2):
        Annex.objects.create(decree=decree, position=position, kind=AnnexKind.TEXT, title="T", text="x")
    in_state(decree, DecreeState.ENACTED)
    with pytest.raises(Refused):
        WRITES[write](decree, world.sari)
    assert AuditEvent.objects.count() == 0
    in_state(decree, DecreeState.RETURNED)
    WRITES[write](decree, world.sari)
    assert AuditEvent.objects.filter(actor=world.sari, satker_code=world.kabupaten.code).count() == 1


def test_bases_that_stand_in_the_decree_are_not_added_twice(world, decree):
    LegalBasis.objects.all().delete()
    first, second = (LegalBasis.objects.create(text=f"Peraturan {n};", position=n) for n in (1, 2))
    clauses.pick_bases(decree, [first], user=world.sari)
    assert clauses.pick_bases(decree, [first, second], user=world.sari) == ["Peraturan 2;"]
    assert printed(decree, Section.RECALLING) == ["1. Peraturan 1;", "2. Peraturan 2;"]
    assert [row.present for row in clauses.library(decree, "peraturan 2")] == [True]


def test_annexes_are_numbered_only_when_there_are_several(world, decree):
    clauses.add_text_annex(decree, title="Uraian", text="x", shows_place=False, user=world.sari)
    assert [annex.heading for annex in clauses.labelled_annexes(decree)] == ["LAMPIRAN"]
    clauses.add_text_annex(decree, title="Tugas", text="y", shows_place=True, user=world.sari)
    last = decree.annexes.get(title="Tugas")
    clauses.move_annex(last, "up", user=world.sari)
    annexes = [(annex.heading, annex.title) for annex in clauses.labelled_annexes(decree)]
    assert annexes == [("LAMPIRAN I", "Tugas"), ("LAMPIRAN II", "Uraian")]


def test_only_free_teams_of_the_office_are_offered(world, decree):
    free = TeamFactory(satker=world.kabupaten)
    team_in_annex = TeamFactory(satker=world.kabupaten)
    TeamFactory(satker=world.kota)
    Annex.objects.create(decree=decree, position=1, kind=AnnexKind.TEAM, team=team_in_annex)
    assert list(clauses.free_teams(decree, world.sari)) == [free]


def test_the_annex_of_a_plan_stays(world, decree):
    PlanFactory(satker=world.kabupaten, decree=decree)
    assert not clauses.may_be_removed(decree.annexes.get())


def test_a_new_decree_has_a_numbered_body_and_no_annex(world):
    decree = clauses.new_decree(world.kabupaten, 2026, world.sari, "PEMBENTUKAN TIM")
    assert (decree.state, decree.place, decree.created_by) == (DecreeState.DRAFT, "Jernih", world.sari)
    assert printed(decree)[0].startswith("KESATU Menetapkan Pembentukan Tim")
    assert printed(decree, Section.CONSIDERING)[1].startswith("b. ")
    assert not decree.annexes.exists()


def test_the_body_is_read_by_one_query(decree, django_assert_num_queries):
    with django_assert_num_queries(1, connection=connection):
        parts = clauses.by_section(decree)
    assert [row.ways for row in parts[-1].rows] == [{"down"}, {"out"}, {"out"}, {"up", "in"}]
