"""One stage per profile for all kill tests."""

import os

import pytest

from tests.chaos import profiles
from tests.chaos.scenarios import Stage
from tests.deploy.conftest import skip_where_incomplete

collect_ignore = ["test_embedded.py", "test_production.py"] if os.environ.get("DATABASE_URL") else []
"""Each profile brings its own database, so the round on PostgreSQL has nothing to add."""


@pytest.fixture(scope="session")
def stage(request, tmp_path_factory):
    """The profile named by the module that asks first, running with its people."""
    profile = request.param
    if profile == "production":
        skip_where_incomplete()
    with profiles.running(profile, tmp_path_factory.mktemp(profile)) as stack:
        new_stage = Stage(stack)
        yield new_stage
        new_stage.close()
