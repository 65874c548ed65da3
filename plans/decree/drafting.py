"""Drafts of decrees: a new plan with its decree, the default body, numbering, team annexes, amendments."""

from itertools import groupby

from django.db import transaction

from plans.decree import numbering
from plans.decree.amending import body
from plans.freezing import editable_decree
from plans.models import ActionStep, Annex, Clause, Decree, LegalBasis, Plan
from plans.plan import deadlines, store
from plans.states import UNDER_WAY, AnnexKind, DecreeState, Issuer, Section
from teams import roster
from teams.models import Membership, Team
from teams.offices.naming import sentence_name
from teams.states import Role
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused
from zi_portal.lib.order import numbered

DEFAULT_BASES = 5
"""Number of legal bases from the library in a new decree."""

CONSIDERATIONS = (
    (
        "bahwa pembangunan Zona Integritas di lingkungan {office} memerlukan langkah kerja yang terencana, terukur, "
        "dan dapat dibuktikan;"
    ),
    "bahwa untuk itu perlu menetapkan rencana aksi Tahun {year} dengan Keputusan {office};",
)
DICTUMS = (
    (
        "Menetapkan rencana aksi pembangunan Zona Integritas di lingkungan {office} Tahun {year} dengan rincian "
        "sebagaimana tercantum dalam Lampiran Keputusan ini."
    ),
    (
        "Rencana aksi pada Diktum KESATU menjadi pedoman kerja seluruh pegawai dan dasar pemantauan paling sedikit "
        "setiap triwulan."
    ),
    "Keputusan ini berlaku sejak tanggal ditetapkan.",
)

PRINTED_ELSEWHERE = "Tim ini sudah menjadi lampiran keputusan. Pilih tim lain atau lepaskan dahulu lampirannya."
NOT_ENACTED = "Hanya keputusan yang sudah ditetapkan yang dapat diubah dengan keputusan perubahan."
AMENDED_ALREADY = "Keputusan perubahan atas keputusan ini sudah disusun. Lanjutkan yang sudah ada."

COPIED = ("satker", "year", "title", "place", "issuer", "issuer_name", "issuer_nip", "acting", "paper")
"""Fields of a decree that its amendment copies, besides the certifier."""


@transaction.atomic
def new_plan(satker, year, layout, user, *, title="", tree=None):
    """Create a plan with its draft decree (default body) and annex in one transaction; return the Plan.

    title: of decree and table, by default the tree's, else the usual one of the year. tree: PlanTree with the content.
    """
    title = title or (tree.title if tree else "") or default_title(satker, year)
    plan = Plan.objects.create(satker=satker, year=year, title=title, layout=layout, created_by=user)
    if tree:
        store.save_tree(plan, tree)
        Plan.objects.filter(pk=plan.pk).update(title=title)
        plan.title = title
    decree = create_draft(satker, year, title, user, paper=layout.paper, **_issuer(satker))
    Annex.objects.create(decree=decree, position=1, kind=AnnexKind.PLAN, plan=plan)
    default_clauses(decree)
    deadlines.rebuild(plan)
    chain.record("plan.create", actor=user, subject=plan, satker_code=satker.code, after={"year": year, "title": title})
    return plan


def default_title(satker, year):
    """Return the usual title of an annual plan, in capitals as printed."""
    return (
        "RENCANA AKSI PEMBANGUNAN ZONA INTEGRITAS MENUJU WILAYAH BEBAS DARI KORUPSI DAN WILAYAH BIROKRASI BERSIH "
        f"DAN MELAYANI DI LINGKUNGAN {satker.full_name} TAHUN {year}"
    )


def create_draft(satker, year, title, user, **fields):
    """Return a new Decree, still without text, with the place and the certifier of the office; fields: its others."""
    return Decree.objects.create(
        satker=satker,
        year=year,
        title=title,
        place=satker.place,
        certifier_title=satker.certifier_title,
        certifier_name=satker.certifier_name,
        created_by=user,
        **fields,
    )


def _issuer(satker):
    """Return the fields of the Ketua, by name from the leaders of the office, as the one who signs a new decree."""
    leaders = Membership.objects.active().filter(satker=satker, role=Role.LEADER, position__istartswith="ketua")
    chair = leaders.select_related("user").order_by("-valid_from", "pk").first()
    return {
        "issuer": Issuer.CHAIR,
        "issuer_name": chair.user.name.upper() if chair else "",
        "acting": chair.acting if chair else "",
    }


def default_clauses(decree):
    """Add the usual body to a draft: two considerations, the first legal bases, three dictums."""
    names = {"office": sentence_name(decree.satker), "year": decree.year}
    bases = LegalBasis.objects.order_by("position", "pk").values_list("text", flat=True)
    texts_by_section = {
        Section.CONSIDERING: [text.format(**names) for text in CONSIDERATIONS],
        Section.RECALLING: list(bases[:DEFAULT_BASES]),
        Section.DICTUM: [text.format(**names) for text in DICTUMS],
    }
    Clause.objects.bulk_create(
        Clause(decree=decree, section=section, position=position, text=text)
        for section, texts in texts_by_section.items()
        for position, text in enumerate(texts, 1)
    )
    renumber(decree)


def renumber(decree):
    """Renumber a draft's clauses, section by section (see numbering.LEVELS)."""
    rows = decree.clauses.order_by("section", "position", "pk")
    changed = []
    for section, group in groupby(rows, key=lambda row: row.section):
        clauses = list(group)
        for clause, label in zip(clauses, numbering.labels(section, [c.level for c in clauses]), strict=True):
            if clause.label != label:
                clause.label = label
                changed.append(clause)
    Clause.objects.bulk_update(changed, ["label"])


@transaction.atomic
def add_team_annex(decree, team):
    """Add a team as an annex of a draft, before its plan; return the Annex. The caller audits.

    Raise Refused when the decree may no longer be written, for another office's team or one that is an
    annex already.
    """
    locked_decree = editable_decree(decree.pk)
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if team.satker_id != locked_decree.satker_id:
        raise Refused("other_office", "Tim ini milik satker lain. Pilih tim dari satker yang sama.", status=409)
    _release(team)
    rows = list(locked_decree.annexes.order_by("position", "pk"))
    place = sum(1 for row in rows if row.kind == AnnexKind.TEAM)
    annex = Annex.objects.create(decree=locked_decree, position=place + 1, kind=AnnexKind.TEAM, team=team)
    rows.insert(place, annex)
    Annex.objects.bulk_update(numbered(rows), ["position"])
    return annex


def _release(team):
    """Leave a copy of a team to the deleted draft that prints it; raise Refused when another decree prints it."""
    annex = Annex.objects.filter(team=team).select_related("decree").first()
    if annex is None:
        return
    if annex.decree.state != DecreeState.DELETED:
        raise Refused("printed_elsewhere", PRINTED_ELSEWHERE, status=409)
    annex.team = roster.copy_of(team, satker=team.satker, year=team.year)
    annex.team_copied = True
    annex.save(update_fields=["team", "team_copied"])
    Team.objects.filter(pk=annex.team_id).update(frozen=True, deleted=True)


@transaction.atomic
def create_amendment(decree, user, way=""):
    """Return a new draft copied from an enacted decree: body, annexes, plan (same row keys), team.

    way: one of amending.body.WAYS, whose title and clauses name the old decree; "" copies the text as it stands.
    The copy gets labels of its own; number, date and printed peculiarities of an archive are not copied.
    Raise Refused unless the decree is enacted and has no other amendment under way.
    """
    locked_decree = Decree.objects.select_for_update(of=("self",)).select_related("satker").get(pk=decree.pk)
    if locked_decree.state != DecreeState.ENACTED:
        raise Refused("not_enacted", NOT_ENACTED)
    if locked_decree.amendments.filter(state__in=UNDER_WAY).exists():
        raise Refused("amended_already", AMENDED_ALREADY)
    fields = {name: getattr(locked_decree, name) for name in (*COPIED, "certifier_title", "certifier_name")}
    copy = Decree.objects.create(amends=locked_decree, created_by=user, **fields)
    Clause.objects.bulk_create(
        Clause(decree=copy, section=row.section, position=row.position, level=row.level, text=row.text)
        for row in locked_decree.clauses.all()
    )
    for annex in locked_decree.annexes.order_by("position", "pk"):
        _copy_annex(annex, copy, user)
    if way:
        body.adapt(copy, locked_decree, way)
    renumber(copy)
    chain.record(
        "decree.amend",
        actor=user,
        subject=copy,
        satker_code=locked_decree.satker.code,
        after={"amends": locked_decree.pk} | ({"way": way} if way else {}),
    )
    return copy


def _copy_annex(annex, decree, user):
    Annex.objects.create(
        decree=decree,
        position=annex.position,
        kind=annex.kind,
        title=annex.title,
        text=annex.text,
        shows_place=annex.shows_place,
        plan=_copy_plan(annex.plan, user) if annex.plan else None,
        team=annex.team and roster.copy_of(annex.team, satker=annex.team.satker, year=annex.team.year),
        team_copied=annex.team_id is not None,
    )


def _copy_plan(plan, user):
    copy = Plan.objects.create(
        satker=plan.satker,
        year=plan.year,
        title=plan.title,
        layout=plan.layout,
        starts_on=plan.starts_on,
        created_by=user,
    )
    store.save_tree(copy, store.load_tree(plan))
    _copy_indicators(plan, copy)
    deadlines.rebuild(copy)
    return copy


def _copy_indicators(plan, copy):
    """Copy the rows' links to the catalogue, matching rows by area and key."""
    rows = ActionStep.objects.filter(area__plan=copy).values_list("area__position", "key", "pk")
    step_pks = {(area, key): pk for area, key, pk in rows}
    link = ActionStep.indicators.through
    links = link.objects.filter(actionstep__area__plan=plan).values_list(
        "actionstep__area__position", "actionstep__key", "indicator_id"
    )
    link.objects.bulk_create(
        link(actionstep_id=step_pks[area, key], indicator_id=indicator) for area, key, indicator in links
    )
