"""An office whose plan owes evidence, made once for a module; what a test writes is undone after it."""

from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from teams.models import User
from tests.conftest import make_world
from tests.evidence.ground import a_proof, owing


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """.world and .ground (ground.owing of the kabupaten), kept for the whole module; see staged and ground."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        office = SimpleNamespace(world=world, ground=owing(world.kabupaten, by=world.sari, leader=world.lukas))
        with mock.patch.object(connections[DEFAULT_DB_ALIAS], "close"):  # each test's end would take the office along
            yield office
        transaction.set_rollback(True)


@pytest.fixture
def staged(office, db):
    """The world of the module's office; nobody remembers the roles of an earlier test."""
    for person in vars(office.world).values():
        if isinstance(person, User):
            person.__dict__.pop("grants", None)
    return office.world


@pytest.fixture
def ground(office, staged):
    """What the module's office owes."""
    return office.ground


@pytest.fixture
def proof(office, staged):
    """A file of sari's that waits to be looked at, put to the first obligation of the module's office."""
    return a_proof(office.ground.obligations[:1], staged.sari)
