"""What a person saw who opened a form, as the hidden field carries it."""

import json

from zi_portal.lib.seen import stamp


def seen_at(client, address):
    """The hidden field of the form that stands at this address, "" where there is none for this person."""
    form = (client.get(address).context or {}).get("form")
    return form["seen"].value() if form and "seen" in form.fields else ""


def save(client, address, typed):
    """Answer to the form of this address, opened and sent at once with these fields."""
    return client.post(address, {"seen": seen_at(client, address)} | typed)


def as_seen(values):
    """The hidden field of a form that shows {name: value}."""
    return json.dumps(stamp(values))


def sent(form, **typed):
    """What a browser sends of a form that it shows, some fields typed anew."""
    return {field.html_name: field.value() for field in form if field.value() is not None} | typed


def opened(client, address, **typed):
    """What a browser sends of the form at this address, some fields typed anew."""
    return sent(client.get(address).context["form"], **typed)


def seen(row, **typed):
    """The form of a row as it was opened, with what was typed."""
    return typed | {"seen": as_seen({name: getattr(row, name) for name in typed})}


def shown(row, names):
    """{name: value} of a row as a browser sends them back."""
    return {name: getattr(row, name) or "" for name in names}
