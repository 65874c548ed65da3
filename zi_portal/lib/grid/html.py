"""Grid → HTML table for paged media: one cell per row, runs drawn by their borders, texts escaped."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
BREAKS = re.compile(r"[\s-]+")
WIDTHS = {**dict.fromkeys("ijlI.,:;'!|()[] ", 0.32), **dict.fromkeys("frt-/", 0.44), **dict.fromkeys("mMWw", 0.9)}


def clean(text):
    """Text without what no font can print; line breaks as \\n."""
    return UNPRINTABLE.sub("", LINE_BREAKS.sub("\n", text))


def marked(text):
    """Safe HTML of a plain text whose only mark is *italic*; everything else is escaped."""
    return mark_safe(EMPHASIS.sub(r"<em>\1</em>", escape(clean(text))))  # noqa: S308 -- escaped just here


def unmarked(text):
    """The same text without its marks, for titles and bookmarks."""
    return EMPHASIS.sub(r"\1", clean(text))


def paged_table(grid, starts=frozenset(), *, prefix, widths, css=""):
    """Safe HTML <table> of a grid for paged media.

    prefix: each body row gets the id prefix + index of the row, so that a renderer can tell which rows stand
    first on their pages. starts: such ids; there the text of a cell that runs on is printed again and the
    row above is closed. widths: of the columns, in per cent. css: one more class of the table.
    """
    first = {index for index in range(grid.head, len(grid.rows)) if f"{prefix}{index}" in starts}
    lines = [f'<table class="{f"grid {css}".strip()}"><colgroup>{_columns(widths)}</colgroup><thead>']
    lines += [_head_row(row) for row in grid.rows[: grid.head]]
    lines.append("</thead><tbody>")
    lines += _Body(grid, prefix, first).rows()
    lines.append("</tbody></table>")
    return mark_safe("".join(lines))  # noqa: S308 -- every text went through marked()


def _columns(widths):
    return "".join(f'<col style="width:{width:.3f}%">' for width in widths)


def _head_row(row):
    cells = []
    for cell in row:
        if cell.kind == "covered":
            continue
        spans = "".join(f' {name}="{n}"' for name, n in (("rowspan", cell.row_span), ("colspan", cell.col_span)) if n > 1)
        tag = "th" if cell.kind == "head" else "td"
        cells.append(f"<{tag}{spans}>{marked(cell.text)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


class _Body:
    """Body rows as text; runs maps (row, column) to the first row of the run that covers it."""

    def __init__(self, grid, prefix, first):
        self.grid, self.prefix, self.first = grid, prefix, first
        self.runs = {}
        for index in range(grid.head, len(grid.rows)):
            for column, cell in enumerate(grid.rows[index]):
                for below in range(1, cell.row_span):
                    self.runs[index + below, column] = index

    def rows(self):
        """One <tr> for each row."""
        last = len(self.grid.rows) - 1
        for index in range(self.grid.head, len(self.grid.rows)):
            kind = self._kind(index)
            names = " ".join(name for name in (kind, "last" if index == last else "") if name)
            css = f' class="{names}"' if names else ""
            cells = "".join(self._cell(index, column) for column in range(self.grid.width))
            yield f'<tr id="{self.prefix}{index}"{css}>{cells}</tr>'

    def _kind(self, index):
        return next((cell.kind for cell in self.grid.rows[index] if cell.kind in {"band", "heading"}), "")

    def _cell(self, index, column):
        cell = self.grid.rows[index][column]
        origin = self.runs.get((index, column))
        if cell.kind == "covered" and origin is None:
            return ""
        shown = cell if origin is None else self.grid.rows[origin][column]
        text = marked(shown.text) if origin is None or index in self.first else ""
        return f"<td{self._attributes(index, column, shown)}>{text}</td>"

    def _attributes(self, index, column, cell):
        runs_on = self.runs.get((index + 1, column)) is not None and index + 1 not in self.first
        names = [name for name, wanted in (("on", runs_on), ("mid", cell.align == "center")) if wanted]
        css = f' class="{" ".join(names)}"' if names else ""
        span = f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
        mark = f' data-mark="{escape(unmarked(cell.text))}"' if cell.name == "area" and cell.text else ""
        return css + span + mark


def text_width(word):
    """Width of a word in ems, estimated for a wide book face."""
    return sum(WIDTHS.get(letter, 0.74 if letter.isupper() else 0.6) for letter in word)


def fitted_widths(grid, *, em_share, padding, most=18.0):
    """Widths of the columns in per cent: those of the grid, but wide enough for each column's longest word.

    em_share, padding: width of one em and of a cell's padding, in per cent of the table. No column claims
    more than `most` for a long word.
    """
    wished = [100 * width / sum(grid.widths) for width in grid.widths]
    least = [min(most, em_share * longest + padding) for longest in _longest_words(grid)]
    if sum(least) >= 100:
        return [100 * width / sum(least) for width in least]
    fixed = set()
    while True:
        free = 100 - sum(least[column] for column in fixed)
        scale = free / (sum(wish for column, wish in enumerate(wished) if column not in fixed) or 1)
        short = {c for c, wish in enumerate(wished) if c not in fixed and wish * scale < least[c]}
        if not short:
            return [least[c] if c in fixed else wish * scale for c, wish in enumerate(wished)]
        fixed |= short


def _longest_words(grid):
    longest = [0.0] * grid.width
    for row in grid.rows:
        for column, cell in enumerate(row):
            if cell.col_span == 1 and cell.text:
                words = BREAKS.split(cell.text)
                widest = max((text_width(word) + 0.4 for word in words), default=0)
                longest[column] = max(longest[column], widest)
    return longest
