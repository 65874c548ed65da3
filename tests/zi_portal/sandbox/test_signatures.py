"""Electronic signatures of PDFs, read in a confined child: whose, when, and what became of the file afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.evidence.files.papers import a_pdf
from tests.evidence.files.signing import changed, signed
from zi_portal import BASE_DIR
from zi_portal.lib.sandbox import confined

LIMITS = confined.Limits(memory=512 << 20, cpu=20, seconds=60)
FOREIGN = BASE_DIR.parent / "shared" / "cases" / "files" / "SK TTE BSrE.pdf"


@pytest.fixture
def read(tmp_path):
    """read(content, compared=True) → what a confined child tells of the signatures of a PDF."""

    def asked(content, compared=True):
        path = tmp_path / "berkas.pdf"
        path.write_bytes(content)
        with path.open("rb") as file:
            answer, _ = confined.call(
                "zi_portal.lib.sandbox.inside.signatures:read", {"compared": compared}, file=file, limits=LIMITS
            )
        return answer["signatures"]

    return asked


def states(signatures):
    return [(signature["who"], signature["state"]) for signature in signatures]


def once():
    return signed(a_pdf("Keputusan"), "Budi Hartono")


def test_a_signature_is_named_with_its_moment_and_its_issuer(read):
    (signature,) = read(once())
    assert (signature["who"], signature["by"], signature["kind"], signature["state"]) == ("Budi Hartono",) * 2 + (
        "signature",
        "whole",
    )
    assert abs(datetime.fromisoformat(signature["at"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_of_several_each_is_named_in_the_order_of_signing(read):
    twice_signed = signed(once(), "Sari Dewi", "TTE2", visible=False)
    assert states(read(twice_signed)) == [("Budi Hartono", "filled"), ("Sari Dewi", "whole")]
    assert states(read(twice_signed, compared=False)) == [("Budi Hartono", "later"), ("Sari Dewi", "whole")]


def test_what_was_changed_afterwards_is_told(read):
    assert states(read(changed(once()))) == [("Budi Hartono", "changed")]


def test_bytes_that_are_not_those_that_were_signed_are_told(read):
    content = once()
    place = content.index(b" 842 ]")
    assert states(read(content[:place] + b" 843" + content[place + 4 :])) == [("Budi Hartono", "broken")]


def test_an_odd_signature_is_told_as_unread_and_the_other_one_is_read(read):
    content = once()
    place = content.index(b"/Contents <") + 12
    odd = content[:place] + b"f" * 200 + content[place + 200 :]
    assert sorted(states(read(signed(odd, "Sari Dewi", "TTE2")))) == [("", "unread"), ("Sari Dewi", "whole")]


def test_a_pdf_without_a_signature_has_none(read):
    assert read(a_pdf("Keputusan")) == []


@pytest.mark.skipif(not FOREIGN.exists(), reason="the foreign files are absent: a foreign signature is left out")
def test_a_foreign_signature_is_read(read):
    (signature,) = read(FOREIGN.read_bytes())
    assert signature["who"] and signature["at"] and signature["state"] == "whole"
