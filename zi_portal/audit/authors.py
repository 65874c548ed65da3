"""Who changed what is stored, read from the audit log."""

from zi_portal.audit.models import AuditEvent

EVENTS_LOOKED_AT = 50
"""Number of a subject's events that are looked at, the newest first."""


def last(subject, name, **where):
    """Return the newest event that changed the field `name` of a subject, or None; where: values in its `after`."""
    events = AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        **{f"after__{key}": value for key, value in where.items()},
    )
    newest = events.select_related("actor").order_by("-pk")[:EVENTS_LOOKED_AT]
    return next((event for event in newest if _touches(event, name)), None)


def _touches(event, name):
    after = event.after
    if name in after.get("fields", ()) or after.get("field") == name:
        return True
    return name in after and (name not in event.before or event.before[name] != after[name])
