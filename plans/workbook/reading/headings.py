"""The field that a column heading means: synonyms seen in practice, judged for the whole set of headings at once."""

from functools import lru_cache

from plans.workbook.reading.words import fold, similar

SYNONYMS = {
    "number": {
        "NO": 1.0, "NOMOR": 1.0, "NO URUT": 1.0, "NOMOR URUT": 1.0, "#": 1.0, "NMR": 0.9, "URUT": 0.8,
    },
    "area": {
        "KOMPONEN PENGUNGKIT": 1.0, "AREA PERUBAHAN": 1.0, "AREA": 1.0, "PILAR": 1.0, "PENGUNGKIT": 0.95,
        "PROGRAM KEGIATAN": 0.95, "AREA PENGUNGKIT": 1.0, "AREA REFORMASI BIROKRASI": 1.0, "8 AREA PERUBAHAN": 1.0,
        "6 AREA PERUBAHAN": 1.0, "AREA PEMBANGUNAN": 1.0, "PROGRAM": 0.85, "KOMPONEN": 0.6, "KEGIATAN": 0.2,
        "AREA ZONA INTEGRITAS": 1.0, "BIDANG": 0.6, "POKJA": 0.7, "KELOMPOK KERJA": 0.7, "ASPEK": 0.4,
    },
    "aspect": {
        "KOMPONEN": 0.9, "ASPEK PEMENUHAN": 1.0, "ASPEK": 0.95, "SUB PILAR": 1.0, "SUB KOMPONEN": 1.0, "SUB AREA": 1.0,
        "SUB ASPEK": 0.95, "SUBKOMPONEN": 1.0, "KEGIATAN": 0.5, "PROGRAM": 0.6, "UNSUR": 0.8, "PROGRAM KEGIATAN": 0.3,
        "SUB PROGRAM": 0.8, "PENILAIAN": 0.5, "SASARAN": 0.45, "SUB UNSUR": 0.8, "URAIAN": 0.3,
        "ASPEK PENILAIAN": 1.0, "UNSUR PENILAIAN": 0.9, "KRITERIA PENILAIAN": 0.8, "BUTIR PENILAIAN": 0.8,
    },
    "indicator": {
        "INDIKATOR": 1.0, "INDIKATOR KEBERHASILAN": 1.0, "INDIKATOR KINERJA": 1.0, "RENCANA KINERJA": 0.9,
        "INDIKATOR KEGIATAN": 1.0, "UKURAN KEBERHASILAN": 0.9, "INDIKATOR OUTPUT": 0.95, "KRITERIA": 0.7,
        "PERTANYAAN": 0.7, "PENILAIAN": 0.55, "INDIKATOR CAPAIAN": 0.95, "SUB INDIKATOR": 0.7,
        "TOLOK UKUR": 0.9, "TOLAK UKUR": 0.9, "PARAMETER": 0.7, "KRITERIA KEBERHASILAN": 0.95,
        "KONDISI YANG DIHARAPKAN": 0.7,
    },
    "action": {
        "LANGKAH AKSI": 1.0, "KEGIATAN AKSI": 1.0, "SUB KEGIATAN": 1.0, "RENCANA AKSI": 0.97, "AKSI": 0.95,
        "RENCANA KEGIATAN": 0.95, "KEGIATAN": 0.8, "URAIAN": 0.75, "URAIAN KEGIATAN": 0.95, "RINCIAN KEGIATAN": 0.97,
        "LANGKAH KERJA": 0.95, "LANGKAH LANGKAH": 0.9, "LANGKAH KEGIATAN": 0.95, "LANGKAH": 0.9, "AKTIVITAS": 0.85,
        "TAHAPAN": 0.8, "TAHAPAN KEGIATAN": 0.9, "RENCANA KERJA": 0.85, "TINDAKAN": 0.8, "PROGRAM KERJA": 0.8,
        "PROGRAM KEGIATAN": 0.35, "URAIAN AKSI": 0.95, "NAMA KEGIATAN": 0.9, "UPAYA": 0.7, "STRATEGI": 0.5,
        "RENCANA TINDAK": 0.9, "RENCANA TINDAK LANJUT": 0.85, "RINCIAN AKSI": 0.95, "BENTUK KEGIATAN": 0.9,
        "KEGIATAN YANG DILAKUKAN": 0.95, "KEGIATAN YANG DILAKSANAKAN": 0.95, "PELAKSANAAN KEGIATAN": 0.75,
    },
    "evidence": {
        "BUKTI FISIK": 1.0, "OUTPUT": 0.85, "DOKUMEN": 0.8, "EVIDEN": 1.0, "EVIDENCE": 1.0, "DATA DUKUNG": 1.0,
        "BUKTI DUKUNG": 1.0, "KELUARAN": 0.8, "BUKTI": 0.95, "DOKUMEN PENDUKUNG": 0.95, "DATA PENDUKUNG": 0.95,
        "LUARAN": 0.8, "HASIL": 0.6, "OUTPUT KEGIATAN": 0.85, "HASIL KEGIATAN": 0.7, "OUTPUT BUKTI FISIK": 1.0,
        "HASIL YANG DIHARAPKAN": 0.6, "BENTUK BUKTI": 0.9, "EVIDEN BUKTI DUKUNG": 1.0,
        "DOKUMEN BUKTI": 0.95, "BUKTI PELAKSANAAN": 0.9, "DOKUMEN YANG DIHASILKAN": 0.9, "BUKTI KEGIATAN": 0.95,
    },
    "time": {
        "TARGET WAKTU": 1.0, "WAKTU": 0.95, "WAKTU PELAKSANAAN": 1.0, "TARGET WAKTU PELAKSANAAN": 1.0, "JADWAL": 0.95,
        "TARGET DAN WAKTU": 0.95, "JADWAL PELAKSANAAN": 1.0, "BATAS WAKTU": 0.95, "TENGGAT": 0.95, "TANGGAL": 0.8,
        "TENGGAT WAKTU": 0.95, "PERIODE": 0.8, "TIMELINE": 0.9, "TIME LINE": 0.9, "QUARTER": 0.85, "TRIWULAN": 0.8,
        "PELAKSANAAN": 0.7, "BULAN": 0.8, "DEADLINE": 0.9, "TARGET PENYELESAIAN": 0.85, "KURUN WAKTU": 0.95,
        "JADWAL KEGIATAN": 0.95, "WAKTU KEGIATAN": 0.95, "WAKTU PENYELESAIAN": 0.95, "BULAN PELAKSANAAN": 0.95,
        "RENCANA WAKTU": 0.95, "TAHUN": 0.4, "TANGGAL PELAKSANAAN": 0.95, "TARGET": 0.3,
        "JANGKA WAKTU": 0.95, "RENTANG WAKTU": 0.95, "BATAS AKHIR": 0.9, "DUE DATE": 0.9, "TARGET SELESAI": 0.85,
        "TARGET BULAN": 0.85, "RENCANA PELAKSANAAN": 0.75, "SEMESTER": 0.8, "TW": 0.8, "TRIBULAN": 0.8, "KUARTAL": 0.8,
        "MULAI SELESAI": 0.95, "AWAL AKHIR": 0.95,
    },
    "target": {
        "TARGET CAPAIAN": 1.0, "TARGET": 0.9, "% TARGET": 1.0, "JUMLAH": 0.7, "VOLUME": 0.7, "KUANTITAS": 0.7,
        "TARGET OUTPUT": 0.95, "TARGET KINERJA": 0.95, "TARGET %": 1.0, "TARGET KEGIATAN": 0.9, "SASARAN": 0.4,
        "OUTPUT": 0.3, "CAPAIAN": 0.3, "JUMLAH TARGET": 0.95, "TARGET KELUARAN": 0.95, "TARGET VOLUME": 0.9,
        "TARGET KUANTITAS": 0.95,
    },
    "realisation": {
        "% REALISASI": 1.0, "REALISASI": 1.0, "PROGRESS": 0.95, "PROGRES": 0.95, "CAPAIAN": 0.8, "STATUS": 0.7,
        "REALISASI %": 1.0, "REALISASI CAPAIAN": 1.0, "CAPAIAN KINERJA": 0.8, "PERSENTASE": 0.5,
        "% CAPAIAN": 0.9, "KEMAJUAN": 0.8, "STATUS PELAKSANAAN": 0.8, "PERSENTASE CAPAIAN": 0.85,
    },
    "responsible": {
        "PENANGGUNG JAWAB": 1.0, "PENANGGUNGJAWAB": 1.0, "PIC": 1.0, "PJ": 0.95, "TIM KERJA TERKAIT": 1.0,
        "PELAKSANA": 0.85, "UNIT KERJA": 0.8, "UNIT PENANGGUNG JAWAB": 1.0, "TIM KERJA": 0.85, "KOORDINATOR": 0.8,
        "BAGIAN": 0.7, "SUB BAGIAN": 0.7, "SUBBAGIAN": 0.7, "PENANGGUNG JAWAB KEGIATAN": 1.0, "POKJA": 0.5,
        "TIM PELAKSANA": 0.9, "UNIT PELAKSANA": 0.9, "PENANGGUNG JAWAB PELAKSANA": 1.0,
        "PELAKSANA KEGIATAN": 0.9, "UNIT TERKAIT": 0.85, "UNIT": 0.6, "PENGAMPU": 0.85, "DIVISI": 0.7, "SEKSI": 0.6,
        "SUBBAG": 0.7, "KASUBBAG": 0.7, "PEMILIK KEGIATAN": 0.9,
    },
    "note": {
        "KET": 1.0, "KETERANGAN": 1.0, "CATATAN": 0.95, "TINDAK LANJUT": 0.8, "ANGGARAN": 0.5, "KENDALA": 0.4,
        "REKOMENDASI": 0.4, "KETERANGAN CATATAN": 1.0, "ANGGARAN RP": 0.8, "JUMLAH RP": 0.8, "JUMLAH ANGGARAN": 0.8,
        "KEBUTUHAN ANGGARAN": 0.8, "BIAYA": 0.5, "PAGU": 0.5, "HAMBATAN": 0.4, "PERMASALAHAN": 0.4, "SOLUSI": 0.4,
        "PAGU ANGGARAN": 0.8,
    },
}  # fmt: skip
"""Field → folded heading → certainty, 0–1; headings of published and collected plans."""

CONTENT_FIELDS = frozenset({"area", "aspect", "indicator", "action", "evidence", "time", "target", "responsible"})
_FUZZY = 0.82
_MIN_SCORE = 0.25
_MAX_LENGTH = 60
MAX_COLUMNS = 40


@lru_cache(maxsize=1 << 15)
def candidates(heading):
    """Return {field: score 0–1} of a heading as printed, {} when nothing in it is known, as in a number.

    What the fullest sheet has in its searched rows is remembered: each text is compared with every known heading.
    """
    text = fold(heading)
    if len(text) > _MAX_LENGTH or not any(sign.isalpha() or sign == "#" for sign in text):
        return {}
    score_by_field = {
        field: max(weight * _match(text, name, field) for name, weight in names.items())
        for field, names in SYNONYMS.items()
    }
    return {field: score for field, score in score_by_field.items() if score >= _MIN_SCORE}


def _match(text, name, field):
    """Return how well a heading fits a synonym: equal, nearly equal, or with it as its beginning or a later word."""
    if text == name:
        return 1.0
    if field == "number":
        return 0.0
    if f" {name} " in f" {text} ":
        share = len(name) / len(text)
        return 0.7 + 0.25 * share if text.startswith(name) else 0.4 + 0.35 * share
    similar_length = len(name) >= 5 and abs(len(text) - len(name)) <= 4
    return 0.95 * similar(text, name, _FUZZY) if similar_length else 0.0


def assign(columns):
    """Return (field of each column or "", sum of the scores): the best sum in which no field is used twice.

    columns: list of {field: score}. So KEGIATAN is the aspect beside SUB KEGIATAN, else the action. Of two equally
    good columns the left one gets the field.
    """
    bits = {field: 1 << place for place, field in enumerate(SYNONYMS)}
    best = {0: (0.0, ())}
    indexes = [index for index, scores in enumerate(columns) if scores][:MAX_COLUMNS]
    for scores in (columns[index] for index in indexes):
        following = {}
        for used, (total, fields) in best.items():
            options = [*((field, score) for field, score in scores.items() if not used & bits[field]), ("", 0.0)]
            for field, score in options:
                key, assignment = used | bits.get(field, 0), (total + score, (*fields, field))
                if key not in following or assignment[0] > following[key][0]:
                    following[key] = assignment
        best = following
    total, fields = max(best.values(), key=lambda assignment: assignment[0])
    assignment = dict(zip(indexes, fields, strict=True))
    return [assignment.get(index, "") for index in range(len(columns))], total


def usual_headings():
    """Return the usual heading of each field, for a person whose table was not recognised."""
    return ", ".join(max(names, key=names.get) for names in SYNONYMS.values())
