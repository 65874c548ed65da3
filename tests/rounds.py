"""The rounds of `make test`, side by side: python -m tests.rounds ends with 1 when one of them fails.

Each lane runs its rounds one after another, the lanes run beside each other, for most rounds wait half of their time.
What a round prints is kept in ZI_VAR/test/NAME.txt and shown as a whole when it ends, so that no two are mixed. The
last line tells the minutes of each round; ZI_VAR/test-minutes.json keeps them for tests.house.figures.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from zi_portal import BASE_DIR

VAR = Path(os.environ.get("ZI_VAR") or BASE_DIR / "var")
PYTEST = (sys.executable, "-m", "pytest", "-rs", "-q")
ON_POSTGRESQL = (sys.executable, "-m", "tests.postgres", "--")
NO_SERVER = 3
"""Exit code of tests.postgres where Debian's package postgresql is missing."""


@dataclass(frozen=True, slots=True)
class Round:
    """One run of pytest. title: Indonesian, for the person at the screen."""

    name: str
    title: str
    command: tuple


LANES = (
    (
        Round(
            "sqlite",
            "semua ujian pada SQLite",
            (*PYTEST, "-n", "2", "--dist", "loadgroup", "-m", "not long and not trial"),
        ),
    ),
    (
        Round("production", "bentuk produksi", (*PYTEST, "-n", "0", "-m", "trial and not long")),
        Round(
            "postgresql",
            "yang dapat berbeda pada PostgreSQL",
            (*ON_POSTGRESQL, *PYTEST, "-n", "1", "--dist", "loadgroup", "-m", "database and not long"),
        ),
    ),
)


class Rounds:
    """Runs all lanes; minutes: name of a round → minutes; failed: names."""

    def __init__(self, lanes):
        self.lanes, self.minutes, self.failed, self.processes = lanes, {}, [], set()
        self.screen = threading.Lock()

    def run(self):
        """Run every lane to its end, whatever fails in another."""
        (VAR / "test").mkdir(parents=True, exist_ok=True)
        threads = [threading.Thread(target=self._lane, args=(lane,)) for lane in self.lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self):
        """End what still runs."""
        for process in list(self.processes):
            process.terminate()

    def _lane(self, lane):
        for current in lane:
            self._round(current)

    def _round(self, current):
        path, begun = VAR / "test" / f"{current.name}.txt", time.monotonic()
        with path.open("wb") as output:
            process = subprocess.Popen(current.command, cwd=BASE_DIR, stdout=output, stderr=subprocess.STDOUT)
            self.processes.add(process)
            code = process.wait()
            self.processes.discard(process)
        self.minutes[current.name] = round((time.monotonic() - begun) / 60, 1)
        with self.screen:
            print(f"── {current.title} ──", flush=True)
            print(path.read_text(encoding="utf8", errors="replace"), flush=True)
        if code == NO_SERVER and ON_POSTGRESQL[2] in current.command:
            print("Dilewati: paket Debian postgresql tidak ada.", flush=True)
        elif code:
            self.failed.append(current.name)


def main():
    """Run all rounds; exit code."""
    begun, rounds = time.monotonic(), Rounds(LANES)
    signal.signal(signal.SIGTERM, lambda number, frame: rounds.stop())
    rounds.run()
    rounds.minutes["test"] = round((time.monotonic() - begun) / 60, 1)
    (VAR / "test-minutes.json").write_text(json.dumps(rounds.minutes), encoding="utf8")
    parts = ", ".join(f"{name} {minutes}" for name, minutes in rounds.minutes.items())
    print(f"Menit: {parts}." + (f" GAGAL: {', '.join(rounds.failed)}." if rounds.failed else " Semua berhasil."))
    return 1 if rounds.failed else 0


if __name__ == "__main__":
    sys.exit(main())
