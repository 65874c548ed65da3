"""docs/review.md: it is what the table of transitions says."""

import pytest
from django.core.management import CommandError, call_command


def test_the_document_is_up_to_date():
    call_command("write_review_docs", check=True)


def test_a_document_that_is_out_of_date_is_told(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="tidak mutakhir"):
        call_command("write_review_docs", check=True)
    call_command("write_review_docs")
    assert "| `accept` | Terima | `uploaded` | `accepted` |" in (tmp_path / "docs" / "review.md").read_text(
        encoding="utf8"
    )
