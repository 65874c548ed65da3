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
