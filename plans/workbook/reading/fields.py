"""Fields that a column of a workbook may have, with their Indonesian names, and the choices that a user has."""

from plans.tree import EXTRA, MONTHS, NODE_FIELDS, QUARTERS, RUN_FIELDS

REMARK = EXTRA.rstrip(":")
"""Choice that keeps a column as a remark column under its own heading."""

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
"""Field → name in Bahasa Indonesia, in the order of a table's columns."""


def may_map(name):
    """Return whether a user may choose this field for a text column ("" = leave it out)."""
    return name in {"", REMARK, *RUN_FIELDS, *NODE_FIELDS} or name.startswith(EXTRA)


def choice_of(name):
    """Return the choice for a field; all remark columns share one."""
    return REMARK if name.startswith(EXTRA) else name
