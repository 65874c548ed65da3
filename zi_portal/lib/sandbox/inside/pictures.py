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
KEPT = 24_000_000
"""Pixels of a stored picture: a screenshot of 1,080 × 22,000 keeps them all."""


def fitting(width, height, short, area):
    """By how much a picture is made smaller or larger, so that its short side and its area are full, neither more."""
    return min(short / min(width, height), math.sqrt(area / (width * height)))


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
    """(bytes, sizes) of the picture in the same kind ("jpg", "png", "webp"): upright, without metadata or a tail.

    area: the most pixels that are decoded; side: pixels of the short side that are kept, so that a long screenshot
    stays readable; KEPT bounds all together. sizes: [[width, height] sent, [width, height] kept] of one that was made
    smaller, else []. Raises TooLarge, and what BROKEN names. Of several pictures in one file the first is taken.
    """
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(file, formats=(FORMATS[kind],))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise TooLarge from error
        if picture.width * picture.height > area:
            raise TooLarge
        sent = picture.size
        turned = _smaller(picture, side)
    turned.info = {}  # comments, places and profiles would be written again
    target = io.BytesIO()
    turned.save(target, FORMATS[kind], **SAVED[kind])
    return target.getvalue(), _sizes(sent, turned.size)


def _sizes(sent, kept):
    """[sent, kept], both upright; [] for a picture that is as large as before."""
    if sorted(sent) == sorted(kept):
        return []
    lying = (sent[0] > sent[1]) == (kept[0] > kept[1])
    return [list(sent if lying else sent[::-1]), list(kept)]


def shrunk(picture, short, area):
    """Make the picture smaller where its short side or its area is larger; returns it."""
    share = fitting(*picture.size, short, area)
    if share < 1:
        picture.thumbnail([max(1, round(side * share)) for side in picture.size], reducing_gap=2.0)
    return picture


def _smaller(picture, side):
    """Decoded, in plain colours, made smaller, then upright: in this order one large copy is in memory at most."""
    share = min(1, fitting(*picture.size, side, KEPT))
    picture.draft("RGB", [math.ceil(length * share) for length in picture.size])
    picture.load()
    turn = picture.getexif().get(TURN)
    if picture.mode.startswith("I"):  # 16 bits of grey: cut to 8, or all of it would be white
        picture = picture.point(lambda value: value / 256).convert("L")
    wanted = "RGBA" if picture.has_transparency_data and picture.format != "JPEG" else "RGB"
    picture = shrunk(picture if picture.mode == wanted else picture.convert(wanted), side, KEPT)
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
