"""Checks a workbook's Power Query queries: they may read tables of the workbook and files of the local disk only."""

import base64
import binascii
import io
import re
import zipfile
import zlib

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

MOST_BYTES = 4 << 20
"""Bytes of all queries of a workbook, at most; real ones take some thousand."""
HEAD = 8
"""Bytes of version and length before the package of the queries."""
TOKEN = re.compile(r'(#?)"[^"]*(?:"|\Z)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)')
"""A text, a quoted name or a comment."""
FIELD = re.compile(r"\[[\w .]{1,99}\]")
"""A column of a row, whatever dots its name has."""
NAME = re.compile(r"\b([A-Za-z]\w*)\.[A-Za-z]\w*")
ELSEWHERE = re.compile(r'"(?:https?:|ftp:|file:|\\\\|//)', re.IGNORECASE)
SHARED = re.compile(r"#(?:shared|sections)\b")
"""Constructs by which a query reaches functions without naming them."""
CALCULATING = frozenset(
    "Any BinaryEncoding Binary Byte ByteOrder Character Combiner Comparer Compression CsvStyle Csv Cube Culture "
    "Currency Date DateTime DateTimeZone Day Decimal Double Duration Error Excel ExtraValues Function GroupKind Guid "
    "Html Int8 Int16 Int32 Int64 ItemExpression JoinAlgorithm JoinKind JoinSide Json Lines List Logical MissingField "
    "None Null Number Occurrence Order Pdf Percentage Precision QuoteStyle RankKind Record RelativePosition Replacer "
    "RoundingMode RowExpression Single Splitter Table Tables Text TextEncoding Time TimeZone TraceLevel Type Uri "
    "Value Xml File Folder".split()
)
"""Kinds of functions that calculate, or read the workbook and the local disk."""
BROKEN = (binascii.Error, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, RuntimeError, OSError)


def check(text):
    """Raise Unfit for queries (the text of a DataMashup) that ask the web or another machine, or are unreadable."""
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        length = int.from_bytes(packed[4:HEAD], "little")
        with zipfile.ZipFile(io.BytesIO(packed[HEAD : HEAD + length])) as archive:
            queries = [info for info in archive.infolist() if info.filename.lower().endswith(".m")]
            if sum(info.file_size for info in queries) > MOST_BYTES:
                raise Unfit("bomb")
            for info in queries:
                _check_query(archive.read(info).decode("utf-8-sig"))
    except BROKEN as error:
        raise Unfit("external") from error


def _check_query(query):
    bare = TOKEN.sub(_bare, query)
    kinds = set(NAME.findall(FIELD.sub(" ", bare)))
    reads_elsewhere = kinds & {"File", "Folder"} and ELSEWHERE.search(query)
    if reads_elsewhere or SHARED.search(bare) or not kinds <= CALCULATING:
        raise Unfit("external")


def _bare(token):
    """Return the part of a token that can name a function: a text and a comment cannot, a quoted name (#"…") can."""
    if not token[0].startswith(("#", '"')):
        return " "
    if not token[1] or " " in token[0]:
        return " x "
    return " #shared " if "#(0" in token[0] else f" {token[0][2:-1]} "
