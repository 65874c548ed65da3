"""Models of the plans app: reference data, the plan tree, the decree."""

from plans.models.decrees import Annex, Clause, Decree, DecreeTransition, Document, Submission, Version
from plans.models.edits import PlanEdit
from plans.models.plans import ActionStep, Aspect, Deadline, Plan, PlanArea, WorkbookImport
from plans.models.reference import Component, Indicator, Layout, LegalBasis
from plans.models.replacements import Replacement
from plans.models.templates import PlanOrigin, Template, TemplateDecision, TemplateVersion

__all__ = [
    "ActionStep",
    "Annex",
    "Aspect",
    "Clause",
    "Component",
    "Deadline",
    "Decree",
    "DecreeTransition",
    "Document",
    "Indicator",
    "Layout",
    "LegalBasis",
    "Plan",
    "PlanArea",
    "PlanEdit",
    "PlanOrigin",
    "Replacement",
    "Submission",
    "Template",
    "TemplateDecision",
    "TemplateVersion",
    "Version",
    "WorkbookImport",
]
