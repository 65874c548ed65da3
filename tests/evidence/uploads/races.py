"""Races of uploads: each is (office, people) → [how it ended], as tests.racing runs them."""

import io
import time

from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone

from evidence.files import storing
from evidence.models import (
    Evidence,
    EvidenceRequirement,
    EvidenceRevision,
    Obligation,
    Package,
    StoredFile,
    UploadBatch,
    UploadItem,
)
from evidence.packages import building
from evidence.packages.rekap import Cut
from evidence.proofs import alternatives
from evidence.states import Arrival, EvidenceKind, EvidenceState, Form
from evidence.uploads import parts, placing
from evidence.uploads.placing import Placement
from plans.models import ActionStep, Plan
from tests.evidence.uploads.sending import announced
from tests.plans.approval import approved
from zi_portal.lib.errors import Refused
from zi_portal.lib.files import strays


def races(race):
    """{name: race} with the function that starts racers at once."""
    return {
        "part": lambda office, people: one_part(race, office, people),
        "quota": lambda office, people: quota(race, office, people),
        "same_file": lambda office, people: same_file(race, office),
        "same_place": lambda office, people: same_place(race, office, people),
        "package": lambda office, people: package(race, office, people),
    }


def _batches(office, people, number):
    plan = Plan.objects.filter(satker=office).first() or approved(office, by=people[0], year=2026).annexes.get().plan
    return [UploadBatch.objects.create(satker=office, plan=plan, user=people[0]) for _ in range(number)]


def one_part(race, office, people):
    """Four tabs send the same part of one file at once: all are answered, one part is kept and can be read."""
    (batch,) = _batches(office, people, 1)
    (item,) = announced(batch, {f"{time.monotonic()}.pdf": 5})

    def send():
        parts.keep(item, 1, io.BytesIO(b"abcde"))
        return "kept"

    outcome = race([send] * 4)
    contents = [_content(part) for part in item.parts.all()]
    return [f"{outcome}:{contents}:{len(_strays('unggahan/'))}"]


def _content(part):
    """What the storage has of a part."""
    with part.file.open("rb") as file:
        return file.read()


def quota(race, office, people):
    """Four people announce at once what two of them have room for: two are told."""
    batches = _batches(office, people, 4)
    StoredFile.objects.filter(satker=office).delete()
    with override_settings(EVIDENCE_QUOTA_MB=1):
        return [race([lambda batch=batch: announced(batch, {"a.pdf": 500 << 10})[0].state.value for batch in batches])]


def same_file(race, office):
    """Three workers store the same bytes at once: one file stays."""
    content = f"{time.monotonic()}".encode()

    def keep():
        result = storing.keep(
            office, ContentFile(content), name="a.pdf", kind="pdf", received_sha256=content.hex()[:64]
        )
        return "new" if result[1] else "known"

    return [f"{race([keep] * 3)}:{len(_strays('bukti/'))}"]


def same_place(race, office, people):
    """Four tabs put one file to one place, two by its upload and two by using its evidence again: one does."""
    (batch,) = _batches(office, people, 1)
    obligation = _an_obligation(batch.plan)
    content = f"{time.monotonic()}".encode()
    file, _ = storing.keep(
        office, ContentFile(content), name="a.pdf", kind="pdf", received_sha256=content.hex()[:64]
    )  # fmt: skip
    fields = {"year": 2026, "kind": EvidenceKind.FILE, "title": "Foto", "state": EvidenceState.ACCEPTED}
    evidence = Evidence.objects.create(satker=office, uploader=people[0], waiting_since=timezone.now(), **fields)
    EvidenceRevision.objects.create(evidence=evidence, number=1, file=file, by=people[0])
    items = [
        UploadItem.objects.create(
            batch=batch, path="a.pdf", size=1, fingerprint=f"{n}", part_size=1, state=Arrival.READY, file=file
        )
        for n in range(2)
    ]  # fmt: skip
    placement = Placement([obligation.pk], "Foto")

    def outcome_of(act):
        try:
            return act() and "put"
        except Refused:
            return "refused"

    racers = [lambda item=item: outcome_of(lambda: placing.put(item, placement, actor=people[0])) for item in items]
    racers += [lambda: outcome_of(lambda: alternatives.use(evidence, obligation, people[0]))] * 2
    return [f"{race(racers)}:{obligation.uses.count()}"]


def package(race, office, people):
    """Four tabs ask for one rekap at once: one job makes it."""
    (batch,) = _batches(office, people, 1)

    def ask():
        return "new" if building.request(batch.plan, Cut(), people[0], Form.PDF)[1] else "known"

    return [f"{race([ask] * 4)}:{Package.objects.filter(plan=batch.plan).count()}"]


def _an_obligation(plan):
    """An obligation of its own of a plan, as if it were in force."""
    step = ActionStep.objects.filter(area__plan=plan).first()
    requirement = EvidenceRequirement.objects.create(satker=plan.satker, step_key=step.key, title="Foto")
    slot = f"{requirement.pk}"
    return Obligation.objects.create(plan=plan, step=step, requirement=requirement, slot=slot)


def _strays(folder):
    """Stored files below a folder that no row names."""
    return set(strays.stored(folder)) - strays.referenced()
