"""Kinds of printed times and the days on which they are due, in a plan of 2027; what would be a guess stays unread."""

import json
from datetime import date

import pytest

from plans.schedule.parsing import EMPTY, UNREADABLE, due_dates, parse_time, to_text
from zi_portal import BASE_DIR

YEAR = 2027
CASES = BASE_DIR.parent / "shared" / "cases" / "times.json"
MONTHLY = "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31"
QUARTERLY = "03-31 06-30 09-30 12-31"
EVERY_FOUR = "04-30 08-31 12-31"
EVERY_TWO = "02-28 04-30 06-30 08-31 10-31 12-31"
TENTH = " ".join(f"{month:02}-10" for month in range(1, 13))
TIMES = {
    # how often
    "Tri bulan": QUARTERLY,
    "tribulanan": QUARTERLY,
    "Setiap kuartal": QUARTERLY,
    "per 3 bln": QUARTERLY,
    "Setiap tiga bulan sekali": QUARTERLY,
    "tiap-tiap 3 (tiga) bulan": QUARTERLY,
    "sekali dalam 3 bulan": QUARTERLY,
    "1 x 3 bulan": QUARTERLY,
    "setahun empat kali": QUARTERLY,
    "4 (empat) kali dalam setahun": QUARTERLY,
    "2x/semester": QUARTERLY,
    "pada setiap akhir tribulan": QUARTERLY,
    "Catur wulan": EVERY_FOUR,
    "Per Caturwulan": EVERY_FOUR,
    "4 bulan sekali": EVERY_FOUR,
    "tiga kali setahun": EVERY_FOUR,
    "Dua bulan sekali": EVERY_TWO,
    "enam bulanan": "06-30 12-31",
    "2 kali dalam setahun": "06-30 12-31",
    "persmt": "06-30 12-31",
    "1 x 1 bulan": MONTHLY,
    "sebulan sekali": MONTHLY,
    "12 kali": MONTHLY,
    "Setiap awal bulan": MONTHLY,
    "Minggu pertama tiap bulan": MONTHLY,
    "1 (satu) kali per tahun": "12-31",
    "akhir tahun anggaran": "12-31",
    "tahun berjalan": "12-31",
    "dalam tahun 2027": "12-31",
    "TA2027": "12-31",
    # a day of each month
    "setiap tgl 10": TENTH,
    "paling lambat tanggal 10 setiap bulan": TENTH,
    "Setiap bulan tanggal 10": TENTH,
    "tanggal 31 tiap bulan": MONTHLY,
    # named periods
    "TW. II 2027": "06-30",
    "TWIII": "09-30",
    "Triw-4": "12-31",
    "Kuartal kedua": "06-30",
    "tribulan ke II": "06-30",
    "Triwuln IV": "12-31",
    "Triwulan I (satu)": "03-31",
    "Setiap Triwulan I dan III": "03-31 09-30",
    "Q2 – Q4 2027": "06-30 09-30 12-31",
    "TW I / TW II": "03-31 06-30",
    "Smt 2": "12-31",
    "Semester pertama Tahun 2027": "06-30",
    "Caturwulan II": "08-31",
    "akhir semester I": "06-30",
    "Bulan kedua": "02-28",
    "Bulan IV, VIII, XII": EVERY_FOUR,
    "B02 s.d. B04": "04-30",
    "Triwulan III 2026 - Triwulan I 2027": "2026-09-30 2026-12-31 03-31",
    "TW I dan Desember": "03-31 12-31",
    # months and days, words around them
    "Nopember": "11-30",
    "Pebruari '27": "02-28",
    "Septem": "09-30",
    "August 2027": "08-31",
    "Okt-27": "10-31",
    "11/2027": "11-30",
    "2027-11": "11-30",
    "31/3/27": "03-31",
    "5.4.2027": "04-05",
    "2027-4-5": "04-05",
    "Senin, 5 April 2027": "04-05",
    "minggu ke-3 Mei": "05-31",
    "Minggu I s.d. III bulan Juni": "06-30",
    "Minggu 2 Maret": "03-31",
    "Minggu 11 April 2027": "04-11",
    "medio Juni 2027": "06-30",
    "di akhir bulan April": "04-30",
    "paling lambat akhir Mei": "05-31",
    "selambatnya tgl. 5 Mei 2027": "05-05",
    "Batas waktu: 5 Mei": "05-05",
    "sebelum 5 Mei": "05-05",
    "sampai dengan Mei 2027": "05-31",
    "dimulai bulan April s.d. Mei": "05-31",
    "tanggal 30 April s.d. 2 Mei": "05-02",
    "Setiap bulan April": "04-30",
    "April Mei": "04-30 05-31",
    "Apr–Mei & Agu": "05-31 08-31",
    "April 2027 **": "04-30",
    # bullets and numbers, prose below
    "- April\n- Mei 2027": "04-30 05-31",
    "1. April\n2. Mei\n3. Juni": "04-30 05-31 06-30",
    "a) 3 April\nb) 4 Mei": "04-03 05-04",
    "\u2022 TW I \u2022 TW II": "03-31 06-30",
    "1) April 2) Mei": "04-30 05-31",
    "✓ April\n\uf0b7 Mei": "04-30 05-31",
    "April 2027\n1. Tersedianya denah layanan\n2. Terpasangnya papan": "04-30",
    "TW I\nTW II\nSeluruh pegawai ikut": "03-31 06-30",
    # a clause or bracket that is a time itself
    "Per Triwulan (Q2 dan Q3)": "06-30 09-30",
    "Per Triwulan (II, IV)": "06-30 12-31",
    "Bulan (5, 7)": "05-31 07-31",
    "Per Triwulan (Januari, April, Juli, Oktober)": "01-31 04-30 07-31 10-31",
    "Per Triwulan (Juni, September)": "06-30 09-30",
    "Setiap bulan (TW II)": "04-30 05-31 06-30",
    "Setiap bulan mulai Oktober": "10-31 11-30 12-31",
    "Setiap bulan s.d. Maret": "01-31 02-28 03-31",
    "April - Juni 2027 setiap bulan": "04-30 05-31 06-30",
    "April s.d. Desember (per triwulan)": "06-30 09-30 12-31",
    "April s.d. Juli (2 kali)": "05-31 07-31",
    "Tahun 2027 (dua kali)": "06-30 12-31",
    "2 kali (April dan Mei)": "04-30 05-31",
    "Setiap tahun (31 Maret)": "03-31",
    "Triwulan II (April s.d. Juni 2027)": "06-30",
    "Triwulan I (Februari), Triwulan II (Mei)": "02-28 05-31",
    "April (3 kali), Juni (2 kali)": "04-30 06-30",
    "April (minggu II)": "04-30",
    "April (tanggal 5)": "04-05",
    "Mei (tahun 2026)": "2026-05-31",
    "TW I, II (tahun 2026)": "2026-03-31 2026-06-30",
    # remarks
    "April 2027 (tentatif)": "04-30",
    "April 2027 (Laporan Triwulan I)": "04-30",
    "April - Mei (2 minggu)": "05-31",
    "Per Triwulan (4 laporan)": QUARTERLY,
}
UNREAD = (
    "April atau Mei",
    "April (atau Mei)",
    "April (Mei)",
    "April 2027, Per Triwulan",
    "Desember 2027 (per triwulan)",
    "April dan setiap bulan",
    "Per Triwulan (April)",
    "Per Triwulan (2 kali)",
    "Per Triwulan (TW I)\n(4 kali)",
    "Per Triwulan (TW I 2026) 2027",
    "Per Triwulan (kecuali TW III)",
    "Setiap bulan (laporan TW I)",
    "April - Mei (3 kali)",
    "April, Juni (3 kali)",
    "4 (lima) kali setahun",
    "5 kali setahun",
    "2 kali sebulan",
    "2 tahun sekali",
    "dua minggu sekali",
    "tanggal 10 tiap triwulan",
    "tanggal 10",
    "sebelum April",
    "setelah April",
    "mulai April 2027",
    "awal tahun",
    "akhir bulan",
    "selama 3 bulan",
    "1. April",
    "- April - Mei",
    "April 2027 : rapat; Mei 2027 : laporan",
    "April 2027\n1. Rapat Triwulan II",
    "April 2027\nkecuali hari libur",
    "Rapat\nApril 2027",
    "April s.d. selesai",
    "April 31",
    "31 Mar 62",
    "3/6/12",
    "13/2027",
    "2026/2027",
    "Minggu ke-6 April",
    "M2 April",
    "Q5",
    "Bulan 13",
    "S1",
    "D-3",
)


def days(text, year=YEAR):
    """The due dates of a text: "MM-DD" in the plan's year, else "YYYY-MM-DD"."""
    return " ".join(day.isoformat().removeprefix(f"{year}-") for day in due_dates(parse_time(text, year)))


@pytest.mark.parametrize(("text", "due"), TIMES.items())
def test_a_printed_time_is_due(text, due):
    assert days(text) == due


@pytest.mark.parametrize("text", TIMES)
def test_the_canonical_text_of_a_time_means_the_same(text):
    schedule = parse_time(text, YEAR)
    assert parse_time(to_text(schedule), YEAR) == schedule


@pytest.mark.parametrize("text", UNREAD)
def test_nothing_is_guessed(text):
    schedule = parse_time(text, YEAR)
    assert (schedule.kind, schedule.verbatim, due_dates(schedule)) == (UNREADABLE, text, [])


@pytest.mark.parametrize("text", ["Kartu Kendali", "tentatif", "2 minggu", "sesuai jadwal", "5 orang", "1"])
def test_a_bracket_that_is_no_time_is_a_remark(text):
    assert parse_time(f"Setiap bulan ({text})", YEAR).remark == text
    assert days(f"Setiap bulan ({text})") == MONTHLY


def test_prose_below_a_time_is_told_and_does_not_change_it():
    schedule = parse_time("April 2027\n1. Tersedianya denah\n\nPapan terpasang", YEAR)
    assert schedule.prose == "1. Tersedianya denah\n\nPapan terpasang"
    assert schedule == parse_time("April 2027", YEAR)
    assert parse_time("April 2027\nMei 2027", YEAR).prose == ""


def test_a_range_from_bullets_alone_is_blank():
    assert parse_time("- \n-", YEAR).kind == EMPTY


def test_the_times_that_offices_printed_are_due_as_they_meant():
    if not CASES.is_file():
        pytest.skip("../shared/cases is absent: the times printed by other offices are left out")
    due_by_text = json.loads(CASES.read_text(encoding="utf8"))["times"]
    expected = {text: [date.fromisoformat(day) for day in due or []] for text, due in due_by_text.items()}
    schedules = {text: parse_time(text, 2026) for text in expected}
    assert {text: due_dates(schedule) for text, schedule in schedules.items()} == expected
    assert {text for text, schedule in schedules.items() if schedule.kind == UNREADABLE} == {
        text for text, due in due_by_text.items() if due is None
    }
