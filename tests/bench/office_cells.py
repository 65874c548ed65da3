"""Cells as LibreOffice shows them with Indonesian settings, and whether the portal's reader shows the same."""

import csv
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zi_portal.lib.grid.datewords import WEEKDAYS
from zi_portal.lib.grid.xlsx_reader import clean
from zi_portal.lib.indonesian import MONTH_NUMBERS

BATCH = 40
"""Workbooks that one LibreOffice converts."""
SECONDS = 20
"""Seconds that it may take for each workbook of a batch, and for its start."""
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""Every sheet as CSV in UTF-8, cells as they are shown."""
LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item></oor:items>
"""
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: [AP]M)?")
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]+)?(?:E[+-][0-9]+)?")
_DAYS = {name.lower() for name in WEEKDAYS}


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that the two programs show differently. place: "Lembar!B3"."""

    place: str
    ours: str
    theirs: str


def is_there():
    """Return whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def shown_by_office(paths):
    """Return {path: {name of the sheet: rows of texts}} of the workbooks that LibreOffice opens, read in batches."""
    cells_by_path = {}
    with tempfile.TemporaryDirectory(prefix="zi-cells-") as folder:
        profile = Path(folder) / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(LOCALE, encoding="utf8")
        for first in range(0, len(paths), BATCH):
            cells_by_path |= _convert(paths[first : first + BATCH], Path(folder), first)
    return cells_by_path


def _convert(paths, folder, first):
    """Return the cells of one batch; a workbook that stops LibreOffice costs those behind it in its batch."""
    copies = {folder / f"buku{number:06d}.xlsx": path for number, path in enumerate(paths, first)}
    for copy, path in copies.items():
        shutil.copyfile(path, copy)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", AS_SHOWN]
    command += ["--outdir", str(folder / "csv"), *map(str, copies)]
    try:
        subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=SECONDS * (len(paths) + 1))
    except subprocess.TimeoutExpired:
        pass  # what was written before is there
    return {path: _sheets(folder / "csv", copy) for copy, path in copies.items() if _files(folder / "csv", copy)}


def _files(folder, copy):
    return sorted(folder.glob(f"{copy.stem}-*.csv"))


def _sheets(folder, copy):
    """Return {name of the sheet: rows} of a converted workbook."""
    sheets = {}
    for path in _files(folder, copy):
        with path.open(encoding="utf8", newline="") as file:
            sheets[path.stem[len(copy.stem) + 1 :]] = list(csv.reader(file))
    return sheets


def differences(grid, rows):
    """Return (number of cells compared, list of Difference) of a Grid and the same sheet's rows of texts.

    Not compared: what lies under a merged cell, and formulas whose value the file does not hold.
    """
    compared, different = 0, []
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.kind == "covered" or (cell.note == "formula" and not cell.text):
                continue
            theirs = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
            compared += bool(cell.text or theirs)
            if not same(cell.text, theirs):
                different.append(Difference(f"{grid.name}!{_letters(column)}{row + 1}", cell.text, theirs))
    return compared, different


def _letters(column):
    text, number = "", column + 1
    while number:
        number, offset = divmod(number - 1, 26)
        text = chr(ord("A") + offset) + text
    return text


def same(ours, theirs):
    """Return whether two texts show the same: blanks aside, a date in words as in digits, a long number rounded."""
    ours, theirs = " ".join(clean(ours).split()), " ".join(clean(theirs).split())
    return ours == theirs or _same_day(ours, theirs) or _same_number(ours, theirs)


def _same_day(ours, theirs):
    """Return whether both name the same day, month and year; ours leaves out the clock."""
    if not set(ours.lower().split()) & MONTH_NUMBERS.keys():
        return False
    return _day_words(ours) == _day_words(theirs)


def _day_words(text):
    """Return the words and numbers of a date, months by their number and years by their last two digits, sorted."""
    words = [word.lower() for word in _WORD.findall(_CLOCK.sub("", text))]
    numbers = [MONTH_NUMBERS.get(word, int(word) % 100 if word.isdecimal() else word) for word in words]
    return sorted(str(number) for number in numbers if number not in _DAYS)


def _same_number(ours, theirs):
    """Return whether both write the same number, one with fewer decimals."""
    if not (_NUMBER.fullmatch(ours) and _NUMBER.fullmatch(theirs)):
        return False
    our_number, their_number = (float(text.replace(",", ".")) for text in (ours, theirs))
    return abs(our_number - their_number) <= 1e-9 * max(abs(our_number), abs(their_number), 1)
