"""Restore refuses what is damaged, cut, foreign or newer, each with its own code, and touches nothing that lives."""

import json

import pytest

from tests.portals import portal
from tests.zi_portal.backup.backed_up import filled_portal
from zi_portal.backup.refusals import REASONS

EXPECTED = {
    "whole, into an empty place": None,
    "damaged dump": "damaged",
    "flipped byte in a file": "damaged",
    "link instead of a file": "damaged",
    "missing file": "missing",
    "missing dump": "missing",
    "cut dump": "cut",
    "cut file": "cut",
    "dump that is no database": "damaged",
    "no manifest": "foreign",
    "foreign manifest": "foreign",
    "manifest that is no JSON": "foreign",
    "manifest changed": "changed",
    "manifest and its hash changed": "changed",
    "no seal": "changed",
    "sealed with another key": "other_key",
    "newer format": "newer_format",
    "newer migration": "newer",
    "other vendor": "other_vendor",
    "rows do not match": "unequal",
    "running portal": "running",
    "restarted portal": "running",
    "stopped a moment ago": None,
    "database held open": "running",
    "disk full": "no_space",
    "unfinished": "unfinished",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """{case: what restore said to it}, all tried in one process in a portal of their own."""
    folder = tmp_path_factory.mktemp("cadangan")
    with filled_portal(folder / "sumber") as (_, backup), portal(folder / "tujuan") as target:
        yield json.loads(target.run("-m", "tests.zi_portal.backup.backup_cases", backup).splitlines()[-1])


@pytest.mark.case("G8")
def test_every_case_was_tried(outcomes):
    assert set(outcomes) == set(EXPECTED)


@pytest.mark.case("G8")
@pytest.mark.parametrize("case", [case for case, reason in EXPECTED.items() if reason])
def test_a_backup_is_refused_before_anything_is_touched(outcomes, case):
    code, sentence = REASONS[EXPECTED[case]]
    assert outcomes[case]["code"] == code
    assert (
        outcomes[case]["sentence"].startswith(sentence.partition("{")[0])
        and "Traceback" not in outcomes[case]["sentence"]
    )
    assert outcomes[case]["untouched"]


@pytest.mark.case("G8")
def test_a_whole_backup_is_restored_where_there_was_nothing(outcomes):
    assert outcomes["whole, into an empty place"] == {"code": 0, "sentence": ""}


@pytest.mark.case("G8")
def test_a_portal_that_was_stopped_a_moment_ago_is_restored_at_once(outcomes):
    assert outcomes["stopped a moment ago"] == {"code": 0, "sentence": ""}


def test_each_reason_has_a_code_of_its_own():
    codes = [code for code, _ in REASONS.values()]
    assert len(codes) == len(set(codes)) and 0 not in codes and 3 not in codes
