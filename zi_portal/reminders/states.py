"""Choices of the notices; imports nothing of the portal."""

from datetime import time

from django.db.models import TextChoices

OPENS, CLOSES = time(7), time(20)
"""Time of day, in the zone in which a person is told, from which and before which reminders go out."""
LINES = 20
"""Most lines of a section of a digest."""
KEPT_DAYS = 366
"""Days for which a notice is kept."""


class Channel(TextChoices):
    """Where a person is told."""

    BOTH = "both", "Surel dan portal"
    MAIL = "mail", "Surel saja"
    PORTAL = "portal", "Portal saja"


class Bundling(TextChoices):
    """How many mails a person gets of reminders."""

    DIGEST = "digest", "Satu rangkuman sehari"
    SINGLE = "single", "Satu surel untuk setiap hal"


class Days(TextChoices):
    """Days on which a person is reminded."""

    ALL = "all", "Setiap hari"
    WORKING = "working", "Hari kerja saja"


class Subject(TextChoices):
    """What a kind of notice is about."""

    DUE = "due", "Tenggat bukti"
    DECREE = "decree", "Keputusan dan rencana aksi"
    EVIDENCE = "evidence", "Pemeriksaan bukti"
    ROLE = "role", "Peran"


class Skip(TextChoices):
    """Reason for which somebody is not told now."""

    TOLD = "told", "sudah diberitahukan"
    DIGEST_SENT = "digest_sent", "rangkuman hari ini sudah dibuat"
    CLOSED = "closed", "di luar jam 07.00–20.00 setempat"
    DAY_OFF = "day_off", "bukan hari kerja"
    SWITCHED_OFF = "switched_off", "dimatikan"
    BEFORE_RULE = "before_rule", "aturannya baru berlaku sesudah harinya"
    INACTIVE = "inactive", "akun dinonaktifkan"
    AWAY = "away", "sedang cuti tanpa pengganti"
