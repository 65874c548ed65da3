"""Settings of the test run: the real ones with a folder of its own, a fast hasher and plain static files."""

import os
import tempfile

os.environ["ZI_VAR"] = tempfile.mkdtemp(prefix="zi-test-")

from tests.house.undefined import Undefined  # noqa: E402 -- ZI_VAR must be set first
from zi_portal.settings import *  # noqa: E402, F403 -- ZI_VAR must be set first
from zi_portal.settings import STATIC_ROOT, STORAGES, TEMPLATES  # noqa: E402 -- ZI_VAR must be set first

STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
