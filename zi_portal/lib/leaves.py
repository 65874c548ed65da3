"""Leaves of files: page pictures and text of PDFs, one picture of a photo; runs in a confined child."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image

from zi_portal.lib import office_text
from zi_portal.lib.pictures import BROKEN

TEXT = 100_000
"""Letters of one page's text that are kept."""
ENCODING = {"format": "WEBP", "quality": 72, "method": 2}


def warm():
    """Load what decodes and encodes once, in the template."""
    Image.init()
    Image.new("RGB", (8, 8)).save(io.BytesIO(), **ENCODING)
    pypdfium2.PdfDocument.new().close()


def pdf(header, blobs):
    """For confined.call(): ({"total", "pages": [{"number", "width", "height", "text"}]}, [WebP, …]) of some pages.

    header: "path" of the file, "first" (from 1) and "count" of the pages wanted, "side": width of the pictures in
    pixels, 0 for text alone, "tallest": of their height. A page that cannot be drawn has width 0 and an empty picture.
    ({"refused": "broken"}, []) where it is no PDF that opens.
    """
    try:
        with Path(header["path"]).open("rb") as file, pypdfium2.PdfDocument(file) as document:
            total, first = len(document), header["first"]
            wanted = range(first, min(total, first + header["count"] - 1) + 1)
            leaves = [_leaf(document, number, header["side"], header["tallest"]) for number in wanted]
    except pypdfium2.PdfiumError:
        return {"refused": "broken"}, []
    return {"total": total, "pages": [facts for facts, _ in leaves]}, [picture for _, picture in leaves]


def _leaf(document, number, side, tallest):
    """(facts, WebP) of a page."""
    facts = {"number": number, "width": 0, "height": 0, "text": ""}
    try:
        with _closing(document[number - 1]) as page:
            facts["text"] = _text(page)
            picture = _drawn(page, side, tallest) if side else None
    except pypdfium2.PdfiumError:
        picture = None
    if picture is None:
        return facts, b""
    facts["width"], facts["height"] = picture.size
    return facts, _encoded(picture)


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


def _drawn(page, side, tallest):
    """The page as a picture of this width; a very long one is drawn narrower."""
    width, height = page.get_size()
    if width < 1 or height < 1:
        return None
    scale = min(side / width, tallest / height)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def _encoded(picture):
    target = io.BytesIO()
    picture.save(target, **ENCODING)
    return target.getvalue()


def photo(header, blobs):
    """As pdf(), of a picture that was checked before: one page without text. header: "path", "side", "tallest"."""
    try:
        with Image.open(header["path"], formats=("PNG", "JPEG", "WEBP")) as opened:
            opened.draft("RGB", (header["side"] * 2, header["tallest"] * 2))
            picture = _flat(opened)
    except BROKEN:
        return {"refused": "broken"}, []
    picture.thumbnail((header["side"], header["tallest"]))
    facts = {"number": 1, "width": picture.width, "height": picture.height, "text": ""}
    return {"total": 1, "pages": [facts]}, [_encoded(picture)]


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
