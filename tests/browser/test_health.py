"""The health screen in a browser, wide and narrow, light and dark; it renews itself."""

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.case("H1")
@pytest.mark.parametrize(("width", "dark"), [pytest.param("meja", False, marks=pytest.mark.long), ("telepon", True)])
def test_the_health_screen_is_readable_and_renews_itself(visitor, width, dark):
    nadia = visitor(width, dark=dark)
    nadia.sign_in("nadia@demo.test", PASSWORD)
    nadia.go("/operasi/kesehatan/")
    with nadia.page.expect_response(lambda answer: answer.url.endswith("/operasi/kesehatan/"), timeout=20_000):
        nadia.page.evaluate("document.getElementById('temuan').dataset.old = '1'")
    nadia.page.get_by_text("Basis data", exact=True).wait_for()
    nadia.check()
