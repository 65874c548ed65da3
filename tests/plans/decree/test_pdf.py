"""The printed decree: order of blocks, editions, annexes, draft mark and sameness of bytes."""

import io
import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from pypdf import PdfReader

from plans.decree.pdf import decree_pages
from plans.states import Edition
from tests.plans.decree.printed import small_payload, small_spec, small_tree
from zi_portal.lib.errors import Refused

MM = 72 / 25.4
VECTORS = [
    '<img src="file:///etc/passwd">',
    '<link rel=attachment href="file:///etc/hostname">',
    "<style>@import url(http://169.254.169.254/)</style>",
    "<style>@font-face{font-family:x;src:url(file:///etc/passwd)}</style>",
    '<svg><image href="file:///etc/passwd"/></svg>',
    '<base href="http://169.254.169.254/">',
    '<td background="file:///etc/passwd">',
    '<object data="file:///etc/passwd"></object>',
    '<embed src="file:///etc/passwd">',
    '<div style="background:url(file:///etc/passwd)">',
    '<link rel=stylesheet href="file:///etc/passwd">',
    "<iframe src='http://169.254.169.254/'></iframe>",
    "</td></tr></table><script>alert(1)</script>",
    "<td colspan=1000000>{{ decree }}{% debug %}",
]


def read(payload, edition=Edition.COPY, draft=False):
    return PdfReader(io.BytesIO(decree_pages(payload, edition=edition, draft=draft)[0]))


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def folded(text):
    """Without white space and hyphens, which lines may add or swallow."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def test_the_blocks_of_the_copy_stand_in_the_order_of_the_law():
    text = folded(text_of(read(small_payload())))
    parts = [
        "SALINAN",
        "KOMISIPEMILIHANUMUM",
        "NOMOR7TAHUN2026",
        "TENTANG",
        "RENCANAAKSIZONA",
        "KETUAKOMISI",
        "Menimbang:a.",
    ]
    parts += [
        "MEMUTUSKAN:",
        "Menetapkan:",
        "KESATU:",
        "DitetapkandiUji",
        "padatanggal5Januari2026",
        "ttd.",
        "NAMAKETUA",
    ]
    parts += [
        "Salinansesuaidenganaslinya",
        "SEKRETARIAT",
        "KepalaSubbagian",
        "LAMPIRAN",
        "LANGKAHAKSI",
        "ttd.",
        "Salinansesuai",
    ]
    place = 0
    for part in parts:
        place = text.index(part, place) + len(part)


def test_the_original_has_space_to_sign_and_nothing_of_the_copy():
    text = text_of(read(small_payload(), Edition.ORIGINAL))
    assert "NAMA KETUA" in text
    assert not any(word in text for word in ("SALINAN", "ttd.", "Salinan sesuai", "Kepala Subbagian"))


def test_drafts_carry_the_mark_on_each_page_and_enacted_ones_on_none():
    payload = small_payload(small_tree(60))
    assert all("KONSEP" in page.extract_text() for page in read(payload, draft=True).pages)
    assert "KONSEP" not in text_of(read(payload))


@pytest.mark.parametrize(("paper", "size"), [("F4", (215, 330)), ("A4", (210, 297)), ("Folio", (216, 330))])
def test_the_body_is_portrait_and_the_lampiran_landscape(paper, size):
    boxes = [page.mediabox for page in read(small_payload(paper=paper)).pages]
    assert [round(float(side) / MM) for side in boxes[0][2:]] == list(size)
    assert [round(float(side) / MM) for side in boxes[-1][2:]] == list(reversed(size))


def test_pages_are_numbered_from_the_second_on_into_the_lampiran():
    pages = read(small_payload(small_tree(60))).pages
    assert "- 1 -" not in pages[0].extract_text()
    assert all(f"- {n} -" in page.extract_text() for n, page in enumerate(pages[1:], 2))


def test_fonts_are_embedded_and_ours():
    names = set()
    for page in read(small_payload()).pages:
        for font in page["/Resources"]["/Font"].values():
            below = font["/DescendantFonts"][0]
            assert below["/FontDescriptor"].keys() & {"/FontFile", "/FontFile2", "/FontFile3"}
            names.add(below["/BaseFont"].partition("+")[2])
    assert names == {"Bonum", "Bonum-Bold"}


def test_a_tick_that_the_book_face_lacks_comes_from_dejavu():
    tree, spec = small_tree(2), small_spec(tick="✓")
    spec.columns[3].field, spec.columns[3].heading = "months", "BULAN"
    tree.areas[0].aspects[0].rows[0].ticks = [1, 2]
    text = text_of(read(small_payload(tree, spec)))
    assert text.count("✓") == 2


def test_bookmarks_lead_to_decree_annex_and_areas():
    outline = read(small_payload()).outline
    assert [outline[0].title, outline[1].title] == ["Keputusan Nomor 7 Tahun 2026", "LAMPIRAN RENCANA AKSI"]
    assert [mark.title for mark in outline[2]] == ["Manajemen Perubahan"]


def test_the_signature_of_the_lampiran_never_stands_without_a_row():
    for rows in range(8, 30):
        last = read(small_payload(small_tree(rows))).pages[-1].extract_text()
        assert "NAMA KETUA" in last
        assert f"Menyusun rencana kerja tim {rows - 1}" in last.replace("\n", " ")


def test_a_band_is_kept_with_the_row_below_it():
    for rows in range(10, 22):
        tree = small_tree(rows)
        tree.areas.append(small_tree(3).areas[0])
        for text in (page.extract_text() for page in read(small_payload(tree)).pages):
            assert all("Menyusun" in below for below in text.split("Manajemen Perubahan")[1:])


def test_acting_sekretaris_signs_with_nip():
    signature = small_payload()["signature"] | {
        "title": ["Plt. SEKRETARIS KOMISI", "KABUPATEN UJI,"],
        "nip": "19800101 2005",
    }
    text = text_of(read(small_payload(signature=signature)))
    assert "Plt. SEKRETARIS KOMISI" in text
    assert "NIP 19800101 2005" in text


def test_nested_lists_are_printed_to_three_levels():
    lines = [{"level": n, "label": label, "text": f"butir {n}"} for n, label in enumerate(["KESATU", "1.", "a.", "1)"])]
    payload = small_payload()
    payload["clauses"]["diktum"] = lines
    text = folded(text_of(read(payload)))
    assert "KESATU:butir01.butir1a.butir21)butir3" in text


def test_a_text_annex_prints_its_paragraphs():
    annex = {
        "kind": "text",
        "label": "LAMPIRAN II",
        "title": "CATATAN",
        "shows_place": True,
        "plan": None,
        "team": None,
    }
    payload = small_payload()
    payload["annexes"].append(annex | {"text": "Alinea *pertama*.\n\nAlinea kedua."})
    last = read(payload).pages[-1].extract_text()
    assert "Alinea pertama." in last
    assert "Ditetapkan di Uji" in last


def test_hostile_text_stays_text():
    tree = small_tree(len(VECTORS))
    for row, vector in zip(tree.rows(), VECTORS, strict=True):
        row.texts["action"] = vector
    reader = read(small_payload(tree, title=VECTORS[0]))
    text = folded(text_of(reader))
    assert all(folded(vector) in text for vector in VECTORS)
    assert dict(reader.attachments) == {}
    assert all(len(page.images) == 0 for page in reader.pages)


@pytest.mark.parametrize(
    "payload",
    [
        lambda: small_payload(small_tree(2001)),
        lambda: small_payload(small_tree(1, "x" * 5001)),
        lambda: small_payload(title="x" * 5001),
        lambda: small_payload(
            clauses={
                "menimbang": [],
                "mengingat": [],
                "memperhatikan": [],
                "diktum": [{"level": 0, "label": "KESATU", "text": "x" * 5001}],
            }
        ),
    ],
)
def test_what_is_too_large_is_refused_with_a_sentence(payload):
    with pytest.raises(Refused, match="terlalu besar"):
        decree_pages(payload(), edition=Edition.ORIGINAL, draft=False)


def test_one_word_of_the_longest_field_is_still_printed():
    text = text_of(read(small_payload(small_tree(1, "x" * 4900))))
    assert text.count("x") >= 4900


CHILD = """
import hashlib, json, sys
import django
django.setup()
from plans.decree.pdf import decree_pages
print(hashlib.sha256(decree_pages(json.load(sys.stdin), edition="salinan", draft=False)[0]).hexdigest())
"""


def printed_elsewhere(payload, **environment):
    """Hash of the PDF made in another process with this environment."""
    extra = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(settings.BASE_DIR), **environment}
    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(payload),
        env=os.environ | extra,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_the_same_payload_gives_the_same_bytes_in_any_process_time_zone_and_hash_order():
    payload = small_payload(small_tree(40))
    first_print = printed_elsewhere(payload, TZ="Asia/Jayapura", PYTHONHASHSEED="1")
    assert first_print == printed_elsewhere(
        payload, TZ="America/Lima", PYTHONHASHSEED="99", LC_ALL="C", SOURCE_DATE_EPOCH="86400"
    )


def test_no_stamp_of_the_moment_is_in_the_file(monkeypatch):
    payload = small_payload()
    monkeypatch.setattr("time.time", lambda: 0.0)
    first = decree_pages(payload, edition=Edition.COPY, draft=False)[0]
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert decree_pages(payload, edition=Edition.COPY, draft=False)[0] == first


def test_the_year_of_a_title_never_stands_alone_on_a_line():
    title = " ".join(["RENCANA"] * 9) + " TAHUN 2026"
    pages = read(small_payload(title=title)).pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    assert "2026" not in lines and any("TAHUN\u00a02026" in line or "TAHUN 2026" in line for line in lines)
