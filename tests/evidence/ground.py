"""An office whose enacted plan owes evidence, and proofs of every kind, for the tests of the evidence."""

from datetime import date
from types import SimpleNamespace

from django.core.files.base import ContentFile

from evidence import workflow
from evidence.files import storing
from evidence.obligations import progress
from evidence.proofs import attaching
from evidence.states import EvidenceKind, Verdict
from plans import workflow as decrees
from plans.models import ActionStep, PlanArea
from plans.plan import deadlines
from plans.states import Action
from tests.factories import MembershipFactory
from tests.plans.approval import approved

ENACTED_ON = date(2026, 1, 5)
PDF = b"%PDF-1.7 sebuah berkas"


def owing(satker, *, by, leader, year=2026):
    """An enacted plan with two areas: plan, steps (four rows), obligations (those that are asked, by due date).

    Row 1 (area 1) asks for a list of two documents in March, row 2 the same run of evidence in June, row 3 prints no
    evidence, row 4 (area 2) asks for a report each quarter.
    """
    decree = approved(satker, by=by, year=year)
    plan = decree.annexes.get(plan__isnull=False).plan
    first = PlanArea.objects.get(plan=plan)
    first.component_id = 1
    first.save()
    second = PlanArea.objects.create(plan=plan, position=2, label="II", title="PENATAAN TATALAKSANA", component_id=2)
    ActionStep.objects.filter(area=first).update(evidence="1. SK Tim\n2. Notula rapat", time=f"Maret {year}")
    rows = [
        ActionStep(area=first, position=2, action="Rapat lanjutan", time=f"Juni {year}", continues=["evidence"]),
        ActionStep(area=first, position=3, action="Menilai tim", time=f"Desember {year}"),
        ActionStep(area=second, position=1, action="Menyusun laporan", evidence="Laporan", time="Setiap triwulan"),
    ]
    ActionStep.objects.bulk_create(rows)
    deadlines.rebuild(plan)
    fields = {"number": f"9{year}", "number_year": year, "enacted_on": ENACTED_ON.replace(year=year)}
    decrees.perform(Action.ENACT, decree=decree, actor=leader, **fields)
    steps = list(ActionStep.objects.filter(area__plan=plan).order_by("area__position", "position"))
    obligations = list(plan.obligations.filter(active=True).select_related("requirement"))
    return SimpleNamespace(plan=plan, decree=decree, steps=steps, obligations=obligations, satker=satker)


def a_file(satker, content=PDF, name="notula.pdf", kind="pdf"):
    """A stored file of the office that was not inspected: content is what it holds."""
    return storing.keep(
        satker, ContentFile(content), name=name, kind=kind, received_sha256=storing.digest(ContentFile(content))[0]
    )[0]


def a_proof(obligations, by, *, title="Notula rapat", content=PDF, **fields):
    """A file evidence put to these obligations by this person, waiting to be looked at."""
    satker = obligations[0].plan.satker
    return attaching.prove(
        obligations, kind=EvidenceKind.FILE, actor=by, title=title, file=a_file(satker, content), **fields
    )


def judged(evidence, *verdicts):
    """The evidence after (verdict, person[, note]) one after another."""
    for verdict, actor, *note in verdicts:
        evidence = workflow.perform(Verdict(verdict), evidence=evidence, actor=actor, note=" ".join(note))
    return evidence


def also_as(user, satker, role, area=None):
    """Give a person one more role, which counts at once."""
    MembershipFactory(user=user, satker=satker, role=role, area=area)
    user.__dict__.pop("grants", None)


def progress_of(plan, today=None):
    """The Progress of one plan."""
    return progress.numbers("plan", today, plan=plan).get(plan.pk, progress.Progress())
