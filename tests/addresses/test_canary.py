"""No page, file, list, search, choice or error of one office holds a word of another, nor takes its ids."""

import re
from http import HTTPStatus

import pytest

from teams.states import Role
from tests.addresses.access_world import SENT, URLS, address
from tests.addresses.canaries import EXCUSED, WAYS, WORDS, found_in, name_of, paint, text_fields
from tests.addresses.test_access import MATRIX, writes
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

STRANGERS = ("lama", "tari", "dewi", "putra")
GETS = [case for case, method in MATRIX if method == "GET" and case != "calendar-file"]  # its address is the key to it
POSTS = [case for case, method in MATRIX if method == "POST"]
LISTS = (
    "plans:list", "decrees:list", "teams:satker-list", "teams:team-list", "jobs:mine", "evidence:home",
    "evidence:queue", "evidence:repair",
)  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def painted(stage):
    """The stage, with a canary in every text of the kabupaten; "lama" keeps his own name."""
    paint(stage.world.kabupaten, but=[stage.world.lama])
    return stage


def test_every_text_field_holds_a_canary_or_is_excused():
    names = {name_of(model, field) for model, field in text_fields()}
    painted = {name for name in names if name.split(".")[0] in WAYS and name not in EXCUSED}
    assert names - painted == set(EXCUSED)


@pytest.mark.case("D4", "D5")
@pytest.mark.parametrize("case", GETS)
def test_strangers_read_nothing_of_the_kabupaten(painted, case):
    for person in STRANGERS:
        if (person, case) != ("lama", "teams:profile"):  # his former role names its office
            assert found_in(painted.visit(person, case).said) == set()
            assert found_in(painted.visit(person, case, headers=HTMX).said) == set()


@pytest.mark.case("D2", "D4")
@pytest.mark.parametrize("case", GETS)
def test_pages_of_an_office_hold_nothing_of_its_neighbour(painted, case):
    assert found_in(painted.visit("dewi", case, of=painted.kota).said) == set()


@pytest.mark.parametrize("line", ["t", "u{unit}", "m{member}", "au", "am{unit}"])
def test_the_open_line_of_a_team_offers_nobody_of_its_neighbour(painted, line):
    where = address(painted.kota, "teams:team-edit")
    response = painted.ask("dewi", where, data={"buka": line.format(**ids(painted.kota))})
    assert (response.status_code, found_in(response.said)) == (HTTPStatus.OK, set())


@pytest.mark.case("D4", "D5")
@pytest.mark.parametrize("case", POSTS)
def test_answers_to_what_strangers_send_hold_nothing_either(painted, case):
    for person in STRANGERS:
        assert found_in(painted.visit(person, case, "POST").said) == set()


@pytest.mark.case("D4")
@pytest.mark.parametrize("case", LISTS)
@pytest.mark.parametrize("person", STRANGERS)
def test_searches_and_filters_of_strangers_find_nothing(painted, person, case):
    office = painted.world.kabupaten.pk
    for query in ({"q": "kanar"}, {"satker": office}, {"year": 2026}, {"state": "draft"}, {"sort": "title"}):
        assert found_in(painted.ask(person, address(painted.records, case), data=query).said) == set()


@pytest.mark.parametrize("case", LISTS)
def test_the_same_search_finds_it_for_the_office_itself(painted, case):
    assert found_in(painted.ask("sari", address(painted.records, case), data={"q": "kanar"}).said)


def searched(painted, person):
    """What the person reads who searches all evidence for the word of its pages."""
    return painted.ask(person, address(painted.records, "evidence:search"), data={"q": WORDS["FilePage.text"]}).said


@pytest.mark.case("D4")
@pytest.mark.parametrize("person", STRANGERS)
def test_a_stranger_who_searches_the_pages_of_evidence_reads_only_their_own_word(painted, person):
    assert found_in(searched(painted, person)) <= {WORDS["FilePage.text"]}


def test_every_canary_is_seen_by_people_of_the_office(painted):
    texts = [painted.visit(person, case).said for person in ("sari", "lukas", "andi", "nadia") for case in GETS]
    texts += re.findall(r"<mark[^>]*>(.*?)</mark>", searched(painted, "sari"))
    shown_words = found_in("\n".join(texts))
    assert {name for name, word in WORDS.items() if word not in shown_words} == set()


def sent(case, **foreign):
    """What a good POST of the kota sends, with something of the kabupaten in it."""
    return lambda own, other: (
        SENT[case](own)
        | {name: getattr(other, value).pk if hasattr(other, value) else value for name, value in foreign.items()}
    )


FOREIGN = {
    # what is foreign (or nonsense) → case, query string, data
    "office of a plan": ("plans:new", "", sent("plans:new", satker="satker")),
    "layout of a new plan": ("plans:new", "", sent("plans:new", layout="layout")),
    "layout of a plan": ("plans:settings", "", sent("plans:settings", layout="layout")),
    "office of an import": ("plans:import", "", sent("plans:import", satker="satker")),
    "parent of a new aspect": ("plans:aspect-add", "", sent("plans:aspect-add", parent="heading")),
    "parent of an aspect": ("plans:aspect", "", sent("plans:aspect", parent="heading")),
    "aspect of a new row": ("plans:row-add", "?aspek={aspect}", sent("plans:row-add")),
    "row above a new row": ("plans:row-add", "?sesudah={row}", sent("plans:row-add")),
    "office of a decree": ("decrees:new", "", sent("decrees:new", satker="satker")),
    "row that is no number": ("plans:row-add", "?sesudah=²", sent("plans:row-add")),
    "clause that is no number": ("decrees:clause-add", "?after=²", sent("decrees:clause-add")),
    "clause above a new clause": ("decrees:clause-add", "?after={clause}", sent("decrees:clause-add")),
    "team of an annex": ("decrees:annex-team", "", sent("decrees:annex-team", team="free_team")),
    "office of a team": ("teams:team-new", "", sent("teams:team-new", satker="satker")),
    "team to copy": ("teams:team-new", "", sent("teams:team-new", source="team")),
    "group to change": ("teams:team-edit", "?buka=u{unit}", sent("teams:team-edit")),
    "person to change": ("teams:team-edit", "?buka=m{member}", sent("teams:team-edit")),
    "group for a new group": ("teams:team-edit", "?buka=au{unit}", sent("teams:team-edit")),
    "group for a new person": ("teams:team-edit", "?buka=am{unit}", sent("teams:team-edit")),
    "line to delete": ("teams:team-row", "", lambda own, other: {"key": f"m{other.member.pk}", "act": "hapus"}),
    "group to delete": ("teams:team-row", "", lambda own, other: {"key": f"u{other.unit.pk}", "act": "hapus"}),
    "line to move": ("teams:team-row", "", lambda own, other: {"key": f"m{other.member.pk}", "act": "turun"}),
}
REFUSALS = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


def ids(records):
    return {name: value.pk for name, value in vars(records).items() if hasattr(value, "pk")}


@pytest.mark.case("B7", "D3")
@pytest.mark.parametrize("foreign", FOREIGN)
def test_an_id_of_another_office_is_refused_and_nothing_is_written(painted, foreign):
    case, query, data = FOREIGN[foreign]
    where = address(painted.kota, case) + query.format(**ids(painted.records))
    response = painted.ask("dewi", where, "POST", data=data(painted.kota, painted.records))
    assert response.status_code in REFUSALS
    assert (writes(response.queries), found_in(response.said)) == ([], set())


@pytest.mark.case("D3")
@pytest.mark.parametrize("field", ["user", "unit"])
def test_a_person_of_a_team_takes_neither_account_nor_group_of_another_office(painted, field):
    own, other = painted.kota, painted.records
    data = {"name": "Baru", "duty": "Anggota", "unit": own.unit.pk, "user": ""}
    foreign = {"user": painted.world.bima.pk, "unit": other.unit.pk}
    where = address(own, "teams:team-edit") + f"?buka=am{own.unit.pk}"
    assert painted.ask("dewi", where, "POST", data=data).status_code == HTTPStatus.FOUND
    response = painted.ask("dewi", where, "POST", data=data | {field: foreign[field]})
    assert (response.status_code, writes(response.queries)) == (HTTPStatus.UNPROCESSABLE_ENTITY, [])


@pytest.mark.case("D3", "D6")
@pytest.mark.parametrize("case", ["role-change", "role-end", "invitation-resend"])
def test_an_admin_reaches_no_role_of_another_office_through_their_own(painted, case):
    MembershipFactory(user=painted.world.dewi, satker=painted.world.kota, role=Role.ADMIN)
    mixed = URLS[f"teams:{case}"].split()
    assert mixed == ["satker", "membership"]
    records = type("Mixed", (), {"satker": painted.world.kota, "membership": painted.records.membership})
    response = painted.visit("dewi", f"teams:{case}", "POST", of=records)
    assert (response.status_code, writes(response.queries)) == (HTTPStatus.NOT_FOUND, [])
