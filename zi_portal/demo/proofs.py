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
    """Attach the evidence to the plan's obligations, unless the office has any; people: see people.load_people()."""
    content = data.read("bukti")
    satker = Satker.objects.get(code=content["satker"])
    if Evidence.objects.filter(satker=satker).exists():
        return
    for title, fields in content["takes"].items():
        requirements = EvidenceRequirement.objects.filter(satker=satker, title=title)
        requirements.update(**dict.fromkeys(fields, True))
    rows = Obligation.objects.filter(plan__satker=satker, plan__year=content["year"]).select_related("requirement")
    obligations = {(obligation.requirement.title, obligation.slot): obligation for obligation in rows}
    for proof in content["proofs"]:
        _judge(_prove(satker, obligations, proof, people["dewi"]), proof, people)


def _prove(satker, obligations, proof, staff):
    """Return the new Evidence, attached at all its places."""
    kind = proof.get("kind", EvidenceKind.FILE)
    file = _stored(satker, proof["file"], staff) if kind == EvidenceKind.FILE else None
    content = {"kind": kind, "file": file, "link": proof.get("link", ""), "text": proof.get("text", "")}
    (title, slots, page), *further_uses = proof["uses"]
    main_uses = [obligations[title, slot] for slot in slots]
    evidence = attaching.prove(main_uses, actor=staff, title=proof["title"], page=page, **content)
    for title, slots, page in further_uses:
        attaching.extend(evidence, [obligations[title, slot] for slot in slots], actor=staff, page=page)
    return evidence


def _stored(satker, name, owner):
    with open(FILES / name, "rb") as content:
        sha256, _ = storing.digest(content)
        kind = PurePath(name).suffix.removeprefix(".")
        return storing.keep(satker, File(content), name=name, kind=kind, received_sha256=sha256, owner=owner)[0]


def _judge(evidence, proof, people):
    """Write the note and the verdicts; no verdict where the file still waits for the virus scanner."""
    if "note" in proof:
        page, text, persona = proof["note"]
        PageNote.objects.create(revision=evidence.present, page=page, text=text, by=people[persona])
    if evidence.present.file and not evidence.present.file.served:
        return
    for verdict, persona, note, *reason in proof.get("verdicts", []):
        evidence = workflow.perform(
            Verdict(verdict), evidence=evidence, actor=people[persona], note=note, reason="".join(reason)
        )
