"""The Celery application: its messages wake jobs, whose rows hold the truth (see zi_portal.jobs)."""

import logging.config
import os

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

app = Celery("zi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["zi_portal.jobs"])
app.autodiscover_tasks(["zi_portal.jobs"], related_name="pulses")  # listens to the signals of worker and beat


@signals.setup_logging.connect
def _set_up_logging(loglevel=None, **_):
    """Configure the portal's logging instead of Celery's; --loglevel applies to Celery's own messages."""
    logging.config.dictConfig(settings.LOGGING)
    if loglevel:
        logging.getLogger("celery").setLevel(loglevel)
