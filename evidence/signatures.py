"""Electronic signatures of a file in words: who, when, which part; never that they are to be trusted. Pure."""

from dataclasses import dataclass
from datetime import datetime

UNREAD = {"who": "", "by": "", "at": "", "kind": "signature", "state": "unread"}
"""Signature of which nothing could be read; the keys are those of zi_portal.lib.sandbox.inside.signatures."""
STATES = {
    "whole": "Mencakup seluruh dokumen, dan sesudahnya tidak ada yang berubah.",
    "filled": "Isi dokumen utuh; sesudahnya hanya ada tanda tangan lain atau isian formulir.",
    "noted": "Isi dokumen utuh; sesudahnya ada catatan yang ditambahkan.",
    "changed": "Dokumen diubah sesudah ditandatangani.",
    "later": "Sesudahnya ada tambahan yang tidak dapat diperiksa portal.",
    "part": "Hanya mencakup sebagian dokumen.",
    "broken": "Isi dokumen tidak cocok dengan tanda tangan ini: berubah atau rusak.",
    "unread": "Tanda tangan ini tidak dapat dibaca portal.",
}
SOUND = frozenset({"whole", "filled", "noted"})
NAMELESS = "Nama tidak tercantum"
TRUST = "Keabsahan sertifikat penanda tangan tidak diperiksa portal; periksa di layanan verifikasi BSrE."
SIGNED, DOUBTFUL = "ditandatangani elektronik", "tanda tangan elektronik perlu diperiksa"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature in words: who signed (or what stamps the time), at (None if not stated), words about its state."""

    who: str
    by: str
    at: datetime | None
    time_stamp: bool
    words: str
    sound: bool


def in_words(signatures):
    """Return [Signature] from what zi_portal.lib.sandbox.inside.signatures read."""
    return [_in_words(signature) for signature in signatures]


def _in_words(signature):
    signer, issuer, state = signature["who"], signature["by"], signature["state"]
    return Signature(
        who=signer or NAMELESS,
        by=issuer if issuer != signer else "",
        at=datetime.fromisoformat(signature["at"]) if signature["at"] else None,
        time_stamp=signature["kind"] == "time",
        words=STATES[state],
        sound=state in SOUND,
    )


def label(signatures):
    """Return the few words by which lists mention a file's signatures; "" where it has none."""
    if not signatures:
        return ""
    return SIGNED if all(signature["state"] in SOUND for signature in signatures) else DOUBTFUL


def names(signatures):
    """Return the signers as "Budi Hartono dan Sari", each once; "" where no name is stated."""
    signers = dict.fromkeys(
        signature["who"] for signature in signatures if signature["who"] and signature["kind"] != "time"
    )
    *names, last = signers or [""]
    return f"{', '.join(names)} dan {last}" if names else last
