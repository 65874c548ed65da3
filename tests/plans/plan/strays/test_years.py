"""Years in a text: single ones, ranges, and those that belong to something that is cited."""

import pytest

from plans.plan.strays.years import year_mentions


def written(text):
    return [(text[mention.start : mention.end], mention.cited) for mention in year_mentions(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Maret 2025", "2025"),
        ("TA. 2025", "2025"),
        ("31/12/2025", "2025"),
        ("2025-12-31", "2025"),
        ("31.12.2025", "2025"),
        ("Rencana aksi Komisi Pemilihan Umum Tahun 2025", "2025"),
        ("SK Tim Nomor … Tahun 2025", "2025"),
        ("November 2025 s.d. Februari 2026", "2025 s.d. Februari 2026"),
        ("Triwulan III 2025 sampai dengan Triwulan I 2026", "2025 sampai dengan Triwulan I 2026"),
        ("1 Oktober 2025 – 31 Maret 2026", "2025 – 31 Maret 2026"),
        ("Tahun 2025/2026", "2025/2026"),
        ("Oktober 2025\nNovember", "2025"),
    ],
)
def test_years_and_ranges_are_found(text, words):
    assert written(text) == [(words, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Undang-Undang Nomor 7 Tahun 2017 tentang",
        "Peraturan KPU No. 3 Tahun 2023",
        "(Lembaran Negara Tahun 2017 Nomor 182)",
        "UU 7/2017",
        "PKPU 2 Tahun 2021",
        "PermenPANRB 90 Tahun 2021",
        "Perpres No. 54 Tahun 2018",
        "SK Nomor 12/HK.03-Kpt/7371/2025",
        "Keputusan KPU Kabupaten Awan Nomor 5 Tahun 2025",
        "Renstra 2025-2029",
        "RPJMN 2025–2029",
        "Rencana Strategis KPU Tahun 2020 s.d. 2024",
        "Road Map Reformasi Birokrasi 2025-2029",
        "periode 2023-2028",
        "Pemilu Tahun 2024",
        "Pilkada Serentak 2024",
    ],
)
def test_years_of_rules_documents_and_elections_are_cited(text):
    assert [cited for _, cited in written(text)] == [True]


@pytest.mark.parametrize("text", ["", "Rp2025.000", "120254", "1999", "20", "Pasal 2024a5"])
def test_what_is_no_year_of_a_plan_is_left_alone(text):
    assert [words for words, _ in written(text)] in ([], ["2024"])


def test_a_range_is_right_in_each_of_its_years():
    mention = year_mentions("November 2025 s.d. Februari 2026")[0]
    assert mention.is_right(2025) and mention.is_right(2026) and not mention.is_right(2024)


def test_what_follows_a_cited_rule_is_a_year_of_its_own():
    assert written("Keputusan Nomor 5 Tahun 2025 tentang Tim Tahun 2024") == [("2025", True), ("2024", False)]
