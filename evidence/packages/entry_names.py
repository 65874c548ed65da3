"""Names of folders and files in a package: valid on Windows, short, and unique. Pure."""

import re
import unicodedata

from evidence.places.codes import code_text, roman
from zi_portal.lib.unicode import normal

AREA, ASPECT, STEP, FILE = 20, 45, 50, 60
"""Longest names by level, in characters; with three slashes a path has at most 178."""

RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
INVISIBLE = {"Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
"""Unicode categories of invisible characters, which reverse text or make two names look alike."""
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def cleaned(text, max_length):
    """Return a name of at most max_length characters, "" where nothing of the text can stand in one."""
    visible = "".join(sign for sign in normal("NFC", text) if unicodedata.category(sign) not in INVISIBLE)
    name = " ".join(RESERVED.sub(" ", visible).split()).strip(" .")
    if len(name) > max_length:
        words = name[: max_length + 1].rpartition(" ")[0]
        name = (words if len(words) > max_length // 2 else name[:max_length]).rstrip(" .,;-")
    return f"_{name[: max_length - 1]}" if DEVICES.fullmatch(name) else name


def file_name(text, extension):
    """Return a cleaned name that ends in the extension, whatever extension the text has."""
    stem = re.sub(rf"\.{re.escape(extension)}$", "", text.strip(), flags=re.I)
    return f"{cleaned(stem, FILE - len(extension) - 6) or 'berkas'}.{extension}"


def step_folders(code, label, aspect, action):
    """Return ("AREA I", "1.i Tim Kerja", "1.i.a Rapat …") of a row; label: of its area; aspect: its title or ""."""
    area = f"AREA {cleaned(label, AREA - 5).upper() or roman(code[0]).upper() or code[0]}"
    folders = [cleaned(area, AREA)]
    if aspect:
        folders.append(cleaned(f"{code_text((*code[:2], None))} {aspect}", ASPECT))
    return (*folders, cleaned(f"{code_text(code)} {action}", STEP))


class UniquePaths:
    """Gives out paths, each once, ignoring case."""

    def __init__(self):
        self._paths = set()

    def path(self, folders, name):
        """Return "folder/folder/name", with a number before the extension where that is taken."""
        stem, dot, extension = name.rpartition(".")
        number, path = 2, "/".join((*folders, name))
        while path.casefold() in self._paths:
            path = "/".join((*folders, f"{stem} ({number}){dot}{extension}"))
            number += 1
        self._paths.add(path.casefold())
        return path
