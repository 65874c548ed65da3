"""The production profile as a whole: nginx, two web processes, PostgreSQL, Redis, a worker, beat."""

import json
import subprocess
import sys
import time

import pytest

from deploy.trial import shipped
from tests.deploy.conftest import Visitor, json_lines, links
from zi_portal import BASE_DIR

pytestmark = pytest.mark.trial


def wait_for(condition, event, seconds=120):
    """What found() returns as soon as it is true."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, f"waited {seconds} s in vain until {event}"
        time.sleep(0.3)
    return result


def decree_of_demo(production):
    """Path of the enacted decree of the demo's second office."""
    code = (
        "from plans.models import Decree;"
        "print(Decree.objects.filter(state='enacted', satker__code='98.71').values_list('pk', flat=True)[0])"
    )
    return f"/keputusan/{production.manage('shell', '-v0', '-c', code).split()[-1]}/"


def print_copy(production, dewi):
    """Address of the PDF that the worker prints on request of dewi, who is signed in."""
    path = decree_of_demo(production)
    dewi.get(path)
    assert dewi.post(f"{path}cetak/salinan/").status == 302
    return wait_for(lambda: links(dewi.get(f"{path}dokumen/").text, r"/keputusan/dokumen/\d+/"), "the PDF is there")[0]


@pytest.fixture(scope="module")
def printed(production):
    """Path of a printed PDF of dewi's office."""
    dewi = Visitor(production.address)
    dewi.sign_in("dewi@demo.test")
    return print_copy(production, dewi)


@pytest.mark.case("E12")
def test_it_answers_with_the_portal_and_its_headers(visitor):
    page = visitor().get("/akun/masuk/")
    assert page.status == 200 and "Masuk" in page.text
    assert page.headers["Server"] == "nginx"
    assert page.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert len(page.headers.get_all("X-Request-ID")) == 1


@pytest.mark.case("E12")
def test_plain_http_is_sent_to_https(production, visitor):
    answer = visitor().get("/rencana/?q=1", address=production.http_address)
    assert answer.status == 308 and answer.headers["Location"] == f"{production.address}/rencana/?q=1"


def test_two_web_processes_share_all_state(production, visitor):
    first, second = production.web_addresses
    sari = visitor()
    sari.sign_in("sari@demo.test", address=first)
    assert "sari" in sari.get("/", address=second).text.lower()
    assert sari.post("/akun/keluar/", address=second).status == 302
    assert sari.get("/", address=first).headers["Location"].startswith("/akun/masuk/")


def test_a_download_goes_through_the_internal_location(production, visitor, printed):
    dewi = visitor("dewi")
    named = dewi.get(printed, address=production.web_addresses[0])
    assert named.body == b"" and named.headers["X-Accel-Redirect"].startswith("/_protected/")
    download = dewi.get(printed)
    assert download.status == 200 and download.body.startswith(b"%PDF") and "X-Accel-Redirect" not in download.headers
    assert download.headers["Content-Type"] == "application/pdf"
    assert download.headers["Content-Disposition"].startswith("attachment")


def test_a_download_keeps_the_safety_of_the_portals_answer(visitor, printed):
    headers = visitor("dewi").get(printed).headers
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] and headers["X-Request-ID"]


def test_a_part_of_a_download_can_be_asked_for(visitor, printed):
    part = visitor("dewi").get(printed, headers={"Range": "bytes=0-3"})
    assert part.status == 206 and part.body == b"%PDF"


def test_a_stored_file_has_no_address_of_its_own(production, visitor, printed):
    dewi = visitor("dewi")
    inner = dewi.get(printed, address=production.web_addresses[0]).headers["X-Accel-Redirect"]
    for path in (inner, inner.replace("/_protected/", "/media/"), "/_protected/", "/static/../media/"):
        answer = dewi.get(path)
        assert answer.status in {400, 404} and b"%PDF" not in answer.body
    assert "Halaman tidak ditemukan" in dewi.get(inner).text


def test_a_neighbour_gets_no_file(visitor, printed):
    assert visitor("sari").get(printed).status == 404


@pytest.mark.parametrize(("path", "size"), [("/rencana/impor/", 12 << 20), ("/akun/masuk/", 70 << 10)])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(visitor, path, size):
    connection = visitor().connect(visitor().address)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(size))
    connection.endheaders(b"one of many")
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.status == 413 and "Berkas terlalu besar" in text and "Content-Security-Policy" in answer.headers


def test_pages_of_nginx_itself_look_like_the_portal_and_are_safe(visitor):
    page = visitor().get("/_protected/tidak-ada.pdf")
    assert page.status == 404 and page.headers["Cache-Control"] == "no-store"
    assert (
        page.headers["X-Content-Type-Options"] == "nosniff"
        and "style-src 'self'" in page.headers["Content-Security-Policy"]
    )
    style = visitor().get("/_halaman/halaman.css")
    assert style.status == 200 and style.headers["Content-Type"] == "text/css"


def test_static_files_come_from_nginx_compressed_and_are_kept(visitor):
    path = links(visitor().get("/akun/masuk/").text, r"portal\.[0-9a-f]{12}\.css")[0]
    style = visitor().get(path, headers={"Accept-Encoding": "gzip"})
    assert style.status == 200 and style.headers["Content-Encoding"] == "gzip"
    assert "immutable" in style.headers["Cache-Control"]
    assert style.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor().get("/static/tidak-ada.css").status == 404


def test_too_many_sign_ins_from_one_address_are_held_up_and_others_are_not(visitor):
    hasty = visitor(source="127.0.0.77")
    answers = (hasty.send("POST", "/akun/masuk/", body="x") for _ in range(300))
    refusal = next((answer for answer in answers if answer.status == 429), None)
    assert refusal and "Terlalu banyak permintaan" in refusal.text and "nginx" not in refusal.text
    assert visitor(source="127.0.0.78").get("/akun/masuk/").status == 200


@pytest.mark.case("F14")
def test_monitors_are_answered_with_the_token_only(production, visitor):
    assert visitor().get("/readyz").status in {401, 403, 404}
    answer = visitor().get("/readyz", headers={"Authorization": f"Bearer {production.metrics_token}"})
    checks = json.loads(answer.text)["checks"]
    assert answer.status == 200 and all(checks[name]["ok"] for name in ("database", "broker", "eviction", "media"))


@pytest.mark.case("G12")
def test_only_the_web_has_its_queries_ended_after_15_seconds(production):
    show = "k = connection.cursor(); k.execute('SHOW statement_timeout'); print(k.fetchone())"
    code = f"from django.db import connection; {show}"
    for unit, limit in (("portal-zi-web.service", "15s"), ("portal-zi-worker@.service", "0")):
        env = shipped.Unit(unit).environment | production.env
        run = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=BASE_DIR, env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert f"('{limit}',)" in run.stdout


def logged(production, path):
    """The lines of nginx's log once one about this path is there: it is written after the answer."""
    log = production.folder / "nginx" / "portal-zi.log"
    wait_for(lambda: any(line["path"] == path for line in json_lines(log)), f"nginx logs {path}", 10)
    return json_lines(log)


def test_the_log_of_nginx_has_the_request_id_and_no_parameters(production, visitor):
    page = visitor().get("/akun/masuk/?next=/rahasia/")
    visitor().get("/akun/kata-sandi/baru/1-kuncirahasia/")  # as the link of a mail has it
    visitor().get("/kalender/kuncirahasia.ics")
    visitor().get("/pemberitahuan/berhenti/kuncirahasia/")
    lines = logged(production, "/pemberitahuan/berhenti/***/")
    assert {"/akun/kata-sandi/baru/***/", "/kalender/***"} <= {line["path"] for line in lines}
    own_lines = [line for line in lines if line["request_id"] == page.headers["X-Request-ID"]]
    assert len(own_lines) == 1 and own_lines[0]["path"] == "/akun/masuk/" and own_lines[0]["status"] == 200
    assert [line for line in lines if "rahasia" in json.dumps(line)] == []


def test_no_folder_name_of_a_stored_file_leads_past_the_internal_location(visitor):
    for folder in ("berkas", "impor", "lambang", "unggah"):
        page = visitor("sari").get(f"/_protected/{folder}/a.pdf")
        assert page.status == 404 and "/_halaman/halaman.css" in page.text


def test_an_address_that_is_too_long_is_told_in_words(visitor):
    page = visitor().get(f"/rencana/?q={'a' * 8300}")
    assert page.status == 414 and "Permintaan tidak dapat dibaca" in page.text


def test_maintenance_is_switched_on_by_a_file(production, visitor):
    switch = production.data / "perawatan"
    switch.touch()
    try:
        page = visitor().get("/rencana/")
        assert page.status == 503 and "Portal sedang dirawat" in page.text
        assert visitor().get("/livez").status == 200
    finally:
        switch.unlink()
    assert visitor().get("/akun/masuk/").status == 200


def test_one_dead_web_process_is_not_noticed(production, visitor):
    production.kill("web1")
    try:
        assert {visitor().get("/akun/masuk/").status for _ in range(4)} == {200}
    finally:
        production.start("web1")


def test_without_any_web_process_people_read_a_sentence(production, visitor):
    sari = visitor("sari")
    for name in ("web1", "web2"):
        production.stop(name)
    try:
        for answer in (sari.get("/rencana/"), sari.post("/rencana/impor/", year="2026")):
            assert answer.status == 502 and "Portal sedang tidak dapat dihubungi" in answer.text
            assert "lalu coba lagi" in answer.text and "nginx" not in answer.text
    finally:
        for name in ("web1", "web2"):
            production.start(name)
    assert wait_for(lambda: sari.get("/rencana/").status == 200, "the portal is back")
