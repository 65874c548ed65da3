"""The world of the tests: a few offices and people with names, and who they are in one sentence."""

import os
from types import SimpleNamespace
from unittest import mock

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import Client, SimpleTestCase

from plans import workflow
from plans.decree import documents
from teams.models import Membership, User
from teams.states import Level, Role
from tests.browser.chromium import chromium
from tests.factories import MembershipFactory, SatkerFactory, UserFactory
from zi_portal import BASE_DIR
from zi_portal.lib.sandbox import office

hypothesis.settings.register_profile("steady", derandomize=True)  # the same examples in each run of the suite
hypothesis.settings.register_profile("explore", derandomize=False)  # --hypothesis-profile=explore looks further
hypothesis.settings.load_profile("steady")

__all__ = ["chromium"]

PEOPLE = {
    # name: (office, role) -- who it is
    "sari": ("kabupaten", Role.STAFF),  # secretariat staff of the kabupaten: writes the plan
    "bima": ("kabupaten", Role.STAFF),  # her colleague
    "kirana": ("kabupaten", Role.COORDINATOR),  # coordinator of area 1 there
    "lukas": ("kabupaten", Role.LEADER),  # Ketua of the kabupaten: approves
    "maya": ("kabupaten", Role.LEADER),  # Sekretaris of the kabupaten: approves too
    "andi": ("kabupaten", Role.ADMIN),  # admin of the kabupaten
    "rian": ("province", Role.REVIEWER),  # reviewer of the province above
    "tari": ("province", Role.STAFF),  # staff of the province: does not see the offices below
    "dewi": ("kota", Role.STAFF),  # staff of a neighbour office
    "joko": ("kota", Role.LEADER),  # leader of the neighbour office
    "nadia": ("national", Role.ADMIN),  # national admin
    "putra": ("elsewhere", Role.REVIEWER),  # reviewer of another province
}


OWN_PROGRAMS = ("test_migrations", "test_backup", "test_copy_database", "test_crash", "test_drill")
"""Modules whose own programs use the database of the round, beside the tests that do so themselves."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config, items):
    """One process runs the tests that share a fixture of their module; PostgreSQL repeats what touches a database."""
    for item in items:
        if not item.get_closest_marker("xdist_group") and _shares_with_its_module(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    if "DATABASE_URL" in os.environ:
        idle = [item for item in items if not _uses_the_database(item)]
        items[:] = [item for item in items if _uses_the_database(item)]
        config.hook.pytest_deselected(items=idle)


def _shares_with_its_module(item):
    fixtures = getattr(item, "_fixtureinfo", None)
    return any(versions[-1].scope == "module" for versions in fixtures.name2fixturedefs.values()) if fixtures else False


def _uses_the_database(item):
    by_fixture = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    by_class = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    programs = item.path.stem.startswith(OWN_PROGRAMS)
    return bool(by_fixture or by_class or programs or item.get_closest_marker("django_db"))


def pytest_report_header():
    """Which database this run uses."""
    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


@pytest.fixture(autouse=True)
def forgetful():
    """No test sees what another one left in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def untried(request, monkeypatch):
    """Drafts are submitted without the trial print, which takes seconds; not in tests that ask for tried."""
    if "tried" not in request.fixturenames:
        guards = [guard for guard in workflow.GUARDS if guard is not documents.trial_veto]
        monkeypatch.setattr(workflow, "GUARDS", guards)


@pytest.fixture
def tried():
    """Drafts are submitted only after their trial print, as in the portal."""


@pytest.fixture(autouse=True, scope="session")
def own_turn():
    """Tests that run beside each other do not wait for each other's LibreOffice."""
    with mock.patch.object(office, "LOCK_NAME", f"{office.LOCK_NAME}-{os.getpid()}"):
        yield


@pytest.fixture
def world(db):
    """Offices and people of make_world(), anew for each test."""
    return make_world()


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """One of each thing of the kabupaten and everybody signed in; what a visit writes is undone at once.

    A module that uses it is marked django_db (each test is undone too) and takes stage.world instead of world.
    """
    from tests.addresses.access_world import Stage  # noqa: PLC0415 -- it imports this module

    with django_db_blocker.unblock(), transaction.atomic():
        new_stage = Stage(make_world())
        with mock.patch.object(connections[DEFAULT_DB_ALIAS], "close"):  # each test's end would take the stage along
            yield new_stage
        transaction.set_rollback(True)


def make_world():
    """Offices (national > province > kabupaten, kota; elsewhere) and people as in PEOPLE.

    world.sari is a User, world.kabupaten a Satker, world.client("sari") a signed-in Client;
    "lama" had a role at the kabupaten that ended, "mati" is deactivated, "" is nobody.
    """
    places = _offices()
    roles = PEOPLE | {"lama": ("kabupaten", Role.STAFF), "mati": ("kabupaten", Role.STAFF)}
    people = {name: UserFactory.build(email=f"{name}@contoh.id", name=name.capitalize()) for name in roles}
    people["mati"].is_active = False
    User.objects.bulk_create(people.values())
    memberships = {
        name: MembershipFactory.build(
            user=people[name], satker=places[office], role=role, area=1 if role == Role.COORDINATOR else None
        )
        for name, (office, role) in roles.items()
    }
    memberships["lama"].valid_until = "2021-01-01"
    Membership.objects.bulk_create(memberships.values())
    return SimpleNamespace(**places, **people, client=lambda name: _client(people.get(name)))


def _offices():
    national = SatkerFactory(
        code="90", short_name="KPU Uji Pusat", full_name="KOMISI PEMILIHAN UMUM REPUBLIK UJI", level=Level.PUSAT
    )
    province = SatkerFactory(
        code="98",
        short_name="KPU Provinsi Nusa Harapan",
        full_name="KOMISI PEMILIHAN UMUM PROVINSI NUSA HARAPAN",
        level=Level.PROVINSI,
        parent=national,
        place="Harapan",
    )
    elsewhere = SatkerFactory(
        code="99",
        short_name="KPU Provinsi Tanjung Biru",
        full_name="KOMISI PEMILIHAN UMUM PROVINSI TANJUNG BIRU",
        level=Level.PROVINSI,
        parent=national,
    )
    kabupaten = SatkerFactory(
        code="98.01",
        short_name="KPU Kabupaten Teluk Jernih",
        full_name="KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH",
        parent=province,
        place="Jernih",
        certifier_title="Kepala Subbagian Teknis dan Hukum",
        certifier_name="Wulan Prameswari",
    )
    kota = SatkerFactory(
        code="98.71",
        short_name="KPU Kota Bukit Damai",
        full_name="KOMISI PEMILIHAN UMUM KOTA BUKIT DAMAI",
        level=Level.KOTA,
        parent=province,
    )
    return {"national": national, "province": province, "elsewhere": elsewhere, "kabupaten": kabupaten, "kota": kota}


def _client(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def seeds():
    """Folder of the five real decrees; tests that need it are skipped where it is absent."""
    path = BASE_DIR.parent / "shared" / "seeds"
    if not path.is_dir():
        pytest.skip("../shared/seeds is absent: the acceptance tests with the five real decrees are left out")
    return path
