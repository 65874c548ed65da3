"""manage.py render_decree: by plan or decree, both editions, one line, exit by error."""

import pytest
from django.core.management import CommandError, call_command

from tests.plans.approval import a_decree


@pytest.mark.parametrize("edition", ["asli", "salinan"])
def test_a_plan_is_printed_with_its_decree(world, tmp_path, capsys, edition):
    plan = a_decree(world.kabupaten).annexes.get().plan
    target = tmp_path / "sk.pdf"
    call_command("render_decree", plan=plan.pk, edition=edition, output=target)
    assert target.read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr().out == f"{target}: {target.stat().st_size} bita\n"


def test_a_decree_is_printed_by_its_own_id(world, tmp_path):
    decree = a_decree(world.kabupaten)
    call_command("render_decree", f"--decree={decree.pk}", f"--output={tmp_path / 'sk.pdf'}")
    assert (tmp_path / "sk.pdf").stat().st_size > 1000


@pytest.mark.parametrize(
    ("option", "sentence"), [("plan", "Rencana aksi 999 tidak"), ("decree", "Keputusan 999 tidak")]
)
@pytest.mark.django_db
def test_what_is_not_there_is_told(tmp_path, option, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("render_decree", f"--{option}=999", f"--output={tmp_path / 'sk.pdf'}")


def test_a_folder_that_cannot_be_written_is_told(world, tmp_path):
    decree = a_decree(world.kabupaten)
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        call_command("render_decree", f"--decree={decree.pk}", f"--output={tmp_path / 'tiada' / 'sk.pdf'}")


def test_what_cannot_be_printed_is_told(world, tmp_path):
    decree = a_decree(world.kabupaten)
    decree.clauses.filter(label="KESATU").update(text="x" * 5001)
    with pytest.raises(CommandError, match="terlalu besar"):
        call_command("render_decree", f"--decree={decree.pk}", f"--output={tmp_path / 'sk.pdf'}")
    assert not (tmp_path / "sk.pdf").exists()


def test_plan_or_decree_must_be_named(tmp_path):
    with pytest.raises(CommandError):
        call_command("render_decree", f"--output={tmp_path / 'sk.pdf'}")
