"""Pictures of strangers, decoded and encoded anew by Pillow; runs in a confined child."""

import io
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


def _decoded(file, area):
    """The picture upright, in RGB or RGBA; None when it has more pixels than area."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(file, formats=("PNG", "JPEG"))
        if picture.width * picture.height > area:
            return None
        picture = ImageOps.exif_transpose(picture)
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
