"""The texts of a decree beside its plan's table: its own, those of its annexes and of its team, each with its place."""

from plans.plan import store
from plans.plan.strays import passages
from plans.plan.strays.passages import CITATION, Passage
from plans.states import AnnexKind, Section
from teams.models import TeamMember, TeamUnit

CITING = (Section.RECALLING, Section.NOTING)
"""Sections that cite rules and letters, with years and regions of their own."""


def all_passages(decree, annexes):
    """Return the Passages of a decree: its plans' tables, its own texts and its teams; 3 queries a plan, 2 a team."""
    return [*table_passages(annexes), *decree_passages(decree, annexes), *team_passages(annexes)]


def table_passages(annexes):
    """Return the Passages of the tables of the plans among the annexes."""
    table_list = []
    for annex in annexes:
        if annex.kind == AnnexKind.PLAN:
            tree, pks = store.load_with_pks(annex.plan)
            table_list += passages.of_tree(tree, store.layout_spec(annex.plan.layout), pks)
    return table_list


def decree_passages(decree, annexes):
    """Yield the Passages of title, "Menetapkan", clauses, and titles and texts of the annexes."""
    own_texts = (("title", "Judul keputusan"), ("enacting_text", "Bagian Menetapkan"))
    for field, words in own_texts:
        if (text := getattr(decree, field)).strip():
            yield Passage("decree", str(decree.pk), field, text, words)
    for clause in sorted(decree.clauses.all(), key=lambda row: (row.section, row.position, row.pk)):
        words = " ".join(filter(None, (clause.get_section_display(), clause.label)))
        yield Passage(CITATION if clause.section in CITING else "clause", str(clause.pk), "text", clause.text, words)
    for annex in annexes:
        for field, words in (("title", f"Judul {annex}"), ("text", f"Isi {annex}")):
            if text := getattr(annex, field):
                yield Passage("annex", str(annex.pk), field, text, words)


def team_passages(annexes):
    """Yield the Passages of the teams among the annexes: title, names of groups, job titles and duties."""
    teams = [annex.team for annex in annexes if annex.kind == AnnexKind.TEAM]
    for team in teams:
        yield Passage("team", str(team.pk), "title", team.title, "Judul tim")
        for unit in TeamUnit.objects.filter(team=team).order_by("pk"):
            yield Passage("unit", str(unit.pk), "title", unit.title, f"Kelompok {unit.label}".strip())
        for member in TeamMember.objects.filter(unit__team=team).order_by("pk"):
            for field, words in (("job_title", "jabatan"), ("duty", "kedudukan")):
                if text := getattr(member, field):
                    yield Passage("member", str(member.pk), field, text, f"Tim, {member.name}: {words}")
