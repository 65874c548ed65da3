"""All settings, from the environment only; docs/settings.md has the table."""

import importlib.util
import secrets

from csp.constants import NONE, SELF
from django.contrib.messages.constants import ERROR
from django.core.exceptions import ImproperlyConfigured

from zi_portal import BASE_DIR, env
from zi_portal.lib import logs
from zi_portal.lib.logs import reports

PRODUCTION = env.choice("ZI_PROFILE", "embedded", ("embedded", "production")) == "production"
UMASK = None if PRODUCTION else 0o077  # on servers the units set it: nginx reads through the group
VAR = env.folder("ZI_VAR", BASE_DIR / "var", 0o750 if PRODUCTION else 0o700)


def _secret_key():
    """Return the key from the environment; the embedded profile makes one and stores it under ZI_VAR."""
    key = env.text("SECRET_KEY")
    if key:
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY must be set when ZI_PROFILE is production.")
    return _stored_secret("secret_key")


def _stored_secret(name):
    """Return a secret of the embedded profile: made once, then read from this file under ZI_VAR."""
    path = VAR / name
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="utf8")
        path.chmod(0o600)
    return path.read_text(encoding="utf8").strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", "")
AUDIT_KEYS = env.words("AUDIT_KEYS", "") or [SECRET_KEY, *SECRET_KEY_FALLBACKS]
READYZ_TOKEN = env.text("READYZ_TOKEN") or ("" if PRODUCTION else _stored_secret("readyz_token"))
DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.integer('PORT', 8000, 1, 65535)}")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "template_partials",
    "zi_portal.audit",
    "zi_portal.jobs",
    "zi_portal.mail",
    "zi_portal.reminders",
    "zi_portal.entrance",
    "teams",
    "plans",
    "evidence",
    "zi_portal",
]

MIDDLEWARE = [
    "zi_portal.lib.web.HeadMiddleware",
    "zi_portal.lib.web.RequestIdMiddleware",
    "zi_portal.lib.web.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zi_portal.lib.web.HostMiddleware",
    "zi_portal.lib.inputs.ReadableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zi_portal.lib.inputs.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zi_portal.entrance.activity.ActivityMiddleware",
    "teams.people.clocks.OfficeClockMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zi_portal.lib.web.HtmxLoginMiddleware",
    "zi_portal.lib.files.downloads.StoredFilesMiddleware",
    "zi_portal.lib.web.RefusedMiddleware",
    "zi_portal.lib.web.NotAllowedMiddleware",
    "zi_portal.lib.web.SignInFirstMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "zi_portal.urls"
WSGI_APPLICATION = "zi_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zi_portal.operations.menu.menu",
            ],
        },
    },
]
MESSAGE_TAGS = {ERROR: "danger"}  # how Bootstrap calls it
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "lib/table.html"

STATEMENT_TIMEOUT = env.integer("STATEMENT_TIMEOUT", 0, 0, 3600)
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'portal.sqlite3'}", STATEMENT_TIMEOUT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
    }
}

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["zi_portal.entrance.hashing.Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "zi_portal.entrance.passwords.GuessableValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # also the lifetime of an invitation
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "teams.people.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # the portal's own limits count without the request's host (zi_portal/entrance/attempts.py)
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PROXIES", 1 if PRODUCTION else 0, 0, 9)

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
REMINDER_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
"""Zones of the offices, from west to east, in each of which reminders go out in the morning."""
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
MEDIA_ROOT = VAR / "media"
S3_BUCKET = env.text("S3_BUCKET")
STORAGES = {
    "default": {
        "BACKEND": "zi_portal.lib.files.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT") or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.text("S3_SECRET_KEY") or None,
            "addressing_style": "path" if env.text("S3_ENDPOINT") else "auto",
            "signature_version": "s3v4",
        },
    }
    if S3_BUCKET
    else {"BACKEND": "zi_portal.lib.files.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "zi_portal.lib.files.statics.HashedStaticFilesStorage"},
}
INTERNAL_LOCATION = "" if S3_BUCKET else env.path("INTERNAL_LOCATION", "")
BACKUP_DIR = env.text("BACKUP_DIR")
DISK_FREE_PERCENT = env.integer("DISK_FREE_PERCENT", 10, 0, 99)
DISK_FREE_MB = env.integer("DISK_FREE_MB", 1024, 0, 10**9)
UPLOAD_MB = env.integer("UPLOAD_MB", 10, 1, 1000)
REQUEST_MAX_BYTES = (UPLOAD_MB + 1) << 20  # a file and its form; more is refused unread (waitress; nginx has its own)
EVIDENCE_MB = env.integer("EVIDENCE_MB", 50, 1, 2000)
EVIDENCE_QUOTA_MB = env.integer("EVIDENCE_QUOTA_MB", 5000, 10, 10**6)
EVIDENCE_VIDEO = env.flag("EVIDENCE_VIDEO", default=False)
EVIDENCE_PART_KB = env.integer("EVIDENCE_PART_KB", 2048, 16, UPLOAD_MB << 10)
CLAMD_SOCKET = env.text("CLAMD_SOCKET")
if PRODUCTION and not CLAMD_SOCKET and env.choice("SCANNER", "clamd", ("clamd", "tanpa")) != "tanpa":
    raise ImproperlyConfigured(
        "CLAMD_SOCKET must be set when ZI_PROFILE is production; SCANNER=tanpa says that files are not to be scanned."
    )
DEMO_ALLOWED = env.choice("DEMO_DATA", "tolak" if PRODUCTION else "boleh", ("boleh", "tolak")) == "boleh"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640 if PRODUCTION else 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zi_portal.lib.files.uploads.NamelessFileUploadHandler",
]

EMAIL_URL = env.text("EMAIL_HOST")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_URL else "zi_portal.mail.backends.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = EMAIL_URL
EMAIL_PORT = env.integer("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 14  # seconds; four answers of the server fit into the lease of a job (zi_portal/mail/delivery.py)
EMAIL_SUBJECT_PREFIX = "[Portal ZI] "
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Portal ZI <portal-zi@localhost>")

QUEUE = VAR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE),
        "data_folder_out": str(QUEUE),
        "control_folder": str(QUEUE / "control"),
        "polling_interval": 0.2,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0.1}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", 60, 1, 600)
CELERY_BEAT_SCHEDULE = {
    "drain jobs": {"task": "zi_portal.jobs.tasks.drain", "schedule": env.integer("JOB_DRAIN_SECONDS", 60, 1, 60)}
}

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_ENGINE = "zi_portal.entrance.sessions"  # ends after two hours without activity, after twelve at the latest
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DEVICE_COOKIE_NAME = "perangkat"
CSRF_FAILURE_VIEW = "zi_portal.lib.web.csrf_failure"
if env.flag("HTTPS", default=PRODUCTION):
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-perangkat"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = logs.configuration(
    env.choice("LOG_FORMAT", "json" if PRODUCTION else "plain", ("plain", "json")),
    env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    env.flag("ACCESS_LOG", default=PRODUCTION),
)
if SENTRY_DSN := env.text("SENTRY_DSN"):
    reports.start(SENTRY_DSN, environment=env.text("SENTRY_ENVIRONMENT", "production"), release=env.text("RELEASE"))

if importlib.util.find_spec("psycopg"):  # Django would prefer psycopg 3 silently; the pinned driver is psycopg2
    raise ImproperlyConfigured("psycopg 3 must not be installed beside psycopg2-binary.")
