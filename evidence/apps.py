"""App of the evidence (bukti fisik)."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = "bukti fisik"
