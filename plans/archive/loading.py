"""Loading published decrees as enacted archives, with team and plan, frozen from the start."""

import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from plans.archive.json_form import read_decree
from plans.decree import checks, payload
from plans.decree.numbering import annex_label
from plans.models import Annex, Clause, Decree, DecreeTransition, Plan, Version
from plans.plan import deadlines, store
from plans.states import Action, AnnexKind, DecreeState
from teams.models import Team, TeamMember, TeamUnit
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused

NOTE = "Dimuat dari arsip."
MAX_DEPTH = 3
"""Levels of nested lists that the product stores below a point or dictum."""
PLAN_YEAR = re.compile(r"\bTAHUN\s+((?:19|20)\d\d)\b", re.IGNORECASE)


def import_decree(data, satker, user=None):
    """Load a published decree; return (Decree, its first Plan or None, issues).

    data: parsed JSON in the form of docs/archive-format.md. The decree is stored as enacted, exactly as printed, and
    its version is frozen at once. issues: list of {"severity", "row", "column", "code", "message"}, all warnings.
    Raise Refused (nothing is stored) for a malformed file and for a decree that is stored already.
    """
    printed = read_decree(data)
    with transaction.atomic():
        decree = _decree(printed, satker, user)
        Clause.objects.bulk_create(
            Clause(
                decree=decree, section=section, position=position, level=min(level, MAX_DEPTH), label=label, text=text
            )
            for position, (section, level, label, text) in enumerate(printed.clauses, 1)
        )
        plans = [_annex(decree, n, annex, len(printed.annexes), user) for n, annex in enumerate(printed.annexes, 1)]
        _freeze(decree, user)
        issues = [*_office_issues(data, printed, satker), *_depth_issues(printed), *_issues(decree)]
    return decree, next(filter(None, plans), None), issues


def _decree(printed, satker, user):
    """Insert the decree in its final state and return it: only archives bypass the workflow."""
    fields = printed.fields
    titles = [annex.title for annex in printed.annexes if annex.kind == AnnexKind.PLAN]
    decree = Decree(
        satker=satker,
        year=_plan_year([*titles, fields["title"]], fields["number_year"]),
        state=DecreeState.ENACTED,
        archive=True,
        created_by=user,
        office_line="" if printed.office_line == satker.full_name else printed.office_line,
        **fields,
    )
    if printed.enacting_text != f"KEPUTUSAN {printed.office_line} TENTANG {decree.title}.":
        decree.enacting_text = printed.enacting_text
    _refuse_double(decree)
    try:
        decree.clean_fields(exclude=["satker", "created_by", "submitted_by", "amends"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = Decree._meta.get_field(name).verbose_name
        raise Refused("archive", f"Isian {label} tidak dapat disimpan: {messages[0]}") from error
    try:
        with transaction.atomic():
            decree.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("archive", _double(decree)) from error
    return decree


def _plan_year(titles, fallback):
    years = [int(year) for title in titles for year in PLAN_YEAR.findall(title)]
    return years[0] if years else fallback


def _refuse_double(decree):
    duplicates = Decree.objects.filter(
        satker=decree.satker, issuer=decree.issuer, number=decree.number, number_year=decree.number_year
    )
    if duplicates.exists():
        raise Refused("archive", _double(decree))


def _double(decree):
    return (
        f"Keputusan Nomor {decree.number} Tahun {decree.number_year} {decree.satker} sudah ada. "
        "Buka keputusan itu; arsip tidak dimuat dua kali."
    )


def _annex(decree, position, printed, total, user):
    """Insert an annex with its content; return the Plan, None for other kinds."""
    plan = _plan(decree, printed, user) if printed.kind == AnnexKind.PLAN else None
    team = _team(decree, printed) if printed.kind == AnnexKind.TEAM else None
    usual = printed.label == annex_label(position, total)
    Annex.objects.create(
        decree=decree,
        position=position,
        kind=printed.kind,
        label="" if usual else printed.label,
        title="" if plan or team else printed.title,
        plan=plan,
        team=team,
        text=printed.text,
        shows_place=printed.shows_place,
    )
    return plan


def _plan(decree, printed, user):
    spec = printed.spec
    layout = store.find_layout(spec, decree.satker) or store.find_joined(spec, decree.satker)
    plan = Plan.objects.create(
        satker=decree.satker,
        year=decree.year,
        title=printed.title or decree.title,
        layout=layout or store.save_layout(spec, decree.satker, year=decree.year),
        frozen=True,
        created_by=user,
    )
    store.save_tree(plan, printed.tree)
    deadlines.rebuild(plan)
    return plan


def _team(decree, printed):
    team = Team.objects.create(satker=decree.satker, year=decree.year, title=printed.title, frozen=True)
    units = [
        TeamUnit(team=team, position=n, label=group[0], title=group[1]) for n, group in enumerate(printed.groups, 1)
    ]
    TeamUnit.objects.bulk_create(units)
    for unit, (_, _, parent, _) in zip(units, printed.groups, strict=True):
        unit.parent = None if parent is None else units[parent]
    TeamUnit.objects.bulk_update(units, ["parent"])
    TeamMember.objects.bulk_create(
        TeamMember(unit=unit, position=n, label=label, name=name, job_title=job_title, duty=duty)
        for unit, (_, _, _, members) in zip(units, printed.groups, strict=True)
        for n, (label, name, job_title, duty) in enumerate(members, 1)
    )
    return team


def _freeze(decree, user):
    """Store the version that every print is made from, the history's entry and the audit event."""
    content = payload.decree_payload(decree)
    Version.objects.create(decree=decree, payload=content, sha256=payload.digest(content))
    DecreeTransition.objects.create(
        decree=decree, actor=user, action=Action.ENACT, source=DecreeState.DRAFT, target=DecreeState.ENACTED, note=NOTE
    )
    after = {"number": decree.number, "year": decree.number_year, "title": decree.title}
    chain.record("decree.archive", actor=user, subject=decree, satker_code=decree.satker.code, after=after)


def _office_issues(data, printed, satker):
    office_name = data["decree"].get("satker")
    if office_name and office_name not in (satker.short_name, satker.full_name):
        yield _issue("other_office", f"Berkas ini milik {office_name}, tetapi dimuat untuk {satker}.")
    if printed.office_line not in ("", satker.full_name):
        text = f"Kepala keputusan tertulis “{printed.office_line}”, sedangkan nama resminya {satker.full_name}."
        yield _issue("office_line", text)


def _depth_issues(printed):
    """Return issues of lists nested too deep: label and text are stored, with the indent of the third level."""
    deep = [(section, label) for section, level, label, _ in printed.clauses if level > MAX_DEPTH]
    if deep:
        text = f"{len(deep)} butir bertingkat lebih dari tiga; isinya tetap, letaknya disamakan dengan tingkat ketiga."
        yield _issue("list_too_deep", text)


def _issues(decree):
    """Return the gaps that every decree is checked for; in an archive they are only warnings."""
    return [_issue(gap.code, gap.message) for gap in checks.submission_gaps(decree)]


def _issue(code, message):
    return {"severity": "warning", "row": None, "column": None, "code": code, "message": message}
