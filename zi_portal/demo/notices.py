"""Notices of the demo: what the sweep of a few mornings of the demo's year tells its people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from zi_portal.demo import data
from zi_portal.reminders.sweeping import sweep

MORNINGS = ((2026, 1, 31), (2026, 3, 2), (2026, 3, 24))
"""Days that show something: the last day for the plan of Teluk Jernih, four weeks later (its province hears of it),
a week before the end of a quarter (Bukit Damai)."""
ZONE = "Asia/Jakarta"


def load_notices():
    """Tell the demo's people what was to be told on those mornings; who was told already is told nothing more."""
    codes = [office["code"] for office in data.read("orang")["offices"]]
    for day in MORNINGS:
        sweep(datetime(*day, 7, tzinfo=ZoneInfo(ZONE)), satker_codes=codes)
