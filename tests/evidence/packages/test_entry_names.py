"""Names of folders and files in a package: what Windows takes, short, each once, and read back by the matcher."""

import pytest

from evidence.packages import entry_names
from evidence.places.paths import read_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('a<b>c:"d"/e\\f|g?h*i', "a b c d e f g h i"),
        ("  .. titik di ujung .", "titik di ujung"),
        ("baris\nbaru\tdan\x00nol", "baris baru dan nol"),
        ("laporan\u202efdp.exe", "laporanfdp.exe"),
        ("nul.pdf", "_nul.pdf"),
        ("COM1", "_COM1"),
        ("kontrak", "kontrak"),
        ("???", ""),
    ],
)
def test_a_name_is_cleaned(text, name):
    assert entry_names.cleaned(text, 60) == name


def test_a_long_name_ends_with_a_word_where_it_can():
    assert entry_names.cleaned("menyusun laporan pelaksanaan", 20) == "menyusun laporan"
    assert entry_names.cleaned("x" * 30, 20) == "x" * 20


def test_a_file_keeps_its_extension_once():
    assert entry_names.file_name("Notula.PDF", "pdf") == "Notula.pdf"
    assert entry_names.file_name("???", "pdf") == "berkas.pdf"
    assert len(entry_names.file_name("y" * 300, "docx")) <= entry_names.FILE


def test_the_longest_path_is_not_too_long_for_windows():
    folders = entry_names.step_folders((12, 12, 99), "lanjutan12", "a" * 300, "b" * 300)
    path = entry_names.UniquePaths().path(folders, entry_names.file_name("c" * 300, "docx"))
    assert len(path) <= 180 - len(" (99)")


def test_a_path_is_given_once_whatever_its_case():
    shelf = entry_names.UniquePaths()
    names = [shelf.path(("A",), name) for name in ("sk.pdf", "SK.PDF", "sk.pdf")]
    assert names == ["A/sk.pdf", "A/SK (2).PDF", "A/sk (3).pdf"]


def test_the_folders_say_the_same_code_to_the_matcher():
    folders = entry_names.step_folders((1, 1, 1), "I", "Tim Kerja", "Rapat pembentukan")
    assert folders == ("AREA I", "1.i Tim Kerja", "1.i.a Rapat pembentukan")
    assert read_name("/".join([folders[0], "1.i.a SK.pdf"])).code == (1, 1, 1)


def test_a_row_without_aspect_or_words_still_has_a_folder():
    assert entry_names.step_folders((3, None, 1), "", "", "") == ("AREA III", "3.a")
