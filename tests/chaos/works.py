"""The work that people and the clock cause, one entry for each kind of job, and how its results are counted."""

import http.client
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.visitor import Onlooker, Visitor
from zi_portal.demo.data import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
WORKBOOK = (ROOT / "fixtures" / "demo" / "rencana-aksi-teluk-jernih.xlsx").read_bytes()
PAGES = ("/", "/keputusan/", "/rencana/", "/bantuan/")


class Facts:
    """tests.chaos.facts in the environment of a profile: facts("jobs", after=7)."""

    def __init__(self, env):
        command = [sys.executable, "-m", "tests.chaos.facts"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, **pipes)

    def __call__(self, ask, **question):
        self.ask(ask, **question)
        return self.answer()

    def ask(self, ask, **question):
        """Ask only; what is asked meanwhile is answered afterwards."""
        self.process.stdin.write(json.dumps({"ask": ask, **question}) + "\n")
        self.process.stdin.flush()

    def answer(self):
        """The answer to the oldest question; the program's end is an error."""
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.communicate(timeout=20)


@dataclass(slots=True)
class Cause:
    """One thing that somebody asked for. accepted: the portal said yes; tries: how often it was sent."""

    kind: str
    who: str
    path: str
    fields: dict = field(default_factory=dict)
    file: tuple | None = None
    result: str = ""
    accepted: bool = False
    tries: int = 0


def prints(number, ground):
    """Both editions of the decree; result: the edition."""
    return [
        Cause("render_decree", "sari", f"/keputusan/{ground['decree']}/cetak/{edition}/", result=edition)
        for edition in ("asli", "salinan")
    ]


def uploads(number, ground):
    """Two workbooks; result: the file's name."""
    made = []
    for name in (f"kerja-{number}-1.xlsx", f"kerja-{number}-2.xlsx"):
        fields = {"satker": ground["satker"], "year": 2027}
        made.append(Cause("read_workbook", "sari", "/rencana/impor/", fields, ("file", name, WORKBOOK), name))
    return made


def invitations(number, ground):
    """Four people get a role; result: the address."""
    made = []
    for place in range(4):
        address = f"putaran-{number}-{place}@contoh.id"
        fields = {"email": address, "name": f"Orang {number} {place}", "role": "staff", "valid_from": "2026-01-01"}
        made.append(Cause("send_mail", "andi", f"/satker/{ground['satker']}/orang/undang/", fields, None, address))
    return made


BY_PEOPLE = {"render_decree": prints, "read_workbook": uploads, "send_mail": invitations}
"""Kind of job → what people do that makes one."""

BY_THE_CLOCK = ("sweep_jobs", "sweep_mails", "sweep_files")
"""Kinds of jobs that beat makes each day."""

FORMER = ("teams.reset_mail", "teams.invitation_mail")
"""Kinds that only an earlier version made: their handlers put a send_mail in their place."""


class Crew:
    """Sari prints and uploads, Andi invites, Bima looks at pages."""

    def __init__(self, address, facts):
        self.facts = facts
        people = ("sari", "andi", "bima")
        self.people = {name: Visitor(address).sign_in(f"{name}@demo.test", PASSWORD) for name in people}
        self.rude = []

    def onlooker(self):
        """Bima, between enter and exit."""
        return Onlooker(self.people["bima"], PAGES)

    def causes(self, number, ground):
        """What is asked for in this round, not sent yet."""
        return [cause for make in BY_PEOPLE.values() for cause in make(number, ground)]

    def send(self, cause):
        """Send it once; an answer that is no page and no sentence is kept in .rude."""
        answer = self.people[cause.who].post(cause.path, cause.fields, cause.file)
        cause.tries += 1
        cause.accepted = answer.status == http.client.FOUND and "/akun/masuk/" not in answer.location
        if cause.tries > 1 and answer.status == http.client.UNPROCESSABLE_ENTITY and "sudah memegang" in answer.text:
            cause.accepted = True  # the first try was written before its answer was lost
        if not answer.calm or answer.status == http.client.UNPROCESSABLE_ENTITY and not cause.accepted:
            self.rude.append(f"{cause.path}: {answer.status} {answer.text[:300]}")
        return answer


def count(facts, number, ground):
    """{(kind, result): how many results there are} of a round."""
    found = {("render_decree", name): many for name, many in facts("prints", decree=ground["decree"]).items()}
    found |= {("read_workbook", name): many for name, many in facts("uploads", prefix=f"kerja-{number}-").items()}
    found |= {("send_mail", name): many for name, many in facts("letters", prefix=f"putaran-{number}-").items()}
    return found
