"""The files under deploy/: systemd and nginx accept them, the environment sample names every setting."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from deploy.trial import answers, shipped, stack
from zi_portal import BASE_DIR, child

UNITS = sorted(path.name for path in (shipped.SHIPPED / "systemd").iterdir())
PROGRAMS = [name for name in UNITS if name.endswith(".service")]
OF_UNITS = {"WEB_PROCESSES", "WEB_THREADS", "WEB_BIND", "WEB_PROXY_ADDRESSES", "WORKER_PROCESSES", "BACKUP_KEEP"}
EMBEDDED_ONLY = {"PORT"}
SAMPLE = (shipped.SHIPPED / "portal-zi.env.sample").read_text(encoding="utf8")


def text(unit):
    return (shipped.SHIPPED / "systemd" / unit).read_text(encoding="utf8")


def test_systemd_accepts_every_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: the units are not verified")
    for unit in UNITS:
        (tmp_path / unit).write_text(text(unit).replace(shipped.CODE, str(BASE_DIR)), encoding="utf8")
    paths = [str(tmp_path / unit.replace("@.", "@1.")) for unit in UNITS]
    shutil.copy(tmp_path / "portal-zi-worker@.service", tmp_path / "portal-zi-worker@1.service")
    run = subprocess.run(["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True)
    own_lines = [line for line in run.stderr.splitlines() if "portal-zi" in line]
    assert own_lines == []


@pytest.mark.parametrize("unit", PROGRAMS)
def test_every_program_is_fenced_in(unit):
    lines = text(unit).splitlines()
    for fence in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet="):
        assert fence in lines
    assert "SystemCallErrorNumber=EPERM" in lines  # a library's probe is refused, its process not killed
    assert any(line.startswith("MemoryMax=") for line in lines)
    assert any(line.startswith("ReadWritePaths=/var/lib/portal-zi") for line in lines)
    assert "User=portal-zi" in lines


@pytest.mark.parametrize("unit", ["portal-zi-web.service", "portal-zi-worker@.service"])
def test_what_opens_strangers_files_may_give_up_the_sight_of_all_others(unit):
    allowed = " ".join(re.findall(r"^SystemCallFilter=(.*)$", text(unit), re.MULTILINE)).split()
    assert {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"} <= set(allowed)


def test_a_job_in_hand_gets_its_time_and_nothing_outlives_its_unit(settings):
    worker = text("portal-zi-worker@.service")
    assert int(re.search(r"TimeoutStopSec=(\d+)", worker)[1]) > settings.CELERY_TASK_TIME_LIMIT
    for unit in PROGRAMS:
        assert "KillMode=process" not in text(unit) and "KillMode=none" not in text(unit)


def test_the_web_lets_requests_end_before_it_is_killed():
    web = text("portal-zi-web.service")
    patience = int(re.search(r"--graceful-timeout (\d+)", web)[1])
    assert int(re.search(r"TimeoutStopSec=(\d+)", web)[1]) > patience


def test_nginx_lets_go_of_a_line_before_the_web_host_closes_it():
    site = (shipped.SHIPPED / "nginx" / "portal-zi.conf").read_text(encoding="utf8")
    seconds = int(re.search(r"upstream .*?keepalive_timeout (\d+)s;", site, re.DOTALL)[1])
    assert seconds < int(re.search(r"--keep-alive (\d+)", text("portal-zi-web.service"))[1])


def test_jobs_stand_behind_pages_as_they_do_in_the_embedded_profile():
    nice = {unit: shipped.Unit(unit).nice for unit in PROGRAMS}
    assert nice["portal-zi-worker@.service"] == str(child.NICENESS)
    assert nice["portal-zi-web.service"] == nice["portal-zi-beat.service"] == "0"
    assert shipped.Unit("portal-zi-worker@.service").command(shipped.sample_environment())[:3] == ["nice", "-n", "5"]


def test_every_value_of_a_command_line_stands_in_the_sample():
    names = {name for unit in PROGRAMS for name in re.findall(r"\$\{(\w+)\}", text(unit))}
    assert names and names <= set(shipped.sample_environment())


def test_the_sample_names_exactly_the_settings_and_what_the_units_read():
    table = (BASE_DIR / "docs" / "settings.md").read_text(encoding="utf8")
    settings = set(re.findall(r"^\| `(\w+)`", table, re.M))
    named = {name.removesuffix("_FILE") for name in re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", SAMPLE, re.M)}
    assert named == settings - EMBEDDED_ONLY | OF_UNITS


def test_nginx_takes_the_largest_file_and_its_form_and_no_more(settings):
    site = (shipped.SHIPPED / "nginx" / "portal-zi.conf").read_text(encoding="utf8")
    assert int(re.search(r"client_max_body_size +(\d+)m;", site)[1]) == settings.UPLOAD_MB + 1


def locations(path):
    """The text of the first location with a pattern of the nginx file that takes the address."""
    site = (shipped.SHIPPED / "nginx" / "portal-zi.conf").read_text(encoding="utf8")
    blocks = re.findall(r'location ~ "?([^"\s]+)"? \{\n(.*?)\n    \}', site, re.S)
    return next((text for pattern, text in blocks if re.search(pattern, path)), "")


@pytest.mark.parametrize(("name", "arguments"), [("part", [1, 22, 333]), ("arrived", [1, 22]), ("cancel", [1, 22])])
def test_nginx_takes_many_small_parts_of_evidence(settings, name, arguments):
    text = locations(reverse(f"evidence:{name}", args=arguments))
    limit_mb = int(re.search(r"client_max_body_size (\d+)m;", text)[1])
    assert "zone=zi_part" in text and limit_mb << 10 > settings.EVIDENCE_PART_KB
    assert limit_mb <= settings.UPLOAD_MB


@pytest.mark.parametrize(("name", "arguments"), [("begin", []), ("announce", [1]), ("plain", [1]), ("place", [1])])
def test_nginx_takes_a_form_with_files_as_any_other_upload(name, arguments):
    text = locations(reverse(f"evidence:{name}", args=arguments))
    assert "zone=zi_upload" in text and "client_max_body_size" not in text


def test_no_secret_stands_in_the_sample_itself():
    secret = re.compile(r"(PASSWORD|SECRET|TOKEN|KEYS?|DATABASE_URL|REDIS_URL)$")
    assert [name for name, value in shipped.sample_environment().items() if secret.search(name) and value] == []


@pytest.fixture
def site(tmp_path):
    """The nginx file for a trial, beside its certificate."""
    if {"nginx-light", "openssl"} & set(stack.missing_packages()):
        pytest.skip("nginx or openssl is not installed: the nginx file is not tried")
    folder = tmp_path / "map dengan spasi"
    folder.mkdir()
    answers.certificate(folder)
    ports = {"http_port": 18080, "https_port": 18443}
    content = shipped.nginx_site(folder, data=folder, webs=["127.0.0.1:18001", "127.0.0.1:18002"], **ports)
    (folder / "portal-zi.conf").write_text(content, encoding="utf8")
    (folder / "nginx.conf").write_text(shipped.nginx_main(folder), encoding="utf8")
    return folder, content


def test_nginx_accepts_the_file_also_below_a_folder_with_blanks(site):
    folder, _ = site
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    command = [program, "-t", "-q", "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_no_folder_of_an_installed_portal_is_left_in_the_trial(site):
    assert re.findall(rf"{shipped.CODE}|{shipped.DATA}|{shipped.ETC}|{shipped.RUN}/|{shipped.HOST_NAME}", site[1]) == []


def test_a_piece_that_the_trial_replaces_and_the_file_lost_is_named(monkeypatch, tmp_path):
    (tmp_path / "nginx").mkdir()
    (tmp_path / "nginx" / "portal-zi.conf").write_text("server {}", encoding="utf8")
    monkeypatch.setattr(shipped, "SHIPPED", tmp_path)
    with pytest.raises(ValueError, match="portal-zi.conf has no"):
        shipped.nginx_site(tmp_path, data=tmp_path, webs=["a"], http_port=1, https_port=2)


@pytest.mark.parametrize("page", sorted((shipped.SHIPPED / "nginx" / "pages").glob("*.html")), ids=lambda p: p.stem)
def test_a_page_of_nginx_says_what_to_do_and_loads_nothing_of_the_portal(page):
    html = page.read_text(encoding="utf8")
    assert '<html lang="id">' in html and f"Kode {page.stem}" in html and html.count("<p") >= 3
    assert set(re.findall(r'(?:href|src)="([^"]+)"', html)) == {"/", "/_halaman/halaman.css", "/_halaman/kembali.js"}


def test_every_error_page_that_nginx_names_is_there():
    site = (shipped.SHIPPED / "nginx" / "portal-zi.conf").read_text(encoding="utf8")
    named = set(re.findall(r"/_halaman/(\d+\.html);", site))
    assert named == {path.name for path in Path(shipped.SHIPPED, "nginx", "pages").glob("*.html")}
