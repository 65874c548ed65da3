"""HTML → PDF: the layout itself (press.py) runs in a confined child process."""

import logging

from zi_portal.lib.characters import with_replacements
from zi_portal.lib.errors import Refused
from zi_portal.lib.sandbox import confined

logger = logging.getLogger(__name__)

LIMITS = confined.Limits(memory=1 << 30, cpu=150, seconds=240)
"""Limits of the child: 2,000 rows of the widest table (280 pages) take 0.7 GB and 50 to 90 s of CPU. A worker's task
ends at 300 s; `seconds` leaves it time for the rest."""

TOO_LARGE = "Dokumen terlalu besar untuk dicetak. Bagi rencana menjadi beberapa lampiran, lalu cetak lagi."
BROKEN = (
    "Dokumen tidak dapat dicetak karena isinya tidak dapat ditata. Periksa teks yang sangat panjang, lalu coba lagi."
)


def render_pdf(html, *, images=None, catchwords=False, tick=None, limits=None):
    """Return (bytes, number of pages) of an HTML document as PDF/A-2a.

    images: {NAME: bytes} of <img src="asset:///images/NAME">. A table cell of class "run" continues from the row
    above: it is printed blank and without a line above, but with its text and the line in the first row of a page.
    catchwords: below each page stands the first word of the next one.
    A character that no font of static/fonts holds is printed as a replacement character, never as a blank.
    tick() is called about once a second; what it raises ends the printing and passes. Raises Refused when the
    document cannot be laid out within limits, confined.Exhausted when the child was killed and another try may
    succeed. limits: of the child, LIMITS by default.
    """
    images, limits = images or {}, limits or LIMITS
    header = {"html": with_replacements(html), "images": list(images), "catchwords": catchwords}
    try:
        answer, blobs = confined.call(
            "zi_portal.lib.sandbox.inside.press:render", header, blobs=list(images.values()), limits=limits, tick=tick
        )
    except confined.Exhausted as error:
        logger.warning("printing ended by its limits: %s", error.reason)
        if error.reason in error.TEMPORARY:
            raise
        raise Refused("too_large", TOO_LARGE) from error
    if "refused" in answer:
        logger.warning("document cannot be laid out: %s", answer["refused"])
        raise Refused("not_printable", BROKEN)
    return blobs[0], answer["pages"]
