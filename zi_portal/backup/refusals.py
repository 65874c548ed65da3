"""Why a backup, a restore or a move is refused or fails: each reason with exit code and sentence."""

import subprocess

from botocore.exceptions import BotoCoreError, ClientError
from django.db import Error as DatabaseFault

from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed

REASONS = {
    # reason: (exit code of the command, sentence for the administrator)
    "failed": (1, "Pekerjaan ini gagal: {detail} Data portal tidak diubah."),
    "place": (10, "Map {detail} tidak dapat dipakai: harus di luar map berkas portal dan dapat ditulis."),
    "no_space": (
        11,
        "Tempat penyimpanan penuh atau tidak dapat ditulis: {detail}. Tidak ada yang tertinggal setengah.",
    ),
    "foreign": (12, "{detail} bukan cadangan Portal ZI: manifest.json tidak ada atau tidak dikenal."),
    "unfinished": (13, "{detail} adalah cadangan yang belum selesai dibuat. Pakai cadangan lain."),
    "changed": (14, "Manifes cadangan ini sudah berubah sejak dibuat ({detail}). Pakai cadangan lain."),
    "other_key": (
        15,
        "Cadangan ini dibuat dengan SECRET_KEY lain, jadi segel dan jejak auditnya tidak dapat diperiksa. "
        "Pasang SECRET_KEY yang lama, atau pulihkan tanpa pemeriksaan itu dengan --other-key.",
    ),
    "newer_format": (16, "Bentuk cadangan ini ({detail}) lebih baru daripada portal ini. Perbarui portal dahulu."),
    "newer": (17, "Cadangan ini berasal dari portal yang lebih baru ({detail}). Perbarui portal dahulu."),
    "other_vendor": (
        18,
        "Cadangan ini berasal dari {detail}. Pulihkan pada jenis basis data yang sama, lalu pindahkan dengan "
        "manage.py copy_database.",
    ),
    "missing": (19, "Cadangan ini tidak lengkap: {detail} tidak ada."),
    "cut": (20, "Cadangan ini terpotong: {detail} lebih pendek daripada yang tercatat."),
    "damaged": (21, "Cadangan ini rusak: isi {detail} tidak sama dengan yang tercatat."),
    "running": (22, "Portal masih berjalan ({detail}). Hentikan web, pekerja, dan penjadwal dahulu."),
    "unequal": (23, "Isi yang dipulihkan tidak sama dengan manifes: {detail}."),
    "audit": (
        24,
        "Jejak audit rusak mulai kejadian nomor {detail}, atau SECRET_KEY/AUDIT_KEYS bukan milik portal asal.",
    ),
    "tool": (25, "Program PostgreSQL {detail} tidak ditemukan. Pasang paket Debian postgresql-client."),
    "rights": (26, "PostgreSQL menolak: {detail} Beri peran itu hak: ALTER ROLE … CREATEDB."),
    "occupied": (27, "Basis data tujuan sudah berisi {detail}. Pemindahan hanya ke portal yang masih kosong."),
    "unmigrated": (28, "Skema {detail} tidak sama dengan versi portal ini. Jalankan dahulu: manage.py migrate"),
    "not_switched": (29, "Pemulihan siap, tetapi pertukaran gagal: {detail} Data lama tetap dipakai."),
    "twice": (30, "{detail} sudah ada: pencadangan lain dimulai pada detik yang sama. Coba lagi sesaat lagi."),
}


class BackupRefused(Refused):
    """Nothing was changed. code: one of REASONS; exit_code: that of the command, which tells them apart."""

    def __init__(self, reason, detail=""):
        self.exit_code, sentence = REASONS[reason]
        super().__init__(reason, sentence.format(detail=detail))


TROUBLE = (OSError, DatabaseFault, StorageFailed, subprocess.CalledProcessError, BotoCoreError, ClientError)
"""Exceptions of a disk, a database, a storage or a program of PostgreSQL that cannot go on."""


def refusal_of(error):
    """Return the BackupRefused that says to the administrator what an exception of TROUBLE means."""
    cause = error.__cause__ or error if isinstance(error, StorageFailed) else error
    detail = str(getattr(cause, "stderr", "") or getattr(cause, "strerror", "") or cause).strip().splitlines()
    words = " ".join(detail[-2:])[:300].rstrip(".")
    full = isinstance(error, StorageFailed | OSError) or "full" in words or "space" in words or "disk I/O" in words
    return BackupRefused("no_space", words) if full else BackupRefused("failed", f"{words}.")
