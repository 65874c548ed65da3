"""HTML → PDF/A-2a, the same bytes each time; runs in a confined child. Only weasyprint_steps uses WeasyPrint too."""

import gc
import mimetypes
import os
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from weasyprint import CSS, DEFAULT_OPTIONS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from zi_portal import BASE_DIR
from zi_portal.lib.sandbox.inside.weasyprint_steps import (
    MarginBox,
    Source,
    TableBox,
    TableRowBox,
    TableRowGroupBox,
    TextBox,
    lay_out,
    page_boxes,
)

STATIC = BASE_DIR / "static"
VARIANT = "pdf/a-2a"
OPTIONS = {**DEFAULT_OPTIONS, "pdf_variant": VARIANT, "pdf_tags": True, "output_intent": "given"}  # by lay_out()
FONT_FILES = frozenset({".otf", ".ttf"})
FONTS, IMAGES, BASE_DIR = "asset:///fonts/", "asset:///images/", "asset:///"
RUN, RULE = "run", "border_top_width"
EPOCH = "0"  # fontTools would write the time of printing into embedded fonts
CATCHWORD = '@page :nth({0}) {{ @bottom-right {{ content: "{1}\\2026 "; font: 11pt "Bonum"; }} }}\n'
CANNOT = (RecursionError, ZeroDivisionError, OverflowError, FatalURLFetchingError)
"""Exceptions of WeasyPrint for a document that it cannot lay out; the last is a BaseException."""
WARM = '<html lang="id"><head><title>x</title></head><body><p>x <b>x</b> <i>x</i></p></body></html>'


class LockedFetcher(URLFetcher):
    """Fetches fonts of static/fonts and the images that the caller hands over, and nothing else."""

    def __init__(self, images):
        super().__init__(timeout=1, allowed_protocols={"asset"}, allow_redirects=False)
        self.images = images

    def fetch(self, url, headers=None):
        """Return the file or image behind an asset:/// address; raise ValueError for any other: nothing is printed."""
        if url.startswith(FONTS):
            path = STATIC / "fonts" / Path(url).name
            if path.suffix in FONT_FILES and path.is_file():
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/sfnt"})
        name = url.removeprefix(IMAGES)
        if name in self.images:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, self.images[name], {"Content-Type": kind})
        raise ValueError(f"refused address {url[:80]}")


class Look(NamedTuple):
    """Fonts and style sheets of every document."""

    fonts: FontConfiguration
    defaults: CSS
    css: CSS


@lru_cache(maxsize=1)
def _look():
    """Return fonts and style sheets, read once in a process."""
    fonts, fetcher = FontConfiguration(), LockedFetcher({})
    texts = [(STATIC / "css" / name).read_text("utf8") for name in ("print-defaults.css", "print.css")]
    return Look(fonts, *(CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in texts))


def warm():
    """Load fonts, style sheets and all that WeasyPrint loads late, once for all children."""
    render({"html": WARM, "images": []}, [])


def render(header, blobs):
    """For confined.call(): return ({"pages": number}, [PDF]) of header["html"], or ({"refused": reason}, []).

    header["images"]: names of the images whose bytes are the blobs; header["catchwords"]: whether the first word of
    the next page stands below each. See pdf.render_pdf().
    """
    images = dict(zip(header["images"], blobs, strict=True))
    try:
        with _collector_paused():
            document = _laid_out(header["html"], images)
            if header.get("catchwords"):
                document = _laid_out(header["html"], images, sheet=catchword_sheet(page_boxes(document)))
            return {"pages": len(document.pages)}, [_written(document)]
    except CANNOT as error:
        return {"refused": repr(error)[:200]}, []


@contextmanager
def _collector_paused():
    """Pause Python's cycle collector, which would walk the growing tree of boxes repeatedly: a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def catchword_sheet(boxes):
    """Return the CSS that prints the first word of each page, headings of a table left out, below the page before."""
    words = [_first_word(box) for box in boxes]
    rules = [CATCHWORD.format(place, _css_text(word)) for place, word in enumerate(words[1:], 1) if word]
    return "".join(rules)


def _css_text(word):
    """Return a word as the inside of a CSS string."""
    return "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in word)


def _first_word(box):
    """Return the first word of a page box's text, "" where it has none."""
    return next((word for text in _texts(box) for word in text.split()), "")


def _texts(box):
    """Yield the texts of the boxes in printed order, without margin boxes and repeated headings of tables."""
    if isinstance(box, MarginBox) or getattr(box, "is_header", False):
        return
    if isinstance(box, TextBox):
        yield box.text
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _laid_out(html, images, *, sheet=""):
    """Return the document with its pages, like HTML.render() of WeasyPrint 70, with runs prepared between its steps.

    sheet: more CSS.
    """
    look = _look()
    source = Source(defaults=look.defaults, string=html, url_fetcher=LockedFetcher(images), base_url=BASE_DIR)
    more = [CSS(string=sheet, font_config=look.fonts, url_fetcher=LockedFetcher({}))] if sheet else []
    options = {**OPTIONS, "stylesheets": [look.css, *more]}
    return lay_out(source, look.fonts, options, prepare=_prepare_runs, finish=_close_tables)


def _close_tables(box):
    """Make each table end with its last row: one whose last rows moved to the next page keeps its old height."""
    for child in getattr(box, "children", ()):
        if not isinstance(child, TableBox):
            _close_tables(child)
        elif child.children and child.children[-1].children:
            last = child.children[-1].children[-1]
            child.height = last.position_y + last.height - child.content_box_y()


class Rows(list):
    """Rows of a table body. tops: {index: the row as it looks first on a page}.

    The layout slices all rows from n on exactly where a page begins with row n, so page breaks are right in one pass,
    whatever a repeated text does to the height of its row.
    """

    def __init__(self, rows, tops):
        super().__init__(rows)
        self.tops = tops

    def __getitem__(self, key):
        rows = super().__getitem__(key)
        if isinstance(key, slice) and key.start in self.tops:
            rows[0] = self.tops[key.start]
        return rows


def _prepare_runs(box):
    """Empty the cells of class "run" in the tree of boxes; Rows hold their rows as they look first on a page."""
    for child in getattr(box, "children", ()):
        if isinstance(child, TableRowGroupBox) and not child.is_header:
            tops = {n: _top_of(row) for n, row in enumerate(child.children) if any(map(_is_run, row.children))}
            child.children = Rows(child.children, tops)
        elif not isinstance(child, TableRowBox):
            _prepare_runs(child)


def _is_run(cell):
    return RUN in (cell.element.get("class") or "").split()


def _top_of(row):
    cells = list(row.children)
    ruled = next((cell.style[RULE] for cell in cells if not _is_run(cell)), 0)
    for n, cell in enumerate(cells):
        if _is_run(cell):
            cells[n] = cell.copy_with_children(list(cell.children))
            cells[n].style = cell.style.copy()
            cells[n].style[RULE] = ruled
            cell.children = []
    return row.copy_with_children(cells)


def _written(document):
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    try:
        return document.write_pdf(**OPTIONS)
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
