"""Reads a printed PDF: texts of its pages, fonts, sizes, bookmarks, and what marks it as archival."""

import re
import shutil
import subprocess
from functools import cached_property

from pypdf import PdfReader

MM = 72 / 25.4


def folded(text):
    """Without white space and hyphens, which lines may add or swallow."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


class Paper:
    """A PDF file. pages: text of each page, in reading order."""

    def __init__(self, path):
        self.path, self.reader = path, PdfReader(path)

    @cached_property
    def pages(self):
        """Texts of the pages, by poppler where it is installed."""
        if not shutil.which("pdftotext"):
            return [page.extract_text() for page in self.reader.pages]
        run = subprocess.run(["pdftotext", "-raw", self.path, "-"], capture_output=True, check=True)
        return run.stdout.decode().split("\f")[:-1]

    @cached_property
    def text(self):
        """The whole text folded, in capitals, without page numbers."""
        return folded("".join(re.sub(r"(?m)^- \d+ -$", "", page, count=1) for page in self.pages)).upper()

    @property
    def sizes(self):
        """[(width, height)] of the pages in whole mm."""
        return [tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in self.reader.pages]

    @property
    def fonts(self):
        """{(name without its subset's letters, whether the font file is embedded)}."""
        names = set()
        for page in self.reader.pages:
            for font in page["/Resources"]["/Font"].values():
                facts = font["/DescendantFonts"][0]
                file = facts["/FontDescriptor"].keys() & {"/FontFile", "/FontFile2", "/FontFile3"}
                names.add((facts["/BaseFont"].partition("+")[2], bool(file)))
        return names

    def missing(self, texts):
        """Those of the texts that the PDF does not hold."""
        return [text for text in texts if folded(text).upper() not in self.text]
