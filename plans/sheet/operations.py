"""The changes that a sheet knows, each a function (plan, actor, token, arguments) that calls plans.plan.editing.

An operation raises Refused for arguments that fit nothing, Overtaken when somebody else changed the same cell,
Unchanged when nothing differs.
"""

from plans.models import ActionStep
from plans.plan import editing, undoing
from plans.plan.editing import GONE
from plans.tree import EXTRA, MAX_TEXT_LENGTH, RUN_FIELDS
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.seen import stamp

BY_NAME = {}
"""{name of the operation: its function}."""

TICKS = "ticks"
UNFIT = "Perubahan ini tidak cocok dengan tabelnya. Muat ulang halaman ini."
TOO_LONG = "Isi sel paling panjang {} huruf. Ringkas dahulu, lalu simpan."


def operation(name):
    """Return a decorator that registers an operation under its name."""

    def register(function):
        BY_NAME[name] = function
        return function

    return register


def unfit():
    """Return the refusal of arguments that no sheet of ours sends."""
    return Refused("unfit_change", UNFIT, status=400)


def row_of(plan, key):
    """Return the row with this key; raise Stale when it is gone."""
    step = ActionStep.objects.filter(area__plan=plan, key=str(key)).select_related("area").first()
    if step is None:
        raise Stale(GONE)
    return step


def cell_field(field):
    """Return the run that a cell belongs to: the field of its text, time for a tick; refuse every other name."""
    if field == TICKS:
        return "time"
    if not isinstance(field, str) or field not in RUN_FIELDS and not field.startswith(EXTRA):
        raise unfit()
    return field


def cell_content(field, content):
    """Return the content of a cell as it is stored: text without blanks around it, or numbers of ticks."""
    if field == TICKS:
        if not isinstance(content, list) or not all(isinstance(tick, int) and 1 <= tick <= 12 for tick in content):
            raise unfit()
        return sorted(set(content))
    if field not in RUN_FIELDS and not (isinstance(field, str) and field.startswith(EXTRA)):
        raise unfit()
    if not isinstance(content, str):
        raise unfit()
    text = content.replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT_LENGTH:
        raise Refused("too_long", TOO_LONG.format(MAX_TEXT_LENGTH))
    return text


@operation("cell")
def set_cell(plan, actor, token, arguments):
    """Set a cell: {"row": key, "field", "to": text or numbers, "from": what its writer saw}."""
    field = arguments.get("field")
    content = cell_content(field, arguments.get("to"))
    seen = stamp({field: cell_content(field, arguments.get("from"))})
    editing.change_step(row_of(plan, arguments.get("row")), actor, seen=seen, token=token, **{field: content})


@operation("undo")
def undo(plan, actor, token, arguments):
    """Take my newest step back; {"skip": true} leaves one that somebody overtook as it is."""
    undoing.take_back(plan, actor, undoing.UNDO, token=token, skip=arguments.get("skip") is True)


@operation("redo")
def redo(plan, actor, token, arguments):
    """Take the step again that I took back last."""
    undoing.take_back(plan, actor, undoing.REDO, token=token, skip=arguments.get("skip") is True)
