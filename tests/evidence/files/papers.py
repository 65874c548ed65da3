"""Small real files of every kind for the tests of the evidence: PDFs with text, photos, office files."""

import io
import zipfile

import pikepdf
from PIL import Image, ImageDraw

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def a_pdf(*texts, width=595, height=842):
    """Bytes of a PDF whose pages show these texts, one line each."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for text in texts:
        page = document.add_blank_page(page_size=(width, height))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("latin-1", "replace")
        page.obj.Contents = document.make_stream(b"BT /F1 18 Tf 40 %d Td (%s) Tj ET" % (height - 80, escaped))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def a_photo(size=(640, 480), kind="JPEG", **options):
    """Bytes of a picture."""
    picture = Image.new("RGB", size, "#315a7d")
    ImageDraw.Draw(picture).ellipse((20, 20, size[0] - 20, size[1] - 20), fill="#e8c15a")
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def zipped(parts):
    """Bytes of a ZIP of {name: text}."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def a_docx(*lines, extra_xml=""):
    """Bytes of a .docx with a paragraph for each line; extra_xml: put at the end of its body."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    types = f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'  # noqa: E501
    relation = f'<Relationship Id="r1" Type="{OFFICE}" Target="word/document.xml"/>'
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{paragraphs}{extra_xml}</w:body></w:document>',
        }
    )
