"""The rows of a plan as printed: merged cells with the text of their run, rows with their place. Pure."""

from dataclasses import dataclass, field

from plans.tree import EXTRA, RUN_FIELDS


@dataclass(slots=True)
class PrintedRow:
    """One row. area: its index in the tree, aspects: indices below the area down to the row's own.

    texts: {field: printed text}, fields as in RowNode.continues and "number", blank ones left out. ticks: months or
    quarters in order; tick_notes: {month or quarter: text in place of the tick}. node: the RowNode itself.
    """

    key: str
    area: int
    aspects: tuple[int, ...]
    place: int
    texts: dict[str, str] = field(default_factory=dict)
    ticks: list[int] = field(default_factory=list)
    tick_notes: dict[int, str] = field(default_factory=dict)
    node: object = None


def printed_rows(tree):
    """Return [PrintedRow] of a PlanTree in printed order."""
    rows, runs = [], {}
    for index, area in enumerate(tree.areas):
        for node, aspects in _with_aspects(area, ()):
            texts = _texts(node, runs)
            notes = dict(sorted(node.tick_notes.items()))
            rows.append(PrintedRow(node.key, index, aspects, len(rows), texts, sorted(node.ticks), notes, node))
    return rows


def _with_aspects(parent, path):
    """Yield (RowNode, indices of its aspects) of an area or aspect in printed order."""
    yield from ((row, path) for row in parent.rows)
    for index, aspect in enumerate(parent.aspects):
        yield from _with_aspects(aspect, (*path, index))


def _texts(row, runs):
    """Return the printed texts of a row; runs: {field: text of the run so far}, kept up to date."""
    for name in (*RUN_FIELDS, *(EXTRA + heading for heading in row.extra)):
        if name not in row.continues:
            runs[name] = tidy(_own(row, name))
    names = {*RUN_FIELDS, *(EXTRA + heading for heading in row.extra), *row.continues}
    texts = {name: runs[name] for name in sorted(names) if runs.get(name)}
    number = tidy(row.texts.get("number", ""))
    return texts | ({"number": number} if number else {})


def _own(row, name):
    if name.startswith(EXTRA):
        return row.extra.get(name.removeprefix(EXTRA), "")
    return row.texts.get(name, "")


def tidy(text):
    """Return a text as paper shows it: single spaces within lines, no blank lines at its ends."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip("\n")
