"""The main job by clicking, against the production profile: through nginx, two web processes and a Celery worker."""

from types import SimpleNamespace

import pytest

from tests.browser import test_main_job as main_job
from tests.browser.conftest import visitor

__all__ = ["visitor"]
pytestmark = [pytest.mark.trial, pytest.mark.browser]


@pytest.fixture(scope="session")
def portal(production):
    """What the browser's visitor needs of a portal."""
    return SimpleNamespace(address=production.address, folder=production.data)


def test_from_a_workbook_to_the_printed_decree_in_production(visitor):  # noqa: F811 -- the fixture above
    main_job.test_from_a_workbook_to_the_printed_decree(visitor, "meja", 2031)
