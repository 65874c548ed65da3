"""What a stranger's file is, by its bytes; looked at in a confined child, as the worker does."""

import io
import tempfile
import zipfile

import pikepdf
import pytest
from PIL import Image

from evidence.uploads import examining, unpacking
from tests.evidence.files import hostile
from zi_portal.lib.sandbox import confined

PLAIN = hostile.pdf(pages=2)
NAME = pikepdf.Name


def short(value):
    """Id of a parameter: archives hold the time at which they are made, and ids must be the same in every process."""
    return value if isinstance(value, str) else "isi"


def look(content, kind):
    """(what is said, new bytes) of content whose name promises a kind."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return examining._inspect(file, kind, lambda: None)


def refused(content, kind):
    answer, blobs = look(content, kind)
    assert blobs == [] and "kind" not in answer
    return answer["refused"]


def found(content, kind="pdf"):
    answer = look(content, kind)[0]
    return answer["refused"], answer["found"]


def listed(content, entries=20, room=1 << 30):
    header = {"entries": entries, "room": room}
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return confined.call(
            "zi_portal.lib.sandbox.inside.inspection:contents", header, file=file, limits=unpacking.LIMITS
        )[0]


GOOD = {
    "pdf": PLAIN,
    "docx": hostile.docx(),
    "jpg": hostile.picture(),
    "png": hostile.picture("PNG"),
    "webp": hostile.picture("WEBP"),
    "mp4": hostile.mp4(),
}


@pytest.mark.case("A2")
@pytest.mark.parametrize("kind", GOOD)
def test_what_is_taken_is_known_by_its_content_alone(kind):
    assert look(GOOD[kind], kind)[0] == {"kind": kind}


@pytest.mark.case("A1")
@pytest.mark.parametrize(
    ("content", "is_"),
    [
        (b"MZ" + b"\0" * 200, "application/x-dosexec"),
        (GOOD["png"], "png"),
        (GOOD["docx"], "docx"),
        (b"GIF89a=1;alert(1)//", "image/gif"),
        (hostile.archive({"a.txt": "x"}), "zip"),
        (b"Notula rapat\n" * 9, "text/plain"),
    ],
    ids=short,
)
def test_content_that_is_not_what_the_name_says_is_refused_by_its_name(content, is_):
    assert found(content) == ("file_type_mismatch", is_)


@pytest.mark.case("A11")
@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
        b"<?xml version='1.0'?><a/>",
    ],
    ids=short,
)
@pytest.mark.parametrize("kind", ["pdf", "jpg", "docx"])
def test_what_a_browser_would_run_is_refused_under_any_name(content, kind):
    assert refused(content, kind) == "file_type_mismatch"


@pytest.mark.case("A3")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><script>alert(1)</script>" + PLAIN, "polyglot"),
        (b"GIF89a" + PLAIN, "polyglot"),
        (PLAIN + hostile.archive({"a.js": "x"}), "polyglot"),
        (b"%PDF-1.4\n<script>alert(1)</script>", "truncated"),
        (b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF", "unreadable"),
        (PLAIN[: len(PLAIN) // 2], "truncated"),
    ],
    ids=short,
)
def test_a_pdf_that_is_something_else_too_or_only_half_is_refused(content, code):
    assert refused(content, "pdf") == code


@pytest.mark.case("A3")
@pytest.mark.parametrize("tail", [b"<?php system($_GET['c']); ?>", hostile.archive({"a.js": "alert(1)"})], ids=short)
@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_what_hangs_behind_a_picture_is_gone_after_it_is_drawn_anew(kind, tail):
    (redrawn,) = look(GOOD[kind] + tail, kind)[1]
    assert tail[:12] not in redrawn and Image.open(io.BytesIO(redrawn)).size == (60, 40)


def test_a_byte_order_mark_and_a_printer_s_words_before_a_pdf_are_harmless():
    assert look(b"\xef\xbb\xbf\r\n" + PLAIN, "pdf")[0] == {"kind": "pdf"}
    assert look(b"\x1b%-12345X@PJL\r\n" + PLAIN, "pdf")[0] == {"kind": "pdf"}


@pytest.mark.case("A4")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (hostile.action(S=NAME.JavaScript, JS="app.alert(1)"), "pdf_script"),
        (hostile.script_in_names, "pdf_script"),
        (hostile.page_action, "pdf_launch"),
        (hostile.action(S=NAME.GoTo, D="x", Next=pikepdf.Dictionary(S=NAME.Launch)), "pdf_launch"),
        (hostile.action(S=NAME.GoToE), "pdf_attachment"),
        (hostile.attachment, "pdf_attachment"),
        (hostile.annotation(NAME.FileAttachment), "pdf_attachment"),
        (hostile.form, "pdf_form"),
        (hostile.annotation(NAME.RichMedia), "pdf_media"),
        (hostile.annotation(NAME("/3D")), "pdf_media"),
    ],
    ids=short,
)
@pytest.mark.parametrize("streams", [False, True], ids=["plain", "packed"])
def test_a_pdf_that_runs_opens_or_carries_something_is_refused(change, code, streams):
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    assert refused(hostile.pdf(change, object_stream_mode=mode), "pdf") == code


@pytest.mark.case("A4")
def test_a_pdf_with_a_password_is_refused_one_that_only_forbids_printing_is_taken():
    bound = pikepdf.Encryption(owner="o", user="", allow=pikepdf.Permissions(print_highres=False))
    assert refused(hostile.locked(), "pdf") == "password"
    assert look(hostile.pdf(encryption=bound), "pdf")[0] == {"kind": "pdf"}


def test_a_pdf_with_links_bookmarks_and_fonts_of_any_name_is_taken():
    def usual(document):
        page = document.pages[0].obj
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(JS=pikepdf.Dictionary(Type=NAME.Font)))
        link = pikepdf.Dictionary(S=NAME.URI, URI="https://contoh.id")
        page.Annots = pikepdf.Array([pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Link, A=link)])
        document.Root.OpenAction = pikepdf.Array([page, NAME.Fit])

    assert look(hostile.pdf(usual), "pdf")[0] == {"kind": "pdf"}


@pytest.mark.case("A10")
@pytest.mark.parametrize("side", [8_000, 30_000])
def test_a_tiny_picture_that_says_it_is_huge_is_refused_before_it_is_decoded(side):
    assert refused(hostile.png_bomb(side), "png") == "image_large"


@pytest.mark.case("A28")
def test_a_photo_is_turned_upright_and_loses_place_and_comment():
    photo = hostile.photo(orientation=6)
    (redrawn,) = look(photo, "jpg")[1]
    with Image.open(io.BytesIO(redrawn)) as picture:
        top, bottom = picture.getpixel((20, 2)), picture.getpixel((20, 57))
        assert picture.size == (40, 60) and not picture.getexif() and "comment" not in picture.info
    assert top[0] > 200 > top[2] and bottom[2] > 200 > bottom[0]
    assert b"rahasia" in photo and b"rahasia" not in redrawn and b"Exif" not in redrawn


@pytest.mark.parametrize(
    ("size", "new_size", "turn"),
    [
        ((4000, 3000), (2560, 1920), 1),
        ((4000, 3000), (1920, 2560), 6),
        ((1080, 14000), (1080, 14000), 1),
        ((1080, 40000), (805, 29814), 1),
        ((12000, 2400), (9600, 1920), 1),
        ((9000, 2000), (8640, 1920), 3),
    ],
)
def test_a_picture_keeps_a_short_side_that_can_be_read_and_says_what_was_made_smaller(size, new_size, turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    answer, (redrawn,) = look(hostile.picture(size=size, exif=exif), "jpg")
    assert Image.open(io.BytesIO(redrawn)).size == new_size
    upright = list(size if turn < 5 else size[::-1])
    assert answer.get("resized") == (None if size == new_size else [upright, list(new_size)])


def test_a_scan_in_16_grey_levels_stays_readable():
    target = io.BytesIO()
    Image.new("I;16", (10, 10), 30_000).save(target, "PNG")
    (redrawn,) = look(target.getvalue(), "png")[1]
    assert 110 < Image.open(io.BytesIO(redrawn)).convert("L").getpixel((5, 5)) < 125


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_half_a_picture_is_refused(kind):
    picture = hostile.picture({"jpg": "JPEG"}.get(kind, kind.upper()), size=(900, 900))
    assert refused(picture[: len(picture) // 2], kind) == "unreadable"


OFFICE = {
    "macro": hostile.docx({"word/vbaProject.bin": b"x"}),
    "macro in the types": hostile.docx(types=hostile.OVERRIDE.format("x", "application/vnd.ms-office.vbaProject")),
    "embedded_program": hostile.docx({"word/embeddings/a.bin": b"MZ" + b"\0" * 90}),
    "embedded_program in a package": hostile.docx({"word/embeddings/o.bin": "\1Ole10Native".encode("utf-16-le")}),
    "external": hostile.docx(hostile.relation("attachedTemplate", "https://jahat.example/a.dotm")),
    "external share": hostile.docx(hostile.relation("oleObject", "\\\\jahat\\a.xls")),
    "xml_entities": hostile.laughs(),
    "bomb": hostile.docx({"word/media/a.bin": b"\0" * (8 << 20)}),
    "macro inside": hostile.docx({"word/embeddings/a.docx": hostile.docx({"word/vbaProject.bin": b"x"})}),
    "unreadable": hostile.docx(document="<w:document>"),
}


@pytest.mark.case("A7", "A8")
@pytest.mark.parametrize("name", OFFICE)
def test_an_office_file_with_macro_program_trick_or_bomb_is_refused(name):
    assert refused(OFFICE[name], "docx") == name.split()[0]


@pytest.mark.case("A8")
def test_entities_are_found_in_any_encoding_of_the_xml():
    text = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE l [<!ENTITY a 'x'>]><l>&a;</l>"
    assert refused(hostile.docx({"word/a.xml": text.encode("utf-16")}), "docx") == "xml_entities"


@pytest.mark.case("A7")
def test_an_office_file_that_lies_about_a_size_is_refused():
    content = hostile.docx({"word/z.bin": b"1" * 9000})
    assert refused(hostile.lying(content, 9000, 100), "docx") in ("unreadable", "file_type_mismatch")


def test_a_document_with_a_workbook_behind_its_chart_and_a_template_on_the_own_disk_is_taken():
    parts = {"word/embeddings/a.docx": hostile.docx()} | hostile.relation("attachedTemplate", "file:///C:/Normal.dotm")
    assert look(hostile.docx(parts), "docx")[0] == {"kind": "docx"}


def test_an_office_file_with_a_password_is_told_so():
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refused(content, "xlsx") == "password"
    assert refused(content, "pdf") == "file_type_mismatch"


def test_a_video_is_whole_to_its_last_byte():
    assert refused(hostile.mp4()[:-5], "mp4") == "truncated"
    assert refused(hostile.mp4() + b"<script>alert(1)</script>", "mp4") == "truncated"
    assert found(b"\0\0\0\x18ftypheic" + b"\0" * 80, "jpg") == ("file_type_mismatch", "image/heic")


@pytest.mark.case("A7")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.overlapping(), "bomb"),
        (hostile.archive({f"{n}.pdf": b"" for n in range(30)}), "zip_too_many"),
        (hostile.archive({"a.pdf": b"\0" * 3000}), "zip_too_large"),
        (hostile.archive({"a.pdf": b"1"})[:-10], "unreadable"),
        (PLAIN, "file_type_mismatch"),
    ],
    ids=short,
)
def test_an_archive_out_of_bounds_is_refused_by_its_directory(content, code):
    assert listed(content, room=2000)["refused"] == code


@pytest.mark.case("A7", "A12")
def test_the_files_of_an_archive_are_listed_with_what_forbids_each():
    entries = {hostile.link(): "/etc/passwd", "besar.pdf": b"\0" * (11 << 20), "AREA I/ok.pdf": b"1", "map/": b""}
    reasons = {entry["path"]: entry["why"] for entry in listed(hostile.archive(entries))["entries"]}
    assert reasons == {"tautan.pdf": "zip_link", "besar.pdf": "bomb", "AREA I/ok.pdf": ""}
    assert listed(hostile.encrypted())["entries"][0]["why"] == "password"
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        assert listed(hostile.archive({"a.pdf": b"1"}, method))["entries"][0]["why"] == "unreadable"


@pytest.mark.case("A12")
def test_names_of_an_archive_are_read_whether_or_not_it_says_that_they_are_utf8():
    plain = hostile.archive({"né.pdf": b"1", "SK.pdf": b"1"})
    unsaid = plain.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00")
    for content in (plain, unsaid):
        assert listed(content)["entries"][0]["path"] == "né.pdf"


@pytest.mark.case("A10", "A7")
def test_what_eats_memory_ends_the_child_and_not_the_worker(monkeypatch):
    monkeypatch.setattr(examining, "LIMITS", confined.Limits(memory=24 << 20, cpu=20, seconds=30))
    assert refused(hostile.picture("PNG", size=(6000, 6000)), "png") == "too_heavy"
    assert look(PLAIN, "pdf")[0] == {"kind": "pdf"}


def test_half_a_picture_is_refused_in_a_template_that_has_printed_before():
    confined.call(
        "zi_portal.lib.sandbox.inside.press:render", {"html": "<p>x</p>", "images": []}, limits=examining.LIMITS
    )
    picture = hostile.picture("PNG", size=(900, 900))
    assert refused(picture[: len(picture) // 2], "png") == "unreadable"
