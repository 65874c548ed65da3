"""Which slot a file belongs to, by its folder, code and name."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.matching import MOST, Matcher, Slot, alike, shown, sure
from evidence.paths import read_name

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
    found = Matcher(SLOTS).propose(path)
    return found[0].slot if found else None


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
    found = read_name(path)
    assert (found.area, found.code) == (area, code)


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
    assert [one.slot for one in Matcher(twins).propose("1.i.a Notula.pdf")] == [2, 1]


def test_names_of_folders_are_read_whatever_sign_divides_them():
    assert best("AREA I\\1.i.a SK Tim.pdf") == best("AREA I/1.i.a SK Tim.pdf") == 1


def test_titles_are_alike_with_other_words_for_the_same():
    assert alike("Notula rapat", "Notulensi Rapat 2025") > 0.9
    assert alike("SK Tim", "Foto apel") == 0


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_name_is_read_and_scored_between_nought_and_one(path):
    found = Matcher(SLOTS).propose(path)
    assert len(found) <= MOST and all(0 <= one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize(
    ("code", "text"), [((1, 2, 3), "1.ii.c"), ((1, None, 3), "1.c"), ((6, 13, 27), "6.13.27"), ((2, 4, None), "2.iv")]
)
def test_a_code_in_letters(code, text):
    assert shown(code) == text
