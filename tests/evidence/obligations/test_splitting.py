"""The printed bukti fisik as a list of documents."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.obligations.splitting import once_a_year, pieces, propose
from tests.acceptance.truth import SEEDS, plan_annex, read, true_rows

WORD = re.compile(r"\w+")
PARTS = st.sampled_from([
    "SK Tim", "notula", "Laporan monev", "foto (apel, rapat)", "daftar hadir", "undangan", "berita acara", "SOP", ", ",
    " dan ", " serta ", "; ", "\n", "1. ", "a) ", "- ", "(", ")", " tentang ", "10,5 persen", " atau ", "dan/atau",
    ": ", "yang memuat: ", ".", "…", "\r\n", "•", "Ĳ", "\u00a0",
])  # fmt: skip


@settings(max_examples=60)
@given(st.one_of(st.lists(PARTS, max_size=14).map("".join), st.text(max_size=80)))
def test_no_word_of_the_text_is_lost_and_none_is_added(text):
    marks = re.compile(r"\d{1,2}|[a-z]|dan|serta|atau", re.IGNORECASE)
    proposed_words = {word.casefold() for title in propose(text) for word in WORD.findall(title)}
    printed = {word.casefold() for word in WORD.findall(text)}
    assert proposed_words <= printed
    assert not [word for word in printed - proposed_words if not marks.fullmatch(word)]


@settings(max_examples=60)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_no_proposal_is_blank_and_each_stands_once(text):
    titles = propose(text)
    assert len(set(titles)) == len(titles) and all(title.strip() and "\n" not in title for title in titles)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("", []),
        (" - \n;", []),
        ("Notula", ["Notula"]),
        ("1. SK Tim;\n2. Notula rapat.", ["SK Tim", "Notula rapat"]),
        ("a. SK Tim b. lampirannya", ["SK Tim b. lampirannya"]),
        ("1) SK 2) Foto", ["SK", "Foto"]),
        ("undangan, daftar hadir dan notulen", ["Undangan", "Daftar hadir", "Notulen"]),
        ("SK tentang Tim Kerja, dan Rencana Aksi", ["SK tentang Tim Kerja", "Rencana Aksi"]),
        ("Keputusan tentang Tim dan Pakta Integritas", ["Keputusan tentang Tim dan Pakta Integritas"]),
        ("Laporan monitoring dan evaluasi", ["Laporan monitoring dan evaluasi"]),
        ("Foto (apel, rapat, upacara)", ["Foto (apel, rapat, upacara)"]),
        ("Tabel yang berisi: uraian, penyebab, dan cara", ["Tabel yang berisi: uraian, penyebab, dan cara"]),
        ("- Laporan kegiatan\n  yang ditandatangani\n- Foto", ["Laporan kegiatan yang ditandatangani", "Foto"]),
        ("Laporan\nFoto", ["Laporan", "Foto"]),
        ("Notula\nNotula", ["Notula"]),
        ("Realisasi 10,5 persen", ["Realisasi 10,5 persen"]),
        ("Hotline, atau surel", ["Hotline, atau surel"]),
    ],
)
def test_it_reads_what_offices_write(text, titles):
    assert propose(text) == titles


def test_a_split_by_hand_is_proposed_at_each_and():
    assert pieces("Aplikasi Sakti dan Media Sosial") == ["Aplikasi Sakti", "Media Sosial"]
    assert pieces("Notula") == ["Notula"]


@pytest.mark.parametrize("title", ["SK Tim", "Surat Keputusan tentang Tim", "Dokumen Renstra KPU", "SOP", "LAKIP 2025"])
def test_what_is_made_once_a_year(title):
    assert once_a_year(title)


@pytest.mark.parametrize("title", ["SKP pegawai", "Laporan", "Notula rapat", "Rencana kerja triwulan II", "Foto SK"])
def test_what_is_made_again_and_again(title):
    assert not once_a_year(title)


READ = {
    # decree → how many documents each cell asks for, as a person reads it; cells that are not here ask for one
    "000_toraja_utara": {
        2: 5, 4: 5, 5: 5, 7: 2, 8: 11, 11: 3, 13: 2, 14: 2, 15: 2, 16: 3, 18: 3, 19: 6, 20: 3, 25: 2, 26: 3, 27: 2,
        28: 3, 32: 3, 33: 2, 35: 2, 37: 2, 38: 2, 40: 4, 41: 2, 43: 2,
    },
    "001_sulawesi_tengah": {3: 2, 4: 2, 5: 2, 26: 2, 28: 2, 29: 2, 44: 2},
    "002_penajam_paser_utara": {
        3: 4, 4: 2, 5: 5, 6: 5, 7: 2, 11: 2, 12: 2, 15: 2, 16: 2, 19: 5, 20: 2, 24: 2, 25: 7, 30: 3, 31: 2,
    },
    "003_luwu": {},
    "004_tambrauw": {
        1: 2, 3: 4, 4: 2, 6: 3, 8: 5, 10: 2, 18: 2, 20: 2, 22: 2, 23: 3, 26: 2, 30: 7, 32: 3, 33: 3, 34: 3, 37: 2,
        38: 2, 39: 3, 40: 5, 44: 4, 45: 2, 55: 2, 63: 2, 64: 3, 65: 5,
    },
}  # fmt: skip
MISREAD = {
    # two are printed without anything between them, or "dan" joins two things that are no kind of document
    ("000_toraja_utara", 8), ("000_toraja_utara", 21), ("001_sulawesi_tengah", 26), ("002_penajam_paser_utara", 7),
    ("002_penajam_paser_utara", 19), ("004_tambrauw", 6),
}  # fmt: skip


def cells(seeds, name):
    """Printed cells of bukti fisik of a real decree."""
    rows = true_rows(plan_annex(read(seeds / f"{name}.json")))
    return [text for row in rows if (text := row["cells"].get("BUKTI FISIK", "")).strip()]


def test_the_cells_of_the_real_decrees_are_read_as_a_person_reads_them(seeds):
    counts = {(name, place): len(propose(text)) for name in SEEDS for place, text in enumerate(cells(seeds, name), 1)}
    wrong = {where for where, number in counts.items() if number != READ[where[0]].get(where[1], 1)}
    assert wrong == MISREAD and len(counts) == 206


@pytest.mark.parametrize(
    "text",
    ["foto" + " " * 4900 + "x", "sk dan " * 700, "SK; " * 1200, "a, " * 1600],
    ids=["blanks", "and", "semicolons", "commas"],
)
def test_a_cell_of_the_longest_length_is_read_in_no_time(text):
    started_at = time.process_time()
    propose(text)
    assert time.process_time() - started_at < 2


def test_no_word_of_the_real_decrees_is_lost(seeds):
    for name in SEEDS:
        for text in cells(seeds, name):
            proposed_words = {word.casefold() for title in propose(text) for word in WORD.findall(title)}
            missing_words = {word.casefold() for word in WORD.findall(text)} - proposed_words
            assert missing_words <= {"dan", "serta", *"123456789"}, text
