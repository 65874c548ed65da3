"""The emblem that an office uploads: verified, re-encoded as PNG, named by its content."""

import hashlib
import io
import struct
import warnings
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 1 << 20
MOST_PIXELS = 2000
MOST_AREA = 40_000_000

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


class BadEmblem(Exception):
    """The file is refused; the message (Indonesian) says why and what to do."""


def recoded(file):
    """(name, bytes) of the picture as a PNG of at most 2000 × 2000 px without metadata; raises BadEmblem.

    What the file says about itself (name, type) is not believed: only what Pillow can decode as PNG or JPEG.
    """
    if file.size > MOST_BYTES:
        raise BadEmblem("Berkas lebih besar dari 1 MB. Perkecil gambarnya, lalu unggah lagi.")
    picture = _decoded(file)
    picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    content = target.getvalue()
    return f"{hashlib.sha256(content).hexdigest()[:32]}.png", content


def _decoded(file):
    """The picture upright, in RGB or RGBA."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=("PNG", "JPEG"))
            if picture.width * picture.height > MOST_AREA:
                raise BadEmblem("Gambar terlalu besar. Gunakan gambar paling besar 2000 × 2000 piksel.")
            picture = ImageOps.exif_transpose(picture)
            return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except BROKEN as error:
        raise BadEmblem("Berkas ini bukan gambar PNG atau JPG yang utuh. Simpan ulang sebagai PNG.") from error
