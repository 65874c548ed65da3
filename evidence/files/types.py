"""Names, sizes and types of uploaded files, and the sentence of each refusal. Pure."""

import re
import unicodedata

from evidence.files import advice
from zi_portal.lib.unicode import normal

MAX_NAME_LENGTH = 120
MAX_PATH_LENGTH = 500
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
"""Accepted types with their names; mp4 depends on a setting, zip is only a container of the others."""

ALIASES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}

UNKNOWN = "jenis yang tidak dikenal"

MESSAGES = {
    "file_missing": "Berkas tidak bernama. Beri nama pada berkasnya, lalu pilih lagi.",
    "file_empty": "Berkas kosong (0 byte). Buka berkas aslinya untuk memastikan isinya, salin atau unduh ulang, "
    "lalu unggah lagi.",
    "file_too_large": "Ukurannya {size}, paling besar {most}. Perkecil atau pecah berkasnya, lalu unggah lagi.",
    "quota_full": "Ruang satker tersisa {free} dari {quota}, sedangkan berkas ini {size}. "
    "Perkecil berkasnya, atau minta administrator menambah ruang.",
    "type_not_allowed": "Berkas {suffix} tidak diterima. {remedy}",
    "file_type_mismatch": "Isi berkas bukan {expected}, melainkan {actual}. {remedy}",
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
    "infected": "Pemindai menemukan virus{signature}. Berkas dikarantina dan tidak dapat dipakai. Unggah salinan yang "
    "bersih.",
    "unscannable": "Pemindai tidak dapat memeriksa berkas ini (terlalu besar atau tidak terbaca), jadi tidak dapat "
    "dipakai. Perkecil atau simpan ulang, lalu unggah lagi.",
    "check_failed": "Pemeriksaan berkas tidak dapat diselesaikan karena gangguan sistem. Unggah lagi berkas ini.",
    "part_missing": "Sebagian kiriman hilang di penyimpanan. Unggah lagi berkas ini.",
    "cancelled": "Dibatalkan oleh pengunggah.",
    "expired": "Tidak dilanjutkan selama {days} hari, jadi kiriman ini dihapus. Unggah lagi bila masih diperlukan.",
}
"""Sentence of each code with which an item may end, with its blanks."""

SIGNED = {
    "pdf_script": "program (JavaScript)",
    "pdf_launch": "perintah menjalankan program",
    "pdf_action": "perintah yang berjalan sendiri",
    "pdf_attachment": "lampiran",
    "pdf_form": "formulir dinamis (XFA)",
    "pdf_media": "video, suara, atau benda tiga dimensi",
}
SIGNED_SENTENCE = (
    "PDF ini bertanda tangan elektronik dan berisi {part}. Minta salinan tanpa {part} dari penerbitnya, lalu unggah "
    "salinan itu; mencetak ulang atau mengubahnya menghapus tanda tangannya."
)
"""Sentence about a signed PDF: whoever has it cannot remove anything from it."""

RETRIABLE = frozenset({"quota_full", "check_failed", "part_missing", "cancelled", "expired", "zip_too_large"})
"""Codes after which the same file may be sent again, as the file was not at fault."""

_CLUTTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DRIVE = re.compile(r"^[A-Za-z]:")


def sentence(code, **blanks):
    """Return the Indonesian sentence of a code."""
    return MESSAGES[code].format(**blanks)


def amount(size):
    """Return a number of bytes as people read it: "512 byte", "12,5 MB"."""
    if size < 1024:
        return f"{size} byte"
    for unit in ("KB", "MB", "GB"):
        size /= 1024
        if size < 1024 or unit == "GB":
            return f"{size:.1f}".replace(".", ",").removesuffix(",0") + f" {unit}"
    raise AssertionError("GB is the last unit")


def clean(text):
    """Return the text as one line in NFC, without control, direction, unassigned and surrogate characters."""
    text = normal("NFC", "".join(" " if sign in "\t\r\n" else sign for sign in text))
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    visible = "".join(sign for sign in text if unicodedata.category(sign) not in hidden)
    return " ".join(visible.split())


def path_of(sent_path):
    """Return the path to show: folders and name, each clean, never absolute or upward, at most 500 characters."""
    steps = _DRIVE.sub("", sent_path).replace("\\", "/").split("/")
    folders = [step for step in map(_step, steps[:-1]) if step]
    path = "/".join([*folders, name_of(sent_path)])
    return path if len(path) <= MAX_PATH_LENGTH else path[-MAX_PATH_LENGTH - 1 :].partition("/")[2]


def name_of(sent_path):
    """Return the name to show, without folders: at most 120 characters with its suffix, never empty."""
    name = _step(sent_path.replace("\\", "/").rpartition("/")[2])
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = _step(stem) or NAMELESS
    tail = f".{suffix}"[:12] if suffix else ""
    return stem[: MAX_NAME_LENGTH - len(tail)].rstrip(". ") + tail


def _step(text):
    """Return the name of a folder or file in a form that every system accepts."""
    text = _FORBIDDEN.sub("_", clean(text)).strip(" ").rstrip(". ")
    text = "" if set(text) <= {".", " "} else text
    return f"_{text}" if _RESERVED.match(text) else text


def suffix_of(name):
    """Return the suffix of a name in lower case without its dot, "" when it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(name):
    """Return the kind that a name promises ("pdf", "jpg" for .JPEG …), "" for an unknown one."""
    suffix = suffix_of(name)
    kind = ALIASES.get(suffix, suffix)
    return kind if kind in KINDS else ""


def is_clutter(path):
    """Return whether the file is one that operating systems put beside people's files."""
    *folders, name = path.replace("\\", "/").split("/")
    return "__MACOSX" in folders or name.lower() in _CLUTTER or name.startswith(("._", "~$"))


def accepted_kinds(video):
    """Return the kinds that may be sent; video: whether MP4 is one of them."""
    return [kind for kind in KINDS if video or kind != "mp4"]


def kinds_in_words(video):
    """Return the accepted kinds for a sentence: "PDF, JPG, PNG …"."""
    *first, last = [kind.upper() for kind in accepted_kinds(video)]
    return f"{', '.join(first)}, atau {last}"


def type_refusal(name, video):
    """Return the sentence for a name whose suffix is not accepted."""
    suffix = suffix_of(name)
    remedy = advice.for_suffix(suffix, video=video) or f"Simpan sebagai {kinds_in_words(video)}, lalu unggah lagi."
    return sentence("type_not_allowed", suffix=f".{suffix}" if suffix else "tanpa akhiran", remedy=remedy)


def content_refusal(code, *, expected, actual, area, signed=False):
    """Return (code, sentence) of a refusal by the inspection; expected: kind that the file's name promises.

    actual: content type or kind of its bytes; area: number of pixels that a picture may have, in millions; signed:
    whether it is a signed PDF.
    """
    if signed and code in SIGNED:
        return code, SIGNED_SENTENCE.format(part=SIGNED[code])
    kind = KINDS.get(expected, expected)
    return code, sentence(code, expected=kind, actual=type_name(actual), area=area, remedy=_remedy(kind, actual))


def type_name(content):
    """Return the Indonesian name of a kind or content type."""
    return KINDS.get(content) or advice.name_of(content) or UNKNOWN


def _remedy(kind, content):
    if content in KINDS and content not in ("mp4", "zip"):
        return f"Ganti akhiran namanya menjadi .{content}, lalu unggah lagi."
    return advice.for_content(content) or (
        f"Simpan ulang sebagai {kind} dari aplikasinya, lalu unggah lagi; mengganti akhiran nama saja tidak cukup."
    )
