"""Workbooks as other programs write them: the parts of an ordinary one, changed and zipped again."""

import zipfile
from io import BytesIO

from tests.workbooks import as_bytes

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}
"""{namespace: the same in Strict Open XML}"""


def parts_of(content):
    """Return {name: text} of a workbook's parts."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def zipped(path, parts):
    """Write these parts as a file; return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def rewritten(path, rows, *, names=None, texts=(), without=(), **how):
    """Write a workbook of these rows as another program would; return its path.

    names: function of a part's name. texts: (old, new) in every part. without: beginnings of parts to leave out.
    """
    parts = parts_of(as_bytes(rows, **how))
    for old, new in dict(texts).items():
        parts = {name: text.replace(old, new) for name, text in parts.items()}
    kept = {name: text for name, text in parts.items() if not name.startswith(tuple(without))}
    return zipped(path, {names(name) if names else name: text for name, text in kept.items()})
