"""Files as offices name them for the places of a plan: codes, abbreviations, periods, and all that goes wrong."""

import random

FOLDERS = ("AREA {roman}", "{roman}. {title}", "area {number}", "Area {roman} - {title}", "AREA {roman}/{folder}")
ENDS = ("", "", "_final", " (1)", " scan", "-rev2", " FIX", "_ttd", " 2026")
SHORT = {
    "surat keputusan": "SK", "keputusan": "SK", "nota dinas": "ND", "berita acara": "BA", "laporan": "Lap",
    "dokumentasi": "Foto", "notula": "Notulen", "undangan": "Und", "rekap": "Rekapitulasi",
}  # fmt: skip
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
SHORT_MONTHS = "Jan Feb Mar Apr Mei Jun Jul Agt Sep Okt Nov Des".split()
QUARTERS = ("I", "II", "III", "IV")


def named(places, areas, count, seed=7):
    """[(path, place)] of so many files, each path once; areas: {pk: title}."""
    chance, place_by_path = random.Random(seed), {}  # noqa: S311 -- the same names each time, no secret
    dates = {}
    for place in places:
        dates.setdefault((place.codes[0], place.title), set()).add(place.due_on)
    while len(place_by_path) < count:
        for place in places:
            is_repeated = len(dates[place.codes[0], place.title]) > 1
            place_by_path.setdefault(_path(place, areas[place.area], is_repeated, chance), place)
    return list(place_by_path.items())[:count]


def _path(place, title, is_repeated, chance):
    area, aspect, row = place.codes[0]
    roman = ("I", "II", "III", "IV", "V", "VI")[area - 1]
    folder = chance.choice(FOLDERS).format(roman=roman, number=area, title=title, folder=f"{area}.{aspect}")
    words = _worn(place.title, chance)
    period = _period(place.due_on, chance) if is_repeated and place.due_on else ""
    text = f"{words} {period}".strip()
    text = chance.choice((str, str, str.upper, lambda text: text.replace(" ", "_")))(text)
    code, suffix = _code(area, aspect, row, chance), chance.choice(("pdf", "pdf", "PDF"))
    return f"{folder}/{code}{text}{chance.choice(ENDS)}.{suffix}"


def _code(area, aspect, row, chance):
    """The code as printed, as in the evaluation sheet, without the row, or none where the folder says the area."""
    romans = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
    if row is None:
        return f"{area}.{aspect} "
    letter = "abcdefghijklmnop"[row - 1]
    ways = (f"{area}.{aspect}.{row} ", f"{area}.{romans[aspect - 1]}.{letter} ", f"{area}-{aspect}-{row}_",
            f"{area}.{aspect}.{letter}. ", f"{area}.{aspect} ", "")  # fmt: skip
    return chance.choices(ways, weights=(6, 6, 3, 3, 2, 1))[0]


def _worn(title, chance):
    """The document's name as typed: abbreviated, shortened, or with two letters in the wrong order."""
    low = title.lower()
    for long, short in SHORT.items():
        if low.startswith(long) and chance.random() < 0.6:
            title = short + title[len(long) :]
            break
    words = title.replace("/", " ").split()
    if len(words) > 6:
        words = words[: chance.randint(5, len(words))]
    if chance.random() < 0.25:
        words = [_typo(word, chance) for word in words]
    return " ".join(words)


def _typo(word, chance):
    if len(word) < 7 or chance.random() < 0.5:
        return word
    place = chance.randint(2, len(word) - 3)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _period(day, chance):
    quarter = QUARTERS[(day.month - 1) // 3]
    ways = [MONTHS[day.month - 1], SHORT_MONTHS[day.month - 1], f"{MONTHS[day.month - 1]} {day.year}"]
    if day.month % 3 == 0:
        ways += [f"TW {quarter}", f"Triwulan {quarter}", f"TW{(day.month - 1) // 3 + 1}"]
    return chance.choice(ways)
