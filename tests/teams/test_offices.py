"""Pages and settings of an office."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from teams.models import Satker
from teams.offices.naming import secretariat
from tests.factories import SatkerFactory
from tests.seeing import save
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.sandbox import confined

pytestmark = pytest.mark.database("teams.offices.saving")

VALUES = {"place": "Jernih Baru", "certifier_title": "Plh. Kepala Subbagian Hukum", "certifier_name": "Wulan"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Uploaded files go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def claim(width, height):
    """A PNG of a few bytes that says it is so large."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(99))) + part(b"IEND", b"")


def picture(kind="PNG", size=(30, 40), mode="RGB", name="logo.png"):
    target = io.BytesIO()
    Image.new(mode, size, "red").save(target, kind)
    return SimpleUploadedFile(name, target.getvalue(), content_type="text/html")


def send(world, person="andi", **values):
    return save(world.client(person), f"/satker/{world.kabupaten.pk}/pengaturan/", VALUES | values)


def office(world):
    return Satker.objects.get(pk=world.kabupaten.pk)


def test_the_page_of_an_office_shows_its_people_and_its_certifier(world):
    text = world.client("sari").get(f"/satker/{world.kabupaten.pk}/").content.decode()
    for expected in (
        "Kirana",
        "Manajemen Perubahan",
        "Wulan Prameswari",
        "SEKRETARIAT KOMISI PEMILIHAN UMUM KABUPATEN",
    ):
        assert expected in text
    assert "Lama" not in text
    assert "Mati" not in text


def test_an_admin_saves_the_settings_and_it_is_audited(world):
    assert send(world).status_code == 302
    assert office(world).certifier_title == "Plh. Kepala Subbagian Hukum"
    event = AuditEvent.objects.get()
    assert (event.action, event.before["place"], event.after["place"]) == ("satker.settings", "Jernih", "Jernih Baru")


@pytest.mark.case("D14")
def test_settings_cannot_change_what_the_register_says(world):
    send(world, code="00", full_name="X", path="90/", level="pusat", parent=world.national.pk)
    row = office(world)
    assert (row.code, row.path, row.level, row.parent) == ("98.01", "90/98/98.01/", "kabupaten", world.province)


@pytest.mark.parametrize(
    ("person", "status"), [("sari", 403), ("lukas", 403), ("rian", 403), ("dewi", 404), ("nadia", 302)]
)
def test_only_its_admin_or_one_above_changes_the_settings(world, person, status):
    assert send(world, person).status_code == status
    assert (office(world).place == "Jernih Baru") is (status == 302)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK")]
)
def test_an_emblem_is_stored_as_a_clean_png_and_served_to_who_sees_the_office(world, kind, mode):
    assert send(world, emblem_file=picture(kind, mode=mode)).status_code == 302
    url = f"/satker/{world.kabupaten.pk}/lambang/"
    response = world.client("sari").get(url)
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert world.client("dewi").get(url).status_code == 404


def test_a_large_emblem_is_made_smaller(world, media):
    send(world, emblem_file=picture(size=(2600, 1300)))
    with Image.open(media / office(world).emblem.name) as stored:
        assert stored.size == (2000, 1000)


BAD = {
    "svg": SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
    "broken": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200),
    "big": SimpleUploadedFile("a.png", b"0" * (1 << 20 | 1)),
    "bomb": SimpleUploadedFile("a.png", claim(30_000, 30_000)),
    "greatest": SimpleUploadedFile("a.png", claim(2**31 - 1, 2**31 - 1)),
    "html": SimpleUploadedFile("a.jpg", b"<html>"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_emblem_is_refused_with_422_and_leaves_no_file(world, media, name):
    BAD[name].seek(0)
    response = send(world, emblem_file=BAD[name])
    assert response.status_code == 422
    assert "Plh. Kepala Subbagian Hukum" in response.content.decode()
    assert list(media.iterdir()) == []
    assert office(world).place == "Jernih"


def test_gif_and_a_bomb_of_pixels_are_refused(world):
    assert send(world, emblem_file=picture("GIF")).status_code == 422
    assert send(world, emblem_file=picture(size=(7000, 7000), mode="1")).status_code == 422


def test_the_emblem_can_be_taken_away_and_the_file_stays_for_old_decrees(world, media):
    send(world, emblem_file=picture())
    name = office(world).emblem.name
    send(world, remove_emblem="on")
    assert not office(world).emblem
    assert (media / name).exists()


def test_the_certifier_block_is_previewed_without_saving(world):
    url = f"/satker/{world.kabupaten.pk}/pengaturan/pratinjau/"
    response = world.client("andi").get(url, {"certifier_title": "<i>Kepala", "certifier_name": "Ani"})
    assert "&lt;i&gt;Kepala" in response.content.decode()
    assert "<html" not in response.content.decode()
    assert world.client("sari").get(url).status_code == 403


def test_the_secretariat_of_the_national_office_is_a_general_one(world):
    ri = SatkerFactory(code="00", full_name="KOMISI PEMILIHAN UMUM REPUBLIK INDONESIA", level="pusat")
    assert secretariat(ri) == "SEKRETARIAT JENDERAL KOMISI PEMILIHAN UMUM REPUBLIK INDONESIA"
    assert secretariat(world.kota) == "SEKRETARIAT KOMISI PEMILIHAN UMUM KOTA BUKIT DAMAI"


def test_an_emblem_that_cannot_be_stored_is_told_and_nothing_is_saved(world, media, settings):
    settings.MEDIA_ROOT = media / "penuh"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    response = send(world, emblem_file=picture())
    assert response.status_code == 507
    assert "Penyimpanan penuh" in response.content.decode() and office(world).place == "Jernih"


@pytest.mark.parametrize("reason", ["memory", "crash", "killed"])
def test_a_picture_that_ends_its_child_is_refused_with_422(world, media, monkeypatch, reason):
    def exhausted(*args, **how):
        raise confined.Exhausted(reason)

    monkeypatch.setattr(confined, "call", exhausted)
    assert send(world, emblem_file=picture()).status_code == 422
    assert list(media.iterdir()) == []
