"""Pictures of strangers, decoded and encoded anew by Pillow; runs in a confined child."""

import io
import math
import struct
import warnings
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError

BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
)
"""What Pillow raises for a picture that is broken or made to exhaust memory."""

TURN = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a camera says (EXIF orientation) that the picture must be turned."""


def warm():
    """Load Pillow's decoders."""
    Image.init()


def recode(header, blobs):
    """For confined.call(): ({}, [PNG]) of a PNG or JPEG, upright and without metadata, or ({"refused": reason}, []).

    blobs: one file. header: "area", the most pixels that are decoded, and "side", to which the picture is made
    smaller. refused: "large" or "broken".
    """
    try:
        picture = _decoded(io.BytesIO(blobs[0]), header["area"])
    except BROKEN:
        return {"refused": "broken"}, []
    if picture is None:
        return {"refused": "large"}, []
    picture.thumbnail((header["side"], header["side"]))
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return {}, [target.getvalue()]


LONG = 3
"""So many times as long as wide is a picture that is cut into strips, each"""
STRIP = 2
"""times as long as wide at most, or longer where there would be more than"""
STRIPS = 24
"""of them."""
OVERLAP = 0.05
"""Share of a strip that its neighbour shows too, so that no line of text is lost between them."""
LONGEST = 16_000
"""Pixels of a side that every format holds (WebP: 16,383)."""


def fitting(width, height, short, area):
    """By how much a picture is made smaller or larger, so that its short side and its area are full, neither more."""
    return min(short / min(width, height), math.sqrt(area / (width * height)), LONGEST / max(width, height))


def strips(width, height):
    """[(left, top, right, bottom)] into which a very long or wide picture is cut; itself where it is neither."""
    long, short = max(width, height), min(width, height)
    if long <= LONG * short:
        return [(0, 0, width, height)]
    size = max(STRIP * short, long / STRIPS)
    number = math.ceil(long / size)
    step = long / number
    ends = [(max(0, n * step - size * OVERLAP), (n + 1) * step) for n in range(number)]
    cuts = [(int(start), min(long, math.ceil(end))) for start, end in ends]
    return [(0, start, width, end) if height > width else (start, 0, end, height) for start, end in cuts]


class TooLarge(Exception):
    """The picture has more pixels than are decoded."""


FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
SAVED = {"jpg": {"quality": 85, "optimize": True}, "png": {}, "webp": {"quality": 85, "method": 4}}


def redrawn(path, kind, area, side):
    """Bytes of the picture in the same kind ("jpg", "png", "webp"): upright, without metadata or anything behind it.

    area: the most pixels; side: pixels of the longest side that is kept. Raises TooLarge, and what BROKEN names. Of
    several pictures in one file the first is taken.
    """
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(file, formats=(FORMATS[kind],))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise TooLarge from error
        if picture.width * picture.height > area:
            raise TooLarge
        turned = _smaller(picture, side)
    turned.info = {}  # comments, places and profiles would be written again
    target = io.BytesIO()
    turned.save(target, FORMATS[kind], **SAVED[kind])
    return target.getvalue()


def _smaller(picture, side):
    """Decoded, in plain colours, made smaller, then upright: in this order one large copy is in memory at most."""
    picture.draft("RGB", (side, side))
    picture.load()
    turn = picture.getexif().get(TURN)
    if picture.mode.startswith("I"):  # 16 bits of grey: cut to 8, or all of it would be white
        picture = picture.point(lambda value: value / 256).convert("L")
    clear = picture.has_transparency_data and picture.format != "JPEG"
    picture = picture.convert("RGBA" if clear else "RGB")
    picture.thumbnail((side, side), reducing_gap=2.0)
    return picture.transpose(TURNS[turn]) if turn in TURNS else picture


def _decoded(file, area):
    """The picture upright, in RGB or RGBA; None when it has more pixels than area."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(file, formats=("PNG", "JPEG"))
        if picture.width * picture.height > area:
            return None
        picture = ImageOps.exif_transpose(picture)
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
