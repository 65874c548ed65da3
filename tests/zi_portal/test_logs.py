"""Log lines: one a request, with its id and pattern; no secret of anybody in them; Sentry only where it is set."""

import json
import logging
import logging.config
import os
import socket
import subprocess
import sys
import time
from io import StringIO
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from gunicorn.config import Config

from plans.models import Decree
from zi_portal import BASE_DIR
from zi_portal.audit import chain
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue, registry
from zi_portal.lib import logs
from zi_portal.lib.gunicorn_log import PortalLogger
from zi_portal.lib.logs import reports

NIP = "198012312005011001"

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    """What the portal logs as JSON while the test runs: written() -> list of dicts; written.getvalue() -> text."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    handler.addFilter(logs.Facts())
    root, accesses = logging.getLogger(), logging.getLogger("zi_portal.accesses")
    with mock.patch.object(accesses, "level", logging.INFO), mock.patch.object(accesses, "_cache", {}):
        root.addHandler(handler)
        yield stream
        root.removeHandler(handler)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def requests(stream):
    return [line for line in lines(stream) if line["logger"] == "zi_portal.accesses"]


@pytest.mark.case("H2")
def test_a_request_is_one_line_with_its_id_pattern_person_and_time(world, stream):
    answer = world.client("sari").get(f"/satker/{world.kabupaten.pk}/?q=rahasia", headers={"X-Request-ID": "abc123"})
    (line,) = requests(stream)
    assert line["request_id"] == answer["X-Request-ID"] == "abc123"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/satker/<int:pk>/", answer.status_code)
    assert (line["user"], line["offices"]) == (world.sari.pk, [world.kabupaten.pk])
    assert line["bytes"] == len(answer.content) and 0 <= line["ms"] < 60_000 and "rahasia" not in stream.getvalue()


@pytest.mark.case("H2")
def test_no_secret_that_people_type_is_in_the_lines(world, stream):
    client = Client(raise_request_exception=False)
    client.post("/akun/masuk/", {"login": "sari@contoh.id", "password": "sandi-KENARI-1"})
    client.post("/akun/sandi/lupa/", {"email": "sari@contoh.id"})
    client.get("/akun/sandi/atur/1-kenari2token/")
    client.get("/tidak-ada/KENARI3/?token=KENARI4", headers={"User-Agent": "KENARI5", "Cookie": "sessionid=KENARI6"})
    signed = world.client("sari")
    signed.post("/rencana/impor/", {"file": SimpleUploadedFile("KENARI7.xlsx", b"KENARI8")})
    text = stream.getvalue()
    assert len(requests(stream)) == 5
    assert "kenari" not in text.lower() and "contoh.id" not in text and "Sari" not in text


@pytest.mark.case("H2", "H6")
def test_an_error_is_traced_once_without_what_it_quotes(world, stream):
    client = world.client("sari")
    client.raise_request_exception = False
    fault = RuntimeError(f"sari@contoh.id, {NIP}, /akun/?key=rahasia")
    with mock.patch.object(Decree.objects, "visible_to", side_effect=fault):
        page = client.get("/keputusan/")
    (line,) = [line for line in lines(stream) if line["level"] == "ERROR"]
    assert "[surel], [nomor], /akun/?…" in line["trace"] and line["message"] == "Internal Server Error: /keputusan/"
    assert line["request_id"] == page["X-Request-ID"]
    assert not any(secret in stream.getvalue() for secret in ("contoh.id", NIP, "rahasia"))


@pytest.mark.case("H6")
def test_the_page_of_an_error_names_the_request(world):
    client = world.client("sari")
    client.raise_request_exception = False
    with mock.patch.object(Decree.objects, "visible_to", side_effect=RuntimeError):
        page = client.get("/keputusan/")
    assert page.status_code == 500 and f"kode <code>{page['X-Request-ID']}</code>" in page.content.decode()


@pytest.mark.case("H2")
@pytest.mark.parametrize("form", [logs.Plain, logs.Json])
def test_a_line_break_in_a_text_begins_no_line(form):
    record = logging.LogRecord("x", logging.INFO, "", 0, "a%s", ("\r\n2026 INFO b\x85\u2028c\x1b[2J",), None)
    logs.Facts().filter(record)
    text = form().format(record)
    assert len(text.splitlines()) == 1 and "\x1b" not in text


@pytest.mark.case("H2")
def test_a_trace_in_plain_lines_cannot_pass_for_another_line():
    try:
        raise ValueError("a\n2026-01-01 INFO faked")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    first, *trace_lines = logs.Plain().format(record).splitlines()
    assert "failed" in first and trace_lines and all(line.startswith("    ") for line in trace_lines)


@pytest.mark.case("H2")
def test_a_row_that_postgresql_refused_is_not_quoted():
    row = 'violates check constraint "x"\nDETAIL:  Failing row contains (1, Siti Aminah, dua\nbaris).\n'
    text = logs.scrub(f"{row}\n\nThe above exception\nLINE 1: ...WHERE name = 'Siti'\n  ^\n\"ujung\"")
    assert "Siti" not in text and "baris" not in text
    assert 'constraint "x"' in text and "The above exception" in text and '"ujung"' in text


def test_a_pattern_stands_where_django_names_a_path(stream):
    request = RequestFactory().get("/akun/sandi/atur/kenari/")
    request.id = "abc"
    extra = {"status_code": 500, "request": request}
    logging.getLogger("django.request").error("%s: %s", "Internal Server Error", request.path, extra=extra)
    (line,) = lines(stream)
    assert (line["message"], line["request_id"]) == ("Internal Server Error: -", "abc")


@pytest.mark.case("H2")
def test_lines_of_a_job_name_it_and_its_attempt(db, stream):
    kind = registry.Kind("uji_log", lambda job, progress: logging.getLogger("zi_portal").info("inside"), "Uji")
    with mock.patch.dict(registry.KINDS, {"uji_log": kind}), mock.patch.object(queue, "publish"):
        job = queue.enqueue("uji_log", key="uji", payload={})
        queue.run(job.pk)
    inside, end_line = lines(stream)
    assert (inside["job"], inside["kind"], inside["attempt"]) == (job.pk, "uji_log", 1)
    assert (end_line["message"], end_line["status"]) == ("job", "done")
    assert logs.request_id() == ""


def test_an_audit_event_carries_the_id_of_its_request(world):
    with logs.about(request_id="abc"):
        chain.record("uji.coba", actor=world.sari, subject=world.kabupaten)
    chain.record("uji.coba", actor=world.sari, subject=world.kabupaten, request_id="def")
    assert list(AuditEvent.objects.order_by("pk").values_list("request_id", flat=True)) == ["abc", "def"]
    assert chain.verify() is None


def test_servers_write_the_same_form_and_celery_no_arguments():
    config = logs.configuration("json", "INFO", True)
    assert config["loggers"]["gunicorn.error"] == {"handlers": [], "propagate": True}
    assert config["loggers"]["celery.app.trace"]["level"] == "WARNING"
    assert config["handlers"]["console"]["formatter"] == "json"


@pytest.mark.case("H2")
def test_gunicorn_itself_writes_the_same_form(capsys):
    logger = PortalLogger(Config())
    logger.error("worker of\n%s died", "sari@contoh.id")
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["message"]) == ("ERROR", "worker of\n[surel] died")
    for handler in logger.error_log.handlers[:]:
        logger.error_log.removeHandler(handler)


EVENT = {
    "request": {
        "method": "POST", "url": "https://x/akun/KENARI", "query_string": "KENARI", "cookies": "KENARI",
        "headers": {"Authorization": "KENARI"}, "data": "KENARI", "env": {"REMOTE_ADDR": "KENARI"},
    },
    "user": {"id": 7, "email": "KENARI@contoh.id", "ip_address": "KENARI"},
    "extra": {"sys.argv": "KENARI"}, "server_name": "KENARI", "breadcrumbs": {"values": ["KENARI"]},
    "contexts": {"celery-job": {"args": "KENARI"}},
    "exception": {"values": [{"type": "ValueError", "value": f"KENARI@contoh.id {NIP} /a?KENARI=1"}]},
    "logentry": {"message": "%s KENARI@contoh.id", "params": ["KENARI"]},
}  # fmt: skip


@pytest.mark.case("H3")
def test_a_report_says_what_failed_and_nothing_about_whom():
    event = reports.clean(json.loads(json.dumps(EVENT)), {})
    assert "KENARI" not in json.dumps(event) and NIP not in json.dumps(event)
    assert event["user"] == {"id": 7} and event["exception"]["values"][0]["type"] == "ValueError"


def program(code, folder, **environment):
    inherited = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX"}
    }
    environment |= {"ZI_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "zi_portal.settings"}
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.run(
        command, cwd=BASE_DIR, env=inherited | environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.case("H3")
def test_without_an_address_sentry_is_not_even_loaded(tmp_path):
    completed = program("import sys, zi_portal.urls, zi_portal.wsgi; print('sentry_sdk' in sys.modules)", tmp_path)
    assert completed.stdout.strip() == "False", completed.stderr


FAILS = """
import time
from unittest import mock
from django.test import Client
client = Client(raise_request_exception=False)
client.get("/livez")
begun = time.monotonic()
with mock.patch("zi_portal.health.examining.examine", side_effect=ValueError):
    answer = client.get("/readyz", headers={"Authorization": "Bearer x"})
print(answer.status_code, time.monotonic() - begun)
"""


@pytest.mark.case("H3")
def test_a_sentry_server_out_of_reach_delays_no_page(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dsn = f"http://kunci@127.0.0.1:{closed.getsockname()[1]}/1"
        start = time.monotonic()
        completed = program(f"exec({FAILS!r})", tmp_path, SENTRY_DSN=dsn, READYZ_TOKEN="x")
    status, seconds = completed.stdout.split()
    assert status == "500" and float(seconds) < 2, completed.stderr
    assert time.monotonic() - start < 30 and "sentry" not in completed.stdout


LONG_HOST = "https://" + "a." * 4_000 + "sari@contoh.id"


@pytest.mark.case("H2")
def test_a_long_message_is_cut_and_says_how_much_is_missing():
    text = logs.scrub(f"Invalid header: {LONG_HOST * 3}\nlast line of a trace")
    assert len(text) < logs.LONGEST and text.startswith("Invalid header: … [") and "karakter tidak ditulis]" in text
    assert text.endswith("last line of a trace") and "contoh" not in text


@pytest.mark.case("H2")
@pytest.mark.parametrize("secret", ["sari.sungguh@contoh.id", "19801231 200501 1 001", "/akun/?kunci=rahasia"])
def test_no_secret_is_cut_in_two(secret):
    for place in range(len(secret) + 1):
        before = "x" * (logs.LONGEST // 2 - place - 2) + " "
        text = logs.scrub(f"{before} {secret} {'y ' * logs.LONGEST}")
        assert not any(part in text for part in ("sari", "sungguh", "198012", "200501", "kunci", "rahasia"))


@pytest.mark.case("H2")
def test_a_refused_row_that_is_longer_than_a_line_may_be_is_not_written():
    row = "\n".join(["kenari"] * logs.LONGEST)
    text = logs.scrub(f"duplicate key\nDETAIL:  Key (title)=({row}) already exists.\n\nThe above exception")
    assert text.startswith("duplicate key\nDETAIL:  …") and "kenari" not in text
