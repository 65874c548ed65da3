"""Workbooks that were read wrongly (../shared/cases/workbooks): what is read of them now beside what is right."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plans.schedule import parsing
from plans.tree import area_rows
from plans.workbook import confined_reading
from plans.workbook.reading.fields import FIELD_NAMES
from zi_portal import BASE_DIR
from zi_portal.lib.errors import Refused

FOLDER = BASE_DIR.parent / "shared" / "cases" / "workbooks"
TIMES = BASE_DIR.parent / "shared" / "cases" / "times.json"
USUAL_YEAR = 2026
REMARK = "extra"


def names():
    """Return the names of the cases, [] where the folder is absent."""
    return sorted(path.stem for path in FOLDER.glob("K*.json"))


@dataclass
class Case:
    """One workbook. facts: of its JSON file."""

    path: Path
    facts: dict

    @classmethod
    def of(cls, name):
        """Return the case with this name."""
        return cls(FOLDER / f"{name}.xlsx", json.loads((FOLDER / f"{name}.json").read_text(encoding="utf8")))

    @property
    def year(self):
        """Year of the plan."""
        return self.facts.get("year", USUAL_YEAR)

    @cached_property
    def reading(self):
        """The best reading of the workbook; raises Refused."""
        return confined_reading.readings(self.path, year=self.year)[0]

    def due(self, row):
        """Due dates of a row, in ISO form."""
        schedule = parsing.schedule_of(row.texts.get("time", ""), row.ticks, self.reading.spec.schedule, self.year)
        return [day.isoformat() for day in parsing.due_dates(schedule)]

    def differences(self):
        """Return what is not right, in words; [] when all is right."""
        right = self.facts["right"]
        try:
            rows = list(self.reading.tree.rows())
        except Refused as refused:
            return [f"refused: {refused.code}"]
        if isinstance(right, str):
            return [] if rows else ["no row"]
        faults = [*_columns(right.get("columns", {}), self.reading), *self._areas(right.get("areas", []))]
        faults += [
            f"due never {day}" for day in right.get("due_contains", []) if not any(day in self.due(row) for row in rows)
        ]
        return faults + [fault for true_row in right.get("rows", []) for fault in self._told(true_row, rows)]

    def _areas(self, true_areas):
        areas = self.reading.tree.areas
        if len(true_areas) == 1 and "title" not in true_areas[0]:
            return self._rows(true_areas[0]["rows"], list(self.reading.tree.rows()), "all areas")
        faults = [] if len(areas) == len(true_areas) or not true_areas else [f"{len(areas)} areas"]
        for area, true_area in zip(areas, true_areas, strict=False):
            faults += self._node(area, true_area)
        return faults

    def _node(self, node, true_node):
        """Return the faults of an area or aspect."""
        if isinstance(true_node, str):
            return [] if node.title == true_node else [f"{node.title} for {true_node}"]
        place = true_node.get("title", "")
        names = ("label", "title", "component", "continued")
        faults = [
            f"{place}: {name} {getattr(node, name)!r}"
            for name in names
            if name in true_node and getattr(node, name) != true_node[name]
        ]
        true_aspects = true_node.get("aspects", [])
        if true_aspects and len(true_aspects) != len(node.aspects):
            faults.append(f"{place}: {len(node.aspects)} aspects")
        for aspect, true_aspect in zip(node.aspects, true_aspects, strict=False):
            faults += self._node(aspect, true_aspect)
        return faults + self._rows(true_node.get("rows"), list(area_rows(node)), place)

    def _rows(self, true_rows, rows, place):
        """Return the faults of rows. true_rows: their number, the rows themselves, or None."""
        count = true_rows if isinstance(true_rows, int | None) else len(true_rows)
        if count not in {None, len(rows)}:
            return [f"{place}: {len(rows)} rows"]
        pairs = zip(rows, true_rows, strict=True) if isinstance(true_rows, list) else []
        return [fault for row, true_row in pairs for fault in self._row(row, true_row)]

    def _row(self, row, true_row):
        read = (
            self._printed_beside(row)
            | row.texts
            | {
                "due": self.due(row),
                "ticks": row.ticks,
                "quantity_per_quarter": {str(period): text for period, text in row.tick_notes.items()},
            }
        )
        return [f"{name}: {read.get(name)!r}" for name, right in true_row.items() if read.get(name) != right]

    def _printed_beside(self, row):
        """Return number and title of the aspect that is printed beside a row."""
        aspects = [aspect for area in self.reading.tree.areas for aspect in area.aspects if row in aspect.rows]
        return {"number": aspects[0].label, "aspect": aspects[0].title} if aspects else {}

    def _told(self, true_row, rows):
        """Return the faults of a row that is found by its time: its due dates, or the warning that must stand there."""
        row = next((row for row in rows if row.texts.get("time") == true_row["time"]), None)
        if row is None:
            return [f"no row {true_row['time']}"]
        if "due" in true_row:
            unread = "or" in true_row and not self.due(row)
            return [] if unread or self.due(row) == true_row["due"] else [f"{true_row['time']}: {self.due(row)}"]
        year = re.search(r"20\d\d", true_row["time"])[0]
        told = any(year in issue.message and issue.severity != "info" for issue in self.reading.issues)
        return [] if told else [f"{true_row['time']}: no warning"]


def _columns(true_columns, reading):
    """Return the faults of the columns; a description that begins with no field's name is left out."""
    field_by_column = {column["column"]: column["field"] for column in reading.mapping}
    faults = []
    for columns, description in true_columns.items():
        field, letter = re.match(r"\w*", description)[0], re.match(r"[A-Z]+", columns)[0]
        read = field_by_column.get(letter, "")
        if field in {*FIELD_NAMES, REMARK} - {""} and read != field:
            faults.append(f"column {letter}: {read!r} for {field!r}")
    return faults


def true_times():
    """Return {printed time of a 2026 plan: its due dates in ISO form, None = unread}."""
    return json.loads(TIMES.read_text(encoding="utf8"))["times"]


def read_time(text):
    """Return the due dates of a printed time in ISO form, None for one that cannot be read."""
    schedule = parsing.parse_time(text, USUAL_YEAR)
    return None if schedule.kind == parsing.UNREADABLE else [day.isoformat() for day in parsing.due_dates(schedule)]
