"""Issues of a workbook as a whole: other sheets, hidden ones and those left out, texts that are too long. Pure."""

import re

from plans.tree import EXTRA, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from plans.workbook.reading import Issue, headings
from plans.workbook.reading.issues import ERROR, INFO, WARNING

_ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def no_table(workbook):
    """Return the issue of a workbook in none of whose sheets a table was recognised; it names those not read too."""
    unread = "".join(f" {issue.message}" for issue in unread_sheets(workbook))
    names = quoted([grid.name for grid in workbook.grids])
    text = (
        f"Tabel rencana aksi tidak ditemukan pada lembar {names}.{unread} Beri judul kolom yang dikenal, "
        f"misalnya: {headings.usual_headings()}."
    )
    return Issue(ERROR, None, "", "no_table", text)


def sheet_missing(sheet, names):
    """Return the issue of a sheet that is not among those that can be read, of these names."""
    text = f'Lembar "{sheet}" tidak ada atau disembunyikan. Lembar yang dapat dibaca: {quoted(names)}.'
    return Issue(ERROR, None, "", "sheet_missing", text)


def quoted(names):
    """Return names of sheets for a sentence."""
    return ", ".join(f'"{name}"' for name in names) or "(tidak ada)"


def unread_sheets(workbook):
    """Return the issues of the sheets that are hidden or were left out, each with its reason."""
    issues = []
    if workbook.hidden:
        text = f"Lembar tersembunyi {quoted(workbook.hidden)} tidak dibaca."
        issues.append(Issue(INFO, None, "", "hidden_sheets", text))
    for name, reason in workbook.left_out:
        text = f'Lembar "{name}" tidak dibaca: {reason.rstrip(".")}.'
        issues.append(Issue(WARNING, None, "", "sheet_left_out", text))
    return issues


def other_sheets(reading, others):
    """Return the issues of a reading beside which other sheets of the workbook hold a table too."""
    if reading.sheets:
        return _of_joined(reading, others)
    if not others:
        return []
    text = (
        f'Yang dibaca lembar "{reading.name}". Lembar {quoted(others)} juga berisi tabel; pilih bila itu yang dimaksud.'
    )
    return [Issue(WARNING, None, "", "other_sheets", text)]


def unknown_sheets(names):
    """Return the issues of other sheets, of these names, that hold a table with unknown headings."""
    if not names:
        return []
    text = f"Lembar {quoted(names)} berisi tabel yang judul kolomnya belum dikenal; tidak dibaca."
    return [Issue(INFO, None, "", "unknown_sheets", text)]


def no_headings(row):
    """Return the issue of a row, of this number, that was chosen as the header and has no headings."""
    return Issue(ERROR, row, "", "no_headings", f"Baris {row} tidak berisi judul kolom. Pilih baris lain.")


def _of_joined(reading, others):
    text = f"Lembar {quoted(reading.sheets)} dibaca sebagai satu rencana."
    issues = [Issue(INFO, None, "", "sheets_joined", text)]
    if others:
        text = f"Lembar {quoted(others)} tidak ikut karena kolomnya lain. Pilih lembarnya bila itu yang dimaksud."
        issues.append(Issue(WARNING, None, "", "other_sheets", text))
    return issues


def no_joined_sheets():
    """Return the issue of a workbook without sheets of the same columns, which were to become one plan."""
    text = "Tidak ada beberapa lembar dengan kolom yang sama. Pilih satu lembar."
    return Issue(ERROR, None, "", "no_joined_sheets", text)


def of_lengths(reading):
    """Return the issues of titles and cells that are too long."""
    return [*_of_titles(reading.tree), *_of_cells(reading)]


def is_of_other_year(reading, year):
    """Return whether the name or the title of a sheet names years, and the plan's year is none of them."""
    named_years = {int(digits) for digits in _ANY_YEAR.findall(f"{reading.name} {reading.tree.title}")}
    return bool(named_years) and year not in named_years


def _of_titles(tree):
    aspects = [node for area in tree.areas for aspect in area.aspects for node in (aspect, *aspect.aspects)]
    titles = [tree.title, *(node.title for node in (*tree.areas, *aspects))]
    return [
        Issue(
            ERROR, None, "", "title_too_long", f'Judul "{title[:60]} …" melebihi {MAX_TITLE_LENGTH} huruf. Persingkat.'
        )
        for title in titles
        if len(title) > MAX_TITLE_LENGTH
    ]


def _of_cells(reading):
    """Return the issues of cells that are too long to be printed; they are imported as they are."""
    headings_by_field = {column.field: column.heading for column in reading.spec.columns}
    issues = []
    for row in reading.tree.rows():
        remarks = {EXTRA + heading: text for heading, text in row.extra.items()}
        for name, text in (row.texts | remarks).items():
            if len(text) > MAX_TEXT_LENGTH:
                message = (
                    f"Sel “{text[:60]} …” pada kolom {headings_by_field.get(name, name)} berisi {len(text)} huruf; "
                    f"paling banyak {MAX_TEXT_LENGTH} yang dapat dicetak. Singkat setelah impor."
                )
                issues.append(Issue(WARNING, None, "", "cell_too_long", message))
    return issues
