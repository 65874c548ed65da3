"""What an upload is told: clean names, sizes, which types are taken, and the sentence of each refusal. Pure."""

import re
import unicodedata

from evidence.files import advice
from zi_portal.lib.unicode import normal

LONGEST_NAME = 120
LONGEST_PATH = 500
NAMELESS = "tanpa nama"

KINDS = {
    "pdf": "PDF",
    "jpg": "gambar JPG",
    "png": "gambar PNG",
    "webp": "gambar WebP",
    "docx": "dokumen Word (DOCX)",
    "xlsx": "buku kerja Excel (XLSX)",
    "pptx": "presentasi PowerPoint (PPTX)",
    "mp4": "video MP4",
    "zip": "arsip ZIP",
}
"""Types that are taken, with their names; mp4 by setting, zip only as a container of the others."""

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mp4": "video/mp4",
}
"""Content type of each stored kind, for its download."""

ALIASES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}

UNKNOWN = "jenis yang tidak dikenal"

MESSAGES = {
    "file_missing": "Berkas tidak bernama. Beri nama pada berkasnya, lalu pilih lagi.",
    "file_empty": "Berkas kosong (0 byte). Buka berkas aslinya untuk memastikan isinya, salin atau unduh ulang, "
    "lalu unggah lagi.",
    "file_too_large": "Ukurannya {size}, paling besar {most}. Perkecil atau pecah berkasnya, lalu unggah lagi.",
    "quota_full": "Ruang satker tersisa {free} dari {quota}, sedangkan berkas ini {size}. "
    "Perkecil berkasnya, atau minta administrator menambah ruang.",
    "type_not_allowed": "Berkas {suffix} tidak diterima. {way}",
    "file_type_mismatch": "Isi berkas bukan {wanted}, melainkan {found}. {way}",
    "truncated": "Berkas terpotong: akhirnya tidak ada. Unduh atau salin ulang dari sumbernya sampai selesai, lalu "
    "unggah lagi.",
    "unreadable": "Berkas rusak atau tidak dapat dibaca. Unduh atau salin ulang dari sumbernya, buka untuk "
    "memastikan, lalu unggah lagi.",
    "polyglot": "Di dalam berkas ini tersembunyi berkas jenis lain. Unduh ulang dari sumbernya atau minta salinan "
    "yang bersih, lalu unggah lagi.",
    "password": "Berkas dilindungi kata sandi. Buka dengan kata sandinya, simpan tanpa kata sandi (atau minta "
    "salinan tanpa kata sandi), lalu unggah lagi.",
    "pdf_script": "PDF berisi program (JavaScript). Cetak ulang dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_launch": "PDF berisi perintah menjalankan program. Cetak ulang dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_attachment": "PDF berisi lampiran berkas lain. Simpan lampirannya dan unggah sendiri; cetak ulang "
    "dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_action": "PDF membuka alamat atau mengirim data dengan sendirinya begitu dibuka. Cetak ulang dokumennya ke "
    "PDF biasa, lalu unggah lagi.",
    "pdf_form": "PDF berupa formulir dinamis (XFA). Cetak ulang dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_media": "PDF berisi video, suara, atau benda tiga dimensi. Cetak ulang dokumennya ke PDF biasa, lalu "
    "unggah lagi.",
    "macro": "Berkas berisi makro. Simpan sebagai DOCX, XLSX, atau PPTX tanpa makro, lalu unggah lagi.",
    "embedded_program": "Berkas berisi program atau paket berkas lain, atau perintah menjalankannya. Hapus benda "
    "sisipan atau tindakan itu, simpan, lalu unggah lagi.",
    "external": "Berkas memuat isinya dari alamat luar (gambar, objek, data, rumus, atau templat tertaut). Putuskan "
    "tautannya, simpan, lalu unggah lagi. Word: File › Info › Edit Links to Files; Excel: Data › Edit Links atau "
    "Queries & Connections. Tautan biasa yang diklik boleh tetap ada.",
    "dde": "Berkas berisi perintah DDE, yaitu mengambil isi dari program lain. Ganti bidang atau rumus itu dengan "
    "isinya, simpan, lalu unggah lagi.",
    "foreign_part": "Dokumen Word ini memuat halaman web atau dokumen lain yang baru dibaca saat dibuka. Buka di Word, "
    "simpan sebagai DOCX baru (File › Save As), lalu unggah lagi.",
    "active_control": "Berkas berisi kontrol ActiveX, yaitu program kecil. Hapus kontrolnya (tab Developer › Design "
    "Mode) atau simpan sebagai PDF, lalu unggah lagi.",
    "xml_entities": "Susunan dalam berkas tidak wajar. Buka di aplikasinya, simpan ulang, lalu unggah lagi.",
    "bomb": "Isi berkas tidak wajar besarnya, jadi tidak dibuka. Salin isinya ke berkas baru, lalu unggah lagi.",
    "too_heavy": "Isi berkas terlalu berat untuk diperiksa. Sederhanakan atau pecah berkasnya, lalu unggah lagi.",
    "image_large": "Gambar melebihi {area} juta piksel. Perkecil gambarnya, lalu unggah lagi.",
    "ignored": "Berkas milik sistem komputer, diabaikan.",
    "zip_nested": "Arsip di dalam arsip tidak dibuka. Keluarkan isinya dahulu, lalu unggah lagi.",
    "zip_link": "Pintasan (tautan berkas) di dalam arsip tidak dibuka. Sertakan berkas aslinya.",
    "zip_too_many": "Arsip berisi lebih dari {entries} berkas. Pecah menjadi beberapa arsip, lalu unggah lagi.",
    "zip_too_large": "Isi arsip {size}, sedangkan ruang tersisa {free}. Pecah atau perkecil isinya, lalu unggah lagi.",
    "zip_empty": "Tidak ada berkas di dalam arsip ini.",
    "duplicate": "Berkas yang sama sudah ada{where}. Tidak disimpan dua kali.",
    "infected": "Pemindai menemukan virus{what}. Berkas dikarantina dan tidak dapat dipakai. Unggah salinan yang "
    "bersih.",
    "unscannable": "Pemindai tidak dapat memeriksa berkas ini (terlalu besar atau tidak terbaca), jadi tidak dapat "
    "dipakai. Perkecil atau simpan ulang, lalu unggah lagi.",
    "check_failed": "Pemeriksaan berkas tidak dapat diselesaikan karena gangguan sistem. Unggah lagi berkas ini.",
    "part_missing": "Sebagian kiriman hilang di penyimpanan. Unggah lagi berkas ini.",
    "cancelled": "Dibatalkan oleh pengunggah.",
    "expired": "Tidak dilanjutkan selama {days} hari, jadi kiriman ini dihapus. Unggah lagi bila masih diperlukan.",
}
"""Sentence of each code that an item may end with, with its blanks."""

SIGNED = {
    "pdf_script": "program (JavaScript)",
    "pdf_launch": "perintah menjalankan program",
    "pdf_action": "perintah yang berjalan sendiri",
    "pdf_attachment": "lampiran",
    "pdf_form": "formulir dinamis (XFA)",
    "pdf_media": "video, suara, atau benda tiga dimensi",
}
SIGNED_SENTENCE = (
    "PDF ini bertanda tangan elektronik dan berisi {what}. Minta salinan tanpa {what} dari penerbitnya, lalu unggah "
    "salinan itu; mencetak ulang atau mengubahnya menghapus tanda tangannya."
)
"""Of a signed PDF nothing can be taken away by whoever has it."""

PASSING = frozenset({"quota_full", "check_failed", "part_missing", "cancelled", "expired", "zip_too_large"})
"""Codes after which the very same file may be sent again: not the file was at fault."""

_CLUTTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNFIT = re.compile(r'[<>:"|?*]')
_DRIVE = re.compile(r"^[A-Za-z]:")


def sentence(code, **blanks):
    """The Indonesian sentence of a code."""
    return MESSAGES[code].format(**blanks)


def amount(size):
    """Bytes as people read them: "512 byte", "12,5 MB"."""
    if size < 1024:
        return f"{size} byte"
    for unit in ("KB", "MB", "GB"):
        size /= 1024
        if size < 1024 or unit == "GB":
            return f"{size:.1f}".replace(".", ",").removesuffix(",0") + f" {unit}"
    raise AssertionError("GB is the last unit")


def clean(text):
    """One line: NFC, without control, direction and unassigned characters and without halves of surrogates."""
    text = normal("NFC", "".join(" " if one in "\t\r\n" else one for one in text))
    kept = "".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    return " ".join(kept.split())


def path_of(sent):
    """The path that a person sees: folders and name, each clean, never up or absolute, at most 500 characters."""
    steps = _DRIVE.sub("", sent).replace("\\", "/").split("/")
    folders = [step for step in map(_step, steps[:-1]) if step]
    path = "/".join([*folders, name_of(sent)])
    return path if len(path) <= LONGEST_PATH else path[-LONGEST_PATH - 1 :].partition("/")[2]


def name_of(sent):
    """The shown name of a file without its folders: at most 120 characters with its suffix, never empty."""
    name = _step(sent.replace("\\", "/").rpartition("/")[2])
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = _step(stem) or NAMELESS
    tail = f".{suffix}"[:12] if suffix else ""
    return stem[: LONGEST_NAME - len(tail)].rstrip(". ") + tail


def _step(text):
    """A folder or name that every system can hold."""
    text = _UNFIT.sub("_", clean(text)).strip(" ").rstrip(". ")
    text = "" if set(text) <= {".", " "} else text
    return f"_{text}" if _RESERVED.match(text) else text


def suffix_of(name):
    """The suffix of a name in small letters without its dot; "" where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(name):
    """The kind that a name promises ("pdf", "jpg" for .JPEG …); "" for none that is known."""
    suffix = suffix_of(name)
    kind = ALIASES.get(suffix, suffix)
    return kind if kind in KINDS else ""


def is_clutter(path):
    """Whether it is what systems put beside people's files."""
    *folders, name = path.replace("\\", "/").split("/")
    return "__MACOSX" in folders or name.lower() in _CLUTTER or name.startswith(("._", "~$"))


def taken(video):
    """Kinds that may be sent: all but videos where those are not wanted."""
    return [kind for kind in KINDS if video or kind != "mp4"]


def kinds_in_words(video):
    """ "PDF, JPG, PNG …" for a sentence."""
    *first, last = [kind.upper() for kind in taken(video)]
    return f"{', '.join(first)}, atau {last}"


def refused_type(name, video):
    """Sentence for a name whose suffix is not taken."""
    suffix = suffix_of(name)
    way = advice.for_suffix(suffix, video=video) or f"Simpan sebagai {kinds_in_words(video)}, lalu unggah lagi."
    return sentence("type_not_allowed", suffix=f".{suffix}" if suffix else "tanpa akhiran", way=way)


def refused_content(code, *, wanted, found, area, signed=False):
    """(code, sentence) of what the inspection said of a file that should be of the kind wanted.

    found: content type or kind that its bytes say; area: most pixels of a picture, in millions; signed: whether it is
    a PDF that somebody signed.
    """
    if signed and code in SIGNED:
        return code, SIGNED_SENTENCE.format(what=SIGNED[code])
    kind = KINDS.get(wanted, wanted)
    return code, sentence(code, wanted=kind, found=found_in_words(found), area=area, way=_way(kind, found))


def found_in_words(found):
    """Indonesian name of what the bytes say, a kind or a content type."""
    return KINDS.get(found) or advice.name_of(found) or UNKNOWN


def _way(kind, found):
    if found in TYPES and found != "mp4":
        return f"Ganti akhiran namanya menjadi .{found}, lalu unggah lagi."
    return advice.for_content(found) or (
        f"Simpan ulang sebagai {kind} dari aplikasinya, lalu unggah lagi; mengganti akhiran nama saja tidak cukup."
    )
