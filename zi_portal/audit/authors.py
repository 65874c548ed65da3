"""Who changed what is stored, read from the audit log."""

from zi_portal.audit.models import AuditEvent

BACK = 50
"""Events of a subject that are looked at, the newest first."""


def last(subject, name, **where):
    """The newest event that changed a field of a subject, None when the log does not say; where: keys of its after."""
    events = AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        **{f"after__{key}": value for key, value in where.items()},
    )
    newest = events.select_related("actor").order_by("-pk")[:BACK]
    return next((event for event in newest if _touches(event, name)), None)


def _touches(event, name):
    after = event.after
    if name in after.get("fields", ()) or after.get("field") == name:
        return True
    return name in after and (name not in event.before or event.before[name] != after[name])
