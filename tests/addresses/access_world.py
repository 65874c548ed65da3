"""One of each thing of an office, how each URL is asked for it, and visits whose writes are undone."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie
from io import BytesIO
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from plans import workflow
from plans.decree import clauses, drafting
from plans.models import Annex, Decree, Document, Layout, LegalBasis, WorkbookImport
from plans.states import Action, AnnexKind, Edition, Section
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode
from plans.workbook import exporting, importing
from teams import roster
from teams.models import Membership, User
from teams.people.letters import queue_invitation
from tests.addresses import access_words as words
from tests.addresses.access_posts import ASKED, SENT
from tests.addresses.access_rows import PASSWORD, PERSONS
from tests.evidence import access as evidence
from tests.factories import LayoutFactory
from tests.plans.approval import a_decree, approved, submitted
from tests.plans.beginnings import access as beginnings
from tests.seeing import seen
from tests.zi_portal.reminders.notices import a_notice
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.mail import backends, outbox
from zi_portal.reminders import unsubscribing
from zi_portal.reminders.models import Holiday

URLS = {
    # name of the URL, and behind a space which of its cases → its arguments: records, or words as they are
    "home": "",
    "help": "",
    "livez": "",
    "readyz": "",
    "account_login": "",
    "account_session": "",
    "account_logout": "",
    "account_inactive": "",
    "account_change_password": "",
    "account_set_password": "",
    "account_reset_password": "",
    "account_reset_password_done": "",
    "account_reset_password_from_key_done": "",
    "account_reset_password_from_key": "1 keliru",
    "teams:profile": "",
    "teams:sessions-end": "",
    "teams:notice-choices": "",
    "teams:notice-return": "",
    "teams:notice-rules": "satker",
    "teams:notice-preview": "satker",
    "teams:notice-test": "satker",
    "teams:holidays": "",
    "teams:holidays-add": "",
    "teams:holiday": "holiday",
    "teams:holiday-delete": "holiday",
    "teams:satker-list": "",
    "teams:satker-detail": "satker",
    "teams:satker-settings": "satker",
    "teams:certifier-preview": "satker",
    "teams:satker-emblem": "satker",
    "teams:people": "satker",
    "teams:person-invite": "satker",
    "teams:role-change": "satker membership",
    "teams:role-end": "satker membership",
    "teams:invitation-resend": "satker membership",
    "teams:account-state": "satker membership",
    "teams:team-list": "",
    "teams:team-new": "",
    "teams:team-detail": "team",
    "teams:team-edit": "team",
    "teams:team-row": "team",
    "teams:team-undo": "team",
    "plans:list": "",
    "plans:new": "",
    **beginnings.URLS,
    "plans:import": "",
    "plans:import-preview": "upload",
    "plans:detail": "plan",
    "plans:settings": "plan",
    "plans:settings enacted": "enacted_plan",
    "plans:import-into": "plan",
    "plans:import-into enacted": "enacted_plan",
    "plans:import-changes": "into_upload",
    "plans:compare": "plan",
    "plans:compare-pdf": "plan",
    "plans:sheet": "plan",
    "plans:replace": "plan",
    "plans:replace enacted": "enacted_plan",
    "plans:replace-undo": "replacement",
    "plans:export xlsx": "plan xlsx",
    "plans:export json": "plan json",
    "plans:export pdf": "plan pdf",
    "plans:area-add": "plan",
    "plans:area": "area",
    "plans:aspect-add": "area",
    "plans:row-add": "area",
    "plans:aspect": "aspect",
    "plans:area-move": "area",
    "plans:area-delete": "area",
    "plans:aspect-move": "aspect",
    "plans:aspect-delete": "aspect",
    "plans:row": "row",
    "plans:row-reshape": "row",
    "plans:row-move": "row",
    "plans:row-relocate": "row",
    "plans:row-delete": "row",
    **words.LAYOUTS,
    "decrees:list": "",
    "decrees:new": "",
    "decrees:deleted": "",
    "decrees:restore": "deleted",
    "decrees:detail": "decree",
    "decrees:detail enacted": "enacted",
    "decrees:identity": "decree",
    "decrees:identity enacted": "enacted",
    "decrees:body": "decree",
    "decrees:bases": "decree",
    "decrees:clause-add": "decree diktum",
    "decrees:clause-edit": "clause",
    "decrees:clause-move": "clause",
    "decrees:clause-remove": "clause",
    "decrees:annexes": "decree",
    "decrees:annex-team": "decree",
    "decrees:annex-text": "decree",
    "decrees:annex-edit": "annex",
    "decrees:annex-move": "annex",
    "decrees:annex-remove": "annex",
    "decrees:annex-remove plan": "plan_annex",
    "decrees:amend": "enacted",
    "decrees:amend draft": "decree",
    "decrees:act submit": "decree submit",
    "decrees:act withdraw": "submitted withdraw",
    "decrees:act approve": "submitted approve",
    "decrees:act return": "submitted return",
    "decrees:act enact": "approved enact",
    "decrees:act revoke": "enacted revoke",
    "decrees:act supersede": "enacted supersede",
    "decrees:act delete": "decree delete",
    "decrees:act restore": "decree restore",
    "decrees:trial": "decree",
    "decrees:documents": "decree",
    "decrees:document": "decree salinan",
    "decrees:document lain": "decree lain",
    "decrees:download": "document",
    "jobs:status": "job",
    "jobs:retry": "job",
    "jobs:cancel": "job",
    "jobs:result": "job",
    "jobs:mine": "",
    "reminders:inbox": "",
    "reminders:open": "notice",
    "reminders:mark": "notice",
    "reminders:mark-all": "",
    "reminders:unmark-all": "",
    "reminders:unsubscribe": "unsubscribe_token",
    "reminders:unsubscribe broken": "keliru",
    "operations:jobs": "",
    "operations:job": "job",
    "operations:jobs-retry": "",
    "operations:job-retry": "job",
    "operations:health": "",
    "operations:notices": "",
    "operations:mails": "",
    "operations:mail": "mail",
    "operations:mail-read": "mail",
    "operations:mail-file": "mail",
    "operations:mail-retry": "",
    "operations:job-cancel": "job",
} | evidence.URLS


def patterns(resolver=None, namespace=""):
    """Names (with namespace) of all URL patterns of the portal, as a list."""
    names = []
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            names += patterns(entry, inner)
        else:
            names.append(f"{namespace}{entry.name}")
    return names


def address(records, case):
    """The URL of a case of URLS for these records."""
    words = URLS[case].split()
    values = [getattr(records, word, word) for word in words]
    return reverse(case.split()[0], args=[value.pk if isinstance(value, Model) else value for value in values])


# What an office has


def small_tree():
    """An area with a heading aspect, an aspect in it, another aspect, and three rows, the second in a run."""
    time = {"time": "Maret 2026", "target": "1 (satu) Laporan"}
    rows = [
        RowNode("a1", {"indicator": "Tim bekerja", "action": "Rapat", "evidence": "Notula", "note": "Segera"} | time),
        RowNode("a2", {"action": "Jadwal", "evidence": "Jadwal"} | time, continues={"indicator"}),
        RowNode("a3", {"indicator": "Tim dinilai", "action": "Menilai", "evidence": "Nilai"} | time),
    ]
    inner = AspectNode("", "Di bawah judul", rows=rows[2:])
    aspects = [AspectNode("1", "Tim Kerja", rows=rows[:2]), AspectNode("2", "Judul", heading=True, aspects=[inner])]
    return PlanTree("", [AreaNode("I", "Manajemen Perubahan", 1, aspects=aspects), AreaNode("II", "Tata Laksana", 2)])


def build(satker, *, staff, leader, mate):
    """One of each thing of the office: a namespace. staff, leader and mate are people of it."""
    records = SimpleNamespace(satker=satker, membership=Membership.objects.get(user=mate, satker=satker))
    satker.emblem.save("lambang.png", ContentFile(b"\x89PNG"))
    _plan(records, staff)
    _team(records, staff, mate)
    _decree(records, staff)
    _approvals(records, staff, leader)
    records.replacement = words.replaced(records.plan, staff)
    _upload(records, staff)
    _mail(records)
    records.notice = a_notice(staff, told_at=timezone.now() - timedelta(days=1))
    records.holiday = Holiday.objects.get(day=date(2026, 8, 17))
    records.unsubscribe_token = unsubscribing.token_of(staff)
    evidence.build(records, staff, leader)
    beginnings.build(records, staff)
    return records


def _plan(records, staff):
    preset = Layout.objects.filter(satker=None).order_by("pk").first()
    records.layout = LayoutFactory(satker=records.satker, base=preset, slug=f"bentuk-{records.satker.pk}")
    records.spare_layout = LayoutFactory(satker=records.satker, slug=f"cadangan-{records.satker.pk}")
    records.plan = drafting.new_plan(records.satker, 2026, records.layout, staff, tree=small_tree())
    records.area, records.other_area = records.plan.areas.order_by("position")
    records.aspect, records.heading = records.area.aspects.filter(parent=None).order_by("position")
    records.above, records.row = records.aspect.steps.order_by("position")


def _team(records, staff, mate):
    records.team = roster.create(records.satker, 2026, staff)
    records.free_team = roster.create(records.satker, 2025, staff)
    records.unit = records.team.units.order_by("pk").first()
    person = {"unit": records.unit.pk, "name": "Wulan", "job_title": "Ketua", "duty": "Pengarah", "user_id": mate.pk}
    records.member = roster.add_member(records.team, staff, **person)
    other = roster.add_member(records.team, staff, **person | {"name": "Bima"})
    records.undo = roster.delete(records.team, staff, "m", other.pk)


def _decree(records, staff):
    records.decree = records.plan.decree
    signers = {"issuer_name": "Lukas", "certifier_name": "Wulan", "certifier_title": "Kepala"}
    Decree.objects.filter(pk=records.decree.pk).update(place="Jernih", **signers)
    records.decree.refresh_from_db()
    clauses.add_team(records.decree, records.team, user=staff)
    records.annex = clauses.add_text_annex(records.decree, title="MAKLUMAT", text="Isi.", shows_place=True, user=staff)
    records.plan_annex = Annex.objects.get(plan=records.plan)
    records.clause = records.decree.clauses.filter(section=Section.DICTUM).order_by("position").first()
    records.basis = LegalBasis.objects.order_by("-position").first()


def _approvals(records, staff, leader):
    records.submitted = submitted(records.satker, by=staff)
    records.approved = approved(records.satker, by=staff)
    old = approved(records.satker, by=staff, year=2025)
    fields = {"number": "7", "number_year": 2025, "enacted_on": date(2025, 2, 3)}
    records.enacted = workflow.perform(
        Action.ENACT, decree=old, actor=leader, revision=old.revision, note="Selesai", **fields
    )
    records.enacted_plan = Annex.objects.get(decree=records.enacted, kind=AnnexKind.PLAN).plan
    records.document = printed(records.enacted)
    records.deleted = workflow.perform(Action.DELETE, decree=a_decree(records.satker), actor=staff)


def printed(decree):
    """A printed original of a frozen decree; the file is no real PDF."""
    document = Document.objects.create(
        decree=decree, edition=Edition.ORIGINAL, is_draft=False, source_sha256=decree.version.sha256, pages=1, size=9
    )
    document.file.save("asli.pdf", ContentFile(b"%PDF-1.7 "))
    return document


def _upload(records, staff):
    records.workbook = exporting.export(records.plan, exporting.XLSX).content
    workbook_import = WorkbookImport(satker=records.satker, year=2026, user=staff, file_name="rencana.xlsx")
    workbook_import.file.save(importing.storage_name(), ContentFile(records.workbook))
    importing.read_upload(workbook_import.pk, lambda percent=None: None)
    workbook_import.refresh_from_db()
    fields = {"payload": {"import": workbook_import.pk}, "owner": staff, "satker_code": records.satker.code}
    records.job = queue.enqueue("read_workbook", key=f"read:{workbook_import.pk}", **fields)
    Job.objects.filter(pk=records.job.pk).update(state=JobState.FAILED, reason="Berkas rusak.")
    records.job.refresh_from_db()
    WorkbookImport.objects.filter(pk=workbook_import.pk).update(job=records.job)
    records.upload = workbook_import
    records.into_upload = _upload_into(records, staff)


def _upload_into(records, staff):
    """A workbook of the plan with a changed cell, uploaded into it and read."""
    book = load_workbook(BytesIO(records.workbook))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "Menilai")
    cell.value = "Menilai lagi"
    content = BytesIO()
    book.save(content)
    upload = WorkbookImport(
        satker=records.satker, year=2026, user=staff, file_name="dari-rekan.xlsx", into=records.plan
    )
    upload.file.save(importing.storage_name(), ContentFile(content.getvalue()))
    importing.read_upload(upload.pk, lambda percent=None: None)
    upload.refresh_from_db()
    return upload


def _mail(records):
    """An invitation that failed, with a file of an earlier attempt."""
    queue_invitation(records.membership)
    message = outbox.begin(records.membership.user.mails.get().pk)
    outbox.give_up(message, "Server surel tidak menjawab.")
    message.refresh_from_db()
    message.file = f"{message.key}.eml"
    message.save(update_fields=["file"])
    backends.write(message.file, b"Subject: Peran Anda\n\nYth. Anda")
    records.mail = message


MOVED = 'UPDATE "entrance_session" SET "expire_date"'  # a session's end: in which visit, is the machine's speed


# Who comes to see it


@dataclass
class Stage:
    """The world with the records of the kabupaten (.records) and of the kota (.kota), and everybody signed in."""

    world: SimpleNamespace
    clients: dict = field(init=False)

    def __post_init__(self):
        world = self.world
        User.objects.update(password=make_password(PASSWORD))
        self.records = build(world.kabupaten, staff=world.sari, leader=world.lukas, mate=world.kirana)
        self.kota = build(world.kota, staff=world.dewi, leader=world.joko, mate=world.joko)
        self.records.preset = self.kota.preset = Layout.objects.filter(satker=None).order_by("pk").first()
        for name in PERSONS:
            if name:
                getattr(world, name).refresh_from_db()
        self.clients = {name: world.client(name) for name in PERSONS}
        self._remember("sari", self.records)
        self._remember("dewi", self.kota)

    def _remember(self, name, records):
        session = self.clients[name].session
        session["team_undo"] = records.undo
        session.save()

    def visit(self, person, case, method="GET", *, of=None, **options):
        """Answer to the person's request for a case of URLS; of: the records, those of the kabupaten if not said."""
        records = of or self.records
        where = address(records, case)
        if method == "POST":
            options["data"] = options.get("data") or SENT.get(case, lambda _: {})(records)
            where += ASKED.get(case, "")
        if method == "POST" and case == "teams:profile" and person:
            options["data"] |= {"seen": seen(getattr(self.world, person), name="", nip="")["seen"]}
        return self.ask(person, where, method, **options)

    def ask(self, person, where, method="GET", **options):
        """Answer to a request with its .queries and all that it .said; what it wrote, its cookies too, is undone."""
        client = self.clients[person]
        cookies = SimpleCookie(client.cookies.output(header="", sep="; "))
        cache.clear()
        connection.queries_log.clear()
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                response = getattr(client, method.lower())(where, **options)
            response.queries = [row["sql"] for row in queries if not row["sql"].startswith(MOVED)]
            response.said = _said(response)
            transaction.set_rollback(True)
        client.cookies = cookies
        return response


def _said(response):
    """Headers and content as one text; the file behind a download is closed."""
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return f"{response.headers}\n{content.decode(errors='replace')}"
