"""The whole reading of a workbook happens in a confined child: the readings come out as they are, limits are told."""

from dataclasses import replace

import pytest

from plans.tree import AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode
from plans.workbook import confined_reading, inside, packing, sheets
from plans.workbook.joining import ALL
from plans.workbook.reading import Issue, SheetReading
from tests.workbooks import add_sheet, band_rows, new_book, one_sheet, save
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import workbooks
from zi_portal.lib.sandbox import confined


@pytest.fixture
def path(tmp_path):
    """A workbook with two plans and a hidden sheet."""
    book = new_book()
    add_sheet(book, band_rows(areas=3), name="Rencana")
    add_sheet(book, band_rows(areas=1), name="Lama")
    add_sheet(book, [["x"]], name="Simpanan").sheet_state = "hidden"
    return save(book, tmp_path / "a.xlsx")


def without_keys(reading):
    """A reading whose rows have no keys, which differ each time."""
    for row in reading.tree.rows():
        row.key = ""
    return reading


def test_the_child_gives_the_very_readings(path):
    outside = sheets.read_sheets(workbooks.read(path), year=2026)
    inside_readings = confined_reading.readings(path, year=2026)
    assert [*map(without_keys, inside_readings)] == [*map(without_keys, outside)]


def test_a_reading_survives_its_packing():
    row = RowNode("k", {"action": "Rapat"}, {"KET": "x"}, {"time", "evidence"}, [3], {3: "2 kali"}, {"time": {"a": 1}})
    tree = PlanTree(
        "RENCANA", [AreaNode("I", "AREA", 1, True, [row], [AspectNode("1", "A", True, [], [AspectNode()])])]
    )
    spec = LayoutSpec([Column("months", "BULAN", 3.0, ["JAN"])], "column", True, "plain", "months", tick="v")
    reading = SheetReading("Lembar", 2.5, spec, tree, [{"column": "A"}], [Issue("info", 3, "B", "code", "Teks.")])
    assert packing.unpack(packing.pack(reading)) == reading


def test_the_caller_recognises_nothing_itself(path, monkeypatch):
    monkeypatch.setattr(sheets, "read_sheet", None)
    monkeypatch.setattr(inside, "read_sheets", None)
    assert [reading.name for reading in confined_reading.readings(path, year=2026)] == ["Rencana", "Lama", ALL]


def test_the_refusals_of_file_and_reading_come_out(tmp_path, path):
    for options, code in [({"sheet": "Tim"}, "sheet_missing"), ({}, "no_table")]:
        empty = one_sheet(tmp_path / "kosong.xlsx", [["halo"]])
        with pytest.raises(Refused) as refused:
            confined_reading.readings(path if options else empty, year=2026, **options)
        assert refused.value.code == code


@pytest.mark.case("A9")
def test_what_needs_too_much_memory_to_recognise_is_refused_in_a_sentence(tmp_path, monkeypatch):
    confined.end()  # a template that has laid out pages before has memory to spare
    path = one_sheet(tmp_path / "berat.xlsx", band_rows(areas=6, actions=300))
    monkeypatch.setattr(confined_reading, "LIMITS", replace(confined_reading.LIMITS, memory=4 << 20))
    with pytest.raises(Refused, match="terlalu berat"):
        confined_reading.readings(path, year=2026)


def test_other_sheets_hidden_ones_and_those_left_out_are_named(path):
    workbook = replace(workbooks.read(path), left_out=[("Data", "lebih dari 5.000 baris")])
    messages = [issue.message for issue in sheets.read_sheets(workbook, year=2026)[0].issues]
    assert 'Lembar tersembunyi "Simpanan" tidak dibaca.' in messages
    assert 'Lembar "Data" tidak dibaca: lebih dari 5.000 baris.' in messages
    assert any('"Lama" juga berisi tabel' in message for message in messages)


def test_only_modules_that_were_allowed_can_be_called(path):
    with pytest.raises(ValueError, match="may be called"):
        confined.call("plans.workbook.importing:confirm", {}, limits=confined_reading.LIMITS)


def test_a_refusal_names_the_sheets_that_were_not_read(tmp_path):
    book = new_book()
    add_sheet(book, [["Sampul"]], name="Sampul")
    add_sheet(book, band_rows(), name="Rencana 2025").sheet_state = "hidden"
    add_sheet(book, [[f"baris {number}"] for number in range(5_001)], name="Data")
    with pytest.raises(Refused) as refused:
        confined_reading.readings(save(book, tmp_path / "a.xlsx"), year=2026)
    assert refused.value.code == "no_table"
    assert 'Lembar tersembunyi "Rencana 2025" tidak dibaca.' in refused.value.message
    assert 'Lembar "Data" tidak dibaca: lebih dari 5.000 baris atau terlalu banyak sel.' in refused.value.message
