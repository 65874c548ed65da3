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
    page.evaluate("cell => sheet.commit(cell, '9 (sembilan) Laporan')", cells[0])
    cells[0].hover()
    page.mouse.down()
    cells[1].hover()
    page.mouse.up()
    page.keyboard.press("Control+d")
    assert page.evaluate(TEXTS) == ["9 (sembilan) Laporan"] * 3
    page.wait_for_selector(SAVED)


PASTE = """([cell, html, text]) => {
  sheet.selection.moveToCell(cell);
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
WORD = "<table><tr><td><p>5 (lima)</p><p>Laporan</p></td></tr><tr><td>6&nbsp;(enam) <b>Berkas</b></td></tr></table>"


def test_a_table_from_word_is_pasted_as_one_step_and_taken_back(visitor, rows):
    sari = visitor("meja")
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go(f"/rencana/{rows(PLAN)[0][0]}/")
    page = sari.page
    page.wait_for_function("window.sheet")
    before = page.evaluate(TEXTS)
    first = page.evaluate_handle(f"({COLUMN})()[0]").as_element()
    page.evaluate(PASTE, [first, WORD, ""])
    assert page.evaluate(TEXTS)[:2] == ["5 (lima)\nLaporan", "6 (enam) Berkas"]
    page.wait_for_selector(SAVED)
    sari.check()
    page.keyboard.press("Control+z")
    page.wait_for_function(f"before => JSON.stringify(({TEXTS})()) === JSON.stringify(before)", arg=before)
