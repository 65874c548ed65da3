"""Pages of PDFs and pictures in a confined child, and texts of office files: what is given, what hostile ones get."""

import time

import pikepdf
import pytest

from tests.evidence.papers import a_docx, a_pdf, a_photo, zipped
from zi_portal.lib import confined, office_text
from zi_portal.lib.leaves import TEXT, cleaned

LIMITS = confined.Limits(memory=512 << 20, cpu=10, seconds=20)


@pytest.fixture
def ask(tmp_path):
    """ask(function, content, **header) → (answer, pictures) of a confined child for a file with this content."""

    def asked(function, content, limits=LIMITS, **header):
        path = tmp_path / "berkas"
        path.write_bytes(content)
        return confined.call(
            f"zi_portal.lib.leaves:{function}", {"path": str(path), "side": 300, "tallest": 900} | header, limits=limits
        )

    return asked


def test_pages_are_drawn_and_read_in_the_range_that_was_asked(ask):
    said, pictures = ask("pdf", a_pdf("Satu", "Dua", "Tiga", "Empat"), first=2, count=2)
    assert said["total"] == 4 and [(page["number"], page["text"]) for page in said["pages"]] == [
        (2, "Dua"),
        (3, "Tiga"),
    ]
    assert [page["width"] for page in said["pages"]] == [300, 300] and all(one[8:12] == b"WEBP" for one in pictures)


def test_without_a_side_the_text_alone_is_read_and_beyond_the_end_nothing(ask):
    said, pictures = ask("pdf", a_pdf("Satu"), first=1, count=9, side=0)
    assert (said["pages"][0]["width"], pictures) == (0, [b""])
    assert ask("pdf", a_pdf("Satu"), first=2, count=9)[0] == {"total": 1, "pages": []}


@pytest.mark.parametrize("size", [(30, 14000), (14000, 30), (14400, 14400), (3, 3)])
def test_a_page_of_an_odd_size_stays_within_the_bounds(ask, size):
    said, _ = ask("pdf", a_pdf("x", width=size[0], height=size[1]), first=1, count=1)
    assert said["pages"][0]["width"] <= 301 and said["pages"][0]["height"] <= 901


def hostile():
    """A PDF whose only page repeats a drawing some 10^9 times by forms within forms."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(600, 800))
    inner = made.make_stream(b"0 0 600 800 re f " * 1000)
    for _ in range(6):
        inner.Type, inner.Subtype, inner.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
        outer = made.make_stream(b"/X Do " * 10)
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    page.obj.Resources, page.obj.Contents = inner.Resources, inner
    return made


@pytest.mark.case("A4")
def test_a_page_that_never_ends_is_ended_by_its_limits(ask, tmp_path):
    path = tmp_path / "jahat.pdf"
    hostile().save(path)
    begun = time.monotonic()
    with pytest.raises(confined.Exhausted) as ended:
        ask("pdf", path.read_bytes(), confined.Limits(memory=512 << 20, cpu=1, seconds=5), first=1, count=1)
    assert ended.value.what == "time" and time.monotonic() - begun < 8


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<html>", a_pdf("x")[:200]], ids=["nothing", "mark", "page", "cut"]
)
def test_what_does_not_open_is_refused(ask, content):
    assert ask("pdf", content, first=1, count=1)[0].get("refused") == "broken"
    assert ask("photo", content)[0] == {"refused": "broken"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_one_smaller_page(ask, kind):
    said, pictures = ask("photo", a_photo((900, 600), kind))
    assert said["pages"] == [{"number": 1, "width": 300, "height": 200, "text": ""}] and pictures[0][8:12] == b"WEBP"


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
