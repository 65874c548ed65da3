"""docs/review.md: it is what the table of transitions says."""

import pytest
from django.core.management import CommandError, call_command

from evidence.management.commands import write_review_docs


def test_the_document_is_up_to_date():
    call_command("write_review_docs", check=True)


def test_a_document_that_is_out_of_date_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(write_review_docs, "PATH", tmp_path / "review.md")
    with pytest.raises(CommandError, match="tidak mutakhir"):
        call_command("write_review_docs", check=True)
    call_command("write_review_docs")
    assert "| `accept` | Terima | `uploaded` | `accepted` |" in (tmp_path / "review.md").read_text(encoding="utf8")
