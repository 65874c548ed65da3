"""Models of the evidence app: requirements, obligations, evidence, its files, uploads, packages and calendars."""

from evidence.models.evidence import Evidence, EvidenceReview, EvidenceRevision, EvidenceUse, PageNote
from evidence.models.feeds import CalendarFeed
from evidence.models.files import FilePage, StoredFile, Verification
from evidence.models.packages import Package
from evidence.models.requirements import EvidenceRequirement, Obligation, RequirementChange, StepAssignment
from evidence.models.uploads import UploadBatch, UploadItem, UploadPart

__all__ = [
    "CalendarFeed",
    "Evidence",
    "EvidenceRequirement",
    "EvidenceReview",
    "EvidenceRevision",
    "EvidenceUse",
    "FilePage",
    "Obligation",
    "Package",
    "PageNote",
    "RequirementChange",
    "StepAssignment",
    "StoredFile",
    "UploadBatch",
    "UploadItem",
    "UploadPart",
    "Verification",
]
