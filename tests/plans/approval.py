"""A decree that lacks nothing, and the same in any state, for the tests of the approval."""

from datetime import date

from plans.models import ActionStep, Decree, Plan, PlanArea
from plans.states import EDITABLE, FINAL, DecreeState, Section
from tests.factories import ClauseFactory, DecreeFactory, PlanFactory

BODY = {
    Section.CONSIDERING: ("a.", "bahwa pembangunan Zona Integritas memerlukan rencana;"),
    Section.RECALLING: ("1.", "Undang-Undang Nomor 28 Tahun 1999 tentang Penyelenggaraan Negara;"),
    Section.DICTUM: ("KESATU", "Menetapkan rencana aksi Tahun 2026 sebagaimana tercantum dalam Lampiran."),
}
NUMBER = {"number": "17", "number_year": 2026, "enacted_on": date(2026, 2, 3)}


def a_decree(satker, **fields):
    """A draft without a gap: body, signers, and a plan with one full row."""
    signers = {"place": "Jernih", "issuer_name": "Lukas", "certifier_name": "Wulan"}
    decree = DecreeFactory(satker=satker, **signers | fields)
    for section, (label, text) in BODY.items():
        ClauseFactory(decree=decree, section=section, label=label, text=text)
    plan = PlanFactory(satker=satker, year=decree.year, title=decree.title, decree=decree)
    area = PlanArea.objects.create(plan=plan, position=1, label="I", title="MANAJEMEN PERUBAHAN")
    row = {
        "indicator": "Tim bekerja",
        "action": "Rapat",
        "evidence": "Notula",
        "time": f"Maret {decree.year}",
        "target": "1 Notula",
    }
    ActionStep.objects.create(area=area, position=1, **row)
    return decree


def in_state(decree, state, submitted_by=None):
    """Put the decree and its plan into a state, past the workflow."""
    fields = NUMBER if state in FINAL else {}
    Decree.objects.filter(pk=decree.pk).update(state=state, submitted_by=submitted_by, **fields)
    Plan.objects.filter(annex__decree=decree).update(frozen=state not in EDITABLE)
    decree.refresh_from_db()
    return decree


def submitted(satker, by):
    """A complete decree that waits for its decision."""
    return in_state(a_decree(satker), DecreeState.SUBMITTED, by)


def approved(satker, by, **fields):
    """A complete decree that waits for number and date."""
    return in_state(a_decree(satker, **fields), DecreeState.APPROVED, by)
