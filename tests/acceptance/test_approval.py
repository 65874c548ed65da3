"""Issue: an imported real table goes through the approval by forms; what is enacted prints the same for ever."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from plans.decree import documents
from plans.models import Document
from plans.states import EDITABLE, DecreeState, Section
from plans.workbook.importing import import_workbook
from tests.factories import ClauseFactory

NUMBER = {"number": "12", "number_year": "2026", "enacted_on": "2026-02-03", "place": "Jernih", "issuer_name": "LUKAS"}
STEPS = (("sari", "submit", {}), ("lukas", "approve", {"note": "Baik."}), ("sari", "enact", NUMBER))


@pytest.fixture
def decree(world, seeds, settings, tmp_path):
    """The decree around the imported table of 002, its body filled in."""
    settings.MEDIA_ROOT = tmp_path
    plan = import_workbook(
        seeds / "002_penajam_paser_utara.xlsx", satker=world.kabupaten, year=2025, user=world.sari
    ).plan
    decree = plan.annex.decree
    for section, label in ((Section.CONSIDERING, "a."), (Section.RECALLING, "1."), (Section.DICTUM, "KESATU")):
        if not decree.clauses.filter(section=section).exclude(text="").exists():
            ClauseFactory(decree=decree, section=section, label=label, text="Menetapkan rencana Tahun 2026.")
    return decree


def step(world, decree, name, action, data):
    decree.refresh_from_db()
    where = reverse("decrees:act", args=[decree.pk, action])
    return world.client(name).post(where, {"revision": decree.revision, "mengerti": "1"} | data)


def printed_anew(decree):
    """Both editions printed again, whatever is stored."""
    for document in Document.objects.filter(decree=decree):
        default_storage.delete(document.file.name)
        document.delete()
    return [documents.render_now(decree, edition) for edition in ("asli", "salinan")]


def change_everything_later(decree):
    """What an office may change after the enactment: its name, its settings and the layout of the plan."""
    office, plan = decree.satker, decree.annexes.exclude(plan=None).get().plan
    office.full_name, office.place, office.certifier_name = "KOMISI LAIN", "Kota Lain", "Orang Lain"
    office.save()
    plan.layout.columns[0]["heading"] = "NOMOR LAIN"
    plan.layout.save()


@pytest.mark.case("C5")
def test_an_imported_table_is_submitted_approved_enacted_and_then_prints_the_same_for_ever(world, decree):
    assert decree.state in EDITABLE
    for name, action, data in STEPS:
        response = step(world, decree, name, action, data)
        assert response.status_code == 302, response.content.decode()
    decree.refresh_from_db()
    assert decree.state == DecreeState.ENACTED and decree.annexes.exclude(plan=None).get().plan.frozen
    first = printed_anew(decree)
    change_everything_later(decree)
    decree.refresh_from_db()
    assert printed_anew(decree) == first


@pytest.mark.case("D7")
def test_who_submitted_does_not_approve(world, decree):
    step(world, decree, "sari", "submit", {})
    assert step(world, decree, "sari", "approve", {}).status_code == 403
