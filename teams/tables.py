"""Tables of the lists of offices, people and teams."""

import django_tables2 as tables
from django.template.loader import render_to_string

from teams.models import Membership, Satker, Team
from teams.people.letters import invitation_of
from teams.presenters import standing

PERSON = (
    '<span class="fw-semibold">{{ record.user.name }}</span>'
    '<br><span class="text-body-secondary small">{{ record.user.email }}</span>'
)
ROLE = (
    "{{ record.get_role_display }}"
    '{% if record.area %}<br><span class="text-body-secondary small">{{ record.area_name }}</span>{% endif %}'
)
POSITION = "{% if record.acting %}{{ record.acting }} {% endif %}{{ record.position|default:'—' }}"
PERIOD = (
    '{{ record.valid_from|date:"j M Y" }} – '
    '{% if record.valid_until %}{{ record.valid_until|date:"j M Y" }}{% else %}seterusnya{% endif %}'
)
ACTIONS = (
    '{% if record.standing != "ended" %}<span class="text-nowrap">'
    '<a href="{% url "teams:role-change" record.satker_id record.pk %}">Ubah'
    '<span class="visually-hidden"> peran {{ record.user.name }}</span></a> · '
    '<a href="{% url "teams:role-end" record.satker_id record.pk %}">Akhiri'
    '<span class="visually-hidden"> peran {{ record.user.name }}</span></a></span>{% endif %}'
)
TEAM_STATE = (
    '{% if record.frozen %}{% include "lib/icon.html" with name="lock" %} Dibekukan'
    '{% else %}{% include "lib/icon.html" with name="pencil" %} Dapat diubah{% endif %}'
)


class SatkerTable(tables.Table):
    code = tables.Column(verbose_name="Kode")
    short_name = tables.Column(verbose_name="Satker", linkify=("teams:satker-detail", {"pk": tables.A("pk")}))
    level = tables.Column(verbose_name="Tingkat")
    parent = tables.Column(verbose_name="Atasan", accessor="parent__short_name", default="—")
    place = tables.Column(verbose_name="Tempat penetapan", default="belum diisi")

    class Meta:
        model = Satker
        fields = ["code", "short_name", "level", "parent", "place"]
        order_by = ["code"]


class MembershipTable(tables.Table):
    user = tables.TemplateColumn(PERSON, verbose_name="Nama", order_by=["user__name", "pk"])
    role = tables.TemplateColumn(ROLE, verbose_name="Peran")
    position = tables.TemplateColumn(POSITION, verbose_name="Jabatan")
    valid_from = tables.TemplateColumn(PERIOD, verbose_name="Masa")
    standing = tables.Column(verbose_name="Status", orderable=False)
    actions = tables.TemplateColumn(ACTIONS, verbose_name="Tindakan", orderable=False)

    class Meta:
        model = Membership
        fields = ["user", "role", "position", "valid_from", "standing", "actions"]
        order_by = ["user"]

    def render_standing(self, record):
        """Return the role's status and its invitation's; rows come from letters.with_invitations."""
        return render_to_string("teams/standing.html", {"shown": standing(record, invitation_of(record))})


class TeamTable(tables.Table):
    satker = tables.Column(
        verbose_name="Tim", accessor="satker__short_name", linkify=("teams:team-detail", {"pk": tables.A("pk")})
    )
    year = tables.Column(verbose_name="Tahun")
    person_count = tables.Column(verbose_name="Orang")
    row_count = tables.Column(verbose_name="Baris")
    frozen = tables.TemplateColumn(TEAM_STATE, verbose_name="Status")

    class Meta:
        model = Team
        fields = ["satker", "year", "person_count", "row_count", "frozen"]
        order_by = ["-year", "satker"]
