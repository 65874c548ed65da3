"""Strangers' pictures, decoded and encoded anew by Pillow; runs in a confined child."""

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
"""Exceptions of Pillow for a picture that is broken or made to exhaust memory."""

ORIENTATION = 0x0112
TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""{EXIF orientation: transposition that turns the picture upright}."""


def warm():
    """Load Pillow's decoders."""
    Image.init()


def recode(header, blobs):
    """For confined.call(): return ({}, [PNG]) of a PNG or JPEG, upright without metadata, or ({"refused": reason}, []).

    blobs: one file. header: "area", the most pixels that are decoded, and "side", the longest side of the new picture.
    reason: "large" or "broken".
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
"""Ratio of length to width above which a picture is cut into strips."""
STRIP = 2
"""Ratio of length to width of a strip, unless there would be more than STRIPS."""
STRIPS = 24
"""Number of strips of a picture, at most."""
OVERLAP = 0.05
"""Share of a strip that its neighbour repeats, so that no line of text is lost between them."""
MOST_PIXELS = 24_000_000
"""Pixels of a stored picture, at most: a screenshot of 1,080 × 22,000 keeps all of its pixels."""


def fitting(width, height, short, area):
    """Return the scale at which either short side or area of a picture meets its limit and the other is within."""
    return min(short / min(width, height), math.sqrt(area / (width * height)))


def strips(width, height):
    """Return [(left, top, right, bottom)] into which a very long or wide picture is cut; one for any other picture."""
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
    """The picture has more pixels than may be decoded."""


FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
SAVE_OPTIONS = {"jpg": {"quality": 85, "optimize": True}, "png": {}, "webp": {"quality": 85, "method": 4}}


def redrawn(path, kind, area, side):
    """Return (bytes, sizes) of the picture in the same kind ("jpg", "png", "webp"), upright, without metadata or tail.

    area: the most pixels that are decoded; side: longest short side, in pixels, so that a long screenshot stays
    readable; MOST_PIXELS limits the area. sizes: [[width, height] before, [width, height] after] of one that was made
    smaller, else []. Raises TooLarge and what BROKEN names. Of several pictures in a file, the first is used.
    """
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(file, formats=(FORMATS[kind],))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise TooLarge from error
        if picture.width * picture.height > area:
            raise TooLarge
        original_size = picture.size
        upright = _smaller(picture, side)
    upright.info = {}  # comments, places and profiles would be written again
    target = io.BytesIO()
    upright.save(target, FORMATS[kind], **SAVE_OPTIONS[kind])
    return target.getvalue(), _sizes(original_size, upright.size)


def _sizes(original_size, new_size):
    """Return [original size, new size], both upright, [] for a picture of unchanged size."""
    if sorted(original_size) == sorted(new_size):
        return []
    same_orientation = (original_size[0] > original_size[1]) == (new_size[0] > new_size[1])
    return [list(original_size if same_orientation else original_size[::-1]), list(new_size)]


def shrunk(picture, short, area):
    """Make the picture smaller where its short side or its area exceeds the limit; return it."""
    share = fitting(*picture.size, short, area)
    if share < 1:
        picture.thumbnail([max(1, round(side * share)) for side in picture.size], reducing_gap=2.0)
    return picture


def _smaller(picture, side):
    """Return the picture decoded, in plain colours, smaller, then upright: so memory holds one large copy only."""
    share = min(1, fitting(*picture.size, side, MOST_PIXELS))
    picture.draft("RGB", [math.ceil(length * share) for length in picture.size])
    picture.load()
    turn = picture.getexif().get(ORIENTATION)
    if picture.mode.startswith("I"):  # 16 bits of grey: reduced to 8, or all would be white
        picture = picture.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data and picture.format != "JPEG" else "RGB"
    picture = shrunk(picture if picture.mode == mode else picture.convert(mode), side, MOST_PIXELS)
    return picture.transpose(TRANSPOSITIONS[turn]) if turn in TRANSPOSITIONS else picture


def _decoded(file, area):
    """Return the picture upright, in RGB or RGBA, None when it has more pixels than area."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(file, formats=("PNG", "JPEG"))
        if picture.width * picture.height > area:
            return None
        picture = ImageOps.exif_transpose(picture)
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
