"""The files of an upload as a table on the screen: where each stands, what is proposed, what was typed."""

import re
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q

from evidence.models import FilePage, UploadBatch, UploadItem
from evidence.obligations import deriving
from evidence.places import listing, matching, paths
from evidence.states import Arrival
from plans.models import Plan
from plans.states import DecreeState

UNPLACED = (Arrival.READY, Arrival.ANNOUNCED, Arrival.ARRIVED)
MAX_TITLE_LENGTH = 200
_IDLE = re.compile(
    r"(?<![\s-])[\s-]++(?:final|fix|scan|ttd|rev(?:isi)?(?:\s?\d+)?|copy|salinan|\(\d+\))", re.IGNORECASE
)
"""Words at the end of a file's name that say nothing of its content."""


class View:
    """Views of an upload: the values of ?tampil=."""

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
    """A proposed place of a file. reason: in Indonesian; ticked: whether it is chosen."""

    place: listing.Place
    reason: str
    ticked: bool

    @property
    def key(self):
        """Return the obligation's pk as text."""
        return str(self.place.id)

    @property
    def remarks(self):
        """Return why it is proposed, and whether there is evidence already; in Indonesian."""
        return [*([self.reason] if self.reason else []), *(["sudah ada bukti"] if self.place.filled else [])]


@dataclass(slots=True)
class Row:
    """A file of an upload on the screen. choices: its proposed places; place_names: names of places that people typed.

    view: the one of VIEWS that shows it; image: pk of the picture of its first page, None without one.
    """

    item: UploadItem
    view: str
    choices: list = field(default_factory=list)
    place_names: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    selected: bool = False
    image: int | None = None

    @property
    def key(self):
        """Return the item's pk as text, for names of fields."""
        return str(self.item.pk)

    @property
    def has_place(self):
        """Return whether a place is chosen or typed already: the other proposals are folded away then."""
        return bool(self.place_names) or any(choice.ticked for choice in self.choices)


def waiting(user):
    """Return the user's UploadBatches with unplaced files, the newest first: .ready, .unsent, .checking count those."""
    counts = {
        "ready": Count("items", filter=Q(items__state=Arrival.READY)),
        "unsent": Count("items", filter=Q(items__state=Arrival.ANNOUNCED)),
        "checking": Count("items", filter=Q(items__state=Arrival.ARRIVED)),
    }
    related = ("satker", "plan", "area", "evidence", "obligation__requirement")
    batches = UploadBatch.objects.visible_to(user).filter(user=user).annotate(**counts).select_related(*related)
    return batches.filter(Q(ready__gt=0) | Q(unsent__gt=0) | Q(checking__gt=0)).order_by("-pk")


def items(batch):
    """Return the files of an upload in the order they were announced, those of a .zip after it; one query."""
    return list(batch.items.select_related("file", "evidence").order_by("pk"))


def places_by_id(batch):
    """Return {obligation pk: Place} of all the upload's plan asks for, or the plan that has replaced it since."""
    return {place.id: place for place in listing.of_plan(current(batch.plan))}


def current(plan):
    """Return the plan in force of the same office and year, the plan itself when there is none."""
    if deriving.in_force(plan):
        return plan
    rows = Plan.objects.filter(satker=plan.satker_id, year=plan.year, annex__decree__archive=False)
    return rows.filter(annex__decree__state=DecreeState.ENACTED).order_by("-pk").first() or plan


def rows(batch, items, places_by_id):
    """Return the Row of each item with its proposals: the place of the upload if it has one, else those of its name."""
    return [_row(batch, item, places_by_id) for item in items]


def view_counts(rows):
    """Return [(view, its name, number of rows)] of the views that show any of rows, the view of all rows first."""
    numbers = Counter(row.view for row in rows)
    numbers[View.ALL] = len(rows)
    return [(view, name, numbers[view]) for view, name in VIEWS.items() if numbers[view] or view == View.ALL]


def add_images(rows):
    """Give each row the picture of its file's first page; one query."""
    files = {row.item.file_id for row in rows if row.item.file_id}
    pages = FilePage.objects.filter(file__in=files, number=1, part=1).exclude(image="").values_list("file", "pk")
    images = dict(pages)
    for row in rows:
        row.image = images.get(row.item.file_id)


def _row(batch, item, places_by_id):
    row = Row(item, _view(item))
    if item.state != Arrival.READY or batch.evidence_id:
        return row
    if batch.obligation_id in places_by_id:
        row.choices = [Choice(places_by_id[batch.obligation_id], "tempat unggahan ini", ticked=True)]
        return row
    proposals = [proposal for proposal in item.proposal if proposal["obligation"] in places_by_id]
    sure = best(proposals)
    row.view = View.SURE if sure else View.CHOOSE
    for proposal in proposals:
        place = places_by_id[proposal["obligation"]]
        row.choices.append(Choice(place, proposal["why"], ticked=place.id == sure))
    return row


def best(proposals):
    """Return the obligation's pk of the proposal that is sure enough to be ticked beforehand, else None."""
    ranked = [matching.Proposal(proposal["obligation"], proposal["score"], proposal["why"]) for proposal in proposals]
    sure = matching.sure(ranked)
    return sure.slot if sure else None


def title_of(path):
    """Return a title for the file: its name without folders, suffix and code."""
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    words = " ".join(paths.without_code(stem.replace("_", " ")).split())
    words = words[: _idle_from(words)] or words
    return (words[:1].upper() + words[1:])[:MAX_TITLE_LENGTH]


def _idle_from(words):
    """Return where the idle words at the end of a name begin, its length when it has none."""
    start = end = 0
    for match in _IDLE.finditer(words):
        start = start if match.start() == end else match.start()
        end = match.end()
    return start if end == len(words) else len(words)


def _view(item):
    if item.state in {Arrival.PLACED, Arrival.UNPACKED}:
        return View.DONE
    if item.state in {Arrival.REFUSED, Arrival.CANCELLED}:
        return View.REFUSED
    return View.SURE if item.state == Arrival.READY else View.OPEN


def restore(row, obligation_ids, place_names, *, selected):
    """Put what somebody ticked and typed into a row that is shown again."""
    for choice in row.choices:
        choice.ticked = choice.place.id in obligation_ids
    row.place_names, row.selected = place_names, selected
