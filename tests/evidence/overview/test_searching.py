"""The search: what is found, for whom, in which order, whatever is typed."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evidence import workflow
from evidence.models import Evidence, EvidenceRequirement, EvidenceRevision, EvidenceUse, FilePage, StoredFile
from evidence.overview import fulltext, searching
from evidence.proofs import attaching
from evidence.states import EvidenceKind, Preview, Scan, Verdict
from evidence.views import viewer
from tests.evidence.ground import a_file

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.overview.searching", "evidence.overview.fulltext")]


def a_text(obligations, by, title, *texts, name="berkas.pdf"):
    """A file evidence whose pages hold these texts, as the preview makes them."""
    satker = obligations[0].plan.satker
    row = a_file(satker, f"{title} {texts} {name}".encode(), name)
    FilePage.objects.bulk_create(FilePage(file=row, number=number, text=text) for number, text in enumerate(texts, 1))
    StoredFile.objects.filter(pk=row.pk).update(preview=Preview.TEXT, pages=len(texts))
    return attaching.prove(obligations, kind=EvidenceKind.FILE, actor=by, title=title, file=row)


@pytest.fixture
def world(staged):
    return staged


def search_hits(user, text, **narrowed):
    """[(title, numbers of the pages found)] of a search, the best first."""
    rows, _ = searching.search(user, searching.words_of(text), **narrowed)
    return [(result.evidence.title, [leaf.number for leaf in result.leaves]) for result in rows]


def test_words_are_found_in_pages_titles_and_names_first_where_they_stand_together(world, ground):
    obligations = ground.obligations
    a_text(obligations[:1], world.sari, "Dokumen A", "Rapat koordinasi tim", "Hal lain", "rapat, dan KOORDINASI lagi")
    a_text(obligations[1:2], world.sari, "Rapat koordinasi", "kosong")
    a_text(obligations[2:3], world.sari, "Dokumen C", "kosong", name="rapat_koordinasi-2026.pdf")
    a_text(obligations[:1], world.sari, "Dokumen D", "hanya rapat", "hanya koordinasi")
    titles = dict(search_hits(world.sari, "rapat koordinasi"))
    assert titles == {"Rapat koordinasi": [], "Dokumen C": [], "Dokumen A": [1, 3], "Dokumen D": [1, 2]}
    assert list(titles)[0] == "Rapat koordinasi" and list(titles)[-1] == "Dokumen D"


SPREAD = ["berita brankas", "brankas kunci", "berkas berita", "kunci sk", "sk tim brankas", "1.i kunci", "1 berkas tim"]
"""Searches whose words stand partly in the title, the name, two pages, what is asked for and the code."""


def test_words_may_stand_partly_in_title_name_requirement_code_and_any_page(world, ground):
    decree = [obligation for obligation in ground.obligations if obligation.requirement.title == "SK Tim"]
    a_text(decree, world.sari, "Berita", "ada brankas", "dan kunci", name="berkas 1.pdf")
    a_text(ground.obligations[-1:], world.sari, "Lain", "dan kunci", name="berkas.pdf")
    for text in SPREAD:
        assert [title for title, _ in search_hits(world.sari, text)] == ["Berita"], text
    for text in ("berita tiada", "2.i berita", "1.i.b berita", "1.ii berita", "laporan brankas"):
        assert search_hits(world.sari, text) == [], text


def test_words_that_stand_apart_in_another_office_are_found_by_nobody_else(world, ground):
    a_text(ground.obligations[:1], world.sari, "Berita", "ada brankas")
    counts = [
        len(search_hits(getattr(world, name), "berita brankas 1.i")) for name in ("sari", "rian", "dewi", "putra")
    ]
    assert counts == [1, 1, 0, 0]


def test_a_document_that_is_renamed_and_a_proof_that_is_moved_are_found_as_they_are_now(world, ground):
    evidence = a_text(ground.obligations[:1], world.sari, "Berita", "isi")
    rows = EvidenceRequirement.objects.filter(pk=ground.obligations[0].requirement_id)
    rows.update(title="Naskah baru")
    assert [len(search_hits(world.sari, text)) for text in ("berita naskah", "berita rapat")] == [1, 0]
    EvidenceUse.objects.filter(evidence=evidence).update(obligation=ground.obligations[-1])
    texts = ("berita naskah", "berita laporan", "2.i berita")
    assert [len(search_hits(world.sari, text)) for text in texts] == [0, 1, 1]


def test_frequent_words_are_looked_for_among_the_newest_that_have_the_rarest(world, ground, monkeypatch):
    monkeypatch.setattr(fulltext, "ENOUGH", 2)
    monkeypatch.setattr(fulltext, "NEWEST", 3)
    for number in range(4):
        a_text(ground.obligations[:1], world.sari, f"Berita {number}", "umum", *["jarang"] * (number == 0))
    assert [title for title, _ in search_hits(world.sari, "berita umum jarang")] == ["Berita 0"]
    rows, is_cut = searching.search(world.sari, ["berita", "umum"])
    assert is_cut and [result.evidence.title for result in rows] == ["Berita 3", "Berita 2"]


@pytest.mark.parametrize("newest", [1, 3, 9])
def test_what_is_found_does_not_depend_on_how_many_of_the_newest_are_read_first(world, ground, monkeypatch, newest):
    monkeypatch.setattr(fulltext, "ENOUGH", 2)
    monkeypatch.setattr(fulltext, "NEWEST", newest)
    for number, page in enumerate(["umum", "umum lama", "umum", "lain", "lain"]):
        a_text(ground.obligations[:1], world.sari, f"Berita {number}", page)
    assert sorted(title for title, _ in search_hits(world.sari, "umum")) == ["Berita 0", "Berita 1", "Berita 2"]
    assert sorted(title for title, _ in search_hits(world.sari, "umum berita")) == ["Berita 1", "Berita 2"]
    assert search_hits(world.sari, "umum lama") == [("Berita 1", [1])] and len(search_hits(world.sari, "lain 1.i")) == 2


def test_words_are_found_by_their_beginning_whatever_their_case(world, ground):
    a_text(ground.obligations[:1], world.sari, "Dokumen", "LAPORAN kegiatan rapat-rapat di Café")
    plain = ["cafe"] if connection.vendor == "sqlite" else []  # PostgreSQL keeps accents without an extension
    for text in ["lapor", "Laporan KEG", "CAFÉ", "rapat", *plain]:
        assert search_hits(world.sari, text) == [("Dokumen", [1])], text
    assert search_hits(world.sari, "poran") == []


def test_the_page_with_more_hits_comes_first(world, ground):
    a_text(ground.obligations[:1], world.sari, "Sedikit", "rapat " + "lain " * 200)
    a_text(ground.obligations[1:2], world.sari, "Banyak", "lain", "rapat satu rapat dua rapat tiga", "rapat sekali")
    assert search_hits(world.sari, "rapat") == [("Banyak", [2, 3]), ("Sedikit", [1])]


@pytest.mark.case("A24")
def test_nobody_finds_what_another_office_has(world, ground):
    a_text(ground.obligations[:1], world.sari, "Rahasia satu", "Kata sandi brankas", name="brankas.pdf")
    for person in ("sari", "lukas", "rian", "nadia", "dewi", "tari", "putra", "lama"):
        user, visible = getattr(world, person), person in ("sari", "lukas", "rian", "nadia")
        assert [len(search_hits(user, text)) for text in ("brankas", "rahasia")] == [visible, visible], person


@pytest.mark.parametrize("scan", [Scan.PENDING, Scan.INFECTED, Scan.UNSCANNABLE])
@pytest.mark.case("A5")
def test_pages_of_a_file_that_is_not_served_are_not_found(world, ground, scan):
    evidence = a_text(ground.obligations[:1], world.sari, "Berkas", "isi halaman")
    StoredFile.objects.filter(pk=evidence.present.file_id).update(scan=scan)
    assert search_hits(world.sari, "halaman") == [] and search_hits(world.sari, "berkas") == [("Berkas", [])]


def test_only_the_present_revision_is_found_and_nothing_that_was_withdrawn(world, ground):
    evidence = a_text(ground.obligations[:1], world.sari, "Berkas", "naskah lama")
    new = a_file(world.kabupaten, b"baru", "baru.pdf")
    FilePage.objects.create(file=new, number=1, text="naskah pengganti")
    attaching.revise(evidence, actor=world.sari, file=new)
    assert (search_hits(world.sari, "lama"), search_hits(world.sari, "pengganti")) == ([], [("Berkas", [1])])
    workflow.perform(Verdict.WITHDRAW, evidence=evidence, actor=world.sari)
    assert (search_hits(world.sari, "pengganti"), search_hits(world.sari, "berkas")) == ([], [])


def test_the_search_can_be_narrowed(world, ground):
    first = a_text(ground.obligations[:1], world.sari, "Area satu", "rapat")
    area_obligations = [obligation for obligation in ground.obligations if obligation.step.area.component_id == 2]
    second = a_text(area_obligations[:1], world.sari, "Area dua", "rapat")
    Evidence.objects.filter(pk=second.pk).update(year=2025)
    assert first.year == 2026
    for narrowed, title in (
        ({"year": 2025}, ["Area dua"]),
        ({"area": 1}, ["Area satu"]),
        ({"area": 1, "year": 2025}, []),
        ({"offices": [world.kabupaten.pk]}, ["Area dua", "Area satu"]),
        ({"offices": []}, []),
    ):
        assert sorted(name for name, _ in search_hits(world.nadia, "rapat", **narrowed)) == title, narrowed


def test_what_is_changed_or_deleted_by_any_way_is_found_as_it_is_now(world, ground):
    evidence = a_text(ground.obligations[:1], world.sari, "Semula", "kata pertama", "kata kedua")
    FilePage.objects.filter(number=1).update(text="lain sekali")
    FilePage.objects.filter(number=2).delete()
    Evidence.objects.filter(pk=evidence.pk).update(title="Menjadi")
    assert [search_hits(world.sari, text) for text in ("kata", "semula")] == [[], []]
    assert search_hits(world.sari, "sekali") == [("Menjadi", [1])] == [(search_hits(world.sari, "menjadi")[0][0], [1])]


def test_of_very_many_hits_the_newest_are_ranked(world, ground, monkeypatch):
    monkeypatch.setattr(searching, "CANDIDATES", 3)
    a_text(ground.obligations[:1], world.sari, "Berkas", *["rapat"] * 5)
    rows, is_cut = searching.search(world.sari, ["rapat"])
    assert is_cut and sorted(leaf.number for leaf in rows[0].leaves) == [3, 4, 5]


# Whatever is typed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []), ("a", []), ("1", []), ("a 1 b", ["1"][:0]), ("SK 1", ["sk", "1"]), ("a1b", ["a1b"]),
        ('"rapat"* NEAR(', ["rapat", "near"]), ("rapat Rapat RAPAT", ["rapat"]), ("x_y-zw", ["zw"]),
        ("1.i.a SK", ["1.i.a", "sk"]), ("1.I", ["1.i"]), ("12.03.2026", ["12", "03", "2026"]), ("SK.1", ["sk", "1"]),
        ("%'; DROP", ["drop"]), ("\x00nul\x00", ["nul"]), ("x" * 99, ["x" * 40]), ("ab " * 20, ["ab"]),
        (" ".join(f"kata{n}" for n in range(20)), [f"kata{n}" for n in range(8)]),
    ],
)  # fmt: skip
def test_words_are_taken_out_of_whatever_is_typed(text, words):
    assert searching.words_of(text) == words


ODD = [
    "*", '"', "'", "NEAR", "a AND OR NOT", "^rapat", "rapat:*", "col:x", "(", "%", "\\", "\x00", "rapat\x00x", "½ ² Ⅷ",
    "日本語", "🙂🙂", "\u202edorong", "--", "rapat & | !", "<->", "ﬁ", "ß", "İstanbul", "x" * 5000,
]  # fmt: skip


def test_odd_signs_are_never_an_error(world, ground):
    a_text(ground.obligations[:1], world.sari, "Berkas", "rapat near")
    client = world.client("sari")
    for text in ODD:
        query = {"q": text, "satker": text, "tahun": text, "area": text, "page": text}
        status = 400 if "\x00" in text else 200  # no page reads a NUL
        assert client.get(reverse("evidence:search"), query).status_code == status, text
        searching.search(world.sari, searching.words_of(text))


@given(st.text(max_size=60))
def test_no_text_at_all_is_an_error(django_db_setup, django_db_blocker, text):
    words = searching.words_of(text)
    with django_db_blocker.unblock():
        if words:
            list(FilePage.objects.filter(fulltext.with_words(FilePage, words))[:1])
    pieces = searching.Marks(words or ["x"]).pieces(text)
    assert "".join(piece for piece, _ in pieces) == text


# How hits are shown


def test_a_snippet_shows_the_first_hit_with_its_surroundings():
    text = "awal " * 60 + "rapat <b>penting</b> " + "akhir " * 60
    pieces = searching.Marks(["rapat"]).snippet(text)
    snippet = "".join(piece for piece, _ in pieces)
    assert [piece for piece, hit in pieces if hit] == ["rapat"]
    assert snippet.startswith("… awal") and snippet.endswith("akhir …") and len(snippet) < 280


def test_the_page_of_results_marks_hits_escapes_texts_and_leads_to_the_page(world, ground):
    evidence = a_text(ground.obligations[:1], world.sari, "Rapat <i>", "kosong", "Isi <script>alert(1)</script> rapat")
    text = world.client("rian").get(reverse("evidence:search"), {"q": "rapat"}).content.decode()
    assert "<mark>Rapat</mark> &lt;i&gt;" in text and "&lt;script&gt;alert(1)&lt;/script&gt; <mark>rapat</mark>" in text
    assert f"{reverse('evidence:detail', args=[evidence.pk])}?halaman=2&amp;q=rapat#halaman-2" in text


def test_empty_and_short_searches_say_what_to_do(world, ground):
    client = world.client("sari")
    for query, words in (
        ({}, "Apa yang dicari?"),
        ({"q": "a"}, "Kata terlalu pendek"),
        ({"q": "tidakada"}, "Tidak ada yang cocok"),
        ({"q": "tidakada", "tahun": "2026"}, "Cari tanpa saringan"),
    ):
        assert words in client.get(reverse("evidence:search"), query).content.decode()


def test_results_come_in_pages_and_an_absurd_page_is_the_nearest(world, ground, monkeypatch):
    monkeypatch.setattr(viewer, "PER_PAGE", 2)
    for number in range(3):
        a_text(ground.obligations[:1], world.sari, f"Rapat {number}", "isi")
    client = world.client("rian")
    for page, count in (("1", 2), ("2", 1), ("99", 1), ("x", 2)):
        text = client.get(reverse("evidence:search"), {"q": "rapat", "page": page}).content.decode()
        assert text.count("<mark>Rapat</mark>") == count, page
    assert "?q=rapat&amp;page=2" in client.get(reverse("evidence:search"), {"q": "rapat"}).content.decode()


def test_offices_are_narrowed_by_what_is_typed(world, ground):
    a_text(ground.obligations[:1], world.sari, "Rapat", "isi")
    client = world.client("nadia")
    for typed, count in (("98.01", 1), ("teluk", 1), ("98.71", 0), ("bukit", 0)):
        text = client.get(reverse("evidence:search"), {"q": "rapat", "satker": typed}).content.decode()
        assert text.count("<mark>Rapat</mark>") == count, typed


@pytest.mark.skipif(connection.vendor != "sqlite", reason="FTS5 is SQLite's")
def test_the_index_agrees_with_its_tables(world, ground):
    evidence = a_text(ground.obligations[:1], world.sari, "Berkas", "satu", "dua")
    EvidenceUse.objects.filter(evidence=evidence).delete()
    EvidenceRevision.objects.filter(evidence=evidence).update(file=a_file(world.kabupaten, b"x"))
    with connection.cursor() as cursor:
        for table in ("evidence_filepage", "evidence_evidence", "evidence_storedfile"):
            cursor.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('integrity-check', 1)")  # noqa: S608


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Stems are PostgreSQL's")
def test_postgresql_finds_words_by_their_stem(world, ground):
    a_text(ground.obligations[:1], world.sari, "Dokumen", "Tim melaporkan hasilnya")
    assert search_hits(world.sari, "laporan") == [("Dokumen", [1])]
    assert ("melaporkan", True) in searching.Marks(["laporan"]).pieces("Tim melaporkan hasilnya")
