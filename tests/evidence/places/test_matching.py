"""Which slot a file belongs to, by its folder, code and name."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.places.codes import code_text
from evidence.places.matching import MAX_PROPOSALS, Matcher, Slot, likeness, sure
from evidence.places.paths import read_name

SLOTS = [
    Slot(1, (1, 1, 1), "SK Tim", "Membentuk tim kerja"),
    Slot(2, (1, 1, 2), "Notula rapat", "Rapat tim", date(2026, 3, 30)),
    Slot(3, (1, 1, 2), "Notula rapat", "Rapat tim", date(2026, 6, 30)),
    Slot(4, (1, 2, 1), "Laporan monev", "Memantau"),
    Slot(5, (2, 1, 1), "SK Tim SPBE", "Membentuk tim"),
    Slot(6, (2, 1, None), "Peta proses bisnis"),
]


def best(path):
    """Slot of the best proposal for a path, None without any."""
    proposals = Matcher(SLOTS).propose(path)
    return proposals[0].slot if proposals else None


@pytest.mark.parametrize(
    ("path", "area", "code"),
    [
        ("AREA I/1.i.a SK TIM ZI.pdf", 1, (1, 1, 1)),
        ("Area 2/2.ii.c. Foto.jpg", 2, (2, 2, 3)),
        ("III. Penataan/3-1-2 Daftar.pdf", 3, (3, 1, 2)),
        ("1_2_c Laporan.docx", 1, (1, 2, 3)),
        ("Notula rapat.pdf", None, ()),
        ("a.pdf", None, ()),
        ("Komponen VI\\6.v.b foto.png", 6, (6, 5, 2)),
        ("AREA I/1.i Tim Kerja/a. SK.pdf", 1, (1, 1, 1)),
    ],
)
def test_a_name_says_its_area_and_code(path, area, code):
    reading = read_name(path)
    assert (reading.area, reading.code) == (area, code)


@pytest.mark.parametrize(
    ("path", "slot"),
    [
        ("AREA I/1.i.a SK TIM ZI.pdf", 1),
        ("AREA II/2.i.a SK TIM SPBE.pdf", 5),
        ("AREA I/1.i.b Notulen Rapat Juni.pdf", 3),
        ("AREA I/1.i.b Notulensi TW I.pdf", 2),
        ("AREA I/Laporan Monitoring Evaluasi.pdf", 4),
        ("SK Tim.pdf", 1),
        ("AREA I/1.i Tim Kerja/b. Notula Maret.pdf", 2),
        ("AREA II/Peta proses bisnis.pdf", 6),
        ("AREA III/1.i.a SK TIM.pdf", None),
        ("kuitansi bensin.pdf", None),
    ],
)
def test_the_best_proposal_is_where_a_person_would_put_it(path, slot):
    assert best(path) == slot


def test_two_that_are_as_good_are_not_sure_and_one_that_leads_is():
    matcher = Matcher(SLOTS)
    assert sure(matcher.propose("AREA I/1.i.a SK Tim.pdf")).slot == 1
    assert sure(matcher.propose("AREA I/1.i.b Notula rapat.pdf")) is None
    assert sure([]) is None


def test_a_running_number_before_the_name_is_no_code():
    assert sure(Matcher(SLOTS).propose("AREA II/3. Peta Proses Bisnis.pdf")).slot == 6


def test_a_filled_slot_comes_after_an_empty_one():
    twins = [Slot(1, (1, 1, 1), "Notula", filled=True), Slot(2, (1, 1, 1), "Notula")]
    assert [proposal.slot for proposal in Matcher(twins).propose("1.i.a Notula.pdf")] == [2, 1]


def test_names_of_folders_are_read_whatever_sign_divides_them():
    assert best("AREA I\\1.i.a SK Tim.pdf") == best("AREA I/1.i.a SK Tim.pdf") == 1


def test_titles_are_alike_with_other_words_for_the_same():
    assert likeness("Notula rapat", "Notulensi Rapat 2025") > 0.9
    assert likeness("SK Tim", "Foto apel") == 0


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_name_is_read_and_scored_between_nought_and_one(path):
    proposals = Matcher(SLOTS).propose(path)
    assert len(proposals) <= MAX_PROPOSALS and all(0 <= proposal.score <= 1 for proposal in proposals)
    assert [proposal.score for proposal in proposals] == sorted(
        (proposal.score for proposal in proposals), reverse=True
    )


@pytest.mark.parametrize(
    ("code", "text"), [((1, 2, 3), "1.ii.c"), ((1, None, 3), "1.c"), ((6, 13, 27), "6.13.27"), ((2, 4, None), "2.iv")]
)
def test_a_code_in_letters(code, text):
    assert code_text(code) == text


def reasons(path, year=2026):
    """(whether its place is ticked, why) of the best proposal for a path in a plan of this year."""
    proposals = Matcher(SLOTS, year).propose(path)
    return sure(proposals) is not None, proposals[0].reason


def test_the_reason_says_what_fits_and_what_speaks_against():
    assert reasons("AREA I/aspek 1/SK Tim 2026.pdf") == (True, "folder AREA I, aspek 1, nama mirip")
    assert reasons("AREA I/aspek 1/SK Tim 2025.pdf") == (
        False,
        "folder AREA I, aspek 1, nama mirip, tahun berbeda: 2025",
    )
    assert reasons("AREA I/03. Maret/Notula rapat.pdf") == (True, "folder AREA I, bulan Maret, nama mirip")
    assert reasons("AREA I/2.i.a SK Tim.pdf") == (False, "folder AREA I, nama mirip, kode menyebut area lain")


def test_the_month_chooses_the_due_date_and_without_it_nothing_is_ticked():
    paths = ["AREA I/Notula rapat.pdf", "AREA I/Notula rapat 12-06-2026.pdf", "TW I/AREA I/Notula rapat.pdf"]
    ticked = [sure(Matcher(SLOTS, 2026).propose(path)) for path in paths]
    assert [proposal and proposal.slot for proposal in ticked] == [None, 3, 2]


def test_times_that_contradict_each_other_tick_no_due_date():
    assert sure(Matcher(SLOTS, 2026).propose("AREA I/03. Maret/Notula rapat 12-06-2026.pdf")) is None


def test_words_of_a_folder_name_the_area_before_its_number_does():
    slots = [
        Slot(1, (1, 1, 1), "SK Tim", area_titles=("Manajemen Perubahan",)),
        Slot(2, (2, 1, 1), "SK Tim", area_titles=("Tata",)),
    ]
    assert sure(Matcher(slots).propose("2. Manajemen Perubahan/SK Tim.pdf")).slot == 1


def test_a_month_alone_does_not_choose_between_rows_that_ask_for_the_same():
    slots = [
        Slot(1, (1, 1, 1), "Laporan", due=date(2026, 3, 31)),
        Slot(2, (1, 2, 1), "Laporan", due=date(2026, 12, 31)),
    ]
    proposals = Matcher(slots, 2026).propose("AREA I/03. Maret/Laporan.pdf")
    assert proposals[0].slot == 1 and sure(proposals) is None
