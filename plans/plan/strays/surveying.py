"""What is left in a plan from another year or another office, grouped, each group with all its places. Pure."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from plans.plan.strays import regions, years
from plans.plan.strays.passages import AREA, ASPECT, CITATION, PLAN, ROW
from teams.offices.naming import title_case

YEAR, REGION = "year", "region"
COUNTED = (
    # sources, word for one place, word for several
    ((PLAN,), "judul tabel"),
    ((AREA,), "nama area"),
    ((ASPECT,), "nama aspek"),
    (("decree", "annex"), "judul atau lampiran keputusan"),
    (("clause",), "butir keputusan"),
    (("team", "unit", "member"), "isian tim"),
)


@dataclass(frozen=True, slots=True)
class Home:
    """What a plan may name. year: its own; regions: names of its office's region, of those above and below it.

    region: of its office, province: the one above it, "" for none; register: regions.Register of all offices.
    """

    year: int
    region: str
    province: str
    regions: frozenset[str]
    register: regions.Register
    institution: str = "KOMISI PEMILIHAN UMUM"


@dataclass(frozen=True, slots=True)
class Group:
    """The passages that name one other year or region. name: "2025" or "KABUPATEN LUWU".

    mostly: most rows of the plan name it instead of their own. registered: whether the register has the region.
    """

    kind: str
    name: str
    passages: tuple = ()
    mostly: bool = False
    registered: bool = True

    @property
    def label(self):
        """Return the year or the region as it is written in a sentence."""
        return self.name if self.kind == YEAR else title_case(self.name)

    @property
    def rows(self):
        """Return the number of rows that name it."""
        return len({passage.row for passage in self.passages if passage.row})

    @property
    def message(self):
        """Return the group in a sentence: "43 baris dan 1 judul tabel menyebut tahun 2025"."""
        subject = f"tahun {self.name}" if self.kind == YEAR else self.label
        ending = "" if self.registered else ", yang tidak ada dalam daftar satker"
        counts = self._counts()
        return f"{counts[:1].upper()}{counts[1:]} menyebut {subject}{ending}"

    def _counts(self):
        in_rows = [passage for passage in self.passages if passage.source == ROW]
        count = self.rows if self.kind == YEAR else len(in_rows)
        parts = [f"{count} {'baris' if self.kind == YEAR else 'sel'}"] if count else []
        for sources, word in COUNTED:
            places = sum(passage.source in sources for passage in self.passages)
            number = f"{places} " if sources != (PLAN,) else ""
            parts += [f"{number}{word}"] if places else []
        return " dan ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


@dataclass(slots=True)
class Survey:
    """What the passages of a plan name beside what they may name; groups: the largest first."""

    home: Home
    passages: list
    groups: list[Group] = field(default_factory=list)

    @property
    def years(self):
        """Return the groups of years."""
        return [group for group in self.groups if group.kind == YEAR]

    @property
    def regions(self):
        """Return the groups of regions."""
        return [group for group in self.groups if group.kind == REGION]

    @property
    def mostly(self):
        """Return whether most rows name another year or another office."""
        return any(group.mostly for group in self.groups)


def survey(passages, home):
    """Return the Survey of Passages; clauses that cite are kept for replacing, nothing in them is a stray."""
    passage_list = list(passages)
    search = _Search([passage for passage in passage_list if passage.source != CITATION], home)
    groups = [*search.year_groups(), *search.region_groups()]
    groups.sort(key=lambda group: (not group.mostly, -len(group.passages), group.kind, group.name))
    return Survey(home, passage_list, groups)


class _Search:
    """Looks through the passages once; texts that stand in several cells are read once."""

    def __init__(self, passage_list, home):
        self.passages, self.home = passage_list, home
        self.rows = {passage.row for passage in passage_list if passage.row}
        self.years_by_text = {passage.text: years.year_mentions(passage.text) for passage in passage_list}

    def year_groups(self):
        year = self.home.year
        passages_by_year, rows_by_year, own_rows, dated_rows = {}, {}, set(), set()
        for passage in self.passages:
            named = [mention for mention in self.years_by_text[passage.text] if not mention.cited]
            if named or passage.field == "time":
                dated_rows.add(passage.row)
            if any(mention.includes(year) for mention in named):
                own_rows.add(passage.row)
            for stray in _years_of([mention for mention in named if not mention.includes(year)]):
                passages_by_year.setdefault(stray, []).append(passage)
                rows_by_year.setdefault(stray, set()).add(passage.row)
        alien_rows = set().union(*(rows for stray, rows in rows_by_year.items() if stray not in (year, year + 1)))
        if not any(passage.field == "time" for passage in self.passages):
            dated_rows = self.rows  # a grid: its ticks lie in the plan's year
        mostly = 2 * len(alien_rows - own_rows - {0}) > len(dated_rows - {0})
        commonest = max(rows_by_year, key=lambda stray: (len(rows_by_year[stray]), stray), default=0)
        return [
            Group(YEAR, str(stray), tuple(places), mostly=mostly and stray == commonest)
            for stray, places in passages_by_year.items()
        ]

    @cached_property
    def mentions_by_text(self):
        """{text: its Mentions}, also of regions that the register has not; a text without any is left out."""
        mentions_by_text = _mentions_by_text(self.years_by_text, self.home.register)
        register = regions.with_unregistered(chain.from_iterable(mentions_by_text.values()), self.home.register)
        is_unchanged = register is self.home.register
        return mentions_by_text if is_unchanged else _mentions_by_text(self.years_by_text, register)

    def region_groups(self):
        groups_of_passages, rows_by_name, own_rows = {}, {}, set()
        for passage, names, own in self._named():
            if own:
                own_rows.add(passage.row)
            for name in names:
                groups_of_passages.setdefault(name, []).append(passage)
                rows_by_name.setdefault(name, set()).add(passage.row)
        half = len(self.rows) / 2
        return [
            Group(
                REGION,
                name,
                tuple(places),
                mostly=len(rows_by_name[name] - own_rows - {0}) > half,
                registered=name in self.home.register.names,
            )
            for name, places in groups_of_passages.items()
        ]

    def _named(self):
        """Yield (passage, names of other regions in it, whether it names its own)."""
        names_by_text = {text: self._other_names(text) for text in self.mentions_by_text}
        all_choices = [choice for choices, _ in names_by_text.values() for choice in choices]
        explicit_names = {choice[0] for choice in all_choices if len(choice) == 1}
        for passage in self.passages:
            choices, own = names_by_text.get(passage.text, ((), False))
            names = dict.fromkeys(_chosen(choice, explicit_names) for choice in choices)
            if names or own:
                yield passage, list(names), own

    def _other_names(self, text):
        """Return ([names that a mention may mean, for each mention of another region], whether its own is named)."""
        choices, own = [], False
        cited = years.citations(text)
        for mention in self.mentions_by_text[text]:
            if self.home.regions.intersection(mention.names):
                own = own or self.home.region in mention.names
            elif mention.start not in cited:
                choices.append(mention.names)
        return choices, own


def _mentions_by_text(texts, register):
    return {text: text_mentions for text in texts if (text_mentions := regions.mentions(text, register))}


def _chosen(names, explicit_names):
    """Return the name that an ambiguous one ("Bogor") means: one that is named in full elsewhere, else the first."""
    return next((name for name in names if name in explicit_names), names[0])


def _years_of(mentions):
    return dict.fromkeys(year for mention in mentions for year in (mention.first, mention.last))
