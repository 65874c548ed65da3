"""Names of folders and files in a package, as programs on Windows take them: clean, short, and each once. Pure."""

import re
import unicodedata

from evidence.places.codes import code_text, roman
from zi_portal.lib.unicode import normal

AREA, ASPECT, STEP, FILE = 20, 45, 50, 60
"""Longest names by level: with the three signs between them a path has at most 178."""

RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
UNSEEN = {"Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
"""Unicode's kinds of signs that nobody sees: they turn text round or make two names look alike."""
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def cleaned(text, most):
    """A name of at most so many signs, "" where nothing of the text can stand in one."""
    seen = "".join(sign for sign in normal("NFC", text) if unicodedata.category(sign) not in UNSEEN)
    name = " ".join(RESERVED.sub(" ", seen).split()).strip(" .")
    if len(name) > most:
        words = name[: most + 1].rpartition(" ")[0]
        name = (words if len(words) > most // 2 else name[:most]).rstrip(" .,;-")
    return f"_{name[: most - 1]}" if DEVICES.fullmatch(name) else name


def file_name(text, extension):
    """A cleaned name that ends in the extension, whatever extension the text has."""
    stem = re.sub(rf"\.{re.escape(extension)}$", "", text.strip(), flags=re.I)
    return f"{cleaned(stem, FILE - len(extension) - 6) or 'berkas'}.{extension}"


def step_folders(code, label, aspect, action):
    """("AREA I", "1.i Tim Kerja", "1.i.a Rapat …") of a row; label: of its area; aspect: its title, "" without one."""
    area = f"AREA {cleaned(label, AREA - 5).upper() or roman(code[0]).upper() or code[0]}"
    folders = [cleaned(area, AREA)]
    if aspect:
        folders.append(cleaned(f"{code_text((*code[:2], None))} {aspect}", ASPECT))
    return (*folders, cleaned(f"{code_text(code)} {action}", STEP))


class Shelf:
    """Gives out paths, each once whatever the case of its letters."""

    def __init__(self):
        self._taken = set()

    def path(self, folders, name):
        """ "folder/folder/name", with a number before the extension where that is taken."""
        stem, dot, extension = name.rpartition(".")
        number, path = 2, "/".join((*folders, name))
        while path.casefold() in self._taken:
            path = "/".join((*folders, f"{stem} ({number}){dot}{extension}"))
            number += 1
        self._taken.add(path.casefold())
        return path
