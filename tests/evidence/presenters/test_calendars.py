"""The calendar in words and cells: weeks, small months, what is late and what is due today."""

from datetime import date
from types import SimpleNamespace

import pytest

from evidence.presenters import calendars
from evidence.states import Standing

TODAY = date(2026, 7, 20)


def row(day, standing):
    return SimpleNamespace(due_on=day, standing=standing, requirement=SimpleNamespace(title="Notula"))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "Tidak ada kewajiban yang jatuh tempo bulan ini."),
        ([(TODAY, Standing.EXCUSED)], "Tidak ada kewajiban yang jatuh tempo bulan ini."),
        ([(TODAY, Standing.FULFILLED)] * 4, "<b>4</b> dari <b>4</b> kewajiban bulan ini dipenuhi"),
        ([(date(2026, 7, 19), Standing.LATE)], '<span class="duty-late">1 lewat tenggat</span>'),
        ([(TODAY, Standing.TODAY)] * 4, "dipenuhi · <b>4</b> jatuh tempo hari ini"),
        ([(date(2026, 7, 21), Standing.UPCOMING)], "kewajiban bulan ini dipenuhi"),
    ],
)
def test_a_month_says_what_is_fulfilled_and_what_is_late(rows, words):
    assert calendars.month_words([row(*values) for values in rows], TODAY).endswith(words)


def test_what_is_due_today_is_never_called_late():
    words = calendars.month_words(
        [row(TODAY, standing) for standing in (Standing.TODAY, Standing.RETURNED, Standing.WAITING)], TODAY
    )
    assert "lewat tenggat" not in words and "<b>3</b> jatuh tempo hari ini" in words


@pytest.mark.parametrize(
    ("inside", "today", "look"), [(True, True, "today"), (False, False, "outside"), (True, False, "")]
)
def test_days_of_other_months_stand_back(inside, today, look):
    assert calendars.Day(date(2026, 3, 1), inside, today).look == look


def test_weeks_begin_on_monday_and_a_day_shows_two_titles():
    day = date(2026, 7, 31)
    weeks = calendars.weeks_of(date(2026, 7, 1), {day: [row(day, Standing.UPCOMING)] * 5}, today=TODAY, selected=day)
    assert [len(week) for week in weeks] == [7] * 5 and weeks[0][0].date == date(2026, 6, 29)
    last = next(cell for week in weeks for cell in week if cell.date == day)
    assert (len(last.rows), last.more, last.number, last.look) == (2, 3, 5, "chosen has-open")
    assert last.label == "31 Juli: 5 belum jatuh tempo"


@pytest.mark.parametrize(("year", "days"), [(2028, 29), (2026, 28)])
def test_a_year_has_twelve_months_with_their_counts(year, days):
    last = date(year, 2, days)
    months = calendars.months_of(year, [(last, Standing.LATE, 3), (last, Standing.FULFILLED, 1)], today=TODAY)
    february = months[1]
    assert len(months) == 12 and february.number == 4 and sum(month.number for month in months) == 4
    cells = [cell for week in february.weeks for cell in week if cell.inside]
    assert len(cells) == days and cells[-1].number == 4 and cells[-1].look == "has-late"


@pytest.mark.parametrize(
    ("standings", "look"),
    [
        ([Standing.FULFILLED, Standing.TODAY], "has-today"),
        ([Standing.FULFILLED, Standing.EXCUSED], "has-settled"),
        ([Standing.TODAY, Standing.RETURNED], "has-late"),
    ],
)
def test_a_day_has_the_colour_of_its_most_urgent(standings, look):
    day = calendars.Day(TODAY, inside=True, today=False, counts=[(standing, 1) for standing in standings])
    assert day.look == look
