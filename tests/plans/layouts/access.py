"""The access matrix of layouts."""

from tests.addresses.access_rows import COPIED, OFFICE, OFFICED, ROOM, SIGNED

MATRIX = {
    ("layouts:list", "GET"): SIGNED,
    ("layouts:edit", "GET"): OFFICE,
    ("layouts:edit", "POST"): OFFICED,
    ("layouts:copy", "GET"): ROOM,
    ("layouts:copy", "POST"): COPIED,
    ("layouts:delete", "GET"): OFFICE,
    ("layouts:delete", "POST"): OFFICED,
    ("layouts:preview", "POST"): OFFICE,
    ("layouts:preview-pdf", "POST"): OFFICE,
}
