"""The main job by clicking: from a workbook to the printed decree, with the real worker, at two widths."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from zi_portal import BASE_DIR
from zi_portal.demo.data import PASSWORD

WORKBOOK = BASE_DIR / "fixtures" / "demo" / "rencana-aksi-teluk-jernih.xlsx"
EDITED = "Langkah yang diperbaiki di peramban"

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "year"), [("meja", 2028), pytest.param("telepon", 2029, marks=pytest.mark.long)])
def test_from_a_workbook_to_the_printed_decree(visitor, width, year):
    sari = visitor(width)
    sari.sign_in("sari@demo.test", PASSWORD)
    import_workbook(sari, year)
    correct_a_row(sari)
    replace_the_year(sari, year)
    address = submit(sari)
    approve(visitor(width), address)
    enact(sari, address, year)
    for edition in ("asli", "salinan"):
        text = printed(sari, address, edition)
        assert EDITED in text and f"NOMOR 17 TAHUN {year}" in text and "KONSEP" not in text
        assert ("SALINAN" in text) == (edition == "salinan")


def press(person, name, **kind):
    """Click a button or link by its name and check the page that comes."""
    page = person.page
    element = page.get_by_role(kind.get("role", "button"), name=name, exact=kind.get("exact", False))
    element.first.click()
    person.check()


def import_workbook(person, year):
    person.go("/rencana/impor/")
    person.page.get_by_label("Tahun").fill(str(year))
    person.page.get_by_label("Berkas Excel").set_input_files(WORKBOOK)
    press(person, "Baca berkas")
    person.page.get_by_role("heading", name="Pratinjau").wait_for(timeout=60000)
    person.check()
    press(person, "Perbaiki dan simpan")
    person.page.get_by_text("Rencana tersimpan sebagai draf").wait_for()


def correct_a_row(person):
    press(person, "Ubah baris 2", role="link")
    person.page.get_by_label("Langkah aksi").fill(EDITED)
    press(person, "Simpan", exact=True)
    person.page.locator("#tabel", has_text=EDITED).wait_for()


def replace_the_year(person, year):
    """The table is one of 2026; what it was copied for is another year."""
    person.page.locator(".sheet-about summary").first.click()
    banner = person.page.locator("#tertinggal")
    banner.get_by_role("link").last.click()
    person.page.get_by_role("button", name="Terapkan yang dicentang").wait_for()
    person.check()
    press(person, "Terapkan yang dicentang")
    person.page.locator("#tabel", has_text=str(year)).wait_for()
    person.check()


def submit(person):
    """Submit the decree; returns its path."""
    person.page.locator(".sheet-tools").get_by_role("link", name="Keputusan").click()
    person.check()
    path = re.search(r"/keputusan/\d+/", person.page.url).group()
    press(person, "Ajukan", role="link", exact=True)
    person.page.get_by_text("Naskah ini dapat dicetak").wait_for(timeout=90000)
    press(person, "Ajukan", exact=True)
    person.page.get_by_text("Keputusan diajukan kepada pimpinan.").wait_for()
    return path


def approve(person, path):
    person.sign_in("lukas@demo.test", PASSWORD)
    assert person.page.locator(f'a[href="{path}"]').count() == 1
    person.go(path)
    press(person, "Setujui", role="link", exact=True)
    press(person, "Setujui", exact=True)
    person.page.get_by_text("Keputusan disetujui.").wait_for()


def enact(person, path, year):
    person.go(path)
    press(person, "Tetapkan", role="link", exact=True)
    person.page.get_by_label("Nomor", exact=False).first.fill("17")
    person.page.get_by_label("Tahun nomor").fill(str(year))
    person.page.get_by_label("Tanggal penetapan").fill(f"{year}-01-12")
    press(person, "Tetapkan", exact=True)
    person.page.get_by_text("Keputusan ditetapkan dan dibekukan.").wait_for()


def printed(person, path, edition):
    """Text of the PDF that the portal offers for download."""
    person.go(path)
    press(person, f"Buat PDF {edition}")
    link = person.page.get_by_role("link", name=f"Unduh {edition}")
    link.wait_for(timeout=90000)
    with person.page.expect_download() as waiting:
        link.click()
    content = Path(waiting.value.path()).read_bytes()
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
