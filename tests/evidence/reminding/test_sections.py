"""Sections of a digest: of exactly what this person would be told, in order, as things are now."""

from datetime import date, timedelta

import pytest

from evidence.models import Obligation, StepAssignment
from evidence.reminding.sections import evidence_sections, obligation_sections
from teams.models import Membership
from tests.evidence.ground import a_proof, judged
from tests.evidence.reminding.asking import DUE, areas_of
from tests.factories import MembershipFactory
from zi_portal.reminders.models import OfficeRule, Preference

pytestmark = pytest.mark.django_db


def numbers(user, today=DUE):
    """{name of a section: number} of a person's obligations."""
    return {section.name: section.number for section in obligation_sections(user, today)}


def due_in(ground, *days):
    """The first documents of area 1, due so many days after DUE; all others are far away."""
    Obligation.objects.update(due_on=date(2026, 12, 31))
    rows = [row for row in ground.obligations if row.step.area.component_id == 1]
    for row, number in zip(rows, days, strict=False):
        Obligation.objects.filter(pk=row.pk).update(due_on=DUE + timedelta(days=number))
    return rows


def test_sections_come_in_order_and_what_is_late_or_due_today_is_urgent(ground, staged):
    due_in(ground, 20, 3, 0, -3)
    sections = obligation_sections(staged.kirana, DUE)
    assert [section.name for section in sections] == ["late", "today", "week", "month"]
    assert [section.urgent for section in sections] == [True, True, False, False]
    assert all(section.number == len(section.lines) == 1 for section in sections)
    assert "lewat 3 hari" in sections[0].lines[0].text


def test_a_row_due_today_is_never_late(ground, staged):
    due_in(ground, 0)
    assert numbers(staged.kirana) == {"today": 1}


def test_each_sees_only_what_they_would_be_told_of(ground, staged):
    due = [row for row in ground.obligations if row.due_on == DUE]
    in_area_1 = [row for row in due if row.step.area.component_id == 1]
    assert numbers(staged.kirana) == {"today": len(in_area_1)}
    assert numbers(staged.sari) == {"today": len(due) - len(in_area_1)}
    assert numbers(staged.lukas) == numbers(staged.rian) == numbers(staged.dewi) == numbers(staged.lama) == {}


def test_an_assigned_row_is_the_assigned_persons_alone(ground, staged):
    first, _ = areas_of(ground)
    StepAssignment.objects.create(
        satker=ground.satker, step_key=first.requirement.step_key, user=staged.bima, by=staged.sari
    )
    assert numbers(staged.bima)["today"] > numbers(staged.sari)["today"]


def test_what_is_escalated_is_the_leaders_and_the_superiors(ground, staged):
    due_in(ground, 0)
    assert numbers(staged.lukas, DUE + timedelta(days=36)) == {"late": 1}
    assert numbers(staged.rian, DUE + timedelta(days=43)) == {"late": 1}
    assert numbers(staged.lukas, DUE + timedelta(days=43)) == {}


def test_a_kind_that_the_office_switched_off_is_not_in_it(ground, staged):
    due_in(ground, 20, 0)
    OfficeRule.objects.create(satker_code=ground.satker.code, kinds_off=["due.in_30"])
    assert numbers(staged.kirana) == {"today": 1}


def test_what_was_sent_meanwhile_is_not_in_it(ground, staged):
    rows = due_in(ground, 0)
    a_proof(rows[:1], staged.sari)
    assert numbers(staged.kirana) == {}


def test_a_substitute_has_the_sections_of_who_is_on_leave(ground, staged):
    due_in(ground, 0)
    Preference.objects.create(user=staged.kirana, quiet_until=DUE, substitute=staged.dewi)
    assert numbers(staged.dewi) == {"today": 1}
    assert numbers(staged.dewi, DUE + timedelta(days=1)) == {}


def test_a_section_has_at_most_20_lines_and_counts_all(ground, staged):
    first, _ = areas_of(ground)
    Obligation.objects.bulk_create(
        Obligation(plan=first.plan, step=first.step, requirement=first.requirement, slot=f"n{number}", due_on=DUE)
        for number in range(25)
    )
    section = obligation_sections(staged.kirana, DUE)[0]
    assert (len(section.shown), section.more) == (20, section.number - 20)


def test_the_number_of_queries_is_fixed(ground, staged, django_assert_max_num_queries):
    MembershipFactory.create_batch(5, satker=ground.satker)
    Obligation.objects.update(due_on=DUE)
    for person in (staged.kirana, staged.rian, staged.nadia):
        with django_assert_max_num_queries(10):
            obligation_sections(person, DUE)


def test_what_came_back_is_the_senders_and_what_waits_the_deciders(ground, proof, staged):
    assert [section.name for section in evidence_sections(staged.kirana, DUE)] == ["review"]
    assert evidence_sections(staged.sari, DUE) == []
    judged(proof, ("return", staged.lukas, "Buram"))
    section = evidence_sections(staged.sari, DUE)[0]
    assert (section.name, section.number, section.urgent) == ("returned", 1, True)
    assert section.lines[0].text == "Notula rapat: dikembalikan"
    assert evidence_sections(staged.bima, DUE) == evidence_sections(staged.kirana, DUE) == []


def test_what_came_back_to_somebody_who_left_is_the_staffs(proof, staged):
    judged(proof, ("return", staged.lukas, "Buram"))
    Membership.objects.filter(user=staged.sari).update(valid_until="2026-01-31")
    assert [section.number for section in evidence_sections(staged.bima, DUE)] == [1]
    staged.kirana.__dict__.pop("grants", None)
    assert evidence_sections(staged.kirana, DUE) == []
