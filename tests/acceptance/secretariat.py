"""Workbooks as a secretariat keeps them, in the words of an office that does not exist, each with its own truth.

The truth is written down from the same source as the cells: areas [(title, component)], rows [{heading: text}] as
they must be exported, marks [[month or quarter]], and words that must not get lost wherever they are kept.
"""

from dataclasses import dataclass, field

from openpyxl.comments import Comment

from tests.workbooks import AREAS, add_sheet, new_book, save

MONTHS = ["JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGS", "SEP", "OKT", "NOV", "DES"]
WORK = (
    ("Apel integritas", "Rekaman apel"),
    ("Lokakarya layanan", "Notula lokakarya"),
    ("Telaah risiko", "Peta risiko"),
    ("Klinik arsip", "Daftar arsip"),
    ("Kotak saran", "Rekap saran"),
    ("Uji layanan", "Hasil uji"),
    ("Piket cermat", "Jadwal piket"),
    ("Pojok aduan", "Buku aduan"),
)
"""(what is done, what shows it)."""


@dataclass
class Sample:
    """A workbook with its truth. columns: {field: heading}; codes: what the import must say."""

    path: object
    columns: dict
    areas: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    marks: list = field(default_factory=list)
    aspects: int = 0
    codes: set = field(default_factory=set)
    preserved: list = field(default_factory=list)

    def add(self, **texts):
        """One more row of the truth: field → text."""
        self.rows.append({self.columns[name]: text for name, text in texts.items()})


def pillars(folder):
    """PILAR and SUB PILAR merged downwards, QUARTER marks, amounts as numbers, TINDAK LANJUT; title and signatures."""
    columns = {"number": "NO", "area": "PILAR", "aspect": "SUB PILAR", "indicator": "RENCANA KINERJA"}
    columns |= {"action": "RINCIAN KEGIATAN", "evidence": "OUTPUT"}
    columns |= {"extra": "ANGGARAN (Rp)", "note": "TINDAK LANJUT"}
    sample = Sample(folder / "pilar.xlsx", columns, aspects=4)
    rows = [["RENCANA KERJA ZONA INTEGRITAS"], ["KPU KABUPATEN TELUK JERNIH TAHUN 2026"], []]
    rows += [["NO", "PILAR", "SUB PILAR", "RENCANA KINERJA", "RINCIAN KEGIATAN", "OUTPUT", "QUARTER", None, None, None,
              "ANGGARAN (Rp)", "TINDAK LANJUT"], [None] * 6 + ["I", "II", "III", "IV"]]  # fmt: skip
    merges = ["A1:L1", "A2:L2", "G4:J4", *(f"{letter}4:{letter}5" for letter in "ABCDEFKL")]
    for place in range(8):
        area, first, top = place // 4, place % 4 == 0, 6 + place
        head = place % 2 == 0
        action, evidence = WORK[place]
        quarters = [1, 3] if head else [4]
        ticks = ["√" if n in quarters else None for n in range(1, 5)]
        amount = 1_250_000 + place if head else None
        rows.append([area + 1 if first else None, AREAS[area] if first else None, f"Sub {place // 2}" if head else None,
                     f"Kinerja {place // 2}" if head else None, action, evidence, *ticks, amount, None])  # fmt: skip
        merges += [f"{letter}{top}:{letter}{top + 3}" for letter in "AB"] if first else []
        merges += [f"{letter}{top}:{letter}{top + 1}" for letter in "CD"] if head else []
        sample.add(
            number=str(area + 1) if first else "", area=AREAS[area] if first else "",
            aspect=f"Sub {place // 2}" if head else "", indicator=f"Kinerja {place // 2}" if head else "",
            action=action, evidence=evidence, extra=f"{amount:,}".replace(",", ".") if head else "", note="",
        )  # fmt: skip
        sample.marks.append(quarters)
    rows += [["JUMLAH", *[None] * 9, 5_000_012], [], [*[None] * 9, "Jernih, 5 Januari 2026"], [*[None] * 9, "Ketua,"]]
    sample.areas = [(AREAS[0], 1), (AREAS[1], 2)]
    sample.codes = {"total_row", "below_table"}
    book = new_book()
    sheet = add_sheet(book, rows, merges=merges, name="RK")
    sheet["E6"].comment = Comment("dibahas ulang", "Kasubbag")
    for row in sheet["K6:K13"]:
        row[0].number_format = "#,##0"
    save(book, sample.path)
    return sample


def months(folder):
    """JAN–DES with marks of all signs, bands in two blocks, spacer, repeated header; a cover and a hidden column."""
    columns = {"number": "No.", "aspect": "Komponen", "action": "Rencana Aksi", "evidence": "Data Dukung"}
    columns |= {"responsible": "PIC"}
    sample = Sample(folder / "bulan.xlsx", columns, aspects=6)
    head = ["No.", "Komponen", "Rencana Aksi", "Data Dukung", *MONTHS, "PIC", "kode"]
    rows, signs = [["Rencana Aksi 2026"], [], head], ["x", "✓", "1", 1, "V", "√", "v", "X"]
    blocks = [("A.", AREAS[0], 2), ("B.", AREAS[4], 2), ("A.", f"{AREAS[0]} (lanjutan)", 2)]
    place = 0
    for letter, title, count in blocks:
        rows += [[f"{letter} {title}"]]
        for n in range(count):
            action, evidence = WORK[place]
            ticks = [None] * 12
            ticks[place], ticks[11] = signs[place], signs[(place + 3) % 8]
            if place == 4:
                ticks[6] = "minggu II"
            rows.append([str(n + 1), f"Aspek\u00a0{place}", f"{action}\u00a0 ", evidence, *ticks, "Tim\u00a0A ", "z"])
            sample.add(
                number=str(n + 1), aspect=f"Aspek {place}", action=action, evidence=evidence, responsible="Tim A"
            )
            sample.marks.append(sorted({place + 1, 12, *({7} if place == 4 else ())}))
            place += 1
        rows += [[], head] if place == 2 else []
    merges = [f"A{n}:Q{n}" for n, row in enumerate(rows, 1) if len(row) == 1 and n > 1]
    sample.areas = [(AREAS[0], 1), (AREAS[4], 5), (f"{AREAS[0]} (lanjutan)", 1)]
    sample.codes = {"repeated_header", "text_in_tick_cell", "hidden_column"}
    sample.preserved = ["minggu II"]
    book = new_book()
    add_sheet(book, [["Sampul"], ["NO", "NAMA", "JABATAN"], [1, "Rukmini", "Ketua"]], name="Tim")
    add_sheet(book, rows, merges=merges, name="Aksi", hidden=["R"])
    save(book, sample.path)
    return sample


def percentages(folder):
    """% TARGET and % REALISASI as numbers with a format, no aspects, numbering that restarts in each area."""
    columns = {"number": "NO", "action": "URAIAN", "evidence": "EVIDEN", "time": "TARGET DAN WAKTU"}
    columns |= {"target": "% TARGET", "realisation": "% REALISASI", "responsible": "PJ", "note": "CATATAN"}
    sample = Sample(folder / "persen.xlsx", columns)
    rows = [list(columns.values()), [f"({n})" for n in range(1, 9)]]
    merges, formats = [], {}
    for area in (2, 3):
        rows.append([f"{'III' if area == 2 else 'IV'}", AREAS[area]])
        merges.append(f"B{len(rows)}:H{len(rows)}")
        for n in range(3):
            action, evidence = WORK[area + n]
            rows.append([n + 1, action, evidence, "s.d. Maret 2026", 0.5 + n / 4, 0.25, "Subbagian Hukum", None])
            formats |= {f"{letter}{len(rows)}": "0%" for letter in "EF"}
            sample.add(
                number=str(n + 1), action=action, evidence=evidence, time="s.d. Maret 2026",
                target=f"{50 + 25 * n}%", realisation="25%", responsible="Subbagian Hukum", note="",
            )  # fmt: skip
        rows += [[], ["Rata-rata", None, None, None, 0.75, 0.25]]
        formats |= {f"{letter}{len(rows)}": "0%" for letter in "EF"}
    sample.areas = [(AREAS[2], 3), (AREAS[3], 4)]
    book = new_book()
    add_sheet(book, rows, merges=merges, formats=formats, name="Lembar1")
    sample.codes = {"total_row"}
    save(book, sample.path)
    return sample


def changes(folder):
    """AREA PERUBAHAN beside every row, KEGIATAN as action, INDIKATOR after it, ditto marks, signatures at once."""
    columns = {"number": "NOMOR", "area": "AREA PERUBAHAN", "action": "KEGIATAN", "indicator": "INDIKATOR"}
    columns |= {"evidence": "DOKUMEN", "time": "WAKTU", "responsible": "TIM KERJA TERKAIT", "extra": "SUMBER DANA"}
    sample = Sample(folder / "perubahan.xlsx", columns)
    rows = [list(columns.values())]
    for n in range(6):
        action, evidence = WORK[n]
        area = AREAS[3 + n // 3]
        ditto = n % 3 == 2
        texts = ('"', "sda") if ditto else (f"Ukuran {n}", evidence)
        when, responsible = "Juni – Agustus 2026", f"Pokja {n // 3}\nanggota"
        rows.append([n + 1, area, action, *texts, when, responsible, "DIPA" if n == 1 else None])
        sample.add(
            number=str(n + 1), area=area if n % 3 == 0 else "", action=action,
            indicator="" if ditto else f"Ukuran {n}", evidence="" if ditto else evidence,
            time=when, responsible=responsible, extra="DIPA" if n == 1 else "",
        )  # fmt: skip
    rows += [["Catatan: jadwal dapat berubah"], [None, "Mengetahui", None, None, None, "Sekretaris"]]
    sample.areas = [(AREAS[3], 4), (AREAS[4], 5)]
    sample.codes = {"below_table", "unknown_column"}
    book = new_book()
    add_sheet(book, rows, name="Perubahan")
    save(book, sample.path)
    return sample


def bare(folder):
    """Two levels of months by quarter, areas of the office's own, neither aspects nor indicators nor numbers."""
    columns = {"action": "LANGKAH AKSI", "evidence": "BUKTI DUKUNG"}
    sample = Sample(folder / "polos.xlsx", columns)
    top = ["LANGKAH AKSI", "BUKTI DUKUNG"]
    rows = [[*top, *(text for q in ("I", "II", "III", "IV") for text in (f"TRIWULAN {q}", None, None))]]
    rows += [[None, None, *(month.capitalize() for month in MONTHS)]]
    merges = ["A1:A2", "B1:B2", "C1:E1", "F1:H1", "I1:K1", "L1:N1"]
    for block, title in enumerate(("AREA I : Inovasi Layanan Teluk", "AREA II : Penguatan Pengawasan")):
        rows.append([title])
        merges.append(f"A{len(rows)}:N{len(rows)}")
        for n in range(3):
            action, evidence = WORK[3 * block + n]
            rows.append([action, evidence, *("●" if m % 3 == n else "-" for m in range(12))])
            sample.add(action=action, evidence=evidence)
            sample.marks.append([m + 1 for m in range(12) if m % 3 == n])
    sample.areas = [("AREA I : Inovasi Layanan Teluk", None), ("AREA II : Penguatan Pengawasan", 5)]
    book = new_book()
    add_sheet(book, rows, merges=merges, name="2026")
    save(book, sample.path)
    return sample


SAMPLES = {build.__name__: build for build in (pillars, months, percentages, changes, bare)}
