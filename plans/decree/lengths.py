"""Texts of a decree that are too long to be printed, each with its place."""

from plans.plan.gaps import ERROR, Gap
from plans.states import AnnexKind
from plans.tree import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH

TOO_LONG = "{} berisi {} huruf; paling banyak {} yang dapat dicetak. Singkat atau bagi isinya."


def length_gaps(decree, clauses, annexes, link):
    """Yield an error for each title, clause and line of a text annex that cannot be printed.

    clauses: [(words for the reader, Clause)]; link(decree, page, anchor="") → address where it is put right. The rows
    of a plan are checked by plans.plan.row_checks.
    """
    settings, annexes_page = link(decree, "identity"), link(decree, "annexes")
    yield from _gap("Judul keputusan", decree.title, settings, MAX_TITLE_LENGTH)
    yield from _gap("Bagian Menetapkan", decree.enacting_text, settings)
    for words, clause in clauses:
        yield from _gap(words, clause.text, link(decree, "body", f"butir-{clause.pk}"))
    for annex in annexes:
        yield from _gap(f"Judul {annex}", annex.title, annexes_page, MAX_TITLE_LENGTH)
        if annex.kind == AnnexKind.TEXT:
            for number, line in enumerate(annex.text.split("\n"), 1):
                yield from _gap(f"{annex}, baris {number},", line, annexes_page)


def _gap(words, text, url, limit=MAX_TEXT_LENGTH):
    if len(text) > limit:
        yield Gap("text_too_long", ERROR, TOO_LONG.format(words, len(text), limit), url)
