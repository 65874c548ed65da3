"""`make bench`: prints times as ratios within one run, since machines differ. Needs no network and no port."""

import logging
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zi_portal import BASE_DIR

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 -- the settings must be named first

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connection  # noqa: E402 -- after setup
from django.test import Client  # noqa: E402 -- after setup
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402 -- after setup
from django.urls import reverse  # noqa: E402 -- after setup

from plans.decree import documents  # noqa: E402 -- after setup
from plans.decree.payload import decree_payload  # noqa: E402 -- after setup
from plans.decree.pdf import decree_pages  # noqa: E402 -- after setup
from plans.models import Annex, Decree, Layout, Plan  # noqa: E402 -- after setup
from plans.workbook import exporting, importing  # noqa: E402 -- after setup
from teams.models import Membership, Satker, User  # noqa: E402 -- after setup
from teams.states import Role  # noqa: E402 -- after setup
from tests.bench import evidence  # noqa: E402 -- after setup
from tests.workbooks import band_rows, one_sheet  # noqa: E402 -- after setup
from zi_portal.lib.grid import workbooks, xlsx_reader  # noqa: E402 -- after setup

SEEDS = BASE_DIR.parent / "shared" / "seeds"
OFFICES = {
    "000_toraja_utara": "KPU Kabupaten Toraja Utara",
    "001_sulawesi_tengah": "KPU Provinsi Sulawesi Tengah",
    "002_penajam_paser_utara": "KPU Kabupaten Penajam Paser Utara",
    "003_luwu": "KPU Kabupaten Luwu",
    "004_tambrauw": "KPU Kabupaten Tambrauw",
}
YEARS = range(2022, 2027)
RUNS = 3


def main():
    """Fresh database in a folder of its own, then the tables."""
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("load_register", verbosity=0)
    setup_test_environment()
    names = [name for name in OFFICES if (SEEDS / f"{name}.xlsx").is_file()]
    if not names:
        print("../shared/seeds tidak ada: pengukuran cetak dan impor dengan lima keputusan nyata dilewati.")
    plans = {name: import_table(name) for name in names}
    large_import_line()
    for name in ("004_tambrauw", "000_toraja_utara"):
        if name in plans:
            print_table(name, plans[name])
    page_table(next(iter(plans.values()), None))
    evidence.main()


def timed(work):
    """Median seconds of RUNS calls."""
    spans = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def import_table(name):
    """Import a workbook; one line with time, rows and the memory of a process that does only this, and its child."""
    satker = Satker.objects.get(short_name=OFFICES[name])
    path = SEEDS / f"{name}.xlsx"
    seconds = timed(lambda: importing.import_workbook(path, satker=satker, year=2025, dry_run=True))
    report = importing.import_workbook(path, satker=satker, year=2025)
    rows, (memory, child) = report.counts["rows"], _import_memory(path)
    print(f"impor {name:26} {seconds * 1000:7.0f} ms  {rows:4} baris  puncak proses {memory} MB, anak {child} MB")
    return report.plan


def _import_memory(path):
    command = [sys.executable, "-c", MEMORY, str(path)]
    words = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout.split()
    return int(words[-2]), int(words[-1])


MEMORY = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
from zi_portal.lib.sandbox import confined
from zi_portal.lib.grid import workbooks
from plans.workbook.reading import recognise, read_tree
for grid in workbooks.read(sys.argv[1]).grids:
    found = recognise(grid)
    if found: read_tree(grid, found, year=2025)
confined.end()
for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    print(resource.getrusage(whose).ru_maxrss // 1024)
"""


def print_table(name, plan):
    """PDF of the decree, all passes, against LibreOffice converting the exported table, in turn."""
    payload = decree_payload(plan.decree)
    pdf = decree_pages(payload, edition="asli", draft=False)[0]
    own, other = [], []
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "tabel.xlsx"
        table.write_bytes(exporting.export(plan, "xlsx")[0])
        for _ in range(RUNS):
            own.append(_print_alone(payload))
            other.append(_convert(table, folder))
    seconds, other_seconds = statistics.median(own), statistics.median(other)
    ratio = f"{seconds / other_seconds:5.2f} ×" if other_seconds else "LibreOffice tidak ada"
    again = timed(lambda: documents.render_now(plan.decree, "asli"))
    print(
        f"cetak {name:26} {seconds:6.2f} s  LibreOffice {other_seconds:6.2f} s  rasio {ratio}  ({len(pdf) // 1024} KB)"
    )
    print(f"      cetak ulang dari berkas {again * 1000:5.1f} ms")


def _print_alone(payload):
    start = time.perf_counter()
    decree_pages(payload, edition="asli", draft=False)[0]
    return time.perf_counter() - start


def _convert(table, folder):
    if shutil.which("soffice") is None:
        return 0.0
    profile = f"-env:UserInstallation=file://{folder}/profile"
    return _seconds(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(table)], folder)


def _seconds(command, folder):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def large_import_line():
    """Read a made-up workbook of 1,000 rows: in a child, as the portal does, and without one."""
    with tempfile.TemporaryDirectory() as folder:
        path = one_sheet(Path(folder) / "besar.xlsx", band_rows(areas=4, actions=250))
        confined_read = timed(lambda: workbooks.read(path))
        plain_read = timed(lambda: xlsx_reader.read_workbook(path))
    print(f"baca 1000 baris: {confined_read * 1000:.0f} ms dalam anak, {plain_read * 1000:.0f} ms tanpa anak")


def page_table(plan):
    """Queries and time of each page as a ratio to the sign-in page, at all offices × five years of plans."""
    people = _crowd(plan)
    base = _page(Client(), reverse("account_login"))[1]
    print(f"{'halaman':44} {'orang':8} kueri      ms  rasio ke halaman masuk ({base * 1000:.1f} ms)")
    for name, args in _pages(plan):
        for person, client in people.items():
            queries, seconds, status = _page(client, reverse(name, args=args))
            if status == 200:
                print(f"{name:44} {person:8} {queries:5} {seconds * 1000:7.1f} {seconds / base:6.1f}")
    print(f"memori puncak proses ini {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _pages(plan):
    pages = [(name, []) for name in ("home", "plans:list", "decrees:list", "teams:satker-list", "teams:team-list")]
    if plan is None:
        return pages
    step = plan.areas.first().steps.first()
    decree = plan.decree
    further = [
        ("plans:detail", plan.pk),
        ("plans:row", step.pk),
        ("decrees:detail", decree.pk),
        ("decrees:body", decree.pk),
    ]
    return pages + [(name, [pk]) for name, pk in further]


def _page(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        status = client.get(path).status_code
    return len(queries), timed(lambda: client.get(path)), status


def _crowd(plan):
    """A plan and decree per office and year, and three signed-in people."""
    layout = Layout.objects.first()
    offices = list(Satker.objects.all())
    rows = [(office, year) for office in offices for year in YEARS]
    decrees = Decree.objects.bulk_create(Decree(satker=o, year=y, title=f"RENCANA AKSI {y}") for o, y in rows)
    plans = Plan.objects.bulk_create(Plan(satker=o, year=y, title=f"RENCANA {y}", layout=layout) for o, y in rows)
    Annex.objects.bulk_create(
        Annex(decree=decree, plan=plan, kind="plan", position=1) for decree, plan in zip(decrees, plans, strict=True)
    )
    home = plan.satker if plan else offices[-1]
    places = {
        "staf": (home, Role.STAFF),
        "provinsi": (home.parent or home, Role.REVIEWER),
        "pusat": (offices[0], Role.ADMIN),
    }
    return {name: _signed_in(name, satker, role) for name, (satker, role) in places.items()}


def _signed_in(name, satker, role):
    user = User.objects.create_user(f"{name}@contoh.id", name=name)
    Membership.objects.create(user=user, satker=satker, role=role, valid_from="2020-01-01")
    client = Client()
    client.force_login(user)
    return client


if __name__ == "__main__":
    main()
