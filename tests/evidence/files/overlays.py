"""PDFs on whose pages something lies: form fields, stamps, notes, the picture of a signature."""

import io
import warnings

import pikepdf
from pikepdf import Array, Dictionary, Name

WIDGET, STAMP, FREE, NOTE = Name.Widget, Name.Stamp, Name.FreeText, Name.Text
SEEN, HIDDEN = 4, 2
PASSWORD, COMBO = 1 << 13, 1 << 17


def overlaid(*layers, listed=True, acroform=True, needs_drawing=False):
    """Bytes of a PDF of one empty page of 400 × 500 with these layers, one below the other, each 200 × 24.

    A layer is a dict of PDF keys without slash; its "drawn" is the text of its own picture, a light red box. listed:
    the form knows its fields; acroform: there is a form at all.
    """
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 500))
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    notes = [_note(document, font, place, layer) for place, layer in enumerate(layers)]
    page.obj.Annots = Array(notes)
    if acroform:
        fields = [note for note in notes if note.Subtype == WIDGET] if listed else []
        form = Dictionary(Fields=Array(fields), DR=Dictionary(Font=Dictionary(Helv=font)), DA="/Helv 12 Tf 0 g")
        if needs_drawing:
            form.NeedAppearances = True
        document.Root.AcroForm = document.make_indirect(form)
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)  # fields that no form knows are wanted
        document.save(target)
    return target.getvalue()


def _note(document, font, place, layer):
    top = 480 - 32 * place
    keys = {"Type": Name.Annot, "Rect": Array([20, top - 24, 220, top]), "F": SEEN, "DA": "/Helv 12 Tf 0 g"} | layer
    text = keys.pop("drawn", None)
    if text is not None:
        keys["AP"] = Dictionary(N=_picture(document, font, text))
    return document.make_indirect(Dictionary(**keys))


def _picture(document, font, text):
    content = b"q 1 0.6 0.6 rg 0 0 200 24 re f 0 g BT /F1 12 Tf 4 6 Td (%s) Tj ET Q" % text.encode("latin-1")
    stream = document.make_stream(content)
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 24])
    stream.Resources = Dictionary(Font=Dictionary(F1=font))
    return stream


def field(name, value, kind=Name.Tx, **keys):
    """A form field, for overlaid()."""
    return {"Subtype": WIDGET, "FT": kind, "T": name, "V": value} | keys


def stamped(text, subtype=STAMP, **keys):
    """A stamp or another layer with its own picture, for overlaid()."""
    return {"Subtype": subtype, "drawn": text} | keys
