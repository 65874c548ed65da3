"""Mails as files (embedded profile): one .eml per message, named after its key; sent twice it is the same file."""

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
    """Writes each mail aside and renames it when it is whole; readable by this account only (it holds links)."""

    def send_messages(self, email_messages):
        """Number of files written; sets .file of each mail to its name; raises OSError."""
        for mail in email_messages:
            mail.file = _name(getattr(mail, "key", "") or f"lain-{uuid4().hex}")
            write(mail.file, mail.message().as_bytes())
        return len(email_messages)


def folder():
    """Where the files are."""
    return Path(settings.EMAIL_FILE_PATH)


def write(name, content):
    """Put the bytes on disk under this name, whole or not at all."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder() / f".{uuid4().hex}"
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder() / name)
    finally:
        aside.unlink(missing_ok=True)


def read(name):
    """Bytes of the file with this name, None where there is none (any more)."""
    path = folder() / Path(name).name
    return path.read_bytes() if name and path.is_file() else None


def shown(content):
    """(subject, text) of a mail in bytes."""
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    return str(mail["subject"] or ""), body.get_content() if body else ""


def forget_before(moment):
    """Delete the files (whole ones and those left aside) written before the moment; returns how many."""
    old = [path for path in folder().glob("*") if path.is_file() and path.stat().st_mtime < moment.timestamp()]
    for path in old:
        with suppress(FileNotFoundError):  # another sweep was faster
            path.unlink()
    return len(old)


def _name(key):
    """File name of a key: letters, digits, dot and dash only."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", key).strip(".-")[:120] + ENDING
