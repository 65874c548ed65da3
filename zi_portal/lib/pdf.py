"""HTML → PDF/A-2a, byte for byte the same each time: the only user of WeasyPrint, with a locked fetcher."""

import logging
import mimetypes
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

logger = logging.getLogger(__name__)
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

VARIANT = "pdf/a-2a"
FONT_FILES = frozenset({".otf", ".ttf"})
FONTS, IMAGES, ROOT = "asset:///fonts/", "asset:///images/", "asset:///"
MAX_PASSES = 4
EPOCH = "0"  # fontTools would stamp the moment of printing into embedded fonts

TOO_LARGE = "Dokumen terlalu besar untuk dicetak. Bagi rencana menjadi beberapa lampiran, lalu cetak lagi."
BROKEN = "Dokumen tidak dapat dicetak karena isinya tidak dapat ditata. Periksa teks yang sangat panjang, lalu coba lagi."


class PdfRefused(Exception):
    """The document cannot be printed; the message (Bahasa Indonesia) says why and what to do."""


class LockedFetcher(URLFetcher):
    """Gives fonts of static/fonts and the images that the caller hands over, and nothing else in the world."""

    def __init__(self, images):
        super().__init__(timeout=1, allowed_protocols={"asset"}, allow_redirects=False)
        self.images = images

    def fetch(self, url, headers=None):
        """The file or image behind an asset:/// address; anything else raises ValueError, which prints nothing."""
        if url.startswith(FONTS):
            path = settings.BASE_DIR / "static" / "fonts" / Path(url).name
            if path.suffix in FONT_FILES and path.is_file():
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/sfnt"})
        name = url.removeprefix(IMAGES)
        if name in self.images:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, self.images[name], {"Content-Type": kind})
        raise ValueError(f"refused address {url[:80]}")


@lru_cache(maxsize=1)
def _look():
    """Fonts and style sheet, read once in a process: (FontConfiguration, CSS)."""
    fonts = FontConfiguration()
    text = (settings.BASE_DIR / "static" / "css" / "print.css").read_text(encoding="utf8")
    return fonts, CSS(string=text, font_config=fonts, url_fetcher=LockedFetcher({}), base_url=ROOT)


def render_pdf(html, *, images=None, again=None):
    """PDF/A-2a of a whole HTML document: (bytes, number of pages).

    images: name → bytes of what <img src="asset:///images/NAME"> shows. again: for tables whose text depends
    on the page breaks: a function that gets the ids of the table rows that stand first on a page, and returns
    the HTML to lay out next, or None when nothing changes; called up to MAX_PASSES - 1 times.
    Raises PdfRefused when the document cannot be laid out.
    """
    try:
        document = _laid_out(html, images or {}, again)
        return _written(document), len(document.pages)
    except (RecursionError, MemoryError, ZeroDivisionError, OverflowError) as error:
        logger.warning("document cannot be laid out: %r", error)
        raise PdfRefused(BROKEN) from error
    except FatalURLFetchingError as error:  # a BaseException: nothing else would catch it
        logger.warning("fetcher refused: %r", error)
        raise PdfRefused(BROKEN) from error


def _laid_out(html, images, again):
    fetcher = LockedFetcher(images)
    document = _layout(html, fetcher)
    for _ in range(MAX_PASSES - 1):
        html = again(rows_on_top(document)) if again else None
        if html is None:
            break
        document = _layout(html, fetcher)
    return document


def _layout(html, fetcher):
    fonts, css = _look()
    source = HTML(string=html, url_fetcher=fetcher, base_url=ROOT)
    return source.render(font_config=fonts, stylesheets=[css], pdf_variant=VARIANT)


def rows_on_top(document):
    """Ids of the elements that stand first on a page and did not begin on the page before."""
    seen, tops = set(), set()
    for page in document.pages:
        new = {name: place for name, place in page.anchors.items() if name not in seen}
        if new:
            tops.add(min(new, key=lambda name: new[name][1]))
        seen |= page.anchors.keys()
    return frozenset(tops)


def _written(document):
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    try:
        return document.write_pdf(pdf_variant=VARIANT)
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
