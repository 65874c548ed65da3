"""Drafts are deleted, restored as they were, and removed for good after thirty days."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from plans.decree import clauses, deletion, documents, drafting
from plans.models import ActionStep, Annex, Decree, DecreeTransition, Document, Plan, WorkbookImport
from plans.states import Action, DecreeState
from plans.workflow import perform
from teams import roster
from teams.models import Team
from tests.plans.approval import a_decree, in_state, submitted
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.database("plans.decree.deletion", "plans.querysets", "plans.decree.clauses")


def delete(decree, user):
    return perform(Action.DELETE, decree=decree, actor=user)


def restore(decree, user):
    return perform(Action.RESTORE, decree=decree, actor=user)


def long_ago(decree, days=31):
    rows = DecreeTransition.objects.filter(decree=decree, action=Action.DELETE)
    rows.update(at=timezone.now() - timedelta(days=days))


def sweep():
    return deletion.remove_old(lambda: None)


def with_import(decree, user):
    plan = Plan.objects.get(annex__decree=decree)
    upload = WorkbookImport(satker=decree.satker, year=2026, user=user, file_name="rencana.xlsx", plan=plan)
    upload.file.save("unggahan.xlsx", ContentFile(b"isi"))
    return upload


def amendment(world):
    """A draft that amends a decree in force with a team, both of the kabupaten."""
    old = a_decree(world.kabupaten)
    clauses.add_team(old, roster.create(world.kabupaten, 2026, world.sari), user=world.sari)
    return drafting.create_amendment(in_state(old, DecreeState.ENACTED), world.sari)


# Deleted


def test_a_deleted_draft_is_seen_nowhere_and_restored_as_it_was(world):
    decree = in_state(a_decree(world.kabupaten), DecreeState.RETURNED)
    upload = with_import(decree, world.sari)
    delete(decree, world.sari)
    models = (Decree, Plan, Annex, ActionStep, WorkbookImport)
    assert [model.objects.visible_to(world.sari).count() for model in models] == [0] * 5
    addresses = (("decrees:detail", decree.pk), ("plans:detail", upload.plan_id), ("plans:import-preview", upload.pk))
    assert {world.client("sari").get(reverse(name, args=[pk])).status_code for name, pk in addresses} == {404}
    assert restore(decree, world.bima).state == DecreeState.RETURNED
    assert [model.objects.visible_to(world.sari).count() for model in models] == [1] * 5
    assert not Plan.objects.get().frozen


def test_what_is_written_to_a_deleted_draft_is_refused(world):
    decree = a_decree(world.kabupaten)
    delete(decree, world.sari)
    with pytest.raises(Refused, match="sudah dihapus"):
        clauses.add_text_annex(decree, title="T", text="I", shows_place=False, user=world.bima)


def test_what_a_leader_approved_once_is_not_deleted(world):
    decree = submitted(world.kabupaten, world.sari)
    perform(Action.APPROVE, decree=decree, actor=world.lukas)
    perform(Action.RETURN, decree=decree, actor=world.lukas, note="Perbaiki.")
    with pytest.raises(Refused, match="pernah disetujui"):
        delete(decree, world.sari)


def test_an_amendment_begun_anew_holds_up_the_restoration_of_the_first(world):
    first = amendment(world)
    delete(first, world.sari)
    second = drafting.create_amendment(first.amends, world.sari)
    with pytest.raises(Refused, match="Sudah ada draf perubahan lain"):
        restore(first, world.sari)
    delete(second, world.sari)
    assert restore(first, world.sari).state == DecreeState.DRAFT


def test_a_team_copied_for_the_draft_goes_with_it_and_one_of_its_own_stays(world):
    draft = amendment(world)
    own = roster.create(world.kabupaten, 2027, world.sari)
    clauses.add_team(draft, own, user=world.sari)
    copy = Team.objects.get(annex__decree=draft, annex__team_copied=True)
    delete(draft, world.sari)
    assert not Team.objects.visible_to(world.sari).filter(pk=copy.pk).exists()
    own.refresh_from_db()
    assert (own.frozen, own.deleted) == (False, False)


def test_another_draft_takes_the_team_of_a_deleted_one_which_keeps_a_copy(world):
    team = roster.create(world.kabupaten, 2026, world.sari)
    first, second = a_decree(world.kabupaten), a_decree(world.kabupaten)
    clauses.add_team(first, team, user=world.sari)
    delete(first, world.sari)
    assert list(clauses.free_teams(second, world.sari)) == [team]
    clauses.add_team(second, team, user=world.sari)
    assert not clauses.free_teams(second, world.sari).exists()
    restore(first, world.sari)
    teams = [Team.objects.get(annex__decree=decree) for decree in (first, second)]
    assert teams[1] == team and teams[0] != team and not teams[0].deleted
    assert teams[0].units.count() == team.units.count()


# Removed


def test_after_thirty_days_a_draft_is_removed_with_all_that_was_made_for_it(world, django_capture_on_commit_callbacks):
    decree = amendment(world)
    upload = with_import(decree, world.sari)
    document = documents.request(decree, "asli", world.sari)
    document.file.save("asli.pdf", ContentFile(b"%PDF"))
    names = [upload.file.name, document.file.name]
    plan, team = Plan.objects.get(annex__decree=decree), Team.objects.get(annex__decree=decree)
    delete(decree, world.sari)
    long_ago(decree)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 1
    assert not any(default_storage.exists(name) for name in names)
    for model, pk in ((Decree, decree.pk), (Plan, plan.pk), (Team, team.pk), (WorkbookImport, upload.pk)):
        assert not model.objects.filter(pk=pk).exists()
    assert not Document.objects.exists() and Decree.objects.get() == decree.amends
    event = AuditEvent.objects.get(action="decree.remove")
    assert (event.subject_id, event.before["title"]) == (str(decree.pk), decree.title)


def test_what_was_deleted_lately_or_anew_stays(world):
    lately, anew = a_decree(world.kabupaten), a_decree(world.kabupaten)
    for decree, days in ((lately, 29), (anew, 40)):
        delete(decree, world.sari)
        long_ago(decree, days)
    restore(anew, world.sari)
    delete(anew, world.sari)
    assert sweep() == 0 and Decree.objects.count() == 2


# The screens


def test_a_draft_is_deleted_and_restored_by_hand(world):
    decree, client = a_decree(world.kabupaten), world.client("sari")
    where = reverse("decrees:act", args=[decree.pk, "delete"])
    assert where in client.get(reverse("decrees:detail", args=[decree.pk])).content.decode()
    answer = client.post(where, {"revision": decree.revision}, follow=True).content.decode()
    assert "dihapus" in answer and reverse("decrees:restore", args=[decree.pk]) in answer and "Urungkan" in answer
    trash = client.get(reverse("decrees:deleted")).content.decode()
    assert decree.title in trash and "Sari" in trash and "dapat dipulihkan sampai" in trash
    assert client.post(reverse("decrees:restore", args=[decree.pk])).status_code == 302
    assert decree.title not in client.get(reverse("decrees:deleted")).content.decode()
    assert client.get(reverse("decrees:detail", args=[decree.pk])).status_code == 200


def test_nobody_else_sees_or_restores_it(world):
    decree = a_decree(world.kabupaten)
    delete(decree, world.sari)
    assert decree.title not in world.client("dewi").get(reverse("decrees:deleted")).content.decode()
    assert "Pulihkan" not in world.client("lukas").get(reverse("decrees:deleted")).content.decode()
    where = reverse("decrees:restore", args=[decree.pk])
    assert [world.client(name).post(where).status_code for name in ("dewi", "lukas")] == [404, 403]
