"""The kinds of the rows below a header: printed rows, bands, headings, totals, repeated headers; the table's end."""

import re
from collections import Counter
from dataclasses import dataclass

from plans.workbook.reading import headers, ticks
from plans.workbook.reading.columns import outlines
from plans.workbook.reading.slots import own_text
from plans.workbook.reading.words import (
    component_of,
    fold,
    is_label,
    is_roman,
    is_section,
    label_kind,
    split_label,
    without_continued,
)
from zi_portal.lib.indonesian import MONTHS

ROW, TITLE, BLANK, HEAD, NUMBERS, TOTAL, SECTION = "row", "title", "blank", "head", "numbers", "total", "section"
UNUSED = "unused"
"""A row that is numbered, but otherwise blank."""
_TOTAL = re.compile(
    r"(?:NILAI |SUB ?|GRAND ?)?(?:TOTAL|JUMLAH|RATA RATA)"
    r"(?: (?:SELURUH|KESELURUHAN|AREA|KOMPONEN|TOTAL|ANGGARAN)\b.*| [IVX\d]+)?"
)
_FIGURE = re.compile(r"[\d.,%\s()-]*|Rp[\d.,\s-]*")
_CLOSING = re.compile(
    r"(?:ditetapkan di|pada tanggal|ketua\b|sekretaris\b|plh\b|plt\b|mengetahui|menyetujui|mengesahkan|disahkan|"
    r"salinan sesuai|ttd\b|nip\b|kepala (?:sub|bagian)|an\.|a\.n\.|tertanda|catatan\s*:|keterangan\s*:|\*\)|sumber\s*:|"
    r"komisi (?:pemilihan umum|independen)|[A-Z][\w .-]{2,40},\s*+(?:tanggal\s*+)?(?:\d{1,2}|\.{2,}+|…)?\s*+\.*+\s*+"
    rf"(?:{'|'.join(MONTHS).lower()})?\s*+20\d\d)",
    re.IGNORECASE,
)
_STRONG = 3
_LONG_LABEL = 8
WIDE = 3


@dataclass(slots=True)
class Line:
    """A row of the sheet below the header; index: its 0-based row.

    kind: ROW, TITLE (a band or heading; joined: label and title are in one cell, wide: merged over the width) …
    level: of an outline, "" elsewhere; leads: whether an outline's title has no cell of a row beside it.
    """

    index: int
    kind: str
    label: str = ""
    title: str = ""
    joined: bool = False
    wide: bool = False
    level: str = ""
    leads: bool = True


class Sorter:
    """Determines the kind of each row of the body from the columns, before the plan is known."""

    def __init__(self, recognised):
        self.recognised, self.lattice = recognised, recognised.lattice
        self.number = recognised.slot("number")
        self.area = recognised.slot("area")
        self.texts = [slot for slot in recognised.text_slots if slot is not self.number]
        self.inner = [slot for slot in self.texts if slot is not self.area]
        self.end = self._end()

    def lines(self):
        """Return the Lines from the first row of the body to the last of the table."""
        return [self._line(row) for row in range(self.recognised.body, self.end)]

    def own(self, row, slot):
        """Return the text that begins in a slot of this row."""
        return own_text(self.lattice, row, slot)

    def has_ticks(self, row):
        """Return whether a mark or text begins in the grid of this row."""
        return any(not ticks.is_nothing(self.own(row, slot)) for slot in self.recognised.tick_slots)

    def _line(self, row):
        filled = self.lattice.filled(row)
        if headers.number_row_style(self.recognised, row):
            return Line(row, NUMBERS)
        if headers.is_header_row(self.recognised, row):
            return Line(row, HEAD)
        if not any(self.own(row, slot) for slot in [*self.recognised.text_slots, *self.recognised.tick_slots]):
            return Line(row, ROW if self._runs_through(row) else BLANK)
        if _is_total(filled):
            return Line(row, TOTAL)
        if row in self.recognised.levels:
            return _outline_line(self.recognised.levels[row])
        if _is_section(filled):
            label, title = split_label(filled[0][1]) if len(filled) == 1 else (filled[0][1], filled[1][1])
            return Line(row, SECTION, label, title)
        if self._is_unused(row, filled):
            return Line(row, UNUSED)
        return self._title(row) or Line(row, ROW)

    def _is_unused(self, row, filled):
        """Return whether a row holds nothing but its number, and continues nothing from above."""
        number = self.own(row, self.number) if self.number else ""
        return len(filled) == 1 and number.rstrip(".").isdecimal() and not any(self._covered_cells(row))

    def _runs_through(self, row):
        """Return whether some, but not all, cells of a row continue from above: such a row prints without own text."""
        covered_cells = self._covered_cells(row)
        return any(covered_cells) and not all(covered_cells)

    def _covered_cells(self, row):
        return [self._covered(row, slot) for slot in self.texts if slot.field in _ROW_FIELDS]

    def _covered(self, row, slot):
        return self.lattice.covered_from_above(row, slot.columns[0])

    def _title(self, row):
        """Return the Line of a title row (band or heading), None for an ordinary row."""
        if row in self.recognised.levels:
            return _outline_line(self.recognised.levels[row])
        filled_slots = [slot for slot in self.inner if self.own(row, slot)]
        number = self.own(row, self.number) if self.number and not self._numbers_area(row) else ""
        if self.has_ticks(row) or any(self._covered_cells(row)):
            return None
        if number and not filled_slots and not self._own_area(row):
            return self._title_in_number(row, number)
        if len(filled_slots) != 1:
            return self._lone_area(row, number) if not filled_slots else None
        return self._title_in_slot(row, number, filled_slots[0])

    def _own_area(self, row):
        return self.own(row, self.area) if self.area else ""

    def _numbers_area(self, row):
        """Return whether the number of this row is beside an area that begins here."""
        return bool(self._own_area(row))

    def _title_in_number(self, row, text):
        """Return the Line of "II Penataan …" in the number's cell, merged to the right or overflowing it."""
        label, title = split_label(text)
        wide = self._reach(row, self.number.columns[0]) >= WIDE
        if is_label(text) or not wide and not is_roman(label) and len(text) < _LONG_LABEL:
            return None
        return Line(row, TITLE, label, title, joined=True, wide=wide)

    def _title_in_slot(self, row, number, slot):
        text = self.own(row, slot)
        wide = self._reach(row, slot.columns[0]) >= min(WIDE, len(self.inner))
        label, title = (number, text) if number else split_label(text)
        first = slot is (self.area or self.inner[0]) or slot is self.inner[0]
        names_component = first and component_of(title) is not None
        if (
            not wide
            and not (is_roman(number) and first)
            and not names_component
            and not (first and slot.field == "aspect")
        ):
            return None
        if self._own_area(row) and not wide:
            return None
        return Line(row, TITLE, label, title, joined=not number and bool(label), wide=wide)

    def _lone_area(self, row, number):
        """Return the Line of a band in a sheet with an area column: only that cell is filled, merged over the width."""
        if not self.area or self._reach(row, self.area.columns[0]) < WIDE:
            return None
        text = self._own_area(row)
        label, title = (number, text) if number else split_label(text)
        return Line(row, TITLE, label, title, joined=not number and bool(label), wide=True)

    def _reach(self, row, column):
        """Return the number of slots that the cell at this place covers in its row, 0 when it covers rows as well."""
        cell = self.lattice.rows[row][column]
        if cell.row_span > 1:
            return 0
        return sum(column <= slot.columns[0] < column + cell.col_span for slot in self.recognised.slots)

    def _end(self):
        """Return the first row below the table: its end, or the first closing line (signatures, notes)."""
        last = max((row for row in self._body() if self._strength(row) >= 2), default=self.recognised.body - 1)
        closing = next(
            (row for row in range(self._first_quiet_row(), self.lattice.height) if self._is_closing(row)), None
        )
        if closing is not None:
            last = min(last, closing - 1)
        end = last + 1
        while end < self.lattice.height and self._belongs(end):
            end += 1
        return end

    def _body(self):
        return range(self.recognised.body, self.lattice.height)

    def _strength(self, row):
        """Return how much a row looks like a table row: its filled cells, ticks and cells continued from above."""
        texts = sum(bool(self.own(row, slot)) for slot in self.recognised.text_slots)
        return texts + self.has_ticks(row) + (1 if texts and any(self._covered_cells(row)) else 0)

    def _is_closing(self, row):
        """Return whether a row is a signature line: few cells, one of which begins like such a line, no number."""
        cells = self.lattice.filled(row)
        if not cells or len(cells) > _STRONG or not any(_CLOSING.match(text) for _, text in cells):
            return False
        return not (self.number and is_label(self.own(row, self.number)))

    def _first_quiet_row(self):
        """Return the first row after which no row looks like a table row."""
        end = self.lattice.height
        while end > self.recognised.body and self._is_weak(end - 1):
            end -= 1
        return end

    def _is_weak(self, row):
        return self._strength(row) <= _STRONG and not self._numbered(row)

    def _numbered(self, row):
        number = self.own(row, self.number) if self.number else ""
        return is_label(number) and self._strength(row) > 1

    def _belongs(self, row):
        """Return whether a weak row right below the table still belongs to it: a run, a lone band, a lone text."""
        cells = self.lattice.filled(row)
        if any(_CLOSING.match(text) for _, text in cells):
            return False
        if not cells:
            return self._runs_through(row)
        title = self._title(row)
        if title:
            return title.wide or is_roman(title.label) or component_of(title.title) is not None
        return any(self.own(row, slot) for slot in self.inner if slot.field in _ROW_FIELDS) and not self._reach_all(row)

    def _reach_all(self, row):
        """Return whether a text is merged over the whole width: below the table it is a remark, not a row."""
        column = self.lattice.filled(row)[0][0]
        return self._reach(row, column) >= max(WIDE, len(self.recognised.slots) - 1)


_ROW_FIELDS = frozenset({"indicator", "action", "evidence", "time", "target", "aspect"})


def _is_total(cells):
    """Return whether the first text is JUMLAH, TOTAL or RATA-RATA and all others are figures."""
    if not cells or not _TOTAL.fullmatch(fold(cells[0][1])):
        return False
    return all(_FIGURE.fullmatch(text) for _, text in cells[1:])


def _is_section(cells):
    """Return whether a row holds nothing but a part of the evaluation sheet: "A. PENGUNGKIT", "HASIL"."""
    if not 1 <= len(cells) <= 2 or len(cells) == 2 and not is_label(cells[0][1]):
        return False
    text = cells[-1][1]
    return is_section(text) or is_section(split_label(text)[1])


def _outline_line(entry):
    kind = SECTION if entry.level == outlines.SECTION else TITLE
    return Line(entry.row, kind, entry.label, entry.title, True, True, entry.level, entry.leads)


def area_lines(lines, has_area_column):
    """Return the row indexes of the title lines that open an area; the other titles are headings of aspects.

    The areas' kind of label follows from all titles: Roman numbers first, else the kind of the official areas'
    titles, else the first kind present. Beside an area column only official titles and second blocks count.
    """
    if any(line.level for line in lines):
        return {line.index for line in lines if line.level == outlines.AREA}
    titles = [line for line in lines if line.kind == TITLE]
    sure = [line for line in titles if line.wide or is_roman(line.label) or _official(line)]
    if has_area_column:
        return {line.index for line in sure if _official(line)}
    kind = _area_kind(sure)
    area_titles = titles if kind in {"roman", "letter"} else sure
    unlabelled = {line.index for line in sure if not line.label and _official(line)}
    alike = [line for line in area_titles if label_kind(line.label) == kind]
    level = min((_level(line.label) for line in alike if _official(line)), default=0)
    level = level or min((_level(line.label) for line in alike), default=0)
    return unlabelled | {line.index for line in alike if _level(line.label) == level}


def _level(label):
    """Return the level of a number: 1 for "2.", 2 for "2.1"; 1 for other labels."""
    return len(label.rstrip(".)").split(".")) if label[:1].isdigit() else 1


def _area_kind(titles):
    kinds = {label_kind(line.label) for line in titles}
    official = Counter(label_kind(line.label) for line in titles if _official(line))
    if "roman" in kinds or not official:
        return "roman" if "roman" in kinds else label_kind(titles[0].label) if titles else ""
    return official.most_common(1)[0][0]


def _official(line):
    return component_of(line.title) is not None or without_continued(line.title)[1]
