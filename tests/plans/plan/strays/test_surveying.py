"""What is left from another year or office is grouped, counted and weighed; what a plan may name is left alone."""

import time

import pytest

from plans.plan.strays import homes, regions
from plans.plan.strays.surveying import Home
from plans.tree import EXTRA, MONTHS, Column, LayoutSpec, RowNode
from tests.plans.plan.strays.ground import HOME, SPEC, surveyed


def messages(found_survey):
    return [group.message for group in found_survey.groups]


def test_each_year_is_told_once_with_all_its_places():
    rows = [{"action": "Rapat", "time": "Maret 2029"}, {"action": "Laporan 2029", "time": "Juni 2029"}]
    group = surveyed(*rows, {"time": "Mei 2030"}, title="RENCANA AKSI TAHUN 2029").groups[0]
    assert group.message == "2 baris dan judul tabel menyebut tahun 2029" and group.rows == 2
    words = [passage.words for passage in group.passages]
    assert words[:2] == ["Judul tabel", "Baris 1 (area I), target waktu"] and len(words) == 4


def test_each_region_is_told_once_in_all_its_forms():
    rows = [{"action": "KPU Kabupaten Awan Utara"}, {"evidence": "Kab. Awan Utara"}, {"evidence": "AWAN UTARA"}, {}]
    assert messages(surveyed(*rows, area="Area KPU Awan Utara")) == [
        "3 sel dan 1 nama area menyebut Kabupaten Awan Utara"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Maret 2030",
        "November 2029 s.d. Februari 2030",
        "Desember 2030 sampai Januari 2031",
        "UU Nomor 7 Tahun 2017",
        "Renstra 2025-2029",
        "KPU Kabupaten Awan dan KPU Provinsi Langit",
        "warga Awan",
        "Keputusan KPU Kota Embun Nomor 5 Tahun 2025",
        "rapat bersama KPU Kabupaten/Kota",
    ],
)
def test_what_a_plan_may_name_is_no_stray(text):
    assert surveyed({"action": text}).groups == []


def test_ticks_remarks_aspects_and_joined_cells_are_looked_at_once():
    spec = LayoutSpec([*SPEC.columns, Column(MONTHS, "BULAN")], schedule="months")
    row = RowNode(texts={"action": "A"}, extra={"CATATAN": "lihat 2029"}, ticks=[2], tick_notes={3: "2029"})
    joined = RowNode(texts={"action": "lama 2029"}, continues={"action"})
    group = surveyed(row, joined, spec=spec, aspect="Tim 2029").groups[0]
    assert [passage.field for passage in group.passages] == ["title", EXTRA + "CATATAN", "tick:3"]


def test_a_table_that_mostly_names_another_year_is_told_as_such_and_the_next_year_is_not():
    past = surveyed(*[{"time": "Maret 2029"}] * 3, {"time": "Maret"}, {"time": "Mei 2030"})
    assert [group.mostly for group in past.groups] == [True]
    assert not surveyed(*[{"time": "Maret 2029"}] * 2, {"time": "Maret"}, {"time": "Mei 2030"}).mostly
    assert not surveyed(*[{"time": "Maret 2031"}] * 3).mostly
    assert not surveyed({"action": "Laporan 2029"}, *[{"time": "Maret"}] * 2).mostly


def test_a_grid_whose_rows_seldom_name_a_year_is_not_of_another_year():
    grid = LayoutSpec([Column("action", "LANGKAH"), Column(MONTHS, "BULAN")], schedule="months")
    rows = [RowNode(texts={"action": "Laporan 2029"}), *[RowNode(texts={"action": "Rapat"}, ticks=[3])] * 2]
    assert [group.mostly for group in surveyed(*rows, spec=grid).groups] == [False]


def test_a_table_that_mostly_names_another_office_is_told_as_such():
    assert surveyed({"action": "KPU Kota Embun"}, {"action": "Kota Embun"}, {"action": "Rapat"}).mostly
    assert not surveyed({"action": "KPU Kota Embun"}, {"action": "Rapat"}).mostly


def test_a_name_of_two_regions_counts_as_the_one_that_is_named_in_full():
    found_groups = surveyed({"action": "Kota Embun"}, {"action": "warga Embun"}, {}).groups
    assert [group.label for group in found_groups] == ["Kota Embun"] and len(found_groups[0].passages) == 2


def test_a_region_that_no_office_has_is_told_as_such():
    assert messages(surveyed({"action": "Kabupaten Awam"}, {})) == [
        "1 sel menyebut Kabupaten Awam, yang tidak ada dalam daftar satker"
    ]


def test_a_large_plan_is_looked_through_in_a_moment():
    names = [f"KABUPATEN NAMA{chr(97 + n % 26)}{chr(97 + n // 26)} BARAT" for n in range(553)]
    home = Home(2030, names[0], "", frozenset(names[:1]), regions.Register(names))
    text = "Menyusun laporan bersama seluruh pegawai di lingkungan Nama{} Barat dan sekretariat {}"
    rows = [{"action": text.format("ab", n), "evidence": f"Notula {n}", "time": "Maret 2030"} for n in range(2000)]
    start = time.process_time()
    surveyed(*rows, home=home)
    assert time.process_time() - start < 1


def test_an_office_may_name_those_above_and_below_it(world):
    assert homes.home_of(world.province, 2026).regions >= {"PROVINSI NUSA HARAPAN", "KABUPATEN TELUK JERNIH"}
    kabupaten = homes.home_of(world.kabupaten, 2026)
    assert "KOTA BUKIT DAMAI" not in kabupaten.regions and kabupaten.province == "PROVINSI NUSA HARAPAN"
    assert kabupaten.region == "KABUPATEN TELUK JERNIH" and HOME.year == 2030
