"""Fields that a column of a workbook may have, with their names for people, and what a user chooses among them."""

from plans.tree import EXTRA, MONTHS, NODE_FIELDS, QUARTERS, RUN_FIELDS

REMARK = EXTRA.rstrip(":")
"""Choice of a user: keep the column as a remark column under its own heading."""

FIELD_NAMES = {
    "number": "Nomor",
    "area": "Area / komponen pengungkit",
    "aspect": "Komponen / aspek",
    "indicator": "Indikator",
    "action": "Langkah aksi",
    "evidence": "Bukti fisik",
    "time": "Target waktu",
    "target": "Target capaian",
    "realisation": "Realisasi",
    "responsible": "Penanggung jawab",
    "note": "Keterangan",
    MONTHS: "Kisi bulan (centang)",
    QUARTERS: "Kisi triwulan (centang)",
    REMARK: "Kolom catatan tersendiri",
    "": "Tidak diimpor",
}
"""Field → its name in Bahasa Indonesia, in the order of a table."""


def may_map(name):
    """Whether a user may give a text column this field ("" = leave it out)."""
    return name in {"", REMARK, *RUN_FIELDS, *NODE_FIELDS} or name.startswith(EXTRA)


def choice_of(name):
    """The choice that stands for a field: all remark columns share one."""
    return REMARK if name.startswith(EXTRA) else name
