"""Files that were refused wrongly, or that the portal must know: those of ../shared/cases/files."""

import pytest

from tests.zi_portal.sandbox.test_inspection import look
from zi_portal import BASE_DIR

FOLDER = BASE_DIR.parent / "shared" / "cases" / "files"
TAKEN = {
    "SK TTE BSrE.pdf": "pdf",
    "autoprint_tcpdf.pdf": "pdf",
    "formulir terisi.pdf": "pdf",
    "joboptions.pdf": "pdf",
    "laporan_bmp.docx": "docx",
    "pdf_html_di_belakang.pdf": "pdf",
    "pdf_spasi_html_di_depan.pdf": "pdf",
    "pdf_tanpa_eof.pdf": "pdf",
}


@pytest.mark.parametrize("name", TAKEN)
def test_the_file_is_taken_and_what_a_web_program_wrote_around_it_is_not(name):
    if not FOLDER.exists():
        pytest.skip("../shared/cases/files is absent: the files that were refused wrongly are left out")
    content = (FOLDER / name).read_bytes()
    answer, _ = look(content, TAKEN[name])
    start, end = answer.pop("part", (0, len(content)))
    assert answer == {"kind": TAKEN[name]}
    assert b"<div>" not in content[start:end] and b"Notice" not in content[start:end]
