"""What an exported workbook remembers of the plan: one hidden column that a later import takes out again. Pure.

The column stands right of the table. Beside the first heading it names plan, revision and rows, beside each row the
row's key and a digest of each printed cell, so that an import knows which cells were changed in the file and which in
the portal meanwhile. Rows that are sorted, copied or moved in the workbook take their mark along.
"""

from dataclasses import dataclass, field, replace
from hashlib import sha256

from plans.comparing.comparing import ticks_of
from plans.comparing.outcome import TICKS
from plans.comparing.printed import printed_rows

SIGN, HEAD = "zi-1", "zi-1-rencana"
PLACE = "@"
"""Name of the digest of where a row stands."""
DIGITS = 8
MOST_CHARACTERS = 32000
"""Characters that a cell of a workbook holds at most, less a few."""


@dataclass(slots=True)
class Marks:
    """The marks of a workbook. keys: of the exported rows in order; digests: {key: {field: digest}} without blanks."""

    plan: int = 0
    revision: int = 0
    keys: list[str] = field(default_factory=list)
    digests: dict[str, dict[str, str]] = field(default_factory=dict)


def digest(content):
    """Return a short digest of a cell: a text, or the ticks as comparing.ticks_of() gives them; "" for a blank one."""
    text = content if isinstance(content, str) else ";".join(f"{place}{note}" for place, note in content.items())
    return sha256(text.encode()).hexdigest()[:DIGITS] if text else ""


def digests_of(tree, row):
    """Return {field: digest} of a PrintedRow of a tree, with TICKS and PLACE."""
    cells = dict(row.texts) | {TICKS: ticks_of(row), PLACE: place_of(tree, row)}
    return {name: code for name, content in cells.items() if (code := digest(content))}


def place_of(tree, row):
    """Return the titles of the area and aspects in which a PrintedRow stands, as one text."""
    node, titles = tree.areas[row.area], []
    for place in row.aspects:
        titles.append(node.title)
        node = node.aspects[place]
    return "\n".join([*titles, node.title])


def column(tree, grid_keys, *, plan, revision):
    """Return the texts of the hidden column, one for each row of the Grid with these keys."""
    rows = {row.key: row for row in printed_rows(tree)}
    names = [key for key in grid_keys if key]
    texts = [_row_mark(tree, rows[key]) if key in rows else "" for key in grid_keys]
    head = " ".join([HEAD, str(plan), str(revision), *names])
    return [head[:MOST_CHARACTERS].rpartition(" ")[0] if len(head) > MOST_CHARACTERS else head, *texts[1:]]


def _row_mark(tree, row):
    pairs = [f"{_quoted(name)}={code}" for name, code in digests_of(tree, row).items()]
    return " ".join([SIGN, row.key, *pairs])


def _quoted(name):
    return "".join(letter if letter.isalnum() or letter in ":@" else f"%{ord(letter):x};" for letter in name)


def taken_out(grid):
    """Return (Grid without the column of marks, Marks) of a Grid as read; marks are None where there is no such column.

    The row keys of the Grid are those of the marks; a key that stands twice counts for its first row.
    """
    place = next(
        (index for row in grid.rows for index, cell in enumerate(row) if cell.text.startswith(HEAD)),
        None,
    )
    if place is None:
        return grid, None
    marks, keys = Marks(), []
    for row in grid.rows:
        keys.append(_read(row[place].text.split(), marks))
    rows = [[*row[:place], *row[place + 1 :]] for row in grid.rows]
    hidden = frozenset(index - (index > place) for index in grid.hidden if index != place)
    widths = [*grid.widths[:place], *grid.widths[place + 1 :]]
    return replace(grid, rows=rows, keys=keys, widths=widths, hidden=hidden), marks


def _read(words, marks):
    """Enter the words of a mark into marks; return the key of the row, "" for none."""
    if len(words) >= 3 and words[0] == HEAD and words[1].isdigit() and words[2].isdigit():
        marks.plan, marks.revision, marks.keys = int(words[1][:18]), int(words[2][:18]), words[3:]
    if len(words) < 2 or words[0] != SIGN or words[1] in marks.digests:
        return ""
    pairs = (word.rpartition("=") for word in words[2:])
    marks.digests[words[1]] = {name: code for name, _, code in pairs}
    return words[1]


def base_digest(marks, key, name):
    """Return the digest of a cell as it was exported."""
    return marks.digests[key].get(_quoted(name), "")
