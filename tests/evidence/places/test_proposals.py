"""How often files find their place by folder and name: the demo's plan and five published ones, by form of path."""

import pytest

from tests.evidence.places.figures import TABLE, line
from tests.evidence.places.plans_in_force import REAL, counts, demo_plan, real_plan

pytestmark = pytest.mark.django_db
LEAST = 0.85


@pytest.fixture(params=["demo", *REAL])
def plan(request, db):
    if request.param == "demo":
        return demo_plan()
    return real_plan(request.getfixturevalue("seeds"), request.param)


def test_known_files_are_ticked_rightly_none_wrongly_and_the_table_says_so(plan):
    table = TABLE.read_text(encoding="utf8")
    for shape, outcomes in counts(plan).items():
        known_total = sum(number for (is_known, _), number in outcomes.items() if is_known)
        assert outcomes[True, "right"] >= LEAST * known_total, shape
        assert outcomes[True, "wrong"] == outcomes[False, "wrong"] == outcomes[False, "right"] == 0, shape
        assert line(plan.satker.short_name, shape, outcomes) in table, (
            "python -m tests.evidence.places.figures writes it anew"
        )
