"""Hostile and unusable workbooks are refused early, with a stable code and a sentence, in little memory."""

import os
import struct
import subprocess
import sys
import zipfile

import pytest

from tests.workbooks import as_bytes, band_rows, one_sheet
from zi_portal import BASE_DIR
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import xlsx_guard
from zi_portal.lib.grid.xlsx_parts import Bounds
from zi_portal.lib.grid.xlsx_reader import read_workbook, whole_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MEGABYTES = 400


def crafted(path, sheet, *, extra=(), drop=(), compression=zipfile.ZIP_DEFLATED):
    """A workbook written by hand: one sheet with this XML, extra parts as (name, bytes)."""
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    book = '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    types = f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in [*parts.items(), *extra]:
            if name not in drop:
                archive.writestr(name, content)
    return path


def sheet_xml(data="", after=""):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'


def code_of(path):
    """Code with which a file is refused."""
    with pytest.raises(Refused) as refused:
        read_workbook(path)
    assert refused.value.message[0].isupper() and refused.value.message.endswith(".")
    return refused.value.code


def test_a_usual_workbook_passes(tmp_path):
    assert read_workbook(one_sheet(tmp_path / "baik.xlsx", band_rows()))


@pytest.mark.parametrize("content", [b"", b"halo", b"NO;KOMPONEN\n1;Tim\n", b"%PDF-1.7", b"PK\x03\x04 rusak"])
def test_a_renamed_file_is_not_xlsx(tmp_path, content):
    path = tmp_path / "palsu.xlsx"
    path.write_bytes(content)
    assert code_of(path) == "not_xlsx"


def test_an_old_xls_is_told_how_to_save_it(tmp_path):
    path = tmp_path / "lama.xlsx"
    path.write_bytes(xlsx_guard.OLE_MAGIC + bytes(4000))
    with pytest.raises(Refused, match=r"\.xls"):
        read_workbook(path)


def test_a_workbook_with_a_password_is_encrypted(tmp_path):
    path = tmp_path / "sandi.xlsx"
    path.write_bytes(xlsx_guard.OLE_MAGIC + bytes(1000) + xlsx_guard.ENCRYPTED_MARK + bytes(1000))
    assert code_of(path) == "encrypted"


def test_a_zip_with_a_password_is_encrypted(tmp_path):
    path = crafted(tmp_path / "sandi.xlsx", sheet_xml())
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    assert code_of(path) == "encrypted"


def test_a_document_of_another_program_is_not_xlsx(tmp_path):
    path = tmp_path / "surat.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert code_of(path) == "not_xlsx"


def test_macros_are_refused(tmp_path):
    path = crafted(tmp_path / "makro.xlsx", sheet_xml(), extra=[("xl/vbaProject.bin", b"x")])
    assert code_of(path) == "macro"


def test_a_file_over_ten_megabytes_is_too_large(tmp_path):
    path = tmp_path / "besar.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(Bounds().size + 1)
    assert code_of(path) == "too_large"


@pytest.mark.case("A7")
def test_a_bomb_is_seen_by_its_ratio(tmp_path):
    path = crafted(tmp_path / "bom.xlsx", sheet_xml(" " * (5 << 20)))
    assert code_of(path) == "bomb"


@pytest.mark.case("A7")
def test_a_bomb_is_seen_by_its_declared_sizes(tmp_path):
    extra = [(f"xl/media/{number}.bin", os.urandom(10_000) * 1000) for number in range(7)]
    assert code_of(crafted(tmp_path / "bom.xlsx", sheet_xml(), extra=extra)) == "bomb"


def test_a_bomb_is_seen_by_the_number_of_its_parts(tmp_path):
    extra = [(f"xl/media/{number}", b"") for number in range(600)]
    assert code_of(crafted(tmp_path / "bom.xlsx", sheet_xml(), extra=extra)) == "bomb"


def test_a_size_that_lies_ends_as_unreadable(tmp_path):
    path = crafted(tmp_path / "bohong.xlsx", sheet_xml("<row/>" * 50_000))
    content = bytearray(path.read_bytes())
    place = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[place + 24 : place + 28] = struct.pack("<I", 100)
    path.write_bytes(content)
    assert code_of(path) == "unreadable"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.case("A8")
@pytest.mark.parametrize("dtd", [ENTITIES, EXTERNAL])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_entities_in_any_part_are_unreadable(tmp_path, dtd, part):
    hostile = f'{dtd}<sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'
    extra = [] if "sheet1" in part else [(part, hostile)]
    path = crafted(tmp_path / "entitas.xlsx", hostile if "sheet1" in part else sheet_xml(), extra=extra)
    assert code_of(path) == "unreadable"


@pytest.mark.parametrize("sheet", ["<worksheet><row>", "", "\x00\x01", "<a>" * 5000])
def test_broken_xml_is_unreadable(tmp_path, sheet):
    assert code_of(crafted(tmp_path / "rusak.xlsx", sheet)) == "unreadable"


def test_a_workbook_without_its_relations_is_unreadable(tmp_path):
    path = crafted(tmp_path / "rusak.xlsx", sheet_xml(), drop={"xl/_rels/workbook.xml.rels"})
    assert code_of(path) == "unreadable"


def test_a_file_cut_in_half_is_refused(tmp_path):
    content = as_bytes(band_rows())
    path = tmp_path / "potong.xlsx"
    path.write_bytes(content[: len(content) // 2])
    assert code_of(path) == "not_xlsx"


FAR_ROW = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
FAR_COLUMN = '<row r="1"><c r="XFD1"><v>1</v></c></row>'
MANY_ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 6000))
UNNUMBERED = "<row><c><v>1</v></c></row>" * 6000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (FAR_ROW, "too_many_rows"),
        (FAR_COLUMN, "too_many_columns"),
        (MANY_ROWS, "too_many_rows"),
        (UNNUMBERED, "too_many_rows"),
    ],
)
@pytest.mark.case("A9")
def test_cells_far_away_are_refused(tmp_path, data, code):
    assert code_of(crafted(tmp_path / "jauh.xlsx", sheet_xml(data))) == code


@pytest.mark.parametrize("area", ["C30:Z1000000", "A1:A1048576", "A1:XFD5000", "Z1000000:C30"])
def test_huge_merged_areas_are_refused(tmp_path, area):
    merges = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'
    assert code_of(crafted(tmp_path / "gabung.xlsx", sheet_xml(after=merges))) == "too_many_rows"


def test_a_sheet_that_no_workbook_lists_is_not_read(tmp_path):
    extra = [("xl/worksheets/sheet2.xml", sheet_xml(FAR_ROW))]
    workbook = whole_workbook(crafted(tmp_path / "dua.xlsx", sheet_xml(), extra=extra))
    assert len(workbook.grids) == 1 and workbook.left_out == []


def test_empty_formatted_cells_far_away_do_no_harm(tmp_path):
    data = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read_workbook(crafted(tmp_path / "kosong.xlsx", sheet_xml(data)))[0].rows == []


def test_a_title_merged_over_the_whole_sheet_is_no_bomb(tmp_path):
    merges = '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>'
    assert read_workbook(crafted(tmp_path / "judul.xlsx", sheet_xml(after=merges)))


HOSTILE = {
    "far": sheet_xml(FAR_ROW),
    "merge": sheet_xml(after='<mergeCells><mergeCell ref="C30:Z1000000"/></mergeCells>'),
    "entities": f'{ENTITIES}<worksheet xmlns="{MAIN}">&c;</worksheet>',
    "elements": sheet_xml("".join(f"<row r='1'><a{n % 999}/></row>" for n in range(400_000))),
}
CHILD = """
import resource, sys
limit = int(sys.argv[2]) << 20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.xlsx_reader import read_workbook
import time
start = time.process_time()
try:
    read_workbook(sys.argv[1])
    print("read", end=" ")
except Refused as refused:
    print(refused.code, end=" ")
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time() - start, int(peak) // 1024)
"""


@pytest.mark.case("A9")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sheets_are_refused_fast_in_little_memory(tmp_path, name):
    path = crafted(tmp_path / "jahat.xlsx", HOSTILE[name])
    command = [sys.executable, "-c", CHILD, str(path), str(MEGABYTES)]
    root = BASE_DIR
    completed = subprocess.run(command, capture_output=True, text=True, cwd=root, check=True)
    code, seconds, peak = completed.stdout.split()
    assert code in {"too_many_rows", "unreadable", "bomb"}
    assert float(seconds) < 3 and int(peak) < 100
