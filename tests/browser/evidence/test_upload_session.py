"""A session that ends while files are sent: its writer signs in over the page, nobody sends in another's name."""

import re

import pytest

from tests.browser.evidence.test_upload import OPEN, PART, a_pdf
from tests.browser.test_typed_text import press, sign_in_over_it
from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser
SENT = (
    "SELECT path, state FROM evidence_uploaditem WHERE batch_id = (SELECT max(id) FROM evidence_uploadbatch)"
    " ORDER BY path"
)


@pytest.fixture
def dewi(visitor, rows):
    """Dewi at a step that asks for evidence: .sent lists the parts that went over the line."""
    ((step, obligation),) = rows(OPEN)
    person = visitor("telepon")
    person.sign_in("dewi@demo.test", PASSWORD)
    person.go(f"/bukti/langkah/{step}/?kewajiban={obligation}")
    person.sent = []
    person.page.on("request", lambda request: person.sent.extend(PART.findall(request.url)))
    return person


@pytest.fixture
def files(tmp_path):
    """Paths of eight small files."""
    paths = [tmp_path / f"Notula {number}.pdf" for number in range(8)]
    for path in paths:
        path.write_bytes(a_pdf(f"{tmp_path} {path.name}"))
    return paths


def end_at(person, rows, number):
    """Let the session end when the part of this number is about to be sent."""
    numbers = iter(range(1, 100))

    def go_on(route):
        if next(numbers) == number:
            rows("DELETE FROM entrance_session")
        route.continue_()

    person.page.route(PART, go_on)


def choose(person, paths):
    person.page.locator("[data-picked=files]").set_input_files(paths)


@pytest.mark.case("E13")
def test_a_session_that_ends_in_the_middle_of_an_upload_goes_on_where_it_was(dewi, rows, files):
    end_at(dewi, rows, 4)
    choose(dewi, files)
    sign_in_over_it(dewi, "dewi@demo.test")
    dewi.page.get_by_text("8 siap ditempatkan.").wait_for(timeout=60_000)
    assert rows(SENT) == [(path.name, "ready") for path in files]
    dewi.check()


def test_whoever_signs_in_later_finds_the_files_still_chosen(dewi, rows, files):
    rows("DELETE FROM entrance_session")
    choose(dewi, files)
    press(dewi, "Nanti saja")
    press(dewi, "Lanjutkan")
    sign_in_over_it(dewi, "dewi@demo.test")
    dewi.page.get_by_text("8 siap ditempatkan.").wait_for(timeout=60_000)


def test_somebody_else_who_signs_in_sends_none_of_the_files(dewi, rows, files):
    before = rows("SELECT count(*) FROM evidence_uploaditem")
    rows("DELETE FROM entrance_session")
    choose(dewi, files)
    sign_in_over_it(dewi, "sari@demo.test")
    dewi.page.get_by_role("link", name="Sari", include_hidden=True).wait_for(state="attached")
    assert dewi.page.locator(".upload-row").count() == 0
    assert rows("SELECT count(*) FROM evidence_uploaditem") == before and not dewi.sent


def test_a_sign_in_of_somebody_else_in_another_tab_begins_no_upload_in_their_name(dewi, rows, files):
    before = rows("SELECT count(*) FROM evidence_uploaditem")
    rows("DELETE FROM entrance_session")
    dewi.page, first = dewi.context.new_page(), dewi.page
    dewi.sign_in("sari@demo.test", PASSWORD)
    first.locator("[data-picked=files]").set_input_files(files)
    first.locator("dialog[open]").wait_for()
    assert rows("SELECT count(*) FROM evidence_uploaditem") == before


def test_a_file_that_is_too_large_is_named_with_its_limit_and_never_sent(dewi, files, tmp_path):
    heavy = tmp_path / "Rekaman rapat.pdf"
    with heavy.open("wb") as file:
        file.truncate(300 << 20)
    choose(dewi, [heavy, files[0]])
    dewi.page.get_by_text("1 siap ditempatkan, 1 ditolak.").wait_for(timeout=60_000)
    row = dewi.page.locator(".upload-row", has_text=heavy.name)
    assert re.search(r"Ukurannya 300 MB, paling besar \d+ MB\. Perkecil", row.inner_text())
    assert len(dewi.sent) == 1
    dewi.check()
