"""Demo offices and the people who sign in there."""

from teams.models import Membership, Satker, User
from zi_portal.demo import data

START = "2026-01-01"


def load_people():
    """Make the offices, accounts and roles that are missing; return {part of the address before the @: account}."""
    content = data.read("orang")
    for office in content["offices"]:
        _office(office)
    return {person["email"].partition("@")[0]: _person(person) for person in content["people"]}


def _office(office):
    parent = Satker.objects.get(code=office["parent"])
    fields = office | {"parent": parent, "path": f"{parent.path}{office['code']}/"}
    Satker.objects.get_or_create(code=office["code"], defaults=fields)


def _person(person):
    user = User.objects.filter(email=person["email"]).first()
    if user is None:
        user = User.objects.create_user(person["email"], data.PASSWORD, name=person["name"], nip=person.get("nip", ""))
    satker = Satker.objects.get(code=person["satker"])
    Membership.objects.get_or_create(
        user=user,
        satker=satker,
        role=person["role"],
        defaults={"area": person.get("area"), "position": person["position"], "valid_from": START},
    )
    return user
