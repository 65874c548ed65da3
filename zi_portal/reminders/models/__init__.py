"""Rows of the notices: the ledger with its digests, and what people, offices and the nation have chosen."""

from zi_portal.reminders.models.choices import Holiday, OfficeRule, Preference
from zi_portal.reminders.models.ledger import Digest, Notice

__all__ = ["Digest", "Holiday", "Notice", "OfficeRule", "Preference"]
