"""Stored files without a row are deleted after a day, those of rows never."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from zi_portal.jobs import tasks
from zi_portal.lib import strays
from zi_portal.lib.storage import ASIDE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(world):
    """Name of the office's stored emblem."""
    world.kabupaten.emblem.save("lambang.png", ContentFile(b"gambar"))
    return world.kabupaten.emblem.name


@pytest.mark.case("A18")
def test_a_file_that_no_row_names_is_forgotten_and_one_of_a_row_is_kept(world):
    owned = kept(world)
    left = default_storage.save("import/2026/sisa.xlsx", ContentFile(b"sisa"))
    assert strays.forget_before(timezone.now() + timedelta(minutes=1)) == [left]
    assert (default_storage.exists(owned), default_storage.exists(left)) == (True, False)


@pytest.mark.case("A18")
def test_what_stood_aside_when_its_program_was_killed_is_forgotten_too(world, tmp_path):
    (tmp_path / ASIDE).mkdir()
    (tmp_path / ASIDE / "separuh").write_bytes(b"separ")
    assert strays.forget_before(timezone.now() + timedelta(minutes=1)) == [f"{ASIDE}/separuh"]


def test_the_daily_sweep_leaves_a_fresh_file_to_the_row_that_may_come(world):
    left = default_storage.save("import/2026/baru.xlsx", ContentFile(b"baru"))
    assert tasks.sweep_files(None, None) == {"forgotten": 0}
    assert default_storage.exists(left)


def test_an_empty_storage_has_no_strays(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "belum-ada"
    assert list(strays.stored()) == []
