"""Who may do what with the evidence of a kabupaten, as tables: a predicate, and exactly the people it lets through."""

import pytest

from evidence import permissions
from evidence.proofs import attaching, reviewing
from teams.states import Role
from tests.conftest import PEOPLE
from tests.evidence.ground import a_proof, also_as, owing
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
EVERYBODY = [*PEOPLE, "joko", "lama", "mati"]

OFFICE = {
    "can_upload": {"sari", "bima", "kirana"},
    "can_refine": {"sari", "bima"},
    "can_package": {"sari", "bima", "kirana", "lukas", "maya", "andi", "rian", "nadia"},
}
PROOF = {
    # of a proof in area 1 that sari sent
    "can_revise": {"sari", "bima", "kirana"},
    "can_settle": {"sari", "bima", "kirana"},
    "can_decide": {"kirana", "lukas", "maya"},
    "can_confirm": {"rian"},
    "can_note": {"kirana", "lukas", "maya", "rian"},
}


@pytest.fixture
def world(staged):
    return staged


def in_area(ground, number):
    return [obligation for obligation in ground.obligations if obligation.step.area.component_id == number]


def let_through(world, predicate, subject):
    return {name for name in EVERYBODY if getattr(permissions, predicate)(getattr(world, name), subject)}


def test_with_the_office(world):
    assert {name: let_through(world, name, world.kabupaten) for name in OFFICE} == OFFICE


def test_with_a_proof_that_staff_sent(world, ground):
    proof = a_proof(in_area(ground, 1), world.sari)
    assert {name: let_through(world, name, proof) for name in PROOF} == PROOF


def test_a_coordinator_decides_on_what_serves_own_areas_only(world, ground):
    other = a_proof(in_area(ground, 2), world.sari)
    shared_proof = a_proof(in_area(ground, 1)[:1] + in_area(ground, 2)[:1], world.sari)
    assert not permissions.can_decide(world.kirana, other)
    assert not permissions.can_decide(world.kirana, shared_proof)
    also_as(world.kirana, world.kabupaten, Role.COORDINATOR, area=2)
    assert permissions.can_decide(world.kirana, other)
    assert permissions.can_decide(world.kirana, shared_proof)


def test_an_area_without_a_number_is_for_the_leader_and_the_coordinator_of_all(world, ground):
    area = ground.steps[0].area
    area.component = None
    area.save()
    proof = a_proof(ground.obligations[:1], world.sari)
    coordinator_of_all = MembershipFactory(satker=world.kabupaten, role=Role.COORDINATOR, area=None).user
    assert not permissions.can_decide(world.kirana, proof)
    assert permissions.can_decide(world.lukas, proof)
    assert permissions.can_decide(coordinator_of_all, proof)


@pytest.mark.case("D7")
def test_whoever_sent_the_present_revision_decides_nothing_whatever_the_role(world, ground):
    person = UserFactory(name="Serba")
    for satker, role in [(world.kabupaten, role) for role in Role] + [(world.province, Role.REVIEWER)]:
        MembershipFactory(user=person, satker=satker, role=role, area=None)
    proof = a_proof(ground.obligations[:1], person)
    assert permissions.can_revise(person, proof)
    assert not permissions.can_decide(person, proof)
    assert not permissions.can_confirm(person, proof)
    assert not permissions.can_note(person, proof)


def test_whoever_put_it_to_a_place_does_not_decide_that_it_proves_it(world, ground):
    also_as(world.kirana, world.kabupaten, Role.COORDINATOR)
    proof = a_proof(in_area(ground, 1)[:1], world.sari)
    assert permissions.can_decide(world.kirana, proof) and proof in reviewing.waiting_for(world.kirana)
    extended = attaching.extend(proof, in_area(ground, 1)[1:2], actor=world.kirana)
    assert extended == proof and not permissions.can_decide(world.kirana, extended)
    assert extended not in reviewing.waiting_for(world.kirana) and permissions.can_decide(world.lukas, extended)
    again = attaching.revise(
        extended, actor=world.sari, file=extended.present.file
    )  # sari answers for all its places now
    assert permissions.can_decide(world.kirana, again) and again in reviewing.waiting_for(world.kirana)


def test_only_the_office_directly_above_confirms(world, ground):
    """Rian's own province does; the office above the province, another province, and the office itself do not."""
    proof = a_proof(ground.obligations[:1], world.sari)
    reviewers = {
        satker: MembershipFactory(satker=satker, role=Role.REVIEWER).user
        for satker in (world.national, world.elsewhere, world.kabupaten)
    }
    assert not any(permissions.can_confirm(user, proof) for user in reviewers.values())


def test_the_evidence_of_the_national_office_is_confirmed_by_its_own_reviewer(world):
    leader = MembershipFactory(satker=world.national, role=Role.LEADER).user
    ground = owing(world.national, by=world.sari, leader=leader)
    staff = MembershipFactory(satker=world.national, role=Role.STAFF).user
    inspector = MembershipFactory(satker=world.national, role=Role.REVIEWER).user
    proof = a_proof(ground.obligations[:1], staff)
    assert permissions.can_confirm(inspector, proof)
    assert not permissions.can_confirm(world.nadia, proof)
    assert not permissions.can_confirm(world.rian, proof)


def test_an_office_that_gets_another_parent_is_confirmed_by_the_new_one(world, ground):
    proof = a_proof(ground.obligations[:1], world.sari)
    proof.satker.parent = world.elsewhere
    assert permissions.can_confirm(world.putra, proof)
    assert not permissions.can_confirm(world.rian, proof)


def test_a_role_that_ended_lets_nobody_through(world, ground):
    proof = a_proof(ground.obligations[:1], world.sari)
    former = MembershipFactory(satker=world.province, role=Role.REVIEWER, valid_until="2021-01-01").user
    assert not permissions.can_confirm(former, proof)
    assert not permissions.can_revise(world.lama, proof)
