"""Words to replace in a plan, and every change that they would make, each with its place. Pure."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256

from plans.plan.strays import regions, years
from plans.plan.strays.passages import CITATION, Passage
from plans.plan.strays.surveying import REGION, YEAR
from teams.offices.naming import title_case

TEXT = "text"
KINDS = (YEAR, REGION, TEXT)
INSTITUTIONS = {
    "KOMISI PEMILIHAN UMUM": {"KIP": "KPU", "KOMISI INDEPENDEN PEMILIHAN": "Komisi Pemilihan Umum"},
    "KOMISI INDEPENDEN PEMILIHAN": {"KPU": "KIP", "KOMISI PEMILIHAN UMUM": "Komisi Independen Pemilihan"},
}
"""{name of an office's institution: {another one: what stands in its place}}."""
MAX_WORDS = 200
"""Characters of a text that is looked for, and of the one that replaces it."""


MOST_SENT = 4 * MAX_WORDS
"""Characters of a swap as forms send it; more cannot be one, and would be nested too deep to be read."""

_LONE_YEAR = re.compile("20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Swap:
    """Words that are replaced: a year, the name of a region in capitals, or any text; old → new."""

    kind: str
    old: str
    new: str

    @property
    def words(self):
        """Return what is replaced, in a sentence."""
        spelled = title_case if self.kind == REGION else str
        return f"{spelled(self.old)} → {spelled(self.new)}" if self.new else f"{spelled(self.old)} → (dihapus)"

    def to_text(self):
        """Return the swap as forms send it."""
        return json.dumps([self.kind, self.old, self.new], ensure_ascii=False)


def from_text(text):
    """Return the Swap of to_text(), None for anything else."""
    if len(text) > MOST_SENT:
        return None
    try:
        kind, old, new = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    if kind not in KINDS or not all(isinstance(part, str) and len(part) <= MAX_WORDS for part in (old, new)):
        return None
    is_year = old.isdecimal() and new.isdecimal() and len(old) == len(new) == 4 and (old + new).isascii()
    if not old.strip() or kind == YEAR and not is_year or kind == REGION and not new.strip():
        return None
    return Swap(kind, old.strip(), " ".join(new.split()) if kind != TEXT else new.strip())


def typed(old, new, home):
    """Return the Swap that a person typed: of a year or a region, in all its forms, where both texts are one."""
    old, new = " ".join(old.split()), " ".join(new.split())
    if all(_LONE_YEAR.fullmatch(text) for text in (old, new)):
        return Swap(YEAR, old, new)
    names = [_lone_region(text, home.register) for text in (old, new)]
    return Swap(REGION, *names) if all(names) and not home.regions.intersection(names[:1]) else Swap(TEXT, old, new)


def _lone_region(text, register):
    """Return the region that is the whole text, with its kind ("KPU" may stand before it), "" for any other text."""
    text_mentions = regions.mentions(text, register)
    whole = len(text_mentions) == 1 and (text_mentions[0].start, text_mentions[0].end) == (0, len(text))
    return text_mentions[0].name if whole and text_mentions[0].kind_start >= 0 else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement at its place: text[start:end] of the passage becomes new.

    key: names it again as long as the passage has this text; ticked: whether it is proposed (what is cited is not).
    """

    key: str
    passage: Passage
    start: int
    end: int
    new: str
    swap: Swap
    ticked: bool

    @property
    def old(self):
        """Return the words that are replaced, as they stand in the passage."""
        return self.passage.text[self.start : self.end]


def proposed(survey):
    """Return the Swaps that put right what a Survey has found: the years move to the plan's, the regions to its own.

    Several years move together, so that "the year before" stays the year before; a lone one becomes the plan's.
    """
    home = survey.home
    known_years = [int(group.name) for group in survey.years]
    main_year = next((int(group.name) for group in survey.years if group.mostly), None)
    shift = home.year - main_year if main_year else None
    year_swaps = [Swap(YEAR, str(year), str(year + shift if shift else home.year)) for year in sorted(known_years)]
    region_swaps = [Swap(REGION, group.name, _counterpart(group.name, home)) for group in survey.regions]
    return [swap for swap in [*year_swaps, *region_swaps] if swap.new and swap.new != swap.old]


def _counterpart(name, home):
    """Return the region that takes the place of another one: province for province."""
    return home.province if home.province and name.startswith("PROVINSI ") else home.region


def changes(survey, swaps):
    """Return the Changes of all passages of a Survey in their order, none overlapping; each swap sees the old text."""
    finder = Finder(survey, swaps)
    return [change for passage in survey.passages for change in finder.changes(passage)]


class Finder:
    """Finds what swaps would change. survey: tells the year, the register and whether most rows are of another year."""

    def __init__(self, survey, swaps):
        self.home, self.mostly = survey.home, any(group.mostly for group in survey.years)
        self.years = {int(swap.old): swap for swap in swaps if swap.kind == YEAR}
        self.regions = {swap.old: swap for swap in swaps if swap.kind == REGION}
        self.patterns = [(_pattern(swap.old), swap) for swap in swaps if swap.kind == TEXT]
        self.register = self.home.register
        if self.regions:
            self.register = regions.Register(self.home.register.names | set(self.regions))

    def changes(self, passage):
        """Return the Changes of a passage in order."""
        text = passage.text
        cited = years.citations(text) if self.regions else ()
        spans = [*self._of_years(text), *self._of_regions(text, cited), *self._of_texts(text)]
        text_digest = sha256(text.encode()).hexdigest()
        passage_changes, reached = [], 0
        for start, end, new, swap, ticked in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start < reached or text[start:end] == new:
                continue
            ticked = ticked and (swap.kind == TEXT or passage.source != CITATION)
            passage_changes.append(
                Change(_key(passage, text_digest, start, swap), passage, start, end, new, swap, ticked)
            )
            reached = end
        return passage_changes

    def rewrite(self, text):
        """Return a text with the proposed changes."""
        return applied(text, [change for change in self.changes(Passage("", "", "", text, "")) if change.ticked])

    def _of_years(self, text):
        """Yield (start, end, new words, swap, ticked) of the years; a range moves as a whole."""
        for mention in years.year_mentions(text) if self.years else ():
            swap = self.years.get(mention.first) or self.years.get(mention.last)
            if swap is None:
                continue
            shift = int(swap.new) - int(swap.old)
            moved_last = mention.last + shift if mention.first in self.years else int(self.years[mention.last].new)
            moved_first = int(self.years[mention.first].new) if mention.first in self.years else mention.first
            new = _with_years(text[mention.start : mention.end], mention, moved_first, moved_last)
            reaches_own = mention.first != mention.last and mention.includes(self.home.year)
            yield mention.start, mention.end, new, swap, not mention.cited and (self.mostly or not reaches_own)

    def _of_regions(self, text, cited):
        for mention in regions.mentions(text, self.register) if self.regions else ():
            swap = next((self.regions[name] for name in mention.names if name in self.regions), None)
            if swap is None or self.home.regions.intersection(mention.names):
                continue
            yield mention.start, mention.end, self._renamed(text, mention, swap), swap, mention.start not in cited

    def _renamed(self, text, mention, swap):
        """Return the new words for a mention, in the form in which the old ones stand: with or without "Kabupaten"."""
        kind, words = regions.split_name(swap.new)
        own_name = " ".join(swap.new.split()[1 if kind else 0 :]) or " ".join(words)
        name = _like(text[mention.name_start : mention.end], title_case(own_name))
        if mention.kind_start < 0:
            return f"{self._office(text[mention.start : mention.name_start])}{name}"
        before = self._office(text[mention.start : mention.kind_start])
        old_kind = text[mention.kind_start : mention.kind_end]
        gap = text[mention.kind_end : mention.name_start]
        if kind and regions.KINDS[old_kind.upper()] != kind:
            old_kind, gap = _like(old_kind, kind.capitalize()), " "
        return f"{before}{old_kind}{gap}{name}"

    def _office(self, words):
        """Return the words before a region with KIP in place of KPU, or the other way round."""
        other = " ".join(words.upper().split())
        own = INSTITUTIONS.get(self.home.institution, {}).get(other)
        return f"{_like(words, own)} " if own else words

    def _of_texts(self, text):
        for pattern, swap in self.patterns:
            for match in pattern.finditer(text):
                yield *match.span(), _cased(match.group(), swap), swap, True


def _pattern(old):
    """Return the pattern of whole words, whatever their case and the space between them."""
    words = r"\s+".join(re.escape(word) for word in old.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _with_years(text, mention, first, last):
    """Return the words of a mention with other years."""
    if mention.first == mention.last and len(text) == len(str(first)):
        return str(first)
    return f"{first}{text[4:-4]}{last}"


def _cased(old, swap):
    return swap.new if old == swap.old else _like(old, swap.new)


def _like(old, new):
    """Return the new words in the case of the old ones: all capitals, all small, or as they are."""
    letters = [sign for sign in old if sign.isalpha()]
    if len(letters) > 1 and all(sign.isupper() for sign in letters):
        return new.upper()
    if letters and all(sign.islower() for sign in letters):
        return new.lower()
    return new


def _key(passage, text_digest, start, swap):
    stands = sha256(f"{text_digest}\0{swap.to_text()}".encode()).hexdigest()[:8]
    field = sha256(passage.field.encode()).hexdigest()[:6]
    return f"{passage.source}-{passage.key}-{field}-{start}-{stands}"


def applied(text, text_changes):
    """Return a text with Changes of it made; they are in order and do not overlap."""
    parts, reached = [], 0
    for change in text_changes:
        parts += [text[reached : change.start], change.new]
        reached = change.end
    return "".join([*parts, text[reached:]])


def by_passage(all_changes):
    """Return {passage: [Change]} of Changes, in order."""
    changes_by_passage = {}
    for change in all_changes:
        changes_by_passage.setdefault(change.passage, []).append(change)
    return changes_by_passage
