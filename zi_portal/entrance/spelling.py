"""One spelling for texts that look alike, so that limits and lists of words cannot be passed by other letters."""

import unicodedata

ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнαορνυκιτεηβωωӏɑɡıøłđ",
    "aeopcyxijshdqwkmtbhaopvukitenbwwlagiold",
)
"""Cyrillic, Greek and other letters that look like a Latin one."""


def folded(text):
    """Small Latin letters without marks: "ＳÁRI" and "ѕаri" are "sari"."""
    plain = unicodedata.normalize("NFKD", text.strip()).upper().lower().translate(ALIKE)
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
