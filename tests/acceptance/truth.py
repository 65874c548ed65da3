"""The truth files of the real decrees, and the portal's own exports, as plain lists to compare."""

import json

SEEDS = ("000_toraja_utara", "001_sulawesi_tengah", "002_penajam_paser_utara", "003_luwu", "004_tambrauw")
FACTS = {
    "areas": "components",
    "aspects": "sub_components",
    "rows": "data_rows",
    "indicators": "indicators",
    "actions": "action_steps",
    "evidence": "evidence_cells",
    "ticks": "ticks_total",
}
"""Name of a count → its name in facts.json."""


def read(path):
    """JSON of a file."""
    return json.loads(path.read_text(encoding="utf8"))


def plan_annex(data):
    """The LAMPIRAN of a truth file that holds the plan."""
    return next(annex for annex in data["lampiran"] if annex["kind"] == "plan")


def true_rows(annex):
    """Rows of the truth in printed order."""
    return [row for area in annex["rows"] for sub in area["subs"] for row in sub["rows"]]


def rows_of(node):
    """Rows of an exported plan, area or aspect in printed order."""
    rows = list(node.get("rows", []))
    for child in node.get("areas", node.get("aspects", [])):
        rows += rows_of(child)
    return rows


def outline(plan):
    """[(label, title, [(label, title, is heading, number of rows)])] of an exported plan."""
    return [
        (
            area["label"],
            area["title"],
            [(aspect["label"], aspect["title"], aspect["heading"], len(rows_of(aspect))) for aspect in area["aspects"]],
        )
        for area in plan["areas"]
    ]


def true_outline(annex):
    """The same of the truth; a label that the truth writes into the title ("1. Tim") is split off there already."""
    return [
        (area["no"], area["title"], [(s["no"], s["title"], s["heading_row"], len(s["rows"])) for s in area["subs"]])
        for area in annex["rows"]
    ]


def merged_fields(row, columns):
    """Fields of the row's own cells that the truth says are merged with a row above; columns: of the export."""
    fields = {column["heading"]: column["field"] for column in columns}
    return {fields[heading] for heading in row["merged_with_row"]} - {"number", "area", "aspect"}


def anonymous(node):
    """An exported plan without ids, row keys and the name of the office."""
    if isinstance(node, list):
        return [anonymous(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {name: anonymous(value) for name, value in node.items() if name not in {"key", "id", "office"}}


def printed_texts(data):
    """Every text of a real decree that its PDF must hold, of the body and of all annexes."""
    decree = data["decree"]
    keys = ("satker_as_printed", "judul", "nomor_as_printed", "tentang", "pembuka", "menetapkan", "tempat")
    texts = [decree[key] for key in (*keys, "tanggal_as_printed", "penandatangan_jabatan", "penandatangan_nama")]
    for section in ("menimbang", "mengingat", "memperhatikan", "diktum"):
        texts += [text for item in decree[section] for text in item_texts(item)]
    for annex in data["lampiran"]:
        texts += [annex["label"], annex["title"], *annex_texts(annex)]
    return [text for text in texts if text]


def item_texts(item):
    """Label and text of a clause (a dictum's label stands in a column of its own), and of all below it."""
    yield from [item["label"], item["text"]] if item["label"].isupper() else [item["label"] + item["text"]]
    for child in item.get("items") or []:
        yield from item_texts(child)


def annex_texts(annex):
    """Texts of a LAMPIRAN's table."""
    if annex["kind"] == "team":
        members = [member for row in annex["rows"] for member in row["members"]]
        groups = [row["title"] for row in annex["rows"]]
        return groups + [member[key] for member in members for key in ("nama", "jabatan", "kedudukan")]
    titles = [annex_part["title"] for area in annex["rows"] for annex_part in (area, *area["subs"])]
    return titles + [text for row in true_rows(annex) for text in row["cells"].values()]
