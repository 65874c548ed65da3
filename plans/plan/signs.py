"""Gaps of characters that no font of the print holds: each with its place, so that nothing is printed as a blank."""

from plans.models import Aspect, PlanArea
from plans.plan.gaps import ERROR, Gap, place
from plans.tree import EXTRA, MONTHS, QUARTERS, RUN_FIELDS
from zi_portal.lib.characters import in_words, unprintable

CODE = "unprintable"
GRIDS = (MONTHS, QUARTERS)


def gaps(texts):
    """Return a Gap for each (words of the place, text, url) with characters that do not print; equal ones once."""
    findings = ((words, sentence(text), url) for words, text, url in texts)
    return list(dict.fromkeys(Gap(CODE, ERROR, f"{words} {text}.", url) for words, text, url in findings if text))


def sentence(text):
    """Return what is wrong with a text in words, "" where all of it prints."""
    signs = unprintable(text)
    return f"memuat tanda {in_words(signs)} yang tidak dapat dicetak; ganti atau hapus" if signs else ""


def around_rows(plan):
    """Return the Gaps of title, headings, areas and aspects of a plan; two queries."""
    settings = place("plans:settings", plan.pk)
    texts = [("Judul tabel", plan.title, settings)]
    texts += [("Judul kolom", heading, settings) for heading in _headings(plan.layout.columns)]
    for area in PlanArea.objects.filter(plan=plan):
        texts.append((f"Area {area.label or area.position}", area.title, place("plans:area", area.pk)))
    for aspect in Aspect.objects.filter(area__plan=plan):
        texts.append((f"Aspek {aspect.label or aspect.position}", aspect.title, place("plans:aspect", aspect.pk)))
    return gaps(texts)


def _headings(columns):
    """Yield the headings of a layout's columns as stored in Layout.columns."""
    for column in columns:
        yield column["heading"]
        yield from column.get("subheadings", ())


def in_row(step, columns):
    """Yield (code, severity, words) for each cell of a row with characters that do not print; columns: as stored."""
    for column in columns:
        for text in _printed_texts(step, column["field"]):
            if words := sentence(text):
                yield CODE, ERROR, f"{column['heading'].lower() or 'jadwal'} {words}"


def _printed_texts(step, field):
    """Return the texts that a row prints in a column; none where the cell continues the one above."""
    if field in step.continues:
        return []
    if field in GRIDS:
        return step.tick_notes.values()
    if field.startswith(EXTRA):
        return [step.extra.get(field.removeprefix(EXTRA), "")]
    return [getattr(step, field)] if field in RUN_FIELDS else []
