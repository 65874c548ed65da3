"""python -m tests.chaos [--times N] [--profile NAME] [--only TEXT] [--write]: play the scenarios, print the table."""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime

from tests.chaos import profiles
from tests.chaos.scenarios import SCENARIOS, Stage
from zi_portal import BASE_DIR

TABLE = BASE_DIR / "docs" / "kill-tests.md"
HEAD = """# Kill tests

Made by `python -m tests.chaos --times {times} --write` on {day}; {cores} processor cores, lease of a job {lease} s, \
drain each {drain} s (shipped: 60 s each).

In each repetition three people sign in by HTTP, print both editions of a decree whose text is new, upload two \
workbooks and invite four people, while another one looks at pages. *Lost*: what the portal accepted and did not \
finish. *Doubled*: results that are there twice (files, readings, letters). *Wrong*: a form that was never accepted, \
a row without its file, a broken audit chain, a damaged database, an answer that is neither a page nor a \
sentence. *Swept*: files that the fault left without a row and that the daily sweep took away. *5xx pages*: \
answers that the onlooker got instead of a page, each an Indonesian sentence of ours. Without an answer may \
stay what the killed web program was just sending (in production one page for each kill, behind nginx). *Worst time*: \
from the fault \
until no job was open, the start of the killed program included.

| scenario | profile | repetitions | lost | doubled | wrong | swept | 5xx pages | worst time |
|---|---|---|---|---|---|---|---|---|
"""


def main():
    """Exit code 0 when every repetition was clean."""
    options = arguments()
    played = defaultdict(list)
    for profile in [options.profile] if options.profile else profiles.PROGRAMS:
        with tempfile.TemporaryDirectory(prefix="zi-kill-") as folder, profiles.running(profile, folder) as stack:
            stage = Stage(stack)
            for name in profiles.scenarios(profile):
                if options.only in name:
                    played[name, profile] = [told(stage, name, profile) for _ in range(options.times)]
            stage.close()
    text = "".join(line(name, profile, outcomes) for (name, profile), outcomes in played.items())
    if options.write:
        TABLE.write_text(head(options.times) + text, encoding="utf8")
    return 0 if all(outcome.clean for outcomes in played.values() for outcome in outcomes) else 1


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--profile", choices=profiles.PROGRAMS)
    parser.add_argument("--only", default="", help="scenarios whose name holds this text")
    parser.add_argument("--write", action="store_true", help="write docs/kill-tests.md")
    return parser.parse_args()


def told(stage, name, profile):
    """One repetition, its outcome printed."""
    outcome = stage.play(name)
    print(
        f"{profile} {name}: {outcome.seconds:.1f} s, {outcome.sentences} pages with 5xx",
        outcome.missing,
        outcome.doubled,
        outcome.wrong,
        flush=True,
    )
    return outcome


def head(times):
    shortened = {"lease": profiles.SHORT["JOB_LEASE_SECONDS"], "drain": profiles.SHORT["JOB_DRAIN_SECONDS"]}
    return HEAD.format(times=times, day=f"{datetime.now(UTC):%Y-%m-%d}", cores=os.cpu_count(), **shortened)


def line(name, profile, outcomes):
    sums = [sum(len(getattr(outcome, fault)) for outcome in outcomes) for fault in ("missing", "doubled", "wrong")]
    sums += [sum(outcome.swept for outcome in outcomes), sum(outcome.sentences for outcome in outcomes)]
    worst = max(outcome.seconds for outcome in outcomes)
    cells = [SCENARIOS[name].title, profile, len(outcomes), *sums, f"{worst:.1f} s"]
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


if __name__ == "__main__":
    sys.exit(main())
