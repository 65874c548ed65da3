"""The administrators' room in words."""

from types import SimpleNamespace

import pytest

from zi_portal.mail.models import Message
from zi_portal.mail.states import MessageState
from zi_portal.operations import presenters


def test_only_operators_see_mails_and_health():
    assert [tab.label for tab in presenters.rooms("jobs", may_operate=False)] == ["Pekerjaan", "Pemberitahuan"]
    tabs = presenters.rooms("mails", may_operate=True)
    assert [tab.label for tab in tabs] == ["Pekerjaan", "Pemberitahuan", "Surel", "Kesehatan"]
    assert [tab.label for tab in tabs if tab.current] == ["Surel"]


@pytest.mark.parametrize(("state", "current"), [("", [True, False]), ("dead", [False, True]), ("x", [False, False])])
def test_the_state_that_is_shown_is_the_current_tab(state, current):
    tabs = presenters.share_tabs([("dead", "Mati", 3)], "/operasi/", state)
    assert [tab.current for tab in tabs] == current


def test_a_number_beside_a_word_is_no_markup_of_the_word():
    assert "&lt;b&gt;" in presenters.share_tabs([("x", "<b>", 3)], "/", "")[1].label


@pytest.mark.parametrize("state", MessageState)
def test_every_state_of_a_mail_has_a_badge(state):
    assert presenters.mail_badge(Message(state=state)).label == state.label


def test_what_is_unknown_of_a_job_is_a_dash():
    job = SimpleNamespace(
        title="Cetak", kind="x", key="k", owner=None, satker_name=None, satker_code="", urgent=False, attempts=0,
        progress=0, reason="", holder="", lease_until=None, cancel_asked=False, payload={}, result={},
    )  # fmt: skip
    facts = dict(presenters.job_facts(job, "", 5))
    assert (facts["Tentang"], facts["Dipegang sampai"], facts["Isi"]) == ("—", "—", "—")
    assert (facts["Pekerja"], facts["Ditunggu orang"]) == ("belum ada", "tidak")
