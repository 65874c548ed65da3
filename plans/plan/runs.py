"""Runs: cells merged over several rows, maintained through edits. Pure functions over rows in printed order.

A *line* is a step with its segment (see lines.py). A run never crosses segments: an area, or the part of an area that
begins with a heading row. The ticks of a grid belong to `time`. A merged row keeps what both cells contained before, so
that a split restores them.
"""

from itertools import pairwise

from plans.tree import EXTRA, RUN_FIELDS


def value(step, field):
    """Return the content of a cell: its text, for time together with the ticks and their notes."""
    if field == "time":
        return step.time, list(step.ticks), dict(step.tick_notes)
    if field.startswith(EXTRA):
        return step.extra.get(field.removeprefix(EXTRA), "")
    return getattr(step, field)


def put(step, field, content):
    """Set the content that value() returns."""
    if field == "time":
        step.time, step.ticks, step.tick_notes = content
    elif field.startswith(EXTRA):
        step.extra = step.extra | {field.removeprefix(EXTRA): content}
    else:
        setattr(step, field, content)


def empty(field):
    """Return the content of an empty cell."""
    return ("", [], {}) if field == "time" else ""


def fields_of(step):
    """Return every field that may run over rows: the fixed ones and the step's remark columns."""
    remarks = {EXTRA + heading for heading in step.extra} | {name for name in step.continues if name.startswith(EXTRA)}
    return [*RUN_FIELDS, *sorted(remarks)]


def heads(lines):
    """Return {(step pk, field): (pk of the run's first row, content)} for every cell."""
    head_by_cell, before = {}, None
    for line in lines:
        step = line.step
        joined = before is not None and before.segment == line.segment
        for field in fields_of(step):
            own = (step.pk, value(step, field))
            runs_on = joined and field in step.continues
            head_by_cell[step.pk, field] = head_by_cell.get((before.step.pk, field), own) if runs_on else own
        before = line
    return head_by_cell


def heal(lines, heads_before):
    """Repair the runs after rows were moved or removed; heads_before: heads() before the change.

    A cell that is no longer below its own run gets a copy of the run's content and begins a new run.
    Return the changed steps (not saved).
    """
    changed, before = [], None
    for line in lines:
        broken_fields = [
            field for field in line.step.continues if not _continues_truly(before, line, field, heads_before)
        ]
        for field in broken_fields:
            put(line.step, field, heads_before[line.step.pk, field][1])
        if broken_fields:
            line.step.continues = [field for field in line.step.continues if field not in broken_fields]
            line.step.kept = {
                field: contents for field, contents in line.step.kept.items() if field not in broken_fields
            }
            changed.append(line.step)
        before = line
    return changed


def _continues_truly(before, line, field, heads_before):
    if before is None or before.segment != line.segment:
        return False
    above, own = heads_before.get((before.step.pk, field)), heads_before.get((line.step.pk, field))
    return above is not None and own is not None and above[0] == own[0]


def merge(lines, step, field):
    """Merge the step's cell with the row above; its own text is added to the run's text, never lost.

    Return the changed steps (not saved), [] when the segment has no row above.
    """
    pair = next(((a, b) for a, b in pairwise(lines) if b.step.pk == step.pk and a.segment == b.segment), None)
    if pair is None or field in step.continues:
        return []
    tail = [row for row in run_below(lines, step, field) if field in row.kept]
    for row in reversed(tail):
        _part(lines, row, field)
    head = _head(lines, pair[0].step, field)
    for row in [step, *tail]:
        _join(head, row, field)
    return [head, step, *tail]


def _join(head, step, field):
    """Add the step's cell to the run of a head; the step remembers what both contained."""
    above, own = value(head, field), value(step, field)
    joined = _joined(field, above, own)
    put(head, field, joined)
    put(step, field, empty(field))
    step.continues = [*step.continues, field]
    step.kept = step.kept | {field: {"above": above, "own": own, "joined": joined}}


def _head(lines, step, field):
    """Return the first step of the run that covers a step's cell."""
    head = heads(lines).get((step.pk, field), (step.pk, None))[0]
    return next(line.step for line in lines if line.step.pk == head)


def _joined(field, above, own):
    if field == "time":
        return _lines(above[0], own[0]), sorted({*above[1], *own[1]}), above[2] | own[2]
    return _lines(above, own)


def _lines(above, own):
    return "\n".join(dict.fromkeys(text for text in (above, own) if text.strip()))


def split(lines, step, field):
    """Split the step's cell from the run above and restore what both contained when they were merged.

    Later changes of the run stay in the cell above. Merged rows below continue the step's cell, with what they
    contained. In a run that was not merged here but imported, the step starts with a copy of the run's content.
    Return the changed steps (not saved).
    """
    if field not in step.continues:
        return []
    tail = [row for row in run_below(lines, step, field) if field in row.kept]
    touched = [_head(lines, step, field), step, *tail] if tail or field in step.kept else [step]
    for row in [*reversed(tail), step]:
        _part(lines, row, field)
    for row in tail:
        _join(step, row, field)
    return touched


def run_below(lines, step, field):
    """Return the rows below that continue the step's cell."""
    place = next(number for number, line in enumerate(lines) if line.step.pk == step.pk)
    tail = []
    for line in lines[place + 1 :]:
        if line.segment != lines[place].segment or field not in line.step.continues:
            break
        tail.append(line.step)
    return tail


def release(lines, step, field):
    """Split the step's cell from the run above with a copy of the run's content, so that nothing is lost."""
    put(step, field, heads(lines)[step.pk, field][1])
    step.continues = [name for name in step.continues if name != field]
    step.kept = {name: content for name, content in step.kept.items() if name != field}


def _part(lines, step, field):
    """Undo the merge of a row with the run above."""
    head, contents = _head(lines, step, field), step.kept.get(field)
    release(lines, step, field)
    if contents:
        put(step, field, _content(field, contents["own"]))
        above, joined = _content(field, contents["above"]), _content(field, contents["joined"])
        put(head, field, _without(field, value(head, field), above, joined))


def _content(field, stored):
    """Return the content of a cell, as value() does, from its form in JSON."""
    return (stored[0], list(stored[1]), dict(stored[2])) if field == "time" else stored


def _without(field, content, above, joined):
    """Return the content of a run without what a merge added: the content before, if nobody changed it since."""
    if content == joined:
        return above
    if field != "time":
        return _without_lines(content, above, joined)
    added = {*joined[1]} - {*above[1]}
    notes = {place: note for place, note in content[2].items() if place in above[2] or joined[2].get(place) != note}
    return _without_lines(content[0], above[0], joined[0]), [tick for tick in content[1] if tick not in added], notes


def _without_lines(text, above, joined):
    """Return the text without the lines that a merge added at its end, each removed once."""
    lines = text.split("\n")
    for line in reversed(joined.removeprefix(above).strip("\n").split("\n")):
        if line and line in lines:
            lines.reverse()
            lines.remove(line)
            lines.reverse()
    return "\n".join(lines)
