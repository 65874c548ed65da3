"""Two columns for one time: from – to, beginning and end."""

from dataclasses import replace

from plans.workbook.reading.columns.contents import LABEL, MOST, TIME
from plans.workbook.reading.slots import RANGE
from plans.workbook.reading.words import fold

_ENDS = {"SELESAI", "AKHIR", "SAMPAI", "SAMPAI DENGAN", "S D", "SD", "END", "FINISH", "BERAKHIR", "TO", "HINGGA"}
_STARTS = {"MULAI", "DIMULAI", "AWAL", "DARI", "START", "BEGIN", "FROM", "TMT"}
_AROUND = {
    "TANGGAL", "TGL", "BULAN", "BLN", "WAKTU", "PELAKSANAAN", "JADWAL", "RENCANA", "TARGET", "KEGIATAN", "TRIWULAN",
    "TW",
}  # fmt: skip
_LONGEST = 60


def joined(slots, profile_by_column):
    """Return the slots with each pair of beginning and end as one slot of both columns (RANGE).

    profile_by_column: {first column: Profile}; columns that hold something else than times stay apart.
    """
    joined_slots = []
    for slot in slots:
        before = joined_slots[-1] if joined_slots else None
        if before and _is_pair(before, slot, profile_by_column):
            joined_slots[-1] = _pair(before, slot)
        else:
            joined_slots.append(slot)
    return joined_slots


def _is_pair(start, end, profile_by_column):
    if _bound(start) != "start" or _bound(end) != "end" or start.group != end.group:
        return False
    return _may_be_time(profile_by_column[start.columns[0]]) and _may_be_time(profile_by_column[end.columns[0]])


def _may_be_time(profile):
    return not profile.count or profile.share(TIME, LABEL) >= MOST


def _bound(slot):
    """Return "start" or "end" for the heading of a beginning or an end, else ""."""
    if not slot.heading or len(slot.heading) > _LONGEST or slot.joins:
        return ""
    words = fold(slot.heading).split()
    core = " ".join(word for word in words if word not in _AROUND)
    return "start" if core in _STARTS else "end" if core in _ENDS else ""


def _pair(start, end):
    heading = start.group or f"{start.heading} – {end.heading}"
    hidden = start.hidden and end.hidden
    return replace(start, columns=start.columns + end.columns, heading=heading, group="", joins=RANGE, hidden=hidden)
