"""Names of variables: where each is bound, and which of them do not say what the variable holds."""

import ast
from typing import NamedTuple

# Not in the list, because libraries use them for what they mean in Python or SQL: first, last, other, next, left, this,
# read, now, where, having, it, bound, put.
PRONOUNS = frozenset(
    # participles: what was done to the value, not what it is
    "found held made wanted known given said told kept shown asked seen done taken sent written meant owed got gone "
    "brought let lost born drawn caught laid fed met thrown built spoken stood thought chosen tried "
    # pronouns, and words of number or place that could stand for anything
    "one ones two three four others another rest both these those its them they their that something anything nothing "
    "everything somebody anybody nobody everybody someone anyone everyone thing things stuff what which who whom whose "
    "such same each all every some any none many much few several most more less enough ours theirs mine yours his "
    "hers him her he she we us you here there elsewhere whatever whichever whoever so".split()
)


class Binding(NamedTuple):
    """A name in the scope that binds it: a module, class, function, lambda or comprehension."""

    name: str
    line: int

    @property
    def is_pronoun(self):
        return self.name.strip("_") in PRONOUNS


SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
COMPREHENSIONS = SCOPES[4:]


def bindings(tree):
    """Returns the bindings of a parsed module in no order: each name once for each scope that binds it.

    Assignments, targets of for, with and comprehensions, walruses, exceptions, captures of match and parameters bind.
    Imports, functions, classes and attributes do not, nor do `self`, `cls`, `_` and names like `__all__`.
    """
    collected = []
    _collect(tree, {}, collected)
    return collected


def _collect(scope, walrus_names, collected):
    """Appends the bindings of the scope and of all inside; walruses of a comprehension go to `walrus_names`."""
    names = {}
    outer = walrus_names if isinstance(scope, COMPREHENSIONS) else names
    pending = list(ast.iter_child_nodes(scope))
    while pending:
        node = pending.pop()
        _bind(node, outer if isinstance(node, ast.NamedExpr) else names)
        if isinstance(node, SCOPES):
            _collect(node, outer, collected)
        elif isinstance(node, ast.NamedExpr):
            pending.append(node.value)
        else:
            pending.extend(ast.iter_child_nodes(node))
    collected.extend(Binding(name, line) for name, line in names.items())


def _bind(node, names):
    name = None
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        name = node.id
    elif isinstance(node, ast.NamedExpr):
        name = node.target.id
    elif isinstance(node, ast.arg):
        name = node.arg
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        name = node.name
    if name and name.strip("_") and name not in {"self", "cls"} and not name.startswith("__"):
        line = node.target.lineno if isinstance(node, ast.NamedExpr) else node.lineno
        names[name] = min(line, names.get(name, line))
