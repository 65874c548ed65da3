"""What is left from another year or office in a plan's table or team, told before a decree is submitted."""

import pytest
from django.urls import reverse

from plans.decree import checks, drafting
from plans.models import ActionStep, Annex, Decree
from plans.states import DecreeState
from teams.models import TeamMember, TeamUnit
from tests.factories import TeamFactory
from tests.plans.approval import a_decree, in_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def decree(world):
    """A complete decree with two rows more."""
    decree = a_decree(world.kabupaten)
    first = ActionStep.objects.get(area__plan__annex__decree=decree)
    texts = {"action": "Rapat", "evidence": "Notula", "time": "Mei 2026", "target": "1 Notula"}
    ActionStep.objects.bulk_create(ActionStep(area=first.area, position=n, **texts) for n in (2, 3))
    return decree


def steps(decree):
    return ActionStep.objects.filter(area__plan__annex__decree=decree).order_by("position")


def strays_of(decree):
    gaps = checks.submission_gaps(Decree.objects.get(pk=decree.pk))
    return [gap for gap in gaps if gap.code.startswith("stray")]


def test_a_year_and_a_region_are_told_once_with_a_link_to_every_cell(decree):
    steps(decree).filter(position=2).update(action="Rapat KPU Kota Bukit Damai 2025", evidence="Notula 2025")
    gaps = strays_of(decree)
    assert [(gap.code, gap.severity) for gap in gaps] == [("stray_year", "warning"), ("stray_region", "warning")]
    assert gaps[0].message == "1 baris menyebut tahun 2025."
    pk = steps(decree)[1].pk
    assert [url.partition("#")[2] for _, url in gaps[0].places] == [f"sel-row-{pk}-action", f"sel-row-{pk}-evidence"]


def test_a_table_of_another_year_cannot_be_submitted(decree):
    steps(decree).filter(position__lt=3).update(time="Maret 2024")
    assert [(gap.code, gap.severity) for gap in strays_of(decree)] == [("stray_year", "error")]


def test_a_year_that_only_a_time_names_is_told_once_with_what_follows(decree):
    steps(decree).filter(position=2).update(time="Maret 2024")
    assert [gap.code for gap in checks.submission_gaps(decree) if "year" in gap.code] == ["time_other_year"]


def test_job_titles_of_another_office_are_told_at_their_line(world, decree):
    unit = TeamUnit.objects.create(team=TeamFactory(satker=world.kabupaten), position=1, label="1.", title="PENGARAH")
    titles = {"job_title": "Ketua KPU Kota Bukit Damai", "duty": "Ketua"}
    member = TeamMember.objects.create(unit=unit, position=1, label="1.", name="Budi", **titles)
    drafting.add_team_annex(decree, unit.team)
    gap = strays_of(decree)[0]
    assert gap.message == "1 isian tim menyebut Kota Bukit Damai."
    assert gap.url == f"{reverse('teams:team-edit', args=[unit.team_id])}?buka=m{member.pk}#m{member.pk}"
    frozen = in_state(decree, DecreeState.SUBMITTED, world.sari)
    assert strays_of(frozen)[0].url == reverse("teams:team-detail", args=[unit.team_id])


def test_a_cell_that_is_named_stands_on_the_plans_page_and_is_marked(world, decree):
    steps(decree).filter(position=2).update(action="Rapat 2025")
    place = strays_of(decree)[0].url
    page = world.client("sari").get(place.partition("#")[0]).content.decode()
    assert f'id="{place.partition("#")[2]}"' in page and "1 baris menyebut tahun 2025." in page


@pytest.mark.parametrize(
    ("own_title", "page"), [("", "plans:settings"), ("RENCANA AKSI TAHUN 2025", "decrees:annex-edit")]
)
def test_the_title_of_an_annex_is_told_where_it_can_be_changed(world, decree, own_title, page):
    annex = Annex.objects.select_related("plan").get(decree=decree)
    Annex.objects.filter(pk=annex.pk).update(title=own_title)
    type(annex.plan).objects.filter(pk=annex.plan_id).update(title="RENCANA AKSI TAHUN 2025")
    gap = next(gap for gap in checks.submission_gaps(Decree.objects.get(pk=decree.pk)) if gap.code == "other_year")
    pk = annex.plan_id if page == "plans:settings" else annex.pk
    assert gap.url == f"{reverse(page, args=[pk])}#id_title"
    assert 'id="id_title"' in world.client("sari").get(gap.url).content.decode()
