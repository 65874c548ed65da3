"""docs/reminders.md: it is what the kinds of notices say."""

import pytest
from django.core.management import CommandError, call_command

from zi_portal.reminders.kinds import KINDS


def test_the_document_is_up_to_date():
    call_command("write_reminder_docs", check=True)


def test_a_document_that_is_out_of_date_is_told_and_the_new_one_has_all_kinds(dues, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="tidak mutakhir"):
        call_command("write_reminder_docs", check=True)
    call_command("write_reminder_docs")
    text = (tmp_path / "docs" / "reminders.md").read_text(encoding="utf8")
    assert "| `uji.up` | uji.up | on its day | people | digest, escalates |" in text
    assert [name for name in KINDS if f"| `{name}` |" not in text] == []
