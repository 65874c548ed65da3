"""The viewer as people see it: a hit of the search opens its page; pages, sizes and turning by keyboard."""

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser
ROOM = "[data-pages]"


def came(visitor, width, *, dark=False):
    person = visitor(width, dark=dark)
    person.sign_in("dewi@demo.test", PASSWORD)
    return person


def opened(person, words):
    """Search, and open the first hit when the worker has made its pages."""
    page = person.page
    for _ in range(40):
        person.go(f"/bukti/cari/?q={words}")
        if page.locator(".search-hits li a", has_text="Hal.").count():
            break
        page.wait_for_timeout(500)
    page.locator(".search-hits li a", has_text="Hal. 2").first.click()
    page.locator("[data-viewer]").wait_for()


def at(person):
    """(number of the page that the field says, whether that page is in sight)."""
    return person.page.evaluate(
        """() => {
          const number = document.querySelector("input[name=halaman]").value;
          const room = document.querySelector("[data-pages]").getBoundingClientRect();
          const leaf = document.getElementById("halaman-" + number).getBoundingClientRect();
          return [number, leaf.top < room.bottom - 40 && leaf.bottom > room.top + 40];
        }"""
    )


@pytest.mark.parametrize(
    ("width", "dark"),
    [pytest.param("meja", True, marks=pytest.mark.long), ("telepon", False)],
    ids=["dark desk", "phone"],
)
def test_a_hit_opens_its_page_and_the_keyboard_turns_and_enlarges(visitor, width, dark):
    dewi = came(visitor, width, dark=dark)
    opened(dewi, "pendaftar")
    dewi.check()
    page, room = dewi.page, dewi.page.locator(ROOM)
    assert at(dewi) == ["2", True]
    page.wait_for_function("() => [...document.querySelectorAll('.leaf img')].at(-1).naturalWidth === 1400")
    room.focus()
    for key, number in (("ArrowLeft", "1"), ("PageDown", "2"), ("Home", "1"), ("End", "2"), ("PageUp", "1")):
        page.keyboard.press(key)
        assert at(dewi) == [number, True], key
    fit, word = page.locator(".leaf").first.bounding_box()["width"], page.locator("[data-zoom-word]")
    page.keyboard.press("+")
    assert page.locator(".leaf").first.bounding_box()["width"] > fit
    page.get_by_role("button", name="100 %").click()
    assert word.inner_text() == "100 %" and round(page.locator(".leaf").first.bounding_box()["width"]) == 794
    room.focus()
    page.keyboard.press("0")
    assert page.locator(".leaf").first.bounding_box()["width"] == fit
    page.keyboard.press("-")
    assert page.locator(".leaf").first.bounding_box()["width"] < fit
    dewi.check()


def test_a_page_can_be_turned_and_its_text_shows_what_was_searched(visitor):
    dewi = came(visitor, "telepon", dark=True)
    opened(dewi, "pendaftar")
    page = dewi.page
    upright = page.locator(".leaf-frame").first.bounding_box()
    page.get_by_role("button", name="Putar").click()
    lying = page.locator(".leaf-frame").first.bounding_box()
    assert upright["height"] > upright["width"] and lying["height"] < lying["width"]
    image = page.locator(".leaf-frame img").first.bounding_box()
    assert abs(image["width"] - lying["width"]) < 3 and abs(image["height"] - lying["height"]) < 3
    page.get_by_role("link", name="lihat tandanya dalam teks").click()
    page.locator("#halaman-2 mark").first.wait_for()
    dewi.check()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Unduh").first.click()
    assert fetched.value.suggested_filename.endswith(".pdf")


def test_without_scripts_every_page_is_there_and_can_be_turned_to(chromium, portal, visitor):
    dewi = came(visitor, "telepon")
    opened(dewi, "pendaftar")
    plain = chromium.new_context(java_script_enabled=False, storage_state=dewi.context.storage_state())
    page = plain.new_page()
    page.goto(dewi.page.url)
    assert page.locator(".leaf img").count() == 2 and not page.locator("[data-tools]").is_visible()
    page.get_by_role("link", name="Halaman sebelumnya").click()
    assert "halaman=1" in page.url and page.locator("#halaman").input_value() == "1"
    page.locator("#halaman").fill("2")
    page.get_by_role("button", name="Buka").click()
    assert page.locator("#halaman").input_value() == "2"
    plain.close()
