"""Pages of PDFs and pictures in a confined child, and texts of office files: what is given, what hostile ones get."""

import io
import time
from itertools import pairwise

import pikepdf
import pytest
from PIL import Image

from tests.evidence.files.overlays import COMBO, FREE, HIDDEN, NOTE, PASSWORD, WIDGET, field, overlaid, stamped
from tests.evidence.files.papers import a_docx, a_pdf, a_photo, zipped
from zi_portal.lib.sandbox import confined
from zi_portal.lib.sandbox.inside import office_text
from zi_portal.lib.sandbox.inside.leaves import AREA, SHORT, TEXT, cleaned
from zi_portal.lib.sandbox.inside.pictures import STRIPS, strips

LIMITS = confined.Limits(memory=512 << 20, cpu=10, seconds=20)


@pytest.fixture
def ask(tmp_path):
    """ask(function, content, **header) → (answer, pictures) of a confined child for a file with this content."""

    def asked(function, content, limits=LIMITS, **header):
        path = tmp_path / "berkas"
        path.write_bytes(content)
        with path.open("rb") as file:
            return confined.call(
                f"zi_portal.lib.sandbox.inside.leaves:{function}", {"drawn": True} | header, file=file, limits=limits
            )

    return asked


def test_pages_are_drawn_and_read_in_the_range_that_was_asked(ask):
    answer, pictures = ask("pdf", a_pdf("Satu", "Dua", "Tiga", "Empat"), first=2, count=2)
    assert answer["total"] == 4 and [(page["number"], page["text"]) for page in answer["pages"]] == [
        (2, "Dua"),
        (3, "Tiga"),
    ]
    assert [page["width"] for page in answer["pages"]] == [1400, 1400] and all(
        picture[8:12] == b"WEBP" for picture in pictures
    )


def test_undrawn_the_text_alone_is_read_and_beyond_the_end_nothing(ask):
    answer, pictures = ask("pdf", a_pdf("Satu"), first=1, count=9, drawn=False)
    assert (answer["pages"][0]["width"], pictures) == (0, [b""])
    assert ask("pdf", a_pdf("Satu"), first=2, count=9)[0] == {"total": 1, "pages": []}


@pytest.mark.parametrize("size", [(30, 14000), (14000, 30), (14400, 14400), (3, 3), (3, 14400)])
def test_a_page_of_an_odd_size_stays_within_the_bounds(ask, size):
    answer, pictures = ask("pdf", a_pdf("x", width=size[0], height=size[1]), first=1, count=1)
    assert len(pictures) == len(answer["pages"]) <= STRIPS
    for page in answer["pages"]:
        assert min(page["width"], page["height"]) <= SHORT + 1 and page["width"] * page["height"] <= AREA * 1.01
        assert 0 < max(page["width"], page["height"]) < 16_383, "WebP holds no longer ones"


def test_a_very_long_page_comes_in_readable_parts_of_which_the_first_has_the_text(ask):
    answer, pictures = ask("pdf", a_pdf("Kepala", width=595, height=5950), first=1, count=1)
    pages = answer["pages"]
    assert [(page["number"], page["part"]) for page in pages] == [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5)]
    assert [page["text"] for page in pages] == ["Kepala", "", "", "", ""] and min(
        page["width"] for page in pages
    ) > 1100
    assert all(blank(picture) is (number > 0) for number, picture in enumerate(pictures))


def blank(picture):
    with Image.open(io.BytesIO(picture)) as opened:
        return min(low for low, _ in opened.convert("RGB").getextrema()) > 200


def hostile():
    """A PDF whose only page repeats a drawing some 10^9 times by forms within forms."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(600, 800))
    inner = document.make_stream(b"0 0 600 800 re f " * 1000)
    for _ in range(6):
        inner.Type, inner.Subtype, inner.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
        outer = document.make_stream(b"/X Do " * 10)
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    page.obj.Resources, page.obj.Contents = inner.Resources, inner
    return document


@pytest.mark.case("A4")
def test_a_page_that_never_ends_is_ended_by_its_limits(ask, tmp_path):
    path = tmp_path / "jahat.pdf"
    hostile().save(path)
    start = time.monotonic()
    with pytest.raises(confined.Exhausted) as exhaustion:
        ask("pdf", path.read_bytes(), confined.Limits(memory=2 << 30, cpu=1, seconds=5), first=1, count=1)
    assert exhaustion.value.reason == "time" and time.monotonic() - start < 8


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<html>", a_pdf("x")[:200]], ids=["nothing", "mark", "page", "cut"]
)
def test_what_does_not_open_is_refused(ask, content):
    assert ask("pdf", content, first=1, count=1)[0].get("refused") == "broken"
    assert ask("photo", content)[0] == {"refused": "broken"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_one_page(ask, kind):
    answer, pictures = ask("photo", a_photo((900, 600), kind))
    page = {"number": 1, "part": 1, "width": 900, "height": 600, "text": ""}
    assert answer["pages"] == [page] and pictures[0][8:12] == b"WEBP"


@pytest.mark.parametrize(
    ("size", "number", "short"), [((1080, 14000), 7, 1080), ((9000, 1500), 3, 1150), ((1080, 3200), 1, 960)]
)
def test_a_long_screenshot_or_a_panorama_comes_in_readable_pages(ask, size, number, short):
    answer, _ = ask("photo", a_photo(size, "PNG"))
    assert [(page["number"], page["part"]) for page in answer["pages"]] == [(n, 1) for n in range(1, number + 1)]
    assert min(min(page["width"], page["height"]) for page in answer["pages"]) >= short and answer["total"] == number


def test_pages_of_a_long_picture_overlap_and_leave_nothing_out():
    cuts = strips(1080, 14000)
    assert cuts[0][1] == 0 and cuts[-1][3] == 14000 and {(left, right) for left, _, right, _ in cuts} == {(0, 1080)}
    assert all(80 < above[3] - below[1] < 200 for above, below in pairwise(cuts))
    assert strips(14000, 1080) == [(top, left, bottom, right) for left, top, right, bottom in cuts]


# What lies on a page

LAYERS = {
    "a filled field": (field("nama", "Budi Hartono", drawn="Budi Hartono"), "Budi Hartono"),
    "a field without its picture": (field("nama", "Budi Hartono"), "Budi Hartono"),
    "a choice": (field("jabatan", "Ketua", pikepdf.Name.Ch, Ff=COMBO, Opt=["Ketua", "Anggota"]), "Ketua"),
    "a signature": (
        {"Subtype": WIDGET, "FT": pikepdf.Name.Sig, "T": "TTE", "drawn": "Ditandatangani"},
        "Ditandatangani",
    ),
    "a stamp": (stamped("LUNAS"), "LUNAS"),
    "free text": (stamped("Disetujui", FREE), "Disetujui"),
    "free text without its picture": ({"Subtype": FREE, "Contents": "Disetujui"}, "Disetujui"),
}


@pytest.mark.parametrize("forms", [{}, {"listed": False}, {"needs_drawing": True}], ids=["form", "unlisted", "needs"])
@pytest.mark.parametrize(("layer", "words"), LAYERS.values(), ids=LAYERS)
def test_what_lies_on_a_page_is_shown_and_read(ask, layer, words, forms):
    answer, pictures = ask("pdf", overlaid(layer, **forms), first=1, count=1)
    assert answer["pages"][0]["text"] == words and not blank(pictures[0])


@pytest.mark.parametrize("name", ["a filled field", "a signature", "a stamp", "free text"])
def test_what_lies_on_a_page_without_a_form_is_shown_and_read(ask, name):
    layer, words = LAYERS[name]
    answer, pictures = ask("pdf", overlaid(layer, acroform=False), first=1, count=1)
    assert answer["pages"][0]["text"] == words and not blank(pictures[0])


def test_what_a_note_says_is_read_though_its_sign_alone_is_shown(ask):
    answer, _ = ask("pdf", overlaid({"Subtype": NOTE, "Contents": "Belum bermeterai"}, stamped("A")), first=1, count=1)
    assert answer["pages"][0]["text"] == "A\nBelum bermeterai"


def test_what_nobody_is_to_see_is_neither_shown_nor_read(ask):
    hidden = field("gaji", "9000000", F=HIDDEN, drawn="9000000")
    answer, pictures = ask("pdf", overlaid(hidden), first=1, count=1)
    assert answer["pages"][0]["text"] == "" and blank(pictures[0])
    answer, _ = ask("pdf", overlaid(field("sandi", "Rahasia77", Ff=PASSWORD)), first=1, count=1)
    assert "Rahasia77" not in answer["pages"][0]["text"]


def test_a_field_to_be_filled_is_not_coloured(ask):
    _, pictures = ask("pdf", overlaid(field("nama", "")), first=1, count=1)
    assert blank(pictures[0])


def test_text_is_cleaned_of_what_databases_refuse():
    assert cleaned("a\x00b\r\nc \t\r\ud800d\ufffee") == "ab\nc\nd-\ne"
    assert len(cleaned("x" * (TEXT + 9))) == TEXT


# Office files

CELL = '<worksheet><sheetData><row><c t="s"><v>1</v></c><c><v>2026</v></c></row><row/></sheetData></worksheet>'


def texts(tmp_path, kind, content):
    path = tmp_path / "berkas"
    path.write_bytes(content)
    return office_text.read(path, kind)


def test_sheets_and_slides_are_read_in_their_order(tmp_path):
    shared = "<sst><si><t>nol</t></si><si><r><t>Isi </t></r><r><t>sel</t></r></si></sst>"
    sheets = {f"xl/worksheets/sheet{n}.xml": CELL for n in (10, 2)} | {"xl/sharedStrings.xml": shared}
    assert texts(tmp_path, "xlsx", zipped(sheets)) == ["Isi sel\t2026", "Isi sel\t2026"]
    slides = {f"ppt/slides/slide{n}.xml": f'<a xmlns:x="y"><x:p><x:t>Salindia {n}</x:t></x:p></a>' for n in (10, 9)}
    assert texts(tmp_path, "pptx", zipped(slides)) == ["Salindia 9\n", "Salindia 10\n"]


BOMB = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]><a>&y;</a>'


@pytest.mark.case("A7", "A8")
@pytest.mark.parametrize(
    "content",
    [
        b"PK",
        a_docx("Satu")[:-30],
        zipped({"word/lain.xml": "<a/>"}),
        zipped({"word/document.xml": BOMB}),
        zipped({"word/document.xml": "<a>"}),
        zipped({"word/document.xml": "<a/>" + " " * (office_text.PART + 1)}),
    ],
    ids=["stump", "cut", "other", "entities", "open", "bomb"],
)
def test_a_broken_or_hostile_office_file_is_refused(tmp_path, content):
    with pytest.raises(office_text.Unreadable):
        texts(tmp_path, "docx", content)


def test_the_text_of_a_long_office_file_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(office_text, "LETTERS", 10)
    assert texts(tmp_path, "docx", a_docx("x" * 50)) == ["x" * 10]
