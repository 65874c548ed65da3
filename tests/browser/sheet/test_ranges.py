"""Ranges of the sheet: drawn with the mouse, filled down, saved without a load."""

import pytest

from zi_portal.demo.data import PASSWORD

from .test_line import PLAN, SAVED

pytestmark = pytest.mark.browser

COLUMN = "() => [...document.querySelectorAll('td[data-field=target]')].filter(cell => cell.rowSpan === 1).slice(0, 3)"
TEXTS = f"() => ({COLUMN})().map(cell => cell.innerText.trim())"


def test_a_range_drawn_with_the_mouse_is_filled_down(visitor, rows):
    sari = visitor("meja")
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go(f"/rencana/{rows(PLAN)[0][0]}/")
    page = sari.page
    page.wait_for_function("window.sheet")
    cells = [page.evaluate_handle(f"({COLUMN})()[{place}]").as_element() for place in (0, 2)]
    page.evaluate("cell => sheet.commit(cell, '7 (tujuh) Laporan')", cells[0])
    cells[0].hover()
    page.mouse.down()
    cells[1].hover()
    page.mouse.up()
    page.keyboard.press("Control+d")
    assert page.evaluate(TEXTS) == ["7 (tujuh) Laporan"] * 3
    page.wait_for_selector(SAVED)
