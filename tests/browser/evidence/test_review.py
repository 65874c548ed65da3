"""The review as people see it: a verdict by keyboard alone, refusals in place, three at once with one stale."""

import re

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser
QUEUE = "/bukti/reviu/"


def came(visitor, width, name, *, dark=False):
    person = visitor(width, dark=dark)
    person.sign_in(f"{name}@demo.test", PASSWORD)
    return person


def press(person, locator, key="Enter"):
    """Go to something by Tab alone from where the focus is, and press a key on it."""
    for _ in range(90):
        if locator.evaluate("(one) => one === document.activeElement"):
            person.page.keyboard.press(key)
            return
        person.page.keyboard.press("Tab")
    pytest.fail(f"{locator} is not reached by Tab")


@pytest.mark.parametrize(
    ("width", "dark"),
    [pytest.param("meja", False, marks=pytest.mark.long), ("telepon", True)],
    ids=["desk", "dark phone"],
)
def test_a_reviewer_questions_with_a_reason_by_keyboard_and_goes_on_to_the_next(visitor, width, dark):
    rian, dialogs = came(visitor, width, "rian", dark=dark), []
    rian.page.on("dialog", lambda dialog: dialogs.append(dialog.type))
    rian.go(QUEUE)
    first = rian.page.locator("#hasil tbody a").first
    title = first.inner_text()
    press(rian, first)
    rian.page.get_by_role("heading", level=1, name=title).wait_for()
    rian.check()
    panel = rian.page.locator("#reviu")
    press(rian, panel.locator("summary", has_text="Pertanyakan dengan alasan"))
    press(rian, panel.get_by_role("button", name="Pertanyakan"))
    panel.get_by_role("alert").wait_for()
    assert "Pilih atau tulis alasannya" in panel.get_by_role("alert").inner_text()
    rian.page.locator("[data-focus]:focus").wait_for()
    press(rian, panel.get_by_label("Alasan lain, saya tulis sendiri"), "ArrowUp")
    assert panel.get_by_label("Tidak bertanggal atau tidak bernomor.").is_checked()
    press(rian, panel.get_by_label("Dengan kata sendiri"), "A")
    rian.page.keyboard.type("ngka pada halaman 1 tidak bersumber.")
    rian.check()
    press(rian, panel.get_by_role("button", name="Pertanyakan"))
    rian.page.locator("#pesan").get_by_text("Bukti dipertanyakan").wait_for()
    assert dialogs == []
    entry_text = panel.locator(".timeline li").first.inner_text()
    assert "Tidak bertanggal atau tidak bernomor. Angka pada halaman 1 tidak bersumber." in entry_text
    rian.check()
    press(rian, panel.get_by_role("link", name="Berikutnya dalam antrean"))
    rian.page.wait_for_url(re.compile(r"antrean=semua"))
    assert rian.page.get_by_role("heading", level=1).inner_text() != title
    assert panel.get_by_role("button", name="Kukuhkan").is_visible()


def test_of_three_at_once_the_one_that_changed_meanwhile_stays_as_it_is(visitor):
    rian, other = came(visitor, "meja", "rian"), came(visitor, "telepon", "rian")
    rian.go(QUEUE)
    rows = rian.page.locator("#hasil tbody tr")
    before = rows.count()
    titles = [rows.nth(n).locator("a").first.inner_text() for n in range(4)]
    for number in range(3):
        rows.nth(number).locator("input[name=pilih]").check()
    rows.nth(2).locator("input[name=pilih]").press("Enter")
    assert rian.page.locator("[data-many-words]").inner_text() == "3 bukti dicentang."
    other.go(QUEUE)
    other.page.get_by_role("link", name=titles[1], exact=True).click()
    other.page.get_by_role("button", name="Kukuhkan").click()
    other.page.locator("#pesan").get_by_text("Bukti dikukuhkan").wait_for()
    rian.page.get_by_role("button", name="Kukuhkan yang dicentang").click()
    rian.page.get_by_role("heading", name="Hasil putusan").wait_for()
    rian.check()
    outcomes = rian.page.locator("tr[data-outcome]")
    assert [outcomes.nth(n).get_attribute("data-outcome") for n in range(3)] == ["done", "stale", "done"]
    assert titles[1] in outcomes.nth(1).inner_text()
    rian.go(QUEUE)
    assert rows.count() == before - 3
    assert rows.first.locator("a").first.inner_text() == titles[3]


@pytest.mark.parametrize(
    ("width", "dark"),
    [("meja", True), pytest.param("telepon", False, marks=pytest.mark.long)],
    ids=["dark desk", "phone"],
)
def test_the_office_finds_what_to_repair_and_marks_a_note_as_done(visitor, width, dark):
    dewi = came(visitor, width, "dewi", dark=dark)
    dewi.go("/bukti/perbaikan/")
    assert dewi.page.locator("#hasil").get_by_text("Lampirkan angka waktu tunggu").is_visible()
    dewi.page.get_by_role("link", name=re.compile("Kirim revisi Laporan kemajuan triwulan III")).click()
    dewi.page.get_by_role("heading", name="Kirim revisi").wait_for()
    dewi.check()
    dewi.go("/bukti/perbaikan/")
    dewi.page.get_by_role("link", name="Laporan kemajuan triwulan II", exact=True).click()
    notes = dewi.page.locator("#reviu .page-notes")
    if width == "meja":
        notes.get_by_role("button", name="Tandai selesai").click()
    notes.get_by_text("selesai").first.wait_for()
    dewi.check()
