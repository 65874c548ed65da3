"""The loads of tests/load on both profiles: briefly in each run of the suite, at full length among the long tests."""

import pytest

from tests.deploy.conftest import skip_where_incomplete
from tests.load import attacks, broken_uploads, download, oversize, slow_uploads
from tests.load.__main__ import everything
from tests.load.portals import PROFILES, running

pytestmark = pytest.mark.trial  # alone, in one process: it measures
BRIEF = 3
"""Seconds in which pages are asked for."""

HEAVY = 300
"""MB: more than a web process may take."""


DAILY = "production"
"""Profile that make test loads: the one that strangers reach; make test-long loads both."""


@pytest.fixture(
    scope="module", params=[name if name == DAILY else pytest.param(name, marks=pytest.mark.long) for name in PROFILES]
)
def portal(request, tmp_path_factory):
    """Each profile in turn."""
    if request.param == "production":
        skip_where_incomplete()
    with running(request.param, tmp_path_factory.mktemp(request.param) / "portal") as running_portal:
        yield running_portal


def missed(lines):
    return [f"{line.subject}: {line.value}, wanted {line.bar}" for line in lines if not line.holds]


@pytest.mark.case("A16")
def test_nobody_waits_for_forty_slow_uploads(portal):
    quiet = max(slow_uploads.waits(slow_uploads.pages(portal), 1))
    assert missed(slow_uploads.measure(portal, BRIEF, bar=max(slow_uploads.BAR, 4 * quiet))) == []


def test_no_attack_of_few_requests_holds_up_the_pages_of_others(portal):
    quiet = max(slow_uploads.waits(slow_uploads.pages(portal), 1))
    far = max(5 * attacks.BAR, 20 * quiet)  # a busy machine misses the bar itself, which the long test holds
    assert missed(attacks.measure(portal, 1, bar=far)) == []


@pytest.mark.case("A14")
def test_too_much_is_refused_before_it_is_read(portal):
    assert missed(oversize.measure(portal)) == []


def test_a_large_download_takes_no_memory(portal):
    assert missed(download.measure(portal, HEAVY)) == []


@pytest.mark.case("A17", "A18")
def test_an_upload_that_ends_midway_leaves_nothing(portal):
    assert missed(broken_uploads.measure(portal)) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("profile", PROFILES)
def test_all_loads_hold_their_bars(profile):
    if profile == "production":
        skip_where_incomplete()
    assert missed(everything(profile, seconds=20)) == []
