"""Plans and evidence by chance (seeded), and the rule of progress once more, in plain Python over all rows."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from evidence.models import Evidence, EvidenceRequirement, EvidenceRevision, EvidenceUse, Obligation
from evidence.obligations import deriving
from evidence.states import EvidenceKind, EvidenceState
from plans import workflow as decrees
from plans.models import ActionStep, PlanArea
from plans.plan import deadlines
from plans.states import Action
from tests.plans.approval import approved

TIMES = ["Maret 2026", "Setiap triwulan", "Per semester", "Januari, Juli 2026", "segera", "", "Desember 2027"]
PRINTED = ["Laporan", "1. SK Tim\n2. Notula rapat", "Foto dan notula", "", "Surat keputusan"]
ENACTED_ON = date(2026, 2, 10)


def a_plan(satker, by, leader, chance, *, year=2026, areas=3, rows=4):
    """An enacted plan of the office with these many areas and rows of each, printed by chance."""
    decree = approved(satker, by=by, year=year)
    plan = decree.annexes.get(plan__isnull=False).plan
    for position in range(2, areas + 1):
        PlanArea.objects.create(plan=plan, position=position, label=str(position), title=f"Area {position}",
                                component_id=position)  # fmt: skip
    for area in plan.areas.all():
        ActionStep.objects.bulk_create(_row(area, place, chance) for place in range(2, rows + 2))
    deadlines.rebuild(plan)
    fields = {"number": f"7{year}", "number_year": year, "enacted_on": ENACTED_ON.replace(year=year)}
    decrees.perform(Action.ENACT, decree=decree, actor=leader, **fields)
    return plan


def _row(area, place, chance):
    continues = ["evidence"] if chance.random() < 0.25 else []
    text = "" if continues else chance.choice(PRINTED)
    return ActionStep(area=area, position=place, action=f"Langkah {area.position}.{place}", evidence=text,
                      time=chance.choice(TIMES), continues=continues)  # fmt: skip


def shake(plan, person, chance, proofs=60):
    """Ask for other numbers, move due dates, ask for some no more, and put evidence of any kind in any state to all."""
    requirements = list(EvidenceRequirement.objects.filter(obligations__plan=plan).order_by("pk").distinct())
    for row in chance.sample(requirements, len(requirements) // 3):
        EvidenceRequirement.objects.filter(pk=row.pk).update(quantity=chance.choice([2, 3]))
    EvidenceRequirement.objects.filter(pk=chance.choice(requirements).pk).update(removed_at=timezone.now())
    deriving.rebuild(plan)
    rows = list(Obligation.objects.filter(plan=plan).order_by("pk"))
    for row in chance.sample(rows, len(rows) // 5):
        day = ENACTED_ON.replace(year=plan.year) + timedelta(days=chance.randrange(300))
        Obligation.objects.filter(pk=row.pk).update(due_on=day, overridden=True)
    for number in range(proofs):
        _prove(chance.sample(rows, chance.choice([1, 1, 1, 2])), plan, person, chance, number)


def _prove(obligations, plan, person, chance, number):
    kind = chance.choice([*EvidenceKind, EvidenceKind.FILE, EvidenceKind.FILE])
    state = chance.choice([*EvidenceState, EvidenceState.ACCEPTED])
    evidence = Evidence.objects.create(satker=plan.satker, year=plan.year, kind=kind, title=f"Bukti {number}",
                                       state=state, uploader=person, waiting_since=timezone.now())  # fmt: skip
    EvidenceRevision.objects.create(evidence=evidence, number=1, text="Isi", by=person)
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=evidence, obligation=obligation, by=person) for obligation in obligations
    )


# The rule once more (design: time and progress)


def naive(today, key, obligations=None):
    """{key(obligation): [due and fulfilled, due, fulfilled, all]} of the obligations that count, row by row."""
    totals = defaultdict(lambda: [0, 0, 0, 0])
    rows = Obligation.objects.all() if obligations is None else obligations
    for obligation in rows.select_related("requirement", "step", "plan").prefetch_related("uses__evidence"):
        proofs = [use.evidence for use in obligation.uses.all()]
        if not obligation.active or not obligation.owed or any(_given_up(proof) for proof in proofs):
            continue
        fulfilled, due = _proven(obligation, proofs), obligation.due_on is not None and obligation.due_on <= today
        for place, counts in enumerate((fulfilled and due, due, fulfilled, True)):
            totals[key(obligation)][place] += bool(counts)
    return dict(totals)


def _given_up(proof):
    return proof.kind == "unable" and proof.state == "confirmed"


def _proven(obligation, proofs):
    good = [proof for proof in proofs if proof.state in ("accepted", "confirmed") and proof.kind != "unable"]
    return len(good) >= obligation.requirement.quantity or any(proof.kind == "nihil" for proof in good)


def words(numbers):
    """What stands beside a bar."""
    fulfilled, due, *_ = numbers
    if not due:
        return "belum jatuh tempo"
    rounded = int(Decimal(100 * fulfilled) / due + Decimal("0.5"))
    return f"{fulfilled} dari {due} ({rounded if fulfilled in (0, due) else min(99, max(1, rounded))} %)"
