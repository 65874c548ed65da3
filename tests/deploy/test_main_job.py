"""The main job by clicking, against the production profile: through nginx, two web processes and a Celery worker."""

from types import SimpleNamespace

import pytest

from tests.browser import test_main_job as main_job
from tests.browser import test_widgets as widgets
from tests.browser.conftest import visitor
from tests.deploy.conftest import json_lines

__all__ = ["visitor"]
pytestmark = [pytest.mark.trial, pytest.mark.browser]


@pytest.fixture(scope="session")
def portal(production):
    """What the browser's visitor needs of a portal."""
    return SimpleNamespace(address=production.address, folder=production.data)


@pytest.mark.long
def test_from_a_workbook_to_the_printed_decree_in_production(production, visitor):  # noqa: F811 -- the fixture above
    main_job.test_from_a_workbook_to_the_printed_decree(visitor, "meja", 2031)
    lines = json_lines(production.folder / "nginx" / "portal-zi.log")
    downloads = [line for line in lines if line["path"].startswith("/_protected/decree/")]
    assert len(downloads) >= 2 and {line["status"] for line in downloads} == {
        200
    }  # both PDFs, by the internal location


def test_a_file_that_is_too_large_in_production(visitor, tmp_path):  # noqa: F811 -- the fixture above
    widgets.test_a_file_that_is_too_large_is_refused_in_words_and_the_form_stays(visitor, tmp_path)
