"""The judge of the kill tests finds what is lost, doubled, rude or broken."""

from types import SimpleNamespace

import pytest

from tests.chaos import embedded
from tests.chaos.scenarios import Round
from tests.chaos.visitor import Answer
from tests.chaos.works import Cause
from zi_portal import serving

CLEAN = {
    "prepare": {"decree": 1, "satker": 2, "after": 0, "enacted": 3, "package": 0},
    "open_jobs": 0,
    "jobs": [{"key": "render:1", "state": "done", "reason": ""}],
    "prints": {"asli": 1},
    "uploads": {},
    "letters": {},
    "photos": {},
    "offers": {},
    "packages": {},
    "rekaps": {},
    "left_behind": {"swept": [], "missing": []},
    "broken": [],
}


def judged(rude=(), **facts):
    """Outcome of a round with one accepted print and these facts."""
    answers = CLEAN | facts
    cause = Cause("render_decree", "sari", "/cetak/", result="asli", accepted=True)
    crew = SimpleNamespace(causes=lambda number, ground: [cause], rude=list(rude))
    stage = SimpleNamespace(stack=None, facts=lambda ask, **question: answers[ask], crew=crew)
    return Round(stage, 1).finish()


def test_a_round_without_a_fault_is_clean():
    assert judged().clean


@pytest.mark.parametrize(
    ("fault", "facts"),
    [
        ("missing", {"prints": {}}),
        ("missing", {"jobs": [{"key": "render:1", "state": "dead", "reason": "…"}]}),
        ("doubled", {"prints": {"asli": 2}}),
        ("wrong", {"broken": ["audit event 7 is broken"]}),
        ("wrong", {"left_behind": {"swept": [], "missing": ["decree/1.pdf"]}}),
        ("wrong", {"rude": ["/: 500 Server Error (500)"]}),
    ],
)
def test_each_kind_of_damage_is_found(fault, facts):
    assert len(getattr(judged(**facts), fault)) == 1


@pytest.mark.parametrize(
    ("answer", "calm"),
    [
        (Answer(200, '<html lang="id">Beranda'), True),
        (Answer(503, '<html lang="id">isian Anda tidak hilang'), True),
        (Answer(500, "<h1>Server Error (500)</h1>"), False),
        (Answer(502, "<center>nginx</center>"), False),
        (Answer(200, "Traceback (most recent call last)"), False),
    ],
)
def test_only_pages_and_sentences_are_calm(answer, calm):
    assert answer.calm == calm


def test_a_worker_is_killed_only_after_it_came_up():
    assert embedded.STEADY >= serving.STEADY and embedded.MOST > 2 * serving.LONGEST_PAUSE
