"""What an upload is told: clean names, sizes, which types are taken, and the sentence of each refusal. Pure."""

import re
import unicodedata

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

FOUND = {
    "text/html": "halaman HTML",
    "image/svg+xml": "gambar SVG",
    "text/xml": "berkas XML",
    "application/xml": "berkas XML",
    "message/rfc822": "halaman tersimpan (MHT) atau surel",
    "image/gif": "gambar GIF",
    "image/heic": "foto HEIC",
    "image/tiff": "gambar TIFF",
    "image/bmp": "gambar BMP",
    "image/avif": "gambar AVIF",
    "application/zip": "arsip ZIP",
    "application/x-rar": "arsip RAR",
    "application/x-7z-compressed": "arsip 7-Zip",
    "application/x-ole-storage": "dokumen Office lama atau berkata sandi",
    "application/x-dosexec": "program Windows (EXE)",
    "application/vnd.microsoft.portable-executable": "program Windows (EXE)",
    "application/x-executable": "program Linux",
    "application/x-sharedlib": "program Linux",
    "application/x-pie-executable": "program Linux",
    "text/x-php": "program PHP",
    "text/x-shellscript": "program skrip",
    "text/rtf": "dokumen RTF",
    "text/plain": "teks biasa",
    "video/quicktime": "video MOV",
}
"""Names of what else a file may turn out to be, by the type that its bytes say."""

UNKNOWN = "jenis yang tidak dikenal"

MESSAGES = {
    "file_missing": "Berkas tidak bernama. Beri nama pada berkasnya, lalu pilih lagi.",
    "file_empty": "Berkas kosong. Periksa berkas aslinya, lalu pilih lagi.",
    "file_too_large": "Ukurannya {size}, paling besar {most}. Perkecil atau pecah berkasnya, lalu unggah lagi.",
    "quota_full": "Ruang satker tersisa {free} dari {quota}, sedangkan berkas ini {size}. "
    "Perkecil berkasnya, atau minta administrator menambah ruang.",
    "type_not_allowed": "Berkas {suffix} tidak diterima. Simpan sebagai {kinds}, lalu unggah lagi.",
    "file_type_mismatch": "Isi berkas bukan {wanted}, melainkan {found}. Simpan ulang sebagai {wanted} dari "
    "aplikasinya; mengganti akhiran nama saja tidak cukup.",
    "truncated": "Berkas terpotong: akhirnya tidak ada. Buka berkas aslinya, simpan ulang, lalu unggah lagi.",
    "unreadable": "Berkas rusak atau tidak dapat dibaca. Buka di aplikasinya, simpan ulang, lalu unggah lagi.",
    "polyglot": "Di dalam berkas ini tersembunyi berkas jenis lain. Cetak ulang dokumennya ke PDF, lalu unggah lagi.",
    "password": "Berkas dilindungi kata sandi. Hapus kata sandinya, simpan, lalu unggah lagi.",
    "pdf_script": "PDF berisi program (JavaScript). Cetak ulang dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_launch": "PDF berisi perintah menjalankan program. Cetak ulang dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_attachment": "PDF berisi lampiran berkas lain. Unggah lampirannya sendiri, dan cetak ulang dokumennya ke PDF.",
    "pdf_form": "PDF berupa formulir dinamis (XFA). Cetak ulang dokumennya ke PDF biasa, lalu unggah lagi.",
    "pdf_media": "PDF berisi video, suara, atau benda tiga dimensi. Cetak ulang dokumennya ke PDF biasa.",
    "macro": "Berkas berisi makro. Simpan sebagai dokumen biasa tanpa makro, lalu unggah lagi.",
    "embedded_program": "Berkas berisi program atau paket berkas lain. Hapus benda sisipannya, lalu unggah lagi.",
    "external": "Berkas memuat isinya dari alamat luar. Putuskan tautannya (templat atau benda), lalu unggah lagi.",
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
    text = unicodedata.normalize("NFC", "".join(" " if one in "\t\r\n" else one for one in text))
    kept = "".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    return " ".join(kept.split())


def path_of(sent):
    """The path that a person sees: folders and name, each clean, never up or absolute, at most 500 characters."""
    steps = _DRIVE.sub("", sent).replace("\\", "/").split("/")
    folders = [step for step in map(_step, steps[:-1]) if step]
    path = "/".join([*folders, name_of(sent)])
    while len(path) > LONGEST_PATH:
        path = path.partition("/")[2]
    return path


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
    return sentence("type_not_allowed", suffix=f".{suffix}" if suffix else "tanpa akhiran", kinds=kinds_in_words(video))


def refused_content(code, *, wanted, found, area):
    """(code, sentence) of what the inspection said of a file that should be of the kind wanted.

    found: content type or kind that its bytes say; area: most pixels of a picture, in millions.
    """
    word = KINDS.get(found) or FOUND.get(found) or UNKNOWN
    return code, sentence(code, wanted=KINDS.get(wanted, wanted), found=word, area=area)
