"""make drill: a portal with the demo's data is backed up while people write, lost, restored, compared and entered.

python -m tests.zi_portal.backup.drill [--files N] [--megabytes M] [--writers W], on SQLite and, where it is
installed, on PostgreSQL. Prints the times as a table; exits with 1 when anything deviates.
"""

import argparse
import http.cookiejar
import os
import re
import signal
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from deploy.trial.ports import free_port
from tests import postgres
from tests.portals import create_database, portal
from tests.zi_portal.backup.backed_up import content_of

EMAIL, PASSWORD, NAME = "sari@demo.test", "zona-integritas-2026", "Sari"
PAUSE = 2


class Deviation(Exception):
    """What came back is not what was there."""


class Clock:
    """Times of the steps, in the order in which they were taken."""

    def __init__(self):
        self.times = {}

    @contextmanager
    def step(self, name):
        """Measure the block under this name."""
        start = time.monotonic()
        yield
        self.times[name] = time.monotonic() - start


def drill(folder, server, options):
    """One drill on one database; (times of the steps, facts of the backup). Raises Deviation or RuntimeError."""
    clock = Clock()
    with portal(folder / "kantor", server) as office, portal(folder / "mesin-baru", server) as machine:
        with clock.step("data contoh"):
            prepare(office, options)
        with writers(office, options.writers), clock.step("cadangan selagi orang menulis"):
            office.manage("backup", folder / "cadangan")
        path = next((folder / "cadangan").iterdir())
        with clock.step("pemulihan ke mesin kosong"):
            machine.manage("restore", path)
        with clock.step("pembandingan jumlah dan hash"):
            compare(machine, path, folder / "bandingan")
        with clock.step("jejak audit, skema, pemeriksaan"):
            for command in (["audit_verify"], ["migrate", "--check"], ["check"]):
                machine.manage(*command)
        with clock.step("masuk lewat HTTP"):
            machine.manage("collectstatic", "--noinput", "-v0")
            enter(machine)
    return clock.times, facts(path)


def prepare(office, options):
    """The demo's offices and people, and a busy office with so many stored files."""
    create_database(office)
    for command in (["migrate", "-v0"], ["load_register"], ["load_demo"]):
        office.manage(*command)
    kilobytes = max(1, (options.megabytes << 10) // max(1, options.files))
    office.run("-m", "tests.zi_portal.backup.writing", "fill", options.files, kilobytes)


@contextmanager
def writers(office, count):
    """So many programs that write through the portal's code; killed at the end."""
    processes = [
        office.start("-m", "tests.zi_portal.backup.writing", "write", str(n), stdout=-1, stderr=-3)
        for n in range(count)
    ]
    try:
        for process in processes:
            process.stdout.readline()
        time.sleep(PAUSE)
        yield
        if any(process.poll() is not None for process in processes):
            raise Deviation("seorang penulis berhenti sendiri")
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def compare(machine, path, folder):
    """Back up the restored portal and compare the two manifests."""
    machine.manage("backup", folder)
    first, again = content_of(path), content_of(next(folder.iterdir()))
    for key in ("models", "files", "files_missing", "migrations"):
        if first[key] != again[key]:
            raise Deviation(f"{key} berbeda")


def enter(machine):
    """Start the restored portal and sign in as a person of the demo."""
    port = free_port()
    machine.env["PORT"] = str(port)
    process = machine.start("manage.py", "serve", stdout=-3, stderr=-3)
    try:
        page = sign_in(f"http://127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    if NAME not in page or "Keluar" not in page:
        raise Deviation("halaman setelah masuk tidak menyebut nama orangnya")


def sign_in(address):
    """Text of the first page after signing in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    end = time.monotonic() + 60
    while True:
        try:
            answer = browser.open(f"{address}/", timeout=10)
            break
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]
    fields = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}
    request = urllib.request.Request(answer.url, urllib.parse.urlencode(fields).encode(), {"Referer": answer.url})  # noqa: S310 -- own server
    return browser.open(request, timeout=30).read().decode()


def facts(path):
    """What was backed up, in words."""
    content = content_of(path)
    rows = sum(tally["rows"] for tally in content["models"].values())
    size = content["dump"]["size"] + sum(entry["size"] for entry in content["files"].values())
    return f"{rows} baris, {len(content['files'])} berkas, {size / 1e6:.1f} MB"


def show(vendor, times, about):
    """Print the times of one drill."""
    print(f"\n{vendor}: {about}")
    for name, seconds in times.items():
        print(f"  {name:<36}{seconds:>8.1f} s")
    print("  tidak ada penyimpangan", flush=True)


def main(arguments):
    """The drill on each database at hand; exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.zi_portal.backup.drill")
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=10)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args(arguments)
    try:
        if options.only != "postgresql":
            with tempfile.TemporaryDirectory(prefix="zi-drill-") as folder:
                show("SQLite", *drill(Path(folder), "", options))
        if options.only != "sqlite":
            with postgres.server() as server, tempfile.TemporaryDirectory(prefix="zi-drill-") as folder:
                show("PostgreSQL", *drill(Path(folder), server, options))
    except postgres.Absent as error:
        print(f"\nPostgreSQL dilewati: {error}")
    except (Deviation, RuntimeError, OSError) as error:
        print(f"\nPENYIMPANGAN: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
