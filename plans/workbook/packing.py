"""SheetReading ⇄ plain JSON, to pass what a confined child has read."""

from dataclasses import asdict, fields

from plans.tree import AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode
from plans.workbook.reading import Issue, SheetReading

_NODES = {"areas": AreaNode, "aspects": AspectNode, "rows": RowNode}


def pack(reading):
    """Return a reading as a dict for JSON."""
    return _fields(reading) | {
        "spec": asdict(reading.spec),
        "tree": _packed(reading.tree),
        "issues": [issue.as_dict() for issue in reading.issues],
    }


def unpack(packed):
    """Return the SheetReading of a dict made by pack()."""
    spec = packed["spec"]
    columns = [Column(**column) for column in spec["columns"]]
    return SheetReading(
        **packed
        | {
            "spec": LayoutSpec(**spec | {"columns": columns}),
            "tree": _unpacked(PlanTree, packed["tree"]),
            "issues": [Issue(**issue) for issue in packed["issues"]],
        }
    )


def _fields(node):
    return {field.name: getattr(node, field.name) for field in fields(node)}


def _packed(node):
    """Return a node of the tree as a dict; sets become lists, numbers as names of a dict become texts in JSON."""
    content = _fields(node)
    if isinstance(node, RowNode):
        return content | {"continues": sorted(node.continues)}
    return content | {name: [_packed(child) for child in content[name]] for name in _NODES if name in content}


def _unpacked(kind, content):
    if kind is RowNode:
        notes = {int(period): text for period, text in content["tick_notes"].items()}
        return RowNode(**content | {"continues": set(content["continues"]), "tick_notes": notes})
    nodes = {name: [_unpacked(_NODES[name], child) for child in content[name]] for name in _NODES if name in content}
    return kind(**content | nodes)
