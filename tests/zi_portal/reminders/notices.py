"""Notices for tests: of a sort of thing that the tests word themselves."""

from datetime import date
from uuid import uuid4

import pytest

from zi_portal.reminders.kinds import KINDS, WORDERS, Kind, Line, pks
from zi_portal.reminders.models import Notice
from zi_portal.reminders.states import Subject

KIND = Kind("uji.tenggat", "Jatuh tempo di uji coba", Subject.DUE, when="for tests", recipients="nobody")
GONE = 404
"""Number of a thing that is gone."""


def a_notice(user, number=1, **fields):
    """A notice about the thing "uji:number", or about `topic`; of a due date if not said."""
    values = {"kind": KIND.name, "topic": f"uji:{number}", "day": date(2026, 3, 2), "run": uuid4()}
    return Notice.objects.create(user=user, **values | fields)


def worded(notices):
    """What words them: a Line to the help page for each, but for GONE."""
    return {
        pk: Line(f"Langkah {number}: <Notula>", f"/bantuan/?hal={number}", "KPU Uji")
        for pk, number in pks(notices).items()
        if number != GONE
    }


@pytest.fixture
def words(monkeypatch):
    """The things "uji:…" have words and a place, and their kind a name."""
    monkeypatch.setitem(KINDS, KIND.name, KIND)
    monkeypatch.setitem(WORDERS, "uji", worded)
