"""Demo plans: one enacted with its team (Bukit Damai), one draft with gaps (Teluk Jernih)."""

from datetime import date

from plans import workflow
from plans.decree import documents, drafting
from plans.models import Layout, Plan
from plans.states import Action, Edition
from teams.models import Satker, Team, TeamMember, TeamUnit
from zi_portal.demo import data

ENACTED = {"number": "12", "number_year": 2026, "enacted_on": date(2026, 1, 12)}


def load_plans(people):
    """Make the two plans where the office has none for the year yet; people: see people.load_people()."""
    enacted = data.read("rencana-bukit-damai")
    if plan := _new("98.71", enacted, people["dewi"]):
        team = _team(plan, enacted["team"])
        drafting.add_team_annex(plan.decree, team)
        _enact(plan.decree, people)
    _new("98.01", data.read("draf-teluk-jernih"), people["sari"])


def _new(code, content, user):
    """Return a new Plan, None where the office has one for the year."""
    satker = Satker.objects.get(code=code)
    if Plan.objects.filter(satker=satker, year=content["year"]).exists():
        return None
    layout = Layout.objects.get(slug=content["layout"], satker=None)
    title = drafting.default_title(satker, content["year"])
    return drafting.new_plan(satker, content["year"], layout, user, title=title, tree=data.plan_tree(content))


def _team(plan, units):
    team = Team.objects.create(satker=plan.satker, year=plan.year)
    for position, content in enumerate(units, 1):
        unit = TeamUnit.objects.create(team=team, position=position, label=content["label"], title=content["title"])
        TeamMember.objects.bulk_create(
            TeamMember(unit=unit, position=place, label=f"{place}.", name=name, job_title=job, duty=duty)
            for place, (name, job, duty) in enumerate(content["members"], 1)
        )
    return team


def _enact(decree, people):
    """Walk the decree through its states: printed and submitted by staff, approved by the chair, enacted by staff."""
    documents.render_now(decree, Edition.ORIGINAL)
    workflow.perform(Action.SUBMIT, decree=decree, actor=people["dewi"])
    workflow.perform(Action.APPROVE, decree=decree, actor=people["hendra"])
    workflow.perform(Action.ENACT, decree=decree, actor=people["dewi"], **ENACTED)
