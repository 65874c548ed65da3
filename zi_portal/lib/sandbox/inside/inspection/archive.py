"""What stands in a ZIP archive, from its directory alone: nothing is unpacked here."""

import stat
import zipfile

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, LookupError, OSError, EOFError, RuntimeError)
RATIO = 200
RATIO_FROM = 10 << 20
"""A file of more unpacked bytes that is packed tighter is no document."""
UTF8 = 0x800
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of packing whose unpacking needs little memory; LZMA takes as much as the archive says."""
ENCRYPTED = 0x1


def entries(path, most, room):
    """[{"index", "path", "size", "why"}] of an archive's files in their order; why: code of a refusal or "".

    Raises Unfit for more than so many files or unpacked bytes, for parts that overlap, for a directory that cannot
    be read. Sizes are those of the directory: whoever unpacks stops there.
    """
    infos = _infos(path, most)
    _check_overlap([info for _, info in infos])
    total = sum(info.file_size for _, info in infos)
    if total > room:
        raise Unfit("zip_too_large", total=total)
    return [
        {"index": index, "path": _name(info), "size": info.file_size, "why": _refusal(info)} for index, info in infos
    ]


def _infos(path, most):
    """[(place in the directory, ZipInfo)] of the files."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except BROKEN as error:
        raise Unfit("unreadable") from error
    files = [(index, info) for index, info in enumerate(infos) if not info.is_dir()]
    if len(files) > most or len(infos) > 4 * most:
        raise Unfit("zip_too_many")
    return files


def _check_overlap(infos):
    """Raise Unfit where two files are made of the same bytes: so a small archive unpacks to a huge one."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Unfit("bomb")
        end = info.header_offset + info.compress_size


def _name(info):
    """The path as its maker wrote it: Windows and macOS write UTF-8 without saying so."""
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
