"""Choices of the evidence app; imports nothing of the portal."""

from django.db.models import TextChoices


class EvidenceState(TextChoices):
    UPLOADED = "uploaded", "Menunggu diperiksa"
    RETURNED = "returned", "Dikembalikan"
    ACCEPTED = "accepted", "Diterima"
    QUESTIONED = "questioned", "Dipertanyakan"
    CONFIRMED = "confirmed", "Dikukuhkan"
    WITHDRAWN = "withdrawn", "Ditarik"


FULFILS = frozenset({EvidenceState.ACCEPTED, EvidenceState.CONFIRMED})
"""States in which an evidence fulfils its obligations; a questioned one does not."""

REPAIR = frozenset({EvidenceState.RETURNED, EvidenceState.QUESTIONED})
"""States in which the office must repair an evidence."""


class Verdict(TextChoices):
    """Action on an evidence; each is one line of its history."""

    UPLOAD = "upload", "Unggah"
    REVISE = "revise", "Unggah revisi"
    WITHDRAW = "withdraw", "Tarik"
    ACCEPT = "accept", "Terima"
    RETURN = "return", "Kembalikan"
    CONFIRM = "confirm", "Kukuhkan"
    QUESTION = "question", "Pertanyakan"
    ANSWER = "answer", "Jawab"


class EvidenceKind(TextChoices):
    FILE = "file", "Berkas"
    LINK = "link", "Tautan"
    STATEMENT = "statement", "Pernyataan tertulis"
    NIHIL = "nihil", "Nihil"
    UNABLE = "unable", "Tidak dapat dipenuhi"


class Standing(TextChoices):
    """Standing of an obligation in one word; derived by status.with_standing(), never stored."""

    FULFILLED = "fulfilled", "Dipenuhi"
    WAITING = "waiting", "Menunggu diperiksa"
    RETURNED = "returned", "Dikembalikan"
    QUESTIONED = "questioned", "Dipertanyakan"
    LATE = "late", "Terlambat"
    TODAY = "today", "Jatuh tempo hari ini"
    UPCOMING = "upcoming", "Belum jatuh tempo"
    UNSCHEDULED = "unscheduled", "Perlu dijadwalkan"
    EXCUSED = "excused", "Tidak dapat dipenuhi"
    FREE = "free", "Tidak wajib"
    DROPPED = "dropped", "Tidak diminta lagi"


class Frequency(TextChoices):
    EACH = "each", "Setiap tenggat"
    ONCE = "once", "Sekali setahun"


class Scan(TextChoices):
    """Result of the virus scan; OFF where no scanner is configured. Only CLEAN and OFF files are ever served."""

    PENDING = "pending", "Sedang dipindai"
    CLEAN = "clean", "Bersih"
    INFECTED = "infected", "Terinfeksi"
    UNSCANNABLE = "unscannable", "Tidak dapat dipindai"
    OFF = "off", "Tanpa pemindai"


SERVED = frozenset({Scan.CLEAN, Scan.OFF})


class Preview(TextChoices):
    PENDING = "pending", "Sedang disiapkan"
    IMAGES = "images", "Gambar halaman"
    TEXT = "text", "Teks"
    NONE = "none", "Tanpa pratinjau"


class Arrival(TextChoices):
    """State of a file in an upload; each ends in PLACED, REFUSED, CANCELLED or (a .zip) UNPACKED."""

    ANNOUNCED = "announced", "Menunggu dikirim"
    ARRIVED = "arrived", "Sedang diperiksa"
    READY = "ready", "Siap ditempatkan"
    PLACED = "placed", "Tersimpan"
    UNPACKED = "unpacked", "Dibuka"
    REFUSED = "refused", "Ditolak"
    CANCELLED = "cancelled", "Dibatalkan"


OPEN_ARRIVALS = frozenset({Arrival.ANNOUNCED, Arrival.ARRIVED})


class Scope(TextChoices):
    """Part of a plan that a package covers."""

    YEAR = "year", "Satu tahun"
    AREA = "area", "Satu area"
    QUARTER = "quarter", "Satu triwulan"


class Form(TextChoices):
    """Form in which a plan's evidence is handed out: a ZIP with everything, or the rekap alone."""

    ZIP = "zip", "Paket bukti"
    PDF = "pdf", "Rekap PDF"
    XLSX = "xlsx", "Rekap Excel"
