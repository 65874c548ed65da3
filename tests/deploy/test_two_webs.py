"""A second web process on another port: each step of the work at another one, as if there were only one."""

import re

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from plans.states import Action
from tests.browser.test_main_job import WORKBOOK
from tests.deploy.test_trial import wait_for

pytestmark = pytest.mark.trial


def test_a_decree_goes_its_way_through_both(production, visitor):
    first, second = production.web_addresses
    sari, lukas = visitor(), visitor()
    sari.sign_in("sari@demo.test", address=first)
    preview = uploaded(sari, second)
    wait_for(lambda: "Pratinjau" in sari.get(preview, address=first).text, "the workbook is read")
    plan = sari.post(preview, address=second, simpan="1").headers["Location"]
    decree = re.search(r"/keputusan/\d+/", sari.get(plan, address=first).text).group()
    sari.post(f"{decree}cetakan/", address=second)
    wait_for(lambda: "dapat dicetak: " in sari.get(f"{decree}cetakan/", address=first).text, "the trial print is made")
    act(sari, decree, Action.SUBMIT, first)
    lukas.sign_in("lukas@demo.test", address=second)
    assert f'href="{decree}"' in lukas.get("/", address=first).text
    act(lukas, decree, Action.APPROVE, second)
    assert "state-approved" in sari.get(decree, address=first).text


def uploaded(person, address):
    """Send the demo's workbook for import; path of the page that shows what was read."""
    page = person.get("/rencana/impor/", address=address).text
    office = re.search(r'<option value="(\d+)"', page)[1]
    with WORKBOOK.open("rb") as file:
        body = encode_multipart(BOUNDARY, {"satker": office, "year": 2026, "file": file})
    token = person.cookies["__Host-csrftoken"]
    headers = {"Content-Type": MULTIPART_CONTENT, "X-CSRFToken": token, "Referer": address.replace("http:", "https:")}
    answer = person.send("POST", "/rencana/impor/", body=body, headers=headers, address=address)
    assert answer.status == 302, answer.text[:500]
    return answer.headers["Location"]


def act(person, decree, action, address):
    """Change the decree's state by its page."""
    path = f"{decree}tindakan/{action}/"
    revision = re.search(r'name="revision" value="(\d+)"', person.get(path, address=address).text)[1]
    answer = person.post(path, address=address, revision=revision, note="", mengerti="1")
    assert answer.status == 302, answer.text[:500]
