"""The phrases of a printed time: how often ("3 bulan sekali"), how many times ("4 kali"), and when. Pure."""

import re
from dataclasses import dataclass

from plans.schedule.timewords import YEAR_MONTHS, Token, codes_of

STEPS = (1, 2, 3, 4, 6, 12)
"""Months between two due dates that divide a year."""
AND = "dan"
WEEKS_OF_MONTH = 5


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often: every `step` months, one of STEPS; of `year`, None where none is printed."""

    step: int
    year: int | None = None
    annual_too: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many times in the time that another phrase names, or in the year."""

    times: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When: tokens of months, days, named periods and years, for timespans.read."""

    tokens: tuple[Token, ...]


def phrases_of(token_list):
    """Return [(list sign before it or "", Frequency | Count | Moment)]; None when the tokens make no sense."""
    named_tokens = _with_names(token_list)
    if named_tokens is None:
        return None
    codes, phrases, moment, position = codes_of(named_tokens), [], [], 0
    while position < len(named_tokens):
        match = _HOW_OFTEN.match(codes, position)
        if not match:
            moment.append(named_tokens[position])
            position += 1
            continue
        phrase = _how_often(match, named_tokens[match.start() : match.end()])
        if phrase is None:
            return None
        phrases += [*_moments(moment), ("", phrase)]
        moment, position = [], match.end()
    return _linked([*phrases, *_moments(moment)])


def _moments(moment_tokens):
    """Return the list signs around the tokens of a moment, each as a phrase of its own, and the moment."""
    codes = codes_of(moment_tokens)
    first, last = len(codes) - len(codes.lstrip("L/")), len(codes.rstrip("L/"))
    if first >= last:
        return [(_sign(moment_tokens), None)] if moment_tokens else []
    before, after = moment_tokens[:first], moment_tokens[last:]
    return [(_sign(before), Moment(tuple(moment_tokens[first:last]))), *([(_sign(after), None)] if after else [])]


def _sign(signs):
    values = {token.value if token.kind == "list" else AND for token in signs}
    return AND if AND in values else "," if values else ""


def _linked(phrases):
    """Return the phrases with lone list signs moved to the phrase behind; those at the end are idle."""
    linked_phrases, waiting_sign = [], ""
    for sign, phrase in phrases:
        if phrase is None:
            waiting_sign = sign
        else:
            linked_phrases.append((sign or waiting_sign, phrase))
            waiting_sign = ""
    return linked_phrases


_HOW_OFTEN = re.compile(
    r"""(?P<occasions>E?Z?P?(?:[NW]?[UC]|O)P?[NW]K)
      | (?P<times>(?:[NW]K|S)[/EP]?Z?(?:[NW]?[UC](?!P?M)|O))
      | (?P<every>EZ?[NW]?[UC]S?) | (?P<adverb>E?[NW]?A) | (?P<once>(?:[NW]?[UC]|O)S)
      | (?P<whole_year>P(?:[NW]?C|O)|P?c) | (?P<end>Z[UC]) | (?P<bare>U)
      | (?P<count>[NW]K|S)""",
    re.VERBOSE,
)


def _how_often(match, phrase_tokens):
    """Return the Frequency, Count or whole year of a match; None where it cannot be put into the months of a year."""
    kind = match.lastgroup
    numbers = [token.value for token in phrase_tokens if token.kind in {"number", "count"}]
    unit = next((token.value for token in phrase_tokens if token.kind in _UNIT_KINDS), YEAR_MONTHS)
    if kind == "count":
        times = numbers[0] if numbers else 1
        return Count(times) if times else None
    times = numbers.pop(0 if kind == "times" else -1) if "K" in match[0] else 1
    step = unit * (numbers[0] if numbers else 1)
    if kind == "whole_year":
        return Moment((Token("this_year"),)) if step == YEAR_MONTHS else None
    is_vague = Token("edge", "inner") in phrase_tokens and unit != 1
    is_alone = kind == "end" and unit == 1 or kind == "bare" and unit not in _NAMED_UNITS
    return None if is_vague or is_alone else _frequency(step, times)


_UNIT_KINDS = {"unit", "year_unit", "one_unit", "adverb"}
_NAMED_UNITS = {3, 4, 6}


def _frequency(months, times):
    """Return the Frequency of so many times in so many months, None where that does not divide a year."""
    step, odd = divmod(months, times) if times else (0, 1)
    return None if odd or step not in STEPS else Frequency(step)


def _with_names(token_list):
    """Return the tokens with numbered periods, years and days as one token each; None where a number has no place."""
    for pattern, change in _REWRITES:
        token_list = _rewritten(token_list, pattern, change)
    return None if any(token.kind in {"unknown", "colon"} for token in token_list) else token_list


def _rewritten(token_list, pattern, change):
    """Return the tokens, those under each match of the pattern replaced by change(them)."""
    rewritten_tokens, end = [], 0
    for match in pattern.finditer(codes_of(token_list)):
        rewritten_tokens += token_list[end : match.start()]
        rewritten_tokens += change(token_list[match.start() : match.end()])
        end = match.end()
    return rewritten_tokens + token_list[end:]


def _numbered(unit_tokens):
    """Return the tokens of a unit and its numbers as named periods: "TW I, II" → two quarters, "Bulan 3" → March."""
    unit = unit_tokens[0].value
    return [token if token.kind in _SIGNS else _period(unit, token.value) for token in unit_tokens[1:]]


def _period(unit, number):
    most = YEAR_MONTHS // unit
    number = most if number == -1 else number
    if not 1 <= number <= most:
        return Token("unknown")
    return Token("month", number) if unit == 1 else Token("period", (unit, number))


def _numbered_with_year(unit_tokens):
    """Return "TW 1/2026" as a period and a year."""
    year, number = unit_tokens[1].value
    return [_period(unit_tokens[0].value, number), Token("year", year)]


def _weeks(week_tokens):
    numbers = [token.value for token in week_tokens if token.kind in {"number", "roman", "ordinal", "count"}]
    return [Token("weeks" if all(-1 <= number <= WEEKS_OF_MONTH and number for number in numbers) else "unknown")]


def _week_or_sunday(tokens_of_week):
    """Return "Minggu 2 Maret" as a week of the month, "Minggu 12 April" as the day, whose name is the same word."""
    return _weeks(tokens_of_week) if tokens_of_week[1].value <= WEEKS_OF_MONTH else tokens_of_week[1:]


def _without_bulan(unit_tokens):
    return unit_tokens if unit_tokens[0].value != 1 else []


def _without_dash(sign_tokens):
    return sign_tokens if sign_tokens[0].value == "s.d." else []


def _without_comma(sign_tokens):
    return sign_tokens if sign_tokens[0].value == AND else []


def _edge(edge_tokens):
    """Return nothing for the edge of a month; for that of a longer period only its end means the period's end."""
    whole = edge_tokens[1].kind in {"month", "month_year"}
    return edge_tokens[1:] if whole or edge_tokens[0].value == "end" else [Token("unknown")]


def _weeks_of_edge(edge_tokens):
    """Return "akhir bulan" alone as weeks of a month, which a note in brackets may tell."""
    return [Token("weeks")] if edge_tokens[1].value == 1 else edge_tokens


def _nothing(_):
    return []


_SIGNS = {"list", "slash", "range", "hyphen"}
_NUMERAL = "(?:[RI]|[NW](?!h?M|[KASCO]|U(?![RINW])))"
_NUMERALS = rf"{_NUMERAL}(?:[LT/h]+{_NUMERAL})*"
_REWRITES = [
    (re.compile("k[NWR]"), lambda pair: [Token("ordinal", pair[1].value)]),
    (re.compile("UH"), _numbered_with_year),
    (re.compile("(?<=U)[hT](?=[NRI])|(?<=E)[hT](?=[UCN])"), _without_dash),
    (re.compile("(?<=[UXVPB]):"), _nothing),
    (re.compile(f"U{_NUMERALS}"), _numbered),
    (re.compile("GN(?=M)"), _week_or_sunday),
    (re.compile("G[RINW](?:[LT/h]+[RINW])*"), _weeks),
    (re.compile("X(?=[NDd])"), _nothing),
    (re.compile("wL?(?=NM|[Dd])|GL?(?=[Dd])|GL(?=NM)"), _nothing),
    (re.compile("(?<!E)C(?=Y)"), _nothing),
    (re.compile("(?<!MN)(?<!MhN)(?<=N)h(?=M)|(?<=M)[h/](?=N(?!h?M|[L/]N))"), _nothing),
    (re.compile("(?<=[MQ])[hT](?=Y)"), _without_dash),
    (re.compile("(?<=[MQ])[L/](?=Y(?![L/]Y))"), _without_comma),
    (re.compile("(?<![ENWC])U(?=M)"), _without_bulan),
    (re.compile("(?<!P)P+(?=[MDdHQYgZVvE]|N(?![UC]))"), _nothing),
    (re.compile("v(?=NM|[Dd]|Z)"), lambda _: [Token("until")]),
    (re.compile("Z[MHQY]"), _edge),
    (re.compile("^ZU$"), _weeks_of_edge),
    (re.compile("gL?(?=M)|(?<=M)L?g"), _nothing),
]
"""[(tokens by their letters, what becomes of them)], one after the other."""
