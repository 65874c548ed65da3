"""What a decree that changes another (PERUBAHAN ATAS …) or replaces it ("mencabut") says of it, and the check of it."""

from plans.models import Clause
from plans.plan.gaps import WARNING, Gap
from plans.states import Issuer, Section
from teams.offices.naming import sentence_name, title_case

CHANGE, REPLACE = WAYS = ("ubah", "ganti")
CHANGE_TITLE = "PERUBAHAN ATAS {} TENTANG {}"
CONSIDERATIONS = {
    CHANGE: "bahwa {} perlu disesuaikan dengan perkembangan pelaksanaannya;",
    REPLACE: "bahwa {} tidak lagi sesuai dengan kebutuhan sehingga perlu diganti;",
}
DICTUMS = {
    CHANGE: "Mengubah {} sehingga menjadi sebagaimana tercantum dalam Lampiran Keputusan ini.",
    REPLACE: "Pada saat Keputusan ini berlaku, {} dicabut dan dinyatakan tidak berlaku.",
}
PARTS = {Section.CONSIDERING: "Menimbang", Section.RECALLING: "Mengingat", Section.DICTUM: "diktum"}


def short_reference(old):
    """Return how a text names a decree without its title, e.g. "Keputusan Komisi … Nomor 17 Tahun 2026"."""
    issuer = "Sekretaris " if old.issuer == Issuer.SECRETARY else ""
    return f"Keputusan {issuer}{sentence_name(old.satker)} Nomor {old.number} Tahun {old.number_year}"


def reference(old):
    """Return how a text names a decree with its title."""
    return f"{short_reference(old)} tentang {title_case(old.title)}".rstrip(" .;")


def adapt(decree, old, way):
    """Write into a draft, copied from an enacted decree, that it changes or replaces it; way: one of WAYS.

    The caller renumbers the clauses and audits.
    """
    if way == CHANGE:
        decree.title = CHANGE_TITLE.format(short_reference(old).upper(), old.title)
        decree.save(update_fields=["title"])
    name = reference(old)
    _append(decree, Section.CONSIDERING, CONSIDERATIONS[way].format(name), before_last=True)
    _append(decree, Section.RECALLING, f"{name};")
    _append(decree, Section.DICTUM, DICTUMS[way].format(name), before_last=True)


def _append(decree, section, text, *, before_last=False):
    """Add a clause at the end of a section; before_last: before its last paragraph of level 0, which closes it."""
    clauses = list(Clause.objects.filter(decree=decree, section=section).order_by("position", "pk"))
    tops = [index for index, clause in enumerate(clauses) if clause.level == 0]
    place = tops[-1] if before_last and len(tops) > 1 else len(clauses)
    clauses.insert(place, Clause(decree=decree, section=section, position=place + 1, text=text))
    for position, clause in enumerate(clauses, 1):
        clause.position = position
    clauses[place].save()
    Clause.objects.bulk_update([clause for clause in clauses if clause is not clauses[place]], ["position"])


def gaps(decree, link):
    """Yield a warning for each part of an amendment that does not name the number and year of the decree it amends.

    link: function of a section that returns the URL where it is corrected.
    """
    if not decree.amends_id:
        return
    old, clauses = decree.amends, list(decree.clauses.all())
    number = f"nomor {old.number} tahun {old.number_year}".casefold()
    for section, name in PARTS.items():
        texts = " ".join(clause.text for clause in clauses if clause.section == section)
        if number not in " ".join(texts.split()).casefold():
            text = f"Bagian {name} belum menyebut keputusan yang diubah, Nomor {old.number} Tahun {old.number_year}."
            yield Gap("amended_not_named", WARNING, text, link(section))
