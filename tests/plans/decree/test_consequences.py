"""What a decision would bring about: obligations by month, those never owed, rows that lack something."""

from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from plans.decree import checks, clauses
from plans.decree.consequences import consequences_of, earlier_text
from plans.decree.differences import differences
from plans.decree.payload import decree_payload, digest
from plans.models import ActionStep, Decree, Version
from plans.plan import deadlines, editing
from plans.states import Action, DecreeState
from plans.workflow import perform
from tests.factories import ClauseFactory
from tests.plans.approval import a_decree, approved, in_state

DAY = date(2026, 2, 1)


def with_times(decree, *times):
    """The decree with a row for each time, all with evidence."""
    plan = decree.annexes.get().plan
    area = plan.areas.get()
    area.steps.all().delete()
    for place, time in enumerate(times, 1):
        ActionStep.objects.create(area=area, position=place, action="Rapat", evidence=f"Notula {place}", time=time)
    deadlines.rebuild(plan)
    return decree


def test_obligations_are_counted_by_month_and_those_of_the_past_are_never_owed(world):
    times = ("Maret 2026", "Maret 2026", "Per Triwulan", "Oktober 2025", "", "entah kapan", "Januari 2027")
    decree = with_times(a_decree(world.kabupaten), *times)
    outcome = consequences_of(decree, DAY, checks.submission_gaps(decree))
    counts = {month: count for month, count in outcome.month_counts.items() if count}
    assert counts == {(2026, 3): 3, (2026, 6): 1, (2026, 9): 1, (2026, 12): 1, (2027, 1): 1}
    assert (outcome.undated, dict(outcome.lapsed), outcome.beyond) == (2, {2025: 1}, 1)
    assert (outcome.owed, outcome.total, outcome.sparse) == (9, 10, False)
    assert {name: len(gaps) for name, gaps in outcome.lacks.items()} == {"time": 1, "unreadable": 1}


def test_the_enactment_owes_exactly_what_was_forecast(world):
    decree = with_times(approved(world.kabupaten, world.sari), "Maret 2026", "Oktober 2025", "Per Semester", "")
    outcome = consequences_of(decree, date(2026, 2, 3))
    number = {"number": "17", "number_year": 2026, "enacted_on": date(2026, 2, 3)}
    perform(Action.ENACT, decree=decree, actor=world.lukas, **number)
    owed = decree.annexes.get().plan.obligations.filter(active=True)
    assert (owed.filter(owed=True).count(), owed.filter(owed=False).count()) == (outcome.owed, outcome.never_owed)


def test_a_plan_of_the_past_is_sparse_and_one_owed_of_ten_is(world):
    decree = a_decree(world.kabupaten)
    assert consequences_of(with_times(decree, "Maret 2025", "April 2025"), DAY).sparse
    assert consequences_of(with_times(decree, *["Maret 2025"] * 9, "Maret 2026"), DAY).sparse
    assert not consequences_of(with_times(decree, *["Maret 2025"] * 8, "Maret 2026"), DAY).sparse


def test_a_decree_without_a_table_has_no_consequences(world):
    decree = a_decree(world.kabupaten)
    decree.annexes.all().delete()
    assert consequences_of(decree, DAY) is None


def test_a_row_without_a_person_is_told_where_the_layout_has_the_column(world):
    decree = a_decree(world.kabupaten)
    layout = decree.annexes.get().plan.layout
    layout.columns += [{"field": "responsible", "heading": "PENANGGUNG JAWAB"}]
    layout.save()
    [gap] = consequences_of(decree, DAY).lacks["responsible"]
    assert gap.message == "Baris 1" and "#row-" in gap.url


# The page


def page_of(world, name, decree, action, **data):
    client, where = world.client(name), reverse("decrees:act", args=[decree.pk, action])
    if data:
        return client.post(where, {"revision": decree.revision} | data)
    return client.get(where)


@pytest.mark.parametrize(("name", "action"), [("sari", "submit"), ("lukas", "approve"), ("sari", "enact")])
def test_a_plan_from_which_nothing_is_owed_is_not_decided_on_unseen(world, name, action):
    states = {"submit": DecreeState.DRAFT, "approve": DecreeState.SUBMITTED, "enact": DecreeState.APPROVED}
    decree = with_times(a_decree(world.kabupaten, year=2019), "Maret 2019")
    in_state(decree, states[action], world.sari)
    page = page_of(world, name, decree, action).content.decode()
    assert "Tidak satu pun bukti fisik akan wajib dipenuhi" in page and 'name="mengerti"' in page
    number = {"number": "12", "number_year": "2026", "enacted_on": "2026-02-03", "place": "J", "issuer_name": "L"}
    refused = page_of(world, name, decree, action, **number)
    assert refused.status_code == 422 and "Centang dahulu" in refused.content.decode()
    assert page_of(world, name, decree, action, mengerti="1", **number).status_code == 302


def test_the_typed_day_of_the_enactment_counts(world):
    decree = with_times(approved(world.kabupaten, world.sari), "Maret 2026")
    number = {"number": "12", "number_year": "2026", "place": "J", "issuer_name": "L"}
    late = page_of(world, "sari", decree, "enact", enacted_on="2026-04-01", **number)
    assert late.status_code == 422 and "tenggatnya sebelum 1 April 2026" in late.content.decode()
    assert page_of(world, "sari", decree, "enact", enacted_on="2026-03-31", **number).status_code == 302


# What differs


def test_a_submission_keeps_its_text_and_the_next_one_says_what_differs(world):
    decree = a_decree(world.kabupaten)
    perform(Action.SUBMIT, decree=decree, actor=world.sari)
    perform(Action.RETURN, decree=decree, actor=world.lukas, note="Lengkapi.")
    decree.refresh_from_db()
    assert "Tidak ada yang berbeda." in page_of(world, "sari", decree, "submit").content.decode()
    decree.clauses.filter(label="KESATU").update(text="Menetapkan rencana yang baru.")
    ClauseFactory(decree=decree, label="KEDUA", position=9999, text="Berlaku sejak ditetapkan.")
    decree.annexes.get().plan.areas.get().steps.create(position=2, key="baru", action="Menyusun laporan")
    page = page_of(world, "sari", decree, "submit").content.decode()
    for words in ("1 butir diubah", "1 butir ditambahkan", "1 baris ditambahkan", "Menyusun laporan"):
        assert words in page
    perform(Action.SUBMIT, decree=decree, actor=world.sari)
    decree.refresh_from_db()
    page = page_of(world, "lukas", decree, "approve").content.decode()
    assert "Yang berbeda dari pengajuan" in page and "1 butir diubah" in page


def with_texts(world):
    """A payload with two text annexes of one title, a numbered clause and a second area."""
    decree = a_decree(world.kabupaten)
    for text in ("Pasal 1", "Pasal 2"):
        clauses.add_text_annex(decree, title="Tata tertib", text=text, shows_place=False, user=world.sari)
    editing.add_area(decree.annexes.get(plan__isnull=False).plan_id, world.sari, label="X", title="Y", component=None)
    return decree_payload(decree)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text["annexes"][1].update(text="Pasal 3"), "isi lampiran “Tata tertib”"),
        (lambda text: text["annexes"][2].update(text="Pasal 3"), "isi lampiran “Tata tertib (2)”"),
        (lambda text: text["annexes"].insert(0, text["annexes"].pop(2)), "urutan lampiran"),
        (lambda text: text.update(letterhead=["KPU"]), "kepala naskah"),
        (lambda text: move_row(*text["annexes"][0]["plan"]["areas"]), "isi lampiran “Rencana aksi”"),
    ],
)
def test_what_moved_and_annexes_of_the_same_title_are_told(world, change, words):
    older = with_texts(world)
    newer = deepcopy(older)
    change(newer)
    assert words in differences(older, newer).others


def move_row(first_area, second_area):
    second_area["rows"].append(first_area["rows"].pop())


def test_a_clause_that_became_a_part_of_another_is_told(world):
    older = with_texts(world)
    newer = deepcopy(older)
    newer["clauses"]["diktum"][0]["level"] = 1
    assert [way for way, _, _ in differences(older, newer).clauses] == ["changed"]


def test_an_amendment_is_compared_with_what_it_amends(world):
    old = in_state(a_decree(world.kabupaten), DecreeState.ENACTED)
    text = decree_payload(old)
    Version.objects.create(decree=old, payload=text, sha256=digest(text))
    new = Decree.objects.get(pk=a_decree(world.kabupaten, amends=old).pk)
    assert earlier_text(new, pending=False).payload == text
    assert earlier_text(old, pending=False) is None


def test_rows_are_told_apart_by_their_keys_and_dates_do_not_count(world):
    older = decree_payload(a_decree(world.kabupaten))
    newer = decree_payload(a_decree(world.kabupaten, enacted_on=DAY, place="Muara", paper="A4"))
    changes = differences(older, newer)
    assert sorted(way for way, _, _ in changes.rows) == ["added", "removed"] and changes.clauses == []
    assert changes.others == ["penanda tangan atau tempat", "kertas"]
    assert not differences(older, older)
