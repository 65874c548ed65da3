"""A session that ends in the middle of a form: the text stays, its writer signs in over it, nobody else sees it."""

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser

ROW = (
    "SELECT step.id FROM plans_actionstep step JOIN plans_planarea area ON area.id = step.area_id "
    "JOIN plans_plan plan ON plan.id = area.plan_id WHERE NOT plan.frozen ORDER BY step.id"
)
"""Rows of the demo office's draft, where sari and bima are staff."""
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('zi-isian:')).length"
AGED = """
for (const key of Object.keys(localStorage).filter(key => key.startsWith("zi-isian:"))) {
  localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), at: Date.now() - 12.1 * 3600e3 });
}
"""
TYPED = "Ketikan yang tidak boleh hilang"


@pytest.fixture
def sari(request, visitor, rows):
    """Sari at a row's form, with something typed: .box is its field, .row its path; .end() ends all sessions."""
    person = visitor(getattr(request, "param", "meja"))
    person.sign_in("sari@demo.test", PASSWORD)
    person.row = f"/rencana/baris/{rows(ROW)[0][0]}/"
    person.end = lambda: rows("DELETE FROM entrance_session")
    person.go(person.row)
    person.box = person.page.get_by_label("Langkah aksi")
    person.before = person.box.input_value()
    person.box.fill(TYPED)
    kept_by(person)
    return person


def kept_by(person):
    """Wait until the browser has kept what was typed."""
    for _ in range(200):
        if person.page.evaluate(DRAFTS) == 1:
            return
        person.page.wait_for_timeout(50)
    pytest.fail("the text was not kept")


def press(person, name):
    person.page.get_by_role("button", name=name, exact=True).click()


def sign_in_over_it(person, email="sari@demo.test", password=PASSWORD):
    person.page.locator("dialog[open]").wait_for()
    person.check()
    person.page.locator("dialog").get_by_label("Surel").fill(email)
    person.page.locator("dialog").get_by_label("Kata sandi").fill(password)
    press(person, "Masuk dan lanjutkan")


def sign_out(person):
    if person.page.get_by_role("button", name="Buka menu").is_visible():
        press(person, "Buka menu")
    press(person, "Keluar")
    person.page.wait_for_url("**/akun/masuk/")


@pytest.mark.parametrize("sari", ["meja", pytest.param("telepon", marks=pytest.mark.long)], indirect=True)
def test_an_ended_session_is_signed_in_over_the_form_and_the_text_is_saved_once(sari, rows):
    before = rows("SELECT count(*) FROM audit_auditevent WHERE action = 'plan.row_changed'")[0][0]
    sari.box.fill(f"{TYPED} {sari.page.viewport_size['width']}")
    sari.end()
    press(sari, "Simpan")
    sign_in_over_it(sari, password="salah")
    sari.page.locator("[data-refusal]:visible").wait_for()
    sign_in_over_it(sari)
    sari.page.get_by_text("Baris disimpan").wait_for()
    assert sari.page.locator("#tabel", has_text=TYPED).count() == 1 and sari.page.evaluate(DRAFTS) == 0
    assert rows("SELECT count(*) FROM audit_auditevent WHERE action = 'plan.row_changed'")[0][0] == before + 1


@pytest.mark.parametrize("sari", [pytest.param("meja", marks=pytest.mark.long), "telepon"], indirect=True)
def test_text_that_was_left_is_there_again_after_the_sign_in_and_may_be_thrown_away(sari):
    sari.end()
    sari.page.goto(sari.portal.address + "/bukti/")
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go(sari.row)
    assert sari.box.input_value() == TYPED
    assert "Isian yang belum tersimpan dari" in sari.page.locator(".draft-note").inner_text()
    press(sari, "Buang")
    assert sari.box.input_value() == sari.before and sari.page.evaluate(DRAFTS) == 0


def test_somebody_else_who_signs_in_neither_sends_nor_sees_the_text(sari, rows):
    sari.end()
    press(sari, "Simpan")
    sign_in_over_it(sari, "bima@demo.test")
    sari.page.get_by_role("link", name="Bima").wait_for()
    assert sari.box.input_value() == sari.before and sari.page.locator(".draft-note").count() == 0
    sign_out(sari)
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go(sari.row)
    assert sari.box.input_value() == TYPED


def test_a_sign_out_takes_the_text_along(sari):
    sign_out(sari)
    assert sari.page.evaluate(DRAFTS) == 0
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go(sari.row)
    assert sari.box.input_value() == sari.before


def test_a_broken_line_keeps_page_and_text(sari):
    sari.page.context.set_offline(True)
    press(sari, "Simpan")
    sari.page.get_by_text("Sambungan terputus. Isian Anda masih ada di halaman ini").wait_for()
    assert sari.box.input_value() == TYPED and sari.page.url.endswith(sari.row)


def test_text_of_yesterday_is_kept_no_longer(sari):
    sari.page.evaluate("delete document.querySelector('form[data-touched]').dataset.touched")
    sari.page.evaluate(AGED)
    sari.go(sari.row)
    assert sari.box.input_value() == sari.before and sari.page.evaluate(DRAFTS) == 0
