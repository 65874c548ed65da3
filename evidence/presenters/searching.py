"""Evidence that a search found, as the page of the search shows it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from zi_portal.lib.screens.controls import PLAIN, Link

ALL_WORDS = (
    "Tidak ada bukti yang memuat semua kata itu dalam judul, nama berkas, teks halaman, dokumen yang diminta, atau kode"
    " barisnya. Kurangi katanya, periksa ejaannya{}. Isi hasil pindaian tanpa teks tidak dapat dicari."
)
TOO_SHORT = "Tulis sedikitnya satu kata yang terdiri atas dua huruf atau lebih."
START = (
    "Tulis satu atau beberapa kata, misalnya “notula zona integritas”, atau kode baris seperti “1.i.a”. Yang muncul"
    " adalah bukti yang memuat semuanya, di mana pun letaknya: sebagian boleh di judul, sebagian di halaman. Klik"
    " hasilnya untuk membuka halamannya."
)
MANY = (
    "{} bukti. Terlalu banyak yang cocok: yang ditampilkan dari yang terbaru. Tambah kata atau persempit saringannya."
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An evidence that was match: what the search says of it; its link, and those of its pages: [(link, pieces)]."""

    match: object
    url: str
    leaves: list


def hits(page, text):
    """Return [Hit] of a page of results for a searched text."""
    return [_hit(match, text) for match in page]


def _hit(match, text):
    url = reverse("evidence:detail", args=[match.evidence.pk])
    leaves = [(Link(f"Hal. {leaf.number}", _way(url, leaf, text), look=""), leaf.pieces) for leaf in match.shown]
    return Hit(match, _way(url, match.leaves[0], text) if match.leaves else url, leaves)


def _way(url, leaf, text):
    return f"{url}?halaman={leaf.number}&q={quote(text)}#halaman-{leaf.number}"


def nothing(text, *, short, narrow):
    """Return (heading, sentence, [Link]) of a page without results; short: no word is long enough; narrow: filtered."""
    if not text:
        return "Apa yang dicari?", START, []
    if short:
        return "Kata terlalu pendek", TOO_SHORT, []
    if not narrow:
        return "Tidak ada yang cocok", ALL_WORDS.format(""), []
    without = Link("Cari tanpa saringan", f"{reverse('evidence:search')}?q={quote(text)}", look=PLAIN)
    return "Tidak ada yang cocok", ALL_WORDS.format(", atau cari tanpa saringan"), [without]


def number_found(number, *, cut_off):
    """Return how many were found; cut_off: more fit than are looked at."""
    return MANY.format(number) if cut_off else f"{number} bukti."
