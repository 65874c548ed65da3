"""The checks of what the portal stands on: each is one function and one line of CHECKS."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import redis
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import StoredFile, Verification
from teams.models import User
from zi_portal.health.results import Bad, Check, Notice
from zi_portal.jobs import pulses
from zi_portal.jobs.models import Job, Pulse
from zi_portal.jobs.states import JobState
from zi_portal.lib.files import clamd
from zi_portal.lib.files.storage import ASIDE
from zi_portal.lib.sandbox import fence, walls
from zi_portal.lib.shares import percent

WAITS_AT_MOST = timedelta(minutes=5)
BACKUP_AT_MOST = timedelta(hours=26)
"""Age of the newest backup, at most: one day, and two hours that it may take."""
VERIFIED_AT_MOST = timedelta(hours=26)
REDIS_SECONDS = 1.0
SCANNER_SECONDS = 2.0


def database():
    """The database answers."""
    start = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return f"{connection.display_name} menjawab dalam {(time.monotonic() - start) * 1000:.0f} ms"


def migrations():
    """The schema is that of this version."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Bad(f"{len(missing)} migrasi belum diterapkan")
    return "semua migrasi sudah diterapkan"


def waiting():
    """No job that is due waits long."""
    since = Job.objects.due().order_by().aggregate(since=Min(Coalesce("due_at", "lease_until", "created_at")))["since"]
    if since is None:
        return "tidak ada yang menunggu"
    waits = timezone.now() - since
    detail = f"paling lama menunggu {waits.total_seconds() / 60:.0f} menit"
    if waits > WAITS_AT_MOST:
        raise Bad(detail)
    return detail


def workers():
    """At least one worker is alive."""
    living = pulses.workers_alive()
    if not living:
        raise Bad("tidak ada pekerja yang hidup")
    return f"{len(living)} pekerja hidup"


def beat():
    """The scheduler sends its message each minute."""
    pulse = Pulse.objects.filter(name=pulses.BEAT).first()
    if pulse is None:
        raise Bad("penjadwal belum pernah memberi tanda")
    detail = f"tanda terakhir pukul {timezone.localtime(pulse.at):%H.%M.%S}"
    if not pulses.alive(pulse):
        raise Bad(detail)
    return detail


def messages():
    """What beat sends arrives at a worker; asked once beat has lived long enough for it."""
    since = timezone.now() - pulses.BEAT_PATIENCE
    arrived = Pulse.objects.filter(name=pulses.DRAIN, at__gte=since).exists()
    if not arrived and Pulse.objects.filter(name=pulses.BEAT, started_at__lt=since).exists():
        raise Bad("pesan penjadwal tidak sampai ke pekerja")
    return "pesan penjadwal sampai"


def dead():
    """Counts the jobs that were given up; never bad."""
    return f"{Job.objects.filter(state=JobState.DEAD).count()} pekerjaan berhenti dicoba"


def broker():
    """Messages can be sent."""
    url = settings.CELERY_BROKER_URL
    if url.startswith("redis"):
        _redis().ping()
        return "Redis menjawab"
    if url.startswith("filesystem"):
        probe = Path(settings.QUEUE, f".periksa-{uuid4().hex}")
        probe.touch()
        probe.unlink()
        return "folder antrean dapat ditulis"
    return "antrean di dalam proses"


def eviction():
    """Redis discards no message when its memory is full."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return "tidak memakai Redis"
    policy = _redis().info("memory").get("maxmemory_policy", "?")
    if policy != "noeviction":
        raise Bad(f"maxmemory-policy adalah {policy}")
    return "maxmemory-policy adalah noeviction"


def cache_answers():
    """The cache returns what was put into it."""
    key = f"periksa:{uuid4().hex}"
    cache.set(key, "1", 10)
    answer = cache.get(key)
    cache.delete(key)
    if answer != "1":
        raise Bad("isi yang baru disimpan tidak ditemukan")
    return "menyimpan dan menemukan"


def media():
    """A file can be stored and deleted."""
    name = default_storage.save(f"{ASIDE}/periksa-{uuid4().hex}", ContentFile(b"periksa"))
    default_storage.delete(name)
    return "berkas dapat ditulis dan dihapus"


def disk():
    """There is room on the disk of ZI_VAR."""
    usage = shutil.disk_usage(settings.VAR)
    left, megabytes = percent(usage.free, usage.total), usage.free >> 20
    detail = f"sisa {left} % ({megabytes / 1024:.1f} GB)"
    if left < settings.DISK_FREE_PERCENT or megabytes < settings.DISK_FREE_MB:
        raise Bad(detail)
    return detail


def backup():
    """The newest complete backup is not older than BACKUP_AT_MOST."""
    if not settings.BACKUP_DIR:
        return "BACKUP_DIR tidak diatur"
    times = [path.stat().st_mtime for path in Path(settings.BACKUP_DIR).glob("*/manifest.json")]
    if not times:
        raise Bad("belum ada cadangan")
    at = datetime.fromtimestamp(max(times), UTC)
    detail = f"cadangan terakhir {timezone.localtime(at):%d-%m-%Y %H.%M}"
    if timezone.now() - at > BACKUP_AT_MOST:
        raise Bad(detail)
    return detail


def scanner():
    """Files are scanned for viruses before they are served; a notice where no scanner is configured."""
    if not settings.CLAMD_SOCKET:
        raise Notice("tanpa pemindai: berkas bukti disimpan dan dikirim tanpa dipindai")
    name, _, signatures = clamd.version(settings.CLAMD_SOCKET, seconds=SCANNER_SECONDS).partition("/")
    return f"{name} menjawab" + (f", tanda virus {signatures.partition('/')[0]}" if signatures else "")


def demo():
    """No account of the demo is open; a notice where the demo is allowed."""
    if unwanted := User.objects.unwanted().count():
        raise Bad(f"{unwanted} akun contoh dengan sandi yang diketahui umum masih aktif")
    if settings.PRODUCTION and settings.DEMO_ALLOWED:
        raise Notice("data contoh diizinkan: sandinya diketahui umum")
    return "tidak ada akun contoh yang tidak semestinya"


def confinement():
    """What opens strangers' files has no network and cannot read the portal's own; a notice where it can."""
    detail = f"pengurungan: {' + '.join(walls.in_force())}"
    if not fence.known_machine():
        raise Bad(detail)
    if not fence.landlock_version():
        raise Notice(f"{detail}; tanpa landlock: pemeriksa berkas dapat membaca berkas portal")
    return detail


def files():
    """The nightly verification of all stored files is recent and found no fault."""
    last = Verification.objects.exclude(finished_at=None).order_by("finished_at").last()
    if last is None:
        if StoredFile.objects.filter(created_at__lt=timezone.now() - VERIFIED_AT_MOST).exists():
            raise Bad("berkas bukti belum pernah diperiksa")
        return "belum ada yang perlu diperiksa"
    detail = f"{last.checked} berkas diperiksa {timezone.localtime(last.finished_at):%d-%m-%Y %H.%M}"
    faults = {"hilang": last.missing, "berubah": last.changed, "tanpa pemilik": last.orphaned}
    if any(faults.values()):
        raise Bad(f"{detail}: {', '.join(f'{len(names)} {word}' for word, names in faults.items() if names)}")
    if timezone.now() - last.finished_at > VERIFIED_AT_MOST:
        raise Bad(detail)
    return detail


def _redis():
    seconds = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    return redis.Redis.from_url(settings.CELERY_BROKER_URL, **seconds)


CHECKS = (
    Check(
        "database", "Basis data", database, "database", essential=True,
        advice="Periksa apakah server basis data berjalan dan DATABASE_URL benar.",
    ),
    Check(
        "migrations", "Susunan basis data", migrations, "database", essential=True,
        advice="Jalankan manage.py migrate dengan versi portal yang terpasang.",
    ),
    Check(
        "broker", "Antrean pesan", broker, "broker", essential=True,
        advice="Periksa apakah Redis berjalan dan REDIS_URL benar. Pekerjaan tetap tersimpan dan menyusul.",
    ),
    Check(
        "cache", "Penyimpanan sementara", cache_answers, "cache", essential=True,
        advice="Periksa Redis, atau hak tulis folder cache di ZI_VAR.",
    ),
    Check(
        "media", "Penyimpanan berkas", media, "media", essential=True,
        advice="Periksa sisa ruang dan hak tulis folder media, atau sambungan ke S3.",
    ),
    Check(
        "disk", "Ruang cakram", disk, "disk",
        advice="Hapus berkas yang tidak perlu di luar portal atau perbesar cakram.",
    ),
    Check(
        "waiting", "Pekerjaan yang menunggu", waiting, "database",
        advice="Lihat apakah pekerja hidup; bila semua sibuk, tambah pekerja.",
    ),
    Check(
        "workers", "Pekerja", workers, "database",
        advice="Jalankan layanan pekerja (make run menjalankannya sendiri) dan baca lognya.",
    ),
    Check(
        "beat", "Penjadwal", beat, "database",
        advice="Jalankan layanan penjadwal; harus ada tepat satu.",
    ),
    Check(
        "messages", "Jalan pesan", messages, "database",
        advice="Lihat apakah pekerja hidup dan memakai REDIS_URL yang sama dengan penjadwal.",
    ),
    Check(
        "dead", "Pekerjaan yang berhenti dicoba", dead, "database",
        advice="Buka daftar pekerjaan, baca alasannya, lalu ulangi.",
    ),
    Check(
        "eviction", "Redis tidak membuang pesan", eviction, "broker",
        advice="Atur maxmemory-policy noeviction di redis.conf.",
    ),
    Check(
        "files", "Berkas bukti", files, "database",
        advice="Jalankan manage.py verify_files untuk nama berkasnya, lalu pulihkan dari cadangan.",
    ),
    Check(
        "demo", "Akun contoh", demo, "database",
        advice="Nonaktifkan akun @demo.test, atau atur DEMO_DATA=boleh bila portal ini hanya untuk mencoba.",
    ),
    Check(
        "backup", "Cadangan", backup, "disk",
        advice="Periksa jadwal manage.py backup dan ruang di BACKUP_DIR.",
    ),
    Check("confinement", "Pengurungan pemeriksa berkas", confinement, "confinement",
        advice="Pakai kernel dengan seccomp dan landlock (5.13 atau lebih baru), dan pasang bubblewrap."),
    Check("scanner", "Pemindai virus", scanner, "scanner",
        advice="Pasang ClamAV, isi CLAMD_SOCKET, dan pastikan clamd berjalan; berkas baru dikirim setelah dipindai."),
)  # fmt: skip
