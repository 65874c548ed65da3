"""The review on its screens: verdicts by form and by request, the queue, many at once, notes on pages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evidence.models import Evidence, EvidenceReview, PageNote, StoredFile
from evidence.proofs import attaching, reviewing
from evidence.states import Scan
from evidence.tables import QueueTable
from teams.states import Role
from tests.evidence.ground import a_proof, also_as, judged
from zi_portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
NOTE = "Tidak bertanda tangan."


@pytest.fixture
def world(staged):
    return staged


@pytest.fixture
def waiting_proofs(world, ground):
    """Three proofs that wait, the first the longest."""
    proofs = [
        a_proof([obligation], world.sari, title=f"Bukti {n}", content=b"%PDF" + bytes([n]))
        for n, obligation in enumerate(ground.obligations[:3], 1)
    ]
    for days, proof in zip((12, 5, 0), proofs, strict=True):
        Evidence.objects.filter(pk=proof.pk).update(waiting_since=timezone.now() - timedelta(days=days))
    return proofs


def give_verdict(world, person, evidence, action, *, headers=None, **fields):
    """Answer to a verdict that the person gives on what it is now."""
    evidence.refresh_from_db()
    data = {"action": action, "revision": evidence.revision} | fields
    return world.client(person).post(reverse("evidence:verdict", args=[evidence.pk]), data, headers=headers)


def give_verdicts(world, person, proofs, action, **fields):
    """Answer to one verdict on many, as they were given."""
    data = {"pilih": [f"{proof.pk}:{proof.revision}" for proof in proofs], "action": action}
    return world.client(person).post(reverse("evidence:bulk"), data | fields)


def page(world, person, name, *args, query=""):
    return world.client(person).get(reverse(f"evidence:{name}", args=args) + query)


def everything(evidence):
    """Evidence and history as they are."""
    rows = Evidence.objects.filter(pk=evidence.pk).values(), EvidenceReview.objects.filter(evidence=evidence).values()
    return [list(row) for row in rows] + [AuditEvent.objects.count()]


# Verdicts


@pytest.mark.parametrize("htmx", [None, HTMX])
def test_an_uploader_who_accepts_gets_403_and_nothing_changes(world, proof, htmx):
    before = everything(proof)
    answers = [
        give_verdict(world, "sari", proof, "accept", headers=htmx),
        give_verdict(world, "sari", proof, "confirm"),
    ]
    raw = world.client("sari").post(reverse("evidence:verdict", args=[proof.pk]), {"action": "accept"})
    assert [answer.status_code for answer in [*answers, raw]] == [403] * 3
    assert everything(proof) == before


def test_an_uploader_with_every_role_is_offered_no_verdict_and_gets_403(world, proof):
    also_as(world.sari, world.kabupaten, Role.LEADER)
    also_as(world.sari, world.kabupaten, Role.COORDINATOR)
    also_as(world.sari, world.province, Role.REVIEWER)
    for action in ("accept", "return", "confirm", "question"):
        answer = give_verdict(world, "sari", proof, action, note=NOTE)
        assert answer.status_code == 403
        assert "Terima</button>" not in answer.text
    assert "Anda yang mengunggah revisi ini" in answer.text


def test_a_return_without_reason_is_400_and_says_what_to_do(world, proof):
    before = everything(proof)
    answer = give_verdict(world, "lukas", proof, "return")
    assert answer.status_code == 400
    assert "Pilih atau tulis alasannya" in answer.text
    assert 'data-code="note_missing"' in answer.text
    assert everything(proof) == before


def test_what_was_typed_stays_when_a_verdict_is_refused(world, proof):
    answer = give_verdict(world, "lukas", proof, "return", reason="unsigned", note="Halaman dua " * 200)
    assert answer.status_code == 400
    assert "Halaman dua Halaman dua" in answer.text
    assert 'value="unsigned" id="return-unsigned" checked' in answer.text


def test_a_stale_verdict_is_409_and_keeps_the_words(world, proof):
    answer = give_verdict(world, "lukas", proof, "return", note=NOTE, revision=proof.revision - 1)
    assert answer.status_code == 409
    assert "Bukti sudah berubah" in answer.text
    assert NOTE in answer.text
    assert proof.reviews.count() == 1


def test_what_is_not_scanned_is_422(world, proof):
    StoredFile.objects.update(scan=Scan.PENDING)
    answer = give_verdict(world, "lukas", proof, "accept")
    assert answer.status_code == 422
    assert "belum selesai dipindai" in answer.text


@pytest.mark.parametrize("data", [{}, {"action": "revise"}, {"action": "hapus"}, {"action": "accept", "revision": "x"}])
def test_a_verdict_that_makes_no_sense_is_400(world, proof, data):
    answer = world.client("lukas").post(reverse("evidence:verdict", args=[proof.pk]), data)
    assert answer.status_code == 400
    assert proof.reviews.count() == 1


def test_with_htmx_a_refusal_is_the_panel_alone_for_its_own_place(world, proof):
    answer = give_verdict(world, "lukas", proof, "return", headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (400, "#reviu")
    assert answer.text.strip().startswith("<section")
    assert "<html" not in answer.text


def test_both_stages_and_back_again_with_the_whole_history_on_the_page(world, proof):
    file = proof.present.file
    assert give_verdict(world, "kirana", proof, "accept").status_code == 302
    assert give_verdict(world, "rian", proof, "question", reason="undated", note="Lihat hal. 1.").status_code == 302
    attaching.revise(proof, actor=world.sari, file=file)
    assert give_verdict(world, "lukas", proof, "accept").status_code == 302
    assert give_verdict(world, "rian", proof, "confirm").status_code == 302
    text = give_verdict(world, "nadia", proof, "accept").text
    order = [
        "Dikukuhkan",
        "Unggah revisi, revisi 2",
        "Dipertanyakan",
        "Tidak bertanggal atau tidak bernomor. Lihat hal. 1.",
    ]
    places = [text.index(words, text.index("riwayat-bukti")) for words in order]
    assert places == sorted(places)


# The queue


def test_the_queue_shows_what_waits_for_me_the_longest_first(world, waiting_proofs):
    text = page(world, "lukas", "queue").text
    places = [
        text.index(words) for words in (">Bukti 1<", "12 hari</s", ">Bukti 2<", "5 hari<", ">Bukti 3<", "hari ini<")
    ]
    assert places == sorted(places)
    assert "3 bukti menunggu Anda, yang terlama 12 hari" in text


def test_each_stage_waits_for_its_own_people(world, waiting_proofs):
    judged(waiting_proofs[1], ("accept", world.lukas))
    judged(waiting_proofs[2], ("return", world.lukas, NOTE))
    waiting = {
        name: [proof.title for proof in reviewing.waiting_for(getattr(world, name))]
        for name in ("lukas", "kirana", "rian", "sari", "putra", "nadia", "joko")
    }
    nothing_waits = dict.fromkeys(("sari", "putra", "nadia", "joko"), [])
    assert waiting == {"lukas": ["Bukti 1"], "kirana": ["Bukti 1"], "rian": ["Bukti 2"]} | nothing_waits


FILTERS = {
    "?q=bukti+2": ["Bukti 2"],
    "?q=laporan": ["Bukti 2"],
    "?area=2": ["Bukti 2"],
    "?kind=link": [],
    "?state=uploaded": ["Bukti 1", "Bukti 2", "Bukti 3"],
    "?state=accepted": [],
    "?satker=98.01": ["Bukti 1", "Bukti 2", "Bukti 3"],
    "?satker=Bukit": [],
}


def test_a_cell_of_the_queue_is_labelled_as_its_column(world, waiting_proofs):
    text = page(world, "lukas", "queue").text.partition("<tbody>")[2].partition("</tr>")[0]
    headings = [column.verbose_name for column in QueueTable.base_columns.values()]
    assert re.findall(r'data-label="(.*?)"', text) == headings


def test_the_first_button_of_the_queue_decides_nothing_for_enter_presses_it(world, waiting_proofs):
    form = page(world, "lukas", "queue").text.partition('id="pilihan"')[2]
    assert form.index('name="action" value="" hidden') < form.index('value="accept"')


def test_the_queue_can_be_filtered(world, waiting_proofs):
    client, where = world.client("lukas"), reverse("evidence:queue")
    tables = {query: client.get(where + query).context["table"] for query in FILTERS}
    assert {query: [row.record.title for row in table.rows] for query, table in tables.items()} == FILTERS


def test_an_empty_queue_says_what_will_come(world, proof):
    assert "Tidak ada yang menunggu Anda" in page(world, "rian", "queue").text
    assert "Tidak ada yang cocok" in page(world, "lukas", "queue", query="?q=tidakada").text


def test_neighbours_go_through_the_queue_as_it_was_filtered(world, waiting_proofs):
    rows = reviewing.waiting_for(world.lukas)
    waiting_proofs = list(rows)
    assert reviewing.neighbours(rows, waiting_proofs[0]) == (None, waiting_proofs[1])
    assert reviewing.neighbours(rows, waiting_proofs[1]) == (waiting_proofs[0], waiting_proofs[2])
    assert reviewing.neighbours(rows, waiting_proofs[2]) == (waiting_proofs[1], None)
    assert reviewing.neighbours(rows.exclude(pk=waiting_proofs[1].pk), waiting_proofs[0])[1] == waiting_proofs[2]


def test_after_a_verdict_the_way_leads_to_the_next_in_the_filtered_queue(world, waiting_proofs):
    answer = give_verdict(world, "lukas", waiting_proofs[0], "accept", antrean="q=bukti&area=1", headers=HTMX)
    onward = answer["HX-Redirect"]
    assert f"lanjut={waiting_proofs[2].pk}" in onward
    assert "antrean=q%3Dbukti%26area%3D1" in onward


def test_counts_take_two_queries_at_most_and_none_without_a_role(world, waiting_proofs):
    judged(waiting_proofs[0], ("return", world.lukas, NOTE))
    table = {"lukas": (1, 2, 0, 0), "sari": (1, 0, 0, 1), "kirana": (2, 1, 0, 1), "lama": (0, 0, 0, 0)}
    for name, expected in table.items():
        user = getattr(world, name)
        assert user.grants is not None
        with CaptureQueriesContext(connection) as queries:
            counts = reviewing.counts(user)
        assert (len(queries), counts.first, counts.second, counts.repairs) == expected


# Many at once


def test_of_many_each_row_gets_its_own_outcome_and_nothing_unseen_is_touched(world, waiting_proofs, ground):
    also_as(world.lukas, world.kabupaten, Role.STAFF)
    own = a_proof(ground.obligations[3:4], world.lukas, title="Milik Lukas", content=b"%PDF lukas")
    dirty = a_proof(ground.obligations[4:5], world.sari, title="Belum dipindai", content=b"%PDF pindai")
    StoredFile.objects.filter(revisions__evidence=dirty).update(scan=Scan.PENDING)
    attaching.revise(
        Evidence.objects.get(pk=waiting_proofs[1].pk), actor=world.sari, file=waiting_proofs[1].present.file
    )
    unseen = everything(waiting_proofs[2])[:2]
    answer = give_verdicts(
        world, "lukas", [waiting_proofs[0], waiting_proofs[1], own, dirty, Evidence(pk=987, revision=1)], "accept"
    )
    codes = [outcome.code for outcome in answer.context["outcomes"]]
    assert codes == ["done", "stale", "forbidden", "not_scanned", "not_found"]
    assert "1 dari 5 bukti diputus; 4 tidak diubah" in answer.text
    assert everything(waiting_proofs[2])[:2] == unseen


def test_many_without_a_reason_change_nothing_and_ask_for_it_once_for_all(world, waiting_proofs):
    answer = give_verdicts(world, "lukas", waiting_proofs, "return")
    assert answer.status_code == 400
    assert {outcome.code for outcome in answer.context["outcomes"]} == {"note_missing"}
    assert answer.context["retry"] == [f"{proof.pk}:{proof.revision}" for proof in waiting_proofs]
    assert set(Evidence.objects.values_list("state", flat=True)) == {"uploaded"}


def test_many_are_returned_with_one_reason(world, waiting_proofs):
    assert (
        give_verdicts(world, "lukas", waiting_proofs[:2], "return", reason="incomplete", note=NOTE).status_code == 200
    )
    assert list(Evidence.objects.order_by("pk").values_list("state", flat=True)) == ["returned", "returned", "uploaded"]


def test_many_of_another_office_are_not_found_whoever_asks(world, waiting_proofs):
    answer = give_verdicts(world, "joko", waiting_proofs, "accept")
    assert {outcome.code for outcome in answer.context["outcomes"]} == {"not_found"}
    assert "Bukti 1" not in answer.text


def test_more_than_a_hundred_are_refused_as_a_whole(world, waiting_proofs):
    proofs = [*waiting_proofs, *(Evidence(pk=1000 + n, revision=1) for n in range(98))]
    answer = give_verdicts(world, "lukas", proofs, "accept")
    assert answer.status_code == 422
    assert "Paling banyak 100 bukti" in answer.text
    assert set(Evidence.objects.values_list("state", flat=True)) == {"uploaded"}


@pytest.mark.parametrize("ticked", [{}, {"pilih": ["", "x:1", "1", "1:-1", "²:1"]}])
def test_no_row_ticked_is_said(world, waiting_proofs, ticked):
    answer = world.client("lukas").post(reverse("evidence:bulk"), {"action": "accept"} | ticked, follow=True)
    assert "Centang satu atau beberapa baris" in answer.text


@pytest.mark.parametrize("action", ["", "withdraw", "revise", "answer"])
def test_only_the_four_verdicts_can_be_given_to_many(world, waiting_proofs, action):
    assert give_verdicts(world, "sari", waiting_proofs, action).status_code == 400
    assert set(Evidence.objects.values_list("state", flat=True)) == {"uploaded"}


# Notes on pages


def noted(world, person, evidence, **fields):
    data = {"page": 1, "text": "Cap belum ada."} | fields
    return world.client(person).post(reverse("evidence:note", args=[evidence.present.pk]), data)


@pytest.mark.parametrize(
    ("person", "fields", "status"),
    [
        ("lukas", {}, 302),
        ("rian", {}, 302),
        ("sari", {}, 403),
        ("nadia", {}, 403),
        ("dewi", {}, 404),
        ("lukas", {"text": " "}, 422),
        ("lukas", {"page": "0"}, 422),
        ("lukas", {"page": "dua"}, 422),
        ("lukas", {"page": "3"}, 422),
        ("lukas", {"text": "a" * 2001}, 422),
    ],
)
def test_notes_on_a_page(world, proof, person, fields, status):
    StoredFile.objects.update(pages=2)
    assert noted(world, person, proof, **fields).status_code == status
    assert PageNote.objects.count() == (status == 302)


def test_a_note_on_an_older_revision_is_stale_and_its_words_stay(world, proof):
    old = proof.present
    attaching.revise(proof, actor=world.sari, file=old.file)
    data = {"page": 1, "text": "Cap belum ada."}
    answer = world.client("lukas").post(reverse("evidence:note", args=[old.pk]), data)
    assert answer.status_code == 409
    assert "Cap belum ada." in answer.text
    assert not PageNote.objects.exists()


@pytest.mark.parametrize(("person", "status"), [("sari", 302), ("kirana", 302), ("lukas", 403), ("dewi", 404)])
def test_the_office_marks_a_note_as_dealt_with(world, proof, person, status):
    note = reviewing.add_note(proof.present, page=1, text="Cap belum ada.", actor=world.lukas)
    for _ in range(2):
        answer = world.client(person).post(reverse("evidence:settle", args=[note.pk]))
        assert answer.status_code == status
    note.refresh_from_db()
    assert bool(note.settled_at) == (status == 302)
    assert AuditEvent.objects.filter(action="evidence.note_settled").count() == (status == 302)


def test_notes_and_verdicts_hold_no_markup_of_their_writers(world, proof):
    reviewing.add_note(proof.present, page=1, text="<script>alert(1)</script>", actor=world.lukas)
    judged(proof, ("return", world.lukas, "<img src=x onerror=alert(1)>"))
    for text in (page(world, "sari", "repair").text, give_verdict(world, "sari", proof, "accept").text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
