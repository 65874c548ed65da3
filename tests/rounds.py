"""The rounds of `make test`, side by side: python -m tests.rounds ends with 1 when one of them fails.

Each lane runs its rounds one after another, the lanes run beside each other, for a browser, a killed worker or a
server leaves the processor idle half of the time. What a round prints is kept in var/test/NAME.txt and shown as a whole
when it ends. The last line tells the minutes of each round; var/test-minutes.json keeps them for tests.house.figures.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from tests.postgres import Absent, binaries
from zi_portal import BASE_DIR

OUTPUT = BASE_DIR / "var" / "test"

MINUTES = BASE_DIR / "var" / "test-minutes.json"
PYTEST = (sys.executable, "-m", "pytest", "-rs", "-q")
ON_POSTGRESQL = (sys.executable, "-m", "tests.postgres", "--")
WORKERS = str((os.cpu_count() or 2) + 1)  # tests that wait for a program leave a core idle
EMBEDDED, LOAD = "tests/chaos/test_embedded.py", "tests/load/test_load.py"


@dataclass(frozen=True, slots=True)
class Round:
    """One run of pytest. title: Indonesian, for the person at the screen."""

    name: str
    title: str
    command: tuple


def marked(marker):
    """Test modules in whose text a marker stands; a round that is given their paths need not import all others."""
    files = (BASE_DIR / "tests").rglob("test_*.py")
    return sorted(str(path.relative_to(BASE_DIR)) for path in files if f"mark.{marker}" in path.read_text("utf8"))


def lanes(*, has_postgresql):
    """The rounds of each lane, longest lane first; without a server all tests run on SQLite."""
    here = "not long and not trial and not browser" + (" and not postgresql" if has_postgresql else "")
    sqlite = Round(
        "sqlite",
        "semua ujian pada SQLite",
        (*PYTEST, "-n", WORKERS, "--dist", "loadgroup", "-m", here, f"--ignore={EMBEDDED}", f"--ignore={LOAD}"),
    )
    browser = Round("browser", "peramban", (*PYTEST, "-n", "0", "-m", "not long", "tests/browser"))
    kills = Round("kills", "pemutusan proses", (*PYTEST, "-n", "0", "-m", "not long", EMBEDDED))
    production = Round(
        "production",
        "bentuk produksi",
        (*PYTEST, "-n", "0", "-m", "trial and not long", *(path for path in marked("trial") if path != LOAD)),
    )
    modules = sorted({*marked("database"), *marked("postgresql")})
    differing = "(database or postgresql) and not long"
    postgresql = Round(
        "postgresql",
        "yang dapat berbeda pada PostgreSQL",
        (*ON_POSTGRESQL, *PYTEST, "-n", "1", "-m", differing, *modules),
    )
    return (sqlite,), (browser, kills), (production, *([postgresql] if has_postgresql else []))


def measured_alone():
    """Rounds that load the portal and look at its times: nothing runs beside them."""
    return (Round("load", "beban dan serangan", (*PYTEST, "-n", "0", "-m", "not long", LOAD)),)


class Rounds:
    """Runs all lanes, then the last rounds alone; minutes: name of a round → minutes; failed: names."""

    def __init__(self, lanes, last=()):
        self.lanes, self.last, self.minutes, self.failed, self.processes = lanes, last, {}, [], set()
        self.screen, self.stopped = threading.Lock(), False

    def run(self):
        """Run every lane to its end, whatever fails in another."""
        OUTPUT.mkdir(parents=True, exist_ok=True)
        threads = [threading.Thread(target=self._lane, args=(lane,)) for lane in self.lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._lane(self.last)

    def stop(self):
        """End what still runs; nothing else is started."""
        self.stopped = True
        for process in list(self.processes):
            process.terminate()

    def _lane(self, lane):
        for current in lane:
            if not self.stopped:
                self._round(current)

    def _round(self, current):
        path, begun = OUTPUT / f"{current.name}.txt", time.monotonic()
        with path.open("wb") as output:
            process = subprocess.Popen(current.command, cwd=BASE_DIR, stdout=output, stderr=subprocess.STDOUT)
            self.processes.add(process)
            code = process.wait()
            self.processes.discard(process)
        self.minutes[current.name] = round((time.monotonic() - begun) / 60, 1)
        with self.screen:
            print(f"── {current.title} ──", flush=True)
            print(path.read_text(encoding="utf8", errors="replace"), flush=True)
        if code:
            self.failed.append(current.name)


def has_postgresql():
    try:
        return bool(binaries())
    except Absent:
        print("Dilewati: putaran PostgreSQL, karena paket Debian postgresql tidak ada.", flush=True)
        return False


def main():
    """Run all rounds; exit code."""
    begun, rounds = time.monotonic(), Rounds(lanes(has_postgresql=has_postgresql()), measured_alone())
    signal.signal(signal.SIGTERM, lambda number, frame: rounds.stop())
    rounds.run()
    rounds.minutes["test"] = round((time.monotonic() - begun) / 60, 1)
    MINUTES.parent.mkdir(exist_ok=True)
    MINUTES.write_text(json.dumps(rounds.minutes), encoding="utf8")
    told = ", ".join(f"{name} {minutes}" for name, minutes in rounds.minutes.items())
    print(f"Menit: {told}." + (f" GAGAL: {', '.join(rounds.failed)}." if rounds.failed else " Semua berhasil."))
    return 1 if rounds.failed else 0


if __name__ == "__main__":
    sys.exit(main())
