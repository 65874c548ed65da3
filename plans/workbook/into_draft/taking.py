"""From an uploaded workbook to changes of a draft: proposed for the page, taken in one step under the plan's lock."""

from django.db import transaction

from plans.models import WorkbookImport
from plans.plan import editing, rewriting, store
from plans.workbook.into_draft.merging import merge
from plans.workbook.into_draft.proposing import propose
from plans.workbook.marks import Marks
from plans.workbook.packing import unpack
from zi_portal.lib.errors import Refused, Stale

MOVED_ON = "Rencana ini diubah orang lain sejak halaman ini dibuka. Periksa lagi perubahannya, lalu ambil."
TAKEN_BEFORE = "Perubahan dari berkas ini sudah diambil. Unggah lagi berkasnya bila masih ada yang perlu diambil."
UNREAD = "Hasil baca berkas ini tidak tersimpan lagi. Unggah sekali lagi."
UNREADABLE = "Tabel dalam berkas ini belum dapat dibaca. Perbaiki berkasnya, lalu unggah lagi."
NOTHING = "Tidak ada perubahan yang dicentang, jadi tidak ada yang disimpan."


def reading_of(upload):
    """Return the SheetReading that the job kept of an upload into a draft; raise Stale where it did not."""
    if "reading" not in upload.sheets[0]:
        raise Stale(UNREAD)
    return unpack(upload.sheets[0]["reading"])


def marks_of(reading, plan):
    """Return the Marks of a reading whose workbook was exported from this plan, else None."""
    marks = Marks(**reading.marks) if reading.marks else None
    return marks if marks and marks.plan == plan.pk else None


def proposals_of(plan, reading, tree=None):
    """Return the Proposals of a reading for a plan; tree: the plan's, where it was loaded before."""
    tree = tree or store.load_tree(plan)
    spec, marks = store.layout_spec(plan.layout), marks_of(reading, plan)
    return propose(tree, spec, reading, marks, year=plan.year, revision=plan.revision)


def take(upload, user, keys, *, revision):
    """Make the changes with these keys in the draft, as one step; return their number.

    revision: of the plan as the page showed it. Raise Stale when the plan or the upload went on meanwhile, Refused
    when nothing is ticked or the plan is frozen.
    """
    reading = reading_of(upload)
    if reading.refused:
        raise Refused("unreadable", UNREADABLE, status=409)
    with transaction.atomic(), editing.change(upload.into_id, user, "imported_into", file=upload.file_name) as plan:
        if plan.revision != revision:
            raise Stale(MOVED_ON)
        if WorkbookImport.objects.filter(pk=upload.pk).exclude(plan=None).exists():
            raise Stale(TAKEN_BEFORE)
        tree, pks = store.load_with_pks(plan)
        count = merge(tree, proposals_of(plan, reading, tree), set(keys))
        if not count:
            raise Refused("nothing_ticked", NOTHING, status=409)
        rewriting.rewrite(plan, tree, pks)
        WorkbookImport.objects.filter(pk=upload.pk).update(plan=plan)
        plan.details["count"] = count
    return count
