"""A package of 5 GB: its speed, and the memory of the program that makes it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from zi_portal import BASE_DIR

MEGABYTE = 1 << 20
GIGABYTES, LARGEST = 5, 300

SCRIPT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
from tests.evidence.packages.test_large_packages import pack_and_measure
pack_and_measure(sys.argv[1], int(sys.argv[2]))
"""


def pack_and_measure(target, megabytes):
    """In a program of its own: an office with files of so many megabytes together, packed by the command.

    Prints seconds of the packing and the most memory that the program had, in megabytes. One file is larger than
    4 GB where there is so much; it is sparse, so that the disk need not hold it.
    """
    import resource  # noqa: PLC0415 -- of the program alone
    import time  # noqa: PLC0415

    from django.core.management import call_command  # noqa: PLC0415 -- after setup

    call_command("migrate", verbosity=0)
    plan = filled(megabytes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    call_command("build_package", plan=plan.pk, output=Path(target))
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, before >> 10)


def filled(megabytes):
    """A plan whose obligations are proved by accepted files: four fifths in one, the rest in pieces of 20 MB."""
    from evidence.models import StoredFile  # noqa: PLC0415 -- after setup
    from evidence.states import Scan, Verdict  # noqa: PLC0415
    from tests.conftest import make_world  # noqa: PLC0415
    from tests.evidence.ground import a_proof, judged, owing  # noqa: PLC0415

    world = make_world()
    office = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    sizes = [megabytes * 4 // 5] + [20] * (megabytes // 100 + 1)
    for number, size in enumerate(sizes):
        where = office.obligations[number % len(office.obligations)]
        proof = a_proof([where], world.sari, title=f"Bukti {number}", content=b"%PDF-1.7 " + str(number).encode())
        file = StoredFile.objects.get(revisions__evidence=proof)
        os.truncate(file.file.path, size * MEGABYTE)
        with file.file.open() as content:
            digest = hashlib.file_digest(content.file, "sha256").hexdigest()
        StoredFile.objects.filter(pk=file.pk).update(size=size * MEGABYTE, sha256=digest, scan=Scan.CLEAN, kind="mp4")
        judged(proof, (Verdict.ACCEPT, world.lukas))
    return office.plan


@pytest.mark.case("B5")
@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_package_of_5_gb_takes_less_than_300_mb_of_memory(tmp_path, capsys):
    target = tmp_path / "paket.zip"
    command = [sys.executable, "-c", SCRIPT, str(target), str(GIGABYTES << 10)]
    output = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout.split()
    seconds, memory, before = float(output[-3]), int(output[-2]), int(output[-1])
    size = target.stat().st_size
    with capsys.disabled():
        print(f"\npaket {size / 1e9:.2f} GB: {seconds:.0f} s, puncak memori {memory} MB (sebelumnya {before} MB)")
    assert size > GIGABYTES << 30 and memory < LARGEST
    with ZipFile(target) as archive:
        assert max(entry.file_size for entry in archive.infolist()) == (GIGABYTES << 30) * 4 // 5
        assert b'"broken": []' in archive.read("manifest.json")
    target.unlink()
