"""Where the files of an upload go: what is proposed, what people choose, and the evidence that is made of it."""

import re
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.dateparse import parse_date

from evidence.models import Evidence, FilePage, Obligation, UploadBatch, UploadItem
from evidence.obligations import deriving
from evidence.places import listing, matching, paths
from evidence.proofs import attaching
from evidence.states import Arrival, EvidenceKind, EvidenceState
from evidence.workflow import Refused, Stale
from plans.models import Plan
from plans.states import DecreeState

LONGEST_TITLE = 200
AT_ONCE = 200
_IDLE = re.compile(
    r"(?<![\s-])[\s-]++(?:final|fix|scan|ttd|rev(?:isi)?(?:\s?\d+)?|copy|salinan|\(\d+\))", re.IGNORECASE
)
"""What people put at the end of a file's name that says nothing of its content."""
UNPLACED = (Arrival.READY, Arrival.ANNOUNCED, Arrival.ARRIVED)

GONE = "Berkas ini sudah ditempatkan atau dibatalkan. Muat ulang halaman untuk melihat keadaannya."
UNKNOWN_PLACE = "Tempat “{}” tidak ada dalam rencana ini. Pilih salah satu dari daftar."
BAD_DATE = "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-03-31."
BAD_PERIOD = "Akhir masa mendahului awalnya. Betulkan salah satu tanggalnya."
SAME_HERE = "Berkas yang sama sudah menjadi bukti di tempat ini: “{}”. Pilih tempat lain atau singkirkan berkas ini."


class View:
    """What of an upload is shown: the values of ?tampil=."""

    ALL, CHOOSE, SURE, REFUSED, DONE, OPEN = "semua", "perlu", "siap", "ditolak", "selesai", "belum"


VIEWS = {
    View.ALL: "Semua",
    View.CHOOSE: "Perlu dipilih",
    View.SURE: "Siap disimpan",
    View.REFUSED: "Ditolak",
    View.DONE: "Selesai",
    View.OPEN: "Belum selesai",
}


@dataclass(slots=True)
class Choice:
    """A proposed place of a file. why: in Indonesian; ticked: chosen."""

    place: listing.Place
    why: str
    ticked: bool

    @property
    def key(self):
        """The obligation's number as text."""
        return str(self.place.id)


@dataclass(slots=True)
class Row:
    """A file of an upload on the screen, with what was proposed or typed. others: names of places typed by people.

    view: which of VIEWS it stands in; image: pk of the picture of its first page, None without.
    """

    item: UploadItem
    view: str
    choices: list = field(default_factory=list)
    others: list = field(default_factory=list)
    title: str = ""
    since: str = ""
    until: str = ""
    page: str = ""
    errors: list = field(default_factory=list)
    picked: bool = False
    image: int | None = None

    @property
    def key(self):
        """The item's number as text, for names of fields."""
        return str(self.item.pk)

    @property
    def settled(self):
        """Whether a place stands there already: the other proposals are out of the way then."""
        return bool(self.others) or any(choice.ticked for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody chose for one file: pks of obligations, names of others, the rest as typed."""

    chosen: frozenset
    others: list
    title: str
    since: str
    until: str
    page: str
    picked: bool


def waiting(user):
    """Uploads of a user that hold files without a place, the newest first: .ready, .unsent, .checking are numbers."""
    counts = {
        "ready": Count("items", filter=Q(items__state=Arrival.READY)),
        "unsent": Count("items", filter=Q(items__state=Arrival.ANNOUNCED)),
        "checking": Count("items", filter=Q(items__state=Arrival.ARRIVED)),
    }
    near = ("satker", "plan", "area", "evidence", "obligation__requirement")
    held = UploadBatch.objects.visible_to(user).filter(user=user).annotate(**counts).select_related(*near)
    return held.filter(Q(ready__gt=0) | Q(unsent__gt=0) | Q(checking__gt=0)).order_by("-pk")


def items(batch):
    """Files of an upload in the order they were announced, those out of a .zip after it; one query."""
    return list(batch.items.select_related("file", "evidence").order_by("pk"))


def known(batch):
    """{obligation pk: Place} of everything the plan of the upload asks for, or the plan that replaced it since."""
    return {one.id: one for one in listing.of_plan(current(batch.plan))}


def current(plan):
    """The plan in force of the same office and year; the plan itself where there is none."""
    if deriving.in_force(plan):
        return plan
    rows = Plan.objects.filter(satker=plan.satker_id, year=plan.year, annex__decree__archive=False)
    return rows.filter(annex__decree__state=DecreeState.ENACTED).order_by("-pk").first() or plan


def rows(batch, found, where):
    """[Row] of items, each with its proposals: the place of the upload where it has one, else those of its name."""
    return [_row(batch, item, where) for item in found]


def counted(found):
    """[(view, its name, number of rows)] of all rows, first all of them."""
    numbers = Counter(row.view for row in found)
    numbers[View.ALL] = len(found)
    return [(view, name, numbers[view]) for view, name in VIEWS.items() if numbers[view] or view == View.ALL]


def picture(shown):
    """Give each row the picture of its file's first page; one query."""
    files = {row.item.file_id for row in shown if row.item.file_id}
    pages = FilePage.objects.filter(file__in=files, number=1, part=1).exclude(image="").values_list("file", "pk")
    images = dict(pages)
    for row in shown:
        row.image = images.get(row.item.file_id)


def _row(batch, item, where):
    row = Row(item, _view(item))
    if item.state != Arrival.READY or batch.evidence_id:
        return row
    row.title = title_of(item.path)
    if batch.obligation_id in where:
        row.choices = [Choice(where[batch.obligation_id], "tempat unggahan ini", ticked=True)]
        return row
    offered = [one for one in item.proposal if one["obligation"] in where]
    sure = best(offered)
    row.view = View.SURE if sure else View.CHOOSE
    row.choices = [Choice(where[one["obligation"]], one["why"], ticked=one["obligation"] == sure) for one in offered]
    return row


def best(proposal):
    """Obligation of the proposal that is sure enough to be ticked beforehand, else None."""
    found = matching.sure([matching.Proposal(one["obligation"], one["score"], one["why"]) for one in proposal])
    return found.slot if found else None


def title_of(path):
    """A title for the file: its name without folders, suffix and code."""
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    words = " ".join(paths.without_code(stem.replace("_", " ")).split())
    words = words[: _idle_from(words)] or words
    return (words[:1].upper() + words[1:])[:LONGEST_TITLE]


def _idle_from(words):
    """Where the idle words at the end of a name begin; its length where it has none."""
    start = end = 0
    for found in _IDLE.finditer(words):
        start = start if found.start() == end else found.start()
        end = found.end()
    return start if end == len(words) else len(words)


def _view(item):
    if item.state in {Arrival.PLACED, Arrival.UNPACKED}:
        return View.DONE
    if item.state in {Arrival.REFUSED, Arrival.CANCELLED}:
        return View.REFUSED
    return View.SURE if item.state == Arrival.READY else View.OPEN


def retyped(row, typed):
    """Put what somebody typed into a row that is shown again."""
    for choice in row.choices:
        choice.ticked = choice.place.id in typed.chosen
    row.others, row.title, row.page = typed.others, typed.title, typed.page
    row.since, row.until, row.picked = typed.since, typed.until, typed.picked


def chosen(typed, where):
    """Obligations of what was chosen for a file, [] where nothing was; raises Refused for a place that is unknown."""
    names = {place.name.casefold(): place.id for place in where.values()}
    found = [pk for pk in typed.chosen if pk in where]
    for name in typed.others:
        if name.casefold() not in names:
            raise Refused("unknown_place", UNKNOWN_PLACE.format(name))
        found.append(names[name.casefold()])
    return list(dict.fromkeys(found))


def put(item, typed, where, *, actor, request_id=""):
    """Make the evidence of one file, put to what was chosen; None where nothing was chosen (left for later).

    Raises PermissionDenied, Refused.
    """
    wanted = chosen(typed, where)
    if not wanted:
        return None
    since, until = _period(typed)
    with transaction.atomic():
        held = _locked(item)
        _new_here(held.file, wanted)
        try:
            made = attaching.prove(
                Obligation.objects.filter(pk__in=wanted), kind=EvidenceKind.FILE, actor=actor, title=typed.title,
                file=held.file, page=typed.page, request_id=request_id, proves_from=since, proves_until=until,
            )  # fmt: skip
        except ValidationError as error:
            raise Refused("invalid", " ".join(error.messages)) from error
        return _placed(held, made)


def _period(typed):
    since, until = _day(typed.since), _day(typed.until)
    if since and until and until < since:
        raise Refused("invalid", BAD_PERIOD)
    return since, until


def put_sure(found, where, *, actor, request_id=""):
    """(number of evidences made, [(item, sentence)] of what did not go) of files whose place is sure.

    At most AT_ONCE in one go, so that it ends while the person waits.
    """
    done, refused = 0, []
    for item in found:
        sure = best([one for one in item.proposal if one["obligation"] in where])
        if item.state != Arrival.READY or not sure:
            continue
        if done + len(refused) == AT_ONCE:
            break
        typed = Typed(frozenset({sure}), [], title_of(item.path), "", "", "", picked=False)
        try:
            put(item, typed, where, actor=actor, request_id=request_id)
            done += 1
        except Refused as error:
            refused.append((item, error.message))
    return done, refused


def revise(item, evidence, *, actor, revision=None, note="", request_id=""):
    """Make the file the next revision of an evidence. Raises PermissionDenied, Refused."""
    with transaction.atomic():
        held = _locked(item)
        try:
            made = attaching.revise(
                evidence, actor=actor, file=held.file, revision=revision, note=note, request_id=request_id
            )
        except Stale as error:
            raise Refused(error.code, error.args[0], status=409) from error
        return _placed(held, made)


def _locked(item):
    held = UploadItem.objects.select_for_update(of=("self",)).select_related("file").get(pk=item.pk)
    if held.state != Arrival.READY:
        raise Refused("gone", GONE, status=409)
    return held


def _placed(held, made):
    held.state, held.evidence = Arrival.PLACED, made
    held.save(update_fields=["state", "evidence"])
    return made


def _new_here(file, wanted):
    """The same file proves the same thing once only."""
    attaching.hold(wanted)
    same = Evidence.objects.filter(revisions__file=file, uses__obligation__in=wanted)
    present = same.exclude(state=EvidenceState.WITHDRAWN).order_by("pk").first()
    if present:
        raise Refused("same_here", SAME_HERE.format(present.title), status=409)


def _day(text):
    """A date or None; raises Refused for what is no date."""
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise Refused("bad_date", BAD_DATE)
    return day
