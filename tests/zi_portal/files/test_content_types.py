"""One table of content types: every kind that is kept or sent has one, and no module keeps a copy."""

from evidence.files.types import KINDS
from evidence.states import Form
from plans.workbook import exporting
from tests.house.test_architecture import lines_that_match, python_files
from zi_portal.lib.files.content_types import CONTENT_TYPES

KNOWN_OTHERWISE = ("zi_portal/lib/files/content_types.py", "evidence/files/advice.py", "zi_portal/lib/sandbox/inside/")


def test_every_kind_that_is_kept_or_sent_has_a_content_type():
    assert {*KINDS, *Form.values, *exporting.FORMS} <= CONTENT_TYPES.keys()


def test_no_other_module_keeps_a_copy():
    copies = lines_that_match(python_files(tests=False), r"application/(pdf|zip|vnd)|image/webp\"|video/mp4")
    assert [line for line in copies if not line.startswith(KNOWN_OTHERWISE)] == []
