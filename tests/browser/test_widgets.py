"""Widgets whose words the browser would choose in its own language."""

import pytest

from tests.browser.test_main_job import WORKBOOK
from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser


def test_file_and_date_fields_speak_indonesian(visitor):
    sari = visitor("telepon")
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go("/rencana/impor/")
    words = sari.page.locator(".file-pick-words")
    assert "Belum ada berkas dipilih" in words.inner_text()
    sari.page.get_by_label("Berkas Excel").set_input_files(WORKBOOK)
    assert WORKBOOK.name in words.inner_text()
    sari.go("/keputusan/2/pengaturan/")
    sari.page.locator("input[type=date]").fill("2026-12-11")
    assert sari.page.get_by_text("11 Desember 2026").count() == 1
    sari.check()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(visitor, tmp_path):
    heavy = tmp_path / "besar.xlsx"
    with heavy.open("wb") as file:
        file.truncate((10 << 20) + 1)
    sari = visitor("telepon")
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go("/rencana/impor/")
    sari.page.get_by_label("Tahun").fill("2030")
    field = sari.page.get_by_label("Berkas Excel")
    field.set_input_files(heavy)
    assert sari.page.get_by_role("alert").inner_text().startswith("Berkas ini 10,1 MB, sedangkan paling besar 10 MB.")
    sari.check()
    sari.page.get_by_role("button", name="Baca berkas").click()
    assert sari.page.url.endswith("/rencana/impor/") and sari.page.get_by_label("Tahun").input_value() == "2030"
    field.set_input_files(WORKBOOK)
    assert sari.page.get_by_role("alert").inner_text() == "" and field.evaluate("field => field.checkValidity()")


def test_a_file_that_is_too_large_is_refused_in_words_and_the_form_stays(visitor, tmp_path):
    heavy = tmp_path / "besar.xlsx"
    with heavy.open("wb") as file:
        file.truncate(30 << 20)
    sari = visitor("meja")
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go("/rencana/impor/")
    sari.page.get_by_label("Tahun").fill("2030")
    sari.page.get_by_label("Berkas Excel").set_input_files(heavy)
    sari.page.locator("form[enctype]").evaluate("form => form.submit()")  # as a browser that checks nothing
    sari.page.get_by_role("heading", name="Berkas terlalu besar").wait_for()
    sari.check()
    sari.page.go_back()
    assert sari.page.get_by_label("Tahun").input_value() == "2030"
