"""Foreign files through the checks and previews: what became of each.

python -m tests.bench.corpus FOLDER [--office] [--workbooks].

Workbooks are also read as plans and their cells compared with LibreOffice's (workbook_corpus.py). Nothing is stored.
Files are told by their outcome: the code of the refusal, "taken", "taken without pages" where their preview met its
limits, or "fault" where a check or a preview failed in a way that nobody foresaw. Exit code 1 when there was a fault.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 -- the settings must be named first

django.setup()

from evidence.files import previewing, types  # noqa: E402 -- after setup
from evidence.uploads import examining, unpacking  # noqa: E402 -- after setup
from tests.bench import workbook_corpus  # noqa: E402 -- after setup
from zi_portal.lib.sandbox import confined  # noqa: E402 -- after setup
from zi_portal.lib.sandbox.office import to_pdf  # noqa: E402 -- after setup

PREVIEWS = dict.fromkeys(("jpg", "png", "webp"), "photo") | dict.fromkeys(("docx", "xlsx", "pptx"), "office")
PREVIEWS["pdf"] = "pdf"
PAGES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: path below the folder, code ("taken", that of a refusal, "fault"), sentence, seconds."""

    path: str
    code: str
    detail: str
    seconds: float


def outcomes(folder, *, office=False):
    """An Outcome for each file below a folder; office: office files are drawn by LibreOffice too."""
    for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        start = time.perf_counter()
        try:
            code, detail = _checked(path, office)
        except Exception as error:  # noqa: BLE001 -- whatever a file does to us is what is looked for
            code, detail = "fault", f"{type(error).__name__}: {str(error)[-300:]}"
        yield Outcome(str(path.relative_to(folder)), code, detail, time.perf_counter() - start)


def _checked(path, office):
    """(code, sentence) of a file, which is looked at as if it had been sent."""
    kind = types.kind_of(path.name)
    if types.is_clutter(path.name):
        return "ignored", types.sentence("ignored")
    if not path.stat().st_size:
        return "file_empty", types.sentence("file_empty")
    if not kind:
        return "type_not_allowed", types.type_refusal(path.name, video=True)
    with path.open("rb") as content:
        if kind == "zip":
            return _listed(content)
        answer, _ = examining._inspect(content, kind, lambda: None)
        if "refused" in answer:
            return examining._refusal(answer, kind)
        return _previewed(path, content, kind, office)


def _listed(content):
    """(code, how many files) of an archive."""
    answer = unpacking.contents(content, 4 << 30, lambda: None)
    return answer.get("refused", "taken"), f"{len(answer.get('entries', ()))} files"


def _previewed(path, content, kind, office):
    """(code, what the preview says of its pages) of a file that is taken."""
    if kind not in PREVIEWS:
        return "taken", "no preview"
    header = {"first": 1, "count": PAGES, "drawn": True, "kind": kind}
    try:
        answer, _ = confined.call(
            f"zi_portal.lib.sandbox.inside.leaves:{PREVIEWS[kind]}", header, file=content, limits=previewing.LIMITS
        )
    except confined.Exhausted as error:
        return "taken without pages", error.reason
    if office and kind in ("docx", "xlsx", "pptx"):
        with tempfile.TemporaryFile() as pdf:
            to_pdf(path, kind, pdf)
    return "taken", str({name: value for name, value in answer.items() if name in ("total", "refused")})


def main():
    """Tell the outcomes of the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--office", action="store_true", help="draw office files by LibreOffice too (seconds for each)")
    parser.add_argument("--workbooks", action="store_true", help="read workbooks as plans, and nothing else")
    arguments = parser.parse_args()
    results = [] if arguments.workbooks else list(outcomes(arguments.folder, office=arguments.office))
    if results:
        print("\n".join(workbook_corpus.outcome_lines(results, "outcome", quiet=("taken", "ignored"))))
    readings = workbook_corpus.readings(arguments.folder)
    if readings:
        print("\n" + "\n".join(workbook_corpus.report(readings)))
    return int(any(outcome.code == "fault" for outcome in [*results, *readings]))


if __name__ == "__main__":
    sys.exit(main())
