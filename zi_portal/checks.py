"""System checks (manage.py check, check --deploy): settings with which the portal would lose or leak something."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connection

SQLITE_OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20}
REMOTE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs")
"""File systems on which SQLite's locks do not hold."""
UNSHARED_CACHES = ("locmem", "dummy", "filebased")
"""Caches that two hosts do not share."""
MOUNTS = Path("/proc/mounts")


@register(Tags.database)
def sqlite_options(app_configs=None, **_):
    """Without these options six of ten concurrent writers fail with "database is locked"."""
    if not _sqlite():
        return []
    options = settings.DATABASES["default"].get("OPTIONS", {})
    wrong = [name for name, value in SQLITE_OPTIONS.items() if options.get(name) != value]
    if "journal_mode=WAL" not in options.get("init_command", ""):
        wrong.append("init_command")
    if not wrong:
        return []
    return [Error(f"SQLite needs other OPTIONS: {', '.join(wrong)}.", hint="See env.sqlite().", id="zi_portal.E001")]


@register(Tags.database)
def sqlite_on_a_local_disk(app_configs=None, **_):
    """SQLite's locks do not hold over a network, so the database would be damaged."""
    if not _sqlite():
        return []
    kind = file_system(Path(settings.DATABASES["default"]["NAME"]).absolute(), MOUNTS)
    if kind not in REMOTE:
        return []
    hint = "Set ZI_VAR to a folder on a local disk, or DATABASE_URL to a PostgreSQL server."
    return [Error(f"The SQLite database lies on a network file system ({kind}).", hint=hint, id="zi_portal.E002")]


@register(Tags.security)
def media_outside_static(app_configs=None, **_):
    """Static files are sent to everybody, so stored files must not lie among them, nor they among stored files."""
    media = Path(settings.MEDIA_ROOT).absolute()
    places = [Path(place).absolute() for place in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    if not any(media.is_relative_to(place) or place.is_relative_to(media) for place in places):
        return []
    return [Error("MEDIA_ROOT and a folder of static files lie in each other.", id="zi_portal.E004")]


@register(Tags.database)
def demo_accounts(app_configs=None, databases=None, **_):
    """Everybody can read the password of the demo's accounts (checked by migrate and check --database default)."""
    from teams.models import User  # noqa: PLC0415 -- models are not loaded when the checks register themselves

    if settings.DEMO_ALLOWED or not databases or User._meta.db_table not in connection.introspection.table_names():
        return []
    emails = sorted(User.objects.unwanted().values_list("email", flat=True))
    if not emails:
        return []
    hint = "Close these accounts, or set DEMO_DATA=boleh where nobody works."
    return [Error(f"Accounts of the demo are open: {', '.join(emails)}.", hint=hint, id="zi_portal.E005")]


@register(Tags.database, deploy=True)
def production_database(app_configs=None, **_):
    """Production needs PostgreSQL: several hosts, backups while people write."""
    if not settings.PRODUCTION or not _sqlite():
        return []
    return [Warning("Production runs on SQLite.", hint="Set DATABASE_URL to PostgreSQL.", id="zi_portal.W001")]


@register(Tags.caches, deploy=True)
def shared_cache(app_configs=None, **_):
    """All hosts must find what one of them puts into the cache."""
    backend = settings.CACHES["default"]["BACKEND"]
    if not settings.PRODUCTION or not any(word in backend for word in UNSHARED_CACHES):
        return []
    return [Warning(f"The cache is not shared: {backend}.", hint="Set REDIS_URL.", id="zi_portal.W002")]


@register(Tags.security, deploy=True)
def secure_links(app_configs=None, **_):
    """Links in mails lead to SITE_URL and carry tokens."""
    if not settings.PRODUCTION or settings.SITE_URL.startswith("https://"):
        return []
    return [Warning("SITE_URL does not begin with https://.", id="zi_portal.W003")]


@register(Tags.security, deploy=True)
def known_proxies(app_configs=None, **_):
    """Behind nginx the limits of sign-in must count the visitor's address, not nginx's."""
    if not settings.PRODUCTION or settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0:
        return []
    return [Warning("PROXIES is 0, but production stands behind a proxy.", id="zi_portal.W004")]


def file_system(path, mounts):
    """Return the kind of the path's file system by a table like /proc/mounts, "" where it is unknown."""
    try:
        rows = [line.split() for line in mounts.read_text(encoding="utf8").splitlines()]
    except OSError:
        return ""
    holding = [(len(row[1]), row[2]) for row in rows if len(row) > 2 and path.is_relative_to(_plain(row[1]))]
    return max(holding)[1] if holding else ""


def _plain(place):
    """Return the path of a mount point: /proc/mounts writes a blank as \\040."""
    return place.replace("\\040", " ")


def _sqlite():
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
