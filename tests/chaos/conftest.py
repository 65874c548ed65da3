"""One stage per profile for all kill tests. Each profile brings its own database, so each round of tests plays one."""

import os

import pytest

from tests.chaos import profiles
from tests.chaos.scenarios import Stage

collect_ignore = ["test_embedded.py" if os.environ.get("DATABASE_URL") else "test_production.py"]
"""The round on SQLite plays the embedded profile, the one on PostgreSQL the production profile."""


@pytest.fixture(scope="session")
def stage(request, tmp_path_factory):
    """The profile named by the module that asks first, running with its people."""
    profile = request.param
    with profiles.running(profile, tmp_path_factory.mktemp(profile)) as stack:
        made = Stage(stack)
        yield made
        made.close()
