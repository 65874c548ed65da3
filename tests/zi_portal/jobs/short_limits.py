"""The real settings with time limits of seconds, for the worker that meets hanging jobs (killing.py)."""

from zi_portal.settings import *  # noqa: F403

CELERY_TASK_SOFT_TIME_LIMIT = 2
CELERY_TASK_TIME_LIMIT = 4
