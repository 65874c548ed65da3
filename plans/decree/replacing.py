"""Words replaced all through a plan, its decree and its team: made in one transaction, undone where unchanged."""

from django.db import transaction
from django.utils import timezone

from plans.decree import texts
from plans.freezing import editable_decree
from plans.models import ActionStep, Annex, Aspect, Clause, Decree, Plan, PlanArea, Replacement
from plans.plan import editing, runs
from plans.plan.lines import lines
from plans.plan.strays import swaps
from plans.plan.strays.homes import home_of
from plans.plan.strays.passages import AREA, ASPECT, CITATION, PLAN, ROW, TICK_NOTE
from plans.plan.strays.surveying import survey
from plans.tree import EXTRA, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from teams.models import Team, TeamMember, TeamUnit
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale

OWNERS = {
    ROW: (ActionStep, "area__plan__annex__decree"),
    AREA: (PlanArea, "plan__annex__decree"),
    ASPECT: (Aspect, "area__plan__annex__decree"),
    PLAN: (Plan, "annex__decree"),
    "decree": (Decree, "pk"),
    "clause": (Clause, "decree"),
    CITATION: (Clause, "decree"),
    "annex": (Annex, "decree"),
    "team": (Team, "annex__decree"),
    "unit": (TeamUnit, "team__annex__decree"),
    "member": (TeamMember, "unit__team__annex__decree"),
}
"""{source of a passage: (its model, path to the decree that prints it)}."""
OF_DECREE, OF_TEAM = ("decree", "clause", CITATION, "annex"), ("team", "unit", "member")
KEPT = "kept"

NOTHING = "Tidak ada perubahan yang dapat diterapkan. Centang yang perlu diganti, atau muat ulang daftarnya."
TOO_LONG = "{} akan lebih panjang dari {} huruf. Lepaskan centangnya atau pakai kata yang lebih pendek."
UNDONE = "Penggantian ini sudah diurungkan."


def survey_of(plan):
    """Return the Survey of all that a plan prints: its table, its decree and its team; 7 queries and 2 for a team."""
    decree = plan.decree
    annexes = list(decree.annexes.select_related("plan__layout", "team").order_by("position", "pk"))
    return survey(texts.all_passages(decree, annexes), home_of(plan.satker, plan.year))


def latest(plan):
    """Return the latest Replacement of a plan that was not undone, None where there is none."""
    return plan.replacements.filter(undone_at=None).select_related("actor").first()


def replace(plan, actor, chosen_swaps, keys):
    """Make the Changes with these keys and return the Replacement, .missed: how many keys name none any more.

    Raise Refused when the plan is frozen, when there is nothing to change, or when a text would become too long.
    """
    words = "; ".join(swap.words for swap in chosen_swaps)
    with transaction.atomic():
        locked_decree = editable_decree(plan.decree.pk)
        with editing.change(plan.pk, actor, "replaced", words=words) as locked_plan:
            _lock_teams(locked_decree)
            stray_survey = survey_of(locked_plan)
            ticked_keys = set(keys)
            changes = [change for change in swaps.changes(stray_survey, chosen_swaps) if change.key in ticked_keys]
            if not changes:
                raise Refused("nothing_to_replace", NOTHING, status=409)
            records = _records(swaps.by_passage(changes))
            records += _kept_records(locked_plan, changes, swaps.Finder(stray_survey, chosen_swaps))
            _write(locked_decree, records)
            locked_plan.details["count"] = len(changes)
        replacement = Replacement.objects.create(
            plan=plan, actor=actor, words=words, count=len(changes), changes=records
        )
        _record(locked_decree, actor, "replaced", records, words)
    replacement.missed = len(ticked_keys) - len(changes)
    return replacement


def undo(replacement, actor):
    """Restore the texts that a Replacement changed, except those that were changed since; return the words of these.

    What the decree does not print any more, such as a team that became another one's, stays as it is.

    Raise Refused when the plan is frozen, Stale when it was undone before.
    """
    plan, records_left = replacement.plan, []
    with transaction.atomic():
        locked_decree = editable_decree(plan.decree.pk)
        with editing.change(plan.pk, actor, "replacement_undone", words=replacement.words) as locked_plan:
            _lock_teams(locked_decree)
            locked = Replacement.objects.select_for_update().get(pk=replacement.pk)
            if locked.undone_at:
                raise Stale(UNDONE)
            rows = _rows(locked_decree, locked.changes)
            records = [record for record in locked.changes if _stands(rows, record, "after")]
            records_left = [record for record in locked.changes if record not in records]
            _write(locked_decree, [record | {"after": record["before"]} for record in records])
            locked_plan.details["left"] = len(records_left)
            locked.undone_at = timezone.now()
            locked.save(update_fields=["undone_at"])
        _record(locked_decree, actor, "replacement_undone", records, replacement.words)
    return [record["words"] for record in records_left if record["field"] != KEPT]


def _lock_teams(decree):
    list(Team.objects.filter(annex__decree=decree).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _records(changes_by_passage):
    """Return what is stored of each changed passage; raise Refused when one would become too long."""
    records = []
    for passage, changes in changes_by_passage.items():
        after = swaps.applied(passage.text, changes)
        limit = _limit(passage)
        if len(after) > limit and len(after) > len(passage.text):
            raise Refused("too_long", TOO_LONG.format(passage.words, limit), status=422)
        place = {"source": passage.source, "key": passage.key, "field": passage.field, "words": passage.words}
        records.append(place | {"before": passage.text, "after": after})
    return records


def _limit(passage):
    """Return the most characters that the field of a passage may hold."""
    fields = {field.name: field.max_length for field in OWNERS[passage.source][0]._meta.get_fields() if field.concrete}
    is_title = passage.field == "title" and passage.source not in OF_TEAM
    return fields.get(passage.field) or (MAX_TITLE_LENGTH if is_title else MAX_TEXT_LENGTH)


def _kept_records(plan, changes, finder):
    """Return the records of what merged cells held before: it follows the cell that they were merged into."""
    changed_cells = {(int(change.passage.key), _run(change.passage.field)) for change in changes if change.passage.row}
    plan_lines = lines(plan)
    steps = [line.step for line in plan_lines if line.step.kept]
    heads = runs.heads(plan_lines) if steps else {}
    records = []
    for step in steps:
        after = {
            field: _rewritten(content, finder) if (heads[step.pk, field][0], field) in changed_cells else content
            for field, content in step.kept.items()
        }
        if after != step.kept:
            place = {"source": ROW, "key": str(step.pk), "field": KEPT, "words": "Isi sebelum digabung"}
            records.append(place | {"before": step.kept, "after": after})
    return records


def _run(field):
    return "time" if field.startswith(TICK_NOTE) else field


def _rewritten(content, finder):
    """Return content of cells, as merged rows keep it, with the words replaced in its texts."""
    if isinstance(content, str):
        return finder.rewrite(content)
    if isinstance(content, dict):
        return {name: _rewritten(part, finder) for name, part in content.items()}
    return [_rewritten(part, finder) for part in content] if isinstance(content, list) else content


def _rows(decree, records):
    """Return {(source, key): row} of the stored rows that records are about, of those that the decree prints."""
    pks_by_source = {}
    for record in records:
        pks_by_source.setdefault(record["source"], set()).add(int(record["key"]))
    rows = {}
    for source, pks in pks_by_source.items():
        model, path = OWNERS[source]
        for row in model.objects.filter(pk__in=pks, **{path: decree.pk}):
            rows[source, str(row.pk)] = row
    return rows


def _stands(rows, record, name):
    """Return whether a row still holds the text of a record that has this name, "before" or "after"."""
    row = rows.get((record["source"], record["key"]))
    return row is not None and _value(row, record["field"]) == record[name]


def _value(row, field):
    if field.startswith(EXTRA):
        return row.extra.get(field.removeprefix(EXTRA))
    if field.startswith(TICK_NOTE):
        return row.tick_notes.get(field.removeprefix(TICK_NOTE))
    return getattr(row, field)


def _write(decree, records):
    """Write the text "after" of each record into its row; one query for each kind of row."""
    rows, fields_by_source = _rows(decree, records), {}
    for record in records:
        row, field = rows[record["source"], record["key"]], record["field"]
        column = "extra" if field.startswith(EXTRA) else "tick_notes" if field.startswith(TICK_NOTE) else field
        if column == field:
            setattr(row, field, record["after"])
        else:
            setattr(row, column, getattr(row, column) | {field.partition(":")[2]: record["after"]})
        fields_by_source.setdefault(record["source"], set()).add(column)
    for source, fields in fields_by_source.items():
        changed_rows = [row for (row_source, _), row in rows.items() if row_source == source]
        OWNERS[source][0].objects.bulk_update(changed_rows, sorted(fields), batch_size=200)


def _record(decree, actor, action, records, words):
    """Record what changed beside the plan: in the decree, and in each of its teams."""
    details = {"words": words}
    if any(record["source"] in OF_DECREE for record in records):
        decree.save(update_fields=["changed_at"])
        chain.record(f"decree.{action}", actor=actor, subject=decree, satker_code=decree.satker.code, after=details)
    if any(record["source"] in OF_TEAM for record in records):
        for annex in decree.annexes.filter(team__isnull=False).select_related("team__satker").order_by("pk"):
            code = annex.team.satker.code
            chain.record(f"team.{action}", actor=actor, subject=annex.team, satker_code=code, after=details)
