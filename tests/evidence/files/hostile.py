"""Files that somebody hostile, careless or unlucky sends; all of them built here."""

import io
import os
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
OVERRIDE = '<Override PartName="/{}" ContentType="{}"/>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
BODY = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Notula rapat</w:t></w:r></w:p></w:body></w:document>"
GPS = 0x8825
ORIENTATION = 0x0112


# PDF


def pdf(change=None, *, pages=1, **how):
    """A small PDF; change(pdf) puts something into it before it is saved."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if change:
            change(document)
        document.save(target, static_id=True, **how)
    return target.getvalue()


def action(**fields):
    """change() of pdf(): what happens when it is opened."""

    def put(document):
        document.Root.OpenAction = document.make_indirect(pikepdf.Dictionary(**fields))

    return put


def page_action(document):
    document.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))


def attachment(document):
    document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")


def form(document):
    document.Root.AcroForm = document.make_indirect(pikepdf.Dictionary(Fields=[], XFA=document.make_stream(b"<xdp/>")))


def annotation(subtype):
    def put(document):
        document.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=subtype)])

    return put


def script_in_names(document):
    inside = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", inside]))


def noise(document):
    """100 KB on each page that cannot be packed."""
    for page in document.pages:
        page.Contents = document.make_stream(os.urandom(105_000))


def locked():
    """A PDF with a password."""
    return pdf(encryption=pikepdf.Encryption(owner="o", user="u"))


# Pictures


def picture(kind="JPEG", size=(60, 40), **how):
    """A picture that is red at its left and blue at its right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, kind, **how)
    return target.getvalue()


def photo(orientation=6):
    """A JPEG as a phone makes it: lying, with the place where it was taken and a comment."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "S"
    exif.get_ifd(GPS)[2] = (5.0, 8.0, 12.0)
    return picture(exif=exif, comment=b"rahasia", quality=95)


def png_bomb(side=30_000):
    """A PNG of a few bytes that says it has side × side pixels."""

    def chunk(name, content):
        return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))

    head = struct.pack("!IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


# Archives and office files


def archive(entries, method=zipfile.ZIP_DEFLATED):
    """A .zip of {name or ZipInfo: bytes or text}."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as zip_file:
        for name, content in entries.items():
            zip_file.writestr(name, content)
    return target.getvalue()


def docx(parts=None, *, main=WORD, types="", document=BODY):
    """A Word document of the fewest parts; parts: more of them, types: more content types."""
    entries = {
        "[Content_Types].xml": TYPES.format(OVERRIDE.format("word/document.xml", main) + types),
        "_rels/.rels": RELATIONS.format(""),
        "word/document.xml": document,
    }
    return archive(entries | (parts or {}))


def relation(kind, target):
    """Part of relations with one that is loaded from outside."""
    relationship = f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
    return {"word/_rels/document.xml.rels": RELATIONS.format(relationship)}


def zip_bomb(size=60 << 20):
    """An archive that unpacks to many times its size."""
    return archive({"AREA I/besar.pdf": b"\0" * size})


def lying(content, old, new):
    """The archive with another size of a file in its directory (offset 24 of the entry) than it unpacks to."""
    place = content.rfind(b"PK\x01\x02")
    declared_size = content[place + 24 : place + 28]
    assert declared_size == struct.pack("<I", old)
    return content[: place + 24] + struct.pack("<I", new) + content[place + 28 :]


def overlapping():
    """An archive of two files that are made of the same bytes."""
    content = archive({"a.pdf": b"1" * 5000, "b.pdf": b"1" * 5000})
    second = content.rfind(b"PK\x01\x02")
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


def encrypted():
    """An archive whose only file says that it has a password."""
    content = bytearray(archive({"a.pdf": b"isi"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + place] |= 1
    return bytes(content)


def link():
    """A symbolic link as an entry of an archive."""
    info = zipfile.ZipInfo("tautan.pdf")
    info.external_attr = 0o120777 << 16
    return info


def laughs():
    """A Word document with the billion laughs."""
    text = "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><w:document>&b;</w:document>"
    return docx(document=text)


def mp4():
    """The fewest boxes of an MP4."""
    boxes = ((b"ftyp", b"isom\0\0\0\1isom"), (b"moov", b"\0" * 20), (b"mdat", b"\1" * 50))
    return b"".join(struct.pack("!I", 8 + len(content)) + name + content for name, content in boxes)
