"""Progress: one rule, the same numbers on every screen and export, equal to a plain recomputation."""

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from random import Random

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from evidence.models import Obligation
from evidence.obligations import progress
from evidence.obligations.progress import Progress
from evidence.obligations.status import UNCOUNTED, with_standing
from evidence.overview import plan_sheet
from evidence.packages import rekap, rekap_files
from evidence.proofs import attaching
from evidence.states import EvidenceState, Standing
from plans.workbook import exporting as tables
from tests.evidence.ground import a_proof, judged, owing, progress_of
from tests.evidence.obligations.chance import a_plan, naive, shake, words

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.obligations.progress")]

TODAY = date(2026, 7, 20)
NOBODY = [0, 0, 0, 0]


@pytest.fixture(autouse=True)
def july():
    """A day in the middle of the plan's year."""
    with time_machine.travel(datetime(2026, 7, 20, 3, tzinfo=UTC), tick=False):
        yield


def by_chance(world, seed):
    """Two plans in force of the office, by chance."""
    chance = Random(seed)  # noqa: S311 -- no secret
    plans = [a_plan(world.kabupaten, world.sari, world.lukas, chance, year=year) for year in (2026, 2027)]
    for plan in plans:
        shake(plan, world.sari, chance)
    return plans


def as_list(progress_by_key):
    return {key: [counts.done_due, counts.due, counts.done, counts.total] for key, counts in progress_by_key.items()}


def check_sums(plans):
    """Steps, areas, plans and office say the same as the plain rule, and so do the standings."""
    keys = {
        "step": lambda obligation: obligation.step_id,
        "step__area": lambda obligation: obligation.step.area_id,
        "plan": lambda obligation: obligation.plan_id,
        "plan__satker": lambda obligation: obligation.plan.satker_id,
    }
    for by, key in keys.items():
        assert as_list(progress.numbers(by, TODAY)) == naive(TODAY, key), by
    total = sum(progress.numbers("step", TODAY).values(), Progress())
    assert total == sum((progress_of(plan, TODAY) for plan in plans), Progress())
    standings = list(with_standing(Obligation.objects.all(), TODAY).values_list("standing", "due_on"))
    counted_standings = [(standing, day) for standing, day in standings if standing not in UNCOUNTED]
    assert len(counted_standings) == total.total
    assert sum(standing == Standing.FULFILLED for standing, _ in counted_standings) == total.done
    assert (
        sum(standing != Standing.FULFILLED and bool(day) and day <= TODAY for standing, day in counted_standings)
        == total.late
    )


# What the screens say


def read(world, where, *args, **query):
    response = world.client("sari").get(reverse(where, args=args), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def after(text, mark, pattern=r'class="evidence-bar.*?<span>([^<]*)</span>'):
    """What the first bar behind a mark says."""
    return re.search(pattern, text[text.index(mark) :], re.S).group(1)


def check_screens(world, plan):
    """Every screen and the workbook say what the plain rule says."""
    of = Obligation.objects.filter(plan=plan)
    plan_numbers = naive(TODAY, lambda obligation: obligation.plan_id, of).get(plan.pk, NOBODY)
    steps, areas = (
        naive(TODAY, lambda obligation: obligation.step_id, of),
        naive(TODAY, lambda obligation: obligation.step.area_id, of),
    )
    assert after(read(world, "evidence:home"), f'id="rencana-{plan.pk}"') == words(plan_numbers)
    page, bars = read(world, "evidence:plan", plan.pk), read(world, "evidence:bars", plan.pk)
    assert after(page, "evidence-progress") == words(plan_numbers)
    assert f"{plan_numbers[2]} dari {plan_numbers[3]} (" in page
    for area, numbers in areas.items():
        assert after(page, f'id="area-{area}"') == words(numbers)
    for step, numbers in steps.items():
        assert after(page, f'id="langkah-{step}"') == words(numbers)
        assert after(bars, f'id="bukti-{step}"') == words(numbers)
    for step in list(steps)[:3]:
        assert after(read(world, "evidence:step", step), "lead-line") == words(steps[step])
    check_month(world, plan)
    check_workbook(plan, plan_numbers, areas)


def check_month(world, plan):
    obligations = Obligation.objects.filter(due_on__year=2026, due_on__month=6)
    numbers = naive(TODAY, lambda obligation: obligation.plan.satker_id, obligations).get(plan.satker_id, NOBODY)
    text = read(world, "evidence:month", bulan="2026-06")
    match = re.search(r"<b>(\d+)</b> dari <b>(\d+)</b> kewajiban", text)
    assert [int(number) for number in match.groups()] == numbers[2:] if match else numbers == NOBODY


def check_workbook(plan, plan_numbers, areas):
    summary = rekap.build_rekap(plan, today=TODAY)
    sheet = openpyxl.load_workbook(BytesIO(rekap_files.xlsx(summary))).active
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(f"dipenuhi dari yang jatuh tempo: {words(plan_numbers)} ·" in text for text in texts)
    bands = {text.rpartition(": ")[2] for text in texts if text.startswith("AREA ")}
    assert bands >= {words(numbers) for numbers in areas.values()}
    assert len(summary.missing) == plan_numbers[1] - plan_numbers[0]
    assert any(words(plan_numbers) in line for line in rekap_files.title_lines(summary))


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 20))])
def test_steps_areas_plans_and_offices_agree_with_the_plain_rule(world, seed):
    check_sums(by_chance(world, seed))


def test_every_screen_and_the_workbook_say_the_same(world):
    for plan in by_chance(world, 11):
        check_screens(world, plan)


def questioned_too(monkeypatch):
    monkeypatch.setattr(progress, "FULFILS", progress.FULFILS | {EvidenceState.QUESTIONED})


def what_nobody_owes_too(monkeypatch):
    monkeypatch.setattr(progress, "COUNTED", {})


def what_cannot_be_too(monkeypatch):
    monkeypatch.setattr(progress, "EXCUSES", frozenset({EvidenceState.WITHDRAWN}))


@pytest.mark.parametrize("wrong", [questioned_too, what_nobody_owes_too, what_cannot_be_too])
def test_a_wrong_rule_would_be_noticed(world, monkeypatch, wrong):
    plans = by_chance(world, 5)
    wrong(monkeypatch)
    with pytest.raises(AssertionError):
        check_sums(plans)


def one_too_many(monkeypatch):
    monkeypatch.setattr(Progress, "words", property(lambda counts: f"{counts.done_due + 1} dari {counts.due}"))


def bars_of_the_whole_year(monkeypatch):
    monkeypatch.setattr(plan_sheet, "bars", lambda plan, area: list(progress.numbers("step", date.max).items()))


@pytest.mark.parametrize("wrong", [one_too_many, bars_of_the_whole_year])
def test_a_wrong_number_on_a_screen_would_be_noticed(world, monkeypatch, wrong):
    plan = by_chance(world, 11)[0]
    wrong(monkeypatch)
    with pytest.raises(AssertionError):
        check_screens(world, plan)


# One by one


@pytest.fixture
def ground(world):
    """In July five of the eight obligations are due: two of March, three of June."""
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def numbers(ground, today=TODAY):
    """[due and fulfilled, due, fulfilled, all]"""
    return as_list({0: progress_of(ground.plan, today)})[0]


def accepted(ground, obligation, world, *verdicts):
    return judged(a_proof([obligation], world.sari), ("accept", world.lukas), *verdicts)


def answer(obligation, kind, world, *verdicts):
    """A statement of this kind, judged."""
    type(obligation.requirement).objects.update(takes_nihil=True)
    evidence = attaching.prove(
        [obligation], kind=kind, actor=world.sari, title="Keterangan", text="Tidak ada pengaduan."
    )
    return judged(evidence, *verdicts)


def test_nothing_due_is_said_in_words_and_is_neither_0_nor_100_percent(ground):
    counts = progress_of(ground.plan, date(2026, 3, 30))
    assert (counts.percent, counts.words, counts.due) == (None, "belum jatuh tempo", 0)


def test_the_day_itself_counts_as_due(ground):
    assert numbers(ground, date(2026, 3, 31))[1] == numbers(ground, date(2026, 3, 30))[1] + 2


def test_what_waits_does_not_count_and_what_is_accepted_does(ground, world):
    a_proof([ground.obligations[1]], world.sari, content=b"%PDF-1.7 lain")
    before = numbers(ground)
    accepted(ground, ground.obligations[0], world)
    assert numbers(ground) == [before[0] + 1, before[1], before[2] + 1, before[3]]


def test_a_questioned_one_counts_no_more_and_an_answered_one_again(ground, world):
    evidence = accepted(ground, ground.obligations[0], world, ("question", world.rian, "Bulan lain"))
    assert numbers(ground)[0] == 0
    judged(evidence, ("answer", world.lukas, "Sudah benar"))
    assert numbers(ground)[0] == 1


def test_a_nihil_fulfils_whatever_number_is_asked(ground, world):
    obligation = ground.obligations[0]
    type(obligation.requirement).objects.filter(pk=obligation.requirement_id).update(quantity=3)
    answer(obligation, "nihil", world, ("accept", world.lukas))
    assert numbers(ground)[0] == 1


def test_what_cannot_be_done_leaves_the_sum_when_the_reviewer_consents(ground, world):
    before = numbers(ground)
    evidence = answer(ground.obligations[0], "unable", world, ("accept", world.lukas))
    assert numbers(ground) == before
    judged(evidence, ("confirm", world.rian))
    assert numbers(ground) == [0, before[1] - 1, 0, before[3] - 1]


def test_as_many_as_are_asked_must_be_accepted(ground, world):
    obligation = ground.obligations[0]
    type(obligation.requirement).objects.filter(pk=obligation.requirement_id).update(quantity=2)
    accepted(ground, obligation, world)
    assert numbers(ground)[0] == 0
    judged(a_proof([obligation], world.sari, content=b"%PDF-1.7 kedua"), ("accept", world.lukas))
    assert numbers(ground)[0] == 1


@pytest.mark.parametrize("field", ["active", "owed"])
def test_what_is_asked_no_more_or_fell_due_before_the_enactment_is_not_owed(ground, field):
    before = numbers(ground)
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(**{field: False})
    assert numbers(ground) == [0, before[1] - 1, 0, before[3] - 1]


def test_a_due_date_that_was_moved_is_the_one_that_counts(ground):
    before = numbers(ground)
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(due_on=date(2026, 9, 1), overridden=True)
    assert numbers(ground) == [0, before[1] - 1, 0, before[3]]


def test_the_table_of_the_decree_stays_without_progress(ground, world):
    before = tables.export(ground.plan, tables.XLSX).content
    accepted(ground, ground.obligations[0], world)
    assert cells(tables.export(ground.plan, tables.XLSX).content) == cells(before)


def cells(content):
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    return [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]
