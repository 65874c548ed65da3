"""Reading the JSON form of a published decree (docs/archive-format.md) into plain data; malformed files are refused."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from plans.states import AnnexKind, Issuer, Section
from plans.tree import EXTRA, MONTHS, QUARTERS, RUN_FIELDS, AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode
from plans.workbook.reading.headings import assign, candidates
from plans.workbook.reading.words import component_of, without_continued
from zi_portal.lib import characters
from zi_portal.lib.errors import Refused

KINDS = {str: "teks", int: "bilangan", list: "daftar", dict: "objek", bool: "true atau false"}
ROLES = {"sub_component": "aspect", "indicator": "indicator", "action_step": "action", "evidence": "evidence"}
OTHER_FIELDS = ("time", "target", "responsible", "realisation", "note")
GRIDS = {12: MONTHS, 4: QUARTERS}
ACTING = ("Plt.", "Plh.")
LABEL_LIMIT = 10
TITLE_LIMIT = 300
COLUMN_LIMIT = 120
MAX_DEPTH = 50
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REQUIRED = object()
TOO_DEEP = f"Isi berkas bersusun lebih dari {MAX_DEPTH} tingkat. Susun ulang daftar di dalamnya."
TOO_LONG = "Isian “{}” terlalu panjang (paling banyak {} huruf): “{}”."


@dataclass(slots=True)
class PrintedAnnex:
    """An annex as printed; tree and spec with kind "plan", groups with kind "team", text with kind "text".

    groups: (label, title, index of the group around it or None, [(label, name, job title, duty)]).
    """

    kind: str
    label: str
    title: str
    shows_place: bool
    text: str = ""
    tree: PlanTree | None = None
    spec: LayoutSpec | None = None
    groups: list = field(default_factory=list)


@dataclass(slots=True)
class PrintedDecree:
    """A decree as printed. clauses: (section, level from 0, label, text); fields: of the Decree model."""

    fields: dict
    office_line: str
    enacting_text: str
    clauses: list
    annexes: list[PrintedAnnex]


def read_decree(data):
    """Return the PrintedDecree of the parsed JSON; raise Refused when a value is missing or of another type."""
    _refuse_unstorable(data)
    try:
        return _read(_plain(data))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise Refused("archive", f"Susunan berkas tidak sesuai bentuk arsip keputusan ({error}).") from error


def _refuse_unstorable(data):
    """Refuse characters that no database, workbook or PDF can hold, and lists nested deeper than in any decree."""
    waiting = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Refused("archive", TOO_DEEP)
        if isinstance(value, str) and (unstorable := UNSTORABLE.search(value)):
            sign = f"U+{ord(unstorable[0]):04X}"
            raise Refused(
                "archive", f"Teks “{value[: unstorable.start()][-40:]}” diikuti karakter {sign} yang tidak sah. Hapus."
            )
        parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
        waiting += [(part, depth + 1) for part in parts]


def _plain(value):
    """Return the JSON with each text, and each name, as characters.plain() makes it."""
    if isinstance(value, str):
        return characters.plain(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return {_plain(name): _plain(part) for name, part in value.items()} if isinstance(value, dict) else value


def _read(data):
    decree = _take(data, "decree", dict, "")
    annexes = _take(data, "lampiran", list, "", [])
    clauses = [clause for section in Section.values for clause in _clauses(decree, section)]
    if not any(section == Section.DICTUM for section, *_ in clauses):
        raise Refused("archive", "Keputusan ini tidak memuat diktum. Isi “decree.diktum” paling sedikit satu butir.")
    return PrintedDecree(
        fields=_decree_fields(decree),
        office_line=_text(decree, "satker_as_printed", "decree", ""),
        enacting_text=_text(decree, "menetapkan", "decree", ""),
        clauses=clauses,
        annexes=[_annex(annex, f"lampiran[{n}]") for n, annex in enumerate(annexes, 1)],
    )


def _take(data, key, kind, where, default=REQUIRED):
    """Return the value of a key, checked to be of the kind; the default replaces an absent value and null."""
    path = f"{where}.{key}".lstrip(".")
    if not isinstance(data, dict):
        raise Refused("archive", f"Bagian “{where or 'berkas'}” harus berupa objek JSON.")
    value = data.get(key)
    if value is None:
        if default is REQUIRED:
            raise Refused("archive", f"Isian “{path}” tidak ada. Lengkapi berkas arsip lalu coba lagi.")
        return default
    if not isinstance(value, kind) or isinstance(value, bool) and kind is int:
        raise Refused("archive", f"Isian “{path}” harus berupa {KINDS[kind]}.")
    return value


def _text(data, key, where, default=REQUIRED, limit=None):
    text = _take(data, key, str, where, default)
    if limit and len(text) > limit:
        raise Refused("archive", TOO_LONG.format(f"{where}.{key}", limit, text[:40]))
    return text


def _decree_fields(decree):
    issuer = _text(decree, "penandatangan_jabatan", "decree", "KETUA")
    acting = next((word for word in ACTING if issuer.lower().startswith(word.lower())), "")
    title = issuer[len(acting) :].strip().upper()
    return {
        "number": _number(decree),
        "number_year": _take(decree, "tahun", int, "decree"),
        "enacted_on": _date(decree),
        "title": _text(decree, "tentang", "decree"),
        "place": _text(decree, "tempat", "decree", ""),
        "issuer": Issuer.SECRETARY if title.startswith("SEKRETARIS") else Issuer.CHAIR,
        "acting": acting,
        "issuer_name": _text(decree, "penandatangan_nama", "decree", ""),
        "issuer_nip": _text(decree, "penandatangan_nip", "decree", ""),
        "certifier_title": _text(decree, "salinan_jabatan", "decree", ""),
        "certifier_name": _text(decree, "salinan_nama", "decree", ""),
    }


def _number(decree):
    value = decree.get("nomor")
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip():
        raise Refused("archive", "Isian “decree.nomor” harus berupa nomor keputusan, misalnya 12.")
    return str(value).strip()


def _date(decree):
    text = _text(decree, "tanggal", "decree")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("archive", f"Tanggal “{text}” tidak terbaca. Tulis seperti 2026-01-31.") from None


def _clauses(decree, section):
    for n, item in enumerate(_take(decree, section, list, "decree", []), 1):
        yield from _clause(item, section, 0, f"decree.{section}[{n}]")


def _clause(item, section, level, where):
    """Yield a clause and all clauses below it."""
    yield section, level, _text(item, "label", where, "", 20), _text(item, "text", where)
    for n, child in enumerate(_take(item, "items", list, where, []), 1):
        yield from _clause(child, section, level + 1, f"{where}.items[{n}]")


def _annex(data, where):
    kind = _text(data, "kind", where)
    if kind not in AnnexKind.values:
        raise Refused("archive", f"Jenis lampiran “{kind}” tidak dikenal. Pakai team, plan, atau text.")
    signature = _take(data, "signature", dict, where, {})
    annex = PrintedAnnex(
        kind=kind,
        label=_text(data, "label", where, "", 40),
        title=_text(data, "title", where, "", TITLE_LIMIT if kind == AnnexKind.TEAM else None),
        shows_place=bool(_take(signature, "tempat_tanggal", list, where, [])),
        text=_text(data, "text", where, ""),
    )
    if kind == AnnexKind.PLAN:
        annex.spec = _spec(data, where)
        annex.tree = PlanTree(annex.title, [_area(area, annex.spec, path) for area, path in _each(data, "rows", where)])
    if kind == AnnexKind.TEAM:
        annex.groups = _groups(data, where)
    return annex


def _each(data, key, where, default=REQUIRED):
    """Yield (item, its path for messages) of a list."""
    for n, item in enumerate(_take(data, key, list, where, default), 1):
        yield item, f"{where}.{key}[{n}]"


def _spec(data, where):
    """Return the LayoutSpec of the printed table: columns from roles and headings, the grid from the column groups."""
    headings = _texts(data, "columns", where)
    roles = _take(data, "roles", dict, where, {})
    group, grid = _grid(data, headings, where)
    fields = _fields([heading for heading in _texts(data, "text_columns", where)], roles)
    columns = []
    for index, heading in enumerate(headings):
        if grid and index == group["from_index"]:
            columns.append(Column(grid, _text(group, "label", where, ""), 10.0, _texts(group, "columns", where)))
        elif not grid or not group["from_index"] <= index <= group["to_index"]:
            columns.append(Column(fields.get(heading, EXTRA + heading), heading))
    numbers = data.get("numbered_row") or []
    in_columns = any(column.field == "area" for column in columns)
    return LayoutSpec(
        columns=columns,
        area_style="column" if in_columns else "band",
        number_row="paren" if str(numbers and numbers[0]).startswith("(") else "plain" if numbers else "",
        schedule={MONTHS: "months", QUARTERS: "quarters"}.get(grid, "text"),
        numbers="area" if in_columns else "aspect",
        inline_label=_inline_label(data, roles, where),
        tick=_tick(data),
    )


def _texts(data, key, where):
    texts = _take(data, key, list, where)
    if not all(isinstance(text, str) for text in texts):
        raise Refused("archive", f"Isian “{where}.{key}” harus berupa daftar teks.")
    if len(texts) > COLUMN_LIMIT:
        raise Refused("archive", f"Isian “{where}.{key}” memuat lebih dari {COLUMN_LIMIT} kolom.")
    return texts


def _grid(data, headings, where):
    """Return (group of columns, MONTHS or QUARTERS) of the tick grid, (None, "") when there is none."""
    groups = _take(data, "column_groups", list, where, [])
    if not groups:
        return None, ""
    first, last = (_take(groups[0], key, int, where) for key in ("from_index", "to_index"))
    grid = GRIDS.get(last - first + 1)
    if not grid or not 0 <= first <= last < len(headings) or len(groups) > 1:
        raise Refused("archive", f"Kelompok kolom pada “{where}” harus satu kisi 12 bulan atau 4 triwulan.")
    return groups[0], grid


def _fields(headings, roles):
    """Return {heading: field} of the text columns; a heading that fits no field is left to the remark columns."""
    named = {roles.get(role): name for role, name in ROLES.items() if isinstance(roles.get(role), str)}
    area = roles.get("component")
    if isinstance(area, list) and area:
        named[area[-1]] = "area"
    fields = {heading: named.get(heading, "") for heading in headings}
    scores = [candidates(heading) for heading in headings]
    for heading, score in zip(headings, scores, strict=True):
        if not fields[heading] and score.get("number") == 1:
            fields[heading] = "number"
    unassigned = [heading for heading in headings if not fields[heading]]
    other_fields, _ = assign(
        [{f: s for f, s in candidates(heading).items() if f in OTHER_FIELDS} for heading in unassigned]
    )
    fields.update(zip(unassigned, other_fields, strict=True))
    return {heading: name for heading, name in fields.items() if name}


def _inline_label(data, roles, where):
    """Return whether the aspect's label is printed in the same cell as its title: "1. …"."""
    heading = roles.get("sub_component")
    subs = [sub for area, path in _each(data, "rows", where) for sub, _ in _each(area, "subs", path)]
    labelled = [sub for sub in subs if isinstance(sub, dict) and sub.get("no") and sub.get("rows")]
    firsts = [(sub, _take(sub["rows"][0], "cells", dict, where)) for sub in labelled]
    return any(cells.get(heading) == f"{sub['no']} {sub.get('title')}" for sub, cells in firsts)


def _tick(data):
    """Return the most frequent tick sign."""
    rows = [row for area in data["rows"] for sub in area["subs"] for row in sub.get("rows") or []]
    signs = Counter(row.get("tick") for row in rows if isinstance(row, dict) and isinstance(row.get("tick"), str))
    return next((sign for sign, _ in signs.most_common(1) if 0 < len(sign) <= 2), "√")


def _area(data, spec, where):
    title = _text(data, "title", where)
    component = _take(data, "component", int, where, component_of(title))
    label = _text(data, "no", where, "", LABEL_LIMIT)
    node = AreaNode(label, title, component if component in range(1, 7) else None, without_continued(title)[1])
    for sub, path in _each(data, "subs", where):
        aspect = _aspect(sub, spec, path)
        if aspect.label or aspect.title:
            node.aspects.append(aspect)
        else:
            node.rows += aspect.rows
    return node


def _aspect(data, spec, where):
    heading = _take(data, "heading_row", bool, where, False)
    node = AspectNode(_text(data, "no", where, "", LABEL_LIMIT), _text(data, "title", where, ""), heading)
    column = spec.column("aspect")
    for row, path in _each(data, "rows", where, []):
        cells = _cells(row, path)
        title = cells.get(column.heading, "") if column and heading else ""
        if title:
            node.aspects.append(AspectNode("", title))
        parent = node.aspects[-1] if heading and node.aspects else node
        parent.rows.append(_row(row, cells, spec, path))
    return node


def _cells(row, where):
    cells = _take(row, "cells", dict, where)
    if not all(isinstance(text, str) for text in cells.values()):
        raise Refused("archive", f"Isi sel pada “{where}.cells” harus berupa teks.")
    return cells


def _row(data, cells, spec, where):
    merged = _take(data, "merged_with_row", dict, where, {})
    texts, extra, continues = {}, {}, set()
    for column in spec.columns:
        text, remark = cells.get(column.heading, ""), column.field.startswith(EXTRA)
        if column.field not in RUN_FIELDS and not remark:
            continue
        if column.heading in merged:
            continues.add(column.field)
        elif text and remark:
            extra[column.heading] = text
        elif text:
            texts[column.field] = text
    return RowNode(texts=texts, extra=extra, continues=continues, ticks=_ticks(data, spec, where))


def _ticks(data, spec, where):
    if spec.schedule == "text":
        return []
    key = "quarters" if spec.schedule == "quarters" and "quarters" in data else "months"
    marks = _take(data, key, list, where, [])
    limit = 4 if spec.schedule == "quarters" else 12
    if not all(isinstance(mark, int) and 1 <= mark <= limit for mark in marks):
        raise Refused("archive", f"Isian “{where}.{key}” harus berupa daftar angka 1 sampai {limit}.")
    return sorted(set(marks))


def _groups(data, where):
    """Return the groups of a team in printed order; the file names a parent as it is printed ("2. TIM KERJA")."""
    groups, places = [], {}
    for group, path in _each(data, "rows", where):
        label, title = _text(group, "no", path, "", LABEL_LIMIT), _text(group, "title", path, limit=200)
        parent = _text(group, "parent", path, "")
        if parent and parent not in places:
            raise Refused("archive", f"Kelompok “{parent}” pada “{path}.parent” belum disebut sebelumnya.")
        members = [_member(member, place) for member, place in _each(group, "members", path, [])]
        places[f"{label} {title}".strip()] = len(groups)
        groups.append((label, title, places.get(parent), members))
    return groups


def _member(data, where):
    return (
        _text(data, "no", where, "", LABEL_LIMIT),
        _text(data, "nama", where, limit=120),
        _text(data, "jabatan", where, "", 250),
        _text(data, "kedudukan", where, "", 120),
    )
