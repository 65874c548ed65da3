"""Colours as the only marks of a schedule's grid: which cells count, and what the legend says about them."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from plans.workbook.reading import ticks

_PLANNED = re.compile(r"rencana|target|jadwal|pelaksanaan|kegiatan", re.IGNORECASE)
_REACHED = re.compile(r"realisasi|terlaksana|tercapai|selesai|capaian", re.IGNORECASE)
_BACKGROUND, _BACKGROUND_BESIDE_OTHERS = 0.95, 0.7
_LEAST_TEXTS = 3
_REACH = 2
"""Columns to the right of a coloured cell in which its explanation may stand."""
_LONGEST = 60


@dataclass(slots=True)
class Colours:
    """The coloured cells of a grid. places: (row, column) → fill; size: number of the grid's cells that could be.

    legend: fill → its explanation outside the table.
    """

    places: dict[tuple[int, int], str] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def counted(self):
        """Return {place: fill} of the cells that are planned, by the legend if there is one."""
        planned = {fill for fill, text in self.legend.items() if _PLANNED.search(text) and not _REACHED.search(text)}
        reached = {fill for fill, text in self.legend.items() if _REACHED.search(text)}
        fills = set(self.places.values()) & planned or set(self.places.values()) - reached - self._backgrounds()
        return {place: fill for place, fill in self.places.items() if fill in fills}

    def _backgrounds(self):
        """Return the fills of nearly all cells, or of most beside another fill: they colour the grid itself."""
        counts = Counter(self.places.values())
        most = _BACKGROUND if len(counts) == 1 else _BACKGROUND_BESIDE_OTHERS
        return {fill for fill, count in counts.items() if count > most * self.size}


def marked(recognised, end):
    """Return (Grid with "√" in the coloured cells, warning) of a grid without any sign, else (None, warning or "").

    end: first row below the table. The colour that the texts of the row have too is a band's and no mark.
    """
    columns = [column for slot in recognised.slots if slot.period or slot.periods for column in slot.columns]
    colours = _colours(recognised, columns, end)
    places = colours.counted()
    if not columns or not colours.places:
        return None, ""
    if not places:
        return None, "Hampir semua sel jadwal berwarna; warnanya tidak dibaca sebagai tanda. Periksa jadwalnya."
    if _has_signs(recognised.lattice, columns, range(recognised.body, end)):
        return None, f"{len(places)} sel jadwal berwarna tetapi tanpa tanda; warnanya tidak dibaca. Periksa jadwalnya."
    rows = [list(cells) for cells in recognised.grid.rows]
    for row, column in places:
        rows[row][column] = replace(rows[row][column], text=ticks.USUAL_SIGN)
    return replace(recognised.grid, rows=rows), _explanation(colours, places)


def _colours(recognised, columns, end):
    lattice = recognised.lattice
    colours = Colours(legend=_legend(lattice, [*range(recognised.top), *range(end, lattice.height)]))
    others = [column for column in range(lattice.width) if column not in set(columns)]
    rows = set()  # that could be coloured
    for row in range(recognised.body, end):
        text_fills = {lattice.cell(row, column).fill for column in others if lattice.cell(row, column).text}
        if not text_fills:
            continue
        rows |= {row} if sum(bool(lattice.own(row, column)) for column in others) >= _LEAST_TEXTS else set()
        for column in columns:
            cell = lattice.rows[row][column]
            if cell.fill and not cell.text and cell.kind != "covered" and cell.fill not in text_fills:
                colours.places[row, column] = cell.fill
                rows.add(row)
    colours.size = len(columns) * len(rows)
    return colours


def _has_signs(lattice, columns, rows):
    return any(not ticks.is_nothing(lattice.rows[row][column].text) for row in rows for column in columns)


def _legend(lattice, rows):
    """Return {fill: explanation} of coloured cells outside the table, with a text in them or right beside them."""
    legend = {}
    for row in rows:
        for column, cell in enumerate(lattice.rows[row]):
            texts = [lattice.rows[row][place].text for place in range(column, min(column + _REACH + 1, lattice.width))]
            text = next(filter(None, texts), "")
            if cell.fill and 0 < len(text) <= _LONGEST:
                legend.setdefault(cell.fill, text)
    return legend


def _explanation(colours, places):
    """Return the warning about colours that were read as marks."""
    text = f"Kisi jadwal tidak berisi tanda; {len(places)} sel berwarna dibaca sebagai tanda. Periksa jadwalnya."
    fills = Counter(colours.places.values())
    explained = [
        f"“{colours.legend[fill]}” {'dibaca' if fill in places.values() else 'tidak dibaca'} ({count} sel)"
        for fill, count in fills.items()
        if fill in colours.legend
    ]
    if explained:
        return f"{text} Menurut keterangan warna: {', '.join(explained)}."
    return text + (f" Ada {len(fills)} warna berbeda; semuanya dibaca sama." if len(fills) > 1 else "")
