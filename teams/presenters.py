"""People, roles, offices and teams in words: periods, standings, facts and buttons for their pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from teams.states import Role, Standing
from zi_portal.lib.screens.controls import DANGER, PLAIN, PRIMARY, Link, Post, movers
from zi_portal.mail.states import MessageState

NOTHING = "—"
STANDINGS = {
    Standing.IN_FORCE: ("check", "Berlaku"),
    Standing.AHEAD: ("clock", "Belum berlaku"),
    Standing.ENDED: ("x", "Berakhir"),
}
CLOSED = ("lock", "Akun dinonaktifkan")
WITHOUT_PASSWORD = "belum membuat kata sandi"  # noqa: S105 -- a sentence


def _day(day, pattern="j F Y"):
    return date_format(day, pattern)


# Roles


def position(membership):
    """Return what a person is called in a role: "Plt. Kepala Subbagian"; a dash where nothing is said."""
    return f"{membership.acting} {membership.position or NOTHING}".strip()


def period(membership):
    """Return from when until when a role holds."""
    until = _day(membership.valid_until, "j M Y") if membership.valid_until else "seterusnya"
    return f"{_day(membership.valid_from, 'j M Y')} – {until}"


def role(membership):
    """Return a role with its area, on one line: "Koordinator (Penataan Tatalaksana)"."""
    name = membership.get_role_display()
    return f"{name} ({membership.area_name})" if membership.area else name


def role_lines(memberships):
    """Return [(membership, name of its area or "", position, period)] of roles in a table."""
    return [(row, row.area_name if row.area else "", position(row), period(row)) for row in memberships]


@dataclass(frozen=True, slots=True)
class RoleStanding:
    """How a role stands, and how far the invitation of its holder got: [(CSS class, words)]; resend: a link or None."""

    icon: str
    words: str
    remarks: list
    failure: str = ""
    reason: str = ""
    resend: Link | None = None


def standing(membership, mail):
    """Return the RoleStanding of a role; mail: the invitation of its holder, or None."""
    user = membership.user
    drawing, words = STANDINGS[membership.standing] if user.is_active else CLOSED
    remarks = [] if user.has_usable_password() else [WITHOUT_PASSWORD]
    if mail is None or membership.standing == Standing.ENDED or not user.is_active:
        return RoleStanding(drawing, words, remarks)
    if mail.state in (MessageState.FAILED, MessageState.BOUNCED):
        url = f"{reverse('teams:role-change', args=[membership.satker_id, membership.pk])}#akun"
        resend = Link("Kirim ulang", url, look="", about=f"undangan {user.name}")
        return RoleStanding(drawing, words, remarks, _failure(mail), mail.reason, resend)
    if not user.has_usable_password():
        remarks += _under_way(mail)
    return RoleStanding(drawing, words, remarks)


def _failure(mail):
    by = " oleh server surel" if mail.state == MessageState.BOUNCED else ""
    return f"undangan {mail.get_state_display()}{by}, {_day(timezone.localtime(mail.queued_at), 'j M Y')}"


def _under_way(mail):
    if mail.state == MessageState.SENT:
        return [f"undangan terkirim {_day(timezone.localtime(mail.sent_at), 'j M Y H.i')}"]
    return ["undangan menunggu dikirim"] if mail.state == MessageState.QUEUED else []


def account(user):
    """Return (verb that changes the account, consequence, button) of the page that closes or opens an account."""
    if user.is_active:
        return "Nonaktifkan", CLOSING, ("btn btn-danger", "0", "Nonaktifkan akun")
    return "Aktifkan", OPENING, (PRIMARY, "1", "Aktifkan akun")


CLOSING = "Ia tidak dapat masuk lagi dan sesi yang sedang terbuka berakhir, di semua satker. Perannya tidak dihapus."
OPENING = "Ia dapat masuk lagi dengan kata sandinya, dengan peran yang masih berlaku."


def account_facts(user):
    """Return [(term, words)] of an account."""
    state = "aktif" if user.is_active else "dinonaktifkan"
    return [("Surel", user.email), ("NIP", user.nip or NOTHING), ("Status", state)]


def role_tools(membership, *, may_deactivate):
    """Return ([Post], [Link]) of what can be done with a role and its account."""
    where = [membership.satker_id, membership.pk]
    resend = Post("Kirim ulang undangan", reverse("teams:invitation-resend", args=where), "send", PLAIN)
    verb = account(membership.user)[2][2]
    state = Link(verb, reverse("teams:account-state", args=where), "lock")
    end = Link("Akhiri peran", reverse("teams:role-end", args=where), "x", DANGER)
    return [resend], [state, end] if may_deactivate else [end]


def asks_area(membership, form):
    """Return whether the form of a role shows its area: coordinators have one."""
    return membership.role == Role.COORDINATOR or bool(form["area"].errors)


# Offices


def office_facts(satker):
    """Return [(term, words)] of an office."""
    since = [("Berdiri sejak", _day(satker.active_from))] if satker.active_from else []
    until = [("Berakhir pada", _day(satker.active_until))] if satker.active_until else []
    return [
        ("Kode", satker.code),
        ("Tingkat", satker.get_level_display()),
        ("Zona waktu", satker.get_time_zone_display()),
        ("Atasan", satker.parent.short_name if satker.parent else NOTHING),
        *since,
        *until,
    ]


def print_facts(satker, secretariat):
    """Return [(term, words)] of what is printed on decrees of an office."""
    emblem = "tidak ada"
    if satker.emblem:
        url, name = reverse("teams:satker-emblem", args=[satker.pk]), satker.short_name
        emblem = format_html('<img src="{}" alt="Lambang {}" width="72" class="img-fluid">', url, name)
    certifier = "belum diisi"
    if satker.certifier_title or satker.certifier_name:
        lines = (secretariat, satker.certifier_title or NOTHING, satker.certifier_name or NOTHING)
        certifier = format_html("{}<br>{},<br>{}", *lines)
    return [("Tempat penetapan", satker.place or "belum diisi"), ("Lambang", emblem), ("Pengesah salinan", certifier)]


def parentage(row):
    """Return whom an office stood under, from when until when."""
    since = f"sejak {_day(row.valid_from)}" if row.valid_from else "sejak semula"
    until = f"sampai {_day(row.valid_until)}" if row.valid_until else "sampai sekarang"
    return f"{row.parent.short_name}: {since} {until}"


def office_links(satker):
    """Return [Link] for whoever manages an office."""
    names = ("people", "satker-settings", "notice-rules")
    people, settings, notices = (reverse(f"teams:{name}", args=[satker.pk]) for name in names)
    return [
        Link("Orang dan peran", people, "people", PRIMARY),
        Link("Pengaturan", settings, "gear"),
        Link("Pemberitahuan", notices, "bell"),
    ]


def invite_link(satker):
    """Return the link to the page that gives somebody a role."""
    return Link("Undang orang", reverse("teams:person-invite", args=[satker.pk]), look=PRIMARY)


# Teams


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a team while it is edited. open: it is a form now; cells: what it shows else; movers: its buttons."""

    key: str
    title: str
    row: object
    open: bool
    movers: list


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a team while it is edited: its own Line, those of its members, and what can be added to it.

    adding: the line for something new is a form now; level: "" or how deep it stands, in words.
    """

    line: Line
    level: str
    members: list
    new_member: str
    new_unit: str
    adding: bool
    links: list


def groups(nodes, opened, deepest):
    """Return [Group] of roster.outline(); opened: key of the line that is a form; deepest: lowest level of groups."""
    return [_group(node, opened, deepest) for node in nodes]


def _group(node, opened, deepest):
    last = len(node.members) - 1
    return Group(
        _line(node.unit.key, node.unit.title, node.unit, opened, first=node.first, last=node.last),
        f"tingkat {node.level + 1}" if node.level else "",
        [
            _line(row.key, row.name, row, opened, first=place == 0, last=place == last)
            for place, row in enumerate(node.members)
        ],
        node.new_member,
        node.new_unit,
        opened in (node.new_member, node.new_unit),
        _additions(node, deepest),
    )


def _line(key, title, row, opened, *, first, last):
    return Line(key, title, row, opened == key, movers("act", key, title, first=first, last=last))


def _additions(node, deepest):
    member, unit, title = node.new_member, node.new_unit, f"di {node.unit.title}"
    links = [
        Link("Tambah anggota", f"?buka={member}#{member}", "plus", "btn btn-sm", title, {"id": f"tambah-{member}"})
    ]
    if node.level < deepest:
        links.append(Link("Tambah subkelompok", f"?buka={unit}#{member}", "plus", "btn btn-sm", title))
    return links
