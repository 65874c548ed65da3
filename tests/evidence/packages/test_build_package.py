"""manage.py build_package: a whole package under its name, what is in it said, exit codes."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import CommandError, call_command

from evidence.packages import packing, rekap_files
from tests.evidence.packages.packed import an_office, contents, spoil

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(rekap_files, "render_pdf", lambda html, tick=None: (b"%PDF-1.7 rekap", 1))
    with time_machine.travel(datetime(2026, 10, 5, tzinfo=UTC)):
        yield an_office(world)


def command(office, target, **options):
    call_command("build_package", plan=office.plan.pk, output=target, **options)


def test_the_command_writes_the_package_and_says_what_is_in_it(office, tmp_path, capsys):
    target = tmp_path / "paket.zip"
    command(office, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{target}: 2 bukti, ") and first.endswith(f"SHA-256 {digest}")
    assert second == "Sudah jatuh tempo dan belum dipenuhi: 4" and contents(ZipFile(target))
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["paket.zip"]


def test_the_command_ends_with_exit_3_where_a_file_is_gone(office, tmp_path):
    spoil(office)
    with pytest.raises(CommandError, match="tidak lengkap, 1 berkas:\n  notula.pdf") as error:
        command(office, tmp_path / "paket.zip")
    assert error.value.returncode == 3 and (tmp_path / "paket.zip").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"plan": 999}, "Rencana aksi 999 tidak ditemukan"),
        ({"area": 9}, "tidak memiliki area ke-9"),
        ({"quarter": 7}, "tidak memiliki triwulan 7"),
        ({"output": Path("/tiada/paket.zip")}, "tidak dapat ditulis"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(office, tmp_path, options, sentence):
    options = {"plan": office.plan.pk, "output": tmp_path / "paket.zip"} | options
    with pytest.raises(CommandError, match=sentence) as error:
        call_command("build_package", **options)
    assert error.value.returncode == 1 and not list(tmp_path.glob("*.zip*"))


def test_the_command_that_breaks_off_leaves_the_old_package(office, tmp_path, monkeypatch):
    target = tmp_path / "paket.zip"
    target.write_bytes(b"lama")
    monkeypatch.setattr(packing, "_write_lists", mock.Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space"):
        command(office, target, quarter=1)
    assert target.read_bytes() == b"lama" and [path.name for path in tmp_path.glob("*paket*")] == ["paket.zip"]
