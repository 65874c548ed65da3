"""Evidence in a bucket (moto's server on loopback): shown, sent, packed and verified the same way as on a disk."""

import hashlib

import pytest

from evidence.files import previewing, verifying
from evidence.packages import building
from evidence.packages.rekap import Cut
from tests.evidence.files import hostile
from tests.evidence.ground import a_proof, judged, owing
from tests.evidence.uploads.test_bucket import bucket  # noqa: F401 -- the fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def proof(bucket, world):  # noqa: F811 -- the fixture
    """An accepted PDF with its pages, in the bucket."""
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    evidence = a_proof(ground.obligations[:1], world.sari, content=hostile.pdf(pages=2))
    previewing.make(evidence.present.file.pk, quiet)
    return judged(evidence, ("accept", world.lukas))


def quiet(*_):
    pass


def packed(proof, user):
    """The Package of the plan that the evidence serves, made."""
    package, _ = building.request(proof.uses.get().obligation.plan, Cut(), user)
    building.build(package.pk, quiet)
    package.refresh_from_db()
    return package


def test_a_file_is_sent_and_its_pages_are_shown(proof, world):
    answer = world.client("sari").get(f"/bukti/revisi/{proof.present.pk}/berkas/")
    content = b"".join(answer)
    assert hashlib.sha256(content).hexdigest() == proof.present.file.sha256
    pages = proof.present.file.page_set.all()
    responses = [world.client("sari").get(f"/bukti/halaman/{page.pk}/") for page in pages]
    assert [response.status_code for response in responses] == [200, 200] and all(
        b"".join(response) for response in responses
    )


def test_a_package_is_whole_until_a_file_is_gone_and_the_look_at_all_files_names_it(bucket, proof, world):  # noqa: F811
    package = packed(proof, world.sari)
    assert (package.entries, package.broken) == (1, [])
    assert verifying.check_all().number == 0
    name = proof.present.file.file.name
    bucket.Object(name).delete()
    assert verifying.save(verifying.check_all()).missing == [name]
    broken = packed(proof, world.sari)
    assert not broken.complete and len(broken.broken) == 1
