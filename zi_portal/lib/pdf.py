"""HTML → PDF for everybody: the layout itself (press.py) runs in a confined child process."""

import logging

from zi_portal.lib.sandbox import confined

logger = logging.getLogger(__name__)

LIMITS = confined.Limits(memory=1 << 30, cpu=150, seconds=240)
"""2,000 rows of the widest table (280 pages) take 0.7 GB and 50 to 90 s of CPU, by machine; a worker's task ends at
300 s, and the wall leaves it time for the rest."""

TOO_LARGE = "Dokumen terlalu besar untuk dicetak. Bagi rencana menjadi beberapa lampiran, lalu cetak lagi."
BROKEN = (
    "Dokumen tidak dapat dicetak karena isinya tidak dapat ditata. Periksa teks yang sangat panjang, lalu coba lagi."
)


class PdfRefused(Exception):
    """The document cannot be printed; the message (Bahasa Indonesia) says why and what to do."""


def render_pdf(html, *, images=None, tick=None):
    """PDF/A-2a of a whole HTML document: (bytes, number of pages).

    images: name → bytes of what <img src="asset:///images/NAME"> shows. A table cell of class "run" goes on
    from the row above: it is printed blank and without a line above, but with its text and the line where its
    row stands first on a page. tick() is called about once a second meanwhile; what it raises ends the printing
    and passes. Raises PdfRefused when the document cannot be laid out within LIMITS; confined.Exhausted when
    somebody ended the child, so that another try may do.
    """
    images = images or {}
    header = {"html": html, "images": list(images)}
    try:
        said, blobs = confined.call(
            "zi_portal.lib.sandbox.inside.press:render", header, blobs=list(images.values()), limits=LIMITS, tick=tick
        )
    except confined.Exhausted as error:
        logger.warning("printing ended by its limits: %s", error.what)
        if error.what in error.AGAIN:
            raise
        raise PdfRefused(TOO_LARGE) from error
    if "refused" in said:
        logger.warning("document cannot be laid out: %s", said["refused"])
        raise PdfRefused(BROKEN)
    return blobs[0], said["pages"]
