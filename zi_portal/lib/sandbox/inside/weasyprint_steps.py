"""The names of WeasyPrint 70 that it does not promise to keep: its steps from HTML to pages, and the boxes between.

Only this module uses them; a test compares SIGNATURES and BOX_NAMES with the installed version.
"""

import inspect
from importlib.resources import files

from weasyprint import HTML, Document, Page
from weasyprint.css import ColorProfile
from weasyprint.css.counters import CounterStyle
from weasyprint.document import DocumentMetadata
from weasyprint.formatting_structure.boxes import (
    MarginBox,
    PageBox,
    TableBox,
    TableCellBox,
    TableRowBox,
    TableRowGroupBox,
    TextBox,
)
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document

SRGB = "srgb"
PROFILE = "sRGB2014.icc"

SIGNATURES = {
    HTML._ua_stylesheets: "(self, forms=False)",
    Document._build_layout_context: "(html, font_config, counter_style, color_profiles, options)",
    Document.__init__: "(self, pages, metadata, url_fetcher, font_config, color_profiles, output_intent)",
    Page.__init__: "(self, page_box)",
    build_formatting_structure: "(element_tree, style_for, get_image_from_uri, base_url, target_collector, "
    "counter_style, footnotes)",
    layout_document: "(html, root_box, context, max_loops=8)",
    get_html_metadata: "(html)",
    ColorProfile.__init__: "(self, file_object, src, rendering_intent, components)",
}
BOX_NAMES = {
    TableBox: ("content_box_y", "copy_with_children"),
    TableRowGroupBox: ("is_header", "copy_with_children"),
    TableRowBox: ("copy_with_children",),
    TableCellBox: ("copy_with_children",),
    MarginBox: ("all_children",),
    PageBox: ("all_children",),
    TextBox: ("all_children",),
}
"""What press.py asks of boxes, besides children, element, style, position_y and height."""


class Source(HTML):
    """HTML with the browser defaults that are given (a CSS): WeasyPrint's hundreds cost a third more."""

    def __init__(self, *, defaults, **kwargs):
        super().__init__(**kwargs)
        self.defaults = defaults

    def _ua_stylesheets(self, forms=False):
        return [self.defaults]


def lay_out(source, fonts, options, *, prepare, finish):
    """Return the Document of a Source, like its render(), with the two calls between WeasyPrint's steps.

    prepare(root box) is called before the layout, finish(page box) for each page after it.
    """
    counters = CounterStyle()
    context = Document._build_layout_context(source, fonts, counters, {}, options)
    root = build_formatting_structure(
        source.etree_element,
        context.style_for,
        context.get_image_from_uri,
        source.base_url,
        context.target_collector,
        counters,
        context.footnotes,
    )
    prepare(root)
    boxes = list(layout_document(source, root, context))
    for box in boxes:
        finish(box)
    metadata = DocumentMetadata(**get_html_metadata(source))
    document = Document([Page(box) for box in boxes], metadata, source.url_fetcher, fonts, {SRGB: _srgb()}, SRGB)
    document._html = source
    return document


def page_boxes(document):
    """Return the boxes of a Document's pages."""
    return [page._page_box for page in document.pages]


def _srgb():
    """Return the colour profile that PDF/A requires; WeasyPrint would leave its file open."""
    with (files("weasyprint.pdf") / PROFILE).open("rb") as file:
        return ColorProfile(file, PROFILE, "relative-colorimetric", (["r"], ["g"], ["b"]))


def changed_names():
    """Return the names, with what they are now, that another version of WeasyPrint has changed; [] when none."""
    signatures = [
        f"{function.__qualname__}{inspect.signature(function)}"
        for function, expected in SIGNATURES.items()
        if str(inspect.signature(function)) != expected
    ]
    return signatures + [
        f"{box.__name__}.{name}" for box, names in BOX_NAMES.items() for name in names if not hasattr(box, name)
    ]
