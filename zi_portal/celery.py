"""The Celery application: it wakes jobs, it never holds the truth (see zi_portal.jobs)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

app = Celery("zi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["zi_portal.jobs"])
app.autodiscover_tasks(["zi_portal.jobs"], related_name="pulses")  # listens to the signals of worker and beat
