"""Runs: cells merged over several rows, followed through edits. Pure functions over rows in printed order.

A *line* is a step with its segment (see lines.py); a run never leaves its segment: an area, or the part of an
area from one heading row on. `time` carries the ticks of a grid with it.
"""

from itertools import pairwise

from plans.tree import EXTRA, RUN_FIELDS


def value(step, field):
    """What the cell holds: its text, for time together with the ticks and their notes."""
    if field == "time":
        return step.time, list(step.ticks), dict(step.tick_notes)
    if field.startswith(EXTRA):
        return step.extra.get(field.removeprefix(EXTRA), "")
    return getattr(step, field)


def put(step, field, content):
    """Set what value() reads."""
    if field == "time":
        step.time, step.ticks, step.tick_notes = content
    elif field.startswith(EXTRA):
        step.extra = step.extra | {field.removeprefix(EXTRA): content}
    else:
        setattr(step, field, content)


def empty(field):
    """The content of a cell in which nothing stands."""
    return ("", [], {}) if field == "time" else ""


def fields_of(step):
    """Every field that may run: the fixed ones and the step's remark columns."""
    remarks = {EXTRA + heading for heading in step.extra} | {name for name in step.continues if name.startswith(EXTRA)}
    return [*RUN_FIELDS, *sorted(remarks)]


def heads(lines):
    """{(step pk, field): (head pk, content)} for every cell: the row whose cell is printed there."""
    found, before = {}, None
    for line in lines:
        step = line.step
        joined = before is not None and before.segment == line.segment
        for field in fields_of(step):
            own = (step.pk, value(step, field))
            runs_on = joined and field in step.continues
            found[step.pk, field] = found.get((before.step.pk, field), own) if runs_on else own
        before = line
    return found


def heal(lines, known):
    """Make runs true again after rows were moved or removed; known: heads() of before.

    A cell that no longer stands below its own run takes the run's content and begins a new run.
    Returns the steps that were changed (not saved).
    """
    changed, before = [], None
    for line in lines:
        lost = [field for field in line.step.continues if not _continues_truly(before, line, field, known)]
        for field in lost:
            put(line.step, field, known[line.step.pk, field][1])
        if lost:
            line.step.continues = [field for field in line.step.continues if field not in lost]
            changed.append(line.step)
        before = line
    return changed


def _continues_truly(before, line, field, known):
    if before is None or before.segment != line.segment:
        return False
    above, own = known.get((before.step.pk, field)), known.get((line.step.pk, field))
    return above is not None and own is not None and above[0] == own[0]


def merge(lines, step, field):
    """Join the step's cell with the row above; text of its own is added to the run's text, never lost.

    Returns the steps that were changed (not saved), [] where there is no row above in the segment.
    """
    pair = next(((a, b) for a, b in pairwise(lines) if b.step.pk == step.pk and a.segment == b.segment), None)
    if pair is None or field in step.continues:
        return []
    known = heads(lines)
    head_pk = known.get((pair[0].step.pk, field), (pair[0].step.pk, None))[0]
    head = next(line.step for line in lines if line.step.pk == head_pk)
    put(head, field, _joined(field, value(head, field), value(step, field)))
    put(step, field, empty(field))
    step.continues = [*step.continues, field]
    return [head, step]


def _joined(field, above, own):
    if field == "time":
        return _lines(above[0], own[0]), sorted({*above[1], *own[1]}), above[2] | own[2]
    return _lines(above, own)


def _lines(above, own):
    return "\n".join(dict.fromkeys(text for text in (above, own) if text.strip()))


def split(lines, step, field):
    """Give the step a cell of its own again, with the run's content as a start. Returns the changed steps."""
    if field not in step.continues:
        return []
    put(step, field, heads(lines)[step.pk, field][1])
    step.continues = [name for name in step.continues if name != field]
    return [step]
