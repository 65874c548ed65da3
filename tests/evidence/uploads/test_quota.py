"""What is held while files are announced."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.uploads import receiving
from tests.evidence.uploads.sending import a_batch

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.uploads.quota")]


@pytest.fixture
def batch(staged, ground):
    return a_batch(ground.plan, staged.sari)


def test_announcing_locks_the_items_and_not_their_upload(batch):
    """Jobs that hold an item point to the upload when they commit: waiting for each other would end one of them."""
    with CaptureQueriesContext(connection) as queries:
        receiving.announce(batch, [{"path": "1.i Laporan.pdf", "size": 10, "modified": 1}])
    locks = [query["sql"] for query in queries if query["sql"].startswith('SELECT "evidence_uploaditem"."id"')]
    assert locks and "JOIN" not in locks[0]
