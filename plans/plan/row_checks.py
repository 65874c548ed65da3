"""Checks of a plan's rows: what each must contain in the columns that the layout prints."""

from collections import defaultdict

from plans.models import ActionStep
from plans.plan import signs
from plans.plan.gaps import ERROR, WARNING, Gap, place
from plans.schedule import parsing
from plans.schedule.years import is_far, years_outside
from plans.tree import EXTRA, MAX_PRINTED_ROWS, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, MONTHS, QUARTERS, RUN_FIELDS

TICKS = (MONTHS, QUARTERS)
FIELDS = {
    "action": ("action_missing", WARNING, "langkah aksi belum diisi"),
    "evidence": ("evidence_missing", WARNING, "bukti fisik belum diisi"),
    "target": ("target_missing", WARNING, "target capaian belum diisi"),
}
"""Field → code, severity and words of the gap for a blank cell that does not continue the one above."""


def plan_gaps(plan):
    """Return the gaps of all rows of a plan in printed order, each with a link to its row; one query."""
    headings = {column["field"]: column["heading"] for column in plan.layout.columns}
    steps = list(
        ActionStep.objects.filter(area__plan=plan)
        .select_related("area", "aspect")
        .order_by("area__position", "area_id", "position", "pk")
    )
    if not steps:
        text = "Rencana aksi belum berisi satu baris pun. Isi tabelnya atau impor dari Excel."
        return [Gap("plan_empty", ERROR, text, place("plans:detail", plan.pk))]
    rows = [gap for number, step in enumerate(steps, 1) for gap in _row_gaps(plan, step, number, headings)]
    other_years = _other_years(plan, steps, headings.keys())
    return [*_whole(plan, len(steps)), *_long_titles(steps), *signs.around_rows(plan), *other_years, *rows]


def _whole(plan, count):
    """Yield gaps of the table as a whole: its title and its number of rows."""
    url = place("plans:settings", plan.pk)
    if len(plan.title) > MAX_TITLE_LENGTH:
        yield Gap("text_too_long", ERROR, _too_long("Judul tabel", plan.title, MAX_TITLE_LENGTH), url)
    if count > MAX_PRINTED_ROWS:
        text = f"Rencana aksi berisi {count} baris; paling banyak {MAX_PRINTED_ROWS} yang dapat dicetak."
        yield Gap("rows_too_many", ERROR, text, place("plans:detail", plan.pk))


def _long_titles(steps):
    """Yield gaps of titles of areas and aspects that are too long to be printed."""
    nodes = {("Nama area", "plans:area", step.area) for step in steps}
    nodes |= {("Nama aspek", "plans:aspect", step.aspect) for step in steps if step.aspect}
    for words, page, node in sorted(nodes, key=lambda entry: (entry[0], entry[2].pk)):
        if len(node.title) > MAX_TITLE_LENGTH:
            message = _too_long(f"{words} “{node.title[:40]} …”", node.title, MAX_TITLE_LENGTH)
            yield Gap("text_too_long", ERROR, message, place(page, node.pk))


def _too_long(words, text, limit=MAX_TEXT_LENGTH):
    return f"{words} berisi {len(text)} huruf; paling banyak {limit} yang dapat dicetak. Singkat isinya."


def _other_years(plan, steps, columns):
    """Yield a gap for each set of years in which times lie outside the plan's year, with the rows that print them."""
    rows_by_years = defaultdict(list)
    for number, step in enumerate(steps, 1):
        if _has_time(step, columns):
            reading = _schedule(step, plan.year, columns)
            rows_by_years[years_outside(reading)].append((number, step, reading))
    rows_by_years.pop((), None)
    for rows in rows_by_years.values():
        places = tuple(
            (f"Baris {number}: “{reading.verbatim[:60]}”", place("plans:detail", plan.pk, f"row-{step.pk}"))
            for number, step, reading in rows
        )
        yield Gap("time_other_year", WARNING, _outside(rows, plan.year), places[0][1], places)


def _outside(rows, year):
    """Return the sentence about the times of rows outside the plan's year, and what follows from it."""
    number, step, reading = rows[0]
    which = f"Baris {number} (area {step.area.label or step.area.title[:40]}): waktu “{reading.verbatim[:60]}”"
    if len(rows) > 1:
        which = f"{len(rows)} baris menyebut waktu {', '.join(map(str, years_outside(reading)))},"
    far_days = [day for _, _, reading in rows for day in parsing.due_dates(reading) if is_far(day, year)]
    effect = "tenggatnya ikut tahun itu"
    if far_days and max(far_days).year < year:
        effect = "bukti fisik dengan tenggat sebelum keputusan ditetapkan tidak akan pernah wajib"
    elif far_days:
        effect = f"tenggatnya baru tiba pada tahun {max(far_days).year}"
    return f"{which} di luar tahun rencana {year}; {effect}. Betulkan tahunnya bila keliru."


def _has_time(step, columns):
    return "time" not in step.continues and bool(columns & {"time", *TICKS})


def _row_gaps(plan, step, number, headings):
    columns = headings.keys()
    findings = list(_blank_row(step, columns)) or [*_blank_cells(step, columns), *_time(step, plan.year, columns)]
    findings += [*_long_cells(step, headings), *signs.in_row(step, plan.layout.columns)]
    label = f"Baris {number} (area {step.area.label or step.area.title[:40]})"
    url = place("plans:detail", plan.pk, f"row-{step.pk}") if findings else ""
    return [Gap(code, severity, f"{label}: {words}.", url) for code, severity, words in findings]


def _long_cells(step, headings):
    """Yield findings for cells that are too long to be printed."""
    for field, heading in headings.items():
        if field in step.continues:
            continue
        texts = step.tick_notes.values() if field in TICKS else [_cell(step, field)]
        for text in texts:
            if len(text) > MAX_TEXT_LENGTH:
                yield "text_too_long", ERROR, _too_long(f"kolom {heading.lower()}", text).rstrip(".")


def _cell(step, field):
    """Return the text of a row's own cell, "" for a column that prints an area or an aspect."""
    if field.startswith(EXTRA):
        return step.extra.get(field.removeprefix(EXTRA), "")
    return getattr(step, field) if field in RUN_FIELDS else ""


def _blank_row(step, columns):
    """Yield the finding for a row with neither an action nor an indicator."""
    printed_fields = [field for field in ("action", "indicator") if field in columns]
    if printed_fields and not any(getattr(step, field).strip() or field in step.continues for field in printed_fields):
        yield "row_blank", ERROR, "baris ini belum menyebut apa yang dikerjakan; isi atau hapus barisnya"


def _blank_cells(step, columns):
    for field, (code, severity, words) in FIELDS.items():
        if field in columns and field not in step.continues and not getattr(step, field).strip():
            yield code, severity, words


def _time(step, year, columns):
    """Yield findings for a missing or unreadable time, and for a target whose quantity differs from the time's."""
    if not _has_time(step, columns):
        return
    reading = _schedule(step, year, columns)
    if reading.kind == parsing.EMPTY:
        yield "time_missing", WARNING, "waktu pelaksanaan belum diisi; baris ini tidak akan punya tenggat"
    elif reading.kind == parsing.UNREADABLE:
        yield "time_unreadable", WARNING, f"waktu “{reading.verbatim}” tidak terbaca; perlu dijadwalkan"
    elif "target" in columns and parsing.target_disagrees(reading, parsing.parse_target(step.target)):
        dates = len(parsing.due_dates(reading))
        yield (
            "target_frequency",
            WARNING,
            f"target “{step.target.strip()}” tidak sesuai dengan {dates} kali jatuh tempo",
        )


def _schedule(step, year, columns):
    """Return the Schedule of the row's time; UNREADABLE when its grid contains only words."""
    notes = [text for text in step.tick_notes.values() if text]
    style = next((name for name in TICKS if name in columns), "")
    if style and notes and not step.ticks and not step.time.strip():
        return parsing.Schedule(parsing.UNREADABLE, year, verbatim="; ".join(notes))
    return parsing.schedule_of(step.time, step.ticks, style, year)
