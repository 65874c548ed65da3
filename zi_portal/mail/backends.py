"""Mails as files (embedded profile): one .eml per message, named after its key, so that one sent twice is one file."""

import os
import re
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

ENDING = ".eml"


class EmailBackend(BaseEmailBackend):
    """Writes each mail to a temporary file, then renames it; only this account can read it (it holds links)."""

    def send_messages(self, email_messages):
        """Write the mails, set .file of each to its name and return their number; raises OSError."""
        for mail in email_messages:
            mail.file = _file_name(getattr(mail, "key", "") or f"lain-{uuid4().hex}")
            write(mail.file, mail.message().as_bytes())
        return len(email_messages)


def folder():
    """Return the folder of the files."""
    return Path(settings.EMAIL_FILE_PATH)


def write(name, content):
    """Write the bytes to disk under this name, completely or not at all."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = folder() / f".{uuid4().hex}"
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder() / name)
    finally:
        temporary.unlink(missing_ok=True)


def read(name):
    """Return the bytes of the file with this name, None where there is none (any more)."""
    path = folder() / Path(name).name
    return path.read_bytes() if name and path.is_file() else None


def subject_and_text(content):
    """Return (subject, text) of a mail given as bytes."""
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    return str(mail["subject"] or ""), body.get_content() if body else ""


def forget_before(moment):
    """Delete the files, complete or not, that were written before the moment; return their number."""
    old = [path for path in folder().glob("*") if path.is_file() and path.stat().st_mtime < moment.timestamp()]
    for path in old:
        with suppress(FileNotFoundError):  # another sweep was faster
            path.unlink()
    return len(old)


def _file_name(key):
    """Return the file name of a key: letters, digits, dot and dash only."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", key).strip(".-")[:120] + ENDING
