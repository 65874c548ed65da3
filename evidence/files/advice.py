"""Advice about a file whose type is not accepted, by the suffix of its name or by its content type. Pure."""

_PHOTO = (
    "Simpan sebagai JPG, lalu unggah lagi. Agar foto berikutnya langsung JPG, di iPhone pilih Pengaturan › Kamera › "
    "Format › Paling Kompatibel; di Android matikan foto HEIF (efisiensi tinggi) di pengaturan kamera."
)
_VIDEO = "Unggah foto atau tangkapan layar kegiatannya (JPG atau PNG), atau notulanya (PDF atau DOCX)."

REMEDIES = {
    "word": "Buka di Word, simpan sebagai DOCX atau PDF, lalu unggah lagi.",
    "excel": "Buka di Excel, simpan sebagai XLSX atau PDF, lalu unggah lagi.",
    "powerpoint": "Buka di PowerPoint, simpan sebagai PPTX atau PDF, lalu unggah lagi.",
    "macro": "Berkas ini dapat berisi makro. Simpan sebagai DOCX, XLSX, atau PPTX tanpa makro, lalu unggah lagi.",
    "office": "Buka di aplikasinya, simpan sebagai DOCX, XLSX, PPTX, atau PDF tanpa kata sandi, lalu unggah lagi.",
    "photo": _PHOTO,
    "picture": "Buka gambarnya, simpan sebagai JPG atau PNG, lalu unggah lagi.",
    "drawing": "Ekspor dari aplikasinya sebagai PDF atau JPG, lalu unggah lagi.",
    "archive": "Keluarkan isinya, lalu unggah berkas-berkasnya langsung atau kemas sebagai ZIP.",
    "mail": "Buka surelnya, simpan sebagai PDF, lalu unggah PDF itu; unggah lampirannya sendiri.",
    "page": "Ini halaman web, mungkin halaman masuk atau pesan kesalahan. Unduh ulang dokumennya; bila memang halaman "
    "itu buktinya, simpan sebagai PDF dari peramban, lalu unggah lagi.",
    "text": "Salin isinya ke Word, simpan sebagai DOCX atau PDF, lalu unggah lagi.",
    "sound": "Rekaman suara tidak diterima sebagai bukti. Tulis notulanya (PDF atau DOCX), lalu unggah.",
    "video": _VIDEO,
    "other video": "Simpan sebagai MP4, lalu unggah lagi.",
    "google": "Ini pintasan ke Google Drive, bukan dokumennya. Buka dokumennya di Google, pilih File › Download › PDF "
    "atau DOCX/XLSX/PPTX, lalu unggah hasilnya.",
    "shortcut": "Ini pintasan, bukan berkasnya. Cari berkas yang ditunjuknya, lalu unggah berkas itu.",
    "program": "Program tidak diterima sebagai bukti. Unggah dokumen atau gambar yang menjadi buktinya.",
    "unfinished": "Unduhan ini belum selesai. Unduh ulang sampai selesai, lalu unggah lagi.",
    "signature": "Buka di aplikasi tanda tangan elektroniknya, ambil dokumen PDF-nya, lalu unggah PDF itu.",
    "print": "Buka di aplikasinya, simpan atau ekspor sebagai PDF, lalu unggah lagi.",
    "nameless": "Beri nama berakhiran sesuai jenisnya, misalnya .pdf atau .jpg, lalu unggah lagi.",
}
"""{kind of file: what its owner can do about it}."""

_SUFFIXES = {
    "word": "doc dot dotx rtf odt ott fodt sxw wps wpd wri pages",
    "excel": "xls xlt xltx xlsb ods ots fods sxc csv tsv numbers et",
    "powerpoint": "ppt pot potx pps ppsx odp otp fodp sxi key dps",
    "macro": "docm dotm xlsm xltm xlam pptm potm ppsm",
    "photo": "heic heif hif avif",
    "picture": "gif bmp dib tif tiff svg ico jp2 jxl psd dng raw cr2 cr3 nef arw apng",
    "drawing": "cdr ai eps ps dwg dxf skp vsd vsdx odg fig sketch xd indd",
    "archive": "rar 7z tar gz tgz bz2 xz zst zipx z arj cab iso lzh ace jar",
    "mail": "msg eml mbox pst",
    "page": "html htm xhtml mht mhtml webarchive",
    "text": "txt xml json md log yaml yml",
    "sound": "mp3 wav m4a aac ogg opus amr wma flac",
    "other video": "mov avi mkv 3gp wmv webm m4v mpg mpeg flv mts",
    "google": "gdoc gsheet gslides gdraw gform gdoc.txt",
    "shortcut": "lnk url webloc desktop",
    "program": "exe msi bat cmd com scr pif js vbs ps1 apk sh php py dll wsf hta",
    "unfinished": "part partial crdownload download tmp opdownload",
    "signature": "p7m p7s p7b p12 pfx cer crt",
    "print": "xps oxps pub one onepkg mpp mdb accdb epub djvu",
}
_BY_SUFFIX = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}

CONTENTS = {
    "text/html": ("halaman HTML", "page"),
    "image/svg+xml": ("gambar SVG", "picture"),
    "text/xml": ("berkas XML", "text"),
    "application/xml": ("berkas XML", "text"),
    "application/json": ("berkas JSON", "text"),
    "text/csv": ("tabel CSV", "excel"),
    "message/rfc822": ("halaman tersimpan (MHT) atau surel", "mail"),
    "application/vnd.ms-outlook": ("surel Outlook", "mail"),
    "image/gif": ("gambar GIF", "picture"),
    "image/heic": ("foto HEIC", "photo"),
    "image/heif": ("foto HEIC", "photo"),
    "image/avif": ("gambar AVIF", "photo"),
    "image/tiff": ("gambar TIFF", "picture"),
    "image/bmp": ("gambar BMP", "picture"),
    "image/x-ms-bmp": ("gambar BMP", "picture"),
    "image/vnd.adobe.photoshop": ("gambar Photoshop", "picture"),
    "application/postscript": ("berkas PostScript", "drawing"),
    "application/x-rar": ("arsip RAR", "archive"),
    "application/vnd.rar": ("arsip RAR", "archive"),
    "application/x-7z-compressed": ("arsip 7-Zip", "archive"),
    "application/gzip": ("arsip GZ", "archive"),
    "application/x-tar": ("arsip TAR", "archive"),
    "application/x-ole-storage": ("dokumen Office lama atau berkata sandi", "office"),
    "application/vnd.oasis.opendocument.text": ("dokumen OpenDocument (ODT)", "word"),
    "application/vnd.oasis.opendocument.spreadsheet": ("buku kerja OpenDocument (ODS)", "excel"),
    "application/vnd.oasis.opendocument.presentation": ("presentasi OpenDocument (ODP)", "powerpoint"),
    "text/rtf": ("dokumen RTF", "word"),
    "text/plain": ("teks biasa", "text"),
    "mp4": ("video MP4", "video"),
    "video/quicktime": ("video MOV", "video"),
    "video/3gpp": ("video 3GP", "video"),
    "video/x-msvideo": ("video AVI", "video"),
    "audio/mpeg": ("rekaman suara", "sound"),
    "audio/x-wav": ("rekaman suara", "sound"),
    "application/x-ms-shortcut": ("pintasan Windows", "shortcut"),
    "application/x-mswinurl": ("pintasan Windows", "shortcut"),
    "application/x-dosexec": ("program Windows (EXE)", "program"),
    "application/vnd.microsoft.portable-executable": ("program Windows (EXE)", "program"),
    "application/x-executable": ("program Linux", "program"),
    "application/x-sharedlib": ("program Linux", "program"),
    "application/x-pie-executable": ("program Linux", "program"),
    "text/x-php": ("program PHP", "program"),
    "text/x-shellscript": ("program skrip", "program"),
}
"""{content type of the bytes: (its Indonesian name, key of REMEDIES)}."""


def for_suffix(suffix, *, video):
    """Return the remedy for a suffix in lower case without its dot ("" for no suffix), "" when there is none.

    video: whether MP4 is accepted.
    """
    kind = _BY_SUFFIX.get(suffix, "" if suffix else "nameless")
    if not video and (suffix == "mp4" or kind == "other video"):
        kind = "video"
    return REMEDIES.get(kind, "")


def name_of(content):
    """Return the Indonesian name of a content type, "" for an unknown one."""
    return CONTENTS.get(content, ("", ""))[0]


def for_content(content):
    """Return the remedy for a content type, "" when there is none."""
    return REMEDIES.get(CONTENTS.get(content, ("", ""))[1], "")
