"""Undefined variables in our own templates are errors in tests; libraries' templates may use theirs."""

import sys

from zi_portal import BASE_DIR

TEMPLATES = str(BASE_DIR / "templates")
FILTERS_FOR_ABSENCE = {"default", "default_if_none", "yesno"}


class UndefinedVariable(Exception):
    """A template of ours prints a variable that its context does not have."""


class Undefined(str):
    """Django's string_if_invalid: looks at who asks for its truth, raises when that is a template of ours."""

    __slots__ = ()

    def __bool__(self):
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        page = _page(frame)
        if page and hasattr(expression, "filters") and not _expects_absence(expression):
            raise UndefinedVariable(f"{expression.token!r} is not defined in {page}")
        return False


def _expects_absence(expression):
    return any(function.__name__ in FILTERS_FOR_ABSENCE for function, _ in expression.filters)


def _page(frame):
    """Path of the template that is being rendered, "" when it is not one of ours."""
    while frame:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if frame.f_code.co_name == "render_annotated" and origin:
            return str(origin.name) if str(origin.name).startswith(TEMPLATES) else ""
        frame = frame.f_back
    return ""
