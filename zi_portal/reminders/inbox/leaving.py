"""The page on which digests by mail are stopped, in words."""

from dataclasses import dataclass

from django.urls import reverse

from zi_portal.lib.screens.controls import PLAIN, PRIMARY, Button, Link
from zi_portal.reminders.inbox.presenters import preference_links

STOP, RESUME = "berhenti", "lanjut"
STILL = (
    "Semua pengingat tetap tampil di kotak pemberitahuan portal, dengan tanda di lonceng.",
    "Kewajiban yang lama tidak diselesaikan dan karena itu diteruskan kepada Anda tetap dikirim lewat surel.",
    "Pengembalian, persetujuan, dan perubahan peran Anda tetap diberitahukan satu per satu menurut pilihan Anda.",
)
"""What comes all the same."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page in words: heading, two sentences, the heading of what still comes, and the button."""

    heading: str
    lead: str
    hint: str
    still_heading: str
    still: tuple
    button: Button


def page(email, *, stopped):
    """Return the Page for a person whose digests are stopped or not."""
    masked = mask(email)
    if stopped:
        return Page(
            "Rangkuman dimatikan",
            f"Rangkuman pengingat harian tidak dikirim lagi ke {masked}.",
            "Rangkuman yang sudah diantrekan hari ini mungkin masih sampai. Bila berubah pikiran, tekan tombol di "
            "bawah atau ubah di pilihan pemberitahuan Anda di portal.",
            "Yang tetap datang",
            STILL,
            Button("Kirim rangkuman lagi", "undo", PLAIN, sends={"rangkuman": RESUME}),
        )
    return Page(
        "Berhenti menerima rangkuman",
        f"Yang akan dimatikan: rangkuman pengingat harian lewat surel ke {masked}.",
        "Anda dapat menyalakannya lagi kapan saja, dari halaman ini atau dari pilihan pemberitahuan Anda di portal.",
        "Yang tetap datang",
        STILL,
        Button("Berhenti menerima rangkuman", "x", PRIMARY, sends={"rangkuman": STOP}),
    )


def mask(email):
    """Return an address of which only its owner knows the rest: "d•••@contoh.id"."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}•••@{host}"


def links():
    """Return [Link] to the portal's own choices and the inbox."""
    return [*preference_links(), Link("Buka kotak pemberitahuan", reverse("reminders:inbox"), "bell")]
