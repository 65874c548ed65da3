"""Choices of the teams app; imports nothing of the portal."""

from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    PUSAT = "pusat", "Pusat"
    PROVINSI = "provinsi", "Provinsi"
    KABUPATEN = "kabupaten", "Kabupaten"
    KOTA = "kota", "Kota"


class Role(TextChoices):
    STAFF = "staff", "Staf sekretariat"
    COORDINATOR = "coordinator", "Koordinator tim kerja"
    LEADER = "leader", "Pimpinan"
    REVIEWER = "reviewer", "Peninjau"
    ADMIN = "admin", "Administrator satker"


class Acting(TextChoices):
    NONE = "", "Definitif"
    PLT = "Plt.", "Pelaksana Tugas (Plt.)"
    PLH = "Plh.", "Pelaksana Harian (Plh.)"


class TimeZone(TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Area(IntegerChoices):
    """The six areas (PermenPANRB 90/2021, Lampiran III) that a coordinator may be limited to."""

    CHANGE = 1, "Manajemen Perubahan"
    PROCESS = 2, "Penataan Tatalaksana"
    STAFF = 3, "Penataan Sistem Manajemen SDM Aparatur"
    ACCOUNTABILITY = 4, "Penguatan Akuntabilitas"
    OVERSIGHT = 5, "Penguatan Pengawasan"
    SERVICE = 6, "Peningkatan Kualitas Pelayanan Publik"


class Standing(TextChoices):
    """Whether a membership is in force today, not yet, or no longer; derived from its period, never stored."""

    IN_FORCE = "in_force", "Berlaku"
    AHEAD = "ahead", "Belum berlaku"
    ENDED = "ended", "Berakhir"
