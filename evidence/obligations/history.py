"""History of what is asked: which facts of a requirement it compares, its lines, and each line in words."""

import re

from evidence.models import RequirementChange
from evidence.states import Frequency

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")

FACTS = (
    "title", "takes_file", "takes_link", "takes_statement", "takes_nihil", "frequency", "quantity", "dates",
    "position", "removed",
)  # fmt: skip
"""Names of the facts of a requirement that its history compares."""

LABELS = {
    "title": "nama",
    "takes_file": "menerima berkas",
    "takes_link": "menerima tautan",
    "takes_statement": "menerima pernyataan tertulis",
    "takes_nihil": "menerima nihil",
    "frequency": "kapan diminta",
    "quantity": "jumlah",
    "dates": "tenggat",
    "position": "urutan",
}
"""Words for each fact in the history."""


def facts(requirement):
    """Return {name: plain value} of the facts of a requirement that its history compares."""
    return {name: getattr(requirement, name) for name in FACTS[:-1]} | {"removed": requirement.removed_at is not None}


def record_changes(changes, actor):
    """Write a line of history for each (requirement as it is now, its facts before or {}) that differs; return them."""
    lines = []
    for requirement, before in changes:
        after = facts(requirement)
        if before:
            after = {name: value for name, value in after.items() if before.get(name) != value}
        if after:
            old = {name: before[name] for name in after if name in before}
            lines.append(RequirementChange(requirement=requirement, actor=actor, before=old, after=after))
    RequirementChange.objects.bulk_create(lines, batch_size=200)
    return lines


def sentence(line):
    """Return a line of history in words, in Indonesian."""
    before, after = line.before, line.after
    if "slot" in after:
        return f"Tenggat {_in_words(before['due_on'])} → {_in_words(after['due_on'])}. Alasan: {after['reason']}"
    if not before:
        return "Diusulkan dari teks tercetak." if line.actor_id is None else "Ditambahkan."
    if "removed" in after:
        return "Tidak diminta lagi." if after["removed"] else "Diminta lagi."
    names = [name for name in LABELS if name in after and (name != "position" or len(after) == 1)]
    words = "; ".join(f"{LABELS[name]} {_in_words(before.get(name))} → {_in_words(after[name])}" for name in names)
    return f"{words[:1].upper()}{words[1:]}."


def _in_words(value):
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(_in_words(day) for day in value) or "tanpa tanggal"
    if value in Frequency.values:
        return Frequency(value).label.lower()
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return "-".join(reversed(value.split("-")))
    return f"“{value}”" if isinstance(value, str) and value else str(value or "belum dijadwalkan")
