"""What was measured, as lines of a table, and whether it holds the bar."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: its subject, its value as text, the bar as text, whether it holds."""

    profile: str
    subject: str
    value: str
    bar: str
    holds: bool


def milliseconds(seconds):
    """1.234 → "1234 ms"."""
    return f"{seconds * 1000:.0f} ms"


def p95(times):
    """95th percentile of seconds."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else max(times)


def table(lines):
    """Markdown table."""
    head = ["| profile | what | measured | bar | |", "|---|---|---|---|---|"]
    return "\n".join(
        head + [f"| {line.profile} | {line.subject} | {line.value} | {line.bar} | {_sign(line)} |" for line in lines]
    )


def _sign(line):
    return "holds" if line.holds else "**missed**"
