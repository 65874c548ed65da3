"""App of the audit log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "zi_portal.audit"
    verbose_name = "jejak audit"
