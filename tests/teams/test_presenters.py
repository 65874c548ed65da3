"""People, roles, offices and teams in words."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from teams import presenters
from teams.models import Membership
from teams.states import Role, Standing
from zi_portal.mail.states import MessageState


def membership(**values):
    return Membership(**{"pk": 4, "satker_id": 2, "role": Role.STAFF, "valid_from": date(2026, 1, 1)} | values)


@pytest.mark.parametrize(
    ("values", "words"),
    [({}, "—"), ({"position": "Kepala"}, "Kepala"), ({"position": "Kepala", "acting": "Plt."}, "Plt. Kepala")],
)
def test_an_acting_official_is_called_so(values, words):
    assert presenters.position(membership(**values)) == words


@pytest.mark.parametrize(("until", "words"), [(None, "seterusnya"), (date(2026, 6, 30), "30 Jun 2026")])
def test_a_role_without_end_goes_on(until, words):
    assert presenters.period(membership(valid_until=until)) == f"1 Jan 2026 – {words}"


def role(standing=Standing.IN_FORCE, *, active=True, password=True):
    user = SimpleNamespace(name="Sari", is_active=active, has_usable_password=lambda: password)
    return SimpleNamespace(pk=4, satker_id=2, user=user, standing=standing)


def mail(state):
    at = timezone.make_aware(datetime(2026, 3, 1, 9, 5))
    label = MessageState(state).label
    return SimpleNamespace(state=state, queued_at=at, sent_at=at, reason="Penuh.", get_state_display=lambda: label)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (role(), "Berlaku"),
        (role(Standing.AHEAD), "Belum berlaku"),
        (role(Standing.ENDED), "Berakhir"),
        (role(active=False), "Akun dinonaktifkan"),
    ],
)
def test_a_closed_account_is_said_before_its_role(item, words):
    assert presenters.standing(item, None).words == words


@pytest.mark.parametrize(
    ("password", "state", "remarks"),
    [
        (True, MessageState.SENT, []),
        (False, MessageState.SENT, ["belum membuat kata sandi", "undangan terkirim 1 Mar 2026 09.05"]),
        (False, MessageState.QUEUED, ["belum membuat kata sandi", "undangan menunggu dikirim"]),
    ],
)
def test_an_invitation_is_followed_until_there_is_a_password(password, state, remarks):
    assert presenters.standing(role(password=password), mail(state)).remarks == remarks


def test_a_mail_that_failed_can_be_sent_again_while_the_role_holds():
    view = presenters.standing(role(), mail(MessageState.BOUNCED))
    assert "oleh server surel" in view.failure and view.resend.url.endswith("#akun")
    assert presenters.standing(role(Standing.ENDED), mail(MessageState.BOUNCED)).resend is None


@pytest.mark.parametrize(("active", "verb"), [(True, "Nonaktifkan"), (False, "Aktifkan")])
def test_an_account_is_closed_or_opened(active, verb):
    assert presenters.account(SimpleNamespace(is_active=active))[0] == verb


def test_groups_at_the_lowest_level_take_no_groups():
    unit = SimpleNamespace(key="u5", title="Tim 1")
    node = SimpleNamespace(
        unit=unit, level=2, first=True, last=True, members=[], new_member="am5", new_unit="au5"
    )  # fmt: skip
    for deepest, labels in ((2, ["Tambah anggota"]), (3, ["Tambah anggota", "Tambah subkelompok"])):
        (group,) = presenters.groups([node], "u5", deepest)
        assert [link.label for link in group.links] == labels and group.line.open and not group.adding
