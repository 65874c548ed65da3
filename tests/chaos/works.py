"""The work that people and the clock cause, one entry for each kind of job, and how its results are counted."""

import http.client
import json
import subprocess
import sys
from dataclasses import dataclass, field, replace

from tests.chaos.proofs import Upload, photo
from tests.chaos.visitor import Onlooker, Visitor
from zi_portal import BASE_DIR
from zi_portal.demo.data import PASSWORD

DONE_BEFORE = {
    http.client.UNPROCESSABLE_ENTITY: "sudah memegang",
    http.client.CONFLICT: "sudah dipakai untuk kewajiban ini",
}
"""Status → words of an answer to who asks for what is there already."""

WORKBOOK = (BASE_DIR / "fixtures" / "demo" / "rencana-aksi-teluk-jernih.xlsx").read_bytes()
PAGES = ("/", "/keputusan/", "/rencana/", "/bantuan/", "/bukti/")


class Facts:
    """tests.chaos.facts in the environment of a profile: facts("jobs", after=7)."""

    def __init__(self, env):
        command = [sys.executable, "-m", "tests.chaos.facts"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=BASE_DIR, env=env, **pipes)

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
    """One thing that somebody asked for.

    accepted: the portal said yes; tries: how often it was sent; answer: the last one; seconds: the slowest one.
    """

    kind: str
    person: str
    path: str
    fields: dict = field(default_factory=dict)
    file: tuple | None = None
    result: str = ""
    accepted: bool = False
    tries: int = 0
    answer: str = ""
    seconds: float = 0.0


def prints(number, ground):
    """Both editions of the decree; result: the edition."""
    return [
        Cause("render_decree", "sari", f"/keputusan/{ground['decree']}/cetak/{edition}/", result=edition)
        for edition in ("asli", "salinan")
    ]


def uploads(number, ground):
    """Two workbooks; result: the file's name."""
    causes = []
    for name in (f"kerja-{number}-1.xlsx", f"kerja-{number}-2.xlsx"):
        fields = {"satker": ground["satker"], "year": 2027}
        causes.append(Cause("read_workbook", "sari", "/rencana/impor/", fields, ("file", name, WORKBOOK), name))
    return causes


def invitations(number, ground):
    """Four people get a role; result: the address."""
    causes = []
    for place in range(4):
        address = f"putaran-{number}-{place}@contoh.id"
        fields = {"email": address, "name": f"Orang {number} {place}", "role": "staff", "valid_from": "2026-01-01"}
        causes.append(Cause("send_mail", "andi", f"/satker/{ground['satker']}/orang/undang/", fields, None, address))
    return causes


def photos(number, ground):
    """Two photos sent in parts; result: the file's name."""
    names = [f"foto-{number}-{place}.jpg" for place in (1, 2)]
    fields = {"plan": ground["plan"]}
    return [
        Cause("check_upload", "dewi", "/bukti/unggah/", fields, ("file", name, photo(name)), name) for name in names
    ]


def offers(number, ground):
    """The enacted decree, which must be printed first, as proof of an obligation; result: the obligation."""
    obligation, fields = ground["obligation"], {"keputusan": ground["enacted"]}
    return [Cause("offer_decree", "dewi", f"/bukti/kewajiban/{obligation}/pakai/", fields, None, str(obligation))]


def packages(number, ground):
    """A package of an area; result: the part of the plan."""
    part = f"area-{number % 6 + 1}"
    return [Cause("build_package", "hendra", f"/bukti/rencana/{ground['plan']}/paket/", {"part": part}, None, part)]


def rekaps(number, ground):
    """The printed rekap of the plan; result: its form."""
    return [Cause("print_rekap", "hendra", f"/bukti/rencana/{ground['plan']}/rekap/pdf/", result="pdf")]


BY_PEOPLE = {
    "render_decree": prints,
    "read_workbook": uploads,
    "send_mail": invitations,
    "check_upload": photos,
    "offer_decree": offers,
    "build_package": packages,
    "print_rekap": rekaps,
}
"""Kind of job → what people do that makes one."""

AFTERWARDS = {"scan_evidence": "check_upload", "preview_evidence": "check_upload"}
"""Kind of job → the kind that makes one at its end."""

BY_THE_CLOCK = (
    "sweep_jobs",
    "verify_evidence",
    "sweep_files",
    "rescan_evidence",
    "sweep_mails",
    "owe_evidence",
    "sweep_uploads",
    "sweep_packages",
    "remake_previews",
    "sweep_sessions",
    "sweep_drafts",
    "sweep_notices",
)
"""Kinds of jobs that beat makes each day."""

REMIND = "send_reminders"
BY_THE_HOUR = (REMIND,)
"""Kinds of jobs that beat makes at certain times of the day."""

FORMER = ("teams.reset_mail", "teams.invitation_mail")
"""Kinds that only an earlier version made: their handlers put a send_mail in their place."""


def renamed(cause):
    """The cause under another name, for what may be there already though its answer was lost; None where it may not."""
    if cause.kind == "read_workbook":
        name = cause.file[1].replace(".xlsx", "-lagi.xlsx")
        return replace(cause, file=("file", name, cause.file[2]), result=name)
    if cause.kind == "build_package":
        part = f"quarter-{int(cause.result[-1]) % 4 + 1}"
        return replace(cause, fields={"part": part}, result=part)
    return None


class Crew:
    """Sari prints and uploads, Andi invites, Dewi sends evidence, Hendra asks for packages and rekaps; Bima looks."""

    def __init__(self, address, facts):
        self.facts = facts
        people = ("sari", "andi", "bima", "dewi", "hendra")
        self.people = {name: Visitor(address).sign_in(f"{name}@demo.test", PASSWORD) for name in people}
        self.rude, self.uploads = [], {}

    def onlooker(self):
        """Bima, between enter and exit."""
        return Onlooker(self.people["bima"], PAGES)

    def causes(self, number, ground):
        """What is asked for in this round, not sent yet."""
        return [cause for make in BY_PEOPLE.values() for cause in make(number, ground)]

    def upload(self, cause):
        """The Upload of a cause, which remembers what was sent."""
        visitor, (_, name, content) = self.people[cause.person], cause.file
        return self.uploads.setdefault(name, Upload(visitor, cause.fields["plan"], name, content))

    def send(self, cause):
        """Send it once; an answer that is no page and no sentence is kept in .rude."""
        cause.tries += 1
        if cause.kind == "check_upload":
            return self._send_in_parts(cause)
        answer = self.people[cause.person].post(cause.path, cause.fields, cause.file)
        cause.answer, cause.seconds = f"{answer.status} {answer.text[:200]}", answer.seconds
        cause.accepted = answer.status == http.client.FOUND and "/akun/masuk/" not in answer.location
        if cause.tries > 1 and answer.status in DONE_BEFORE and DONE_BEFORE[answer.status] in answer.text:
            cause.accepted = True  # the first try was written before its answer was lost
        if not answer.calm or answer.status == http.client.UNPROCESSABLE_ENTITY and not cause.accepted:
            self.rude.append(f"{cause.path}: {answer.status} {answer.text[:300]}")
        return answer

    def _send_in_parts(self, cause):
        upload = self.upload(cause)
        answer, cause.accepted = upload.send()
        cause.answer, cause.seconds = f"{answer.status} {answer.text[:200]}", upload.slowest
        if not answer.calm or 400 <= answer.status < 500:
            self.rude.append(f"{cause.result}: {answer.status} {answer.text[:300]}")
        if upload.forgotten:
            self.rude.append(f"{cause.result}: parts {sorted(upload.forgotten)} were forgotten")
        return answer


def count(facts, number, ground):
    """{(kind, result): how many results there are} of a round."""
    counts = {("render_decree", name): many for name, many in facts("prints", decree=ground["decree"]).items()}
    counts |= {("read_workbook", name): many for name, many in facts("uploads", prefix=f"kerja-{number}-").items()}
    counts |= {("send_mail", name): many for name, many in facts("letters", prefix=f"putaran-{number}-").items()}
    counts |= {("check_upload", name): many for name, many in facts("photos", prefix=f"foto-{number}-").items()}
    counts |= {("offer_decree", name): many for name, many in facts("offers", decree=ground["enacted"]).items()}
    counts |= {("build_package", name): many for name, many in facts("packages", after=ground["package"]).items()}
    counts |= {("print_rekap", form): many for form, many in facts("rekaps", after=ground["package"]).items()}
    if "now" in ground:
        counts |= {(REMIND, line): many for line, many in facts("reminders", now=ground["now"]).items()}
    return counts
