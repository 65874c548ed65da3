"""Work in the background as people see it: a print from its start to its result, stopping, the administrators' room."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize(
    ("width", "dark"),
    [pytest.param("meja", False, marks=pytest.mark.long), ("telepon", True)],
    ids=["desk", "dark phone"],
)


def put(rows, state, **fields):
    """Insert a print of sari's that no worker touches for an hour; returns its id."""
    now, later = datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1)
    values = {
        "key": f"uji:{now.timestamp()}", "kind": "render_decree", "payload": '{"document": 0}', "state": state,
        "owner_id": rows("SELECT id FROM teams_user WHERE email = 'sari@demo.test'")[0][0], "satker_code": "98.01",
        "urgent": 1, "attempts": 1, "progress": 10, "reason": "", "result": "{}", "holder": "uji", "cancel_asked": 0,
        "due_at": str(later)[:26], "lease_until": str(later)[:26], "created_at": str(now)[:26],
        "started_at": str(now)[:26],
    } | fields  # fmt: skip
    marks = ", ".join("?" * len(values))
    rows(f"INSERT INTO jobs_job ({', '.join(values)}) VALUES ({marks})", *values.values())  # noqa: S608 -- names above
    return rows("SELECT id FROM jobs_job WHERE key = ?", values["key"])[0][0]


@WIDTHS
def test_a_print_is_seen_from_its_start_to_its_result_and_found_again(visitor, rows, width, dark):
    sari, edition = visitor(width, dark=dark), "salinan" if dark else "asli"
    sari.sign_in("sari@demo.test", PASSWORD)
    path = a_draft(sari, rows)
    sari.page.get_by_role("button", name=f"Buat PDF {edition}").click()
    sari.page.locator("#pesan").get_by_role("link", name="Pekerjaan saya").wait_for()
    sari.page.get_by_role("link", name=f"Unduh konsep {edition}").wait_for(timeout=90000)
    sari.go("/pekerjaan/?state=done")
    sari.page.get_by_role("link", name="Lihat hasil").first.click()
    sari.check()
    assert sari.page.url.endswith(f"{path}#dokumen")
    assert sari.page.get_by_role("link", name=f"Unduh konsep {edition}").is_visible()


def a_draft(person, rows):
    """Open the first decree that is a draft, with a text that was never printed; returns its path."""
    person.go("/keputusan/?state=draft")
    path = re.search(r'href="(/keputusan/\d+/)"', person.page.content()).group(1)
    rows("UPDATE plans_decree SET place = ? WHERE id = ?", f"Jernih {uuid4().hex[:6]}", path.split("/")[2])
    person.go(path)
    return path


@WIDTHS
def test_the_bar_moves_by_itself_and_a_running_job_is_asked_to_stop(visitor, rows, width, dark):
    number = put(rows, "running")
    sari = visitor(width, dark=dark)
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go(f"/pekerjaan/{number}/")
    rows("UPDATE jobs_job SET progress = 78 WHERE id = ?", number)
    sari.page.locator(".job progress[value='78']").wait_for()
    sari.page.locator("#kabar", has_text="lebih dari 75 %").wait_for(state="attached")
    sari.page.get_by_role("button", name="Batalkan").click()
    sari.page.locator("#pesan").get_by_text("Permintaan pembatalan diterima").wait_for()
    sari.check()
    rows("UPDATE jobs_job SET state = 'cancelled', reason = 'Dibatalkan.' WHERE id = ?", number)
    sari.page.get_by_role("button", name="Jalankan lagi").wait_for()


@WIDTHS
def test_a_job_that_waits_is_stopped_from_the_list(visitor, rows, width, dark):
    number = put(rows, "waiting", reason="Penyimpanan penuh.")
    sari = visitor(width, dark=dark)
    sari.sign_in("sari@demo.test", PASSWORD)
    sari.go("/pekerjaan/?state=waiting")
    assert sari.page.get_by_text("Percobaan ke-2 dari 5 pukul").first.is_visible()
    sari.page.get_by_role("button", name="Batalkan").first.click()
    sari.page.get_by_text("Pekerjaan dibatalkan.").wait_for()
    sari.check()
    assert rows("SELECT state FROM jobs_job WHERE id = ?", number) == [("cancelled",)]


@WIDTHS
def test_an_administrator_finds_the_dead_job_and_lets_it_run_again(visitor, rows, width, dark):
    number = put(rows, "dead", reason="Lima kali gagal.", attempts=5)
    nadia = visitor(width, dark=dark)
    nadia.sign_in("nadia@demo.test", PASSWORD)
    nadia.page.get_by_role("link", name="Lihat dan jalankan lagi").click()
    nadia.check()
    tick = nadia.page.locator(f"#pilih-{number}")
    tick.check()
    rows("UPDATE jobs_job SET reason = 'Enam kali gagal.' WHERE id = ?", number)
    nadia.page.get_by_text("Enam kali gagal.").wait_for()
    nadia.page.locator(f"#pilih-{number}:checked:focus").wait_for()
    nadia.go(f"/operasi/pekerjaan/{number}/")
    nadia.go("/operasi/pekerjaan/?state=dead")
    nadia.page.locator(f"#pilih-{number}").check()
    nadia.page.get_by_role("button", name="Jalankan lagi yang dipilih").click()
    nadia.page.get_by_text("1 pekerjaan diantrekan kembali.").wait_for()
    nadia.check()
