"""What a browser sends: a list of changes, each with a token of its own, read and checked before anything is done."""

import json
from dataclasses import dataclass

from zi_portal.lib.errors import Refused

MOST_CHANGES = 500
"""Changes in one batch; a browser that has more sends them in several."""

UNREADABLE = "Perubahan dari peramban tidak terbaca, jadi tidak ada yang disimpan. Muat ulang halaman ini."


@dataclass(frozen=True, slots=True)
class Change:
    """One change as sent. token: up to 40 characters, once for each change; operation: a key of operations.BY_NAME.

    arguments: the further fields, as sent; each operation checks its own.
    """

    token: str
    operation: str
    arguments: dict


def read(text):
    """Return [Change] of the JSON [{"id", "op", …}]; raise Refused("bad_changes")."""
    try:
        changes = [_change(sent_change) for sent_change in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused("bad_changes", UNREADABLE, status=400) from None
    if len(changes) > MOST_CHANGES:
        raise Refused("too_many_changes", UNREADABLE, status=400)
    return changes


def _change(fields):
    token, operation = fields["id"], fields["op"]
    if not (isinstance(token, str) and 0 < len(token) <= 40 and isinstance(operation, str)):
        raise ValueError
    return Change(token, operation, {name: value for name, value in fields.items() if name not in ("id", "op")})
