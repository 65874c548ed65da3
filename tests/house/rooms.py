"""Rooms and arrows: the modules and folders that lie side by side in one folder, and the imports between them."""

import ast
from collections import defaultdict
from pathlib import PurePosixPath
from typing import NamedTuple

SKIPPED = {"migrations"}


class Sheet(NamedTuple):
    """One folder as it would be drawn: its rooms (modules and folders in it) and the pairs that import each other."""

    modules: int
    folders: int
    arrows: int

    @property
    def rooms(self):
        return self.modules + self.folders


def sheets(trees):
    """Returns {folder: Sheet} of the modules in `trees`, {path relative to the root: parsed module}.

    An arrow is an ordered pair of rooms of one folder: something in the first imports something in the second, however
    often. `__init__` is the folder's door and no room; migrations and folders without modules are left out.
    """
    modules = {path: tree for path, tree in trees.items() if not SKIPPED & set(PurePosixPath(path).parts)}
    rooms = _rooms(modules)
    addresses = {_address(path): path for path in modules}
    arrows = defaultdict(set)
    for path, tree in modules.items():
        for target in _imported_modules(tree, addresses):
            _draw(PurePosixPath(path), PurePosixPath(target), rooms, arrows)
    return {folder: _sheet(names, arrows[folder]) for folder, names in sorted(rooms.items())}


def _sheet(names, arrows):
    modules = sum(name.endswith(".py") for name in names)
    return Sheet(modules, len(names) - modules, len(arrows))


def _rooms(modules):
    """{folder: names of the modules and folders in it}; "" is the root."""
    rooms = defaultdict(set)
    for path in map(PurePosixPath, modules):
        if path.name == "__init__.py":
            continue
        for inner, outer in zip([path, *path.parents], path.parents, strict=False):
            rooms["" if outer == PurePosixPath() else str(outer)].add(inner.name)
    return rooms


def _address(path):
    """The dotted name by which a module is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported_modules(tree, addresses):
    """The paths of the project's modules that a module imports by absolute imports."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in addresses else node.module for name in inside]
        yield from (addresses[name] for name in names if name in addresses)


def _draw(source, target, rooms, arrows):
    """Adds the arrow to the sheet of the innermost folder that holds both modules."""
    shared = 0
    while source.parts[shared] == target.parts[shared] and shared < min(len(source.parts), len(target.parts)) - 1:
        shared += 1
    folder = "/".join(source.parts[:shared])
    pair = source.parts[shared], target.parts[shared]
    if pair[0] != pair[1] and set(pair) <= rooms[folder]:
        arrows[folder].add(pair)
