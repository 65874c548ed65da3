"""The evidence's part of `make bench`: uploads, packages, the nightly look, search and progress, each as a ratio.

A ratio names what it is measured against in the same run, and the bar that it should keep.
"""

import hashlib
import os
import random
import tempfile
import time
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from evidence.files import verifying
from evidence.models import (
    Evidence,
    EvidenceRequirement,
    EvidenceRevision,
    EvidenceUse,
    FilePage,
    Obligation,
    StoredFile,
    UploadItem,
)  # fmt: skip
from evidence.obligations import progress
from evidence.overview import searching
from evidence.packages import packing, rekap, rekap_files
from evidence.states import EvidenceKind, EvidenceState, Scan, Verdict
from evidence.uploads import receiving
from plans.models import Plan
from tests.conftest import make_world
from tests.evidence.files import hostile
from tests.evidence.ground import a_proof, judged, owing
from tests.evidence.uploads.sending import Sender, finish
from zi_portal.jobs import queue

MEGABYTE = 1 << 20
SENT, PACKED = 32, 200
"""Megabytes that are uploaded, and packed."""
EVIDENCES, OFFICES, OWED = 100_000, 40, 60
RUNS = 5
WORDS = "rapat tim kerja laporan triwulan evaluasi pengaduan gratifikasi maklumat pelayanan survei benturan".split()
FOUR = "rapat tim kerja laporan"
TEXT = "Notula {} {} membahas {} dan menetapkan tindak lanjut untuk {} pada satuan kerja nomor {}."


def main():
    """Print the table; a fresh database with the register is at hand."""
    world = make_world()
    office = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    print(f"{'bukti':44} {'hasil':>16}  rasio (batas)")
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder, EVIDENCE_PART_KB=2048):
        upload_lines(world, office)
        package_lines(world, office)
        search_lines(world, office)
        progress_lines(world)


def line(title, result, ratio=None, bar=None, *, at_least=False):
    """One row; a ratio beyond its bar is marked."""
    beyond = ratio is not None and (ratio < bar if at_least else ratio > bar)
    ratio_text = "" if ratio is None else f"{ratio:5.2f} × ({'≥' if at_least else '≤'} {bar}){'  !' if beyond else ''}"
    print(f"{title:44} {result:>16}  {ratio_text}")


def seconds_of(work, runs=RUNS):
    """The best of so many runs: other work on the machine only makes them longer."""
    spans = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return min(spans)


def by_chance(seed):
    """The same numbers in each run."""
    return random.Random(seed)  # noqa: S311 -- nobody guesses at them


def more_memory(work):
    """MB by which the memory of this process grew at most while it did this (Linux counts its peak anew)."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    work()
    return max(0, _status("VmHWM") - before) >> 10


def _status(name):
    text = Path("/proc/self/status").read_text()
    return int(text.partition(f"{name}:")[2].split()[0])


def copied(pieces, folder):
    """What any program would do: write the bytes and hash them."""
    digest = hashlib.sha256()
    with open(Path(folder, "salinan"), "wb") as target:
        for piece in pieces:
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


# Uploads


def large_pdf(megabytes):
    """A sound PDF that holds so many megabytes nobody can compress."""

    def put(document):
        document.pages[0].obj.PieceInfo = document.make_stream(by_chance(1).randbytes(megabytes * MEGABYTE))

    return hostile.pdf(put)


def upload_lines(world, office):
    """One large file in parts through the pages, then the check of it; many small ones without the web."""
    content = large_pdf(SENT)
    client = Client()
    client.force_login(world.sari)
    sender = Sender(client, office.plan)
    (item,) = sender.announce(**{"AREA II/2.1 Laporan TW 1.pdf": len(content)})
    sending = seconds_of(lambda: sender.parts(item, content), runs=1)
    pieces = [content[n : n + MEGABYTE] for n in range(0, len(content), MEGABYTE)]
    with tempfile.TemporaryDirectory() as folder:
        plain = seconds_of(lambda: copied(pieces, folder))
    line("unggah: bagian 2 MB lewat halaman", f"{SENT / sending:.0f} MB/s", sending / plain, 20)
    sender.arrived(item)
    job = UploadItem.objects.get(pk=item["id"]).job_id
    start = time.perf_counter()
    memory = more_memory(lambda: queue.run(job))
    checking = time.perf_counter() - start
    state = UploadItem.objects.get(pk=item["id"]).state
    line(f"unggah: periksa dan simpan ({state})", f"{SENT / checking:.0f} MB/s", checking / plain, 40)
    line("unggah: tambahan memori saat memeriksa", f"{memory} MB", memory / SENT, 1)
    small = [hostile.pdf(pages=number + 1) for number in range(12)]
    names = [
        {"path": f"AREA II/2.1 Laporan {n}.pdf", "size": len(content), "modified": n} for n, content in enumerate(small)
    ]
    batch = UploadItem.objects.get(pk=item["id"]).batch
    items = receiving.announce(batch, names)
    seconds_each = seconds_of(lambda: [finish(item, small[n]) for n, item in enumerate(items)], runs=1) / len(small)
    line("unggah: satu berkas kecil sampai siap", f"{seconds_each * 1000:.0f} ms")


# Packages and the nightly look


def package_lines(world, office):
    """A package of PACKED MB against copying and hashing the same files; then all of them verified."""
    sizes = [PACKED // 4] * 2 + [4] * (PACKED // 8)
    for number, size in enumerate(sizes):
        content = by_chance(number).randbytes(size * MEGABYTE)
        where = office.obligations[number % len(office.obligations)]
        proof = a_proof([where], world.sari, title=f"Bukti {number}", content=content)
        StoredFile.objects.filter(revisions__evidence=proof).update(scan=Scan.CLEAN)
        judged(proof, (Verdict.ACCEPT, world.lukas))
    files = [Path(file.file.path) for file in StoredFile.objects.filter(scan=Scan.CLEAN)]
    lists = seconds_of(lambda: rekap_files.pdfs(rekap.build_rekap(office.plan)), runs=2)
    with tempfile.TemporaryDirectory() as folder:
        plain = seconds_of(lambda: copied(_pieces(files), folder), runs=3)
        packing = seconds_of(lambda: _pack(office.plan, folder), runs=3) - lists
        memory = more_memory(lambda: _pack(office.plan, folder))
    line(f"paket: {PACKED} MB tanpa rekap PDF", f"{PACKED / packing:.0f} MB/s", packing / plain, 5)
    line("paket: rekap PDF", f"{lists:.1f} s")
    line("paket: tambahan memori saat menyusun", f"{memory} MB", memory / PACKED, 0.5)
    looking = seconds_of(verifying.check_all, runs=2)
    line("pemeriksaan berkas: baca dan bandingkan", f"{PACKED / looking:.0f} MB/s", looking / plain, 3)


def _pieces(files):
    for path in files:
        with path.open("rb") as file:
            while piece := file.read(MEGABYTE):
                yield piece


def _pack(plan, folder):
    with open(Path(folder, "paket.zip"), "w+b") as file:
        packing.fill(file, plan, rekap.YEAR)
        file.flush()
        os.fsync(file.fileno())


# Search among many


def search_lines(world, office):
    """Searching titles and pages of EVIDENCES evidences against looking one up by its indexed key."""
    start = time.perf_counter()
    _many(world, office)
    seconds = time.perf_counter() - start
    middle = Evidence.objects.order_by("pk").values_list("pk", flat=True)[EVIDENCES // 2]
    trivial = seconds_of(lambda: list(Evidence.objects.filter(pk=middle)), runs=50)
    for kind, text in (
        ("jarang", "zamrud 77777"),
        ("sering", "rapat laporan"),
        ("sering (4)", FOUR),
        ("tidak ada", "tiadakatanya"),
    ):
        words = searching.words_of(text)
        span = seconds_of(lambda words=words: _search(world.rian, words))
        line(f"cari di {EVIDENCES // 1000} ribu bukti, kata {kind}", f"{span * 1000:.1f} ms", span / trivial, 1000)
    line("cari: menyiapkan bukti dan indeksnya", f"{seconds:.0f} s")


def _search(user, words):
    hits, _ = searching.search(user, words)
    searching.complete(hits[:20], words)


@transaction.atomic
def _many(world, office):
    chance, now = by_chance(7), timezone.now()
    shared = {"satker": world.kabupaten, "scan": Scan.CLEAN, "kind": "pdf", "size": 1, "sha256": "0" * 64, "pages": 1}
    for first in range(0, EVIDENCES, 5000):
        numbers = range(first, first + 5000)
        files = StoredFile.objects.bulk_create(
            StoredFile(file=f"bukti/{n}.pdf", name=f"notula {n}.pdf", received_sha256=f"{n:064}", **shared)
            for n in numbers
        )
        FilePage.objects.bulk_create(
            FilePage(file=file, number=1, text=_text(chance, n)) for n, file in zip(numbers, files, strict=True)
        )
        proofs = Evidence.objects.bulk_create(
            Evidence(
                satker=world.kabupaten, year=2026, kind=EvidenceKind.FILE, title=f"Notula {chance.choice(WORDS)} {n}",
                state=EvidenceState.ACCEPTED, uploader=world.sari, waiting_since=now,
            )
            for n in numbers
        )  # fmt: skip
        EvidenceRevision.objects.bulk_create(
            EvidenceRevision(evidence=proof, number=1, file=file, by=world.sari)
            for proof, file in zip(proofs, files, strict=True)
        )
        EvidenceUse.objects.bulk_create(
            EvidenceUse(evidence=proof, obligation=chance.choice(office.obligations), by=world.sari) for proof in proofs
        )


def _text(chance, number):
    rare = " zamrud" if number == 77777 else ""
    return TEXT.format(*(chance.choice(WORDS) for _ in range(4)), number) + rare


# Progress of a province


def progress_lines(world):
    """Progress of OFFICES plans with OWED obligations each, as the page of a province asks, against counting rows."""
    plans = _province(world)
    counting = seconds_of(lambda: Obligation.objects.filter(plan__in=plans).count())
    span = seconds_of(lambda: progress.numbers("plan", plan__in=plans))
    line(f"kemajuan: {OFFICES} satker × {OWED} kewajiban", f"{span * 1000:.1f} ms", span / counting, 200)


def _province(world):
    layout = Plan.objects.first().layout
    step = Obligation.objects.first().step
    plans = Plan.objects.bulk_create(
        Plan(satker=world.kota, year=2000 + n, title="Rencana", layout=layout) for n in range(OFFICES)
    )
    requirements = EvidenceRequirement.objects.bulk_create(
        EvidenceRequirement(satker=world.kota, step_key=f"{plan.pk}-{n}", title="Laporan")
        for plan in plans
        for n in range(OWED)
    )
    obligations = Obligation.objects.bulk_create(
        Obligation(
            plan=plans[n // OWED], step=step, requirement=requirement, slot="once", due_on=date(2026, 1 + n % 12, 28)
        )
        for n, requirement in enumerate(requirements)
    )
    proof = Evidence.objects.filter(state=EvidenceState.ACCEPTED).first()
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=proof, obligation=obligation, by=world.sari) for obligation in obligations[::2]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return plans
