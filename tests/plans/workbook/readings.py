"""What a reading says, for tests: codes of its issues, fields of its columns, its rows and their due dates."""

from plans.plan.table import to_grid
from plans.schedule import parsing
from plans.workbook.reading import read_sheet


def codes(reading):
    return {issue.code for issue in reading.issues}


def fields(reading):
    return [column.field for column in reading.spec.columns]


def rows_of(reading):
    return list(reading.tree.rows())


def texts(reading, name):
    """Texts of one field, row by row."""
    return [row.texts.get(name, "") for row in rows_of(reading)]


def due(reading, year=2026):
    """Due dates of each row as "MM-DD", with the year where it is another one."""
    return [[_short(day, year) for day in _dates(reading, row, year)] for row in rows_of(reading)]


def _dates(reading, row, year):
    schedule = parsing.schedule_of(row.texts.get("time", ""), row.ticks, reading.spec.schedule, year)
    return parsing.due_dates(schedule)


def _short(day, year):
    return day.strftime("%m-%d") if day.year == year else day.isoformat()


def outline(reading):
    """[(label, title, component, [(label, title)] of aspects, number of rows)] of the areas."""
    return [
        (
            area.label,
            area.title,
            area.component,
            [(aspect.label, aspect.title) for aspect in area.aspects],
            sum(1 for _ in _rows(area)),
        )
        for area in reading.tree.areas
    ]


def _rows(node):
    yield from node.rows
    for aspect in node.aspects:
        yield from _rows(aspect)


def printed_and_read_again(reading, year=2026):
    """The reading of the table as the portal prints it."""
    return read_sheet(to_grid(reading.tree, reading.spec), year=year)


def plain_rows(reading):
    """[(texts, ticks, tick notes)] of all rows, without blank texts."""
    return [
        ({name: text for name, text in row.texts.items() if text}, row.ticks, row.tick_notes)
        for row in rows_of(reading)
    ]
