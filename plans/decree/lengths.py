"""Texts of a decree that are too long to be printed, each with its place."""

from plans.plan.gaps import ERROR, Gap
from plans.states import AnnexKind
from plans.tree import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH

TOO_LONG = "{} berisi {} huruf; paling banyak {} yang dapat dicetak. Singkat atau bagi isinya."


def length_gaps(decree, annexes, link):
    """Yield an error for each title and line of a text annex that cannot be printed.

    link(decree, page) → address where it is put right. The rows of a plan are checked by plans.plan.row_checks.
    """
    settings, annexes_page = link(decree, "identity"), link(decree, "annexes")
    yield from length_gap("Judul keputusan", decree.title, settings, MAX_TITLE_LENGTH)
    yield from length_gap("Bagian Menetapkan", decree.enacting_text, settings)
    for annex in annexes:
        yield from length_gap(f"Judul {annex}", annex.title, annexes_page, MAX_TITLE_LENGTH)
        if annex.kind == AnnexKind.TEXT:
            for number, line in enumerate(annex.text.split("\n"), 1):
                yield from length_gap(f"{annex}, baris {number},", line, annexes_page)


def length_gap(words, text, url, limit=MAX_TEXT_LENGTH):
    """Yield the error of a text of more characters than the limit; words: its name for the reader."""
    if len(text) > limit:
        yield Gap("text_too_long", ERROR, TOO_LONG.format(words, len(text), limit), url)
