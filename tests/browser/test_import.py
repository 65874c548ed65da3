"""The preview of an import by clicking: sheets of one plan, and columns whose headings nobody knows."""

import pytest

from tests.workbooks import AREAS, BAND_HEAD, add_sheet, new_book, one_sheet, save
from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser

STRANGE = [
    ["DAFTAR KEPERLUAN"],
    ["Urut", "Yang Digarap", "Bentuknya", "Kapan Jadi"],
    *([number, f"Rapat persiapan tim ke-{number}", "Notula 📷", "kalau sempat"] for number in range(1, 9)),
]


def read_book(visitor, width, path, year):
    """Sari in front of the preview of this workbook."""
    sari = visitor(width)
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go("/rencana/impor/")
    sari.page.get_by_label("Tahun").fill(str(year))
    sari.page.get_by_label("Berkas Excel").set_input_files(path)
    sari.page.get_by_role("button", name="Baca berkas").click()
    sari.page.get_by_role("heading", name="Pratinjau").wait_for(timeout=60000)
    return sari


def open_all(person):
    """Open all that is folded away, and check the page."""
    for summary in person.page.locator("main details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    person.check()


@pytest.mark.parametrize(("width", "year"), [("telepon", 2027), pytest.param("meja", 2030, marks=pytest.mark.long)])
def test_columns_that_nobody_knows_get_their_meaning(visitor, tmp_path, width, year):
    sari = read_book(visitor, width, one_sheet(tmp_path / "asing.xlsx", STRANGE), year)
    open_all(sari)
    sari.page.get_by_label("B: Yang Digarap").select_option("action")
    sari.page.get_by_label("C: Bentuknya").select_option("evidence")
    sari.page.get_by_label("D: Kapan Jadi").select_option("time")
    sari.page.get_by_role("button", name="Baca lagi").click()
    sari.page.get_by_text("8 kali: lihat tempatnya").first.wait_for()
    open_all(sari)
    sari.page.get_by_role("button", name="Simpan sebagai draf rencana").click()
    sari.page.get_by_text("Rencana tersimpan sebagai draf: 8 baris").wait_for()


def test_a_sheet_for_each_area_is_one_plan(visitor, tmp_path):
    book = new_book()
    for number, area in enumerate(AREAS, 1):
        rows = [[f"RENCANA AKSI AREA {number}: {area.upper()}"], BAND_HEAD, [1, "Aspek", "Indikator", "Langkah"]]
        add_sheet(book, rows, name=f"AREA {number}")
    sari = read_book(visitor, "telepon", save(book, tmp_path / "enam.xlsx"), 2026)
    sari.page.get_by_role("link", name="AREA 2", exact=True).click()
    sari.check()
    sari.page.get_by_role("link", name="Semua lembar sebagai satu rencana").click()
    sari.page.get_by_role("button", name="Simpan sebagai draf rencana").click()
    sari.page.get_by_text("sebagai draf: 6 baris dalam 6 area").wait_for()
