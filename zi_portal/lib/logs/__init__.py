"""Log lines, JSON or plain, that say what happened in which request or job, but nothing about persons."""

import logging
import re
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

from pythonjsonlogger.json import JsonFormatter

ABOUT = ContextVar("about", default=MappingProxyType({}))
"""Facts that all lines of this request or job have: request_id, or job, kind and attempt."""

FIELDS = ("method", "route", "status", "ms", "user", "offices", "bytes")
"""Fields of an access line beside the message; other attributes of a record are not written."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
LONGEST = 16_000
"""Characters of a message or trace that are written; of a longer one, its beginning and last lines."""
MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)++")
NUMBER = re.compile(r"(?<!\d)(?:\d{8} ?\d{6} ?\d ?\d{3}|\d{16})(?!\d)")
"""A NIP (18 digits) or NIK (16)."""
QUERY = re.compile(r"\?[^\s\"'<>]+")
STATEMENT = re.compile(r"^(LINE \d+: ).*", re.MULTILINE)
ROW = re.compile(r"(DETAIL: +).*?(?=\nCONTEXT:|\nHINT:|\n\n(?:The above|During)|\Z)", re.DOTALL)
"""Parts that PostgreSQL adds to an error: the statement, and the values of the refused row."""
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@contextmanager
def about(**facts):
    """Add these facts to all log lines of the block."""
    token = ABOUT.set(ABOUT.get() | facts)
    try:
        yield
    finally:
        ABOUT.reset(token)


def request_id():
    """Return the id of the request that is being answered, "" outside of one."""
    return ABOUT.get().get("request_id", "")


def scrub(text):
    """Return the text without mail addresses, NIP, NIK, query strings and refused rows: errors quote what people typed.

    A text longer than LONGEST first loses its middle, and says so.
    """
    if len(text) <= LONGEST:
        return _scrubbed(text)
    first, last = _ends(text)
    left_out = len(text) - len(first) - len(last)
    return f"{_scrubbed(first)} … [{left_out} karakter tidak ditulis] …\n{_scrubbed(last)}".rstrip("\n")


def _ends(text):
    """Return beginning and end of a long text, without cutting an address, number or refused row in two."""
    half = LONGEST // 2
    first = text[: max(text.rfind(" ", 0, half), text.rfind("\n", 0, half), 0)].rstrip("0123456789 ")
    end = text.find("\n", len(text) - half)
    if end < 0 or "DETAIL:" in text[:end]:
        return first, ""
    return first, text[end + 1 :]


def _scrubbed(text):
    text = ROW.sub(r"\1…", STATEMENT.sub(r"\1…", text))
    text = NUMBER.sub("[nomor]", MAIL.sub("[surel]", text))
    return QUERY.sub(lambda match: "?…" if "=" in match[0] else match[0], text)


def one_line(text):
    """Return the text with control characters as escapes, so that none of it can begin a new line."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def route(request):
    """Return the pattern of the address, without ids and tokens, "-" where no page answers."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "-"


class Facts(logging.Filter):
    """Adds to each record the facts of its request or job; in Django's lines, replaces a path by its pattern."""

    def filter(self, record):
        request = getattr(record, "request", None)
        record.about = ABOUT.get() or ({"request_id": request.id} if hasattr(request, "id") else {})
        if request is not None and isinstance(record.args, tuple):
            path = getattr(request, "path", None)
            record.args = tuple(route(request) if part == path else part for part in record.args)
        return True


class Json(JsonFormatter):
    """Formats a record as one JSON object: time, level, logger, message, facts, and a trace if any."""

    def add_fields(self, log_data, record, message_dict):
        log_data |= {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        log_data |= getattr(record, "about", {})
        log_data |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            log_data["trace"] = scrub(logging.Formatter.formatException(self, record.exc_info))


class Plain(logging.Formatter):
    """Formats a record for people, on one line; the lines of a trace are indented, so that none looks like a record."""

    def format(self, record):
        facts = getattr(record, "about", {}) | {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        words = [_moment(record), record.levelname, record.name, scrub(record.getMessage())]
        line = one_line(" ".join([*words, *(f"{name}={value}" for name, value in facts.items())]))
        if not record.exc_info:
            return line
        trace = scrub(self.formatException(record.exc_info)).splitlines()
        return "\n".join([line, *(f"    {one_line(part)}" for part in trace)])


def _moment(record):
    """Return the record's time in UTC, ISO 8601 with milliseconds."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def configuration(form, level, accesses):
    """Return a dictionary for logging.config.dictConfig. form: "plain" or "json"; accesses: log each request and job.

    Celery's own lines about tasks are left out: the portal's say the same without their arguments.
    """
    quiet = {"level": "WARNING"}
    own = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"facts": {"()": "zi_portal.lib.logs.Facts"}},
        "formatters": {"plain": {"()": "zi_portal.lib.logs.Plain"}, "json": {"()": "zi_portal.lib.logs.Json"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["facts"]}},
        "loggers": {
            "weasyprint.progress": quiet,
            "urllib3.connectionpool": {"level": "ERROR"},  # each retry of a report or a stored file
            "django": {"handlers": [], "level": "INFO"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # zi_portal.lib.web logs it in short
            "django.server": own,
            "django.db.backends": {"level": "INFO"},
            "celery.app.trace": quiet,
            "celery.worker.strategy": quiet,
            "gunicorn.error": own,
            "gunicorn.access": {"handlers": [], "propagate": False},
            "zi_portal.accesses": {"level": "INFO" if accesses else "WARNING"},
        },
        "root": {"handlers": ["console"], "level": level},
    }


def access(request, response, seconds):
    """Log one answered request: of its address only the pattern, of the person only the number."""
    user = getattr(request, "_cached_user", None)  # not loaded before: the log line costs no query
    facts = {
        "method": request.method if request.method in METHODS else "OTHER",
        "route": route(request),
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "bytes": len(response.content) if not response.streaming else int(response.get("Content-Length") or 0),
    }
    if user is not None and user.pk:
        facts["user"] = user.pk
        facts["offices"] = sorted({grant.satker_id for grant in vars(user).get("grants", ())})
    logging.getLogger("zi_portal.accesses").info("request", extra=facts)
