"""Leaves of files: page pictures and text of PDFs, pictures of a photo; runs in a confined child."""

import io
from contextlib import suppress
from pathlib import Path

import pypdfium2
from PIL import Image

from zi_portal.lib.sandbox.inside import annotations, office_text
from zi_portal.lib.sandbox.inside.pictures import BROKEN, fitting, shrunk, strips

TEXT = 100_000
"""Letters of one page's text that are kept."""
SHORT, AREA = 1400, 2_800_000
"""Pixels of a picture's short side, and of the whole picture: a sheet of A4 fills both."""
SHARPEST = 4
"""Pixels of a point of a PDF at most (288 to the inch)."""
ENCODING = {"format": "WEBP", "quality": 72, "method": 2}


def warm():
    """Load what decodes and encodes once, in the template."""
    Image.init()
    Image.new("RGB", (8, 8)).save(io.BytesIO(), **ENCODING)
    pypdfium2.PdfDocument.new().close()


def pdf(header, blobs):
    """For confined.call(): ({"total", "pages": [{"number", "part", "width", "height", "text"}]}, [WebP, …]).

    header: "path" of the file, "first" (from 1) and "count" of the pages wanted, "drawn": whether pictures are wanted
    beside the text. A very long or wide page comes in parts (from 1), of which the first has the text. A page that
    cannot be drawn has width 0 and an empty picture. Shown is what a print shows: form fields, signatures and stamps
    too. ({"refused": "broken"}, []) where it is no PDF that opens.
    """
    try:
        with Path(header["path"]).open("rb") as file, pypdfium2.PdfDocument(file) as document:
            annotations.prepare(document)
            total, first = len(document), header["first"]
            wanted = range(first, min(total, first + header["count"] - 1) + 1)
            leaves = [leaf for number in wanted for leaf in _leaves(document, number, header["drawn"])]
    except pypdfium2.PdfiumError:
        return {"refused": "broken"}, []
    return {"total": total, "pages": [facts for facts, _ in leaves]}, [picture for _, picture in leaves]


def _leaves(document, number, drawn):
    """[(facts, WebP)] of a page."""
    text, pictures = "", []
    with suppress(pypdfium2.PdfiumError):  # what was made before stays
        with _closing(document[number - 1]) as page:
            layer = annotations.Layer(page)
            if drawn:
                pictures = _drawn(page)
            if layer.there:
                annotations.flatten(page)
            else:
                text = _text(page)
        if layer.there:
            with _closing(document[number - 1]) as page:
                text = _text(page)
                text = cleaned(f"{text}\n{layer.missing(text)}")
                if drawn and layer.stray:
                    pictures = _drawn(page)
    return _numbered(number, text, pictures)


def _numbered(number, text, pictures):
    """[(facts, WebP)] of one page's pictures; without one, of its text alone."""
    sizes = [(width, height, picture) for (width, height), picture in pictures] or [(0, 0, b"")]
    return [
        ({"number": number, "part": part, "width": width, "height": height, "text": text if part == 1 else ""}, picture)
        for part, (width, height, picture) in enumerate(sizes, 1)
    ]


class _closing:
    """Closes what pypdfium2 opened, and with it its memory."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *_):
        self.thing.close()


def _text(page):
    with _closing(page.get_textpage()) as layer:
        return cleaned(layer.get_text_range(0, min(layer.count_chars(), TEXT)))


def cleaned(text):
    """Text as every database takes it: no NUL, no halves of characters, lines ended alike, at most TEXT letters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ufffe", "-\n")
    text = text.encode("utf8", "ignore").decode("utf8")
    return "\n".join(line.rstrip() for line in text.splitlines())[:TEXT].strip()


def _drawn(page):
    """[(size, WebP)] of the page; a very long or wide one in strips."""
    width, height = page.get_size()
    if width < 1 or height < 1:
        return []
    pictures = []
    for left, top, right, bottom in strips(width, height):
        scale = min(fitting(right - left, bottom - top, SHORT, AREA), SHARPEST)
        bitmap = page.render(
            scale=scale, crop=(left, height - bottom, width - right, top), may_draw_forms=True, draw_annots=True,
            rev_byteorder=True,
        )  # fmt: skip
        try:
            picture = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
        pictures.append((picture.size, _encoded(picture)))
    return pictures


def _encoded(picture):
    target = io.BytesIO()
    picture.save(target, **ENCODING)
    return target.getvalue()


def photo(header, blobs):
    """As pdf(), of a picture that was checked before: one page without text, several for a very long or wide one.

    header: "path".
    """
    try:
        with Image.open(header["path"], formats=("PNG", "JPEG", "WEBP")) as opened:
            whole = strips(*opened.size)
            if len(whole) == 1:
                opened.draft("RGB", (SHORT * 2, SHORT * 2))
            picture = _flat(opened)
    except BROKEN:
        return {"refused": "broken"}, []
    pictures = [shrunk(picture.crop(strip) if len(whole) > 1 else picture, SHORT, AREA) for strip in whole]
    leaves = [_numbered(number, "", [(one.size, _encoded(one))])[0] for number, one in enumerate(pictures, 1)]
    return {"total": len(leaves), "pages": [facts for facts, _ in leaves]}, [content for _, content in leaves]


def _flat(picture):
    """In RGB; what shines through is white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer)
    return ground


def office(header, blobs):
    """For confined.call(): ({"texts": [text of each page, sheet or slide]}, []) of a .docx, .xlsx or .pptx.

    header: "path" and "kind". ({"refused": "broken"}, []) where it cannot be read within its limits.
    """
    try:
        texts = office_text.read(header["path"], header["kind"])
    except office_text.Unreadable:
        return {"refused": "broken"}, []
    return {"texts": [cleaned(text) for text in texts]}, []
