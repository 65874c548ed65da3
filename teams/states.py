"""Choices of the teams app; imports nothing of the portal."""

from django.db.models import TextChoices


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
