"""Every regular expression of the portal's code and the ways in which it is used, found in the syntax trees."""

import ast
import builtins
import importlib
import re
from dataclasses import dataclass, field
from functools import cache

from tests.linear import scripts
from zi_portal import BASE_DIR

ROOTS = ("plans", "evidence", "teams", "zi_portal", "deploy")
METHODS = frozenset({"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"})
FLAGS_AT = {"compile": 1, "split": 3, "sub": 4, "subn": 4} | dict.fromkeys(
    ("search", "match", "fullmatch", "findall", "finditer"), 2
)
"""Function of re → place of its flags among the arguments."""
TAKERS = frozenset({"re_path", "RegexValidator", "RegexField"})
"""Callables of Django whose pattern is searched or matched with what a stranger sends."""
REPEATING = frozenset({"search", "sub", "subn", "findall", "finditer", "split"})
"""Methods that go through the whole text; findall takes at least the steps of each."""
STAND_IN = "kata"


@dataclass
class Use:
    """A pattern, where it stands first, and the methods that it is called with; all where none can be told."""

    pattern: re.Pattern
    place: str
    methods: set = field(default_factory=set)

    @property
    def ways(self):
        """Methods to time, sorted: one for all that repeat the same search."""
        methods = self.methods or METHODS
        return sorted((methods - REPEATING) | ({"findall"} if methods & REPEATING else set()))


class Names(dict):
    """What names mean in a module; what is known only while a function runs stands for a plain word."""

    def __missing__(self, name):
        return getattr(builtins, name, STAND_IN)


def in_code(root):
    """List of Use below a folder of Python code."""
    uses = {}
    for path in _files(root):
        for node in ast.walk(_tree(path)):
            if (pattern := _made_by(node, path)) is not None:
                use = uses.setdefault(pattern, Use(pattern, f"{path.relative_to(BASE_DIR)}:{node.lineno}"))
                use.methods |= {node.func.attr} & METHODS if isinstance(node.func, ast.Attribute) else {"search"}
        for name, pattern in _lists_of_patterns(path):
            uses.setdefault(pattern, Use(pattern, f"{path.relative_to(BASE_DIR)} {name}")).methods |= _called_in(path)
    for pattern, methods in _methods().items():
        if pattern in uses:
            uses[pattern].methods |= methods
    return list(uses.values())


def in_scripts():
    """List of Use of the patterns in our own JavaScript, in Python's spelling."""
    return [
        Use(re.compile(text, flags), f"{path.relative_to(BASE_DIR)}:{line}", {"search"})
        for path in sorted((BASE_DIR / "static" / "js").rglob("*.js"))
        for line, text, flags in scripts.patterns(path.read_text())
    ]


def unreachable():
    """Places whose pattern cannot be told from the code: a name passed in, another library of patterns."""
    return [
        f"{path.relative_to(BASE_DIR)}:{node.lineno}"
        for root in ROOTS
        for path in _files(root)
        for node in ast.walk(_tree(path))
        if _is_hidden(node, path)
    ]


def _files(root):
    return sorted(path for path in (BASE_DIR / root).rglob("*.py") if path.name != "__init__.py" or path.stat().st_size)


@cache
def _tree(path):
    return ast.parse(path.read_text())


@cache
def _names(path):
    module = ".".join(path.relative_to(BASE_DIR).with_suffix("").parts).removesuffix(".__init__")
    return Names(vars(importlib.import_module(module)))


def _is_call_of_re(node):
    """Whether a node is re.compile(…), re.sub(…) …"""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in FLAGS_AT
    )


def _takes_pattern(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TAKERS


def _made_by(node, path):
    """The compiled pattern of a call, None where the node is no call that takes one."""
    if not (_is_call_of_re(node) or _takes_pattern(node)):
        return None
    arguments = {word.arg: word.value for word in node.keywords}
    flags_at = FLAGS_AT[node.func.attr] if _is_call_of_re(node) else len(node.args)
    text = _value(node.args[0] if node.args else arguments["regex"], path)
    flags = arguments.get("flags") or next(iter(node.args[flags_at : flags_at + 1]), None)
    return text if isinstance(text, re.Pattern) else re.compile(text, _value(flags, path) if flags else 0)


def _value(expression, path):
    """What an expression of a module is worth; names of a running function are a plain word."""
    code = compile(ast.Expression(expression), str(path), "eval")
    return eval(code, {}, _names(path))  # noqa: S307 -- the project's own code


@cache
def _methods():
    """Pattern → methods called on a name that holds it, over all modules."""
    methods = {}
    for root in ROOTS:
        for path in _files(root):
            for node in ast.walk(_tree(path)):
                if isinstance(node, ast.Call) and (pattern := _called_on(node, path)):
                    methods.setdefault(pattern, set()).add(node.func.attr)
    return methods


def _called_on(call, path):
    """The pattern whose method is called, None for all other calls."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in METHODS:
        return None
    value = call.func.value
    if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
        target = getattr(_names(path)[value.value.id], value.attr, None)
    else:
        target = _names(path)[value.id] if isinstance(value, ast.Name) else None
    return target if isinstance(target, re.Pattern) else None


def _lists_of_patterns(path):
    """[(name, pattern)] of a module's lists, tuples and dicts that hold patterns."""
    for name, value in _names(path).items():
        values = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
        yield from ((name, pattern) for pattern in values if isinstance(pattern, re.Pattern))


def _called_in(path):
    """Methods of patterns that a module calls on names of its functions; split() is rather that of a text."""
    calls = [node.func for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)]
    called = [call for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)]
    return {call.attr for call in called if call.value.id not in _names(path)} & (METHODS - {"split"})


def _is_listed(call, path):
    """Whether a call stands in the making of a module's list of patterns."""
    named = {name for name, _ in _lists_of_patterns(path)}
    makings = [node for node in _tree(path).body if isinstance(node, ast.Assign) and node.targets[0].id in named]
    return any(call in ast.walk(making) for making in makings)


def _is_hidden(node, path):
    """A call of re with a bare name that is no pattern or text of the module, or an import that hides the calls."""
    if isinstance(node, ast.ImportFrom) and node.module == "re":
        return True
    if isinstance(node, ast.Import):
        return any(name.name in {"regex", "re2"} or name.name == "re" and name.asname for name in node.names)
    if isinstance(node, ast.keyword):
        return bool(node.arg and node.arg.endswith(("__regex", "__iregex")))
    if not _is_call_of_re(node):
        return False
    first = node.args[0] if node.args else None
    unknown = first is None or isinstance(first, ast.Name) and first.id not in _names(path)
    return unknown and not _is_listed(node, path)
