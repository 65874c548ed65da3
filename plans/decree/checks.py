"""Completeness and consistency of a decree, before it is submitted and before it is enacted.

Errors veto, warnings do not; an archive gets warnings only. The checks are for faults found in published decrees:
skipped dictums, names and years left from a copy, different titles, double full stops, wrong annex numbers.
"""

from dataclasses import replace

from django.utils import timezone

from plans.decree import numbering, texts, wording
from plans.decree.amending import body as amending
from plans.decree.lengths import length_gap, length_gaps
from plans.models import Decree
from plans.plan import signs
from plans.plan.gaps import ERROR, WARNING, Gap, place
from plans.plan.row_checks import plan_gaps
from plans.plan.strays import regions, years
from plans.plan.strays.addresses import address
from plans.plan.strays.homes import home_of
from plans.plan.strays.surveying import survey
from plans.schedule import parsing
from plans.schedule.years import years_outside
from plans.states import EDITABLE, AnnexKind, DecreeState, Issuer, Section
from teams.models import Membership, TeamMember
from teams.offices.naming import title_case
from teams.states import Role
from zi_portal.lib.indonesian import roman

NEEDED = (Section.CONSIDERING, Section.RECALLING, Section.DICTUM)
STRICT = (Section.DICTUM, "title")


def submission_gaps(decree):
    """Return the list of Gap in body, annexes and rows; errors veto the submission."""
    annexes = sorted(decree.annexes.all(), key=lambda row: (row.position, row.pk))
    gaps = [*_strays(decree, annexes), *_body(decree), *length_gaps(decree, annexes, _link)]
    gaps += [*_annexes(decree, annexes), *_wording(decree, annexes)]
    gaps += [replace(gap, severity=WARNING) for gap in _signature(decree)]
    gaps += _unprintable(decree, annexes)
    gaps += amending.gaps(decree, lambda section: _link(decree, "body", f"bagian-{section}"))
    return _soften(decree, gaps)


def enactment_gaps(decree):
    """Return submission_gaps() and those of the enactment: signature, number, date, one plan in force per year."""
    gaps = [gap for gap in submission_gaps(decree) if gap.code not in SIGNATURE_CODES]
    return gaps + _soften(decree, [*_signature(decree), *_number(decree), *_acting(decree), *_in_force(decree)])


def _soften(decree, gaps):
    return [replace(gap, severity=WARNING) for gap in gaps] if decree.archive else gaps


def _link(decree, page, anchor=""):
    """Return the URL of the page where a gap is corrected; of the decree itself when it may not be changed."""
    return place(f"decrees:{page}" if decree.state in EDITABLE else "decrees:detail", decree.pk, anchor)


def _body(decree):
    """Yield gaps of the title, the three required sections, blank clauses and skipped dictum labels."""
    if not decree.title.strip():
        yield Gap("title_missing", ERROR, "Judul keputusan belum diisi.", _link(decree, "identity"))
    rows = _clauses(decree)
    for section in NEEDED:
        if not any(row.section == section for row in rows):
            text = f"Bagian {section.label} belum berisi."
            yield Gap(f"{section}_missing", ERROR, text, _link(decree, "body", f"bagian-{section}"))
    for row in rows:
        if not row.text.strip():
            text = f"{_name(row)} masih kosong."
            yield Gap("clause_blank", ERROR, text, _link(decree, "body", f"butir-{row.pk}"))
        yield from length_gap(_name(row), row.text, _link(decree, "body", f"butir-{row.pk}"))
    yield from _dictum_labels(decree, [row for row in rows if row.section == Section.DICTUM and row.level == 0])


def _clauses(decree):
    """Return all clauses by position; no query when the caller has prefetched them."""
    return sorted(decree.clauses.all(), key=lambda row: (row.position, row.pk))


def _dictum_labels(decree, dictums):
    expected = numbering.labels(Section.DICTUM, [0] * len(dictums))
    for row, label in zip(dictums, expected, strict=True):
        if row.label != label:
            text = f"Nomor diktum melompat: tertulis {row.label or '(tanpa nomor)'}, seharusnya {label}."
            yield Gap("dictum_skips", ERROR, text, _link(decree, "body", f"butir-{row.pk}"))
            return


def _annexes(decree, annexes):
    """Yield gaps of annexes without content and of the plans' rows."""
    if not annexes:
        yield Gap("annex_missing", WARNING, "Keputusan ini belum berlampiran.", _link(decree, "annexes"))
    for annex in annexes:
        if annex.kind == AnnexKind.PLAN:
            yield from plan_gaps(annex.plan)
        elif annex.kind == AnnexKind.TEAM:
            yield from _team(decree, annex)
        elif annex.kind == AnnexKind.TEXT and not annex.text.strip():
            yield Gap("annex_blank", ERROR, f"{annex} masih kosong.", _link(decree, "annexes"))


def _team(decree, annex):
    """Yield gaps of a team without members and of members with blank cells."""
    members = TeamMember.objects.filter(unit__team=annex.team).values_list("name", "job_title", "duty", "unit__title")
    url = place("teams:team-detail", annex.team_id)
    if not members:
        yield Gap("team_empty", ERROR, f"Tim pada {annex} belum beranggota.", _link(decree, "annexes"))
    incomplete = [name for name, job, duty, _ in members if not (job.strip() and duty.strip())]
    if incomplete:
        suffix = f" dan {len(incomplete) - 1} orang lain" if len(incomplete) > 1 else ""
        message = f"Tim pada {annex}: jabatan atau kedudukan {incomplete[0]}{suffix} belum diisi."
        yield Gap("member_incomplete", WARNING, message, url)
    yield from signs.gaps((f"Tim pada {annex}", " ".join(texts), url) for texts in members)


def _strays(decree, annexes):
    """Yield a gap for each other year or region in the plan's table and the team, with all its places.

    It is an error where most rows name it: the table was copied, and hardly any of its proofs would be asked for.
    """
    plan_annexes = [annex for annex in annexes if annex.kind == AnnexKind.PLAN]
    texts_of_tables = [*texts.table_passages(annexes), *texts.team_passages(annexes)]
    looked_through = [passage for passage in texts_of_tables if passage.source not in TITLES]
    if not plan_annexes or not looked_through:
        return
    editable, plan_pk = decree.state in EDITABLE, plan_annexes[0].plan_id
    team_pk = next((annex.team_id for annex in annexes if annex.kind == AnnexKind.TEAM), None)
    owners = {"plan_pk": plan_pk, "decree_pk": decree.pk, "team_pk": team_pk, "editable": editable}
    for group in survey(looked_through, home_of(decree.satker, decree.year)).groups:
        if not group.mostly and all(_is_told_with_its_row(passage, decree.year) for passage in group.passages):
            continue
        places = tuple((passage.words, address(passage, **owners)) for passage in group.passages)
        severity = ERROR if group.mostly else WARNING
        yield Gap(f"stray_{group.kind}", severity, f"{group.message}.", places[0][1], places)


def _is_told_with_its_row(passage, year):
    """Return whether a passage is a time whose other years row_checks tells, with what follows from them."""
    return passage.field == "time" and bool(years_outside(parsing.parse_time(passage.text, year)))


TITLES = ("plan", "team")
"""Sources of titles, which _wording() checks as titles of annexes."""


def _wording(decree, annexes):
    """Yield gaps in the wording of title, clauses and annex titles."""
    home = home_of(decree.satker, decree.year)
    own_years = {decree.year, decree.number_year} | {annex.plan.year for annex in annexes if annex.plan}
    for where, words, text, url in _texts(decree, annexes):
        for name, office, registered in _foreign_regions(text, home):
            yield _region_gap(name, where, words, url, office=office, registered=registered)
        for year in [] if where in texts.CITING else _foreign_years(text, own_years):
            message = f"{words} menyebut tahun {year}, padahal rencana ini untuk tahun {decree.year}."
            yield Gap("other_year", WARNING, message, url)
        if wording.double_stop(text):
            yield Gap("double_stop", WARNING, f"{words} memuat dua titik berturut-turut.", url)
        if where == Section.DICTUM:
            yield from _numerals(text, words, len(annexes), url)
    yield from _titles(decree, annexes)


def _texts(decree, annexes):
    """Yield (section or "title", words for the reader, text, url) for every text whose wording is checked."""
    yield "title", "Judul keputusan", decree.title, _link(decree, "identity")
    if decree.enacting_text:
        yield "title", "Bagian Menetapkan", decree.enacting_text, _link(decree, "identity")
    for row in _clauses(decree):
        yield row.section, _name(row), row.text, _link(decree, "body", f"butir-{row.pk}")
    for annex in annexes:
        yield "title", f"Judul {annex}", _annex_title(annex), _title_link(decree, annex)


def _title_link(decree, annex):
    """Return the URL of the field that holds the printed title of an annex."""
    if decree.state not in EDITABLE:
        return place("decrees:detail", decree.pk)
    if annex.title or annex.kind == AnnexKind.TEXT:
        return place("decrees:annex-edit", annex.pk, "id_title")
    if annex.plan_id:
        return place("plans:settings", annex.plan_id, "id_title")
    return f"{place('teams:team-edit', annex.team_id)}?buka=t#t"


def _unprintable(decree, annexes):
    """Return gaps of characters that no font of the print holds, in all that the body and annexes of texts print."""
    texts = [(words, text, url) for _, words, text, url in _texts(decree, annexes)]
    texts += [(str(annex), annex.text, _link(decree, "annexes")) for annex in annexes if annex.text]
    identity = _link(decree, "identity")
    texts += [(words, getattr(decree, name), identity) for name, words in SIGNERS.items()]
    return signs.gaps(texts)


SIGNERS = {
    "place": "Tempat penetapan",
    "issuer_name": "Nama penanda tangan",
    "certifier_title": "Jabatan pengesah salinan",
    "certifier_name": "Nama pengesah salinan",
    "number": "Nomor keputusan",
}
"""Fields of a decree that its signature blocks print, in words."""


def _foreign_regions(text, home):
    """Return the distinct (name, whether an office, whether registered) of other regions that a text names.

    One that the register has not counts only as the name of an office.
    """
    mentions = [mention for mention in regions.mentions(text, home.register) if home.regions.isdisjoint(mention.names)]
    named = [(title_case(mention.name), mention.office, mention.registered) for mention in mentions]
    return [mention for mention in dict.fromkeys(named) if mention[1] or mention[2]]


def _foreign_years(text, own_years):
    """Return the distinct years that a text names beside its own, except those of cited rules and of periods."""
    mentions = [mention for mention in years.year_mentions(text) if not mention.cited]
    others = [mention for mention in mentions if not any(mention.includes(year) for year in own_years if year)]
    return list(dict.fromkeys(year for mention in others for year in (mention.first, mention.last)))


def _region_gap(name, where, words, url, *, office, registered):
    if not registered:
        message = f"{words} menyebut satker “{name}” yang tidak ada dalam daftar. Periksa ejaannya."
        return Gap("unknown_office", WARNING, message, url)
    severity = ERROR if office and where in STRICT else WARNING
    message = f"{words} menyebut {name}, bukan wilayah satker ini. Periksa apakah tertinggal dari salinan."
    return Gap("other_region", severity, message, url)


def _numerals(text, words, total, url):
    """Yield gaps such as "Lampiran I" with a single annex, "Lampiran III" with two."""
    right = [roman(number) for number in range(1, total + 1)] if total > 1 else []
    for numeral in wording.annex_numerals(text):
        if numeral not in right:
            message = f"{words} menyebut Lampiran {numeral}, padahal jumlah lampiran {total}."
            yield Gap("annex_numeral", WARNING, message, url)
    if total > 1 and wording.annex_unnumbered(text):
        message = f"{words} menyebut “Lampiran” tanpa nomor, padahal ada {total} lampiran. Tulis nomornya."
        yield Gap("annex_unnumbered", WARNING, message, url)


def _titles(decree, annexes):
    """Yield gaps of labels kept from print, and of a plan's title that differs from the decree's."""
    url = _link(decree, "annexes")
    if len(annexes) == 1 and wording.annex_numerals(annexes[0].label):
        yield Gap("annex_numeral", WARNING, f"Tertulis “{annexes[0].label}”, padahal hanya ada satu lampiran.", url)
    if len(annexes) == 1 and annexes[0].plan and not wording.same_title(decree.title, _annex_title(annexes[0])):
        yield Gap("titles_differ", WARNING, "Judul keputusan tidak sama dengan judul lampirannya.", url)


def _annex_title(annex):
    """Return the title as printed."""
    return annex.title or (annex.plan or annex.team or annex).title


SIGNATURE_CODES = {"place_missing", "issuer_missing", "nip_missing", "certifier_missing"}


def _signature(decree):
    """Yield gaps of the signature block and the copy block."""
    url = _link(decree, "identity")
    if not (decree.place or decree.satker.place).strip():
        yield Gap("place_missing", ERROR, "Tempat penetapan belum diisi.", url)
    if not decree.issuer_name.strip():
        yield Gap("issuer_missing", ERROR, "Nama penanda tangan belum diisi.", url)
    if decree.issuer == Issuer.SECRETARY and not decree.issuer_nip.strip():
        yield Gap("nip_missing", ERROR, "NIP belum diisi; keputusan Sekretaris memuat NIP.", url)
    if not (decree.certifier_name or decree.satker.certifier_name).strip():
        yield Gap("certifier_missing", WARNING, "Pengesah salinan belum diisi; salinan tercetak tanpa nama.", url)


def _number(decree):
    url = place("decrees:detail", decree.pk)
    if not decree.number.strip() or not decree.number_year:
        yield Gap("number_missing", ERROR, "Isi nomor keputusan dan tahunnya dari buku register.", url)
    if decree.enacted_on is None:
        yield Gap("date_missing", ERROR, "Isi tanggal penetapan.", url)


def _acting(decree):
    """Yield a gap when an acting signer has no membership with basis whose period covers the day of enactment."""
    if not decree.acting:
        return
    day = decree.enacted_on or timezone.localdate()
    leaders = Membership.objects.filter(satker=decree.satker_id, role=Role.LEADER, acting=decree.acting)
    if not leaders.active(day).exclude(basis="").exists():
        text = (
            f"Dasar penunjukan {decree.acting} belum dicatat. Catat pimpinan {decree.acting} beserta dasar dan masanya."
        )
        yield Gap("acting_without_basis", ERROR, text, _link(decree, "identity"))


def _in_force(decree):
    """Yield a gap when the amended decree is not in force, or another plan of this office and year is (no archive)."""
    if decree.amends_id and decree.amends.state != DecreeState.ENACTED:
        text = "Keputusan yang diubah tidak lagi berlaku, sehingga perubahan ini tidak dapat ditetapkan."
        yield Gap("amended_not_in_force", ERROR, text, place("decrees:detail", decree.amends_id))
    if not any(annex.kind == AnnexKind.PLAN for annex in decree.annexes.all()):
        return
    plans_in_force = Decree.objects.filter(
        satker=decree.satker_id,
        year=decree.year,
        state=DecreeState.ENACTED,
        archive=False,
        annexes__kind=AnnexKind.PLAN,
    ).exclude(pk__in=[decree.pk, decree.amends_id or decree.pk])
    if other := plans_in_force.order_by("pk").first():
        text = f"Rencana aksi tahun {decree.year} sudah ditetapkan. Buat keputusan perubahan atas keputusan itu."
        yield Gap("plan_in_force", ERROR, text, place("decrees:detail", other.pk))


def _name(row):
    return " ".join(filter(None, (row.get_section_display(), row.label)))
