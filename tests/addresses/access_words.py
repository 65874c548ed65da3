"""Words replaced in a plan, and what the form sends that replaces another one."""

import json

from plans.decree import replacing
from plans.plan.strays import swaps
from plans.plan.strays.swaps import Swap


def replaced(plan, staff):
    """A Replacement that can be undone."""
    swap = Swap("text", "Notula", "Risalah")
    return replacing.replace(plan, staff, [swap], _keys(plan, swap))


def changes(row):
    """What the sheet sends when a cell was typed."""
    cell = {"row": row.key, "field": "action", "to": "Langkah lain", "from": row.action}
    return json.dumps([{"id": "uji-1", "op": "cell"} | cell])


def replacing_form(plan):
    """What the form sends."""
    swap = Swap("text", "Rapat", "Pertemuan")
    return {"ganti": swap.to_text(), "ubah": _keys(plan, swap)}


def _keys(plan, swap):
    return [change.key for change in swaps.changes(replacing.survey_of(plan), [swap])]


LAYOUTS = {
    "layouts:list": "",
    "layouts:edit": "layout",
    "layouts:copy": "preset",
    "layouts:delete": "spare_layout",
    "layouts:preview": "layout",
    "layouts:preview-pdf": "layout",
}
"""URLs of layouts, as in access_world.URLS."""
