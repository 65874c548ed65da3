"""Hands one mail to the mail server and reads from its answer whose fault a refusal is."""

import re
import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import get_connection

ANSWER_LENGTH = 200
PRIVATE = re.compile(r"\bhttps?://\S+|(?<![^\s<>\"'])[^\s<>\"'@]*+@[^\s<>\"']+")
OUR_CODES = {530, 534, 535, 538}
"""Codes that refuse the portal itself: it has not signed in, or not as the server requires."""

UNSOUND = "Alamat surel penerima tidak sah, jadi surel tidak dapat dikirim."
NO_ANSWER = "Server surel tidak menjawab dalam {} detik."
UNREACHABLE = "Server surel tidak dapat dihubungi atau berkas surel tidak dapat ditulis: {}."
CLOSED = "Server surel memutus sambungan sebelum menjawab; surel mungkin sudah diterima."
SIGN_IN = "Server surel menolak akun portal ({}). Periksa EMAIL_USER dan EMAIL_PASSWORD."
SENDER = "Server surel menolak pengirim: {}. Periksa EMAIL_FROM."
REFUSED = "Server surel menolak penerima: {}."
LATER = "Server surel belum mau menerima: {}."
PORTAL = "Server surel menolak portal: {}."


class Bounced(Exception):
    """The recipient will never get the mail: another try would be refused likewise; the message is the reason."""


class NotSent(Exception):
    """The mail did not go out this time, which is not the recipient's fault; the message is the reason."""


def deliver(mail, progress):
    """Send one OutgoingMail; raise Bounced or NotSent, or what progress raises (then nothing was sent).

    The lease is renewed between signing in and sending. From then on the server gives four answers, and
    4 × EMAIL_TIMEOUT is less than a lease: no other worker begins while this one still waits.
    """
    _check(mail)
    connection = get_connection()
    try:
        connection.open()
        progress()
        connection.send_messages([mail])
    except (smtplib.SMTPException, OSError) as error:
        raise _verdict(error) from error
    finally:
        with suppress(smtplib.SMTPException, OSError):  # what was accepted stays accepted, however the server leaves
            connection.close()


def _check(mail):
    """Build the message once: Django refuses a line break in a header and an invalid address."""
    try:
        mail.message()
    except ValueError as error:
        raise Bounced(UNSOUND) from error


def _verdict(error):
    """Return the exception that says what an error of smtplib or of the network means for the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refusal(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotSent(SIGN_IN.format(error.smtp_code))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return NotSent(SENDER.format(_answer(error.smtp_code, error.smtp_error)))
    if isinstance(error, smtplib.SMTPResponseException):
        return NotSent(PORTAL.format(_answer(error.smtp_code, error.smtp_error)))
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return NotSent(NO_ANSWER.format(settings.EMAIL_TIMEOUT))
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return NotSent(CLOSED)
    return NotSent(UNREACHABLE.format(_one_short_line(error.strerror or str(error)) or type(error).__name__))


def _refusal(code, answer):
    """Return Bounced for 5xx about recipient or content, NotSent for 4xx and 5xx about the portal (530 …, 5.7.x)."""
    reply = _answer(code, answer)
    if code < 500:
        return NotSent(LATER.format(reply))
    if code in OUR_CODES or re.match(rb"5\.7\.\d", answer):
        return NotSent(PORTAL.format(reply))
    return Bounced(REFUSED.format(reply))


def _answer(code, answer):
    return f"{code} {_one_short_line(answer.decode('utf8', errors='replace'))}".rstrip(". ")


def _one_short_line(text):
    """Return an answer as one short line without links and addresses: a server may repeat the mail's own text."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return PRIVATE.sub("…", " ".join(printable.split()))[:ANSWER_LENGTH].rstrip(". ")
