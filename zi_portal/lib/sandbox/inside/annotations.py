"""Annotations on a PDF's page beside its text: fields, signatures, stamps, notes; runs in a confined child."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

LONGEST = 1 << 20
"""Bytes of a field or note that are read, at most."""
NOTES = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_POLYLINE,
    }
)  # fmt: skip
"""Kinds of annotations whose text a person wrote."""
INVISIBLE = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
TEXT_FIELDS = frozenset(
    {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
)
"""Form fields whose value is text."""
PASSWORD = 1 << 13
"""Flag of a text field whose value is never shown (PDF 1.7, table 228)."""


def prepare(document):
    """Make a just opened document draw its form fields as in print, not as a form to fill in."""
    document.init_forms()
    if document.formenv:
        pdfium.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)


class Layer:
    """Annotations of an open page: .present (there are any), .stray (a field has no form), .words (their texts)."""

    def __init__(self, page):
        self.present, self.stray, self.words = False, False, []
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            if not note:
                continue
            try:
                if not pdfium.FPDFAnnot_GetFlags(note) & INVISIBLE:
                    self._add_annotation(note, page.formenv)
            finally:
                pdfium.FPDFPage_CloseAnnot(note)

    def _add_annotation(self, note, forms):
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        if kind in NOTES:
            self._add(_value(pdfium.FPDFAnnot_GetStringValue, note, b"Contents"))
        elif kind == pdfium.FPDF_ANNOT_WIDGET:
            field = pdfium.FPDFAnnot_GetFormFieldType(forms, note) if forms else -1
            self.stray = self.stray or field < 0
            if field in TEXT_FIELDS and not pdfium.FPDFAnnot_GetFormFieldFlags(forms, note) & PASSWORD:
                self._add(_value(pdfium.FPDFAnnot_GetFormFieldValue, forms, note))
        self.present = self.present or kind not in {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}

    def _add(self, words):
        if words.strip():
            self.words.append(words)

    def missing(self, text):
        """Return those of the words that a text lacks, whatever its line breaks, one per line."""
        flat = " ".join(text.split())
        return "\n".join(dict.fromkeys(words for words in self.words if " ".join(words.split()) not in flat))


def _value(read, *arguments):
    """Return the text of a pdfium function, which gives first its length in bytes, then UTF-16; "" beyond LONGEST."""
    size = read(*arguments, None, 0)
    if not 2 < size <= LONGEST:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    read(*arguments, buffer, size)
    return bytes(buffer).decode("utf-16-le", "ignore").rstrip("\x00")


def flatten(page):
    """Make the annotations part of the page, in memory; takes effect when the page is opened again."""
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_FAIL:
        raise pypdfium2.PdfiumError("What lies on the page could not be made part of it.")
