"""The emblem that an office uploads: verified and re-encoded as PNG in a confined child, named by its content."""

import hashlib

from zi_portal.lib.errors import Refused
from zi_portal.lib.sandbox import confined

MAX_BYTES = 1 << 20
MAX_SIDE = 2000
MAX_AREA = 40_000_000
LIMITS = confined.Limits(memory=512 << 20, cpu=5, seconds=10)
"""A picture of MAX_AREA pixels takes up to 320 MB while it is turned and converted."""

REFUSALS = {
    "large": "Gambar terlalu besar. Gunakan gambar paling besar 2000 × 2000 piksel.",
    "busy": "Portal sedang memeriksa berkas lain. Tunggu sebentar, lalu unggah lagi.",
    "broken": "Berkas ini bukan gambar PNG atau JPG yang utuh. Simpan ulang sebagai PNG.",
}


TOO_MANY_BYTES = "Berkas lebih besar dari 1 MB. Perkecil gambarnya, lalu unggah lagi."


def recode(file):
    """Return (name, bytes) of the picture as a PNG of at most 2000 × 2000 px without metadata; raise Refused.

    The file's own name and type are not trusted: it must be what Pillow can decode as PNG or JPEG.
    """
    if file.size > MAX_BYTES:
        raise Refused("too_large", TOO_MANY_BYTES)
    bounds = {"area": MAX_AREA, "side": MAX_SIDE}
    try:
        answer, blobs = confined.call(
            "zi_portal.lib.sandbox.inside.pictures:recode", bounds, blobs=[file.read()], limits=LIMITS
        )
    except confined.Exhausted as error:
        code = "busy" if error.reason in error.TEMPORARY else "large"
        raise Refused(code, REFUSALS[code]) from error
    if "refused" in answer:
        raise Refused(answer["refused"], REFUSALS[answer["refused"]])
    return f"{hashlib.sha256(blobs[0]).hexdigest()[:32]}.png", blobs[0]
