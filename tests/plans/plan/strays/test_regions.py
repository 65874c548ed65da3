"""Regions in a text: in every form in which people write them, and nothing that only looks like one."""

import pytest

from plans.plan.strays import regions
from tests.plans.plan.strays.ground import REGISTER


def named(text, register=REGISTER):
    return [(mention.name, text[mention.start : mention.end]) for mention in regions.mentions(text, register)]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("di Kabupaten Awan Utara.", "KABUPATEN AWAN UTARA", "Kabupaten Awan Utara"),
        ("SEKRETARIAT KPU KABUPATEN AWAN UTARA TAHUN 2026", "KABUPATEN AWAN UTARA", "KPU KABUPATEN AWAN UTARA"),
        ("pada Kab. Awan", "KABUPATEN AWAN", "Kab. Awan"),
        ("Kab Awan,", "KABUPATEN AWAN", "Kab Awan"),
        ("kabupaten\n awan", "KABUPATEN AWAN", "kabupaten\n awan"),
        ("rapat KPU Awan Utara rutin", "KABUPATEN AWAN UTARA", "KPU Awan Utara"),
        ("Komisi Pemilihan Umum Kabupaten Awan", "KABUPATEN AWAN", "Komisi Pemilihan Umum Kabupaten Awan"),
        ("warga Awan Utara", "KABUPATEN AWAN UTARA", "Awan Utara"),
        ("ke Kepulauan Pelangi", "KABUPATEN KEPULAUAN PELANGI", "Kepulauan Pelangi"),
        ("ke Kab. Kep. Pelangi", "KABUPATEN KEPULAUAN PELANGI", "Kab. Kep. Pelangi"),
        ("Kota Toatoa dan", "KOTA TOA-TOA", "Kota Toatoa"),
        ("Kota Toa Toa dan", "KOTA TOA-TOA", "Kota Toa Toa"),
        ("KPU Batu", "KABUPATEN BATU", "KPU Batu"),
        ("Kota Embun", "KOTA EMBUN", "Kota Embun"),
        ("Prov. Laut", "PROVINSI LAUT", "Prov. Laut"),
        ("KIP Aceh", "ACEH", "KIP Aceh"),
        ("Provinsi Aceh", "ACEH", "Provinsi Aceh"),
    ],
)
def test_the_longest_name_counts_in_every_form(text, name, words):
    assert named(text) == [(name, words)]


@pytest.mark.parametrize(
    "text",
    [
        "awan utara bergerak",
        "Batu pertama diletakkan",
        "Karo SDM",
        "KPU Kabupaten/Kota se-Indonesia",
        "KPU Kabupaten/Kota Di Seluruh Wilayah",
        "provinsi dan kabupaten setempat",
        "Kabupaten Layak Anak",
        "Jalan Embun Nomor 3",
        "Komisi Pemilihan Umum, Awanan",
        "Sekretariat KPU Provinsi/KIP Aceh dan KPU/KIP Kabupaten/Kota",
        "Komisi Pemilihan Umum Provinsi atau Komisi Independen Pemilihan Aceh",
        "KPU",
        "Kabupaten",
        "",
    ],
)
def test_common_words_general_words_and_streets_name_no_region(text):
    assert named(text) == []


def test_a_name_of_two_regions_may_mean_both():
    assert regions.mentions("warga Embun", REGISTER)[0].names == ("KABUPATEN EMBUN", "KOTA EMBUN")
    assert regions.mentions("Kota Embun", REGISTER)[0].names == ("KOTA EMBUN",)


@pytest.mark.parametrize(
    "text", ["Kabupaten Maju Mundur yang", "KPU KABUPATEN MAJU MUNDUR TAHUN 2025", "Kab. Maju Mundur"]
)
def test_a_region_that_no_office_has_is_known_by_its_capitals(text):
    mention = regions.mentions(text, REGISTER)[0]
    assert mention.name == "KABUPATEN MAJU MUNDUR" and not mention.registered


def test_a_region_that_no_office_has_is_found_alone_once_it_was_named_in_full():
    full_mentions = regions.mentions("Kabupaten Maju Mundur. Kab. Maju Mundur", REGISTER)
    register = regions.with_unregistered(full_mentions, REGISTER)
    assert named("KABUPATEN MAJU MUNDUR MENANG", register)[0] == ("KABUPATEN MAJU MUNDUR", "KABUPATEN MAJU MUNDUR")
    assert named("di Maju Mundur saja", register) == [("KABUPATEN MAJU MUNDUR", "Maju Mundur")]
    assert regions.with_unregistered([], REGISTER) is REGISTER


def test_words_behind_a_region_that_no_office_has_do_not_become_its_name():
    text = "Kabupaten Maju Mundur Melalui Rapat. Kabupaten Maju Mundur Bersama Tim. Kabupaten Mundur Maju"
    register = regions.with_unregistered(regions.mentions(text, REGISTER), REGISTER)
    assert register.names - REGISTER.names == {"KABUPATEN MAJU MUNDUR", "KABUPATEN MUNDUR MAJU"}
    assert named(text, register)[0] == ("KABUPATEN MAJU MUNDUR", "Kabupaten Maju Mundur")
