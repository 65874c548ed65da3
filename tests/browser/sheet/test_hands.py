"""The sheet by its keys, its mouse and on a phone: rows come, move and go; what opens over it is no barrier."""

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser

ROWS = "sheet.table.rows.filter((row) => row.dataset.row).map((row) => row.dataset.key)"
SAVED = "[data-sheet-status][data-state=saved]"


@pytest.fixture
def sheet(request, visitor):
    """Sari at the sheet of her first draft."""
    person = visitor(getattr(request, "param", "meja"))
    person.sign_in("sari@demo.test", PASSWORD)
    person.go("/rencana/")
    links = person.page.eval_on_selector_all("main a", "links => links.map((link) => link.getAttribute('href'))")
    for path in dict.fromkeys(link for link in links if link and link.removeprefix("/rencana/").rstrip("/").isdigit()):
        person.page.goto(person.portal.address + path)
        if person.page.locator("[data-sheet]").count():
            break
    person.page.locator("[data-sheet-bar]").wait_for()
    return person


def keys(sheet):
    sheet.page.locator(SAVED).wait_for()
    return sheet.page.evaluate(ROWS)


def press(sheet, *names):
    for name in names:
        sheet.page.keyboard.press(name)


def test_a_row_is_typed_moved_deleted_and_brought_back_by_keys_alone(sheet):
    before = keys(sheet)
    sheet.page.locator("tr[data-row] td[data-field=action]").first.click()
    press(sheet, "Control+i")
    sheet.page.keyboard.type("Langkah yang disisipkan")
    press(sheet, "Enter")
    rows = keys(sheet)
    new = next(key for key in rows if key not in before)
    assert rows.index(new) == 1 and sheet.page.locator(f'tr[data-key="{new}"]', has_text="disisipkan").count() == 1
    sheet.page.locator(f'tr[data-key="{new}"] td[data-field=action]').click()
    press(sheet, "Alt+ArrowUp")
    assert keys(sheet)[0] == new
    press(sheet, "Control+-")
    assert keys(sheet) == before
    press(sheet, "Control+z", "Control+z")
    assert keys(sheet) == rows
    press(sheet, "Control+z", "Control+z")
    assert keys(sheet) == before


def test_what_opens_over_the_table_is_no_barrier_and_the_head_is_low(sheet):
    top = sheet.page.evaluate("document.querySelector('.plan-scroll').getBoundingClientRect().top")
    assert top <= 120
    sheet.page.locator("tr[data-row] td[data-field=action]").first.click()
    press(sheet, "F2")
    sheet.check()
    press(sheet, "Escape", "Shift+F10")
    sheet.page.get_by_role("menu").wait_for()
    sheet.check()
    press(sheet, "Escape", "Control+h")
    sheet.page.keyboard.type("a")
    assert "sel" in sheet.page.locator("#jumlah").inner_text()
    sheet.page.locator("[data-find-rows]").click()
    sheet.check()


def test_a_word_is_replaced_everywhere_as_one_step(sheet):
    before = sheet.page.locator("#tabel tbody").all_inner_texts()
    sheet.page.locator("td.is-cursor").click()
    press(sheet, "Control+h")
    sheet.page.keyboard.type("tim")
    sheet.page.get_by_label("Ganti dengan").fill("regu")
    sheet.page.get_by_role("button", name="Semua").click()
    sheet.page.locator(SAVED).wait_for()
    assert sheet.page.locator("tr[data-row] td[data-field=action]", has_text="regu").count() > 0
    sheet.page.locator(".sheet-toast button").click()
    sheet.page.locator(SAVED).wait_for()
    assert sheet.page.locator("#tabel tbody").all_inner_texts() == before


@pytest.mark.parametrize("sheet", ["telepon"], indirect=True)
def test_on_a_phone_a_row_is_a_card_that_can_be_typed_into(sheet):
    sheet.check()
    cell = sheet.page.locator("tr[data-row] td[data-field=action]").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "block" and cell.get_attribute("data-label")
    cell.click()
    assert sheet.page.locator(".cell-field").is_visible()
    sheet.check()
