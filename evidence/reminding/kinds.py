"""Kinds of notices about obligations: how many days before or after the due date each is told."""

from zi_portal.reminders.kinds import Stage, kind
from zi_portal.reminders.states import Subject

RECIPIENTS = "the person assigned; else coordinator of the area and team members; else staff; else admin and leaders"


def _due(name, days, title, when, **fields):
    fields = {"recipients": RECIPIENTS} | fields
    return Stage(kind(f"due.{name}", title, Subject.DUE, when=when, **fields), days)


STAGES = (
    _due("in_30", 30, "30 hari sebelum tenggat", "30 days before the due date"),
    _due("in_14", 14, "14 hari sebelum tenggat", "14 days before the due date"),
    _due("in_7", 7, "7 hari sebelum tenggat", "7 days before the due date"),
    _due("in_1", 1, "Sehari sebelum tenggat", "the day before the due date"),
    _due("today", 0, "Pada hari tenggat", "on the due date"),
    _due("late_1", -1, "Sehari lewat tenggat", "the day after the due date"),
    _due("late_8", -8, "Seminggu lewat tenggat", "a week later"),
    _due("late_15", -15, "Dua minggu lewat tenggat", "two weeks later"),
    _due("late_22", -22, "Tiga minggu lewat tenggat", "three weeks later"),
    _due(
        "to_coordinator",
        -29,
        "Belum selesai: untuk koordinator",
        "four weeks after the due date",
        recipients="coordinators of the area; else leaders",
        escalates=True,
    ),
    _due(
        "to_leader",
        -36,
        "Belum selesai: untuk pimpinan",
        "five weeks after the due date",
        recipients="leaders",
        escalates=True,
    ),
    _due(
        "to_superior",
        -43,
        "Belum selesai: untuk satker atasan",
        "six weeks after the due date",
        recipients="reviewers of the superior office",
        escalates=True,
    ),
)
"""By falling days, for reminders.kinds.nearest()."""

LAST_DAYS = 60
"""Days after the due date after which nothing more is told of it."""

NOBODY = kind(
    "due.nobody",
    "Tidak ada lagi yang bertugas",
    Subject.DUE,
    when="at each stage of an obligation for which nobody is left",
    recipients="admin and leaders of the office",
    escalates=True,
)
UNDATED = kind(
    "due.undated",
    "Kewajiban belum bertanggal",
    Subject.DUE,
    when="on Mondays, while a plan has obligations without a due date",
    recipients="staff",
)
REVIEW_WAITING = kind(
    "review.waiting",
    "Bukti lama menunggu diperiksa",
    Subject.EVIDENCE,
    when="when evidence has waited longer than the office allows (5 days)",
    recipients="coordinators who may decide on it; else leaders",
)
REVIEW_LATE = kind(
    "review.late",
    "Bukti terlalu lama menunggu diperiksa",
    Subject.EVIDENCE,
    when="when evidence has waited longer than twice that time",
    recipients="leaders",
    escalates=True,
)
RETURNED = kind(
    "evidence.returned",
    "Bukti dikembalikan",
    Subject.EVIDENCE,
    when="at once",
    recipients="who sent it; else staff",
    at_once=True,
)
QUESTIONED = kind(
    "evidence.questioned",
    "Bukti dipertanyakan",
    Subject.EVIDENCE,
    when="at once",
    recipients="who sent it; else staff",
    at_once=True,
)
