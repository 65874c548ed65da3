"""The project package: roof (urls, home) and cellar (lib, jobs, audit) of the house."""

from zi_portal.celery import app as celery_app

__all__ = ["celery_app"]
