"""The printed text of a decree as plain JSON, which a version freezes and every PDF is made from."""

import base64
import hashlib
import json

from django.core.files.storage import default_storage

from plans.decree.numbering import annex_label
from plans.plan import store, tree_json
from plans.states import AnnexKind, Issuer, Section
from teams.offices import naming
from zi_portal.lib.indonesian import MONTHS  # independent of the locale: a version must be the same everywhere

FORM = 1
UNKNOWN = "…………"
OFFICES = {Issuer.CHAIR: "KETUA", Issuer.SECRETARY: "SEKRETARIS"}


def canonical(payload):
    """Return the canonical bytes of a payload: sorted keys, no white space, UTF-8."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(payload):
    """Return the SHA-256 of the canonical payload, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def decree_payload(decree):
    """Return everything that a decree prints as plain JSON, read from the database in a few queries.

    The parts are in printed order; one that is not printed is "" or [] or None.
    """
    line = decree.office_line or decree.satker.full_name
    return {
        "form": FORM,
        "office": {"code": decree.satker.code, "name": decree.satker.full_name},
        "year": decree.year,
        "paper": decree.paper,
        "emblem": _emblem(decree.satker),
        "letterhead": name_lines(line),
        "judul": _judul(decree, line),
        "number_line": f"NOMOR {decree.number or UNKNOWN} TAHUN {decree.number_year or decree.year}",
        "title": decree.title,
        "issuer_line": f"{_issuer(decree)} {line},",
        "clauses": _clauses(decree),
        "enacting_text": decree.enacting_text or f"{_judul(decree, line)} TENTANG {_capitals(decree.title)}.",
        "signature": _signature(decree),
        "copy": _copy(decree),
        "annexes": _annexes(decree),
    }


def name_lines(name):
    """Return an office's name on two lines, e.g. ["KOMISI PEMILIHAN UMUM", "KABUPATEN LUWU"]."""
    kind = next((kind for kind in naming.KINDS if name.startswith(kind)), "")
    return [part for part in (kind, name.removeprefix(kind).strip()) if part]


def long_date(day):
    """Return a date as decrees print it, e.g. "8 September 2025"; UNKNOWN for None."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else UNKNOWN


def _capitals(title):
    return title.rstrip(" .;").upper()


def _issuer(decree):
    return f"{decree.acting} {OFFICES[decree.issuer]}".strip()


def _judul(decree, line):
    """Return the decree's first line; the Sekretaris is named: KEPUTUSAN SEKRETARIS KOMISI PEMILIHAN UMUM …."""
    issuer = "SEKRETARIS " if decree.issuer == Issuer.SECRETARY else ""
    return f"KEPUTUSAN {issuer}{line}"


def _clauses(decree):
    sections = {section: [] for section in Section.values}
    for clause in sorted(decree.clauses.all(), key=lambda clause: (clause.position, clause.pk)):
        sections[clause.section].append({"level": clause.level, "label": clause.label, "text": clause.text})
    return sections


def _signature(decree):
    first, *other_lines = name_lines(decree.satker.full_name)
    lines = [f"{_issuer(decree)} {first}", *other_lines]
    nip = decree.issuer_nip if decree.issuer == Issuer.SECRETARY else ""
    return {
        "place": decree.place or decree.satker.place or UNKNOWN,
        "date": decree.enacted_on.isoformat() if decree.enacted_on else "",
        "date_text": long_date(decree.enacted_on),
        "title": [*lines[:-1], f"{lines[-1]},"],
        "name": decree.issuer_name,
        "nip": nip,
    }


def _copy(decree):
    place = naming.region(decree.satker)
    first = naming.secretariat(decree.satker).removesuffix(place).strip()
    return {
        "office": [first, place] if place else [first],
        "title": decree.certifier_title or decree.satker.certifier_title,
        "name": decree.certifier_name or decree.satker.certifier_name,
    }


def _annexes(decree):
    annexes = list(decree.annexes.select_related("plan__layout", "plan__satker", "team").order_by("position", "pk"))
    return [_annex(annex, annex.label or annex_label(place, len(annexes))) for place, annex in enumerate(annexes, 1)]


def _annex(annex, label):
    content = {"plan": None, "team": None, "text": ""}
    title = annex.title
    if annex.kind == AnnexKind.PLAN:
        content["plan"] = plan_json(annex.plan)
        title = title or annex.plan.title
    elif annex.kind == AnnexKind.TEAM:
        content["team"] = team_json(annex.team)
        title = title or annex.team.title
    else:
        content["text"] = annex.text
    return {
        "kind": str(annex.kind),
        "label": label,
        "title": title,
        "shows_place": annex.shows_place,
        **content,
    }


def plan_json(plan):
    """Return a plan with its layout in the export form, from which tree and layout can be restored."""
    spec = store.layout_spec(plan.layout)
    return tree_json.plan_to_json(store.load_tree(plan), spec, office=plan.satker.full_name, year=plan.year)


def team_json(team):
    """Return a team as {"title", "units": [{"label", "title", "members": […], "units": […]}]} in printed order."""
    nodes, top = {}, []
    units = list(team.units.prefetch_related("members").order_by("position", "pk"))
    for unit in units:
        members = sorted(unit.members.all(), key=lambda member: (member.position, member.pk))
        nodes[unit.pk] = {
            "label": unit.label,
            "title": unit.title,
            "members": [_member(m) for m in members],
            "units": [],
        }
    for unit in units:
        (nodes[unit.parent_id]["units"] if unit.parent_id else top).append(nodes[unit.pk])
    return {"title": team.title, "units": top}


def _member(member):
    return {"label": member.label, "name": member.name, "job_title": member.job_title, "duty": member.duty}


def _emblem(satker):
    """Return the office's emblem with its bytes, so that a version does not depend on the file; None without one."""
    if not satker.emblem:
        return None
    with default_storage.open(satker.emblem.name, "rb") as file:
        data = file.read()
    suffix = satker.emblem.name.rpartition(".")[2].lower()
    return {"name": f"emblem.{suffix}", "data": base64.b64encode(data).decode()}
