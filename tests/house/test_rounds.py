"""The rounds of `make test`: side by side, each told as a whole, and what fails in one fails the run."""

import sys

import pytest

from tests import quick, rounds

OK, FAILS = (sys.executable, "-c", "print('semua hijau')"), (sys.executable, "-c", "print('ada yang merah'); exit(1)")
WAITS = """
import pathlib, sys, time
own, other = map(pathlib.Path, sys.argv[1:])
own.touch()
end = time.monotonic() + 20
while not other.exists():
    assert time.monotonic() < end
    time.sleep(0.01)
"""


@pytest.fixture(autouse=True)
def output(monkeypatch, tmp_path):
    monkeypatch.setattr(rounds, "OUTPUT", tmp_path / "test")
    monkeypatch.setattr(rounds, "MINUTES", tmp_path / "var" / "minutes.json")
    return tmp_path


def run(*lanes):
    """Run lanes of (name, command)."""
    all_rounds = rounds.Rounds([[rounds.Round(name, name, command) for name, command in lane] for lane in lanes])
    all_rounds.run()
    return all_rounds


def test_a_round_that_fails_is_named_and_the_others_go_on(capsys):
    assert run([("a", FAILS), ("b", OK)], [("c", OK)]).failed == ["a"]
    printed = capsys.readouterr().out
    assert "ada yang merah" in printed and printed.count("semua hijau") == 2


def test_lanes_run_beside_each_other(output):
    first, second = output / "first", output / "second"
    wait = (sys.executable, "-c", WAITS)
    assert run([("a", (*wait, first, second))], [("b", (*wait, second, first))]).failed == []


def test_nothing_is_started_after_the_stop():
    stopped = rounds.Rounds([[rounds.Round("a", "a", FAILS)]])
    stopped.stop()
    stopped.run()
    assert stopped.minutes == {} and stopped.failed == []


@pytest.mark.parametrize(("command", "code"), [(OK, 0), (FAILS, 1)])
def test_the_last_line_tells_the_minutes_and_the_exit_code_the_outcome(monkeypatch, capsys, command, code):
    monkeypatch.setattr(rounds, "lanes", lambda **options: [[rounds.Round("sqlite", "SQLite", OK)]])
    monkeypatch.setattr(rounds, "measured_alone", lambda: [rounds.Round("load", "beban", command)])
    assert rounds.main() == code
    assert capsys.readouterr().out.splitlines()[-1].startswith("Menit: sqlite 0.0, load 0.0, test 0.0.")
    assert '"sqlite"' in rounds.MINUTES.read_text(encoding="utf8")


def test_without_a_server_everything_is_run_on_sqlite():
    def markers(**options):
        return rounds.lanes(**options)[0][0].command

    assert "not postgresql" in " ".join(markers(has_postgresql=True))
    assert "not postgresql" not in " ".join(markers(has_postgresql=False))
    assert [lane[-1].name for lane in rounds.lanes(has_postgresql=False)] == ["sqlite", "kills", "production"]


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("evidence/files/types.py", "tests/evidence/files/test_types.py"),
        ("evidence/uploads/parts.py", "tests/evidence/uploads"),
        ("zi_portal/lib/sandbox/fence.py", "tests/zi_portal/sandbox/test_fence.py"),
        ("tests/evidence/ground.py", None),
        ("README.md", None),
    ],
)
def test_a_changed_path_leads_to_its_tests(path, tests):
    assert quick.tests_of(path) == tests
