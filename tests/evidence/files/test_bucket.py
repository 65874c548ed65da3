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
    made = a_proof(ground.obligations[:1], world.sari, content=hostile.pdf(pages=2))
    previewing.make(made.present.file.pk, quiet)
    return judged(made, ("accept", world.lukas))


def quiet(*_):
    pass


def packed(proof, user):
    """The Package of the plan that the evidence serves, made."""
    made, _ = building.request(proof.uses.get().obligation.plan, Cut(), user)
    building.build(made.pk, quiet)
    made.refresh_from_db()
    return made


def test_a_file_is_sent_and_its_pages_are_shown(proof, world):
    answer = world.client("sari").get(f"/bukti/revisi/{proof.present.pk}/berkas/")
    sent = b"".join(answer)
    assert hashlib.sha256(sent).hexdigest() == proof.present.file.sha256
    pages = proof.present.file.page_set.all()
    shown = [world.client("sari").get(f"/bukti/halaman/{page.pk}/") for page in pages]
    assert [one.status_code for one in shown] == [200, 200] and all(b"".join(one) for one in shown)


def test_a_package_is_whole_until_a_file_is_gone_and_the_look_at_all_files_names_it(bucket, proof, world):  # noqa: F811
    whole = packed(proof, world.sari)
    assert (whole.entries, whole.broken) == (1, [])
    assert verifying.check_all().number == 0
    name = proof.present.file.file.name
    bucket.Object(name).delete()
    assert verifying.save(verifying.check_all()).missing == [name]
    broken = packed(proof, world.sari)
    assert not broken.complete and len(broken.broken) == 1
