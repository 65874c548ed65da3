"""Rows of a sheet → plan tree: areas, aspects, runs of merged and blank cells, ticks."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from plans.tree import EXTRA, NODE_FIELDS, AreaNode, AspectNode, PlanTree, RowNode
from plans.workbook.reading import layout
from plans.workbook.reading import lines as sorting
from plans.workbook.reading.columns import outlines
from plans.workbook.reading.columns.marks import MarkReader
from plans.workbook.reading.columns.units import in_full, unit_of
from plans.workbook.reading.slots import printed_text
from plans.workbook.reading.words import (
    component_of,
    fold,
    is_ditto,
    is_half,
    split_label,
    without_continued,
    without_section,
)

CARRIED = frozenset({"indicator", "action"})
"""Fields whose blank cell continues the one above; in the others only merges and ditto marks do."""

MAJORITY = 0.6
MAX_LABEL_LENGTH = 10


@dataclass(slots=True)
class Style:
    """Properties of the layout that the rows show: see plans.tree.LayoutSpec."""

    area_style: str = "band"
    joined_band: bool = False
    numbers: str = "aspect"
    inline_label: bool = False


@dataclass(slots=True)
class Place:
    """The nodes that the next row belongs to. chains: field → whether the run above has text, within the segment."""

    area: AreaNode | None = None
    heading: AspectNode | None = None
    aspect: AspectNode | None = None
    before: RowNode | None = None
    chains: dict[str, bool] = field(default_factory=dict)


class Builder:
    """Builds the tree of one sheet, row by row, and adds to findings what a person should know."""

    def __init__(self, recognised, findings, year):
        self.recognised, self.lattice, self.findings = recognised, recognised.lattice, findings
        self.sorter = sorting.Sorter(recognised)
        self.own = self.sorter.own
        self.lines = self.sorter.lines()
        self.number, self.area, self.aspect = (recognised.slot(name) for name in NODE_FIELDS)
        self.runs = [slot for slot in recognised.text_slots if slot.field not in NODE_FIELDS]
        self.area_rows = sorting.area_lines(self.lines, self.area is not None)
        self.style = self._style()
        self.tree, self.place = PlanTree(), Place()
        self.places = {}  # row key → index of its row in the sheet
        self.titles = {}  # folded title of each area so far → the part of the evaluation sheet it stands in
        self.marks = MarkReader(recognised)
        self.signs = []  # tick marks as typed
        self.texts_in_grid = []  # (row, slot, text) of the grid's cells that hold neither mark nor quantity
        self.carried = Counter()
        self.year, self.unit = year, self._unit()
        self.completed = []  # (row, text, text with the unit of the heading) of times
        self.section, self.sections = "", []  # part of the evaluation sheet, as printed; Lines of all parts

    def build(self):
        """Return the tree; called once."""
        above = layout.area_above(self.recognised)
        if above:
            self._open_area(*split_label(above[1]), above[0])
        for line in self.lines:
            if line.kind == sorting.SECTION:
                self._section(line)
            elif line.level:
                self._outline(line)
            elif line.kind == sorting.TITLE:
                self._title(line)
            elif line.kind == sorting.ROW:
                self._row(line.index)
        return self.tree

    def _unit(self):
        slot = self.recognised.slot("time")
        return unit_of(slot.full_heading) if slot and not slot.periods else ""

    def _style(self):
        rows = [line.index for line in self.lines if line.kind == sorting.ROW]
        bands = [line for line in self.lines if line.index in self.area_rows]
        numbers = self._numbers(rows)
        labelled = [split_label(text)[0] for row in rows if self.aspect and (text := self.own(row, self.aspect))]
        inline = numbers != "aspect" and sum(map(bool, labelled)) >= MAJORITY * len(labelled) > 0
        return Style(
            area_style="column" if self.area else "band",
            joined_band=sum(line.joined for line in bands) > len(bands) / 2,
            numbers=numbers,
            inline_label=inline,
        )

    def _numbers(self, rows):
        """Return what the number column counts: "area", "aspect" or "row"."""
        numbered = [row for row in rows if self.number and self.own(row, self.number)]
        if self.area and all(self.own(row, self.area) for row in numbered) and not self._each_row(rows, numbered):
            return "area"
        if not self.aspect:
            return "row"
        if self._repeats_aspect(numbered):
            return "row"
        with_aspect = sum(bool(self.own(row, self.aspect)) for row in numbered)
        return "aspect" if with_aspect >= MAJORITY * len(numbered) else "row"

    def _each_row(self, rows, numbered):
        """Return whether every row has its own area cell and number, and numbers continue within an area."""
        if len(numbered) < len(rows) or len(rows) < 2:
            return False
        areas = [fold(self.own(row, self.area)) for row in rows]
        return len(set(areas)) < len(areas)

    def _repeats_aspect(self, numbered):
        """Return whether consecutive rows with different numbers often repeat the same aspect."""
        titles_and_numbers = [(fold(self.own(row, self.aspect)), self.own(row, self.number)) for row in numbered]
        repeats = sum(
            bool(upper[0]) and upper[0] == other[0] and upper[1] != other[1]
            for upper, other in pairwise(titles_and_numbers)
        )
        return repeats > len(titles_and_numbers) / 4

    # Areas, headings, aspects

    def _title(self, line):
        if line.index in self.area_rows:
            self._open_area(line.label, line.title, line.index)
            return
        outer = self._area_of_row(line.index)
        if outer:
            self._open_area(*outer, line.index)
        if not line.wide and not self._leads_rows(line.index):
            self._row(line.index)
            return
        self._open_heading(line)

    def _section(self, line):
        """Enter a part of the evaluation sheet: above areas it names them apart, inside an area it is a heading."""
        following = self._line_after(line.index)
        above_areas = following is None or following.kind == sorting.SECTION or following.index in self.area_rows
        if above_areas or self._area_of_row(following.index):
            self.section = line.title
            self.sections.append(line)
        elif self.place.area is not None and is_half(line.title):
            self._open_heading(line)
        else:
            self.section = line.title
            self.sections.append(line)
            self._open_area(line.label, line.title, line.index)

    def _line_after(self, row):
        """Return the next title, row or section, None below the last one."""
        kinds = {sorting.TITLE, sorting.ROW, sorting.SECTION}
        return next((line for line in self._lines_after(row) if line.kind in kinds), None)

    def _lines_after(self, row):
        return (self.lines[place] for place in range(row - self.recognised.body + 1, len(self.lines)))

    def _outline(self, line):
        """Enter the area or aspect of an outline; cells of a row beside its title are a row below it."""
        if line.level == outlines.AREA:
            self._open_area(line.label, line.title, line.index)
        else:
            self._open_heading(line)
        if not line.leads:
            self._row(line.index)

    def _open_heading(self, line):
        self._require_area(line.index)
        has_children = self.aspect is not None  # without a column of aspects each of them prints as a row of its own
        heading = AspectNode(*self._short(line.label, line.title, line.index), heading=has_children)
        self.place.area.aspects.append(heading)
        self.place.heading, self.place.aspect = heading, None
        self._new_segment()

    def _leads_rows(self, row):
        """Return whether the row after a lone aspect belongs to it: its own aspect cell is blank."""
        next_line = next((line for line in self._lines_after(row) if line.kind != sorting.BLANK), None)
        if next_line is None or next_line.kind != sorting.ROW or not self.aspect:
            return False
        below = next_line.index
        if self._is_nested(self._label_of(row), self._label_of(below)):
            return True
        is_covered = self.lattice.covered_from_above(below, self.aspect.columns[0])
        return not is_covered and not self.own(below, self.aspect) and not self._area_of_row(below)

    def _label_of(self, row):
        return self.own(row, self.number) if self.number else ""

    @staticmethod
    def _is_nested(outer, inner):
        """Return whether a number continues another one: "1.1.2" below "1.1"."""
        return bool(outer) and inner.startswith(f"{outer.rstrip('.')}.") and len(inner) > len(outer)

    def _open_area(self, label, title, row):
        plain, continued = without_continued(title)
        plain = fold(without_section(plain))
        if self.section and self.titles.get(plain, self.section) != self.section and without_section(title) == title:
            title = f"{title} ({self.section.capitalize()})"
        label, title = self._short(label, title, row)
        area = AreaNode(label, title, component_of(title), continued=plain in self.titles)
        self.titles[plain] = self.section
        if continued and not area.continued:
            self.findings.warning(
                "continued_alone", f'"{title}" adalah lanjutan, tetapi bagian awalnya tidak ditemukan.', row
            )
        self.tree.areas.append(area)
        self.place = Place(area=area)

    def _area_of_row(self, row):
        """Return (label, title) of the area that begins in this row's area column, None when none begins."""
        text = self.own(row, self.area) if self.area else ""
        if not text or is_ditto(text):
            return None
        label = self.own(row, self.number) if self.number and self.style.numbers == "area" else ""
        title = text
        if not label and self.style.numbers != "area":
            label, title = split_label(text)
        present = self.place.area
        is_repeated = present is not None and fold(title) == fold(present.title) and label in {"", present.label}
        return None if is_repeated else (label, title)

    def _require_area(self, row):
        if self.place.area is None:
            self.findings.warning(
                "row_outside_area",
                "Baris ini tidak berada di bawah area mana pun. Beri nama areanya setelah impor.",
                row,
            )
            self._open_area("", "", row)

    def _open_aspect(self, row):
        """Enter the aspect that is printed beside this row."""
        text = self.own(row, self.aspect) if self.aspect else ""
        label = self.own(row, self.number) if self.number and self.style.numbers == "aspect" else ""
        if is_ditto(text):
            text = ""
        if text or label:
            if not self._is_same_aspect(label, text):
                self._add_aspect(label, text, row)
        elif self.aspect and self.place.aspect is None and self._covers(row, self.aspect):
            self._add_aspect("", self._printed_text(row, self.aspect), row)

    def _is_same_aspect(self, label, text):
        present = self.place.aspect
        if present is None or self.style.inline_label and split_label(text)[0]:
            return present is not None and text == f"{present.label} {present.title}".strip()
        return fold(text) == fold(present.title) and label in {"", present.label}

    def _add_aspect(self, label, text, row):
        if self.style.inline_label:
            label, text = split_label(text)
        if not text:
            self.findings.warning(
                "aspect_without_title",
                f'Nomor "{label}" tidak diikuti nama komponen/aspek.',
                row,
                self.aspect and self.aspect.columns[0],
            )
        aspect = AspectNode(*self._short(label, text, row))
        heading = self.place.heading
        if label and not (heading and self._is_nested(heading.label, label)):
            self.place.heading = None
        parent = self.place.heading or self.place.area
        parent.aspects.append(aspect)
        self.place.aspect = aspect

    def _new_segment(self):
        self.place.before, self.place.chains = None, {}

    # Rows

    def _row(self, row):
        area = self._area_of_row(row)
        if area:
            self._open_area(*area, row)
        self._require_area(row)
        self._open_aspect(row)
        node = RowNode()
        if key := self.lattice.grid.keys[row] if self.lattice.grid.keys else "":
            node.key = key
        if self.number and (self.style.numbers == "row" or self.style.numbers == "aspect" and not self.aspect):
            self._number(row, node)
        for slot in self.runs:
            self._run_cell(row, slot, node)
        self._ticks(row, node)
        (self.place.aspect or self.place.heading or self.place.area).rows.append(node)
        self.place.before = node
        self.places[node.key] = row

    def _number(self, row, node):
        """Set the row's number; a text that is no number is kept as a remark."""
        text = self.own(row, self.number)
        if len(text) > MAX_LABEL_LENGTH:
            node.extra[self.number.heading] = text
            self._too_long(row, text)
        else:
            node.texts["number"] = text

    def _short(self, label, title, row):
        """Return label and title; a text too long for a label becomes the beginning of the title."""
        if len(label) <= MAX_LABEL_LENGTH:
            return label, title
        self._too_long(row, label)
        return "", f"{label} {title}".strip()

    def _too_long(self, row, text):
        text = f'Nomor "{text[:40]}" terlalu panjang untuk kolom nomor; disimpan sebagai teks.'
        self.findings.warning("number_too_long", text, row, self.number.columns[0] if self.number else None)

    def _covers(self, row, slot):
        return self.lattice.covered_from_above(row, slot.columns[0])

    def _printed_text(self, row, slot):
        """Return the text printed at this place, including merged cells."""
        return printed_text(self.lattice, row, slot)

    def _run_cell(self, row, slot, node):
        text, name = self._text(row, slot), slot.field
        has_row_above = self.place.before is not None
        if self._covers(row, slot):
            if has_row_above:
                node.continues.add(name)
                return
            text = self._printed_text(row, slot)
        elif is_ditto(text):
            if has_row_above:
                node.continues.add(name)
                return
            self.findings.warning(
                "ditto_without_above",
                f'Tanda "{text}" tidak punya sel di atasnya; dibiarkan apa adanya.',
                row,
                slot.columns[0],
            )
        elif not text and self._continues_run(row, slot):
            node.continues.add(name)
            self.carried[name] += 1
            return
        self.place.chains[name] = bool(text)
        if name.startswith(EXTRA):
            node.extra[name.removeprefix(EXTRA)] = text
        else:
            node.texts[name] = text

    def _text(self, row, slot):
        """Return a cell's own text; the title of an outline is no indicator, bare numbers of a time get their unit."""
        if slot.field == "indicator" and row in self.recognised.levels:
            return ""
        text = self.own(row, slot)
        if slot.field != "time" or not self.unit:
            return text
        full_text = in_full(text, self.unit, self.year)
        if full_text != text:
            self.completed.append((row, text, full_text))
        return full_text

    def _continues_run(self, row, slot):
        """Return whether a blank unmerged cell continues the one above: no cell to its left is filled in this row."""
        if slot.field not in CARRIED or self.place.before is None or not self.place.chains.get(slot.field):
            return False
        if self.lattice.origin(row, slot.columns[0])[1] < slot.columns[0]:
            return False
        slots_to_left = [other for other in self.recognised.text_slots if other.columns[0] < slot.columns[0]]
        numbered_slots = [
            other for other in slots_to_left if not (other is self.number and self.style.numbers == "row")
        ]
        return not any(self.own(row, other) and not is_ditto(self.own(row, other)) for other in numbered_slots)

    # Ticks

    def _ticks(self, row, node):
        marks = self.marks.read(row)
        self.signs += marks.signs
        self.texts_in_grid += [(row, slot, text) for slot, text in marks.texts]
        node.tick_notes = marks.notes
        if marks.covered and not marks.planned and self.place.before is not None:
            node.continues.add("time")
            return
        node.ticks = sorted(marks.planned | marks.covered)
