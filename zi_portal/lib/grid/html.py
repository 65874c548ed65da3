"""Grid → HTML table for paged media: one cell per row, runs drawn by borders, texts escaped."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
RUN = "run"
BREAKS = re.compile(r"[\s-]+")
WIDTHS = {**dict.fromkeys("ijlI.,:;'!|()[] ", 0.32), **dict.fromkeys("frt-/", 0.44), **dict.fromkeys("mMWw", 0.9)}


def clean(text):
    """Return the text without signs that no font can print; line breaks become \\n."""
    return UNPRINTABLE.sub("", LINE_BREAKS.sub("\n", text))


def marked(text):
    """Return safe HTML of a plain text whose only mark is *italic*; everything else is escaped."""
    return mark_safe(EMPHASIS.sub(r"<em>\1</em>", escape(clean(text))))  # noqa: S308 -- escaped just here


def unmarked(text):
    """Return the text without its marks, for titles and bookmarks."""
    return EMPHASIS.sub(r"\1", clean(text))


def paged_table(grid, *, widths, css=""):
    """Return a grid as a safe HTML <table> for paged media, with one cell in each row.

    A cell that continues from the row above has class "run" and holds the text of its run: press prints the text only
    in the first row of a page. widths: of the columns, in per cent. css: one more class.
    """
    lines = [f'<table class="{f"grid {css}".strip()}"><colgroup>{_columns(widths)}</colgroup><thead>']
    lines += [_head_row(row) for row in grid.rows[: grid.head]]
    lines.append("</thead><tbody>")
    lines += _body_rows(grid)
    lines.append("</tbody></table>")
    return mark_safe("".join(lines))  # noqa: S308 -- every text went through marked()


def _columns(widths):
    return "".join(f'<col style="width:{width:.3f}%">' for width in widths)


def _head_row(row):
    cells = []
    for cell in row:
        if cell.kind == "covered":
            continue
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
        tag = "th" if cell.kind == "head" else "td"
        cells.append(f"<{tag}{spans}>{marked(cell.text)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _body_rows(grid):
    runs = {}  # column → (rows still to come, cell) of a cell that continues
    for row in grid.rows[grid.head :]:
        cells = [_body_cell(cell, column, runs) for column, cell in enumerate(row)]
        kind = next((cell.kind for cell in row if cell.kind in {"band", "heading"}), "")
        css = f' class="{kind}"' if kind else ""
        yield f"<tr{css}>{''.join(cells)}</tr>"


def _body_cell(cell, column, runs):
    """Return one <td>, "" for a cell that lies under one to the left."""
    left, origin = runs.pop(column, (0, cell))
    continues = cell.kind == "covered" and left > 0
    if cell.kind == "covered" and not continues:
        return ""
    left = left - 1 if continues else cell.row_span - 1
    if left:
        runs[column] = left, origin if continues else cell
    return _td(origin if continues else cell, continues=continues)


def _td(cell, *, continues):
    names = [name for name, applies in ((RUN, continues), ("mid", cell.align == "center")) if applies]
    marks = cell.name == "area" and cell.text and not continues
    if marks:
        names.append("area")
    css = f' class="{" ".join(names)}"' if names else ""
    span = f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    mark = f' data-mark="{escape(unmarked(cell.text))}"' if marks else ""
    text = marked(cell.text)
    return f"<td{css}{span}{mark}>{f'<p>{text}</p>' if continues and text else text}</td>"


def text_width(word):
    """Return the width of a word in ems, estimated for a wide book face."""
    return sum(WIDTHS.get(letter, 0.74 if letter.isupper() else 0.6) for letter in word)


def fitted_widths(grid, *, em_share, padding, limit=18.0):
    """Return the widths of the columns in per cent: those of the grid, widened for each column's longest word.

    em_share, padding: width of one em and of a cell's padding, in per cent of the table. limit: per cent that a long
    word can claim at most.
    """
    shares = [100 * width / sum(grid.widths) for width in grid.widths]
    least = [min(limit, em_share * longest + padding) for longest in _longest_words(grid)]
    if sum(least) >= 100:
        return [100 * width / sum(least) for width in least]
    fixed = set()
    while True:
        free = 100 - sum(least[column] for column in fixed)
        scale = free / (sum(share for column, share in enumerate(shares) if column not in fixed) or 1)
        short = {c for c, share in enumerate(shares) if c not in fixed and share * scale < least[c]}
        if not short:
            return [least[c] if c in fixed else share * scale for c, share in enumerate(shares)]
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
