"""What is said of the electronic signatures of a file: who, when, of what; never that they are to be trusted. Pure."""

from dataclasses import dataclass
from datetime import datetime

UNREAD = {"who": "", "by": "", "at": "", "kind": "signature", "state": "unread"}
"""A signature of which nothing could be read; the keys are those of zi_portal.lib.sandbox.inside.signatures."""
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
    """One signature in words: who (or what stamps the time), at (None where it is not told), words on its state."""

    who: str
    by: str
    at: datetime | None
    time_stamp: bool
    words: str
    sound: bool


def told(signatures):
    """[Signature] of what zi_portal.lib.sandbox.inside.signatures read."""
    return [_told(**one) for one in signatures]


def _told(who, by, at, kind, state):
    moment = datetime.fromisoformat(at) if at else None
    issuer = by if by != who else ""
    return Signature(who or NAMELESS, issuer, moment, kind == "time", STATES[state], state in SOUND)


def sign(signatures):
    """The few words that lists say of a file's signatures; "" where it has none."""
    if not signatures:
        return ""
    return SIGNED if all(one["state"] in SOUND for one in signatures) else DOUBTFUL


def names(signatures):
    """ "Budi Hartono dan Sari" of who signed, each once; "" where no name is told."""
    found = list(dict.fromkeys(one["who"] for one in signatures if one["who"] and one["kind"] != "time"))
    return " dan ".join([*([", ".join(found[:-1])] if len(found) > 1 else []), *found[-1:]])
