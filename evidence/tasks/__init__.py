"""What the worker does for evidence: thin handlers by theme, each a call of one function (see zi_portal.jobs)."""

from evidence.tasks import offering, owing, packages, previews, receiving, scanning, verifying  # noqa: F401 -- registers handlers
