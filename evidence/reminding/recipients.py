"""Who is told of an obligation or an evidence: whose roles are in force, who is assigned, who is in a working team."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from evidence.models import StepAssignment
from evidence.proofs.reviewing import REPAIRERS
from plans.states import DecreeState
from plans.workbook.reading.words import component_of
from teams.models import Membership, Satker, TeamMember
from teams.states import Role

ASSIGNED, MEMBER, STAFF = "petugas langkah", "anggota pokja", "staf satker"
LEADER, REVIEWER, SENDER = "pimpinan", "peninjau satker atasan", "pengunggah"
NOBODY_LEFT = "tidak ada lagi yang bertugas"
NO_COORDINATOR = "pimpinan, karena area ini tanpa koordinator"
UNIT_TITLES = (
    "unit__title",
    "unit__parent__title",
    "unit__parent__parent__title",
    "unit__parent__parent__parent__title",
)
"""Titles of a member's group and of those around it; groups are nested up to four levels (teams.roster.MAX_DEPTH)."""


@dataclass(frozen=True, slots=True)
class Office:
    """What a candidate needs of an office; superior_id: of the office that reviews it."""

    code: str
    zone: str
    superior_id: int


class People:
    """The people of the offices on a day, by role, assignment and working team; at most four queries.

    satker_codes: offices of the obligations (None: all); the people of those above them are read too.
    """

    def __init__(self, today, satker_codes=None):
        offices = Satker.objects.all()
        if satker_codes is not None:
            below = Satker.objects.filter(code__in=satker_codes)
            offices = offices.filter(Q(code__in=satker_codes) | Q(pk__in=below.values("parent")))
        rows = offices.order_by().values_list("pk", "code", "time_zone", "parent_id")
        self.offices = {pk: Office(code, zone, parent_id or pk) for pk, code, zone, parent_id in rows}
        self._is_limited = satker_codes is not None
        self._by_role, self._at_office, self._by_area = defaultdict(list), defaultdict(set), {}
        grants = self._of_offices(Membership.objects.active(today).filter(user__is_active=True))
        for satker_id, role, user_id, area in grants.order_by("pk").values_list("satker", "role", "user", "area"):
            self._by_role[satker_id, role].append((user_id, area))
            self._at_office[satker_id].add(user_id)

    def _of_offices(self, rows, path="satker"):
        return rows.filter(**{f"{path}__in": list(self.offices)}) if self._is_limited else rows

    @cached_property
    def _assignees(self):
        """{(office, key of a row): id of the user assigned last, None where that was nobody}."""
        rows = self._of_offices(StepAssignment.objects.all()).order_by("pk")
        return {key[:2]: key[2] for key in rows.values_list("satker", "step_key", "user").iterator(chunk_size=10_000)}

    @cached_property
    def _members(self):
        """{(office, year, number of an area): ids of the members of its working team in force who have accounts}."""
        rows = TeamMember.objects.filter(user__isnull=False, unit__team__deleted=False)
        rows = rows.filter(unit__team__annex__decree__state=DecreeState.ENACTED)
        rows = self._of_offices(rows, "unit__team__satker").order_by("pk")
        members = defaultdict(list)
        fields = ("unit__team__satker", "unit__team__year", "user", *UNIT_TITLES)
        for satker_id, year, user_id, *titles in rows.values_list(*fields):
            area = next((area for title in titles if title and (area := component_of(title))), None)
            members[satker_id, year, area].append(user_id)
        return members

    def with_role(self, satker_id, why, *roles):
        """Return {id of a user: why} of those who have one of the roles at an office."""
        return {user_id: why for role in roles for user_id, _ in self._by_role[satker_id, role]}

    def coordinators(self, satker_id, area):
        """Return {id of a user: why} of the coordinators of an area, and of those of all areas."""
        why = f"koordinator area {area}" if area else "koordinator"
        grants = self._by_role[satker_id, Role.COORDINATOR]
        return {user_id: why for user_id, own_area in grants if own_area is None or own_area == area}

    def coordinators_or_leaders(self, satker_id, area):
        """Return {id of a user: why} of the coordinators of an area, of the leaders where it has none."""
        return self.coordinators(satker_id, area) or self.with_role(satker_id, NO_COORDINATOR, Role.LEADER)

    def leaders(self, satker_id):
        """Return {id of a user: why} of the leaders of an office."""
        return self.with_role(satker_id, LEADER, Role.LEADER)

    def superior_reviewers(self, satker_id):
        """Return {id of a user: why} of the reviewers of the office above; of the national one its own."""
        return self.with_role(self.offices[satker_id].superior_id, REVIEWER, Role.REVIEWER)

    def staff(self, satker_id):
        """Return {id of a user: why} of the staff of an office."""
        return self.with_role(satker_id, STAFF, Role.STAFF)

    def last_resort(self, satker_id):
        """Return {id of a user: why} of those who are told that nobody is left."""
        return self.with_role(satker_id, NOBODY_LEFT, Role.ADMIN, Role.LEADER)

    def responsible(self, satker_id, year, area, step_key):
        """Return {id of a user: why} of those who see to an obligation of a row; {} where nobody is left."""
        user_id = self._assignees.get((satker_id, step_key))
        if user_id in self._at_office[satker_id]:
            return {user_id: ASSIGNED}
        key = satker_id, year, area
        if key not in self._by_area:
            self._by_area[key] = self._area_people(*key) or self.staff(satker_id)
        return self._by_area[key]

    def _area_people(self, satker_id, year, area):
        own_ids = self._at_office[satker_id]
        members = self._members.get((satker_id, year, area), ()) if area else ()
        team = {user_id: MEMBER for user_id in members if user_id in own_ids}
        return team | self.coordinators(satker_id, area)

    def deciders(self, satker_id, areas, excluded_ids):
        """Return {id of a user: why} of the coordinators who may decide on evidence of these areas, else the leaders.

        excluded_ids: of who sent it or gave it a place; the form of permissions.can_decide for many.
        """
        areas_by_user = defaultdict(set)
        for user_id, area in self._by_role[satker_id, Role.COORDINATOR]:
            areas_by_user[user_id].add(area)
        coordinators = {
            user_id: "koordinator area bukti itu"
            for user_id, own_areas in areas_by_user.items()
            if user_id not in excluded_ids and (None in own_areas or areas <= own_areas)
        }
        return coordinators or self.deciding_leaders(satker_id, excluded_ids)

    def deciding_leaders(self, satker_id, excluded_ids):
        """Return {id of a user: why} of the leaders but these."""
        leaders = self.leaders(satker_id)
        return {user_id: why for user_id, why in leaders.items() if user_id not in excluded_ids}

    def repairers(self, satker_id, sender_id):
        """Return the ids of those who are told of an evidence that came back: its sender, else the staff."""
        if sender_id in self.with_role(satker_id, SENDER, *REPAIRERS):
            return [sender_id]
        return list(self.staff(satker_id) or self.last_resort(satker_id))
