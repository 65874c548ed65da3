"""docs/workflow.md: it is what the table of transitions says."""

import pytest
from django.core.management import CommandError, call_command

from plans.management.commands import write_workflow_docs


def test_the_document_is_up_to_date():
    call_command("write_workflow_docs", check=True)


def test_a_document_that_is_out_of_date_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(write_workflow_docs, "PATH", tmp_path / "workflow.md")
    with pytest.raises(CommandError, match="tidak mutakhir"):
        call_command("write_workflow_docs", check=True)
    call_command("write_workflow_docs")
    assert "| `approve` | Setujui | `submitted` | `approved` |" in (tmp_path / "workflow.md").read_text(encoding="utf8")
