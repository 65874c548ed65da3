"""Uploads as people make them: a folder of 200 files over a poor line that is cut, a photo of a step on a phone."""

import json
import re
import subprocess
import sys
from collections import Counter
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from zi_portal import BASE_DIR
from zi_portal.demo.data import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
COUNT, LARGE = 200, 4
"""Files of the folder, and how many of them are sent in two parts."""
SLOW = {"offline": False, "latency": 10, "downloadThroughput": 4 << 20, "uploadThroughput": 1500 << 10}
CUT = SLOW | {"offline": True}
OPEN = (
    "SELECT o.step_id, o.id FROM evidence_obligation o JOIN plans_plan p ON p.id = o.plan_id"
    " JOIN teams_satker s ON s.id = p.satker_id WHERE o.active AND s.code = '98.71'"
    " ORDER BY o.id IN (SELECT obligation_id FROM evidence_evidenceuse), o.id DESC LIMIT 1"
)
"""An obligation of dewi's office, one without evidence where there is one left."""
NEWEST = (
    "SELECT f.file, i.size FROM evidence_uploaditem i JOIN evidence_storedfile f ON f.id = i.file_id"
    " ORDER BY i.id DESC LIMIT 1"
)
PART = re.compile(r"/berkas/(\d+)/bagian/(\d+)/$")


@pytest.fixture
def truth(portal, tmp_path):
    """The folder with COUNT files, .plan, and .places: {path: obligation}."""
    command = [sys.executable, "-m", "tests.browser.truth", str(COUNT)]
    facts = json.loads(subprocess.run(command, cwd=BASE_DIR, env=portal.env, capture_output=True, check=True).stdout)
    folder = tmp_path / "BUKTI ZI"
    for number, (path, _) in enumerate(facts["files"]):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(a_pdf(path, large=number < LARGE))
    return folder, facts["plan"], {f"BUKTI ZI/{path}": place for path, place in facts["files"]}


def a_pdf(title, *, large=False):
    """A PDF of one page, no two alike; large: a little more than one part."""
    document, target = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.docinfo["/Title"] = title
    if large:
        document.Root.Heavy = document.make_stream(bytes(range(256)) * (9 << 10))
    document.save(target, compress_streams=False)
    return target.getvalue()


class Line:
    """The line of a page: slow, cut or whole; what parts went over it and which of them were answered."""

    def __init__(self, person):
        self.session = person.context.new_cdp_session(person.page)
        self.sent, self.done = Counter(), set()
        person.page.on("request", self._note)
        person.page.on("response", self._answered)

    def _note(self, request):
        if match := PART.search(request.url):
            self.sent[match.groups()] += 1

    def _answered(self, response):
        if response.ok and (match := PART.search(response.url)):
            self.done.add(match.groups())

    def set(self, conditions):
        self.session.send("Network.enable")
        self.session.send("Network.emulateNetworkConditions", conditions)


def choose(person, folder):
    """By the page's own field, in the fold that holds it."""
    person.page.locator("#unggah").evaluate("fold => fold.open = true")
    person.page.locator("[data-picked=folder]").set_input_files(folder)


@pytest.mark.case("A17")
def test_200_files_over_a_cut_line_are_all_accounted_for_and_proposed_rightly(visitor, portal, rows, truth):
    folder, plan, places = truth
    dewi = visitor("meja")
    dewi.sign_in("dewi@demo.test", PASSWORD)
    dewi.go(f"/bukti/rencana/{plan}/")
    first = half_sent(dewi, folder)
    second = rest_sent(dewi, folder, dewi.page.url)
    assert first.done and not first.done & second.sent.keys(), "a finished part was sent again"
    parts = first.done | second.done
    batch, items = stored(rows)
    assert len(items) == COUNT and {path for path, _, _ in items} == places.keys()
    assert len(parts) >= COUNT + LARGE - 3  # answers that were cut off are not seen; the portal has them
    assert Counter(state for _, state, _ in items) == {"ready": COUNT}
    right = sum(bool(proposal) and proposal[0]["obligation"] == places[path] for path, _, proposal in items)
    assert right >= COUNT * 0.95, f"{right} of {COUNT} proposed rightly"
    placed(dewi, rows, batch)


def half_sent(person, folder):
    """Send until half is there, lose the line, leave the page; returns its Line."""
    line = Line(person)
    line.set(SLOW)
    choose(person, folder)
    selector = ".upload-row:is([data-shown=arrived], [data-shown=ready])"
    person.page.locator(selector).nth(COUNT // 2).wait_for(timeout=180_000)
    line.set(CUT)
    person.page.get_by_text("Sambungan terputus.").wait_for()
    return line


def rest_sent(person, folder, address):
    """Come back and choose the same folder: the line is cut once more and goes on by itself; returns its Line."""
    person.page.close(run_before_unload=False)
    person.page = person.context.new_page()
    person.page.set_default_timeout(15000)
    line = Line(person)
    person.page.goto(address)
    line.set(SLOW)
    choose(person, folder)
    person.page.get_by_text(re.compile(r"^\d+ dari 200 berkas")).wait_for()
    line.set(CUT)
    person.page.get_by_text("Sambungan terputus.").wait_for()
    line.set(SLOW)
    person.page.get_by_text("200 siap ditempatkan.").wait_for(timeout=240_000)
    return line


def stored(rows):
    """(pk, [(path, state, proposal)]) of the newest upload."""
    batch = rows("SELECT max(id) FROM evidence_uploadbatch")[0][0]
    items = rows("SELECT path, state, proposal FROM evidence_uploaditem WHERE batch_id = ?", batch)
    return batch, [(path, state, json.loads(proposal)) for path, state, proposal in items]


def placed(person, rows, batch):
    """All that is sure is put to its place with one button."""
    person.page.get_by_role("link", name="Tempatkan berkas").click()
    person.page.get_by_role("button", name="Simpan semua yang pasti").click(timeout=90_000)
    person.page.get_by_text("berkas tersimpan sebagai bukti di tempat yang diusulkan.").wait_for(timeout=90_000)
    sql = "SELECT count(*), count(evidence_id) FROM evidence_uploaditem WHERE batch_id = ? AND state = 'placed'"
    ((placed_count, evidence),) = rows(sql, batch)
    assert (
        placed_count == evidence >= COUNT * 0.85
    )  # a quarter in the name of a monthly document ticks none of its months


def a_photo(path, extra_height):
    """A photo of a phone, held upright: large, turned by its EXIF, with the place where it was taken; more: pixels."""
    picture = Image.linear_gradient("L").resize((3000, 4000 + extra_height)).rotate(90, expand=True).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825).update({1: "S", 2: (3.0, 2.0, 1.0), 3: "E", 4: (120.0, 1.0, 1.0)})
    picture.save(path, exif=exif, quality=97)
    return path


@pytest.mark.case("A28")
@pytest.mark.parametrize("dark", [pytest.param(False, marks=pytest.mark.long), True], ids=["light", "dark"])
def test_a_photo_of_a_step_is_stored_turned_small_and_without_its_place(visitor, portal, rows, tmp_path, dark):
    ((step, obligation),) = rows(OPEN)
    dewi = visitor("telepon", dark=dark)
    dewi.sign_in("dewi@demo.test", PASSWORD)
    dewi.go(f"/bukti/langkah/{step}/?kewajiban={obligation}")
    dewi.page.locator("[data-picked=camera]").set_input_files(a_photo(tmp_path / "image.jpg", 8 * dark))
    dewi.page.get_by_text("1 siap ditempatkan.").wait_for(timeout=60_000)
    dewi.check()
    dewi.page.get_by_role("link", name="Periksa dan simpan").click()
    dewi.check()
    dewi.page.get_by_role("button", name="Simpan sebagai bukti").click()
    dewi.page.get_by_text("1 berkas tersimpan sebagai bukti.").wait_for()
    dewi.check()
    ((name, size),) = rows(NEWEST)
    with Image.open(portal.folder / "media" / name) as picture:
        assert picture.width < picture.height == 2560 and not picture.getexif().get_ifd(0x8825)
    assert size < (tmp_path / "image.jpg").stat().st_size
