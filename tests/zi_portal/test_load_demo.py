"""manage.py load_demo: an empty portal gets people and plans; a used one is left alone; texts are whole."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from evidence.models import Evidence, StoredFile
from evidence.states import EvidenceKind, EvidenceState
from plans.models import ActionStep, Decree, Plan
from plans.states import DecreeState
from teams.models import DEMO, Membership, Satker, Team, User
from teams.states import Level
from tests.evidence.ground import progress_of
from tests.factories import SatkerFactory, UserFactory
from zi_portal.demo import data, proofs, workbook
from zi_portal.health import checks, results
from zi_portal.mail.models import Message
from zi_portal.reminders.kinds import lines_of
from zi_portal.reminders.models import Notice


@pytest.fixture
def register(db):
    return SatkerFactory(code="00", short_name="KPU Republik Indonesia", level=Level.PUSAT)


def load(**options):
    output = StringIO()
    call_command("load_demo", stdout=output, **options)
    return output.getvalue()


def test_an_empty_portal_gets_offices_people_and_two_plans(register):
    output = load()
    assert data.PASSWORD in output and "sari@demo.test" in output
    assert Satker.objects.filter(path__startswith="00/98/").count() == 3
    assert sorted(Plan.objects.values_list("satker__code", "year")) == [("98.01", 2027), ("98.71", 2026)]


def test_where_the_demo_is_not_allowed_nothing_is_loaded(register, settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="DEMO_DATA=boleh"):
        load()
    assert not User.objects.exists()


def test_where_the_demo_is_not_allowed_its_password_opens_nothing(register, settings, client):
    load()
    form = {"login": "sari@demo.test", "password": data.PASSWORD}
    settings.DEMO_ALLOWED = False
    assert client.post("/akun/masuk/", form).status_code == 422
    with pytest.raises(results.Bad, match="10 akun contoh"):
        checks.demo()
    settings.DEMO_ALLOWED = True
    assert client.post("/akun/masuk/", form).status_code == 302


def test_the_demo_s_addresses_are_those_that_no_real_person_has():
    assert all(person["email"].endswith(DEMO) for person in data.read("orang")["people"])


def test_everybody_of_the_demo_signs_in_with_the_password(register, client):
    load()
    emails = [person["email"] for person in data.read("orang")["people"]]
    assert len(emails) == 10 and all(client.login(email=email, password=data.PASSWORD) for email in emails)


def test_the_neighbour_has_an_enacted_decree_with_team_and_frozen_plan(register):
    load()
    decree = Decree.objects.get(satker__code="98.71")
    assert decree.state == DecreeState.ENACTED and decree.version.sha256
    assert [annex.kind for annex in decree.annexes.order_by("position")] == ["team", "plan"]
    assert Plan.objects.get(satker=decree.satker).frozen and Team.objects.get(satker=decree.satker).frozen
    assert [move.action for move in decree.transitions.order_by("pk")] == ["submit", "approve", "enact"]


def test_the_draft_has_gaps_to_show(register):
    load()
    draft = Decree.objects.get(satker__code="98.01")
    steps = ActionStep.objects.filter(area__plan__annex__decree=draft)
    assert draft.state == DecreeState.DRAFT
    assert steps.filter(action="").exists() and steps.filter(evidence="").exists()


def test_the_enacted_plan_has_evidence_of_every_kind_in_every_state_but_taken_back(register):
    load()
    assert set(Evidence.objects.values_list("kind", flat=True)) == set(EvidenceKind)
    assert set(Evidence.objects.values_list("state", flat=True)) == set(EvidenceState) - {EvidenceState.WITHDRAWN}
    numbers = progress_of(Plan.objects.get(satker__code="98.71"), timezone.localdate().replace(2027, 1, 1))
    assert 0 < numbers.done < numbers.due == numbers.total


def test_the_files_in_the_repository_are_those_that_the_texts_name():
    named = {proof["file"] for proof in data.read("bukti")["proofs"] if "file" in proof}
    assert {path.name for path in proofs.FILES.iterdir()} == named


def test_a_portal_with_a_scanner_leaves_the_files_unjudged_until_they_are_scanned(register, settings):
    settings.CLAMD_SOCKET = "/tidak/ada"
    load()
    assert not Evidence.objects.filter(kind=EvidenceKind.FILE).exclude(state=EvidenceState.UPLOADED).exists()


def test_loading_twice_adds_nothing(register):
    load()
    models = (Satker, User, Membership, Plan, Decree, ActionStep, Evidence, StoredFile, Notice, Message)
    before = [model.objects.count() for model in models]
    load()
    assert [model.objects.count() for model in models] == before


def test_the_people_of_the_demo_find_notices_in_words_in_their_inbox(register):
    load()
    for name in ("dewi", "sari", "lukas", "rian"):
        notices = list(Notice.objects.visible_to(User.objects.get(email=f"{name}@demo.test")).unread())
        assert notices and len(lines_of(notices)) == len(notices)


def test_only_what_is_missing_is_added(register):
    load()
    User.objects.filter(email="sari@demo.test").update(name="Nama Baru")
    Membership.objects.filter(user__email="bima@demo.test").delete()
    load()
    assert User.objects.get(email="sari@demo.test").name == "Nama Baru"
    assert Membership.objects.filter(user__email="bima@demo.test").count() == 1


def test_a_portal_with_real_people_is_refused(register):
    UserFactory(email="seorang@kantor.example")
    with pytest.raises(CommandError, match="sudah dipakai"):
        load()
    assert User.objects.count() == 1 and not Plan.objects.exists()


def test_the_first_start_says_nothing_where_people_have_accounts(register):
    UserFactory(email="seorang@kantor.example")
    assert load(first_start=True) == ""
    assert User.objects.count() == 1


def test_without_the_register_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_register"):
        load()


def test_the_workbook_in_the_repository_is_what_the_texts_say():
    stored_sheet, built_sheet = load_workbook(workbook.TARGET).active, workbook.build().active
    assert [[cell.value for cell in row] for row in stored_sheet.rows] == [
        [cell.value for cell in row] for row in built_sheet.rows
    ]
    assert sorted(map(str, stored_sheet.merged_cells.ranges)) == sorted(map(str, built_sheet.merged_cells.ranges))


@pytest.mark.parametrize("name", ["rencana-teluk-jernih", "rencana-bukit-damai", "draf-teluk-jernih"])
def test_the_first_row_of_an_aspect_continues_nothing(name):
    areas = data.plan_tree(data.read(name)).areas
    firsts = [aspect.rows[0] for area in areas for aspect in area.aspects]
    assert firsts and all(not row.continues for row in firsts)


def test_the_demo_plan_has_the_six_areas_and_forty_rows():
    tree = data.plan_tree(data.read("rencana-teluk-jernih"))
    assert [area.component for area in tree.areas] == [1, 2, 3, 4, 5, 6]
    assert len(list(tree.rows())) == 40
