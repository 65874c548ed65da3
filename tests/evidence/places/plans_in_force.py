"""Real plans and the demo's as plans in force that owe evidence, by name, for the measurement of the proposals."""

from datetime import date

from evidence.obligations import deriving
from evidence.places import listing, matching
from plans.decree import drafting
from plans.models import Layout, Plan
from plans.states import DecreeState
from plans.workbook import importing
from tests.evidence.places.path_forms import FORMS, measured
from tests.factories import SatkerFactory
from tests.plans.approval import in_state
from zi_portal.demo import data

DEMO = "rencana-bukit-damai"
REAL = {
    "000_toraja_utara": ("KPU Kabupaten Toraja Utara", 2025),
    "001_sulawesi_tengah": ("KPU Provinsi Sulawesi Tengah", 2026),
    "002_penajam_paser_utara": ("KPU Kabupaten Penajam Paser Utara", 2025),
    "003_luwu": ("KPU Kabupaten Luwu", 2025),
    "004_tambrauw": ("KPU Kabupaten Tambrauw", 2023),
}
"""{file of the published decree: (office, year)}."""


def demo_plan():
    """The demo's plan in force."""
    content = data.read(DEMO)
    office = SatkerFactory(code="97.71", short_name="KPU Kota Bukit Damai")
    layout = Layout.objects.get(slug=content["layout"], satker=None)
    plan = drafting.new_plan(office, content["year"], layout, None, title="Rencana", tree=data.plan_tree(content))
    return _in_force(plan)


def real_plan(folder, name):
    """The plan of a published decree, read from its workbook in this folder."""
    office, year = REAL[name]
    satker = SatkerFactory(code=f"97.{list(REAL).index(name):02}", short_name=office)
    return _in_force(importing.import_workbook(folder / f"{name}.xlsx", satker=satker, year=year).plan)


def _in_force(plan):
    decree = in_state(plan.decree, DecreeState.ENACTED)
    decree.enacted_on = date(plan.year, 1, 2)
    decree.save(update_fields=["enacted_on"])
    plan = Plan.objects.get(pk=plan.pk)
    deriving.rebuild(plan)
    return plan


def counts(plan):
    """{form of path: outcome of the proposals (path_forms.measured)} of a plan."""
    owing = listing.of_plan(plan)
    matcher = matching.Matcher(listing.slots(owing), plan.year, plan.satker.short_name)
    return {shape: measured(matcher, owing, shape) for shape in FORMS}
