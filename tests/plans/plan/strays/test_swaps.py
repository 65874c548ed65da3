"""What would be replaced: years move together, names keep their form and case, what is cited is not proposed."""

import pytest

from plans.plan.strays import swaps
from plans.plan.strays.regions import Register
from plans.plan.strays.surveying import REGION, YEAR, Home
from plans.plan.strays.swaps import TEXT, Swap
from tests.plans.plan.strays.ground import HOME, REGISTER, surveyed

TO_OWN = Swap(REGION, "KABUPATEN AWAN UTARA", "KABUPATEN AWAN")


def rewritten(text, *some_swaps, home=HOME, rows=()):
    return swaps.Finder(surveyed({"action": text}, *rows, home=home), some_swaps).rewrite(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("KPU Kabupaten Awan Utara", "KPU Kabupaten Awan"),
        ("KABUPATEN AWAN UTARA", "KABUPATEN AWAN"),
        ("kabupaten awan utara", "kabupaten awan"),
        ("Kab. Awan Utara dan KPU Awan Utara", "Kab. Awan dan KPU Awan"),
        ("warga AWAN UTARA", "warga AWAN"),
        (
            "Keputusan KPU Kabupaten Awan Utara Nomor 5 Tahun 2020",
            "Keputusan KPU Kabupaten Awan Utara Nomor 5 Tahun 2020",
        ),
        ("Kabupaten Awan", "Kabupaten Awan"),
    ],
)
def test_a_region_is_replaced_in_the_form_in_which_it_stands(old, new):
    assert rewritten(old, TO_OWN) == new


def test_a_city_becomes_a_kabupaten_and_kpu_becomes_kip():
    assert rewritten("KPU KOTA EMBUN, Kota Embun", Swap(REGION, "KOTA EMBUN", "KABUPATEN AWAN")) == (
        "KPU KABUPATEN AWAN, Kabupaten Awan"
    )
    aceh = Home(2030, "KABUPATEN AWAN", "ACEH", HOME.regions, REGISTER, "KOMISI INDEPENDEN PEMILIHAN")
    text = "KPU Kota Embun, Komisi Pemilihan Umum Kota Embun"
    assert rewritten(text, Swap(REGION, "KOTA EMBUN", "KABUPATEN AWAN"), home=aceh) == (
        "KIP Kabupaten Awan, Komisi Independen Pemilihan Kabupaten Awan"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Maret 2025, Juni 2025", "Maret 2030, Juni 2030"),
        ("November 2025 s.d. Februari 2026", "November 2030 s.d. Februari 2031"),
        ("Tahun 2025/2026", "Tahun 2030/2031"),
        ("UU Nomor 7 Tahun 2025", "UU Nomor 7 Tahun 2025"),
        ("Renstra 2025-2029", "Renstra 2025-2029"),
        ("120251", "120251"),
    ],
)
def test_a_year_is_replaced_and_a_range_moves_with_it(old, new):
    assert rewritten(old, Swap(YEAR, "2025", "2030")) == new


def test_what_is_cited_may_still_be_ticked():
    all_changes = swaps.changes(surveyed({"action": "UU Nomor 7 Tahun 2025"}), [Swap(YEAR, "2025", "2030")])
    assert [(change.old, change.new, change.ticked) for change in all_changes] == [("2025", "2030", False)]


def test_a_range_that_reaches_the_plans_year_moves_only_in_a_table_of_another_year():
    text, swap = "Oktober 2029 s.d. Maret 2030", Swap(YEAR, "2029", "2030")
    assert rewritten(text, swap) == text
    assert rewritten(text, swap, rows=[{"time": "Mei 2029"}] * 3) == "Oktober 2030 s.d. Maret 2031"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Tim kerja dan TIM KERJA, tim  kerja", "Pokja dan POKJA, pokja"),
        ("Tim kerjasama", "Tim kerjasama"),
    ],
)
def test_any_text_is_replaced_as_whole_words_in_its_case(old, new):
    assert rewritten(old, Swap(TEXT, "Tim kerja", "Pokja")) == new


def test_years_move_together_and_a_province_becomes_the_own_one():
    rows = [{"time": "Maret 2025"}] * 3 + [{"time": "Januari 2026", "action": "Laporan 2024 ke KPU Provinsi Laut"}]
    proposals = swaps.proposed(surveyed(*rows, {"action": "Kota Embun"}))
    assert {swap.words for swap in proposals} == {
        "2024 → 2029",
        "2025 → 2030",
        "2026 → 2031",
        "Provinsi Laut → Provinsi Langit",
        "Kota Embun → Kabupaten Awan",
    }


def test_each_swap_sees_the_old_text():
    assert rewritten("2025, 2030", Swap(YEAR, "2025", "2030"), Swap(YEAR, "2030", "2035")) == "2030, 2035"


def test_a_single_stray_year_becomes_the_plans_own():
    rows = [{"time": "Maret 2030"}] * 3
    assert [swap.words for swap in swaps.proposed(surveyed({"time": "Mei 2028"}, *rows))] == ["2028 → 2030"]


def test_changes_do_not_overlap_and_what_stays_the_same_is_none():
    found_changes = swaps.changes(
        surveyed({"action": "Kabupaten Awan Utara"}), [TO_OWN, Swap(TEXT, "Awan Utara", "X"), Swap(TEXT, "x", "x")]
    )
    assert [change.new for change in found_changes] == ["Kabupaten Awan"]


def test_a_key_names_a_change_as_long_as_the_text_is_the_same():
    first, again, other = (
        swaps.changes(surveyed({"action": text}), [TO_OWN])[0].key
        for text in ("di Awan Utara", "di Awan Utara", "ke Awan Utara")
    )
    assert first == again != other


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        '["year", "2025", "x"]',
        '["year", "20255", "2030"]',
        '["nama", "a", "b"]',
        '["text", " ", "b"]',
        '["text", 1, "b"]',
        '["text", "a"]',
    ],  # fmt: skip
)
def test_what_a_form_sends_is_a_swap_or_nothing(text):
    assert swaps.from_text(text) is None
    assert swaps.from_text(TO_OWN.to_text()) == TO_OWN


def test_a_name_without_kind_takes_the_place_of_another():
    home = Home(2030, "ACEH", "", frozenset({"ACEH"}), Register(["ACEH", "PROVINSI LAUT"]))
    assert rewritten("Provinsi Laut, LAUT", Swap(REGION, "PROVINSI LAUT", "ACEH"), home=home) == "Provinsi Aceh, ACEH"
