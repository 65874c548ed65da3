"""An office with accepted evidence, and packages of it, for the tests of the packages."""

import io
from zipfile import ZipFile

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from evidence.models import StoredFile
from evidence.packages import packing, rekap
from evidence.proofs import attaching
from evidence.states import EvidenceKind, Scan, Verdict
from tests.evidence.ground import a_proof, judged, owing


def an_office(world):
    """A plan with accepted evidence: a file that serves twice and a link; another file waits."""
    office = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    office.sari, office.lukas = world.sari, world.lukas
    first, second = office.obligations[:2]
    office.file = accepted(office, a_proof([first, second], world.sari, title="Notula: rapat/1"))
    office.link = accepted(
        office, proof(office, second, EvidenceKind.LINK, title="Foto", link="https://contoh.id/a?b=1&c=2")
    )
    office.waiting = a_proof([office.obligations[2]], world.sari, title="Belum diperiksa", content=b"%PDF-1.7 lain")
    return office


def proof(office, obligation, kind, **content):
    obligation.requirement.takes_statement = True
    obligation.requirement.save()
    return attaching.prove([obligation], kind=kind, actor=office.sari, **content)


def accepted(office, evidence):
    StoredFile.objects.update(scan=Scan.CLEAN)
    return judged(evidence, (Verdict.ACCEPT, office.lukas))


def packed(office, cut=rekap.YEAR):
    """(facts, ZipFile) of the office's package."""
    target = io.BytesIO()
    facts = packing.fill(target, office.plan, cut)
    return facts, ZipFile(target)


def contents(archive):
    return [name for name in archive.namelist() if "/" in name]


def spoil(office, content=None):
    name = office.file.present.file.file.name
    default_storage.delete(name)
    if content is not None:
        default_storage.save(name, ContentFile(content))
