"""Reading one sheet from end to end: header, layout, tree and the issues for a person."""

from dataclasses import dataclass, field

from plans.tree import EXTRA, LayoutSpec, PlanTree
from plans.workbook.reading import headers, layout
from plans.workbook.reading import lines as sorting
from plans.workbook.reading.body import Builder
from plans.workbook.reading.checks import Checker
from plans.workbook.reading.columns import contents, fills
from plans.workbook.reading.fields import FIELD_NAMES, choice_of, may_map
from plans.workbook.reading.headings import CONTENT_FIELDS
from plans.workbook.reading.issues import ERROR, Findings, Issue, column_letter
from plans.workbook.reading.slots import RANGE, own_text
from plans.workbook.reading.words import component_of

ALONE = 0.9
_SKIPPED = {
    sorting.HEAD: ("repeated_header", "Judul kolom yang diulang dilewati."),
    sorting.NUMBERS: ("number_row", "Baris nomor kolom yang diulang dilewati."),
    sorting.TOTAL: ("total_row", "Baris jumlah tidak diimpor."),
}


@dataclass(slots=True)
class SheetReading:
    """The content of a sheet. score: certainty of the header; mapping: [{"column", "heading", "field"}].

    top, body: the file's numbers of the first rows of header and body. sheets: names of the sheets that were joined to
    this reading, [] for a single one. first_rows: [[row number, texts]] of the sheet, for who chooses its header.
    marks: what the workbook remembers of the plan that it was exported from (workbook/marks.py), None without.
    """

    name: str
    score: float
    spec: LayoutSpec
    tree: PlanTree
    mapping: list[dict] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    top: int = 0
    body: int = 0
    sheets: list[str] = field(default_factory=list)
    first_rows: list[list] = field(default_factory=list)
    marks: dict | None = None

    @property
    def rank(self):
        """Sort key for the best sheet of a file: with rows before without, then by score and number of rows."""
        rows = sum(1 for _ in self.tree.rows())
        return bool(rows), round(self.score, 1), rows

    @property
    def refused(self):
        """Whether an issue forbids the import."""
        return any(issue.severity == ERROR for issue in self.issues)


def read_sheet(grid, *, year, mapping=None, top=None):
    """Return the SheetReading of a Grid, None when it has no plan table.

    mapping: {column letter: field, "" = leave out} and top, the header's first row (0-based), chosen by the user; year:
    of the plan, for times without one.
    """
    mapping = mapping or {}
    findings = Findings(grid.name, grid.first_row)
    recognised = headers.recognise(grid, mapping, top)
    if recognised is None:
        return None
    _settle_colours(recognised, findings)
    _check_mapping(recognised, mapping, findings)
    _settle_hidden(recognised, mapping, findings)
    _settle_unheaded(recognised, mapping, findings)
    _settle_area(recognised, mapping)
    _settle_outline(recognised, mapping, findings)
    _settle_weak(recognised, mapping, findings)
    tree, builder = _build(recognised, findings, year)
    Checker(recognised, builder, findings, year).run()
    _report_handling(recognised, builder, findings)
    spec = layout.layout_of(recognised, builder)
    issues = sorted_issues(findings.issues)
    rows = {"top": recognised.top + grid.first_row, "body": recognised.body + grid.first_row}
    return SheetReading(grid.name, recognised.score, spec, tree, _mapping(recognised), issues, **rows)


def read_tree(grid, recognised, *, year):
    """Return (PlanTree, [Issue]) of a sheet whose header was recognised."""
    findings = Findings(grid.name, grid.first_row)
    tree, builder = _build(recognised, findings, year)
    Checker(recognised, builder, findings, year).run()
    return tree, sorted_issues(findings.issues)


def sorted_issues(issues):
    """Return the issues in the order of the sheet, those of the whole sheet first."""
    return sorted(issues, key=lambda issue: (issue.row or 0, len(issue.column), issue.column))


def _build(recognised, findings, year):
    builder = Builder(recognised, findings, year)
    tree = builder.build()
    tree.title, _ = layout.title_above(recognised)
    if not builder.places:
        findings.error(
            "no_rows", "Judul kolom ditemukan, tetapi tidak ada baris rencana aksi di bawahnya.", recognised.top
        )
    return tree, builder


def _settle_colours(recognised, findings):
    """Read the coloured cells of a grid without any sign as marks, and say so."""
    slot = next((slot for slot in recognised.slots if slot.period or slot.periods), None)
    if slot is None:
        return
    grid, text = fills.marked(recognised, sorting.Sorter(recognised).end)
    if grid:
        recognised.replace_grid(grid)
    if text:
        code = "coloured_ticks" if grid else "coloured_without_tick"
        findings.warning(code, text, recognised.top, slot.columns[0])


def _settle_outline(recognised, mapping, findings):
    """Leave out remark columns that only stand beside the titles of an outline (weights, scores), and say so."""
    title_rows = [row for row, entry in recognised.levels.items() if entry.leads]
    end = sorting.Sorter(recognised).end if title_rows else 0
    for slot in recognised.text_slots:
        if not slot.field.startswith(EXTRA) or slot.letter in mapping:
            continue
        rows = [row for row in range(recognised.body, end) if own_text(recognised.lattice, row, slot)]
        beside_titles = [row for row in rows if row in title_rows]
        if beside_titles:
            text = f"Kolom “{slot.full_heading}” pada {len(beside_titles)} baris judul tidak diimpor."
            findings.info("beside_titles", text, beside_titles[0], slot.columns[0])
        if rows and len(rows) == len(beside_titles):
            slot.field = ""


def _settle_weak(recognised, mapping, findings):
    """Keep a column as a remark when its heading hardly fits its field and its cells speak against it; offer it."""
    weak_slots = [
        slot
        for slot in recognised.text_slots
        if 0 < slot.score < contents.WEAK and not slot.field.startswith(EXTRA) and slot.letter not in mapping
    ]
    profile_by_column = contents.profiles(recognised.lattice, recognised.body, weak_slots)
    extra_headings = {slot.field.removeprefix(EXTRA) for slot in recognised.slots if slot.field.startswith(EXTRA)}
    for slot in weak_slots:
        if contents.speaks_against(slot.field, profile_by_column[slot.columns[0]]):
            text = (
                f"Kolom {slot.letter} “{slot.full_heading}” mungkin berisi {FIELD_NAMES[slot.field].lower()}, tetapi "
                "isinya tidak menunjukkan itu; disimpan sebagai kolom catatan. Pilih di bawah bila benar."
            )
            findings.warning("weak_heading", text, recognised.top, slot.columns[0])
            slot.offer = slot.field
            slot.field = headers.extra_field(slot.full_heading, extra_headings)


def _check_mapping(recognised, mapping, findings):
    """Refuse a mapping that names an unknown field or gives one field to two columns."""
    grid = {slot.letter for slot in recognised.tick_slots}
    for name in mapping:
        if not may_map(mapping[name]) and name not in grid:
            findings.error("bad_mapping", f'Kolom {name} tidak dapat dipakai sebagai "{mapping[name]}".')
    column_by_field = {}
    for slot in recognised.slots:
        if slot.field and not slot.period and slot.field in column_by_field:
            text = (
                f"Kolom {column_by_field[slot.field]} dan {slot.letter} dipetakan ke isian yang sama. Pilih salah satu."
            )
            findings.error("mapping_twice", text, recognised.top, slot.columns[0])
        column_by_field.setdefault(slot.field, slot.letter)


def _settle_hidden(recognised, mapping, findings):
    """Leave out hidden columns, unless the table needs them, and report them."""
    for slot in recognised.slots:
        if mapping.get(slot.letter) == "" and slot.heading:
            findings.info("column_left_out", f'Kolom "{slot.heading}" tidak diimpor.', recognised.top, slot.columns[0])
        if not slot.hidden or not slot.field or slot.letter in mapping:
            continue
        if slot.field in CONTENT_FIELDS or slot.period:
            text = f'Kolom tersembunyi "{slot.heading}" tetap diimpor karena diperlukan.'
            findings.info("hidden_column_kept", text, recognised.top, slot.columns[0])
        else:
            slot.field = ""
            text = f'Kolom tersembunyi "{slot.heading}" tidak diimpor. Tampilkan kolomnya di Excel bila diperlukan.'
            findings.warning("hidden_column", text, recognised.top, slot.columns[0])


def _settle_unheaded(recognised, mapping, findings):
    """Make columns with content but no heading remark columns; leave out hidden ones."""
    end = sorting.Sorter(recognised).end
    extra_headings = {slot.field.removeprefix(EXTRA) for slot in recognised.slots if slot.field.startswith(EXTRA)}
    for slot in recognised.slots:
        column = slot.columns[0]
        if slot.heading or slot.field or slot.letter in mapping or not _filled(recognised, column, end):
            continue
        if slot.hidden:
            findings.warning("hidden_column", "Kolom tersembunyi tanpa judul tidak diimpor.", recognised.top, column)
            continue
        slot.heading = f"Kolom {column_letter(column)}"
        slot.field = headers.extra_field(slot.heading, extra_headings)
        findings.warning(
            "column_without_heading",
            "Kolom tanpa judul berisi data; disimpan sebagai kolom catatan.",
            recognised.top,
            column,
        )


def _filled(recognised, column, end):
    return any(recognised.lattice.own(row, column) for row in range(recognised.body, end))


def _settle_area(recognised, mapping):
    """Make KOMPONEN the area column when it contains the official areas; areas on rows of their own are bands."""
    area, aspect = recognised.slot("area"), recognised.slot("aspect")
    if area is None and aspect is not None and aspect.letter not in mapping:
        if _holds_areas(recognised, aspect) and not _bands(recognised) and not _stand_alone(recognised, aspect):
            aspect.field = "area"
    elif area is not None and area.letter not in mapping and _stand_alone(recognised, area):
        area.field = "aspect" if aspect is None else headers.extra_field(area.heading, set())


def _stand_alone(recognised, slot):
    """Return whether nearly every text of a column is alone in its row, except for a number: then they are bands."""
    sorter = sorting.Sorter(recognised)
    rows = [row for row in range(recognised.body, sorter.end) if sorter.own(row, slot)]
    other_slots = [other for other in sorter.texts if other is not slot]
    lone_rows = [
        row for row in rows if not sorter.has_ticks(row) and not any(sorter.own(row, other) for other in other_slots)
    ]
    merged = any(recognised.lattice.rows[row][slot.columns[0]].row_span > 1 for row in rows)
    return not merged and len(lone_rows) >= ALONE * len(rows) > 0


def _bands(recognised):
    rows = sorting.Sorter(recognised).lines()
    return sorting.area_lines(rows, recognised.slot("area") is not None)


def _holds_areas(recognised, slot):
    """Return whether most distinct texts of a column are titles of the official areas."""
    sorter = sorting.Sorter(recognised)
    rows = [line.index for line in sorter.lines() if line.kind == sorting.ROW]
    texts = {text for row in rows if (text := sorter.own(row, slot))}
    official = [text for text in texts if component_of(text) is not None]
    return len(official) >= 2 and 2 * len(official) >= len(texts)


def _mapping(recognised):
    """Return the suggested fields of the columns; the grid is represented by its first column."""
    first = recognised.tick_slots[0] if recognised.tick_slots else None
    return [
        {
            "column": slot.letter,
            "heading": slot.group if slot is first else slot.full_heading,
            "field": choice_of(slot.field),
        }
        for slot in recognised.slots
        if (slot.heading or slot.field) and (not slot.period or slot is first)
    ]


def _report_handling(recognised, builder, findings):
    """Report what was skipped, kept as a remark or continued from above."""
    for line in builder.lines:
        if line.kind in _SKIPPED:
            findings.info(*_SKIPPED[line.kind], line.index)
    _report_joined(recognised, findings)
    _report_sections(builder, findings)
    unused = [line.index for line in builder.lines if line.kind == sorting.UNUSED]
    if unused:
        text = f"{len(unused)} baris hanya berisi nomor; tidak diimpor."
        findings.warning("only_number", text, unused[0])
    for slot in recognised.slots:
        is_remark = slot.field.startswith(EXTRA) and not slot.offer
        if is_remark and slot.heading and not slot.heading.startswith("Kolom "):
            text = f'Judul "{slot.field.removeprefix(EXTRA)}" tidak dikenal; isinya disimpan sebagai kolom catatan.'
            findings.info("unknown_column", text, recognised.top, slot.columns[0])
    for name, count in builder.carried.items():
        text = f"{count} sel {FIELD_NAMES[name].lower()} yang kosong dibaca menyambung sel di atasnya."
        findings.info("blank_continues", text, None, recognised.slot(name).columns[0])
    if builder.completed:
        row, short, full = builder.completed[0]
        text = f"{len(builder.completed)} waktu ditulis lengkap menurut judul kolomnya, misalnya “{short}” → “{full}”."
        findings.info("time_in_full", text, row, recognised.slot("time").columns[0])
    _report_surroundings(recognised, builder, findings)


def _report_joined(recognised, findings):
    """Report columns whose cells were put together as one time in words."""
    for slot in recognised.text_slots:
        if slot.joins:
            columns = f"{slot.letter}–{column_letter(slot.columns[-1])}"
            what = "awal dan akhir" if slot.joins == RANGE else "kisi semester atau beberapa tahun"
            text = f"Kolom {columns} ({what}) dibaca sebagai satu waktu dan ditulis dengan kata-kata."
            findings.info("columns_joined", text, recognised.top, slot.columns[0])


def _report_sections(builder, findings):
    """Report the parts of the evaluation sheet that stand above the areas."""
    if builder.sections:
        titles = [f"{line.label} {line.title}".strip()[:60] for line in builder.sections]
        names = ", ".join(f"“{title}”" for title in dict.fromkeys(titles))
        text = f"{names}: bagian lembar evaluasi (LKE), tidak menjadi area."
        findings.info("section_row", text, builder.sections[0].index)


def _report_surroundings(recognised, builder, findings):
    """Report the rows above and below the table that are not part of it."""
    _, other_lines = layout.title_above(recognised)
    below = [row for row in range(builder.sorter.end, recognised.lattice.height) if recognised.lattice.filled(row)]
    if other_lines:
        findings.info("above_table", f"{_span(recognised, other_lines)} di atas tabel tidak diimpor.", other_lines[0])
    if below:
        text = f"{_span(recognised, below)} di bawah tabel (tanda tangan atau catatan) tidak diimpor."
        findings.info("below_table", text, below[0])


def _span(recognised, rows):
    first, last = rows[0] + recognised.grid.first_row, rows[-1] + recognised.grid.first_row
    return f"Baris {first}" if first == last else f"Baris {first}–{last}"
