"""What the queries of Power Query in a workbook ask: tables of the workbook and files of the own disk, or more."""

import base64
import binascii
import io
import re
import zipfile
import zlib

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

MOST = 4 << 20
"""Bytes of all queries of a workbook; people's take some thousand."""
HEAD = 8
"""Bytes of version and length before the package of the queries."""
TOKEN = re.compile(r'(#?)"[^"]*(?:"|\Z)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)')
"""A text, a quoted name or a comment."""
FIELD = re.compile(r"\[[\w .]{1,99}\]")
"""A column of a row, whatever dots its name has."""
NAME = re.compile(r"\b([A-Za-z]\w*)\.[A-Za-z]\w*")
ELSEWHERE = re.compile(r'"(?:https?:|ftp:|file:|\\\\|//)', re.IGNORECASE)
SHARED = re.compile(r"#(?:shared|sections)\b")
"""By these a query gets at functions without their names."""
CALCULATING = frozenset(
    "Any BinaryEncoding Binary Byte ByteOrder Character Combiner Comparer Compression CsvStyle Csv Cube Culture "
    "Currency Date DateTime DateTimeZone Day Decimal Double Duration Error Excel ExtraValues Function GroupKind Guid "
    "Html Int8 Int16 Int32 Int64 ItemExpression JoinAlgorithm JoinKind JoinSide Json Lines List Logical MissingField "
    "None Null Number Occurrence Order Pdf Percentage Precision QuoteStyle RankKind Record RelativePosition Replacer "
    "RoundingMode RowExpression Single Splitter Table Tables Text TextEncoding Time TimeZone TraceLevel Type Uri "
    "Value Xml File Folder".split()
)
"""Kinds of functions that calculate, or read the workbook and the own disk."""
BROKEN = (binascii.Error, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, RuntimeError, OSError)


def look(text):
    """Raise Unfit for queries (the text of a DataMashup) that ask the web or another machine, or are unreadable."""
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        length = int.from_bytes(packed[4:HEAD], "little")
        with zipfile.ZipFile(io.BytesIO(packed[HEAD : HEAD + length])) as archive:
            queries = [info for info in archive.infolist() if info.filename.lower().endswith(".m")]
            if sum(info.file_size for info in queries) > MOST:
                raise Unfit("bomb")
            for info in queries:
                _look_at_query(archive.read(info).decode("utf-8-sig"))
    except BROKEN as error:
        raise Unfit("external") from error


def _look_at_query(query):
    bare = TOKEN.sub(_bare, query)
    kinds = set(NAME.findall(FIELD.sub(" ", bare)))
    afar = kinds & {"File", "Folder"} and ELSEWHERE.search(query)
    if afar or SHARED.search(bare) or not kinds <= CALCULATING:
        raise Unfit("external")


def _bare(token):
    """A text says nothing, a comment is a blank; a quoted name (#"…") may be a function's or be spelt by codes."""
    if not token[0].startswith(("#", '"')):
        return " "
    if not token[1] or " " in token[0]:
        return " x "
    return " #shared " if "#(0" in token[0] else f" {token[0][2:-1]} "
