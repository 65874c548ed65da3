"""Characters that print: the fonts' own, those that stand for others, those that nobody sees, and those without any."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from zi_portal import BASE_DIR
from zi_portal.lib import characters
from zi_portal.lib.characters import in_words, plain, unprintable, with_replacements

FONTS = BASE_DIR / "static" / "fonts"
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def glyphs(pattern):
    """Code points that every font of this pattern draws."""
    return set.intersection(*(_code_points(path) for path in FONTS.glob(pattern)))


def _code_points(path):
    with TTFont(path) as font:
        return set(font.getBestCmap())


def as_ranges(codes):
    """Code points in the form of characters.GLYPHS."""
    ends = []
    for code in codes:
        if ends and ends[-1][1] == code - 1:
            ends[-1][1] = code
        else:
            ends.append([code, code])
    return " ".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in ends)


def test_what_prints_is_what_the_fonts_of_the_print_hold():
    codes = glyphs("texgyrebonum-*.otf") | glyphs("DejaVuSans.ttf")
    seen = sorted(code for code in codes if unicodedata.category(chr(code)) not in UNSEEN)
    in_both_cases = [code for code in seen if all(ord(capital) in codes for capital in chr(code).upper())]
    assert characters.GLYPHS == as_ranges(in_both_cases)


@pytest.mark.parametrize("sign", [*characters._PRIVATE, *characters._PICTURES])
def test_what_stands_for_another_sign_prints(sign):
    assert plain(sign) != sign and not unprintable(sign)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("\uf0b7 Rapat\n\uf0a7 Laporan\n\uf0d8 Foto", "• Rapat\n▪ Laporan\n➢ Foto"),
        ("\uf0fc ✅ ☑ ✔\ufe0f", "✓ ✓ ☑ ✔"),
        ("𝐑𝐞𝐧𝐜𝐚𝐧𝐚 ＡＫＳＩ ２０２６", "Rencana AKSI 2026"),
        ("SK\u202e fdp.\u202c \u2066tim\u2069\u200e\u200f", "SK fdp. tim"),
        ("ta\u00adta\u200bkerja\ufeff", "tatakerja"),
        ("cafe\u0301", "café"),
        ("satu\u2028dua\vtiga\r\nempat\tlima", "satu\ndua\ntiga\r\nempat\tlima"),
        ("“Triwulan” – ½ √ ≥ 4 °C", "“Triwulan” – ½ √ ≥ 4 °C"),
    ],
)
def test_signs_of_other_fonts_become_those_that_print(typed, text):
    assert plain(typed) == text and plain(text) == text and not unprintable(typed)


def test_what_no_font_holds_stays_and_is_named():
    text = "📷 foto 漢 \uf0e9 📷"
    assert plain(text) == text and unprintable(text) == ["📷", "漢", "\uf0e9"]
    assert in_words(unprintable(text)) == "“📷”, “漢”, U+F0E9"
    assert with_replacements(text) == "\ufffd foto \ufffd \ufffd \ufffd" and not unprintable(with_replacements(text))
