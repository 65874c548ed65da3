"""Finds where a PDF begins and ends in a file, and judges the bytes around it."""

import re

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

MARK, END = b"%PDF-", b"%%EOF"
LATEST = 1024
"""Bytes within which the mark of a PDF must stand (PDF 1.7, implementation note 13)."""
BLANK = b"\x00\t\r\n\x0c \xef\xbb\xbf"
PRINTER = b"\x1b%-12345X"
"""Start of a printer's commands before a PDF."""
MESSAGE = re.compile(rb"<br ?/?>|<b>|<!--|(?:Notice|Warning|Deprecated|Strict Standards): ", re.IGNORECASE)
"""Start of a message that a web program puts before the PDF that it sends."""
MARKUP = re.compile(rb"<(?!/?(?:b|br|i|p|pre|br /|!--)[ >/-])", re.IGNORECASE)
"""A tag beyond the layout of a message."""
TAIL = 1 << 20
"""Bytes at the end of a file in which the end mark is searched."""
FEW = 2048
"""Bytes behind the end mark that real producers leave, at most."""
ARCHIVE_END = b"PK\x05\x06"
OBJECT = re.compile(rb"\d{1,10} \d{1,5} obj\b")
UNMARKED = re.compile(rb"startxref\s{1,9}\d{1,12}\s{0,9}\Z")
"""End of a PDF whose producer omitted the end mark only."""
PRINTABLE = bytes(sorted({*b"\t\n\r\x0c", *range(32, 127), *range(128, 256)}))


def edges(file):
    """Return (first byte, byte behind the last, whether it has an end mark) of the PDF in an open file.

    What a web program wrote before or behind a complete PDF is left outside. Raises Unfit where another file is hidden
    there, or the end is missing.
    """
    start = _start(file)
    size = file.seek(0, 2)
    position = file.seek(max(0, size - TAIL))
    tail = file.read()
    _check_archive(tail)
    mark = tail.rfind(END)
    if mark < 0:
        if not UNMARKED.search(tail[-64:].rstrip(BLANK)):
            raise Unfit("truncated")
        return start, size, False
    trailing = tail[mark + len(END) :].strip(BLANK)
    if not trailing:
        return start, size, True
    if OBJECT.search(trailing):
        raise Unfit("truncated")  # another version of the document began there
    if _is_text(trailing):
        return start, position + mark + len(END), True
    if len(trailing) > FEW:
        raise Unfit("polyglot")
    return start, size, True


def _start(file):
    file.seek(0)
    preamble = file.read(LATEST).partition(MARK)[0]
    text = preamble.strip(BLANK)
    if not text or preamble.startswith(PRINTER):
        return 0
    if _is_text(text) and MESSAGE.match(text) and not MARKUP.search(text):
        return len(preamble)
    raise Unfit("polyglot")


def _is_text(content):
    return not content.translate(None, PRINTABLE)


def _check_archive(tail):
    """Raise Unfit for an archive behind or inside the PDF, which other programs would open instead."""
    position = tail.rfind(ARCHIVE_END)
    if position >= 0 and len(tail) - position >= 22:
        comment = int.from_bytes(tail[position + 20 : position + 22], "little")
        if comment == len(tail) - position - 22:
            raise Unfit("polyglot")
