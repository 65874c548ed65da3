"""Which requirements, obligations, evidence and files somebody sees; each queryset states its way to the office."""

from teams.scoping import OfficeScopedQuerySet


class OfficeQuerySet(OfficeScopedQuerySet):
    """For models with a satker of their own."""


class PlanPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a plan (Obligation)."""

    office_path = "plan__satker__path"


class EvidencePartQuerySet(OfficeScopedQuerySet):
    """For models that hang on an evidence (EvidenceRevision, EvidenceUse, EvidenceReview)."""

    office_path = "evidence__satker__path"


class RequirementPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a requirement (RequirementChange)."""

    office_path = "requirement__satker__path"


class FilePartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a stored file (FilePage)."""

    office_path = "file__satker__path"


class RevisionPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a revision (PageNote)."""

    office_path = "revision__evidence__satker__path"


class BatchPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on an upload (UploadItem)."""

    office_path = "batch__satker__path"
