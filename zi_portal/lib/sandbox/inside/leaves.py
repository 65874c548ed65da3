"""Pages of files: pictures and text of PDFs, pictures of a photo, texts of office files; runs in a confined child."""

import io
from contextlib import suppress
from pathlib import Path

import pypdfium2
from PIL import Image

from zi_portal.lib.sandbox.inside import annotations, office_text
from zi_portal.lib.sandbox.inside.pictures import BROKEN, fitting, shrunk, strips

TEXT = 100_000
"""Characters of a page's text that are stored, at most."""
SHORT, AREA = 1400, 2_800_000
"""Pixels of a picture's short side and of its area, at most: a sheet of A4 fills both."""
SHARPEST = 4
"""Pixels per point of a PDF, at most (288 per inch)."""
ENCODING = {"format": "WEBP", "quality": 72, "method": 2}


def warm():
    """Load decoders and encoders once, in the template."""
    Image.init()
    Image.new("RGB", (8, 8)).save(io.BytesIO(), **ENCODING)
    pypdfium2.PdfDocument.new().close()


def pdf(header, blobs):
    """For confined.call(): return ({"total", "pages": [{"number", "part", "width", "height", "text"}]}, [WebP, …]).

    header: "path" of the file, "first" (from 1) and "count" of the requested pages, "drawn": whether to draw pictures
    too. A very long or wide page comes in parts (from 1), of which the first has the text. A page that cannot be drawn
    has width 0 and an empty picture. Pictures show what a print shows, form fields, signatures and stamps included.
    Returns ({"refused": "broken"}, []) for a PDF that cannot be opened.
    """
    try:
        with Path(header["path"]).open("rb") as file, pypdfium2.PdfDocument(file) as document:
            annotations.prepare(document)
            total, first = len(document), header["first"]
            numbers = range(first, min(total, first + header["count"] - 1) + 1)
            leaves = [leaf for number in numbers for leaf in _page_leaves(document, number, header["drawn"])]
    except pypdfium2.PdfiumError:
        return {"refused": "broken"}, []
    return {"total": total, "pages": [facts for facts, _ in leaves]}, [picture for _, picture in leaves]


def _page_leaves(document, number, with_pictures):
    """Return [(facts, WebP)] of a page."""
    text, pictures = "", []
    with suppress(pypdfium2.PdfiumError):  # pictures made before stay
        with _closing(document[number - 1]) as page:
            layer = annotations.Layer(page)
            if with_pictures:
                pictures = _draw(page)
            if layer.present:
                annotations.flatten(page)
            else:
                text = _text(page)
        if layer.present:
            with _closing(document[number - 1]) as page:
                text = _text(page)
                text = cleaned(f"{text}\n{layer.missing(text)}")
                if with_pictures and layer.stray:
                    pictures = _draw(page)
    return _numbered(number, text, pictures)


def _numbered(number, text, pictures):
    """Return [(facts, WebP)] of one page's pictures; without any, of its text alone."""
    sizes = [(width, height, picture) for (width, height), picture in pictures] or [(0, 0, b"")]
    return [
        ({"number": number, "part": part, "width": width, "height": height, "text": text if part == 1 else ""}, picture)
        for part, (width, height, picture) in enumerate(sizes, 1)
    ]


class _closing:
    """Closes an object of pypdfium2, which frees its memory."""

    def __init__(self, resource):
        self.resource = resource

    def __enter__(self):
        return self.resource

    def __exit__(self, *_):
        self.resource.close()


def _text(page):
    with _closing(page.get_textpage()) as layer:
        return cleaned(layer.get_text_range(0, min(layer.count_chars(), TEXT)))


def cleaned(text):
    """Return the text as databases accept it: no NUL or lone surrogates, \\n line ends, at most TEXT characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ufffe", "-\n")
    text = text.encode("utf8", "ignore").decode("utf8")
    return "\n".join(line.rstrip() for line in text.splitlines())[:TEXT].strip()


def _draw(page):
    """Return [(size, WebP)] of the page; a very long or wide one in strips."""
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
        pictures.append((picture.size, _encode(picture)))
    return pictures


def _encode(picture):
    target = io.BytesIO()
    picture.save(target, **ENCODING)
    return target.getvalue()


def photo(header, blobs):
    """Return, like pdf(), the pages of a checked picture: one without text, several for a very long or wide one.

    header: "path".
    """
    try:
        with Image.open(header["path"], formats=("PNG", "JPEG", "WEBP")) as photo_file:
            areas = strips(*photo_file.size)
            if len(areas) == 1:
                photo_file.draft("RGB", (SHORT * 2, SHORT * 2))
            picture = _flat(photo_file)
    except BROKEN:
        return {"refused": "broken"}, []
    pictures = [shrunk(picture.crop(area) if len(areas) > 1 else picture, SHORT, AREA) for area in areas]
    leaves = [_numbered(number, "", [(page.size, _encode(page))])[0] for number, page in enumerate(pictures, 1)]
    return {"total": len(leaves), "pages": [facts for facts, _ in leaves]}, [content for _, content in leaves]


def _flat(picture):
    """Return the picture in RGB, on a white background."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    background = Image.new("RGB", layer.size, "white")
    background.paste(layer, mask=layer)
    return background


def office(header, blobs):
    """For confined.call(): return ({"texts": [text of each page, sheet or slide]}, []) of a .docx, .xlsx or .pptx.

    header: "path" and "kind". Returns ({"refused": "broken"}, []) where it cannot be read within the limits.
    """
    try:
        texts = office_text.read(header["path"], header["kind"])
    except office_text.Unreadable:
        return {"refused": "broken"}, []
    return {"texts": [cleaned(text) for text in texts]}, []
