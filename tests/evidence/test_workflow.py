"""The review: every state × every verdict × every kind of person, and a history that is never lost."""

import random
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from evidence import workflow
from evidence.models import Evidence, EvidenceReview, EvidenceRevision, Obligation, StoredFile
from evidence.obligations import progress
from evidence.proofs import attaching, reviewing
from evidence.querysets import HistoryChanged
from evidence.states import EvidenceKind, EvidenceState, Scan
from teams.states import Role
from tests.conftest import PEOPLE
from tests.evidence.ground import a_proof, also_as, judged
from zi_portal.audit import chain
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.workflow")]

EVERYBODY = [*PEOPLE, "joko", "lama", "mati"]
NOTE = "Tidak bertanda tangan."
MAY = {
    # of a proof in area 1 of the kabupaten that sari sent
    "accept": {"kirana", "lukas", "maya"},
    "return": {"kirana", "lukas", "maya"},
    "answer": {"kirana", "lukas", "maya"},
    "confirm": {"rian"},
    "question": {"rian"},
    "withdraw": {"sari", "bima", "kirana"},
    "revise": {"sari", "bima", "kirana"},
}
MOVES = {
    ("uploaded", "accept"): "accepted",
    ("uploaded", "return"): "returned",
    ("uploaded", "withdraw"): "withdrawn",
    ("uploaded", "revise"): "uploaded",
    ("returned", "withdraw"): "withdrawn",
    ("returned", "revise"): "uploaded",
    ("accepted", "return"): "returned",
    ("accepted", "confirm"): "confirmed",
    ("accepted", "question"): "questioned",
    ("accepted", "withdraw"): "locked_state",
    ("accepted", "revise"): "uploaded",
    ("questioned", "confirm"): "confirmed",
    ("questioned", "answer"): "accepted",
    ("questioned", "withdraw"): "locked_state",
    ("questioned", "revise"): "uploaded",
    ("confirmed", "question"): "questioned",
    ("confirmed", "withdraw"): "locked_state",
}
"""What becomes of it when somebody does it who may; whatever is not here has been overtaken ("stale")."""
NEEDS_A_REASON = {"return", "question", "answer"}
WAYS = {
    # how an evidence comes into a state: verdicts one after another
    "uploaded": [],
    "returned": [("return", "lukas", NOTE)],
    "accepted": [("accept", "lukas")],
    "questioned": [("accept", "lukas"), ("question", "rian", NOTE)],
    "confirmed": [("accept", "lukas"), ("confirm", "rian")],
    "withdrawn": [("withdraw", "sari")],
}


@pytest.fixture
def world(staged):
    return staged


def brought_to(state, proof, world):
    return judged(proof, *((verdict, getattr(world, name), *note) for verdict, name, *note in WAYS[state]))


def attempt(action, proof, actor, **fields):
    """What becomes of it: the new state or the name of the refusal; then it is undone."""
    arguments = {"evidence": proof, "actor": actor} | fields
    with transaction.atomic():
        try:
            if action == "revise":
                result = attaching.revise(proof, actor=actor, file=proof.present.file)
            else:
                result = workflow.perform(action, **({"note": NOTE} | arguments))
            return str(result.state)
        except PermissionDenied:
            return "forbidden"
        except Refused as error:
            return error.code
        finally:
            transaction.set_rollback(True)


@pytest.mark.case("D8")
@pytest.mark.parametrize("state", WAYS)
def test_every_state_with_every_verdict_by_everybody(world, proof, state):
    proof = brought_to(state, proof, world)
    assert proof.state == state
    outcomes, expected = {}, {}
    for action, people in MAY.items():
        for name in EVERYBODY:
            outcomes[action, name] = attempt(action, proof, getattr(world, name))
            expected[action, name] = MOVES.get((state, action), "stale") if name in people else "forbidden"
    assert outcomes == expected


@pytest.mark.case("D8")
@pytest.mark.parametrize("state", WAYS)
def test_what_is_offered_is_what_may_be_done(world, proof, state):
    proof = brought_to(state, proof, world)
    for name in EVERYBODY:
        expected = {
            action
            for (source, action), target in MOVES.items()
            if source == state and name in MAY[action] and target != "locked_state"
        }
        assert {str(action) for action in workflow.available(proof, getattr(world, name))} == expected, name


@pytest.mark.parametrize(
    ("state", "action", "name"),
    [("uploaded", "return", "lukas"), ("accepted", "question", "rian"), ("questioned", "answer", "lukas")],
)
def test_without_a_reason_nothing_is_sent_back(world, proof, state, action, name):
    proof = brought_to(state, proof, world)
    for note in ("", " \n "):
        with pytest.raises(Refused) as refused:
            workflow.perform(action, evidence=proof, actor=getattr(world, name), note=note)
        assert (refused.value.code, refused.value.status) == ("note_missing", 400)
    assert Evidence.objects.get().state == state


def test_a_canned_reason_is_enough_and_own_words_stand_behind_it(world, proof):
    workflow.perform("return", evidence=proof, actor=world.lukas, reason="unsigned", note=" Halaman 2. ")
    line = proof.reviews.last()
    assert (line.reason, line.note) == ("unsigned", "Belum ditandatangani atau belum bercap. Halaman 2.")


def test_a_reason_that_is_not_in_the_list_is_refused(world, proof):
    with pytest.raises(Refused) as refused:
        workflow.perform("return", evidence=proof, actor=world.lukas, reason="karena", note=NOTE)
    assert (refused.value.code, refused.value.status) == ("reason_unknown", 400)


def test_a_verdict_on_what_was_not_seen_is_stale(world, proof):
    seen_revision = proof.revision
    attaching.revise(proof, actor=world.bima, file=proof.present.file)
    with pytest.raises(Stale):
        workflow.perform("accept", evidence=proof, actor=world.lukas, revision=seen_revision)


@pytest.mark.case("D7")
def test_whoever_sends_a_revision_may_not_decide_on_it_and_the_former_sender_may(world, proof):
    also_as(world.sari, world.kabupaten, Role.LEADER)
    also_as(world.lukas, world.kabupaten, Role.STAFF)
    assert attempt("accept", proof, world.sari) == "forbidden"
    proof = attaching.revise(proof, actor=world.lukas, file=proof.present.file)
    assert attempt("accept", proof, world.lukas) == "forbidden"
    assert attempt("accept", proof, world.sari) == "accepted"


@pytest.mark.parametrize(
    ("scan", "outcome"),
    [("pending", "not_scanned"), ("infected", "not_scanned"), ("unscannable", "not_scanned"), ("clean", "accepted")],
)
def test_what_is_not_found_clean_can_be_sent_back_but_not_accepted(world, proof, scan, outcome):
    StoredFile.objects.update(scan=Scan(scan))
    assert attempt("accept", proof, world.lukas) == outcome
    assert attempt("return", proof, world.lukas) == "returned"
    Evidence.objects.update(state=EvidenceState.ACCEPTED)
    assert attempt("confirm", proof, world.rian) == outcome.replace("accepted", "confirmed")
    assert attempt("question", proof, world.rian) == "questioned"


@pytest.mark.parametrize("action", ["upload", "revise", "delete", ""])
def test_another_revision_is_never_a_mere_verdict(world, proof, action):
    with pytest.raises(ValueError, match="Not a decision"):
        workflow.perform(action, evidence=proof, actor=world.sari)


@pytest.mark.case("A23")
@pytest.mark.parametrize("state", ["accepted", "questioned", "confirmed"])
def test_what_was_accepted_is_not_taken_back_and_its_file_stays(world, proof, state):
    proof = brought_to(state, proof, world)
    with pytest.raises(Refused) as refused:
        workflow.perform("withdraw", evidence=proof, actor=world.sari)
    assert (refused.value.code, refused.value.status) == ("locked_state", 409)
    assert proof.present.file.file.storage.exists(proof.present.file.file.name)


def test_what_cannot_be_done_fulfils_nothing_and_is_excused_only_when_confirmed(world, ground):
    obligations = Obligation.objects.filter(pk=ground.obligations[0].pk)
    unable = attaching.prove(
        obligations, kind=EvidenceKind.UNABLE, actor=world.sari, title="Tidak dapat", text="Gedung terendam banjir."
    )
    fulfilled_counts = [progress.numbers("pk", pk__in=obligations)[obligations[0].pk].done]
    for verdict, name, *note in [("accept", "lukas"), ("question", "rian", NOTE), ("answer", "lukas", NOTE)]:
        unable = judged(unable, (verdict, getattr(world, name), *note))
        fulfilled_counts.append(progress.numbers("pk", pk__in=obligations)[obligations[0].pk].done)
    assert fulfilled_counts == [0] * 4
    judged(unable, ("confirm", world.rian))
    assert progress.numbers("pk", pk__in=obligations) == {}


def test_a_line_of_history_cannot_be_changed_or_deleted(proof):
    line = proof.reviews.get()
    for change in (line.save, line.delete, proof.reviews.all().delete, lambda: proof.reviews.update(note="lain")):
        with pytest.raises(HistoryChanged):
            change()
    assert proof.reviews.get().note == ""


def test_every_verdict_stands_in_the_audit_log(world, proof):
    judged(proof, ("accept", world.lukas), ("confirm", world.rian))
    events = AuditEvent.objects.filter(subject_type="evidence.evidence", subject_id=proof.pk).order_by("pk")
    assert [event.action for event in events] == ["evidence.upload", "evidence.accept", "evidence.confirm"]
    assert chain.verify() is None


# Whatever people do, counts and queues say what the history says

STEPS = 120
RARELY = 0.2
GAPS = """
SELECT COUNT(*) FROM (
    SELECT source, LAG(target, 1, '') OVER (PARTITION BY evidence_id ORDER BY id) AS earlier
    FROM evidence_evidencereview
) AS line WHERE source <> earlier
"""
ASTRAY = """
SELECT COUNT(*) FROM evidence_evidence AS proof
WHERE state <> (SELECT target FROM evidence_evidencereview WHERE evidence_id = proof.id ORDER BY id DESC LIMIT 1)
   OR revision <> (SELECT COUNT(*) FROM evidence_evidencereview WHERE evidence_id = proof.id)
"""


def number(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def walked(world, proofs, dice):
    """Everybody does something again and again, mostly what they may not."""
    names = ["sari", "bima", "kirana", "lukas", "rian", "joko"]
    for _ in range(STEPS):
        actor, proof = getattr(world, dice.choice(names)), dice.choice(proofs)
        action = dice.choice([*MAY] if dice.random() < RARELY else [*MAY][:-2] + ["revise"])
        note = dice.choice(["", NOTE])
        try:
            if action == "revise":
                attaching.revise(proof, actor=actor, file=proof.present.file)
            else:
                workflow.perform(action, evidence=proof, actor=actor, note=note)
        except (PermissionDenied, Stale, Refused):
            continue


@pytest.fixture
def walk(world, ground):
    """Proofs of both areas after a long walk of random verdicts, with the lines of history as they were halfway."""
    dice = random.Random(7)  # noqa: S311 -- a walk, no secret
    also_as(world.lukas, world.kabupaten, Role.STAFF)
    proofs = [
        a_proof([obligation], world.sari, content=b"%PDF" + bytes([n]))
        for n, obligation in enumerate(ground.obligations)
    ]
    walked(world, proofs, dice)
    halfway = (
        list(EvidenceReview.objects.order_by("pk").values()),
        list(EvidenceRevision.objects.order_by("pk").values()),
    )
    walked(world, proofs, dice)
    return halfway


def test_after_a_random_walk_the_counts_equal_the_history(walk):
    last = dict(EvidenceReview.objects.order_by("pk").values_list("evidence", "target"))
    counts = Counter(Evidence.objects.values_list("state", flat=True))
    assert counts == Counter(last.values())
    assert len(counts) >= 4
    assert (number(GAPS), number(ASTRAY)) == (0, 0)


def test_after_a_random_walk_nothing_of_the_history_was_lost_or_changed(walk):
    lines, revisions = walk
    assert list(EvidenceReview.objects.order_by("pk").values())[: len(lines)] == lines
    assert list(EvidenceRevision.objects.order_by("pk").values())[: len(revisions)] == revisions
    assert chain.verify() is None


def test_after_a_random_walk_the_queues_hold_what_each_may_decide(world, walk):
    first = {"uploaded": "accept", "accepted": "confirm"}
    for name in EVERYBODY:
        user = getattr(world, name)
        expected = [
            proof
            for proof in Evidence.objects.visible_to(user)
            if first.get(proof.state) in {str(action) for action in workflow.available(proof, user)}
        ]
        assert set(reviewing.waiting_for(user)) == set(expected), name
        stages = Counter(proof.state for proof in expected)
        counts = reviewing.counts(user)
        assert (counts.first, counts.second) == (stages["uploaded"], stages["accepted"]), name


def test_after_a_random_walk_the_repairs_are_what_each_must_send_anew(world, walk):
    for name in EVERYBODY:
        user = getattr(world, name)
        expected = {
            proof
            for proof in Evidence.objects.filter(state__in=["returned", "questioned"])
            if "revise" in {str(action) for action in workflow.available(proof, user)}
        }
        assert set(reviewing.repairs_for(user)) == expected, name
        assert reviewing.counts(user).repairs == len(expected), name
