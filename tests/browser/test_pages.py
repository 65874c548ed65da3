"""Every kind of page as each persona meets it: axe, policy, own host only, no sideways scroll; light and dark."""

import re

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser

FIRST = ["/", "/rencana/", "/keputusan/", "/tim/", "/satker/", "/profil/", "/bantuan/", "/pemberitahuan/"]
CHOICES = ["/pemberitahuan/pilihan/", "/hari-libur/"]
MORE = {
    "sari": ["/rencana/baru/", "/rencana/impor/", "/keputusan/baru/", "/tim/baru/", *CHOICES],  # writes everything
    "andi": [*CHOICES, "/operasi/pemberitahuan/"],  # people and settings
    "rian": [],  # reads only, several offices
}
DEEP = re.compile(r'href="(/(?:rencana|keputusan|tim|satker)/[^"#?]*)"')
EVIDENCE = re.compile(r'href="(/bukti/[^"#?]*)"')
SKIPPED = re.compile(r"/ekspor/|/dokumen/\d|/berkas/|/rekap/|/halaman/\d")
MOST, MOST_OF_EVIDENCE = 31, 18
CALENDARS = ["/bukti/kalender/", "/bukti/kalender/tahun/", "/bukti/kalender/ponsel/"]


def walk(person, paths, links, limit):
    """Look at one page of each kind, from these paths on along links that match; returns the kinds that were seen."""
    visited, waiting = set(), [*paths]
    while waiting and len(visited) < limit:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "N", path)
        if kind in visited or SKIPPED.search(path):
            continue
        visited.add(kind)
        person.go(path)
        waiting += links.findall(person.page.content())
    return visited


DAILY = {("sari", "meja"), ("sari", "telepon"), ("andi", "telepon"), ("rian", "meja")}
"""Who is watched at which width by make test; make test-long watches all at both."""
WALKS = [
    pytest.param(name, width, dark, marks=() if (name, width) in DAILY else pytest.mark.long)
    for name in MORE
    for width, dark in (("meja", False), ("telepon", True))
]


@pytest.mark.case("E11")
@pytest.mark.parametrize(("name", "width", "dark"), WALKS)
def test_pages_are_fit_for_everybody(visitor, name, width, dark):
    person = visitor(width, dark=dark)
    person.sign_in(f"{name}@demo.test", PASSWORD)
    assert len(walk(person, [*FIRST, *MORE[name]], DEEP, MOST)) >= len(FIRST)


@pytest.mark.parametrize(
    ("name", "width", "dark"), [("dewi", "meja", True), ("dewi", "telepon", False), ("rian", "telepon", True)]
)
def test_pages_of_the_evidence_are_fit_for_who_uploads_and_who_reviews(visitor, name, width, dark):
    person = visitor(width, dark=dark)
    person.sign_in(f"{name}@demo.test", PASSWORD)
    visited = walk(person, ["/bukti/", *CALENDARS], EVIDENCE, MOST_OF_EVIDENCE)
    assert {"/bukti/rencana/N/", "/bukti/langkah/N/", "/bukti/N/", "/bukti/reviu/"} <= visited


def test_the_plan_table_fills_its_bars_after_it_came(visitor):
    person = visitor("telepon")
    person.sign_in("dewi@demo.test", PASSWORD)
    person.go("/rencana/1/?area=1")
    bars = person.page.locator(".row-bar a")
    bars.first.wait_for()
    assert "dari" in bars.first.inner_text() and person.errors == []
    bars.first.click()
    person.check()
    assert "/bukti/langkah/" in person.page.url


def test_forms_with_errors_are_fit_for_everybody(visitor):
    person = visitor("telepon")
    person.sign_in("sari@demo.test", PASSWORD)
    for path in ("/rencana/impor/", "/keputusan/baru/"):
        person.go(path)
        main = person.page.locator("main")
        main.locator("[type=submit]").last.click()
        person.check()
        assert main.locator(".alert-danger, .invalid-feedback").count()


def test_signing_in_with_a_wrong_password_says_so(visitor):
    person = visitor("telepon")
    person.go("/akun/masuk/")
    person.page.get_by_label("Surel").fill("sari@demo.test")
    person.page.get_by_label("Kata sandi").first.fill("bukan-sandinya-2026")
    person.page.get_by_role("button", name="Masuk").click()
    person.check()
    assert "/akun/masuk/" in person.page.url and person.page.locator(".alert, .invalid-feedback").count()
