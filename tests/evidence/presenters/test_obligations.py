"""Obligations in words: duties of a step and their tools, days of a month."""

from datetime import date
from types import SimpleNamespace

import pytest

from evidence.overview import step_page
from evidence.presenters import obligations
from evidence.states import Standing


def duty(standing=Standing.LATE, *, due_on=date(2026, 3, 31), active=True, **values):
    """A duty without proofs."""
    title = SimpleNamespace(title="Notula")
    obligation = SimpleNamespace(pk=5, due_on=due_on, active=active, standing=standing, requirement=title)
    return step_page.Duty(obligation, **{"lack": "", "late": 0, "moves": [], "proofs": []} | values)


def shown(item, *, may_upload=True, may_refine=True, in_force=True, opened=None):
    """The duty as a reader sees it."""
    return obligations.present_duty(item, obligations.Reader(may_upload, may_refine, in_force, opened))


def test_whoever_may_do_nothing_is_offered_nothing():
    assert shown(duty(), may_upload=False, may_refine=False).tools == []


@pytest.mark.parametrize("values", [{"in_force": False}, {}])
def test_what_is_asked_no_more_offers_nothing(values):
    assert shown(duty(active=bool(values)), **values).tools == []


def test_tools_follow_what_the_reader_may_do():
    labels = [link.label for link in shown(duty(due_on=None)).tools]
    assert labels == ["Unggah", "Isi tanpa berkas", "Pakai bukti yang ada", "Jadwalkan"]
    assert [link.label for link in shown(duty(), may_upload=False).tools] == ["Ubah tenggat"]


def test_the_open_duty_takes_files_and_needs_no_link_to_itself():
    item = duty()
    view = shown(item, opened=item.obligation)
    assert view.open and "Unggah" not in [link.label for link in view.tools]


def test_tools_of_what_lacks_nothing_are_folded_until_it_is_opened():
    item = duty(Standing.FULFILLED)
    assert shown(item).folded and not shown(item, opened=item.obligation).folded


def test_what_is_late_and_lacking_is_said():
    remarks = "".join(shown(duty(late=3, lack="1 dari 2 bukti diterima")).remarks)
    assert "lewat 3 hari" in remarks and "1 dari 2 bukti diterima" in remarks and shown(duty()).remarks == []


def test_rows_of_a_step_stand_in_a_line_each():
    rows = [SimpleNamespace(action="Rapat\nkoordinasi", indicator=""), SimpleNamespace(action="", indicator="")]
    assert obligations.heading(rows) == "Rapat koordinasi\n(tanpa langkah)"
