"""Everything that reads text of people, each as one call on a text; and texts that readers stumble over."""

from contextlib import suppress

from django.core.exceptions import ValidationError

from evidence.files import types
from evidence.obligations import splitting
from evidence.overview import searching
from evidence.packages import entry_names
from evidence.places import dating, matching, paths, vocabulary
from evidence.uploads import table
from plans.archive.json_form import read_decree
from plans.decree import clauses, numbering, wording
from plans.plan.strays import passages, regions, swaps, years
from plans.plan.strays.surveying import Home, survey
from plans.plan.strays.swaps import Swap
from plans.plan.tree_json import plan_to_json, tree_from_json
from plans.schedule import parsing, timewords
from plans.tree import LayoutSpec, PlanTree
from plans.workbook import joining
from plans.workbook.reading import headings, lines, periods, read_sheet, slots, ticks, words
from plans.workbook.reading.columns import contents, units
from plans.workbook.sheets import read_sheets
from teams.forms.offices import plain_nip
from teams.offices import naming
from tests.workbooks import AREAS, BAND_HEAD
from zi_portal.lib import characters, logs
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import html, number_formats, xlsx_book, xlsx_parts, xlsx_reader
from zi_portal.lib.grid.model import Cell, Grid, Workbook
from zi_portal.mail import delivery

UNITS = (
    " ", "\n", "\t", "\x00", "a", "A", "1", "é", "\u0301\u0327", "\u0f73", "\u200b", "😀",
    ".", ",", ";", ":", "-", "(", ")", "((", "[", "*", "*a ", "\"", "'", "/", "\\", "@", "?", "?a=", "a@a.a.", "=",
    "a ", "a, ", "a; ", "a\n", "1. ", "1.\n", "a) ", "(1) x", "- a\n", "I. ", "IV ", "i.i.", "1.i.a ", "20", "2025 ",
    "dan ", " dan SK", "SK, ", "SK dan ", "(SK dan ", "x dan SK ", ", atau ", "dan/atau, ", "berisi ",
    "tentang SK dan ",
    "Januari ", "Januari, ", "Januari s.d. ", "Januari\n", "per ", "per\u00a0- ", "tiap ", "TW I ", "TW ", "triwulan ",
    "1 s.d. ", "s / ", "tgl. ", "tahun ", "Tahun 2020 ", "nomor ", "-nomor-", "nomor 1 tahun 2020 ", "negara ",
    "1-", "ke-", "per 3 bulan ", "2 kali ", "Minggu I ", "- Januari\n", "1. Januari\n", "(Januari) ", "triwulan (",
    "Kabupaten A ", "KPU Kabupaten ", "lampiran ", "lampiran I ", "a. . ", "(lanjutan) ", "lanjutan", "JUMLAH ", "Rp",
    "Makassar, ", "ketua ", "area ", "area 1 ", "AREA I/", "a/", "../", "final-", "-final", " final rev 2", ".pdf",
    "con.", "DETAIL: ", "LINE 1: x\n", "x\nDETAIL: (1)\n", "http://a ", "12345678 ", "1234567890123456",
)  # fmt: skip
TEXTS = [("", unit) for unit in UNITS] + [("SK ", unit) for unit in UNITS if len(unit) == 1]
"""(how a text begins, what it repeats)"""


def sheet(*texts):
    """Grid of a plan with a band and a row of these cells, the last one in all that remain."""
    cells = [*texts, *[texts[-1]] * len(BAND_HEAD)][: len(BAND_HEAD)]
    rows = [list(BAND_HEAD), ["I", AREAS[0], *[""] * (len(BAND_HEAD) - 2)], cells]
    return Grid([[Cell(text.strip()) for text in row] for row in rows], widths=[1.0] * len(BAND_HEAD), name="Lembar")


def headed(text):
    """Grid of a plan with one more heading, and a title above."""
    grid = sheet("1", "a")
    grid.rows.insert(0, [Cell(text), *[Cell()] * (len(BAND_HEAD) - 1)])
    grid.widths.append(1.0)
    for row in grid.rows:
        row.append(Cell(text if row is grid.rows[1] else ""))
    return grid


def unheaded(text):
    """Grid of a table whose headings nobody knows."""
    texts = [["Urut", "Yang digarap"], ["1", text.strip() or "a"]]
    return Grid([[Cell(cell) for cell in row] for row in texts], widths=[1.0, 1.0], name="Lembar")


def with_fresh_memory(function, *remembering):
    """The function, with what it and these remember of earlier texts forgotten."""

    def call(text):
        for cached in remembering:
            cached.cache_clear()
        return function(text)

    return call


def archived(text):
    """A decree in the archive's form with this text everywhere."""
    with suppress(Refused):
        read_decree({"decree": {"title": text, "number": text, "diktum": [text, {"text": text}]}, "lampiran": [text]})


def exported(text):
    """A plan with this text in its cells, as JSON and back."""
    reading = read_sheet(sheet("1", text), year=2026)
    return reading and tree_from_json(plan_to_json(reading.tree, reading.spec, office=text, year=2026))


def typed_nip(text):
    with suppress(ValidationError):
        plain_nip(text)


def matched(text):
    slots = [matching.Slot(1, (1, 1, 1), "SK Tim Kerja"), matching.Slot(2, (1, 1, 2), "Laporan rapat", "area 1")]
    return matching.Matcher(slots).propose(text)


def found_in(text):
    marks = searching.Marks(["laporan", "rapat"])
    return marks.pieces(text), marks.snippet(text), marks.score(text)


def formatted(text):
    """A number, a text and this text under number formats that this text makes."""
    number_formats.sections_of(text)
    code = text[: number_formats.LONGEST_CODE]
    return [number_formats.shown(*shown) for shown in ((46_086.5, code), ("a", code), (text, '"a "@'))]


REGISTER = regions.Register(["KABUPATEN A", "KABUPATEN A A", "KOTA AA", "PROVINSI I"])


def rewritten(text):
    """A text after a year, a region and a word were replaced in it."""
    home = Home(2026, "KOTA AA", "PROVINSI I", frozenset({"KOTA AA"}), REGISTER)
    table = PlanTree(text, [])
    stray_survey = survey(passages.of_tree(table, LayoutSpec()), home)
    some_swaps = [Swap("year", "2025", "2026"), Swap("region", "KABUPATEN A", "KOTA AA"), Swap("text", "a a", "b")]
    return [swaps.applied(text, swaps.changes(stray_survey, some_swaps)), stray_survey.groups]


READERS = {
    "time": lambda text: parsing.due_dates(parsing.parse_time(text, 2026)),
    "time as text": lambda text: parsing.to_text(parsing.parse_time(text, 2026)),
    "words of time": timewords.tokens,
    "numbers of a unit": lambda text: parsing.with_unit(text, "month"),
    "target": parsing.parse_target,
    "cells of a sheet": lambda text: read_sheet(sheet(text), year=2026),
    "headings of a sheet": with_fresh_memory(lambda text: read_sheet(headed(text), year=2026), headings.candidates),
    "heading": headings.candidates.__wrapped__,
    "period of a heading": lambda text: periods.period_of([text, text]),
    "folded": words.fold,
    "label": lambda text: (words.split_label(text), words.is_label(text), words.is_roman(text), words.is_ditto(text)),
    "continued": words.without_continued,
    "part of the evaluation sheet": lambda text: (words.is_section(text), words.without_section(text)),
    "kind of a cell": contents._kind_of.__wrapped__,
    "quantity": ticks.is_quantity,
    "unit of a heading": lambda text: (units.unit_of(text), units.in_full(text, "month", 2026)),
    "two cells of one time": lambda text: (
        slots.range_text(text, "Mei"),
        slots.list_text(("Mei", "Juni"), (text, text)),
    ),
    "many cells of a sheet": lambda text: read_sheet(sheet(*text.split()[:6000]), year=2026),
    "component": words.component_of.__wrapped__,
    "alike": lambda text: words.similar(text, "LANGKAH AKSI", 0.8),
    "total": lambda text: lines._is_total([(0, text), (1, text)]),
    "closing line": lines._CLOSING.match,
    "tick": lambda text: (ticks.is_tick(text), ticks.own_signs([text])),
    "clause": clauses.same_text,
    "full stops": wording.double_stop,
    "annexes": lambda text: (wording.annex_numerals(text), wording.annex_unnumbered(text)),
    "regions": lambda text: regions.mentions(text, REGISTER),
    "years": lambda text: (years.year_mentions(text), years.citations(text)),
    "swap": lambda text: (swaps.from_text(text), rewritten(text)),
    "titles": lambda text: wording.same_title(text, f"{text}."),
    "unknown headings": lambda text: read_sheets(Workbook([unheaded(text)], [], []), year=2026),
    "area of a sheet": lambda text: joining._area_told(Grid([[Cell(text), Cell(text)]], name=text), 1),
    "next label": lambda text: numbering.following([text, f"{text}."], "1."),
    "bukti fisik": splitting.propose,
    "parts of a document's name": splitting.pieces,
    "once a year": splitting.once_a_year,
    "times in a file name": dating.read,
    "words of a file name": lambda text: (vocabulary.words(text), vocabulary.without_tail(vocabulary.plain(text))),
    "file name": paths.read_name,
    "name without code": paths.without_code,
    "proposal": with_fresh_memory(matched, matching._word_likeness),
    "title of a file": table.title_of,
    "sent path": lambda text: (types.path_of(text), types.kind_of(text), types.is_clutter(text)),
    "name in a package": lambda text: entry_names.step_folders((1, 1, 1), text, text, text),
    "file in a package": lambda text: entry_names.file_name(text, "pdf"),
    "words of a search": searching.words_of,
    "hits": with_fresh_memory(found_in, searching._plain),
    "log line": lambda text: logs.one_line(logs.scrub(text)),
    "whole log line": logs._scrubbed,
    "answer of a mail server": delivery._one_short_line,
    "printed text": lambda text: (html.marked(text), html.unmarked(text)),
    "cell of a file": xlsx_reader.clean,
    "signs": lambda text: (characters.plain(text), characters.unprintable(text), characters.with_replacements(text)),
    "number's format": with_fresh_memory(formatted, number_formats.sections_of),
    "part of a file": lambda text: (xlsx_parts.plain_name(text), xlsx_book.unescaped(text)),
    "office's name": naming.title_case,
    "NIP": typed_nip,
    "exported plan": exported,
    "archive": archived,
}
