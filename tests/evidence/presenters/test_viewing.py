"""One evidence in words: its period, the viewer's turns, what stands where no page can be shown."""

from datetime import date
from types import SimpleNamespace

import pytest

from evidence.presenters import viewing


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "2026"),
        (date(2026, 3, 1), None, "membuktikan 1 Maret 2026"),
        (date(2026, 3, 1), date(2026, 3, 1), "membuktikan 1 Maret 2026"),
        (date(2026, 3, 1), date(2026, 3, 31), "membuktikan 1 Maret 2026 sampai 31 Maret 2026"),
    ],
)
def test_the_period_is_said_as_far_as_it_is_known(first, last, words):
    assert viewing.period(SimpleNamespace(year=2026, proves_from=first, proves_until=last)) == words


def revision(**file):
    return SimpleNamespace(pk=4, file=SimpleNamespace(**{"name": "notula.pdf", "signature": ""} | file))


@pytest.mark.parametrize(
    ("stage", "labels"),
    [
        ("scanning", ["Muat ulang"]),
        ("infected", []),
        ("unscannable", []),
        ("preparing", ["Unduh notula.pdf", "Muat ulang"]),
        ("none", ["Unduh notula.pdf"]),
    ],
)
def test_a_file_is_offered_only_where_it_is_served(stage, labels):
    assert [link.label for link in viewing.notice(stage, revision(), "", "/bukti/1/").links] == labels


def test_the_name_of_a_virus_is_no_markup():
    assert "<script>" not in viewing.notice("infected", revision(signature="<script>"), "", "/").words


def test_the_first_page_turns_back_nowhere():
    disabled, enabled = viewing.turn("", 0, -1, ""), viewing.turn("?halaman=2", 2, 1, "")
    assert "aria-disabled" in disabled[0] and "href" not in disabled[0]
    assert 'href="?halaman=2#halaman-2"' in enabled[0]


def test_parts_of_a_long_page_are_told_apart():
    pages = [SimpleNamespace(number=3, part=part) for part in (1, 2)]
    viewing.name_leaves(pages, 8)
    assert [page.anchor for page in pages] == ["halaman-3", "halaman-3-2"]
    assert [page.alt for page in pages] == ["Halaman 3 dari 8", "Halaman 3 dari 8, bagian 2"]


def test_a_file_longer_than_its_preview_says_so():
    viewer = SimpleNamespace(last=50, last_page=50, total=80, as_text=False)
    assert viewing.frame(viewer).remainder.startswith("Berkas ini 80 halaman; 50 yang pertama")
    viewer.total = 50
    assert viewing.frame(viewer).remainder == ""
