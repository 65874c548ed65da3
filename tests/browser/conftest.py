"""A real portal (web, worker, beat, SQLite) on a free port, and a Chromium that watches what it meets."""

import sqlite3
from contextlib import closing

import pytest

from tests.chaos import embedded

WIDTHS = {"telepon": (360, 740), "meja": (1280, 900)}
WATCH = """
window.__breaches = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__breaches.push(event.violatedDirective + " " + event.blockedURI);
});
"""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """A running portal with the demo offices: .address, .folder, .process."""
    with embedded.running(tmp_path_factory.mktemp("portal")) as running_portal:
        yield running_portal


@pytest.fixture
def rows(portal):
    """rows(sql, *values) → what the portal's database answers."""

    def ask(sql, *values):
        with closing(sqlite3.connect(portal.folder / "portal.sqlite3", timeout=20)) as database, database:
            return database.execute(sql, values).fetchall()

    return ask


class Visitor:
    """A person at a screen: goes to pages and checks each with axe and the content security policy."""

    def __init__(self, chromium, portal, width, dark=False):
        self.portal = portal
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        scheme = "dark" if dark else "light"
        self.context = chromium.new_context(
            viewport=size, color_scheme=scheme, accept_downloads=True, locale="id-ID", reduced_motion="reduce"
        )  # a colour that is on its way to another is no colour to measure
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30000)
        self.foreign, self.errors = [], []
        self.page.on("request", self._note_request)
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _note_request(self, request):
        if not request.url.startswith((self.portal.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def go(self, path):
        """Open a path of the portal and check the page."""
        self.page.goto(self.portal.address + path)
        self.check()

    def sign_in(self, email, password):
        """By the form, as people do."""
        self.go("/akun/masuk/")
        self.page.get_by_label("Surel").fill(email)
        self.page.get_by_label("Kata sandi", exact=False).first.fill(password)
        self.page.get_by_role("button", name="Masuk").click()
        self.page.wait_for_url(self.portal.address + "/")
        self.check()

    def check(self):
        """axe finds nothing, nothing breaks the policy, nothing came from elsewhere, nothing sticks out.

        A page whose job ends reloads itself: then the new one is looked at.
        """
        from playwright.sync_api import Error  # noqa: PLC0415 -- only where a browser is at hand

        for _ in range(5):
            try:
                self._look()
            except Error as error:
                if "Execution context was destroyed" not in error.message:
                    raise
            else:
                return
        pytest.fail(f"{self.page.url} reloads itself again and again")

    def _look(self):
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 -- only where a browser is at hand

        self.page.wait_for_load_state("networkidle")
        violations = Axe().run(self.page, options={"runOnly": AXE_TAGS}).response["violations"]
        messages = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations]
        assert messages == [], f"{self.page.url}: {messages}"
        assert self.page.evaluate("window.__breaches") == [], self.page.url
        assert self.foreign == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} px wider than the screen"


@pytest.fixture
def visitor(chromium, portal):
    """visitor("meja") → a Visitor at 1280 px, visitor("telepon") → at 360 px."""
    opened = []

    def come(width="meja", *, dark=False):
        opened.append(Visitor(chromium, portal, width, dark))
        return opened[-1]

    yield come
    for person in opened:
        person.context.close()
