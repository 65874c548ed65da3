"""What the database and the files say, asked by lines of JSON, in the environment of a profile.

python -m tests.chaos.facts; a question is {"ask": name, …}, an answer one line of JSON. A database that is away is
asked again until it answers.
"""

import hashlib
import json
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- Django must be set up first
from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from evidence.models import Evidence, Obligation, Package, StoredFile, UploadItem, UploadPart  # noqa: E402
from evidence.states import OPEN_ARRIVALS, Arrival, EvidenceState, Form, Preview, Scan  # noqa: E402
from plans.decree.payload import decree_payload, digest  # noqa: E402
from plans.models import Decree, Document, WorkbookImport  # noqa: E402
from teams.models import Membership  # noqa: E402
from zi_portal.audit import chain  # noqa: E402
from zi_portal.jobs import queue  # noqa: E402
from zi_portal.jobs.models import Job  # noqa: E402
from zi_portal.jobs.registry import KINDS  # noqa: E402
from zi_portal.jobs.states import OPEN, JobState  # noqa: E402
from zi_portal.lib.files import strays  # noqa: E402
from zi_portal.mail.models import Message  # noqa: E402
from zi_portal.mail.states import MessageState  # noqa: E402
from zi_portal.reminders import sweeping  # noqa: E402
from zi_portal.reminders.models import Digest, Notice  # noqa: E402
from zi_portal.reminders.recording import DIGEST, SINGLE  # noqa: E402

POLL = 0.003
GONE_SECONDS = 40
KILL_SECONDS = 20


def kinds():
    """Names of all kinds of work that this version knows."""
    return sorted(KINDS)


def prepare(number):
    """Change the draft decree's text and forget what packages held, so that making them is new work.

    Tells where people work, and the newest job.
    """
    decree = Decree.objects.get(state="draft", satker__code="98.01", year=2027)
    clause = decree.clauses.order_by("pk").first()
    decree.clauses.filter(pk=clause.pk).update(text=f"Butir untuk putaran {number}.")
    Package.objects.update(fingerprint="")
    item = _take_back(number)
    return {"decree": decree.pk, "satker": decree.satker_id, "after": _newest(Job), "package": _newest(Package), **item}


def _newest(model):
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _take_back(number):
    """An obligation that the enacted decree does not prove, and that decree without its printed file."""
    enacted = Decree.objects.get(state="enacted", satker__code="98.71")
    for document in Document.objects.filter(decree=enacted):
        document.file.delete(save=False)
        document.delete()
    rows = Obligation.objects.filter(plan__annex__decree=enacted, requirement__takes_file=True).order_by("pk")
    obligation = rows[number % rows.count()]
    Evidence.objects.filter(decree=enacted).update(state=EvidenceState.WITHDRAWN)
    return {"enacted": enacted.pk, "plan": obligation.plan_id, "obligation": obligation.pk}


def kill(kind, after, groups, make, most_seconds=0.0):
    """Wait until a worker is in the middle of a job of the kind, then kill -9 its group; how many jobs it left.

    groups: {part of the worker's name: process group}; make: [kind, key, payload] of jobs to enqueue first.
    most_seconds: longest time that the job is let go on. 0 when the work was done before we came.
    """
    begin(make)
    end = time.monotonic() + KILL_SECONDS
    jobs = Job.objects.filter(kind=kind, pk__gt=after)
    running = jobs.filter(state=JobState.RUNNING)
    while time.monotonic() < end:
        if holder := running.values_list("holder", flat=True).first():
            time.sleep(random.uniform(0.0, most_seconds))  # noqa: S311 -- no secret
            return _end(next(group for name, group in groups.items() if name in holder), running.filter(holder=holder))
        if make and not jobs.filter(state__in=OPEN).exists():
            return 0
        time.sleep(POLL)
    return 0


def begin(make):
    """Enqueue jobs, each [kind, key, payload]."""
    for name, key, payload in make:
        queue.enqueue(name, key=key, payload=payload)


def _end(group, jobs):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return 0  # it has just ended by itself
    return jobs.count()


def jobs(after):
    """Jobs younger than the mark."""
    fields = ("pk", "kind", "key", "state", "attempts", "reason")
    return list(Job.objects.filter(pk__gt=after).order_by("pk").values(*fields))


def open_jobs():
    """How many jobs wait or run."""
    return Job.objects.filter(state__in=OPEN).count()


def prints(decree):
    """{edition: how many whole files} of the decree's present text."""
    row = Decree.objects.select_related("satker").get(pk=decree)
    documents = Document.objects.filter(decree=row, source_sha256=digest(decree_payload(row)))
    return Counter(document.edition for document in documents if _whole(document))


def _whole(document):
    """Whether its file is there with its hash; for all rows with file and sha256."""
    if not document.file or not document.file.storage.exists(document.file.name):
        return False
    with document.file.open("rb") as file:
        return hashlib.sha256(file.read()).hexdigest() == document.sha256


def photos(prefix):
    """{name: how many} of sent files whose name begins so: stored whole once, found clean, with all pages."""
    ready = UploadItem.objects.filter(path__startswith=prefix, state=Arrival.READY).select_related("file")
    counts = Counter(item.path for item in ready if _shown(item.file))
    stored = Counter(StoredFile.objects.filter(name__startswith=prefix).values_list("name", flat=True))
    return {name: max(many, stored[name]) for name, many in counts.items()}


def _shown(file):
    pages = list(file.page_set.all())
    has_pictures = all(page.image and page.image.storage.exists(page.image.name) for page in pages)
    is_ready = file.scan == Scan.CLEAN and file.preview == Preview.IMAGES and file.pages == len(pages) > 0
    return _whole(file) and is_ready and has_pictures


def offers(decree):
    """{obligation: how many evidences} that the decree proves, each with its whole file."""
    rows = Evidence.objects.filter(decree=decree).exclude(state=EvidenceState.WITHDRAWN)
    proofs = [proof for proof in rows if _whole(proof.present.file)]
    return Counter(str(use.obligation_id) for proof in proofs for use in proof.uses.all())


def packages(after):
    """{part of the plan: how many whole packages} younger than the mark."""
    archives = Package.objects.filter(pk__gt=after, form=Form.ZIP)
    return Counter(f"{package.scope}-{package.scope_value}" for package in archives if _whole(package))


def rekaps(after):
    """{form: how many whole rekaps} younger than the mark."""
    sheets = Package.objects.filter(pk__gt=after).exclude(form=Form.ZIP)
    return Counter(package.form for package in sheets if _whole(package))


def uploads(prefix):
    """{file name: how many were read} of uploads whose name begins so."""
    imports = WorkbookImport.objects.filter(file_name__startswith=prefix)
    return Counter(
        workbook_import.file_name
        for workbook_import in imports
        if workbook_import.sheets and workbook_import.file.storage.exists(workbook_import.file.name)
    )


def letters(prefix):
    """{address: how many letters in the mail folder} to addresses that begin so and have a role."""
    roles = Membership.objects.filter(user__email__startswith=prefix).values_list("user__email", flat=True)
    files = [path for path in Path(settings.EMAIL_FILE_PATH).rglob("*.eml")]
    texts = [path.read_text(encoding="utf8", errors="replace") for path in files]
    to = [address for text in texts for address in re.findall(r"^To: .*?([\w.@-]+)>?$", text, re.M)]
    return Counter(address for address in to if address in set(roles))


def left_behind():
    """Files without a row that the daily sweep takes away (as it would tomorrow), and rows whose file is missing."""
    swept = strays.forget_before(timezone.now() + timedelta(minutes=1))
    return {"swept": swept, "missing": sorted(strays.referenced() - set(strays.stored()))}


def broken():
    """What is wrong with the audit chain and with SQLite's file; [] when nothing is."""
    faults = [f"audit event {row} is broken" for row in [chain.verify()] if row]
    left = UploadPart.objects.exclude(item__state__in=OPEN_ARRIVALS).count()
    faults += [f"{left} parts of files that have ended"] if left else []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            check = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        faults += [] if check == "ok" else [f"integrity_check: {check}"]
    return faults


def forget_reminders():
    """Forget who was reminded of what, with the mails; tell the moment of a morning and what its sweep is to write.

    The morning is a week before the day on which most is due. Of the real morning's sweep none is open then.
    """
    end = time.monotonic() + GONE_SECONDS
    while Job.objects.filter(kind="send_reminders", state__in=OPEN).exists() and time.monotonic() < end:
        time.sleep(POLL)
    Notice.objects.all().delete()
    Digest.objects.all().delete()
    Job.objects.filter(key__in=[f"mail:{key}" for key in _reminding().values_list("key", flat=True)]).delete()
    _reminding().delete()
    due_on = Counter(Obligation.objects.values_list("due_on", flat=True)).most_common(1)[0][0]
    morning = datetime.combine(due_on - timedelta(days=7), datetime.min.time(), timezone.get_default_timezone())
    now = morning + timedelta(hours=9)
    sweep = sweeping.sweep(now, dry_run=True)
    lines = [f"{row.user_id} {row.topic} {row.kind}" for row in sweep.candidates]
    return {"now": now.isoformat(), "results": [*lines, f"{sweep.queued} mails"]}


def _reminding():
    """Mails of the sweeps."""
    return Message.objects.filter(kind__in=(DIGEST, SINGLE))


def reminders(now):
    """{line of the ledger, or number of mails: how many} of the sweep of a moment; lines whose mail waits are none.

    A person with two digests of the day is one as well.
    """
    rows = Notice.objects.filter(told_at=datetime.fromisoformat(now)).select_related("message")
    ended = [
        row for row in rows if row.message is None or row.message.state in (MessageState.SENT, MessageState.DROPPED)
    ]
    digests = Counter(_reminding().filter(kind=DIGEST).values_list("user_id", "about__day"))
    counts = Counter(f"{row.user_id} {row.topic} {row.kind}" for row in ended)
    counts[f"{_reminding().filter(notices__in=rows).distinct().count()} mails"] = 1
    return counts | {f"digest {user_id} {day}": many for (user_id, day), many in digests.items()}


ASKED = [kinds, prepare, kill, jobs, open_jobs, prints, uploads, letters, photos, offers, packages, rekaps]
ASKED += [left_behind, broken, begin, forget_reminders, reminders]


def answer(question):
    """The answer; while the database is away it is asked again, for at most GONE_SECONDS."""
    act = next(function for function in ASKED if function.__name__ == question["ask"])
    arguments = {name: value for name, value in question.items() if name != "ask"}
    end = time.monotonic() + GONE_SECONDS
    while True:
        try:
            return act(**arguments)
        except (DatabaseError, InterfaceError):
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
