"""Reading of printed times and targets, their due dates, and the way back to text."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.schedule import parsing as sut
from plans.schedule.parsing import (
    Schedule,
    Target,
    due_dates,
    parse_target,
    parse_time,
    schedule_of_ticks,
    to_text,
    with_unit,
)
from plans.schedule.timespans import MAX_MONTHS, Span

YEAR = 2025
lightly = settings(deadline=None, database=None, max_examples=150)


def days(text, quantity=None):
    return [f"{day:%d-%m-%y}" for day in due_dates(parse_time(text, YEAR), quantity)]


@pytest.mark.parametrize(
    ("text", "months", "year"),
    [
        ("Oktober 2025", [10], 2025),
        ("oktober", [10], YEAR),
        ("Bulan Oktober Tahun 2026", [10], 2026),
        ("Oktober s.d Desember 2025", [10, 11, 12], 2025),
        ("Januari s.d. Februari 2026", [1, 2], 2026),
        ("Januari s.d.Februari 2026", [1, 2], 2026),
        ("Januari s/d Maret", [1, 2, 3], YEAR),
        ("Januari sd Maret 2026", [1, 2, 3], 2026),
        ("Januari sampai dengan Maret 2026", [1, 2, 3], 2026),
        ("Januari sampai Maret 2026", [1, 2, 3], 2026),
        ("Januari hingga Maret 2026", [1, 2, 3], 2026),
        ("September - Desember 2025", [9, 10, 11, 12], 2025),
        ("September-Desember 2025", [9, 10, 11, 12], 2025),
        ("September – Desember 2025", [9, 10, 11, 12], 2025),
        ("September\u00a0s.d\u00a0Desember\u00a02025 ", [9, 10, 11, 12], 2025),
        ("November, Desember 2025", [11, 12], 2025),
        ("Maret 2021 / Juni 2021", [3, 6], 2021),
        ("Januari dan Juli", [1, 7], YEAR),
        ("Januari, Februari, dan Maret", [1, 2, 3], YEAR),
        ("Januari - Maret, Juni 2025", [1, 2, 3, 6], 2025),
        ("Oktober\nNovember 2025", [10, 11], 2025),
        ("Oktober\n2025", [10], 2025),
    ],
)
def test_months_ranges_and_lists_are_read(text, months, year):
    plain = parse_time(text, YEAR).to_json()
    assert (plain["kind"], plain["months"], plain["year"]) == ("months", months, year)


@pytest.mark.parametrize(
    ("word", "month"),
    [
        *zip("Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split(), range(1, 13), strict=True),
        ("Sept.", 9),
        ("Agt", 8),
        ("Nop", 11),
        ("Nopember", 11),
        ("Pebruari", 2),
        ("Febuari", 2),
        ("Agsutus", 8),
        ("Desemberr", 12),
    ],
)
def test_short_and_mistyped_months_are_read(word, month):
    assert parse_time(f"{word} 2025", YEAR).months == [(2025, month)]


@pytest.mark.parametrize("word", ["Jumi", "Karet", "Senin", "Dsmbr", "Juny", "Aprilia"])
def test_words_that_only_look_like_months_are_not_guessed(word):
    assert parse_time(word, YEAR).kind == "unreadable"


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("Per Triwulan", "quarterly", ["31-03-25", "30-06-25", "30-09-25", "31-12-25"]),
        ("Setiap Triwulan", "quarterly", ["31-03-25", "30-06-25", "30-09-25", "31-12-25"]),
        ("tiap-tiap triwulan 2026", "quarterly", ["31-03-26", "30-06-26", "30-09-26", "31-12-26"]),
        ("Triwulan III, Triwulan IV dan Tahunan", "quarterly", ["30-09-25", "31-12-25"]),
        ("Triwulan I dan Tahunan", "quarterly", ["31-03-25", "31-12-25"]),
        ("TW I", "quarterly", ["31-03-25"]),
        ("TW-2", "quarterly", ["30-06-25"]),
        ("Triwulan I, II dan III 2026", "quarterly", ["31-03-26", "30-06-26", "30-09-26"]),
        ("TW I - III", "quarterly", ["31-03-25", "30-06-25", "30-09-25"]),
        ("Per Semester", "semester", ["30-06-25", "31-12-25"]),
        ("Semester I", "semester", ["30-06-25"]),
        ("Semester I dan II", "semester", ["30-06-25", "31-12-25"]),
        ("Tahunan", "annual", ["31-12-25"]),
        ("Per Tahun 2026", "annual", ["31-12-26"]),
    ],
)
def test_frequencies_fall_due_at_their_ends(text, kind, due):
    assert (parse_time(text, YEAR).kind, days(text)) == (kind, due)


@pytest.mark.parametrize("text", ["Setiap Bulan", "SETIAP  BULAN", "Bulanan", "per bulan", "Tiap bulan (rutin)"])
def test_every_month_is_due_twelve_times(text):
    assert days(text) == days("Jan, Feb, Mar, Apr, Mei, Jun, Jul, Agu, Sep, Okt, Nov, Des")


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("November 2025 s.d. Februari 2026", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("November s.d. Februari", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("November s.d. Februari 2026", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("Desember 2025 - Januari", ["2025-12", "2026-01"]),
        ("Oktober, Desember 2025, Maret 2026", ["2025-10", "2025-12", "2026-03"]),
    ],
)
def test_ranges_and_lists_run_over_the_new_year(text, periods):
    plain = parse_time(text, YEAR).to_json()
    assert (plain["periods"], plain["months"]) == (periods, [int(period[-2:]) for period in periods])


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("12 Maret 2025", ["12-03-25"]),
        ("tanggal 12 Maret", ["12-03-25"]),
        ("12/03/2026", ["12-03-26"]),
        ("2026-03-12", ["12-03-26"]),
        ("12 s.d. 15 Maret 2025", ["15-03-25"]),
        ("12, 15 Maret 2025", ["12-03-25", "15-03-25"]),
        ("28 Maret s.d. 3 April 2025", ["03-04-25"]),
    ],
)
def test_a_full_date_is_due_on_that_day(text, due):
    assert days(text) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Februari 2024", ["29-02-24"]),
        ("Oktober s.d. Desember 2025", ["31-12-25"]),
        ("November, Desember 2025", ["30-11-25", "31-12-25"]),
        ("Januari - Maret, Juni 2025", ["31-03-25", "30-06-25"]),
        ("", []),
        ("awal tahun", []),
    ],
)
def test_months_fall_due_on_their_last_day_and_a_range_once(text, due):
    assert days(text) == due


def test_a_range_with_as_many_targets_as_months_is_due_each_month():
    assert days("Oktober s.d. Desember 2025", quantity=3) == ["31-10-25", "30-11-25", "31-12-25"]
    assert days("Oktober s.d. Desember 2025", quantity=4) == ["31-12-25"]


def test_notes_in_brackets_become_the_remark():
    read = parse_time("September - Desember 2025 (Kartu  Kendali)", YEAR)
    assert (read.remark, len(read.months)) == ("Kartu Kendali", 4)


@pytest.mark.parametrize("text", ["", "   ", "\u00a0\n", "-", None])
def test_blank_is_empty(text):
    assert parse_time(text, YEAR).kind == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "awal tahun",
        "Sesuai kebutuhan",
        "(Kartu Kendali)",
        "31 Februari 2025",
        "Desember 2025 s.d. Januari 2025",
        "Desember, Januari 2026",
        "Triwulan V",
        "Per Triwulan dan Per Semester",
        "Januari atau Februari",
        "00/00/2025",
        "Januari (awal",
        "Januari 2025 s.d. Januari 2095",
    ],
)
def test_what_cannot_be_read_is_kept_as_printed(text):
    read = parse_time(text, YEAR)
    assert (read.kind, read.verbatim, read.to_json()["months"]) == ("unreadable", text, None)


def test_ticks_of_months_are_each_due_and_quarters_too():
    assert [day.month for day in due_dates(schedule_of_ticks([5, 4, 12], "months", YEAR))] == [4, 5, 12]
    assert [day.month for day in due_dates(schedule_of_ticks([1, 4], "quarters", YEAR))] == [3, 12]
    assert schedule_of_ticks([], "months", YEAR).kind == "empty"


def test_ticks_beyond_the_grid_do_not_count():
    assert schedule_of_ticks([3, 5], "quarters", YEAR).quarters == (3,)
    assert schedule_of_ticks([0, 13], "months", YEAR).kind == "empty"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("4 (empat) Laporan", (4, "Laporan")),
        ("1 (satu) dokumen", (1, "dokumen")),
        ("2 Dokumen", (2, "Dokumen")),
        ("12 kali", (12, "kali")),
        ("100%", (100, "%")),
        ("1.250 Orang", (1250, "Orang")),
        ("1\u00a0(satu)\nLaporan Hasil Evaluasi", (1, "Laporan Hasil Evaluasi")),
        ("", (None, None)),
        ("4", (None, None)),
        ("2,5 %", (None, None)),
        ("2 Dokumen dan 3 Laporan", (None, None)),
        ("3 hari setelah laporan diterima", (None, None)),
        ("Satu dokumen", (None, None)),
        ("1" + ".000" * 2000 + " Orang", (None, None)),
    ],
)
def test_targets_are_read_as_quantity_and_unit(text, target):
    assert parse_target(text) == target


@pytest.mark.parametrize(
    ("time", "target", "disagrees"),
    [
        ("Setiap Bulan", (1, "Laporan"), True),
        ("Per Triwulan", (2, "Dokumen"), True),
        ("November, Desember 2025", (1, "Laporan"), True),
        ("Per Triwulan", (4, "Laporan"), False),
        ("Per Triwulan", (100, "%"), False),
        ("Setiap Bulan", (4, "Bulan"), False),
        ("Januari s.d. Desember 2026", (4, "Laporan"), False),
        ("Januari 2026", (2, "Dokumen"), False),
        ("Per Triwulan", (None, None), False),
    ],
)
def test_frequency_and_quantity_may_disagree(time, target, disagrees):
    assert sut.target_disagrees(parse_time(time, YEAR), Target(*target)) is disagrees


def _seed_rows(node):
    if isinstance(node, dict):
        yield from [node] if "target_waktu" in node else []
        node = list(node.values())
    for child in node if isinstance(node, list) else []:
        yield from _seed_rows(child)


@pytest.mark.parametrize(
    ("name", "rows"), [("000_toraja_utara", 44), ("001_sulawesi_tengah", 64), ("002_penajam_paser_utara", 32)]
)
def test_every_row_of_the_real_decrees_is_read_as_in_the_truth(seeds, name, rows):
    seed_rows = list(_seed_rows(json.loads((seeds / f"{name}.json").read_text())))
    assert len(seed_rows) == rows
    for row in seed_rows:
        time, target = row["target_waktu"], row["target_capaian"]
        assert parse_time(time["verbatim"], 1999).to_json() == time
        assert parse_target(target["verbatim"]) == (target["quantity"], target["unit"])


pairs = st.integers(2001 * 12, 2090 * 12).map(lambda at: (at // 12, at % 12 + 1))


@st.composite
def spans(draw):
    start, length = draw(pairs), draw(st.sampled_from([1, 1, 1, 2, 5, 14, MAX_MONTHS]))
    at = start[0] * 12 + start[1] - 1 + length - 1
    return Span(start, (at // 12, at % 12 + 1), draw(st.sampled_from([0, 0, 0, 1, 28])))


remarks = st.text("ac YZ.,;-1", max_size=12).map(lambda text: " ".join(text.split()))
remarks = remarks.filter(
    lambda text: len(text) == 1 or not with_unit(text, "month")
)  # "Setiap Bulan (1, 11)" is a time
years = st.none() | st.integers(2000, 2099)
schedules = st.one_of(
    st.builds(
        lambda periods, remark: Schedule("months", YEAR, spans=tuple(sorted(set(periods))), remark=remark),
        st.lists(spans(), min_size=1, max_size=4),
        remarks,
    ),
    st.builds(
        lambda named, annual, year: Schedule("quarterly", YEAR, quarters=tuple(named), annual_too=annual, year=year),
        st.sets(st.integers(1, 4)).map(sorted),
        st.booleans(),
        years,
    ),
    st.builds(
        lambda named, annual: Schedule("semester", YEAR, halves=tuple(named), annual_too=annual),
        st.sets(st.integers(1, 2)).map(sorted),
        st.booleans(),
    ),
    st.builds(lambda kind, year, remark: Schedule(kind, YEAR, year=year, remark=remark),
              st.sampled_from(["monthly", "annual"]), years, remarks),
    st.just(Schedule("empty", YEAR)),
)  # fmt: skip
near_texts = st.lists(
    st.sampled_from(
        ["Januari", "Februari 2025", "s.d.", "s/d", "-", "–", ",", "dan", "Triwulan", "IV", "TW", "Per", "Setiap",
         "Bulan", "Tahunan", "2025", "12", "31", "0", "(", ")", "catatan", "\n", "\u00a0", "/", "12/13/2025",
         "semester", "Des", "4 kali", "sekali", "Tw III 2026", "B02", "1.", "\n- ", "•", "mulai", "paling lambat",
         "akhir", "tahun", "Minggu II", "tgl", "(", "TW I", ")", "prosa", "31/3/26", "caturwulan", "setahun", "3"]
    ),
    max_size=9,
).map(" ".join)  # fmt: skip


@lightly
@given(schedules)
def test_the_canonical_text_reads_back_as_the_same_schedule(schedule):
    assert parse_time(to_text(schedule), YEAR) == schedule


@lightly
@given(st.text() | near_texts)
def test_any_text_is_read_without_error_and_kept(text):
    read = parse_time(text, YEAR)
    assert read.verbatim == text
    assert parse_time(to_text(read), YEAR) == read
    assert parse_target(text) == (None, None) or parse_target(text).quantity >= 0


@lightly
@given(schedules | near_texts.map(lambda text: parse_time(text, YEAR)), st.none() | st.integers(0, 14))
def test_due_dates_are_sorted_unique_and_month_ends_or_printed_days(schedule, quantity):
    dates = due_dates(schedule, quantity)
    printed = {span.due() for span in schedule.spans if span.day}
    assert dates == sorted(set(dates))
    assert all(day in printed or (day + timedelta(days=1)).day == 1 for day in dates)
    assert all(isinstance(day, date) for day in dates)


@lightly
@given(schedules, st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["  ", "\u00a0", " \t"]))
def test_case_and_spaces_do_not_matter(schedule, recase, space):
    body, bracket, remark = to_text(schedule).partition("(")
    messy = f"{space}{recase(body).replace(' ', space)}{bracket}{remark}{space}"
    assert parse_time(messy, YEAR) == schedule


def test_the_plain_form_is_json():
    assert json.loads(json.dumps(parse_time("12 Maret 2025 (x)", YEAR).to_json()))["days"] == ["2025-03-12"]
