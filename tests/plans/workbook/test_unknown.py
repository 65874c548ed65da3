"""Tables with unknown headings: they are found, refused with a question, and read once their columns have a meaning."""

import pytest

from plans.workbook import unknown
from plans.workbook.joining import ALL
from plans.workbook.sheets import read_sheets
from tests.workbooks import band_rows
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import Cell, Grid
from zi_portal.lib.grid.model import Workbook

STRANGE = [
    ["DAFTAR KEPERLUAN"],
    [],
    ["Urut", "Yang Digarap", "Bentuknya", "Kapan Jadi"],
    ["1", "Rapat tim", "Notula rapat", "Maret 2026"],
    ["2", "Sosialisasi", "Daftar hadir", "Juni 2026"],
]
MEANING = {"A": "number", "B": "action", "C": "evidence", "D": "time"}


def grid(rows, name="Lembar"):
    width = max(map(len, rows))
    cells = [
        [Cell("" if value is None else str(value)) for value in [*row, *[""] * (width - len(row))]] for row in rows
    ]
    return Grid(cells, 0, [9.0] * width, name=name)


def workbook(**sheets):
    return Workbook([grid(rows, name) for name, rows in sheets.items()], [], [])


def codes(reading):
    return [issue.code for issue in reading.issues]


def test_a_table_with_unknown_headings_asks_what_its_columns_mean():
    (reading,) = read_sheets(workbook(Rencana=STRANGE), year=2026)
    assert codes(reading) == ["unknown_headings"] and reading.refused and reading.top == 3
    assert "“Yang Digarap”, “Bentuknya”" in reading.issues[0].message
    assert [column["heading"] for column in reading.mapping] == STRANGE[2]
    assert reading.mapping[1]["cells"] == ["Rapat tim", "Sosialisasi"]
    assert reading.first_rows[1] == [3, STRANGE[2]]


def test_with_the_meaning_of_its_columns_it_is_a_plan():
    (reading,) = read_sheets(workbook(Rencana=STRANGE), year=2026, sheet="Rencana", mapping=MEANING, top=3)
    assert not reading.refused
    assert [row.texts["action"] for row in reading.tree.rows()] == ["Rapat tim", "Sosialisasi"]
    assert [column.field for column in reading.spec.columns] == ["number", "action", "evidence", "time"]


def test_columns_without_what_is_to_be_done_are_asked_for_again():
    (reading,) = read_sheets(workbook(Rencana=STRANGE), year=2026, sheet="Rencana", mapping={"D": "time"}, top=3)
    assert codes(reading) == ["unknown_headings"]


def test_another_row_can_be_chosen_as_the_header():
    rows = [["NO", "KEGIATAN", "BUKTI FISIK", "WAKTU"], ["Urut", "Langkah", "Bukti", "Waktu"], *STRANGE[3:]]
    (reading,) = read_sheets(workbook(Rencana=rows), year=2026, sheet="Rencana", top=2)
    assert reading.top == 2 and [column["heading"] for column in reading.mapping] == rows[1]


@pytest.mark.parametrize("top", [2, 5000])
def test_a_row_without_headings_cannot_be_the_header(top):
    with pytest.raises(Refused, match=f"Baris {top} tidak berisi judul kolom"):
        read_sheets(workbook(Rencana=STRANGE), year=2026, sheet="Rencana", top=top)


def test_a_sheet_with_unknown_headings_beside_a_plan_comes_last_and_is_named():
    readings = read_sheets(workbook(Tim=STRANGE, Rencana=band_rows(), Lama=band_rows(areas=1)), year=2026)
    assert [reading.name for reading in readings] == ["Rencana", "Lama", ALL, "Tim"]
    assert any('"Tim" berisi tabel yang judul kolomnya belum dikenal' in issue.message for issue in readings[0].issues)


def test_of_a_long_table_with_unknown_headings_only_the_beginning_is_read_until_it_has_a_meaning():
    rows = [*STRANGE, *STRANGE[3:] * 300]
    (asked,) = read_sheets(workbook(Rencana=rows), year=2026)
    (read,) = read_sheets(workbook(Rencana=rows), year=2026, sheet="Rencana", mapping=MEANING, top=3)
    assert asked.rank[-1] < unknown.READ_ROWS and read.rank[-1] == 602


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        (STRANGE, 2),
        ([["Satker", "KPU"], *STRANGE], 3),
        ([["halo"]], None),
        ([["1", "2", "3"], ["4", "5", "6"]], None),
        ([["Surat", "panjang " * 20], ["a", "b"]], None),
        ([["A", "B"]], None),
    ],
)
def test_a_header_is_as_full_as_the_table_and_has_words_and_rows(rows, row):
    assert unknown.heading_row(grid(rows)) == row


def test_a_plan_without_a_column_of_actions_is_read_with_a_warning():
    rows = [["NO", "BUKTI FISIK", "TARGET WAKTU"], ["1", "Notula", "Maret 2026"]]
    (reading,) = read_sheets(workbook(Rencana=rows), year=2026)
    assert "no_action_column" in codes(reading) and not reading.refused
