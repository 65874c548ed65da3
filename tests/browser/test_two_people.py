"""Two people at one row: different cells both stay, one cell shows both texts and asks."""

import pytest

from tests.browser.test_typed_text import ROW, press
from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(request, visitor, rows):
    """Sari and Bima, both with the form of one row open."""
    people = []
    for name in ("sari", "bima"):
        person = visitor(getattr(request, "param", "meja"))
        person.sign_in(f"{name}@demo.test", PASSWORD)
        person.go(f"/rencana/baris/{rows(ROW)[1][0]}/")
        people.append(person)
    return people


def save(person, label, text):
    person.page.get_by_label(label).fill(text)
    press(person, "Simpan")


def test_their_different_cells_both_stay(pair):
    sari, bima = pair
    save(bima, "Target capaian", "7 (tujuh) Laporan")
    bima.page.get_by_text("Baris disimpan").wait_for()
    save(sari, "Bukti fisik", "Foto rapat")
    sari.page.get_by_text("Perubahan orang lain pada “Target capaian” tetap ada").wait_for()
    table = sari.page.locator("#tabel").inner_text()
    assert "7 (tujuh) Laporan" in table and "Foto rapat" in table


@pytest.mark.parametrize("pair", [pytest.param("meja", marks=pytest.mark.long), "telepon"], indirect=True)
def test_one_cell_shows_both_texts_and_whose_the_other_is(pair):
    sari, bima = pair
    width = sari.page.viewport_size["width"]
    save(bima, "Langkah aksi", f"Dari Bima {width}")
    bima.page.get_by_text("Baris disimpan").wait_for()
    save(sari, "Langkah aksi", f"Dari Sari {width}")
    dispute = sari.page.locator("[data-disputed]")
    dispute.wait_for()
    sari.check()
    assert f"Dari Bima {width}" in dispute.inner_text() and "Bima" in dispute.locator("legend").inner_text()
    assert sari.page.get_by_label("Langkah aksi").input_value() == f"Dari Sari {width}"
    dispute.get_by_label("Pakai isian saya").check()
    press(sari, "Simpan")
    sari.page.locator("#tabel", has_text=f"Dari Sari {width}").wait_for()
