"""Electronic signatures of files: read by the job that makes pages, named in the viewer, a small sign in the lists."""

from unittest import mock

import pytest
from django.urls import reverse

from evidence import signatures
from evidence.files import previewing
from evidence.models import StoredFile
from evidence.signatures import UNREAD
from evidence.states import Preview, Scan
from tests.evidence.files.papers import a_pdf
from tests.evidence.files.signing import changed, signed
from tests.evidence.ground import a_proof
from zi_portal.lib.sandbox import confined

pytestmark = pytest.mark.django_db
CALL = confined.call
READ = {"who": "Budi Hartono", "by": "Balai Sertifikasi", "at": "2026-03-12T09:05:00+00:00", "kind": "signature"}


@pytest.fixture
def world(staged):
    return staged


def previewed_proof(ground, world, content):
    """(evidence, its file) of which pages and signatures were made."""
    evidence = a_proof(ground.obligations[:1], world.sari, content=content)
    previewing.make(evidence.present.file_id, lambda percent=None: None)
    return evidence, StoredFile.objects.get(pk=evidence.present.file_id)


def page_of(client, name, *where):
    return client.get(reverse(name, args=where)).content.decode()


def test_the_viewer_names_who_signed_and_says_what_it_does_not_know(world, ground):
    evidence, row = previewed_proof(ground, world, signed(a_pdf("Keputusan"), "Budi <b> Hartono"))
    text = page_of(world.client("sari"), "evidence:detail", evidence.pk)
    assert row.signed == "ditandatangani elektronik" and row.preview == Preview.IMAGES
    assert "Budi &lt;b&gt; Hartono" in text and signatures.STATES["whole"] in text and signatures.TRUST in text


def test_a_document_that_was_changed_after_it_was_signed_says_so(world, ground):
    evidence, row = previewed_proof(ground, world, changed(signed(a_pdf("Keputusan"), "Budi Hartono")))
    assert row.signed == "tanda tangan elektronik perlu diperiksa"
    assert signatures.STATES["changed"] in page_of(world.client("sari"), "evidence:detail", evidence.pk)


def test_the_moment_is_told_in_the_time_zone_of_the_office(world, ground):
    evidence, row = previewed_proof(ground, world, a_pdf("Keputusan"))
    StoredFile.objects.filter(pk=row.pk).update(signatures=[READ | {"state": "whole"}])
    assert "12 Maret 2026 16.05 WIB" in page_of(world.client("sari"), "evidence:detail", evidence.pk)


def test_lists_bear_a_small_sign(world, ground):
    evidence, _ = previewed_proof(ground, world, signed(a_pdf("Keputusan"), "Budi Hartono"))
    assert "ditandatangani elektronik" in page_of(world.client("lukas"), "evidence:queue")
    step = evidence.uses.get().obligation.step_id
    assert "ditandatangani elektronik" in page_of(world.client("sari"), "evidence:step", step)


def test_an_unsigned_file_bears_none(world, ground):
    evidence, row = previewed_proof(ground, world, a_pdf("Keputusan"))
    assert (row.signatures, row.signed) == ([], "")
    assert "anda tangan elektronik" not in page_of(world.client("sari"), "evidence:detail", evidence.pk)


def test_a_file_that_is_not_served_tells_nothing_of_its_signatures(world, ground):
    evidence, row = previewed_proof(ground, world, signed(a_pdf("Keputusan"), "Budi Hartono"))
    StoredFile.objects.filter(pk=row.pk).update(scan=Scan.INFECTED)
    assert "Budi Hartono" not in page_of(world.client("sari"), "evidence:detail", evidence.pk)


@pytest.mark.parametrize("error", [confined.Exhausted("time"), confined.Broken("Traceback")])
def test_a_signature_that_cannot_be_read_does_not_end_the_preview(world, ground, error):
    def call(name, header, **options):
        if name.startswith("zi_portal.lib.sandbox.inside.signatures"):
            raise error
        return CALL(name, header, **options)

    with mock.patch.object(confined, "call", call):
        _, row = previewed_proof(ground, world, signed(a_pdf("Keputusan"), "Budi Hartono"))
    assert (row.signatures, row.preview) == ([UNREAD], Preview.IMAGES)


@pytest.mark.parametrize("state", ["part", "broken", "later", "unread", "changed"])
def test_one_doubtful_signature_makes_the_sign_doubtful(state):
    readings = [READ | {"state": "whole"}, READ | {"state": state}]
    assert signatures.label(readings) == signatures.DOUBTFUL and signatures.label(readings[:1]) == signatures.SIGNED
    assert signatures.names([*readings, READ | {"who": "Sari", "state": state}]) == "Budi Hartono dan Sari"
