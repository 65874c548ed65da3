"""Workbooks that other programs write oddly are read whole; what is not read is named."""

import re
import zipfile

import pytest

from tests.workbooks import add_sheet, band_rows, new_book, one_sheet, save
from tests.zi_portal.grid.rewriting import STRICT, parts_of, rewritten, zipped
from tests.zi_portal.grid.test_xlsx_guard import ENTITIES, FAR_COLUMN, FAR_ROW, MANY_ROWS, crafted, sheet_xml
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.xlsx_reader import read_workbook, whole_workbook

ROWS = [["NO", "LANGKAH AKSI"], [1, "Rapat tim"], [2, "Susun <rencana>"]]
TEXTS = [["NO", "LANGKAH AKSI"], ["1", "Rapat tim"], ["2", "Susun <rencana>"]]


def texts(path):
    """Texts of the only grid."""
    (grid,) = read_workbook(path)
    return [[cell.text for cell in row] for row in grid.rows]


def refused(path):
    with pytest.raises(Refused) as refusal:
        read_workbook(path)
    return refusal.value


WAYS = {
    "strict": {"texts": STRICT},
    "backslashes": {"names": lambda name: name.replace("/", "\\")},
    "all capitals": {"names": str.upper},
    "relative targets": {"texts": {'Target="/xl/': 'Target="'}},
    "absolute targets": {"texts": {'Target="worksheets/': 'Target="/xl/worksheets/'}},
    "targets with backslashes": {"texts": {'Target="/xl/worksheets/': 'Target="worksheets\\'}},
    "targets from the root": {"texts": {'Target="/xl/': 'Target="xl/'}},
    "escaped names": {"texts": {"sheet1.xml": "lembar%201.xml"}, "names": lambda n: n.replace("sheet1", "lembar 1")},
    "a prefix": {
        "texts": {"<c ": "<x:c ", "</c>": "</x:c>", "<worksheet ": f'<worksheet xmlns:x="{next(iter(STRICT))}" '}
    },
    "cells without references": {"texts": [(f' r="{place}"', "") for place in ("A1", "B1", "A2", "B2", "A3", "B3")]},
    "rows without numbers": {"texts": [(f'<row r="{number}"', "<row") for number in (1, 2, 3)]},
    "small references": {"texts": {'r="A2"': 'r="a2"', 'r="B2"': 'r="b2"'}},
    "no properties": {"without": ["docProps/"]},
    "no theme": {"without": ["xl/theme/"]},
    "no styles": {"without": ["xl/styles"]},
    "no types": {"without": ["[Content"]},
    "no relations of the package": {"without": ["_rels/"]},
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_was_written_every_cell_is_read(tmp_path, way):
    assert texts(rewritten(tmp_path / "a.xlsx", ROWS, **WAYS[way])) == TEXTS


STYLES = {
    "an empty fill": ("<fills", "<fills><fill/></fills><fills"),
    "a fill without colours": (
        "<patternFill/>",
        '<patternFill patternType="solid"><fgColor rgb="merah"/></patternFill>',
    ),
    "a border that nobody knows": ("<left/>", '<left style="gelombang"/>'),
    "an alignment that nobody knows": ("<xf ", '<xf><alignment horizontal="serong"/></xf><xf '),
    "a font without size": ('<sz val="11"/>', '<sz val="besar"/>'),
    "a colour of no palette": (
        "<patternFill/>",
        '<patternFill patternType="solid"><fgColor indexed="999"/></patternFill>',
    ),
    "a format without number": ("<numFmts", '<numFmts><numFmt formatCode="mmmm"/></numFmts><numFmts'),
    "a style without format": ('numFmtId="0"', 'numFmtId="umum"'),
}


@pytest.mark.parametrize("oddity", STYLES)
def test_a_style_that_others_reject_is_passed_over(tmp_path, oddity):
    assert texts(rewritten(tmp_path / "a.xlsx", ROWS, texts=[STYLES[oddity]])) == TEXTS


def test_a_date_keeps_its_format_beside_an_odd_style(tmp_path):
    path = rewritten(
        tmp_path / "a.xlsx", [[46_500]], formats={"A1": "mmmm"}, texts=[("<fills", "<fills><fill/></fills><fills")]
    )
    assert texts(path) == [["April"]]


SHARED = sheet_xml('<row><c t="s"><v>1</v></c></row>')


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/SharedStrings.xml", "xl\\sharedstrings.xml"])
def test_texts_that_cells_share_are_found_under_any_capitals(tmp_path, name):
    shared = "<sst><si><t>Rapat</t></si><si><r><t>Susun </t></r><r><t>rencana</t></r></si></sst>"
    assert texts(crafted(tmp_path / "a.xlsx", SHARED, extra=[(name, shared)])) == [["Susun rencana"]]


def test_a_file_without_the_texts_of_its_cells_is_refused(tmp_path):
    assert refused(crafted(tmp_path / "a.xlsx", SHARED)).code == "unreadable"


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_row_that_is_told_twice_keeps_all_its_cells(tmp_path):
    data = f'<row r="2">{cell("B2", "b")}</row><row r="1">{cell("A1", "a")}</row><row r="2">{cell("A2", "c")}</row>'
    assert texts(crafted(tmp_path / "a.xlsx", sheet_xml(data))) == [["a", ""], ["c", "b"]]


def test_a_cell_that_is_told_twice_keeps_both_texts(tmp_path):
    row = '<row r="1">{}</row>'
    data = "".join(row.format(cell("A1", text)) for text in ("satu", "dua", "satu")) + row.format('<c r="A1"/>')
    assert texts(crafted(tmp_path / "a.xlsx", sheet_xml(data))) == [["satu\ndua"]]


def test_runs_are_joined_and_the_readings_of_asian_signs_are_not(tmp_path):
    inline = "<is><r><t>Rapat </t></r><rPh><t>yomi</t></rPh><r><t>_x0041_tim</t></r></is>"
    assert texts(crafted(tmp_path / "a.xlsx", sheet_xml(f'<row><c t="inlineStr">{inline}</c></row>'))) == [
        ["Rapat Atim"]
    ]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ('t="b"><v>1</v>', "BENAR"),
        ('t="e"><v>#REF!</v>', "#REF!"),
        ('t="str"><v>a_x000D_b</v>', "ab"),
        ('t="d"><v>2027-04-09T00:00:00Z</v>', "9 April 2027"),
        ('t="d"><v>kapan saja</v>', "kapan saja"),
        ("><v>1,5</v>", "1,5"),
        ("><v>nan</v>", "nan"),
        ('s="99"><v>2</v>', "2"),
        ('s="-1"><v>2</v>', "2"),
    ],
)
def test_each_kind_of_value_is_read(tmp_path, stored, text):
    assert texts(crafted(tmp_path / "a.xlsx", sheet_xml(f"<row><c {stored}</c></row>"))) == [[text]]


def test_formulas_of_other_parts_of_a_sheet_mark_no_cell(tmp_path):
    more = '<extLst><ext xmlns:xm="urn:xm"><xm:f>A1</xm:f><xm:c r="B9"><xm:v>1</xm:v></xm:c></ext></extLst>'
    (grid,) = read_workbook(crafted(tmp_path / "a.xlsx", sheet_xml("<row><c><v>1</v></c></row>", more)))
    assert len(grid.rows) == 1 and grid.rows[0][0].note == ""


def test_formulas_that_give_a_blank_are_empty_cells_however_far_they_were_dragged(tmp_path):
    blank = "".join(f'<row r="{n}"><c r="A{n}" t="str"><f>B{n}</f><v></v></c></row>' for n in range(2, 9_000))
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1+1</f><v/></c></row>'
    (grid,) = read_workbook(crafted(tmp_path / "a.xlsx", sheet_xml(first + blank)))
    assert [(cell.text, cell.note) for cell in grid.rows[0]] == [("1", ""), ("", "formula")] and len(grid.rows) == 1


# Sheets that are left out


def two_sheets(path, second, *, hidden=False, name="Data Pemilih"):
    """A workbook with a small sheet and a second one with this XML."""
    book = new_book()
    add_sheet(book, band_rows(), name="Rencana")
    add_sheet(book, [["x"]], name=name).sheet_state = "hidden" if hidden else "visible"
    parts = parts_of(save(book, path).read_bytes())
    return zipped(path, parts | {"xl/worksheets/sheet2.xml": second})


HUGE = sheet_xml(" " * (5 << 20))
LEFT_OUT = {
    "rows": (sheet_xml(MANY_ROWS), "lebih dari 5.000 baris atau terlalu banyak sel"),
    "a far row": (sheet_xml(FAR_ROW), "lebih dari 5.000 baris atau terlalu banyak sel"),
    "columns": (sheet_xml(FAR_COLUMN), "lebih dari 120 kolom"),
    "broken": ("<worksheet><sheetData>", "isinya rusak"),
    "packed tight": (HUGE, "isinya tidak wajar besarnya"),
    "elements": (sheet_xml("<a/>" * 600_000), "isinya tidak wajar besarnya"),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_another_sheet_out_of_bounds_is_left_out_and_named(tmp_path, kind):
    second, reason = LEFT_OUT[kind]
    workbook = whole_workbook(two_sheets(tmp_path / "a.xlsx", second))
    assert [grid.name for grid in workbook.grids] == ["Rencana"]
    assert workbook.left_out == [("Data Pemilih", reason)]


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_hidden_sheet_is_not_even_looked_at(tmp_path, kind):
    workbook = whole_workbook(two_sheets(tmp_path / "a.xlsx", LEFT_OUT[kind][0], hidden=True))
    assert (len(workbook.grids), workbook.hidden, workbook.left_out) == (1, ["Data Pemilih"], [])


def test_where_no_sheet_remains_the_refusal_names_them(tmp_path):
    path = two_sheets(tmp_path / "a.xlsx", sheet_xml(FAR_COLUMN))
    parts = parts_of(path.read_bytes()) | {"xl/worksheets/sheet1.xml": sheet_xml(MANY_ROWS)}
    refusal = refused(zipped(path, parts))
    assert refusal.code == "too_many_rows"
    assert all(name in refusal.message for name in ('"Rencana"', '"Data Pemilih"', "5.000 baris"))


def test_a_chart_is_named_as_what_it_is(tmp_path):
    path = two_sheets(tmp_path / "a.xlsx", "<chartsheet/>", name="Grafik Capaian")
    parts = parts_of(path.read_bytes())
    relations = re.sub(
        r'worksheet(" Target="/xl/worksheets/sheet2)', r"chartsheet\1", parts["xl/_rels/workbook.xml.rels"]
    )
    relations = re.sub(r'(Target="/xl/worksheets/sheet2.xml" Type="[^"]*)worksheet"', r'\1chartsheet"', relations)
    workbook = whole_workbook(zipped(path, parts | {"xl/_rels/workbook.xml.rels": relations}))
    assert workbook.left_out == [("Grafik Capaian", "bukan lembar dengan sel, melainkan grafik")]


def test_a_sheet_whose_part_is_missing_is_named(tmp_path):
    path = two_sheets(tmp_path / "a.xlsx", sheet_xml())
    parts = parts_of(path.read_bytes())
    del parts["xl/worksheets/sheet2.xml"]
    assert whole_workbook(zipped(path, parts)).left_out == [("Data Pemilih", "isinya rusak")]


@pytest.mark.case("A8")
def test_entities_in_another_sheet_refuse_the_whole_workbook(tmp_path):
    assert refused(two_sheets(tmp_path / "a.xlsx", f"{ENTITIES}<worksheet>&c;</worksheet>")).code == "unreadable"


# Files of other kinds


def test_files_of_other_table_programs_are_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    assert "(.ods)" in refused(tmp_path / "a.xlsx").message and "(.xlsb)" in refused(tmp_path / "b.xlsx").message


def test_two_parts_of_one_name_are_unreadable(tmp_path):
    parts = parts_of(one_sheet(tmp_path / "a.xlsx", ROWS).read_bytes())
    parts["XL\\worksheets\\Sheet1.xml"] = sheet_xml()
    assert refused(zipped(tmp_path / "a.xlsx", parts)).code == "unreadable"
