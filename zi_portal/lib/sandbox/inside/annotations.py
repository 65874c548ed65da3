"""What lies on a PDF's page beside its text: fields, signatures, stamps, notes; runs in a confined child."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

LONGEST = 1 << 20
"""Bytes of one field or note that is read."""
NOTES = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_POLYLINE,
    }
)  # fmt: skip
"""Kinds of annotations whose words somebody wrote."""
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
WORDED = frozenset({pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX})
"""Form fields whose value is words."""
PASSWORD = 1 << 13
"""Flag of a text field whose value is never shown (PDF 1.7, table 228)."""


def prepare(document):
    """Let the form fields of a document that was just opened be drawn as a print shows them, not as a form to fill."""
    document.init_forms()
    if document.formenv:
        pdfium.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)


class Layer:
    """What lies on an open page: .there (something does), .stray (a field that no form knows), .words (of it all)."""

    def __init__(self, page):
        self.there, self.stray, self.words = False, False, []
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            if not note:
                continue
            try:
                if not pdfium.FPDFAnnot_GetFlags(note) & UNSEEN:
                    self._look(note, page.formenv)
            finally:
                pdfium.FPDFPage_CloseAnnot(note)

    def _look(self, note, forms):
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        if kind in NOTES:
            self._add(_value(pdfium.FPDFAnnot_GetStringValue, note, b"Contents"))
        elif kind == pdfium.FPDF_ANNOT_WIDGET:
            field = pdfium.FPDFAnnot_GetFormFieldType(forms, note) if forms else -1
            self.stray = self.stray or field < 0
            if field in WORDED and not pdfium.FPDFAnnot_GetFormFieldFlags(forms, note) & PASSWORD:
                self._add(_value(pdfium.FPDFAnnot_GetFormFieldValue, forms, note))
        self.there = self.there or kind not in {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}

    def _add(self, words):
        if words.strip():
            self.words.append(words)

    def missing(self, text):
        """Those of the words that a text does not hold, whatever its line breaks, one a line."""
        flat = " ".join(text.split())
        return "\n".join(dict.fromkeys(one for one in self.words if " ".join(one.split()) not in flat))


def _value(read, *where):
    """Text that a function of pdfium gives: first its length in bytes, then itself in UTF-16; "" beyond LONGEST."""
    size = read(*where, None, 0)
    if not 2 < size <= LONGEST:
        return ""
    room = (ctypes.c_ushort * (size // 2))()
    read(*where, room, size)
    return bytes(room).decode("utf-16-le", "ignore").rstrip("\x00")


def flatten(page):
    """Make what lies on the page part of it, in memory; it counts for the page when it is opened again."""
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_FAIL:
        raise pypdfium2.PdfiumError("What lies on the page could not be made part of it.")
