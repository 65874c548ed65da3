"""Checks of a table that was read: times, targets, long and broken cells, formulas."""

from collections import Counter, defaultdict

from plans.schedule import parsing
from plans.schedule.years import years_outside
from plans.tree import EXTRA
from plans.workbook.reading.fields import FIELD_NAMES
from plans.workbook.reading.words import fold
from zi_portal.lib.characters import in_words, unprintable

MAX_TEXT_LENGTH = 5000
UNPRINTABLE = "{} memuat tanda {} yang tidak dapat dicetak. Ganti atau hapus sebelum rencana diajukan."
_MANY_TEXTS = 5
_MOST_AREAS, _OFTEN = 12, 3
_LISTED = 6
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


class Checker:
    """Checks of one sheet. builder: has built the tree; year: the plan's."""

    def __init__(self, recognised, builder, findings, year):
        self.recognised, self.lattice, self.builder = recognised, recognised.lattice, builder
        self.findings, self.year = findings, year

    def run(self):
        """Run every check, row by row in printed order."""
        time, target, is_due = None, parsing.Target(None, None), False
        rows_by_years, rows_with_prose = defaultdict(list), []
        for node in self.builder.tree.rows():
            row = self.builder.places[node.key]
            if "time" not in node.continues:
                time = self._time(node, row)
                is_due = is_due or bool(parsing.due_dates(time))
                rows_by_years[years_outside(time)].append(row)
                rows_with_prose += [row] if time.prose else []
            if "target" not in node.continues:
                target = parsing.parse_target(node.texts.get("target", ""))
            if time is not None and "time" not in node.continues and parsing.target_disagrees(time, target):
                self._target(node, row)
            self._texts(node, row)
            self._action(node, row)
        self._years(rows_by_years)
        self._prose(rows_with_prose)
        self._grid()
        self._table()
        self._signs()
        self._whole(is_due=is_due)

    def _years(self, rows_by_years):
        """Report times of other years than the plan's, and a grid whose headings name another one."""
        for years, rows in rows_by_years.items():
            if years:
                numbers = _listed([str(row + self.findings.first_row) for row in rows])
                text = f"{len(rows)} waktu menyebut tahun {_listed([*map(str, years)])} (baris {numbers})"
                text += f", sedangkan rencana ini tahun {self.year}."
                self._warn("time_other_year", text, rows[0], "time")
        for year in {slot.year for slot in self.recognised.tick_slots} - {0, self.year}:
            text = f"Judul kisi jadwal menyebut tahun {year}; tandanya dibaca untuk tahun rencana, {self.year}."
            column = self.recognised.tick_slots[0].columns[0]
            self.findings.warning("grid_other_year", text, self.recognised.top, column)

    def _prose(self, rows):
        """Report cells whose time is followed by sentences, which stay in the cell and give no due date."""
        if rows:
            numbers = _listed([str(row + self.findings.first_row) for row in rows])
            text = f"{len(rows)} sel waktu memuat kalimat di bawah waktunya (baris {numbers}); tenggat dibaca dari "
            text += "waktunya saja, kalimatnya tetap disimpan dan dicetak."
            self.findings.info("time_with_prose", text, rows[0], self._column("time"))

    def _grid(self):
        """Report quantities and texts in the schedule's grid: each text, or all of many at once."""
        texts, quantities = self.builder.texts_in_grid, self.builder.marks.quantities
        if quantities:
            text = f"{quantities} sel jadwal berisi jumlah; dibaca sebagai rencana pada periodenya, jumlahnya dicetak."
            self.findings.info("quantity_in_tick_cell", text, None, self.recognised.tick_slots[0].columns[0])
        if len(texts) > _MANY_TEXTS:
            row, slot, _ = texts[0]
            text = (
                f"{len(texts)} sel jadwal berisi teks, bukan tanda; dibaca sebagai rencana pada periodenya dan teksnya "
                "dicetak. Periksa jadwalnya."
            )
            self.findings.warning("text_in_tick_cell", text, row, slot.columns[0])
            return
        for row, slot, text in texts:
            text = (
                f'Sel jadwal berisi "{text[:60]}", bukan tanda; dibaca sebagai rencana pada periode itu dan teksnya '
                "dicetak. Periksa jadwalnya."
            )
            self.findings.warning("text_in_tick_cell", text, row, slot.columns[0])

    def _time(self, node, row):
        """Return the Schedule of a row; report a text that cannot be read and is kept."""
        grid = self.recognised.tick_slots
        style = grid[0].field if grid else "text"
        time = parsing.schedule_of(node.texts.get("time", ""), node.ticks, style, self.year)
        if time.kind == parsing.UNREADABLE:
            text = node.texts["time"][:60]
            self._warn(
                "time_unreadable",
                f'Waktu "{text}" tidak dapat dibaca; disimpan apa adanya dan perlu dijadwalkan.',
                row,
                "time",
            )
        return time

    def _target(self, node, row):
        text = node.texts["target"][:60]
        self._warn(
            "target_disagrees",
            f'Target "{text}" tidak sesuai dengan kekerapan waktunya. Periksa salah satunya.',
            row,
            "target",
        )

    def _texts(self, node, row):
        """Report cells that are too long to store or contain an Excel error."""
        cells = node.texts | {EXTRA + heading: text for heading, text in node.extra.items()}
        for name, text in cells.items():
            if len(text) > MAX_TEXT_LENGTH:
                self.findings.error(
                    "cell_too_long",
                    f"Isi sel melebihi {MAX_TEXT_LENGTH} huruf. Pindahkan sebagian ke baris lain.",
                    row,
                    self._column(name),
                )
            if text in _ERRORS:
                self._warn("cell_error", f"Sel berisi galat Excel {text}. Perbaiki isinya setelah impor.", row, name)

    def _action(self, node, row):
        """Report a row with a time or evidence but no action."""
        has_action = node.texts.get("action") or "action" in node.continues
        if self.recognised.slot("action") is None or has_action:
            return
        filled = [name for name in ("indicator", "evidence", "time", "target") if node.texts.get(name)]
        if filled or node.ticks or node.tick_notes:
            self._warn(
                "missing_action", "Langkah aksi kosong padahal baris ini berisi. Lengkapi setelah impor.", row, "action"
            )

    def _table(self):
        """Report formulas and hidden rows, each column or row once."""
        formulas, blank = defaultdict(list), defaultdict(list)
        columns = {column for slot in self.recognised.slots if slot.field for column in slot.columns}
        for row in range(self.recognised.body, self.builder.sorter.end):
            notes = {c: cell for c, cell in enumerate(self.lattice.rows[row]) if cell.note and c in columns}
            if any(cell.note == "hidden" for cell in notes.values()):
                self.findings.warning("hidden_row", "Baris ini disembunyikan di Excel; tetap diimpor.", row)
            for column, cell in notes.items():
                if cell.note == "formula":
                    (formulas if cell.text else blank)[column].append(row)
        for column, rows in formulas.items():
            text = f"{len(rows)} sel berisi rumus; yang diambil hasil terakhirnya."
            self.findings.info("formula", text, rows[0], column)
        for column, rows in blank.items():
            text = f"{len(rows)} sel berisi rumus tanpa hasil, dibaca kosong. Simpan berkas di Excel, lalu impor lagi."
            self.findings.warning("formula_without_value", text, rows[0], column)

    def _signs(self):
        """Report characters that no font of the print holds, in the title and in every cell that is imported."""
        title_signs = unprintable(self.builder.tree.title)
        if title_signs:
            self.findings.warning("unprintable", UNPRINTABLE.format("Judul tabel", in_words(title_signs)))
        names = {column: slot.field for slot in self.recognised.slots if slot.field for column in slot.columns}
        for row in range(self.recognised.top, self.builder.sorter.end):
            for column, text in self.lattice.filled(row):
                if column in names and (signs := unprintable(text)):
                    place = FIELD_NAMES.get(names[column], "Sel ini")
                    self.findings.warning("unprintable", UNPRINTABLE.format(place, in_words(signs)), row, column)

    def _whole(self, *, is_due):
        """Report what is odd about the plan as a whole, each once."""
        rows, areas = list(self.builder.tree.rows()), self.builder.tree.areas
        if rows and not is_due:
            text = "Tidak satu baris pun punya waktu yang terbaca, jadi tidak akan ada tenggat. Periksa kolom waktunya."
            self.findings.warning("no_due_date", text)
        blank = [self.builder.places[node.key] for node in rows if _is_blank(node)]
        if blank:
            text = f"{len(blank)} baris tidak berisi apa pun. Isi atau hapus barisnya setelah impor."
            self.findings.warning("blank_rows", text, blank[0])
        unmapped = list(dict.fromkeys(area.title for area in areas if area.component is None and area.title))
        if unmapped:
            text = f"{len(unmapped)} area tidak dikenali sebagai salah satu dari enam area: {_named(unmapped)}."
            self.findings.warning("areas_unmapped", f"{text} Pilih areanya setelah impor, atau biarkan.")
        self._count_areas(Counter(fold(area.title) for area in areas if area.title), areas)

    def _count_areas(self, counts, areas):
        """Report too many areas, and those that begin many times."""
        if len(counts) > _MOST_AREAS:
            text = f"Terbaca {len(counts)} area; rencana biasanya punya enam. Periksa kolom mana yang berisi area."
            self.findings.warning("areas_many", text)
        repeated = [area.title for area in areas if counts[fold(area.title)] >= _OFTEN]
        if repeated:
            text = f"Area {_named(dict.fromkeys(repeated))} muncul berkali-kali. Periksa kolom areanya."
            self.findings.warning("areas_repeated", text)

    def _warn(self, code, text, row, name):
        self.findings.warning(code, text, row, self._column(name))

    def _column(self, name):
        slot = self.recognised.slot(name)
        return slot.columns[0] if slot else None


def _listed(texts):
    """Return the first texts, and how many more there are."""
    more = f" dan {len(texts) - _LISTED} lainnya" if len(texts) > _LISTED else ""
    return ", ".join(texts[:_LISTED]) + more


def _is_blank(node):
    texts = [*node.texts.values(), *node.extra.values()]
    return not any(texts) and not node.ticks and not node.continues


def _named(titles):
    """Return the first titles in quotes, and how many more there are."""
    return _listed([f"“{title[:60]}”" for title in titles])
