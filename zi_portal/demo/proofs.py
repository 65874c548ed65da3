"""Demo evidence of the enacted plan (Bukit Damai): files, a link, a statement, nihil, judged in every way."""

from pathlib import PurePath

from django.core.files import File

from evidence import workflow
from evidence.files import storing
from evidence.models import Evidence, EvidenceRequirement, Obligation, PageNote
from evidence.proofs import attaching
from evidence.states import EvidenceKind, Verdict
from teams.models import Satker
from zi_portal.demo import data

FILES = data.FOLDER / "bukti"
"""Made by `python -m tests.demo_files` from the texts of bukti.json."""


def load_proofs(people):
    """Put the evidence to what the plan owes, unless the office has any; people: of people.load_people()."""
    content = data.read("bukti")
    satker = Satker.objects.get(code=content["satker"])
    if Evidence.objects.filter(satker=satker).exists():
        return
    for title, fields in content["takes"].items():
        wanted = EvidenceRequirement.objects.filter(satker=satker, title=title)
        wanted.update(**dict.fromkeys(fields, True))
    rows = Obligation.objects.filter(plan__satker=satker, plan__year=content["year"]).select_related("requirement")
    owed = {(one.requirement.title, one.slot): one for one in rows}
    for proof in content["proofs"]:
        _judge(_prove(satker, owed, proof, people["dewi"]), proof, people)


def _prove(satker, owed, proof, staff):
    """The Evidence at all its places."""
    kind = proof.get("kind", EvidenceKind.FILE)
    file = _stored(satker, proof["file"], staff) if kind == EvidenceKind.FILE else None
    sent = {"kind": kind, "file": file, "link": proof.get("link", ""), "text": proof.get("text", "")}
    (title, slots, page), *others = proof["uses"]
    wanted = [owed[title, slot] for slot in slots]
    held = attaching.prove(wanted, actor=staff, title=proof["title"], page=page, **sent)
    for title, slots, page in others:
        attaching.also(held, [owed[title, slot] for slot in slots], actor=staff, page=page)
    return held


def _stored(satker, name, owner):
    with open(FILES / name, "rb") as content:
        sha256, _ = storing.digest(content)
        kind = PurePath(name).suffix.removeprefix(".")
        return storing.keep(satker, File(content), name=name, kind=kind, received_sha256=sha256, owner=owner)[0]


def _judge(held, proof, people):
    """The verdicts that were given; none where the file still waits for the virus scanner."""
    if "note" in proof:
        page, text, who = proof["note"]
        PageNote.objects.create(revision=held.present, page=page, text=text, by=people[who])
    if held.present.file and not held.present.file.served:
        return
    for verdict, who, note, *reason in proof.get("verdicts", []):
        sent = {"note": note, "reason": "".join(reason)}
        held = workflow.perform(Verdict(verdict), evidence=held, actor=people[who], **sent)
