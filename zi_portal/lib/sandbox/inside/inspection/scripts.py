"""Recognises PDF scripts that only open the print dialog or lay out the fields of a form."""

import re

import pikepdf

LONGEST = 4000
WORD = r"[A-Za-z_]\w{0,40}"
LITERAL = r"(?:true|false|null|-?\d{1,9}(?:\.\d{1,9})?|\"[^\"\\\n]{0,200}\"|'[^'\\\n]{0,200}')"
PAIR = rf"{WORD}\s*:\s*{LITERAL}\s*"
ARGUMENT = rf"(?:{LITERAL}|new Array\s*\([^()\\]{{0,400}}\)|\{{\s*(?:{PAIR}(?:,\s*{PAIR})*)?\}})\s*"
ARGUMENTS = rf"\(\s*(?:{ARGUMENT}(?:,\s*{ARGUMENT})*)?\)"
HARMLESS = tuple(
    re.compile(pattern)
    for pattern in (
        # the print dialog, as TCPDF, FPDF, mPDF, jsPDF, iText, Jasper and FastReport open it
        rf"(?:this\.|window\.)?print\s*{ARGUMENTS}",
        r"(?:this\.)?print\s*\(\s*pp\s*\)",
        r"(?:var )?pp\s*=\s*(?:this\.)?getPrintParams\s*\(\s*\)",
        r"pp\.(?:interactive|pageHandling|flags|duplexType)\s*=\s*pp\.constants\.\w{1,40}\.\w{1,40}",
        r"pp\.(?:firstPage|lastPage|bitmapDPI|NumCopies|numCopies)\s*=\s*\d{1,6}",
        # what Acrobat puts into the fields of a form: number, date, sum
        rf"AF(?:Number|Date|Time|Percent|Special|Simple|Range)_\w{{1,24}}\s*{ARGUMENTS}",
    )
)


def is_harmless(script):
    """Return whether a script (text or stream of an action) consists of statements of HARMLESS only."""
    if isinstance(script, pikepdf.Stream):
        content = script.read_bytes()
        text = content.decode("utf-16" if content[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
    elif isinstance(script, pikepdf.String):
        text = str(script)
    else:
        return False
    splits = (text.split(";"), re.split(r"[;\r\n]", text))  # a statement may span lines, or end with its line
    return len(text) <= LONGEST and any(all(map(_is_harmless_statement, statements)) for statements in splits)


def _is_harmless_statement(statement):
    text = statement.strip()
    return not text or any(pattern.fullmatch(text) for pattern in HARMLESS)
