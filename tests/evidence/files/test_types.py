"""Names, sizes and sentences of what is sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.files import advice, types

NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\win.pdf": "win.pdf",
    "nol\0.pdf": "nol.pdf",
    "notula\u202efdp.exe": "notulafdp.exe",
    "a.pdf.php": "a.pdf.php",
    "a.php.pdf": "a.php.pdf",
    "CON.pdf": "_CON.pdf",
    "com1.pdf": "_com1.pdf",
    "x" * 400 + ".pdf": "x" * 116 + ".pdf",
    "x." + "y" * 400: "x." + "y" * 11,
    ".pdf": "tanpa nama.pdf",
    "a.pdf.": "a.pdf",
    "a.PDF ": "a.PDF",
    "<svg onload=alert(1)>.pdf": "_svg onload=alert(1)_.pdf",
    "&lt;img src=x&gt;.pdf": "&lt;img src=x&gt;.pdf",
    "a\r\nSet-Cookie: x.pdf": "a Set-Cookie_ x.pdf",
    "\ud800\udfff.pdf": "tanpa nama.pdf",
    "%2e%2e%2fa.pdf": "%2e%2e%2fa.pdf",
    "": "tanpa nama",
    "e\u0301.pdf": "\u00e9.pdf",
}


@pytest.mark.case("A12")
@pytest.mark.parametrize(("file_name", "shown_name"), NAMES.items(), ids=range(len(NAMES)))
def test_a_hostile_name_is_shown_as_one_short_line_without_folders(file_name, shown_name):
    assert types.name_of(file_name) == shown_name


@pytest.mark.case("A12")
@given(st.text(st.characters(), max_size=700))
def test_whatever_the_name_the_path_fits_its_column_and_goes_nowhere_else(file_name):
    path, name = types.path_of(file_name), types.name_of(file_name)
    assert 1 <= len(name) <= 120 and len(path) <= 500 and path.endswith(name)
    assert not {"", ".", ".."} & set(path.split("/")) and "\\" not in path
    assert json.loads(json.dumps(path)).encode() and not any(ord(character) < 32 for character in path)


@pytest.mark.parametrize(
    ("file_name", "path"),
    [
        ("AREA I/1.i Tim/1.i.a SK.pdf", "AREA I/1.i Tim/1.i.a SK.pdf"),
        ("C:\\Bukti\\AREA I\\SK.pdf", "Bukti/AREA I/SK.pdf"),
        ("/AREA I/./../SK.pdf", "AREA I/SK.pdf"),
    ],
)
def test_folders_stay_for_they_say_where_a_file_belongs(file_name, path):
    assert types.path_of(file_name) == path


def test_of_a_very_long_path_the_nearest_folders_stay():
    path = types.path_of("/".join(["folder panjang sekali"] * 60 + ["AREA I", "a.pdf"]))
    assert len(path) <= 500 and path.endswith("folder panjang sekali/AREA I/a.pdf")


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 byte"), (1023, "1023 byte"), (1536, "1,5 KB"), (10 << 20, "10 MB"), (5 << 40, "5120 GB")]
)
def test_sizes_are_written_as_people_read_them(size, words):
    assert types.amount(size) == words


def test_a_video_is_taken_only_where_that_is_set():
    assert "mp4" in types.accepted_kinds(True) and "mp4" not in types.accepted_kinds(False)
    assert "MP4" not in types.type_refusal("a.mp4", False) and ".mp4" in types.type_refusal("a.mp4", False)


def refusal_text(code, *, expected="pdf", actual="pdf", **facts):
    return types.content_refusal(code, expected=expected, actual=actual, area=50, **facts)[1]


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        ("pdf", "image/gif", "Isi berkas bukan PDF, melainkan gambar GIF. Buka gambarnya, simpan sebagai JPG atau PNG"),
        ("pdf", "docx", "melainkan dokumen Word (DOCX). Ganti akhiran namanya menjadi .docx"),
        ("jpg", "image/heic", "melainkan foto HEIC. Simpan sebagai JPG"),
        ("pdf", "text/html", "melainkan halaman HTML. Ini halaman web"),
        ("docx", "application/x-ole-storage", "simpan sebagai DOCX, XLSX, PPTX, atau PDF"),
        ("pdf", "mp4", "melainkan video MP4. Unggah foto"),
        ("pdf", "zip", "melainkan arsip ZIP. Simpan ulang sebagai PDF"),
        ("pdf", "font/woff", "melainkan jenis yang tidak dikenal. Simpan ulang sebagai PDF"),
    ],
)
def test_what_a_file_turned_out_to_be_is_named_with_the_fitting_way(expected, actual, words):
    assert words in refusal_text("file_type_mismatch", expected=expected, actual=actual)


WAYS = {
    "surat.doc": "simpan sebagai DOCX atau PDF",
    "surat.RTF": "simpan sebagai DOCX atau PDF",
    "surat.odt": "simpan sebagai DOCX atau PDF",
    "rekap.xls": "simpan sebagai XLSX atau PDF",
    "rekap.ods": "simpan sebagai XLSX atau PDF",
    "paparan.ppt": "simpan sebagai PPTX atau PDF",
    "rekap.xlsm": "tanpa makro",
    "surat.docm": "tanpa makro",
    "IMG_0001.HEIC": "Simpan sebagai JPG",
    "foto.gif": "JPG atau PNG",
    "pindai.tiff": "JPG atau PNG",
    "bukti.rar": "kemas sebagai ZIP",
    "bukti.7z": "kemas sebagai ZIP",
    "undangan.msg": "simpan sebagai PDF",
    "undangan.eml": "simpan sebagai PDF",
    "Notula.gdoc": "pintasan ke Google Drive",
    "Notula.lnk": "Ini pintasan, bukan berkasnya",
    "rapat.mp4": "notulanya",
    "rapat.mov": "notulanya",
    "rapat.m4a": "notulanya",
    "a.pdf.crdownload": "belum selesai",
    "surat": "Beri nama berakhiran",
    "data.zzz": "Simpan sebagai PDF, JPG",
}


@pytest.mark.case("A11")
@pytest.mark.parametrize(("name", "way"), WAYS.items(), ids=list(WAYS))
def test_a_name_that_is_not_taken_is_told_what_to_do_instead(name, way):
    sentence = types.type_refusal(name, video=False)
    assert way in sentence and sentence.endswith(".")


def test_of_a_suffix_that_is_taken_nobody_is_told_another_way():
    assert [kind for kind in (*types.KINDS, *types.ALIASES) if advice.for_suffix(kind, video=True)] == []
    assert "MP4" in advice.for_suffix("mov", video=True)


@pytest.mark.case("A4")
def test_a_signed_pdf_is_never_to_be_printed_anew_but_asked_for_without_what_it_carries():
    pdf_codes = [code for code in types.MESSAGES if code.startswith("pdf_")]
    assert set(pdf_codes) == set(types.SIGNED)
    for code in pdf_codes:
        text = refusal_text(code, signed=True)
        assert "Minta salinan tanpa" in text and "Cetak ulang" not in text
    assert "lampiran" in refusal_text("pdf_attachment", signed=True)
    assert "ke PDF biasa" in refusal_text("pdf_attachment")


def test_only_refusals_of_unsigned_pdfs_advise_to_print_anew():
    advising = [code for code, text in types.MESSAGES.items() if "cetak ulang" in text.lower()]
    assert set(advising) == set(types.SIGNED)
    assert not any("cetak" in way.lower() for way in advice.REMEDIES.values())


@pytest.mark.parametrize("path", ["__MACOSX/AREA I/._a.pdf", "a/.DS_Store", "Thumbs.db", "a\\desktop.ini", "~$a.docx"])
def test_what_systems_put_beside_people_s_files_is_known(path):
    assert types.is_clutter(path)


def test_each_sentence_is_one_that_says_what_is_wrong():
    ends = (".", "{remedy}")
    assert [code for code, text in types.MESSAGES.items() if not text.endswith(ends) or len(code) > 30] == []
