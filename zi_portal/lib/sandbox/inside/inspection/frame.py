"""Where a PDF begins and ends in a file, and what else stands around it."""

import re

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

MARK, END = b"%PDF-", b"%%EOF"
LATEST = 1024
"""The mark of a PDF must stand within so many bytes (PDF 1.7, implementation note 13)."""
BLANK = b"\x00\t\r\n\x0c \xef\xbb\xbf"
PRINTER = b"\x1b%-12345X"
"""What a printer's language puts before a PDF."""
MESSAGE = re.compile(rb"<br ?/?>|<b>|<!--|(?:Notice|Warning|Deprecated|Strict Standards): ", re.IGNORECASE)
"""With this begins what a program of the web says before the PDF that it sends."""
MARKUP = re.compile(rb"<(?!/?(?:b|br|i|p|pre|br /|!--)[ >/-])", re.IGNORECASE)
"""A tag that is more than a message's layout."""
TAIL = 1 << 20
"""So far from its end the end mark is looked for."""
FEW = 2048
"""Real producers leave so many bytes behind the end mark."""
ARCHIVE_END = b"PK\x05\x06"
OBJECT = re.compile(rb"\d{1,10} \d{1,5} obj\b")
UNMARKED = re.compile(rb"startxref\s{1,9}\d{1,12}\s{0,9}\Z")
"""A PDF whose producer left the end mark out: all else is there."""
PRINTABLE = bytes(sorted({*b"\t\n\r\x0c", *range(32, 127), *range(128, 256)}))


def edges(file):
    """(first byte, byte behind the last, whether the end mark is there) of the PDF in an open file.

    What a program of the web wrote before or behind a whole PDF is left outside. Raises Unfit where another file is
    hidden there, or the end is missing.
    """
    start = _start(file)
    size = file.seek(0, 2)
    place = file.seek(max(0, size - TAIL))
    tail = file.read()
    _check_archive(tail)
    mark = tail.rfind(END)
    if mark < 0:
        if not UNMARKED.search(tail[-64:].rstrip(BLANK)):
            raise Unfit("truncated")
        return start, size, False
    behind = tail[mark + len(END) :].strip(BLANK)
    if not behind:
        return start, size, True
    if OBJECT.search(behind):
        raise Unfit("truncated")  # another version of the document began there
    if _is_text(behind):
        return start, place + mark + len(END), True
    if len(behind) > FEW:
        raise Unfit("polyglot")
    return start, size, True


def _start(file):
    file.seek(0)
    before = file.read(LATEST).partition(MARK)[0]
    said = before.strip(BLANK)
    if not said or before.startswith(PRINTER):
        return 0
    if _is_text(said) and MESSAGE.match(said) and not MARKUP.search(said):
        return len(before)
    raise Unfit("polyglot")


def _is_text(content):
    return not content.translate(None, PRINTABLE)


def _check_archive(tail):
    """No archive hangs behind or inside that other programs would open instead."""
    place = tail.rfind(ARCHIVE_END)
    if place >= 0 and len(tail) - place >= 22:
        comment = int.from_bytes(tail[place + 20 : place + 22], "little")
        if comment == len(tail) - place - 22:
            raise Unfit("polyglot")
