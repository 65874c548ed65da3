"""The review in words: waiting times, verdicts, the queue."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from evidence.presenters import review
from evidence.proofs.reviewing import Counts, Outcome
from evidence.states import EvidenceState, Verdict


def ago(days):
    return timezone.now() - timedelta(days=days)


def evidence(state, days=0):
    """What an evidence tells the sentence of its panel."""
    return SimpleNamespace(pk=3, state=state, waiting_since=ago(days))


@pytest.mark.parametrize(
    ("state", "days", "end"),
    [
        (EvidenceState.UPLOADED, 0, ", sejak hari ini."),
        (EvidenceState.UPLOADED, 12, ", sudah 12 hari."),
        (EvidenceState.CONFIRMED, 12, "dikukuhkan."),
    ],
)
def test_the_sentence_says_how_long_it_waits_while_it_waits(state, days, end):
    assert review.sentence(evidence(state, days)).endswith(end)


@pytest.mark.parametrize(("days", "long"), [(7, False), (8, True)])
def test_longer_than_a_week_is_long(days, long):
    assert review.long_ago(ago(days)) is long


def test_a_refused_verdict_is_unfolded_with_what_was_typed():
    typed = review.NOTHING_TYPED | {"action": Verdict.RETURN, "note": "Cap belum ada."}
    buttons, forms = review.verdicts([Verdict.ACCEPT, Verdict.RETURN, Verdict.WITHDRAW, Verdict.REVISE], typed)
    assert [choice.action for choice in buttons] == [Verdict.ACCEPT]
    assert [(choice.open, choice.typed["note"]) for choice in forms] == [(True, "Cap belum ada."), (False, "")]
    assert [choice.note_label for choice in forms] == ["Catatan", "Catatan (opsional)"]


def test_the_link_to_a_revision_stands_out_where_one_is_asked_for():
    looks = [review.revision_link(evidence(state)).look for state in (EvidenceState.RETURNED, EvidenceState.UPLOADED)]
    assert looks == ["btn btn-primary", "btn btn-outline-secondary"]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(), "Bukti yang menunggu putusan Anda, dari yang terlama."),
        (Counts(first=2, oldest=ago(0)), "2 bukti menunggu Anda. Diperiksa di satker: 2."),
        (Counts(1, 2, 0, ago(3)), "3 bukti menunggu Anda, yang terlama 3 hari. Diperiksa di satker: 1. Dikukuhkan: 2."),
    ],
)
def test_the_queue_says_what_waits(counts, words):
    assert review.queue_lead(counts) == words


@pytest.mark.parametrize(
    ("counts", "heading", "labels"),
    [
        (Counts(1, 0), "Kembalikan", ["Terima yang dicentang"]),
        (Counts(0, 1), "Pertanyakan", ["Kukuhkan yang dicentang"]),
        (Counts(1, 1), "Kembalikan atau pertanyakan", ["Terima yang dicentang", "Kukuhkan yang dicentang"]),
    ],
)
def test_only_verdicts_of_a_stage_that_waits_are_offered(counts, heading, labels):
    assert review.reasons_heading(counts) == f"{heading} yang dicentang, dengan alasan"
    assert [button.label for button in review.many_buttons(counts)[0]] == labels


def test_what_was_left_as_it_was_is_counted():
    outcomes = [Outcome(1, 0, "done", "A"), Outcome(2, 0, "stale", "B")]
    assert review.outcomes_lead(outcomes, 1) == "1 dari 2 bukti diputus; 1 tidak diubah, alasannya di bawah."
    assert review.outcomes_lead(outcomes[:1], 0) == "1 dari 1 bukti diputus."
    assert [badge.look for _, badge in review.outcome_lines(outcomes)] == ["done", "failed"]
