"""A table of another year and office: stopped at the preview, put right in few clicks, printed without a trace."""

import re

import pytest

from tests.browser.test_main_job import approve, enact, press, printed, submit
from tests.workbooks import AREAS, BAND_HEAD, one_sheet
from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser
ROWS, MOST_CLICKS = 44, 12
OFFICE = "Kabupaten Maju Mundur"


def copied_table(path):
    """A workbook of 44 rows of another kabupaten's plan for 2025; returns its path."""
    rows = [[f"RENCANA AKSI KPU {OFFICE.upper()} TAHUN 2025"], list(BAND_HEAD), ["I", AREAS[0]]]
    for n in range(1, ROWS + 1):
        texts = [f"Rapat ke-{n} di KPU {OFFICE}", f"Notula rapat ke-{n}", "Maret 2025", "1 (satu) Notula"]
        rows.append([n, f"Aspek {n}", f"Indikator {n}", *texts])
    return one_sheet(path, rows, name="Rencana")


class Counted:
    """Counts the clicks of a person and the documents that their browser loads."""

    def __init__(self, person):
        self.person, self.clicks, self.loads = person, 0, 0
        person.page.on("request", self._note)

    def _note(self, request):
        self.loads += request.resource_type == "document"

    def click(self, name, role="button"):
        """Click what has this name."""
        self.clicks += 1
        self.person.page.get_by_role(role, name=name).first.click()


def upload(person, path, year):
    """Upload the table and wait for its preview."""
    person.go("/rencana/impor/")
    person.page.get_by_label("Tahun").fill(str(year))
    person.page.get_by_label("Berkas Excel").set_input_files(path)
    press(person, "Baca berkas")
    person.page.get_by_role("heading", name="Pratinjau").wait_for(timeout=60000)
    person.check()
    assert person.page.get_by_text(f"{ROWS} baris dan judul tabel menyebut tahun 2025.").count() == 1
    assert person.page.get_by_role("button", name="Simpan sebagai draf rencana").count() == 0


def test_a_copied_table_is_put_right_by_one_button_and_printed_without_a_trace(visitor, tmp_path):
    sari = visitor("meja")
    sari.sign_in("sari@demo.test", PASSWORD)
    upload(sari, copied_table(tmp_path / "salinan.xlsx"), 2030)
    counted = Counted(sari)
    counted.click("Perbaiki dan simpan")
    sari.page.get_by_text("Rencana tersimpan sebagai draf").wait_for()
    sari.check()
    assert counted.clicks == 1 and sari.page.get_by_text("menyebut tahun 2025").count() == 0
    address = submit(sari)
    approve(visitor("meja"), address)
    enact(sari, address, 2030)
    text = printed(sari, address, "asli")
    assert text.count("Maret 2030") == ROWS and "Maret 2025" not in text and "Maju Mundur" not in text.title()


def test_year_and_office_of_a_draft_are_replaced_without_loading_a_page(visitor, tmp_path):
    sari = visitor("telepon")
    sari.sign_in("sari@demo.test", PASSWORD)
    upload(sari, copied_table(tmp_path / "salinan.xlsx"), 2031)
    press(sari, "Simpan apa adanya")
    sari.page.get_by_text("Rencana tersimpan sebagai draf").wait_for()
    counted = Counted(sari)
    counted.click("Ganti di seluruh rencana", role="link")
    sari.page.get_by_role("heading", name="Perubahan", exact=True).wait_for()
    sari.check()
    counted.click("Terapkan yang dicentang")
    sari.page.get_by_text(re.compile(r"\d+ perubahan diterapkan")).wait_for()
    sari.check()
    assert counted.clicks <= MOST_CLICKS and counted.loads == 0
    assert sari.page.get_by_text("Maret 2031").count() == ROWS
    counted.click("Urungkan penggantian")
    sari.page.get_by_text("Penggantian diurungkan").wait_for()
    assert counted.loads == 0 and sari.page.get_by_text("Maret 2025").count() == ROWS
