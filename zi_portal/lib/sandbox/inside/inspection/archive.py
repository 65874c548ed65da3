"""Lists the files of a ZIP archive from its directory; nothing is unpacked here."""

import stat
import zipfile

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, LookupError, OSError, EOFError, RuntimeError)
RATIO = 200
RATIO_FROM = 10 << 20
"""Unpacked bytes above which a file that is packed tighter than RATIO is no document."""
UTF8 = 0x800
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Methods of compression whose unpacking needs little memory; LZMA takes as much as the archive demands."""
ENCRYPTED = 0x1


def entries(path, limit, room):
    """Return [{"index", "path", "size", "why"}] of an archive's files in their order; why: code of a refusal or "".

    Raises Unfit for more than `limit` files or `room` unpacked bytes, overlapping parts or an unreadable directory.
    Sizes are those of the directory: whoever unpacks stops there.
    """
    infos = _infos(path, limit)
    _check_overlap([info for _, info in infos])
    total = sum(info.file_size for _, info in infos)
    if total > room:
        raise Unfit("zip_too_large", total=total)
    return [
        {"index": index, "path": _name(info), "size": info.file_size, "why": _refusal(info)} for index, info in infos
    ]


def _infos(path, limit):
    """Return [(index in the directory, ZipInfo)] of the files."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except BROKEN as error:
        raise Unfit("unreadable") from error
    files = [(index, info) for index, info in enumerate(infos) if not info.is_dir()]
    if len(files) > limit or len(infos) > 4 * limit:
        raise Unfit("zip_too_many")
    return files


def _check_overlap(infos):
    """Raise Unfit where two files share bytes: that is how a small archive unpacks to a huge one."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Unfit("bomb")
        end = info.header_offset + info.compress_size


def _name(info):
    """Return the path as its author wrote it: Windows and macOS write UTF-8 without marking it."""
    name = info.orig_filename
    if info.flag_bits & UTF8:
        return name
    try:
        return name.encode("cp437").decode("utf8")
    except UnicodeError:
        return name


def _refusal(info):
    if info.flag_bits & ENCRYPTED:
        return "password"
    if info.compress_type not in METHODS:
        return "unreadable"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "zip_link"
    if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
        return "bomb"
    return ""
