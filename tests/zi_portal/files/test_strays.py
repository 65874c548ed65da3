"""Stored files without a row are deleted after a day, those of rows never."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from zi_portal.jobs import tasks
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.files import strays
from zi_portal.lib.files.storage import ASIDE

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
    assert tasks.sweep_files(None, lambda: None) == {"forgotten": 0}
    assert default_storage.exists(left)


@pytest.mark.case("A18")
def test_beside_the_wrong_database_nothing_is_forgotten(world, monkeypatch):
    monkeypatch.setattr(tasks, "STRAY_AGE", timedelta(minutes=-1))
    left = [default_storage.save(f"import/2026/{n}.xlsx", ContentFile(b"x")) for n in range(strays.FEW + 1)]
    with pytest.raises(JobFailed, match="51 berkas .* tidak ada yang dihapus"):
        tasks.sweep_files(None, lambda: None)
    assert all(map(default_storage.exists, left))


def test_a_long_sweep_gives_signs_of_life(world):
    for n in range(strays.FEW * 2 + 20):
        default_storage.save(f"import/2026/{n}.xlsx", ContentFile(b"x"))
    tick = mock.Mock()
    with pytest.raises(strays.TooMany):
        strays.forget_before(timezone.now() + timedelta(minutes=1), tick)
    assert tick.call_count == 2


def test_a_stray_that_somebody_else_took_away_is_left_out(world):
    default_storage.save("import/2026/a.xlsx", ContentFile(b"x"))
    with mock.patch.object(strays.default_storage, "get_modified_time", side_effect=FileNotFoundError):
        assert strays.forget_before(timezone.now()) == []


def test_an_empty_storage_has_no_strays(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "belum-ada"
    assert list(strays.stored()) == []
