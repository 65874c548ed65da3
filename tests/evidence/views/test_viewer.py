"""The viewer of an evidence, its files and pictures: who sees what, and in which state of the file."""

import re
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from evidence.files import previewing
from evidence.models import FilePage, PageNote, StoredFile
from evidence.proofs import attaching
from evidence.states import EvidenceKind, Preview, Scan
from tests.evidence.files.papers import a_docx
from tests.evidence.ground import a_file, a_proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(staged):
    return staged


@pytest.fixture
def ground(world, ground):
    """What the office owes, with an evidence of three pages that were made (.proof, .revision, .file)."""
    copy = SimpleNamespace(**vars(ground))
    copy.proof = a_proof(copy.obligations[:1], world.sari, content=b"%PDF-1.7 tiga halaman")
    copy.revision, copy.file = copy.proof.present, copy.proof.present.file
    for number, text in enumerate(("Notula satu", "Daftar hadir", "Foto <b>"), 1):
        page = FilePage(file=copy.file, number=number, text=text, width=1400, height=1980)
        page.image.save(f"{number}.webp", ContentFile(b"RIFF0000WEBP"))
    StoredFile.objects.filter(pk=copy.file.pk).update(pages=3, preview=Preview.IMAGES)
    copy.file.refresh_from_db()
    return copy


def page_of(client, evidence, **query):
    """(response, its text) of the viewer."""
    answer = client.get(reverse("evidence:detail", args=[evidence.pk]), query)
    return answer, answer.content.decode()


def test_the_viewer_shows_all_pages_title_state_and_facts(world, ground):
    answer, text = page_of(world.client("sari"), ground.proof)
    assert answer.status_code == 200
    assert [f'id="halaman-{number}"' in text for number in (1, 2, 3, 4)] == [True, True, True, False]
    for page in ground.file.page_set.all():
        assert text.count(reverse("evidence:image", args=[page.pk])) == 2  # small and large
    assert ground.proof.title in text and ground.file.sha256 in text and 'loading="lazy"' in text
    assert reverse("evidence:file", args=[ground.revision.pk]) in text


@pytest.mark.parametrize(
    ("page_query", "page"), [("2", 2), ("3–5", 3), ("0", 1), ("99", 3), ("x", 1), ("-1", 1), ("9" * 30, 3)]
)
def test_a_page_can_be_asked_for_as_the_uses_write_it(world, ground, page_query, page):
    _, text = page_of(world.client("sari"), ground.proof, halaman=page_query)
    assert f'data-page="{page}"' in text


def test_the_text_view_marks_what_was_searched_and_escapes_the_rest(world, ground):
    _, text = page_of(world.client("sari"), ground.proof, tampilan="teks", q="daftar")
    assert "<mark>Daftar</mark> hadir" in text and "Foto &lt;b&gt;" in text
    assert reverse("evidence:image", args=[ground.file.page_set.first().pk]) not in text


def test_notes_stand_at_their_page(world, ground):
    PageNote.objects.create(revision=ground.revision, page=2, text="Belum bertanda tangan", by=world.lukas)
    _, text = page_of(world.client("sari"), ground.proof)
    second = re.search(r'id="halaman-2".*?</figure>', text, re.S)[0]
    assert "Belum bertanda tangan" in second and text.count('class="leaf-notes"') == 1


def test_a_long_file_is_shown_in_screens_of_pages(world, ground, monkeypatch):
    monkeypatch.setattr(previewing, "PAGES", 120)
    FilePage.objects.bulk_create(FilePage(file=ground.file, number=number, text="x") for number in range(4, 121))
    StoredFile.objects.filter(pk=ground.file.pk).update(pages=130)
    _, text = page_of(world.client("sari"), ground.proof, halaman="60")
    page_ids = re.findall(r'id="halaman-(\d+)"', text)
    assert (page_ids[0], page_ids[-1]) == ("51", "100") and "?halaman=101" in text and "?halaman=50" in text
    _, text = page_of(world.client("sari"), ground.proof, halaman="120")
    assert "Berkas ini 130 halaman; 120 yang pertama ditampilkan" in text


def test_parts_of_a_very_long_page_follow_it_and_its_notes_stand_once(world, ground):
    part = FilePage.objects.create(file=ground.file, number=2, part=2, image="pratinjau/bagian.webp")
    PageNote.objects.create(revision=ground.revision, page=2, text="Belum bertanda tangan", by=world.lukas)
    _, text = page_of(world.client("sari"), ground.proof)
    page_ids = re.findall(r'<figure class="leaf" id="([^"]+)"', text)
    assert page_ids == ["halaman-1", "halaman-2", "halaman-2-2", "halaman-3"] and "Halaman 2, bagian 2" in text
    assert text.count(reverse("evidence:image", args=[part.pk])) == 1 and text.count('class="leaf-notes"') == 1
    assert 'id="halaman-2-2"' not in page_of(world.client("sari"), ground.proof, tampilan="teks")[1]


def test_older_revisions_stay_readable_and_say_so(world, ground):
    attaching.revise(ground.proof, actor=world.sari, file=a_file(world.kabupaten, a_docx("Baru"), "baru.docx", "docx"))
    _, text = page_of(world.client("sari"), ground.proof, revisi="1")
    assert "Ini revisi 1, yang sudah diganti" in text and 'id="halaman-3"' in text
    assert page_of(world.client("sari"), ground.proof, revisi="9")[0].status_code == 404
    assert "Pratinjau sedang disiapkan" in page_of(world.client("sari"), ground.proof)[1]


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        (Scan.PENDING, "Berkas sedang dipindai"),
        (Scan.INFECTED, "Berkas ini terinfeksi"),
        (Scan.UNSCANNABLE, "tidak dapat dipindai"),
    ],
)
@pytest.mark.case("A5", "A24")
def test_what_was_not_found_clean_is_shown_and_sent_to_nobody(world, ground, scan, words):
    StoredFile.objects.filter(pk=ground.file.pk).update(scan=scan)
    ways = [("evidence:file", ground.revision.pk), ("evidence:image", ground.file.page_set.first().pk)]
    for person in ("sari", "lukas", "rian", "nadia"):
        client = world.client(person)
        assert [client.get(reverse(name, args=[pk])).status_code for name, pk in ways] == [404, 404]
        answer, text = page_of(client, ground.proof)
        assert answer.status_code == 200 and words in text and 'id="halaman-1"' not in text


@pytest.mark.case("A24")
def test_another_office_learns_nothing(world, ground):
    ways = [
        ("evidence:detail", ground.proof.pk),
        ("evidence:file", ground.revision.pk),
        ("evidence:image", ground.file.page_set.first().pk),
    ]
    for person, status in (("dewi", 404), ("putra", 404), ("lama", 404), ("", 302)):
        client = world.client(person)
        assert {client.get(reverse(name, args=[pk])).status_code for name, pk in ways} == {status}


@pytest.mark.case("A25", "A27")
@pytest.mark.parametrize("method", ["get", "head"])
def test_the_file_comes_as_a_safe_attachment_of_its_stored_type(world, ground, method):
    StoredFile.objects.filter(pk=ground.file.pk).update(name='No"tula\r\n ünik.pdf')
    answer = getattr(world.client("rian"), method)(reverse("evidence:file", args=[ground.revision.pk]))
    body = b"".join(answer.streaming_content)
    assert (body[:5], len(body)) == ((b"%PDF-", ground.file.size) if method == "get" else (b"", 0))
    assert answer["Content-Disposition"].startswith("attachment; filename") and answer["Content-Type"] == TYPE
    assert {name: answer[name] for name in SAFE} == SAFE and "Cookie" in answer["Vary"]


TYPE = "application/pdf"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.case("A25")
def test_only_pictures_that_the_portal_drew_are_shown_in_place(world, ground):
    answer = world.client("rian").get(reverse("evidence:image", args=[ground.file.page_set.first().pk]))
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert answer["Content-Disposition"].startswith("inline;") and answer["Content-Type"] == "image/webp"
    assert {name: answer[name] for name in SAFE} == SAFE


def test_a_page_without_a_picture_has_no_address_for_one(world, ground):
    bare = FilePage.objects.create(file=ground.file, number=4, text="Tanpa gambar")
    assert world.client("sari").get(reverse("evidence:image", args=[bare.pk])).status_code == 404
    StoredFile.objects.filter(pk=ground.file.pk).update(pages=4)
    _, text = page_of(world.client("sari"), ground.proof)
    assert "Halaman ini tidak digambar" in text


def test_a_link_is_shown_with_its_host_and_opens_without_a_way_back(world, ground):
    link = attaching.prove(
        ground.obligations[1:2], kind=EvidenceKind.LINK, actor=world.sari, title="Unggahan", link="https://contoh.id/foto?a=1&b=<"
    )  # fmt: skip
    _, text = page_of(world.client("sari"), link)
    assert "<strong>contoh.id</strong>" in text and 'rel="noopener noreferrer nofollow"' in text
    assert 'href="https://contoh.id/foto?a=1&amp;b=&lt;"' in text


def test_a_statement_is_shown_as_text(world, ground):
    evidence = attaching.prove(
        ground.obligations[:1], kind=EvidenceKind.UNABLE, actor=world.sari, title="Alasan", text="Belum <ada>\nkegiatan"
    )
    _, text = page_of(world.client("sari"), evidence)
    assert "Belum &lt;ada&gt;<br>kegiatan" in text


def test_a_file_without_a_preview_says_why_and_can_be_fetched(world, ground):
    evidence = a_proof(ground.obligations[1:2], world.sari, content=b"%PDF- rusak")
    previewing.make(evidence.present.file_id, lambda percent=None: None)
    _, text = page_of(world.client("sari"), evidence)
    assert "Tanpa pratinjau" in text and reverse("evidence:file", args=[evidence.present.pk]) in text


def test_a_picture_that_was_made_smaller_says_so(world, ground):
    StoredFile.objects.filter(pk=ground.file.pk).update(kind="jpg", resized=[[1080, 40000], [805, 29814]])
    _, text = page_of(world.client("sari"), ground.proof)
    assert "Gambar dikecilkan dari 1080 × 40000 menjadi 805 × 29814 piksel." in text


def test_a_text_preview_is_shown_as_text_at_once(world, ground):
    row = a_file(world.kabupaten, a_docx("Isi naskah"), "naskah.docx", "docx")
    FilePage.objects.create(file=row, number=1, text="Isi naskah")
    StoredFile.objects.filter(pk=row.pk).update(preview=Preview.TEXT, pages=1)
    row.refresh_from_db()
    evidence = attaching.prove(
        ground.obligations[:1], kind=EvidenceKind.FILE, actor=world.sari, title="Naskah", file=row
    )
    _, text = page_of(world.client("sari"), evidence)
    assert '<pre class="plain">Isi naskah</pre>' in text and "Unduh untuk melihat" in text


def test_a_file_that_is_gone_from_the_storage_is_said(world, ground):
    ground.file.file.storage.delete(ground.file.file.name)
    answer = world.client("sari").get(reverse("evidence:file", args=[ground.revision.pk]))
    assert answer.status_code == 404 and "tidak ada lagi" in answer.content.decode()
    ground.file.file.storage.save(ground.file.file.name, ContentFile(b"x"))
