"""A comparison on the screen: counts, tabs by kind, and what differs in each area."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from plans.comparing.outcome import CHANGED, GONE, KINDS, MOVED, NEW, SAME
from plans.presenters.comparing import words
from zi_portal.lib.screens.controls import Tab

ALL_KINDS = "semua"
KIND_VALUES = {NEW: "baru", CHANGED: "berubah", MOVED: "pindah", GONE: "dihapus", SAME: "sama"}
NOTHING = "Tidak ada perbedaan: isi kedua tabel sama."
NOTHING_HERE = "Tidak ada baris {} di antara keduanya."


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the result. look: its kind; cells: [(field, safe HTML)] that differ, or all of a new or gone row."""

    look: str
    kind: str
    icon: str
    name: str
    place: str
    cells: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """An area of the result: its name, sentences about itself and its aspects, and [RowLine]."""

    name: str
    notes: list
    lines: list


def kind_of(value):
    """Return the kind of a value in the address, None for all differences."""
    return next((kind for kind, word in KIND_VALUES.items() if word == value), None)


def tabs(comparison, kind, side_key):
    """Return [Tab] of all differences and of each kind, with the number of rows."""
    counts = comparison.counts()
    total = sum(count for name, count in counts.items() if name != SAME)

    def url(value):
        return f"?{urlencode({'dengan': side_key, 'jenis': value})}"

    kind_tabs = [
        Tab(f"{_capital(words.KIND_WORDS[name])} {counts[name]}", url(KIND_VALUES[name]), name == kind)
        for name in KINDS
    ]
    return [Tab(f"Semua perbedaan {total}", url(ALL_KINDS), kind is None), *kind_tabs]


def _capital(word):
    return word[:1].upper() + word[1:]


def summary(comparison):
    """Return the sentence that counts what differs."""
    counts = comparison.counts()
    parts = [f"{counts[kind]} baris {words.KIND_WORDS[kind]}" for kind in KINDS if counts[kind] and kind != SAME]
    if not parts:
        return "" if comparison else NOTHING
    return f"{', '.join(parts)}; {counts[SAME]} baris sama."


def nothing(kind):
    """Return what stands where a kind has no rows."""
    return NOTHING_HERE.format(words.KIND_WORDS[kind]) if kind else NOTHING


def blocks(pair, kind):
    """Return [AreaBlock] of what differs, or of the rows of one kind; areas without any are left out."""
    area_blocks = []
    for area in pair.comparison.areas:
        rows = [row for row in area.rows if (row.kind == kind if kind else row.kind != SAME)]
        notes = [] if kind else list(_notes(area))
        if rows or notes:
            lines = [row_line(row, pair.comparison, pair.spec) for row in rows]
            area_blocks.append(AreaBlock(words.node_name(area.area.node), notes, lines))
    return area_blocks


def _notes(area):
    yield from _node_notes("Area", area.area)
    for aspect in area.aspects:
        yield from _node_notes("Aspek", aspect)


def _node_notes(level, difference):
    """Yield what is said about an area or aspect that differs."""
    name = words.node_name(difference.node)
    if difference.kind in {NEW, GONE}:
        yield f"{level} “{name}” {words.KIND_WORDS[difference.kind]}."
    before = difference.before and words.node_name(difference.before)
    if before and difference.after and before != name:
        yield f"{level} “{before}” menjadi “{name}”."
    elif difference.kind == CHANGED:
        yield f"{level} “{name}” berubah pemetaan atau bentuknya."
    if difference.moved and difference.after:
        yield f"{level} “{name}” pindah tempat."


def row_line(row, comparison, spec):
    """Return the RowLine of a RowDifference."""
    return RowLine(
        row.kind,
        _capital(words.KIND_WORDS[row.kind]) + (" dan pindah" if row.kind == CHANGED and row.moved else ""),
        words.KIND_ICONS[row.kind],
        words.row_name(row),
        place_words(row, comparison),
        cells_of(row, spec),
    )


def place_words(row, comparison):
    """Return where a row stands; of a moved one also where it stood."""
    now = row.after and words.aspect_of(comparison.after, row.after)
    before = row.before and words.aspect_of(comparison.before, row.before)
    if row.moved:
        old_area = words.node_name(comparison.before.areas[row.before.area])
        old_place = " › ".join(part for part in (old_area, before) if part)
        return f"semula di {old_place}" + (f"; sekarang di {now}" if now and now != before else "")
    return now or before or ""


def cells_of(row, spec):
    """Return [(name of the field, safe HTML)] of what differs; of a new or gone row of all that it prints."""
    if row.kind in {CHANGED, MOVED, SAME}:
        return [(words.field_name(cell.name, spec), words.both(cell, spec)) for cell in row.fields]
    printed = row.after or row.before
    pairs = [(words.field_name(name, spec), text) for name, text in printed.texts.items() if name != "action"]
    ticks = ", ".join(words.tick_words(dict.fromkeys(printed.ticks, "") | printed.tick_notes, spec))
    return pairs + ([(words.field_name("ticks", spec), ticks)] if ticks else [])
