"""Every write to the body and the annexes of a decree: locked, refused when frozen, renumbered, audited."""

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile

from django.db import transaction
from django.db.models import Max, Q

from plans.decree.drafting import DEFAULT_BASES, add_team_annex, create_draft, renumber
from plans.decree.numbering import annex_label
from plans.freezing import editable_decree
from plans.models import Annex, Clause, LegalBasis
from plans.states import AnnexKind, DecreeState, Section
from teams.models import Team
from teams.offices.naming import sentence_name, title_case
from zi_portal.audit import chain
from zi_portal.lib.errors import Stale
from zi_portal.lib.order import STEPS, moved, numbered
from zi_portal.lib.seen import settled

MAX_LEVEL = 3
GONE = "Bagian ini sudah dihapus orang lain."
LOST = "gone"
"""Code of Stale for a clause or an annex that somebody else deleted meanwhile."""


@contextmanager
def writing(decree, action, user, **after):
    """Yield the decree, locked and editable (else Refused); renumber and audit it afterwards, all or nothing.

    The caller may add details that it finds under the lock to locked_decree.details.
    """
    with transaction.atomic():
        locked_decree = editable_decree(decree.pk)
        locked_decree.details = after
        yield locked_decree
        renumber(locked_decree)
        locked_decree.save(update_fields=["changed_at"])
        chain.record(action, actor=user, subject=locked_decree, satker_code=locked_decree.satker.code, after=after)


@dataclass(frozen=True, slots=True)
class BodySection:
    """A section of the body with its clauses in printed order; .ways of a clause: directions in which it can move."""

    section: Section
    rows: list[Clause]


def by_section(decree):
    """Return the four BodySections in printed order; one query, none when the clauses are prefetched."""
    rows = sorted(decree.clauses.all(), key=lambda row: (row.position, row.pk))
    body_sections = [BodySection(section, [row for row in rows if row.section == section]) for section in Section]
    for part in body_sections:
        for index, row in enumerate(part.rows):
            row.ways = _ways(part.rows, index)
    return body_sections


@transaction.atomic
def new_decree(satker, year, user, title):
    """Return a new draft without annexes, with a short initial body and the place and certifier of the office."""
    decree = create_draft(satker, year, title, user)
    Clause.objects.bulk_create(
        Clause(decree=decree, section=section, position=position, text=text)
        for section, texts in _first_texts(decree).items()
        for position, text in enumerate(texts, 1)
    )
    renumber(decree)
    chain.record("decree.create", actor=user, subject=decree, satker_code=satker.code, after={"title": title})
    return decree


def _first_texts(decree):
    """Return {section: texts} of the initial body, made from the decree's title."""
    office, title = sentence_name(decree.satker), title_case(decree.title)
    return {
        Section.CONSIDERING: [
            f"bahwa pembangunan Zona Integritas di lingkungan {office} memerlukan dasar pelaksanaan yang jelas;",
            f"bahwa untuk itu perlu menetapkan Keputusan {office} tentang {title};",
        ],
        Section.RECALLING: list(LegalBasis.objects.values_list("text", flat=True)[:DEFAULT_BASES]),
        Section.DICTUM: [
            f"Menetapkan {title} sebagaimana tercantum dalam Lampiran Keputusan ini.",
            "Keputusan ini berlaku sejak tanggal ditetapkan.",
        ],
    }


def add_clause(decree, *, section, text, user, after=None):
    """Add a clause below `after` and its sub-clauses, at its level, else at the end of the section; return it."""
    with writing(decree, "clause.add", user, section=section, text=text) as locked_decree:
        rows = _rows(locked_decree, section)
        start = next((i for i, row in enumerate(rows) if after and row.pk == after.pk), None)
        level = rows[start].level if start is not None else 0
        clause = Clause(decree=locked_decree, section=section, level=level, text=text, position=len(rows) + 1)
        clause.save()
        rows.insert(_block_end(rows, start) if start is not None else len(rows), clause)
        _save_positions(rows)
        return clause


def change_clause(clause, *, user, seen=None, **fields):
    """Change the text of a clause; raise Unchanged, Overtaken (zi_portal/lib/seen.py)."""
    with writing(clause.decree, "clause.change", user, clause=clause.pk) as locked_decree:
        _write(locked_decree, _row(locked_decree.clauses, clause), fields, seen)


def change_settings(decree, *, user, seen=None, **fields):
    """Change fields of the decree's settings; raise as change_clause does."""
    with writing(decree, "decree.settings", user) as locked_decree:
        _write(locked_decree, locked_decree, fields, seen)


def _write(locked_decree, row, fields, digests):
    """Save the fields that changed and add them to the audit details."""
    changed = settled({name: getattr(row, name) for name in fields}, fields, digests)
    locked_decree.details |= changed
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])


def remove_clause(clause, *, user):
    """Delete a clause with its sub-clauses; return how many were deleted."""
    with writing(clause.decree, "clause.remove", user, section=clause.section, text=clause.text) as locked_decree:
        rows = _rows(locked_decree, clause.section)
        start = _index(rows, clause)
        removed_rows = rows[start : _block_end(rows, start)]
        Clause.objects.filter(pk__in=[row.pk for row in removed_rows]).delete()
        _save_positions([row for row in rows if row not in removed_rows])
        return len(removed_rows)


def move_clause(clause, direction, *, user):
    """Move a clause with its sub-clauses "up", "down", "in" or "out"; return False when it cannot move there."""
    with writing(clause.decree, "clause.move", user, clause=clause.pk, direction=direction) as locked_decree:
        rows = _rows(locked_decree, clause.section)
        start = _index(rows, clause)
        if direction not in _ways(rows, start):
            return False
        _save_positions(_move_block(rows, start, direction))
        return True


def block_size(clause):
    """Return how many clauses a deletion would remove: the clause and its sub-clauses."""
    rows = _rows(clause.decree, clause.section)
    start = _index(rows, clause)
    return _block_end(rows, start) - start


def pick_bases(decree, bases, *, user):
    """Add legal bases of the library to Mengingat, except those already there; return the added texts."""
    with writing(decree, "clause.bases", user, bases=[basis.pk for basis in bases]) as locked_decree:
        rows = _rows(locked_decree, Section.RECALLING)
        present = {same_text(row.text) for row in rows}
        added = [basis.text for basis in bases if same_text(basis.text) not in present]
        last = rows[-1].position if rows else 0
        Clause.objects.bulk_create(
            Clause(decree=locked_decree, section=Section.RECALLING, position=last + place, text=text)
            for place, text in enumerate(added, 1)
        )
        return added


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A legal basis to choose; present: already in Mengingat, chosen: ticked before a search."""

    basis: LegalBasis
    present: bool
    chosen: bool


def library(decree, query="", chosen_pks=()):
    """Return the LibraryRows whose text has every word of the query, and the chosen ones; 2 queries.

    Those already in Mengingat come last.
    """
    present = {same_text(row.text) for row in decree.clauses.filter(section=Section.RECALLING)}
    words = query.lower().split()
    rows = [
        LibraryRow(basis, same_text(basis.text) in present, str(basis.pk) in chosen_pks)
        for basis in LegalBasis.objects.all()
    ]
    matching_rows = [row for row in rows if row.chosen or all(word in row.basis.text.lower() for word in words)]
    return sorted(matching_rows, key=lambda row: row.present)


def same_text(text):
    """Return the text for comparing printed texts, without case, extra spaces and closing punctuation."""
    return " ".join(text.lower().split()).rstrip(" ;.")


def labelled_annexes(decree):
    """Return the annexes in printed order, each with its printed .heading: numbered only when there are several."""
    rows = sorted(decree.annexes.all(), key=lambda row: (row.position, row.pk))
    for number, row in enumerate(rows, 1):
        row.heading = row.label or annex_label(number, len(rows))
    return rows


def free_teams(decree, user):
    """Return the teams of the decree's office that the user sees and that no decree prints, but for deleted drafts."""
    free = Q(annex__isnull=True) | Q(annex__decree__state=DecreeState.DELETED)
    return Team.objects.visible_to(user).filter(free, satker_id=decree.satker_id)


def add_team(decree, team, *, user):
    """Add a team as an annex before the plan; raise Refused if it is another office's or has an annex."""
    with writing(decree, "annex.add", user, kind=AnnexKind.TEAM, team=team.pk) as locked_decree:
        return add_team_annex(locked_decree, team)


def add_text_annex(decree, *, title, text, shows_place, user):
    """Add a text as the last annex."""
    with writing(decree, "annex.add", user, kind=AnnexKind.TEXT, title=title) as locked_decree:
        last = locked_decree.annexes.aggregate(last=Max("position"))["last"] or 0
        return Annex.objects.create(
            decree=locked_decree,
            position=last + 1,
            kind=AnnexKind.TEXT,
            title=title,
            text=text,
            shows_place=shows_place,
        )


def change_annex(annex, *, user, seen=None, **fields):
    """Change title, text or shows_place of an annex; raise as change_clause does."""
    with writing(annex.decree, "annex.change", user, annex=annex.pk) as locked_decree:
        row = locked_decree.annexes.filter(pk=annex.pk).first()
        if row is None:
            raise Stale(GONE, LOST)
        _write(locked_decree, row, fields, seen)


def move_annex(annex, direction, *, user):
    """Swap an annex with its neighbour, "up" or "down"; return False at the end of the list."""
    with writing(annex.decree, "annex.move", user, annex=annex.pk, direction=direction) as locked_decree:
        rows = list(locked_decree.annexes.order_by("position", "pk"))
        reordered = moved(rows, rows[_index(rows, annex)], STEPS[direction])
        Annex.objects.bulk_update(numbered(reordered or []), ["position"])
        return reordered is not None


def remove_annex(annex, *, user):
    """Remove an annex from the decree, except a plan's; a team itself stays and may be added again."""
    with writing(annex.decree, "annex.remove", user, kind=annex.kind, title=annex.title):
        annex.delete()


def may_be_removed(annex):
    """Return whether an annex may be removed: a plan's stays as long as its decree exists."""
    return annex.kind != AnnexKind.PLAN


def _rows(decree, section):
    return list(decree.clauses.filter(section=section).order_by("position", "pk"))


def _row(rows, item):
    """Return the row as stored now; raise Stale."""
    row = rows.filter(pk=item.pk).first()
    if row is None:
        raise Stale(GONE, LOST)
    return row


def _index(rows, item):
    index = next((index for index, row in enumerate(rows) if row.pk == item.pk), None)
    if index is None:
        raise Stale(GONE, LOST)
    return index


def _block_end(rows, start):
    """Return the index after the block that starts here: a row and the deeper rows that follow it."""
    below = takewhile(lambda row: row.level > rows[start].level, rows[start + 1 :])
    return start + 1 + len(list(below))


def _save_positions(rows):
    Clause.objects.bulk_update(numbered(rows), ["position", "level"])


def _earlier_sibling(rows, start):
    """Return the index of the previous row at the same level under the same parent, None for the first."""
    earlier = [index for index in range(start) if rows[index].level <= rows[start].level]
    return earlier[-1] if earlier and rows[earlier[-1]].level == rows[start].level else None


def _ways(rows, start):
    """Return the directions in which the block that starts here can move; "in" needs a sibling above."""
    level, end = rows[start].level, _block_end(rows, start)
    first = _earlier_sibling(rows, start) is None
    deepest = max(row.level for row in rows[start:end])
    return {
        direction
        for direction, open_ in {
            "up": not first,
            "down": end < len(rows) and rows[end].level == level,
            "in": not first and deepest < MAX_LEVEL,
            "out": level > 0,
        }.items()
        if open_
    }


def _move_block(rows, start, direction):
    """Return the rows with the block that starts here moved one step in a direction of _ways()."""
    if direction in ("in", "out"):
        for row in rows[start : _block_end(rows, start)]:
            row.level += 1 if direction == "in" else -1
        return rows
    second = start if direction == "up" else _block_end(rows, start)
    first, end = _earlier_sibling(rows, second), _block_end(rows, second)
    return rows[:first] + rows[second:end] + rows[first:second] + rows[end:]
