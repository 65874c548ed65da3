"""Sheets whose table has headings that nobody knows: where they stand, and what a user sees who says what they mean."""

from dataclasses import replace

from plans.workbook.reading.headings import CONTENT_FIELDS
from plans.workbook.reading.issues import Findings, column_letter

CODE = "unknown_headings"
ACTIONS = frozenset({"action", "indicator"})
SEARCHED_ROWS = 60
READ_ROWS = 200
"""Rows of a table with unknown headings that are read before its columns have a meaning."""
LEAST_CELLS, LEAST_SHARE = 2, 0.75
MAX_HEADING_LENGTH = 80
SHOWN_ROWS, SHOWN_CELLS, SHOWN_LENGTH = 15, 3, 60
NAMED_HEADINGS = 5
NEEDED = CONTENT_FIELDS & {"aspect", "indicator", "action", "evidence"}
"""Fields of which a plan's table has one at least."""


def beginning(grid, top):
    """Return the Grid with the first rows below its header at top (0-based): enough to ask what its columns mean."""
    end = top + READ_ROWS
    return replace(grid, rows=grid.rows[:end], keys=grid.keys[:end])


def heading_row(grid):
    """Return the row (0-based) that is most likely the header of a table-like block, None when there is no such block.

    It is the first one that is filled nearly as much as the fullest row, with short texts, and has rows below.
    """
    rows = [_texts(row) for row in grid.rows[:SEARCHED_ROWS]]
    most = max(map(len, rows), default=0)
    least = max(LEAST_CELLS, LEAST_SHARE * most)
    for index, texts in enumerate(rows[:-1]):
        is_short = all(len(text) <= MAX_HEADING_LENGTH for text in texts)
        has_letters = sum(any(map(str.isalpha, text)) for text in texts) >= LEAST_CELLS
        if len(texts) >= least and is_short and has_letters and len(rows[index + 1]) >= LEAST_CELLS:
            return index
    return None


def _texts(row):
    return [cell.text for cell in row if cell.text]


def refuse(reading, grid):
    """Refuse a reading of a header whose headings are unknown, in place: the user says what its columns mean.

    Its other issues are about columns that nobody knows yet.
    """
    names = [f"“{column['heading'][:SHOWN_LENGTH]}”" for column in reading.mapping if column["heading"]]
    more = ", …" if len(names) > NAMED_HEADINGS else ""
    findings = Findings(grid.name, grid.first_row)
    text = (
        f"Judul kolom {', '.join(names[:NAMED_HEADINGS])}{more} belum dikenal sebagai tabel rencana aksi. "
        "Pilih arti tiap kolom, paling sedikit langkah aksi, indikator, aspek, atau bukti fisik, lalu baca lagi."
    )
    findings.error(CODE, text, reading.top - grid.first_row)
    reading.issues = findings.issues


def warn_without_action(reading, grid):
    """Warn of a reading in which no column tells an action or an indicator, in place."""
    if any(column.field in ACTIONS for column in reading.spec.columns):
        return
    findings = Findings(grid.name, grid.first_row)
    text = "Tidak ada kolom yang dibaca sebagai langkah aksi atau indikator. Pilih kolomnya di bawah, lalu baca lagi."
    findings.warning("no_action_column", text, reading.top - grid.first_row)
    reading.issues = [*findings.issues, *reading.issues]


def is_unknown(reading):
    """Return whether the user has to say what the columns of a reading mean."""
    return any(issue.code == CODE for issue in reading.issues)


def says_nothing(reading):
    """Return whether no column of a reading tells what is to be done."""
    return not any(column.field in NEEDED for column in reading.spec.columns)


def add_samples(reading, grid):
    """Give a reading the first rows of its sheet, and its columns their first cells, in place."""
    shown = [[index, row] for index, row in enumerate(grid.rows) if _texts(row)]
    top = reading.top - grid.first_row
    shown = [[index, row] for place, (index, row) in enumerate(shown) if place < SHOWN_ROWS or index == top]
    reading.first_rows = [[index + grid.first_row, [_short(cell.text) for cell in row]] for index, row in shown]
    places = {column_letter(place): place for place in range(grid.width)}
    for column in reading.mapping:
        texts = (row[places[column["column"]]].text for row in grid.rows[reading.body - grid.first_row :])
        column["cells"] = _first_texts(texts)


def _first_texts(texts):
    """Return the first different texts of a column, shortened."""
    samples = []
    for text in texts:
        if text and (sample := _short(text)) not in samples:
            samples.append(sample)
        if len(samples) == SHOWN_CELLS:
            break
    return samples


def _short(text):
    line = " ".join(text[: 2 * SHOWN_LENGTH].split())
    return line if len(line) <= SHOWN_LENGTH else f"{line[: SHOWN_LENGTH - 1]}…"
