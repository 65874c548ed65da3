"""The administrators' room in words: tabs, badges, facts and buttons of jobs, mails and health."""

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince

from zi_portal.lib.screens.controls import DANGER, PRIMARY, Badge, Post, Tab
from zi_portal.mail.states import MessageState

NOTHING = "—"
ROOMS = {"jobs": "Pekerjaan", "notices": "Pemberitahuan", "mails": "Surel", "health": "Kesehatan"}
"""Pages of the room."""
OPEN_ROOMS = ("jobs", "notices")
"""Pages for every administrator; the others are for operators."""
FINDINGS = {
    "ok": Badge("done", "check", "Baik"),
    "notice": Badge("waiting", "info", "Ketahui"),
    "degraded": Badge("failed", "warning", "Perhatikan"),
    "down": Badge("dead", "x", "Gangguan"),
}
MAILS = {
    MessageState.QUEUED: ("waiting", "clock"),
    MessageState.SENT: ("done", "check"),
    MessageState.FAILED: ("failed", "warning"),
    MessageState.BOUNCED: ("dead", "undo"),
}
ALIVE, STOPPED = Badge("done", "check", "Hidup"), Badge("cancelled", "x", "Berhenti")


def rooms(page, *, may_operate):
    """Return [Tab] of the room's pages that the reader may open."""
    names = ROOMS if may_operate else OPEN_ROOMS
    return [Tab(ROOMS[name], url, name == page) for name in names if (url := _address(name))]


def _address(name):
    """Return the URL of a page of the room, "" where the portal has none."""
    try:
        return reverse(f"operations:{name}")
    except NoReverseMatch:
        return ""


def share_tabs(shares, path, current, key=""):
    """Return [Tab] of all rows and of those in each state.

    shares: [(state, word, number)]; current: the state shown or ""; key: start of the tabs' ids, "" for none.
    """
    tabs = [_share_tab("semua", "Semua", path, not current, key)]
    for state, word, number in shares:
        words = format_html("{} <strong>{}</strong>", word, number)
        tabs.append(_share_tab(state, words, f"{path}?state={state}", current == state, key))
    return tabs


def _share_tab(name, words, url, current, key):
    return Tab(words, url, current, {"id": f"{key}-{name}"} if key else {})


def waiting_longest(since):
    """Return since when the oldest job waits, in words; None where none does."""
    if since is None:
        return "Tidak ada yang menunggu."
    return f"Paling lama menunggu: {timesince(since)} (sejak {_moment(since, 'j M Y H.i')})."


def _moment(at, pattern="j M Y H.i.s"):
    return date_format(timezone.localtime(at), pattern) if at else NOTHING


def _office(row):
    name = row.satker_name or NOTHING
    return f"{name} ({row.satker_code})" if row.satker_code else name


# A job


def job_posts(job, *, again):
    """Return [Post] of what an administrator may do with a job."""
    if again:
        return [Post("Jalankan lagi", reverse("operations:job-retry", args=[job.pk]), "undo", PRIMARY)]
    if job.cancellable:
        return [Post("Batalkan", reverse("operations:job-cancel", args=[job.pk]), "x", DANGER)]
    return []


def job_facts(job, about, attempts):
    """Return [(term, words)] of all that is known of a job; attempts: how often one is tried."""
    return [
        ("Jenis", format_html("{} (<code>{}</code>)", job.title, job.kind)),
        ("Tentang", about or NOTHING),
        ("Kunci", format_html("<code>{}</code>", job.key)),
        ("Pemilik", job.owner or "tanpa pemilik: dibuat oleh portal"),
        ("Satker", _office(job)),
        ("Ditunggu orang", _yes(job.urgent)),
        ("Percobaan", f"{job.attempts} dari {attempts}"),
        ("Kemajuan", f"{job.progress} %"),
        ("Alasan", job.reason or NOTHING),
        ("Pekerja", job.holder or "belum ada"),
        ("Dipegang sampai", _moment(job.lease_until)),
        ("Diminta batal", _yes(job.cancel_asked)),
        ("Isi", _values(job.payload)),
        ("Hasil", _values(job.result)),
    ]


def _yes(holds):
    return "ya" if holds else "tidak"


def _values(values):
    return format_html_join(", ", "<code>{} {}</code>", values.items()) if values else NOTHING


# A mail


def mail_badge(mail):
    """Return the Badge of a message."""
    return Badge(*MAILS.get(mail.state, ("cancelled", "x")), mail.get_state_display())


def mail_facts(mail):
    """Return [(term, words)] of all that is known of a message but its text."""
    return [
        ("Perihal", mail.subject),
        ("Jenis", format_html("{} (<code>{}</code>)", mail.title, mail.kind)),
        ("Penerima", f"{mail.user or 'tanpa akun'} · {mail.address}"),
        ("Satker", _office(mail)),
        ("Diantrekan", _moment(mail.queued_at)),
        ("Terkirim", _moment(mail.sent_at)),
        ("Percobaan", mail.attempts),
        *_next_attempt(mail),
        ("Pekerjaan", _job_of(mail)),
        ("Kunci", format_html('<code class="text-break">{}</code>', mail.key)),
        ("Message-ID", format_html('<code class="text-break">{}</code>', mail.message_id)),
    ]


def _next_attempt(mail):
    if mail.state != MessageState.QUEUED or mail.job is None or mail.job.due_at is None:
        return []
    return [("Percobaan berikutnya", f"{_moment(mail.job.due_at, 'j M Y H.i')}, paling cepat")]


def _job_of(mail):
    if mail.job is None:
        return "sudah dibersihkan"
    return format_html('<a href="{}">nomor {}</a>', reverse("operations:job", args=[mail.job.pk]), mail.job.pk)


def mail_link(mail, *, may_open):
    """Return the name of a message; for whoever may open its page a link to it."""
    words = f"{mail.title} nomor {mail.pk}"
    return format_html('<a href="{}">{}</a>', reverse("operations:mail", args=[mail.pk]), words) if may_open else words


def mail_posts(mail):
    """Return [Post] that lets a message wait again."""
    if not mail.retryable:
        return []
    return [Post("Kirim lagi", reverse("operations:mail-retry"), "send", PRIMARY, hidden={"mail": mail.pk})]
