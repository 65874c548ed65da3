"""What is refused: errors of file fields are seen, and a page that refuses leads back to what was typed."""

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(params=["meja", "telepon"])
def sari(request, visitor):
    """Sari at the import with a year typed."""
    person = visitor(request.param)
    person.sign_in("sari@demo.test", PASSWORD)
    person.go("/rencana/impor/")
    person.page.get_by_label("Tahun").fill("2030")
    return person


def test_the_error_of_a_file_field_is_seen(sari, tmp_path):
    empty = tmp_path / "kosong.xlsx"
    empty.touch()
    sari.page.get_by_label("Berkas Excel").set_input_files(empty)
    sari.page.get_by_role("button", name="Baca berkas").click()
    message = sari.page.get_by_text("Berkas kosong. Pilih berkas lain.")
    message.wait_for()
    sari.check()
    assert message.is_visible()


def test_a_missing_file_is_told_at_its_field(sari):
    sari.page.get_by_role("button", name="Baca berkas").click()
    sari.page.locator("#div_id_file .invalid-feedback:visible").wait_for()
    assert sari.page.get_by_label("Tahun").input_value() == "2030"


def test_413_leads_back_to_the_form_with_its_text(sari, tmp_path):
    heavy = tmp_path / "besar.xlsx"
    with heavy.open("wb") as file:
        file.truncate(30 << 20)
    sari.page.locator("[data-max-bytes]").evaluate("field => field.removeAttribute('data-max-bytes')")
    sari.page.locator("form[enctype]").evaluate("form => form.noValidate = true")
    sari.page.get_by_label("Berkas Excel").set_input_files(heavy)
    sari.page.get_by_role("button", name="Baca berkas").click()
    sari.page.get_by_role("heading", name="Berkas terlalu besar").wait_for()
    sari.check()
    sari.page.get_by_text("Isian Anda disimpan di peramban ini").wait_for()
    sari.page.get_by_role("link", name="Kembali ke isian").click()
    sari.page.get_by_text("Isian yang belum tersimpan dari").wait_for()
    assert sari.page.get_by_label("Tahun").input_value() == "2030"
