"""Electronic signatures of a PDF: by whom, when, and whether the file has changed since; runs in a confined child.

Nothing is said about trust: neither the issuer of a certificate nor its revocation is checked.
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

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # oddities of a stranger's file are shown, not logged

MOST_SIGNATURES = 40
"""Signatures of one file that are read, at most."""
LETTERS = 200
"""Characters of a name, at most."""
LEVELS = {
    ModificationLevel.NONE: "whole",
    ModificationLevel.LTA_UPDATES: "whole",
    ModificationLevel.FORM_FILLING: "filled",
    ModificationLevel.ANNOTATIONS: "noted",
}
"""{additions behind a signature that covers all before it: state}; any others: "changed"."""


def read(header, blobs):
    """For confined.call(): return ({"signatures": [{"who", "by", "at", "kind", "state"}]}, []) of a PDF, in order.

    header: "path"; "compared": whether later additions are examined. who: name in the signer's certificate, by: in its
    issuer's, at: moment that the signature itself states (ISO, UTC), kind: "signature" or "time" (a time stamp); each
    "" where unknown. state: "whole" (the file is unchanged), "filled" (later only signed or filled in), "noted" (later
    also commented), "changed" (later anything else), "later" (something was added, not examined), "part" (covers a
    part of the file), "broken" (the signed bytes differ), "unread".
    """
    with Path(header["path"]).open("rb") as file:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        fields = islice(enumerate_sig_fields(reader, filled_status=True), MOST_SIGNATURES)
        signatures = [_signature(reader, *field) for field in fields]
        signatures.sort(key=lambda signature: signature.signed_revision if signature else 0)
        return {"signatures": [_facts(signature, header["compared"]) for signature in signatures]}, []


def _signature(reader, name, value, field):
    """Return the signature of a field, None for one of a form that the library does not know."""
    return _try(lambda: EmbeddedPdfSignature(reader, field, name))


def _facts(signature, compared):
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


def _try(read_part):
    """Return what the function returns, None where it raises: signatures come in every odd form."""
    try:
        return read_part()
    except Exception:  # noqa: BLE001 -- whatever a stranger's signature does to the library, the rest is told
        return None


def _name(holder):
    """Return the name of a certificate's subject or issuer: the common name, else the organisation's."""
    names = (_try(lambda: holder.native) or {}) if holder else {}
    return _line(names.get("common_name") or names.get("organization_name"))


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
    difference = signature.diff_result
    return LEVELS.get(difference.modification_level, "changed") if isinstance(difference, DiffResult) else "changed"


def _integrity(signature, certificate):
    """Return (whether the signed bytes are those of the file, whether the certificate's key made the signature)."""
    inner = signature.signed_data["encap_content_info"]
    kind, content = inner["content_type"].native, inner["content"].native
    digest, names_file = signature.compute_digest(), True
    if content is not None:  # a note inside is signed, which names the hash of the file
        names_file = _names_file(signature, inner["content"], kind)
        digest = hashlib.new(signature.md_algorithm, bytes(inner["content"])).digest()
    return names_file, *validate_sig_integrity(signature.signer_info, certificate, kind, digest)


def _names_file(signature, content, kind):
    """Return whether the note inside names this file: a time stamp, or the old form that signs its SHA-1."""
    if kind == "tst_info":
        return content.parsed["message_imprint"]["hashed_message"].native == signature.compute_digest()
    return bytes(content) == signature.compute_digest("sha1")
