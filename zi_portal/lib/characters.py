"""Characters of people's texts: what prints, what stands for it in other fonts, what nobody sees.

One table for imports, forms, archives and prints. What prints is what the fonts of static/fonts hold: GLYPHS is
compared with them by a test.
"""

import re

from zi_portal.lib.unicode import normal

GLYPHS = (
    "20-7e a0-ac ae-25b 25d-260 262-269 26b 26d-281 283-286 288-29c 29f-2e9 2ec-2ee 2f3 2f7 300-34f 351-353 "
    "357-358 35a 35c-362 370-377 37a-37f 384-38a 38c 38e-3a1 3a3-525 531-556 559-55f 561-587 589-58a 5b0-5c3 "
    "5c6-5c7 5d0-5ea 5f0-5f4 606-607 609-60a 60c 615 61b 61f 621-63a 640-655 657 65a 660-670 674 679-6bf 6c6-6c8 "
    "6cb-6cc 6ce 6d0 6d5 6f0-6f9 7c0-7e7 7eb-7f5 7f8-7fa e3f e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 "
    "ea5 ea7 eaa-eab ead-eb9 ebb-ebd ec0-ec4 ec6 ec8-ecd ed0-ed9 edc-edd 10a0-10c5 10fb-10fc 1401-1407 1409-141b "
    "141d-1435 1437-144a 144c-1452 1454-14bd 14c0-14ea 14ec-1507 1510-153e 1540-1550 1552-156a 1574-1585 "
    "158a-1596 15a0-15af 15de 15e1 1646-1647 166e-1676 1680-169c 1d00-1d14 1d16-1d23 1d26-1d2e 1d30-1d5b "
    "1d5d-1d6a 1d77-1d78 1d7b 1d7d 1d85 1d9b-1dbf 1dc4-1dc9 1e00-1efb 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d "
    "1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe "
    "2000-200a 2010-2027 202f-205f 2070-2071 2074-208e 2090-209c 20a0-20b5 20b8-20ba 20bd 20d0-20d1 20d6-20d7 "
    "20db-20dc 20e1 2100-2109 210b-2149 214b 214e 2150-2185 2189 2190-2311 2318-2319 231c-2321 2324-232c "
    "2373-2375 237a 237d 2387 2394 239b-23ae 23ce-23cf 23e3 23e5 23e8 2422-2423 2460-2469 2500-269c 269e-26b8 "
    "26c0-26c3 26e2 2701-2704 2706-2709 270c-2727 2729-274b 274d 274f-2752 2756 2758-275e 2761-2794 2798-27af "
    "27b1-27be 27c5-27c6 27e0 27e6-27eb 27f0-28ff 2906-2907 290a-290b 2940-2941 2983-2984 29ce-29d5 29eb "
    "29fa-29fb 2a00-2a02 2a0c-2a1c 2a2f 2a6a-2a6b 2a7d-2aa0 2aae-2aba 2af9-2afa 2b00-2b1a 2b1f-2b24 2b53-2b54 "
    "2c60-2c77 2c79-2c7f 2d00-2d25 2d30-2d65 2d6f 2e18 2e1f 2e22-2e25 2e2e 4dc0-4dff a4d0-a4ff a644-a647 "
    "a64c-a64d a650-a651 a654-a657 a662-a66e a68a-a68d a694-a695 a698-a699 a708-a716 a71b-a71f a722-a72b "
    "a730-a741 a746-a74b a74e-a753 a756-a757 a764-a767 a780-a783 a789-a78e a790-a791 a7a0-a7aa a7f8-a7ff "
    "fb00-fb06 fb13-fb17 fb1d-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4f fb52-fba3 fbaa-fbad fbd3-fbdc "
    "fbde-fbdf fbe4-fbe9 fbfc-fbff fe00-fe0f fe20-fe23 fe70-fe74 fe76-fefc fffc-fffd 10300-1031e 10320-10323 "
    "1d300-1d356 1d538-1d539 1d53b-1d53e 1d540-1d544 1d546 1d54a-1d550 1d552-1d56b 1d5a0-1d5d3 1d7d8-1d7eb "
    "1ee00-1ee03 1ee05-1ee1f 1ee21-1ee22 1ee24 1ee27 1ee29-1ee32 1ee34-1ee37 1ee39 1ee3b 1ee61-1ee62 1ee64 "
    "1ee67-1ee6a 1ee6c-1ee72 1ee74-1ee77 1ee79-1ee7c 1ee7e 1f030-1f093 1f0a0-1f0ae 1f0b1-1f0be 1f0c1-1f0cf "
    "1f0d1-1f0df 1f311-1f318 1f42d-1f42e 1f431 1f435 1f600-1f623 1f625-1f62b 1f62d-1f640 1f643"
)
"""Ranges of code points, hexadecimal, that TeX Gyre Bonum or DejaVu Sans print, in small letters and in capitals.

Without private characters, whose meaning depends on their font, and without those that nobody sees.
"""

_PRIVATE = {
    # Word's and Excel's bullets, ticks and arrows: Wingdings and Symbol as private characters
    "\uf020": " ", "\uf02d": "–", "\uf02a": "∗", "\uf02b": "+", "\uf03d": "=", "\uf03e": ">", "\uf03c": "<",
    "\uf046": "☞", "\uf04a": "☺", "\uf04f": "✗", "\uf050": "✓", "\uf051": "☒", "\uf052": "☑", "\uf053": "☒",
    "\uf06c": "●", "\uf06d": "❍", "\uf06e": "■", "\uf06f": "□", "\uf070": "□", "\uf071": "❑", "\uf072": "❒",
    "\uf073": "◆", "\uf074": "◆", "\uf075": "◆", "\uf076": "❖", "\uf077": "◆", "\uf078": "☒", "\uf09e": "·",
    "\uf09f": "•", "\uf0a0": "▪", "\uf0a1": "○", "\uf0a2": "○", "\uf0a4": "◉", "\uf0a5": "◎", "\uf0a7": "▪",
    "\uf0a8": "☐", "\uf0ab": "★", "\uf0ae": "→", "\uf0b0": "°", "\uf0b1": "±", "\uf0b3": "≥", "\uf0b4": "×",
    "\uf0b7": "•", "\uf0b8": "÷", "\uf0b9": "≠", "\uf0d6": "√", "\uf0d7": "•", "\uf0d8": "➢", "\uf0dc": "➢",
    "\uf0de": "⇒", "\uf0e0": "→", "\uf0e8": "➔", "\uf0f0": "⇨", "\uf0fb": "✗", "\uf0fc": "✓", "\uf0fd": "☒",
    "\uf0fe": "☑",
}  # fmt: skip
_PICTURES = {
    # signs of phones and chats
    "✅": "✓", "🗸": "✓", "🗹": "☑", "❌": "✗", "❎": "☒", "🗴": "✗", "🗵": "☒", "🗷": "☒", "🞪": "✗", "⭕": "○",
    "🔴": "●", "🟠": "●", "🟡": "●", "🟢": "●", "🔵": "●", "🟣": "●", "🟤": "●", "🔘": "◉", "⬛": "■", "⬜": "□",
    "🟥": "■", "🟧": "■", "🟨": "■", "🟩": "■", "🟦": "■", "🟪": "■", "🟫": "■", "🔲": "□", "🔳": "□", "🔶": "◆",
    "🔷": "◆", "🔸": "◆", "🔹": "◆", "⭐": "★", "🌟": "★", "👉": "☞", "👈": "☜", "👆": "☝", "👇": "☟", "🡆": "➔",
    "➕": "+", "➖": "–", "➗": "÷", "❗": "!", "❕": "!", "❓": "?", "❔": "?", "🔟": "10", "⬤": "●", "🞄": "•",
    "🞂": "▶", "⮚": "➢", "⮞": "➤", "〃": "″",
}  # fmt: skip
_LINE_ENDS = dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")
_TABLE = str.maketrans(_PRIVATE | _PICTURES | _LINE_ENDS)
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x1f\\x7f-\\x84\\x86-\\x9f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ud800-\\udfff\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffc"
    "\\ufffe\\uffff\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]"
)
"""Controls, overrides of the direction, joiners, variants and other characters that nobody sees."""


def _pattern(ranges):
    """Return the pattern of a character outside these ranges and line breaks."""
    ends = [[int(end, 16) for end in part.split("-")] for part in ranges.split()]
    printed = "".join(rf"\U{end[0]:08x}-\U{end[-1]:08x}" for end in ends)
    return re.compile(rf"[^\t\n\r{printed}]")


_WITHOUT_GLYPH = _pattern(GLYPHS)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands in a print where a character has no glyph, so that nothing is printed as a blank."""


def plain(text):
    """Return the text without characters that nobody sees, others replaced by the same sign that prints.

    Bullets and ticks of Word's symbol fonts, pictures of phones, letters in other shapes (𝐁𝐨𝐥𝐝, full width) become what
    the fonts hold; marks join their letters. What has no such sign stays: see unprintable().
    """
    if text.isascii() and text.isprintable():
        return text
    text = normal("NFC", _UNSEEN.sub("", text.translate(_TABLE)))
    return _WITHOUT_GLYPH.sub(_in_usual_shape, text)


def _in_usual_shape(match):
    shaped = normal("NFKC", match[0])
    return match[0] if _WITHOUT_GLYPH.search(shaped) else shaped


def unprintable(text):
    """Return the distinct characters of a text that no font of the print holds, in their order, as plain() leaves them.

    Linear in the text; [] for nearly every text.
    """
    return [] if text.isascii() else list(dict.fromkeys(_WITHOUT_GLYPH.findall(plain(text))))


def in_words(characters):
    """Return characters for a sentence: “📷”, “漢”; a private one, which every font draws differently, as U+F0E9."""
    return ", ".join(f"U+{ord(sign):04X}" if _is_private(sign) else f"“{sign}”" for sign in characters)


def _is_private(sign):
    return "\ue000" <= sign <= "\uf8ff" or sign >= "\U000f0000"


def with_replacements(text):
    """Return plain(text) with REPLACEMENT for each character that no font of the print holds."""
    return text if text.isascii() else _WITHOUT_GLYPH.sub(REPLACEMENT, plain(text))
