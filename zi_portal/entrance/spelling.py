"""One spelling for texts that look alike, so that other letters cannot evade limits and lists of words."""

import unicodedata

ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнαορνυκιτεηβωωӏɑɡıøłđ",
    "aeopcyxijshdqwkmtbhaopvukitenbwwlagiold",
)
"""Cyrillic, Greek and other letters that look like Latin ones, and these."""


def folded(text):
    """Return the text in small Latin letters without marks: "ＳÁRI" and "ѕаri" become "sari"."""
    plain = unicodedata.normalize("NFKD", text.strip()).upper().lower().translate(ALIKE)
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
