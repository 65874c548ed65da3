"""A sweep that knows only the kinds and the finder of the tests."""

import pytest

from tests.zi_portal.reminders.dues import KINDS, Dues
from zi_portal.reminders import kinds


@pytest.fixture
def dues(monkeypatch):
    """What is due in this test; nothing else is found."""
    dues = Dues()
    monkeypatch.setattr(kinds, "FINDERS", [dues.find])
    monkeypatch.setattr("zi_portal.reminders.sweeping.FINDERS", [dues.find])
    for name, kind in KINDS.items():
        monkeypatch.setitem(kinds.KINDS, name, kind)
    return dues
