"""Celery entry points: wake one job by id, drain what was left behind."""
