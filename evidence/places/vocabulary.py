"""Words of documents as offices write them: which mean the same, and which say nothing. Pure.

Long forms become the abbreviation that offices use ("surat keputusan" and "keputusan" are "sk"), so that each finds
the other.
"""

import re
import unicodedata

from zi_portal.lib.unicode import normal

SPELLINGS = {
    # decrees, letters, minutes
    "sk": "surat keputusan, keputusan, kep, kpts, skep",
    "st": "surat tugas, surat perintah tugas, spt, sprint, surat perintah",
    "sppd": "surat perintah perjalanan dinas, spd, surat perjalanan dinas",
    "se": "surat edaran, edaran",
    "nd": "nota dinas, notadinas",
    "ba": "berita acara, beritaacara, bap",
    "und": "undangan, undg, surat undangan",
    "notulen": "notula, notulensi, risalah, risalah rapat, mom",
    "hadir": "daftar hadir, absensi, absen, presensi, daftarhadir, dafhad, absensi kehadiran, daftar kehadiran, dh",
    "foto": "dokumentasi, poto, photo, dokumentasi foto, foto dokumentasi, foto kegiatan, dokumentasi kegiatan",
    "tangkapan": "tangkapan layar, screenshot, screenshoot, screen shot, screen shoot, ss, capture, tampilan layar",
    "pi": "pakta integritas",
    "pk": "perjanjian kinerja, perjakin, perkin, penetapan kinerja, tapkin",
    "lap": "laporan, laporan hasil, report",
    "rekap": "rekapitulasi, rekapan",
    "usulan": "usul, pengusulan",
    "matriks": "matrik",
    "formulir": "form, blanko",
    "video": "vidio",
    # teams and the zone
    "zi": "zona integritas, zonaintegritas",
    "wbk": "wilayah bebas dari korupsi, wilayah bebas korupsi",
    "wbbm": "wilayah birokrasi bersih dan melayani, wilayah birokrasi bersih melayani",
    "rb": "reformasi birokrasi",
    "pokja": "kelompok kerja",
    "satgas": "satuan tugas",
    "tpi": "tim penilai internal",
    "tpn": "tim penilai nasional",
    "lke": "lembar kerja evaluasi, lembar kerja evaluasi zi",
    "lhe": "laporan hasil evaluasi",
    "lha": "laporan hasil audit",
    "lhp": "laporan hasil pemeriksaan",
    "tl": "tindak lanjut, tindaklanjut, tindaklanjuti, menindaklanjuti, ditindaklanjuti",
    "rtl": "rencana tindak lanjut",
    "monev": "monitoring dan evaluasi, monitoring evaluasi, pemantauan dan evaluasi",
    "renaksi": "rencana aksi, rencanaaksi",
    "rakor": "rapat koordinasi, rapat kordinasi",
    "raker": "rapat kerja",
    "rapat": "rpt",
    "sosialisasi": "mensosialisasikan, sosialisai",
    "bimtek": "bimbingan teknis, bimbtek",
    "fgd": "focus group discussion, focused group discussion, diskusi kelompok terpumpun",
    "diklat": "pendidikan dan pelatihan, pendidikan pelatihan",
    "workshop": "lokakarya",
    # organisation and electronic government
    "sop": "standar operasional prosedur, standard operasional prosedur, standar operating procedure,"
    " standard operating procedure, prosedur operasional tetap, prosedur tetap, protap",
    "spbe": "sistem pemerintahan berbasis elektronik, egov, e government",
    "ppid": "pejabat pengelola informasi dan dokumentasi, pejabat pengelola informasi publik",
    "dip": "daftar informasi publik",
    "jdih": "jaringan dokumentasi dan informasi hukum",
    "probis": "proses bisnis, bisnis proses",
    "tatalaksana": "tata laksana, ketatalaksanaan",
    "ti": "teknologi informasi, it, tik, teknologi informasi dan komunikasi",
    "medsos": "media sosial, sosial media, sosmed",
    "website": "web, situs, laman, web site",
    # people
    "sdm": "sumber daya manusia",
    "asn": "aparatur sipil negara",
    "pns": "pegawai negeri sipil",
    "pppk": "pegawai pemerintah dengan perjanjian kerja, p3k",
    "skp": "sasaran kinerja pegawai, sasaran kerja pegawai",
    "anjab": "analisis jabatan, analisa jabatan",
    "abk": "analisis beban kerja, analisa beban kerja",
    "dupak": "daftar usul penetapan angka kredit, daftar usulan penetapan angka kredit",
    "pak": "penetapan angka kredit",
    "dnp": "daftar nominatif pegawai, nominatif pegawai, duk, daftar urut kepangkatan",
    "baperjakat": "badan pertimbangan jabatan dan kepangkatan",
    "simpeg": "sistem informasi kepegawaian, sistem informasi manajemen kepegawaian",
    "tukin": "tunjangan kinerja",
    "ikd": "indeks kinerja individu",
    # accountability
    "renstra": "rencana strategis",
    "renja": "rencana kerja",
    "rkt": "rencana kinerja tahunan, rencana kerja tahunan",
    "rka": "rencana kerja dan anggaran, rka kl, rkakl, rkkl, rencana kerja anggaran",
    "dipa": "daftar isian pelaksanaan anggaran",
    "pok": "petunjuk operasional kegiatan",
    "iku": "indikator kinerja utama",
    "lakip": "laporan akuntabilitas kinerja instansi pemerintah, laporan kinerja, lkjip, lkip, lkj, lakin, lapkin,"
    " laporan kinerja instansi pemerintah, laporan akuntabilitas kinerja",
    "sakip": "sistem akuntabilitas kinerja instansi pemerintah, sistem akuntabilitas instansi pemerintah",
    "spj": "surat pertanggungjawaban",
    # supervision
    "upg": "unit pengendalian gratifikasi, unit pengendali gratifikasi",
    "spip": "sistem pengendalian intern pemerintah, sistem pengendalian internal pemerintah",
    "spi": "sistem pengendalian intern, sistem pengendalian internal, pengendalian intern",
    "rtp": "rencana tindak pengendalian",
    "dumas": "pengaduan masyarakat, aduan masyarakat, pengaudan masyarakat",
    "pengaduan": "aduan, pengaudan",
    "wbs": "whistle blowing system, whistleblowing system, whistleblowing, whistleblower system",
    "bk": "benturan kepentingan, conflict of interest, coi",
    "lhkpn": "laporan harta kekayaan penyelenggara negara, laporan harta kekayaan pejabat negara",
    "lhkasn": "laporan harta kekayaan aparatur sipil negara",
    "risiko": "resiko",
    "apip": "aparat pengawasan intern pemerintah",
    "dim": "daftar inventaris masalah, daftar inventarisasi masalah, daftar isian masalah",
    "gratifikasi": "grafikasi",
    # service
    "skm": "survei kepuasan masyarakat, survey kepuasan masyarakat",
    "ikm": "indeks kepuasan masyarakat",
    "ipak": "indeks persepsi anti korupsi, indeks persepsi antikorupsi, survei persepsi anti korupsi,"
    " survey persepsi anti korupsi, survei persepsi korupsi, survey persepsi korupsi, spak, ipk",
    "ipkp": "indeks persepsi kualitas pelayanan, survei persepsi kualitas pelayanan, spkp",
    "survei": "survey, surve",
    "antikorupsi": "anti korupsi",
    "reward": "penghargaan",
    "punishment": "sanksi, hukuman",
    "evaluasi": "evalusi, mengevaluasi",
    "analisis": "analisa",
    "sertifikat": "sertipikat",
    "aplikasi": "app, apk",
}  # fmt: skip
"""{short form: other spellings, separated by commas}."""

TAIL = frozenset(
    "scan scanan scanned fix final finish rev revisi edit new baru copy salinan asli ttd tte signed cap stempel lengkap"
    " upload compressed compress ok oke terbaru".split()
)
"""Words that people and programs append to a file's name."""
SILENT = TAIL | frozenset(
    "dan di ke dari yang untuk pada tentang dalam dengan oleh atau serta atas bagi para kpu kip kab kabupaten kota prov"
    " provinsi komisi pemilihan umum independen ri tahun thn th ta nomor no file berkas img image wa whatsapp"
    " camscanner adobe doc docx pdf jpg dok the of and tanggal tgl bulan bln periode lingkungan".split()
)
"""Words that say nothing about a document."""
LIGHT = frozenset(
    "hasil dokumen bukti lampiran kegiatan pelaksanaan data terkait zi eviden evidence output pembangunan".split()
)
"""Words that say little about a document."""

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_SHORT_FORMS = {
    tuple(spelling.split()): short_form
    for short_form, spellings in SPELLINGS.items()
    for spelling in spellings.replace("\n", " ").split(", ")
}
_MAX_PHRASE = max(map(len, _SHORT_FORMS))


def split_camel_case(text):
    """Return the text with a space where a lower-case letter meets a capital: "DaftarHadir" is two words."""
    return _CAMEL.sub(" ", text)


def plain(text):
    """Return the words of a text in lower case, letters and digits without accents; "DaftarHadir" is two."""
    text = normal("NFKD", split_camel_case(text)).lower()
    return _WORD.findall("".join(sign for sign in text if not unicodedata.combining(sign)))


def words(text):
    """Return the words of a text that say what document it is, each as offices abbreviate it; numbers are left out.

    When all of them are silent they stay, so that "Salinan" is still found by its name.
    """
    return telling(plain(text))


def telling(plain_words):
    """Return words() of the words that plain() returned."""
    short_words = [word for word in _shorten(plain_words) if not word.isdigit() and len(word) > 1]
    return [word for word in short_words if word not in SILENT] or short_words


def without_tail(plain_words):
    """Return the words of plain() without numbers, and without the last words that say nothing ("scan", "final")."""
    kept_words = [word for word in plain_words if not word.isdigit()]
    while kept_words and kept_words[-1] in TAIL:
        kept_words.pop()
    return kept_words


def _shorten(plain_words):
    """Return the words with the longest known phrase at each position replaced by its short form."""
    position, shortened = 0, []
    while position < len(plain_words):
        for length in range(min(_MAX_PHRASE, len(plain_words) - position), 0, -1):
            if short_form := _SHORT_FORMS.get(tuple(plain_words[position : position + length])):
                shortened.append(short_form)
                break
        else:
            length = 1
            shortened.append(plain_words[position])
        position += length
    return shortened
