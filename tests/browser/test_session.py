"""The end of a session as a person meets it: warned in time, kept alive by typing, nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zi_portal.demo.data import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.case("E13")]


@pytest.fixture
def sari(visitor):
    """Signed in, on a form, with a clock that can be turned on."""
    person = visitor("telepon")
    person.page.clock.install()
    person.sign_in("sari@demo.test", PASSWORD)
    person.go("/profil/")
    person.page.get_by_label("Nama").fill("Sari yang baru")
    return person


def end_in(rows, minutes):
    """Let all sessions of the portal end in so many minutes."""
    moment = (timezone.now() + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")
    rows("UPDATE entrance_session SET expire_date = ?", moment)


def test_whoever_is_away_is_warned_and_stays_with_one_press(sari, rows):
    sari.page.get_by_label("Nama").press("Tab")
    with sari.page.expect_response(lambda answer: answer.request.method == "POST"):
        sari.page.clock.run_for(6 * 60 * 1000)  # what was typed is told
    end_in(rows, 4)
    sari.page.clock.fast_forward(116 * 60 * 1000)
    sari.page.get_by_text("Sesi Anda berakhir dalam 4 menit").wait_for()
    sari.check()
    sari.page.get_by_role("button", name="Tetap masuk").click()
    sari.page.locator("#sesi").wait_for(state="hidden")
    assert sari.page.get_by_label("Nama").input_value() == "Sari yang baru"
    assert rows("SELECT COUNT(*) FROM entrance_session WHERE expire_date > datetime('now', '+110 minutes')") == [(1,)]


def test_an_ended_session_is_told_and_begins_again_over_the_page_with_its_typed_text(sari, rows):
    end_in(rows, -1)
    sari.page.clock.fast_forward(121 * 60 * 1000)
    sari.page.get_by_text("Sesi Anda sudah berakhir").wait_for()
    sari.page.get_by_role("button", name="Masuk lagi").click()
    sari.page.locator("dialog").get_by_label("Kata sandi").fill(PASSWORD)
    sari.page.get_by_role("button", name="Masuk dan lanjutkan").click()
    sari.page.locator("#sesi").wait_for(state="hidden")
    assert sari.page.get_by_label("Nama").input_value() == "Sari yang baru"
