"""Electronic signatures of a PDF: whose, when, and whether the file is still what was signed; runs in a confined child.

Nothing is said about trust: neither who issued a certificate nor whether it was revoked is looked at.
"""

import hashlib
import logging
from datetime import UTC
from itertools import islice
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what is odd in a stranger's file is told, not logged

MOST = 40
"""Signatures of one file that are read."""
LETTERS = 200
"""Of a name."""
LEVELS = {
    ModificationLevel.NONE: "whole",
    ModificationLevel.LTA_UPDATES: "whole",
    ModificationLevel.FORM_FILLING: "filled",
    ModificationLevel.ANNOTATIONS: "noted",
}
"""What was added behind a signature that covers all before it; anything else: changed."""


def read(header, blobs):
    """For confined.call(): ({"signatures": [{"who", "by", "at", "kind", "state"}]}, []) of a PDF, in their order.

    header: "path"; "compared": whether what was added later is looked at. who: name in the signer's certificate, by:
    its issuer's, at: moment that the signature itself tells (ISO, UTC), kind: "signature" or "time" (a stamp of time);
    each "" where it is not told. state: "whole" (all of the file, unchanged), "filled" (later only signed or filled
    in), "noted" (later only commented too), "changed" (later something else), "later" (something was added, not
    looked at), "part" (covers a part of the file), "broken" (the signed bytes are others), "unread".
    """
    with Path(header["path"]).open("rb") as file:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        found = islice(enumerate_sig_fields(reader, filled_status=True), MOST)
        opened = sorted([_opened(reader, *one) for one in found], key=lambda one: one.signed_revision if one else 0)
        return {"signatures": [_told(one, header["compared"]) for one in opened]}, []


def _opened(reader, name, value, field):
    """The signature of a field; None for one that is of no form the library knows."""
    return _try(lambda: EmbeddedPdfSignature(reader, field, name))


def _told(signature, compared):
    if signature is None:
        return dict.fromkeys(("who", "by", "at"), "") | {"kind": "signature", "state": "unread"}
    certificate = _try(lambda: signature.signer_cert)
    at = _try(lambda: signature.self_reported_timestamp)
    return {
        "who": _name(certificate and certificate.subject) or _line(_try(lambda: signature.sig_object.get("/Name"))),
        "by": _name(certificate and certificate.issuer),
        "at": at.astimezone(UTC).isoformat() if at else "",
        "kind": "time" if signature.sig_object_type == "/DocTimeStamp" else "signature",
        "state": _try(lambda: _state(signature, certificate, compared)) or "unread",
    }


def _try(read_it):
    """What is read, None for what cannot be: signatures come in every odd form."""
    try:
        return read_it()
    except Exception:  # noqa: BLE001 -- whatever a stranger's signature does to the library, the rest is told
        return None


def _name(holder):
    """The name of a certificate's subject or issuer: the common one, else the office's."""
    told = (_try(lambda: holder.native) or {}) if holder else {}
    return _line(told.get("common_name") or told.get("organization_name"))


def _line(text):
    text = " ".join(str(text).split())[:LETTERS] if text else ""
    return text.replace("\x00", "").encode("utf8", "ignore").decode("utf8")


def _state(signature, certificate, compared):
    signature.compute_integrity_info(skip_diff=not compared)
    if not all(_integrity(signature, certificate)):
        return "broken"
    if signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return "part"
    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "whole"
    if not compared:
        return "later"
    found = signature.diff_result
    return LEVELS.get(found.modification_level, "changed") if isinstance(found, DiffResult) else "changed"


def _integrity(signature, certificate):
    """(whether the signed bytes are those of the file, whether the signature was made with the certificate's key)."""
    inner = signature.signed_data["encap_content_info"]
    kind, content = inner["content_type"].native, inner["content"].native
    digest, named = signature.compute_digest(), True
    if content is not None:  # what is signed is a note inside, which names the hash of the file
        named = _named(signature, inner["content"], kind)
        digest = hashlib.new(signature.md_algorithm, bytes(inner["content"])).digest()
    return named, *validate_sig_integrity(signature.signer_info, certificate, kind, digest)


def _named(signature, content, kind):
    """Whether the note inside names this file: a stamp of time, or the old form that signs its SHA-1."""
    if kind == "tst_info":
        return content.parsed["message_imprint"]["hashed_message"].native == signature.compute_digest()
    return bytes(content) == signature.compute_digest("sha1")
