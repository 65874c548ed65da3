"""The reader shows what LibreOffice shows with Indonesian settings: the oracle of cells, and how it compares."""

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS

from tests.bench import office_cells, workbook_corpus
from tests.bench.office_cells import same
from tests.workbooks import add_sheet, band_rows, new_book, one_sheet, save
from tests.zi_portal.grid.rewriting import STRICT, rewritten
from zi_portal import BASE_DIR
from zi_portal.lib.grid.model import Cell, Grid

CODES = (
    "General", "0", "0.00", "#,##0", "#,##0.00", '0" Laporan"', '"Rp"#,##0', '_-"Rp"* #,##0_-;-"Rp"* #,##0_-', "0%",
    '_-"Rp"* #,##0.00_-;-"Rp"* #,##0.00_-;_-"Rp"* "-"??_-;_-@_-', "[$Rp-421]#,##0.00", "0.0%", "0.0#", "000", "@",
    "# ?/?", "0.00E+00", "0;-0;;@", "0;;;", '[<10]0" kecil";0" besar"', "[Red]0;[Blue]-0", "#,##0,", '"target: "@',
)  # fmt: skip
NUMBERS = (4, -4, 0, 0.5, 1.007, 2.5, 1_500_000, 12.345, "dua")
DAY_CODES = (
    "mmmm", "mmmm yyyy", "mmm-yy", "d mmmm", "d-mmm", "dd/mm/yyyy", "yyyy-mm-dd", "yyyy", "[$-421]dd mmmm yyyy;@",
    "[$-421]dddd, dd mmmm yyyy", "dd/mm/yyyy hh:mm", "h:mm", "hh:mm:ss", "[h]:mm", '"Akhir "mmmm', "h:mm AM/PM",
)  # fmt: skip
DAYS = (46_113, 46_500.5, 46_721.25)
BUILT_IN = [code for number, code in BUILTIN_FORMATS.items() if not (14 <= number <= 22 or 45 <= number <= 47)]
"""Formats that files name by their number alone, without those of dates."""
CASES = BASE_DIR.parent / "shared"


def shown_book(path):
    """A workbook with each number under each format, and days under formats of dates."""
    book = new_book()
    for name, values, codes in (("Angka", NUMBERS, CODES), ("Tanggal", DAYS, DAY_CODES), ("Bawaan", NUMBERS, BUILT_IN)):
        sheet = add_sheet(book, [values for _ in codes], name=name)
        for row, code in enumerate(codes, 1):
            for cell in sheet[row]:
                cell.number_format = code
    return save(book, path)


def different_cells(folder):
    """[(file, place, ours, theirs)] of all workbooks of a folder; how many cells were compared."""
    if not office_cells.is_there():
        pytest.skip("LibreOffice is absent: its cells are not compared")
    readings = workbook_corpus.readings(folder)
    odd_cells = [(reading.path, odd.place, odd.ours, odd.theirs) for reading in readings for odd in reading.different]
    return odd_cells, sum(reading.compared for reading in readings)


def test_the_portal_shows_each_cell_as_libreoffice_does(tmp_path):
    shown_book(tmp_path / "format.xlsx")
    rewritten(tmp_path / "strict.xlsx", band_rows(), texts=STRICT)
    (tmp_path / "demo.xlsx").write_bytes((BASE_DIR / "fixtures/demo/rencana-aksi-teluk-jernih.xlsx").read_bytes())
    odd_cells, compared = different_cells(tmp_path)
    assert odd_cells == [] and compared > 550


@pytest.mark.long
def test_the_portal_shows_each_cell_of_other_offices_as_libreoffice_does():
    if not CASES.exists():
        pytest.skip("../shared is absent: the workbooks of other offices are left out")
    odd_cells, compared = different_cells(CASES)
    assert odd_cells == [] and compared > 2000


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        ("Rp1.500", " Rp1.500 ", True),
        ("5 Maret 2026", "05/03/2026", True),
        ("5 Maret 2026", "Kamis, 05 Maret 2026", True),
        ("5 Maret 2026", "05/03/2026 13:30", True),
        ("Maret 2026", "Mar-26", True),
        ("Maret", "Maret", True),
        ("Maret 2026", "05/03/2026", False),
        ("5 Maret 2026", "03/2026", False),
        ("5 Maret 2026", "06/03/2026", False),
        ("5 Maret 2026", "05.03.2026", True),
        ("0,333333333", "0,333333333333333", True),
        ("198503122010121000", "1,98503122010121E+017", True),
        ("4", "4 Laporan", False),
        ("1,5", "1,50", True),
        ("1,5", "1,6", False),
        ("", "0", False),
    ],
)
def test_what_counts_as_the_same(ours, theirs, alike):
    assert same(ours, theirs) is alike


def test_a_cell_that_differs_is_named_by_its_place():
    grid = Grid([[Cell("a"), Cell("b")], [Cell("", note="formula"), Cell("c", col_span=1)]], name="Rencana")
    compared, odd_cells = office_cells.differences(grid, [["a", "x"], ["2", "c"]])
    assert compared == 3 and [(odd.place, odd.ours, odd.theirs) for odd in odd_cells] == [("Rencana!B1", "b", "x")]


def test_outcomes_are_counted_and_refusals_named(tmp_path, monkeypatch):
    monkeypatch.setattr(office_cells, "is_there", lambda: False)
    one_sheet(tmp_path / "baik.xlsx", band_rows())
    one_sheet(tmp_path / "surat.xlsx", [["halo"]])
    (tmp_path / "lama.xls").write_bytes(b"halo")
    lines = list(workbook_corpus.report(workbook_corpus.readings(tmp_path)))
    counts = {line.split("  ")[0]: int(line.split()[1]) for line in lines[1:4]}
    assert counts == {"read": 1, "no_table": 1, "not_xlsx": 1}
    assert any(line.startswith("    lama.xls: Berkas ini bukan buku kerja") for line in lines)
