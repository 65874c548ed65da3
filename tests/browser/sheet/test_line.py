"""Two people on one sheet: a cut line, a closed tab and a cell of both lose no text."""

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser

PLAN = (
    "SELECT plan.id FROM plans_plan plan JOIN plans_planarea area ON area.plan_id = plan.id "
    "JOIN plans_actionstep step ON step.area_id = area.id WHERE NOT plan.frozen ORDER BY plan.id LIMIT 1"
)
KEY = (
    "SELECT step.key FROM plans_actionstep step JOIN plans_planarea area ON area.id = step.area_id "
    "WHERE area.plan_id = ? ORDER BY area.position, step.position LIMIT 1 OFFSET 1"
)
TYPE = "([key, text]) => sheet.commit(sheet.table.cellOf(key, 'target'), text)"
SAVED = "[data-sheet-status][data-state=saved]"


@pytest.fixture
def pair(visitor, rows):
    """Sari and Bima at the same sheet, and the key of one of its rows."""
    plan = rows(PLAN)[0][0]
    people = []
    for name in ("sari", "bima"):
        person = visitor("meja")
        person.sign_in(f"{name}@demo.test", PASSWORD)
        person.go(f"/rencana/{plan}/")
        person.page.wait_for_function("window.sheet")
        people.append(person)
    return *people, rows(KEY, plan)[0][0]


def shown(person, key):
    return person.page.locator(f'tr[data-key="{key}"] td[data-field="target"]')


def test_a_cut_line_a_closed_tab_and_a_conflict_lose_no_text(pair):
    sari, bima, key = pair
    sari.page.locator(".sheet-person").first.wait_for()  # Bima is here
    sari.context.set_offline(True)
    sari.page.evaluate(TYPE, [key, "Dari Sari"])
    sari.page.locator("[data-state=offline]", has_text="1 perubahan menunggu").wait_for()
    bima.page.evaluate(TYPE, [key, "Dari Bima"])
    bima.page.locator(SAVED).wait_for()
    address = sari.page.url
    sari.page.close()
    sari.context.set_offline(False)
    sari.page = sari.context.new_page()
    sari.page.goto(address)
    dispute = sari.page.get_by_role("dialog")
    dispute.wait_for()
    assert "Dari Sari" in dispute.inner_text() and "Dari Bima" in dispute.inner_text()
    sari.check()
    dispute.get_by_role("button", name="Gabungkan").click()
    assert dispute.get_by_label("Isian gabungan").input_value() == "Dari Sari\nDari Bima"
    dispute.get_by_role("button", name="Gabungkan").click()
    shown(bima, key).get_by_text("Dari Sari").wait_for()
    assert sari.page.locator("[data-unsaved]").count() == 0
