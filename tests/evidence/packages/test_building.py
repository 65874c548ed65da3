"""Packages: what is in one, under which names, what makes it incomplete, and that there is never half of one."""

import hashlib
import io
import json
import re
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from unittest import mock
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.template.defaultfilters import filesizeformat
from django.test import override_settings
from django.utils import timezone

from evidence.models import Evidence, Package, StoredFile
from evidence.packages import building, packing, rekap, rekap_files
from evidence.packages.rekap import Cut
from evidence.states import EvidenceKind, EvidenceState, Form, Scan, Scope
from evidence.tasks.packages import sweep_packages
from tests.conftest import make_world
from tests.evidence.packages.packed import accepted, an_office, contents, packed, proof, spoil
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue
from zi_portal.jobs.registry import Cancelled, JobFailed, LeaseLost
from zi_portal.jobs.states import JobState
from zi_portal.lib.errors import Refused
from zi_portal.lib.files import strays, zipping
from zi_portal.lib.files.storage import ASIDE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def quick():
    """What is printed is tried elsewhere; the days are those after the third quarter of the plan's year."""
    printing = mock.patch.object(rekap_files, "render_pdf", lambda html, tick=None: (b"%PDF-1.7 rekap", 1))
    with printing, time_machine.travel(datetime(2026, 10, 5, tzinfo=UTC)):
        yield


@pytest.fixture(scope="module")
def year_package(django_db_setup, django_db_blocker, tmp_path_factory):
    """A package of the year that is only looked at: .facts, .zip, .late, .content."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder):
        office, target = an_office(make_world()), io.BytesIO()
        facts = packing.fill(target, office.plan, rekap.YEAR)
        late = rekap.build_rekap(office.plan).total.late
        transaction.set_rollback(True)
    return SimpleNamespace(facts=facts, zip=ZipFile(target), late=late, content=target.getvalue())


@pytest.fixture
def office(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return an_office(world)


def test_the_folders_follow_the_plan_and_a_file_lies_in_it_once(year_package):
    facts, archive = year_package.facts, year_package.zip
    assert contents(archive) == [
        "AREA I/1.i Rapat/notula.pdf",
        "AREA II/2.i Menyusun laporan/Lihat notula.pdf.txt",
        "AREA II/2.i Menyusun laporan/Foto.html",
    ]
    assert archive.testzip() is None and facts["entries"] == 2 and facts["broken"] == []
    assert b"../../AREA I/1.i Rapat/notula.pdf" in archive.read(contents(archive)[1])


def test_the_lists_are_at_the_top(year_package):
    archive = year_package.zip
    assert [name for name in archive.namelist() if "/" not in name] == [
        "indeks.pdf", "indeks.xlsx", "indeks.html", "kekurangan.html", "kekurangan.txt", "manifest.json", "SHA256SUMS",
    ]  # fmt: skip


def test_times_are_those_of_the_office_whatever_the_zone_of_who_makes_it(office):
    office.plan.satker.time_zone = "Asia/Jayapura"
    with timezone.override("Asia/Jakarta"):
        _, archive = packed(office)
    assert "per 5 Oktober 2026 09.0" in archive.read("indeks.html").decode()


def test_the_sums_are_those_of_all_other_entries(year_package):
    archive = year_package.zip
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "SHA256SUMS"
    }


def test_the_facts_are_those_of_the_whole_file(year_package):
    assert year_package.facts["sha256"] == hashlib.sha256(year_package.content).hexdigest()
    assert year_package.facts["size"] == len(year_package.content)


def test_the_manifest_names_each_evidence_with_its_file_and_hash(year_package):
    archive = year_package.zip
    manifest = json.loads(archive.read("manifest.json"))
    first = next(entry for entry in manifest["evidence"] if entry["title"] == "Notula: rapat/1")
    assert first["path"] == contents(archive)[0] and first["state"] == "accepted"
    assert first["sha256"] == hashlib.sha256(archive.read(first["path"])).hexdigest()
    assert manifest["complete"] is False and [entry["path"] for entry in manifest["entries"]] == contents(archive)


def test_what_is_missing_is_as_much_as_is_late(year_package):
    facts, archive = year_package.facts, year_package.zip
    late = year_package.late
    assert len(facts["missing"]) == late == 4 and not facts["complete"]
    text = archive.read("kekurangan.txt").decode()
    assert text.count("\r\n- ") == late and "1.i SK Tim; tenggat 30 Jun 2026; menunggu diperiksa" in text


def test_what_was_not_accepted_is_in_the_index_with_its_state_and_in_no_folder(year_package):
    archive = year_package.zip
    page = archive.read("indeks.html").decode()
    assert "Belum diperiksa" in page and "Menunggu diperiksa" in page
    assert not any("Belum" in name for name in archive.namelist())


def test_the_index_page_stands_alone_and_leads_to_each_file(year_package):
    archive = year_package.zip
    page = archive.read("indeks.html").decode()
    links = [unquote(link) for link in re.findall(r'href="([^"]+)"', page)]
    assert set(contents(archive)) - {contents(archive)[1]} <= set(links) <= set(archive.namelist())
    assert "<script" not in page and "http" not in page and "Diterima oleh Lukas" in page


def test_a_link_is_a_page_whose_words_are_escaped(year_package):
    archive = year_package.zip
    assert 'href="https://contoh.id/a?b=1&amp;c=2"' in archive.read(contents(archive)[2]).decode()


@pytest.mark.parametrize("kind", [EvidenceKind.STATEMENT, EvidenceKind.NIHIL, EvidenceKind.UNABLE])
def test_words_are_a_text(office, kind):
    place = office.obligations[3]
    place.requirement.takes_nihil = True
    accepted(office, proof(office, place, kind, title="Keterangan <1>", text="Baris satu\nbaris dua"))
    _, archive = packed(office)
    name = next(name for name in contents(archive) if name.endswith("Keterangan 1.txt"))
    assert archive.read(name).decode().splitlines()[-2:] == ["Baris satu", "baris dua"]


def test_an_area_and_a_quarter_hold_their_own(office):
    _, area = packed(office, Cut(Scope.AREA, 2))
    assert contents(area) == [
        "AREA II/2.i Menyusun laporan/notula.pdf", "AREA II/2.i Menyusun laporan/Foto.html",
    ]  # fmt: skip
    facts, quarter = packed(office, Cut(Scope.QUARTER, 2))
    assert contents(quarter) == [] and {entry["due_on"] for entry in facts["missing"]} == {"2026-06-30"}


@pytest.mark.parametrize("cut", [Cut(Scope.AREA, 3), Cut(Scope.QUARTER, 5), Cut(Scope.YEAR, 1), Cut(Scope.QUARTER, 0)])
def test_a_part_that_the_plan_does_not_have_is_refused(office, cut):
    with pytest.raises(Refused, match="Rencana ini tidak memiliki"):
        building.request(office.plan, cut, office.sari)
    assert not Package.objects.exists()


def test_a_plan_that_is_not_in_force_is_refused(office):
    office.plan.obligations.update(active=False)
    with pytest.raises(Refused, match="tidak .lagi. berlaku"):
        building.request(office.plan, rekap.YEAR, office.sari)


# What makes it incomplete


@pytest.mark.case("A20")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "Berkasnya hilang dari penyimpanan"),
        (b"%PDF-1.7 sebuah berkat", "Isi berkasnya berubah sejak disimpan"),
        (b"%PDF-1.7 sebuah berkas yang lebih panjang", "Isi berkasnya berubah sejak disimpan"),
        (b"", "Isi berkasnya berubah sejak disimpan"),
    ],
)
def test_a_file_that_is_gone_or_changed_is_named_and_not_in_it(office, content, reason):
    spoil(office, content)
    facts, archive = packed(office)
    assert facts["broken"] == [{"name": "notula.pdf", "evidence": "Notula: rapat/1", "why": reason}]
    assert not facts["complete"] and contents(archive) == ["AREA II/2.i Menyusun laporan/Foto.html"]
    assert archive.testzip() is None and reason in archive.read("kekurangan.txt").decode()
    assert archive.read("indeks.html").decode().count(reason) == 2


def test_what_the_scanner_holds_is_never_in_it(office):
    StoredFile.objects.update(scan=Scan.INFECTED)
    facts, archive = packed(office)
    assert facts["broken"][0]["why"] == "Berkasnya ditahan pemindai virus"
    assert not any(name.endswith("notula.pdf") for name in archive.namelist())


def test_it_is_complete_when_all_that_is_due_is_there(office):
    with time_machine.travel(datetime(2026, 4, 1, tzinfo=UTC), tick=False):
        facts, _ = packed(office)
    assert facts["missing"] == [] and facts["complete"]


# Its job


def built_package(office, cut=rekap.YEAR):
    package, _ = building.request(office.plan, cut, office.sari)
    queue.run(package.job_id)
    package.refresh_from_db()
    return package


def lying():
    """Names of all stored files of packages, and of what stands aside."""
    return [name for name in strays.stored() if name.startswith(("paket/", ASIDE))]


def test_a_package_is_asked_for_and_made_by_a_job(office):
    package = built_package(office)
    assert package.job.state == JobState.DONE and package.job.link == f"/bukti/paket/{package.pk}/"
    assert lying() == [package.file.name]
    with package.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == package.sha256
    assert package.entries == 2 and len(package.missing) == 4 and not package.complete


def test_the_same_package_is_not_made_twice_at_once(office):
    first = building.request(office.plan, rekap.YEAR, office.sari)
    assert building.request(office.plan, rekap.YEAR, office.sari) == (first[0], False)
    assert building.request(office.plan, Cut(Scope.QUARTER, 1), office.sari)[1]


def test_who_asks_while_it_is_made_has_none_of_its_rows_read_by_the_page(office):
    first = building.request(office.plan, rekap.YEAR, office.sari, Form.PDF)[0]
    with mock.patch.object(packing, "current_fingerprint") as read:
        assert building.request(office.plan, rekap.YEAR, office.sari, Form.PDF) == (first, False)
    assert not read.called


@pytest.mark.parametrize("change", ["accepted", "nothing", "withdrawn", "day"])
def test_a_package_of_unchanged_content_is_given_again_and_any_other_made_anew(office, change):
    first = built_package(office)
    if change == "accepted":
        accepted(office, office.waiting)
    if change == "withdrawn":
        Evidence.objects.filter(pk=office.waiting.pk).update(state=EvidenceState.WITHDRAWN)
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC)) if change == "day" else nullcontext():
        again, new = building.request(office.plan, rekap.YEAR, office.sari)
    assert new == (change != "nothing") and (again == first) == (change == "nothing")


def test_a_package_whose_file_is_lost_or_that_lacks_one_is_made_anew(office):
    first = built_package(office)
    default_storage.delete(first.file.name)
    second = built_package(office)
    assert second != first
    Package.objects.filter(pk=second.pk).update(broken=[{"name": "notula.pdf"}])
    assert building.request(office.plan, rekap.YEAR, office.sari)[1]


def test_the_page_says_how_old_the_same_package_is_and_how_much_is_kept(office, world):
    package = built_package(office)
    Package.objects.filter(pk=package.pk).update(created_at=timezone.now() - timedelta(minutes=3))
    where = f"/bukti/rencana/{office.plan.pk}/paket/"
    page = world.client("sari").post(where, {"part": "year-0"}, follow=True).content.decode()
    assert "dibuat 3\xa0menit lalu dan isinya masih sama" in page and Package.objects.count() == 1
    assert "1 berkas tersimpan" in world.client("sari").get(where).content.decode()


def test_operators_see_how_much_all_packages_take(office, world):
    assert building.stored_totals() == {"number": 0, "size": 0}
    package = built_package(office)
    assert building.stored_totals() == {"number": 1, "size": package.size}
    page = world.client("nadia").get("/operasi/kesehatan/").content.decode()
    assert f"<strong>1 ({filesizeformat(package.size)})</strong>" in page


def test_of_one_plan_only_the_newest_files_are_kept(office, monkeypatch):
    monkeypatch.setattr(building, "MAX_FILES", 2)
    packages = [built_package(office, cut) for cut in (rekap.YEAR, Cut(Scope.AREA, 1), Cut(Scope.AREA, 2))]
    assert sorted(lying()) == sorted(package.file.name for package in packages[1:])
    monkeypatch.setattr(building, "MAX_FILES", 1)
    assert sweep_packages(None, lambda: None) == {"forgotten": 1} and lying() == [packages[-1].file.name]


def test_packages_of_an_office_take_no_more_room_than_its_quota_but_the_newest_stays(office, settings):
    settings.EVIDENCE_QUOTA_MB = 0
    first, second = built_package(office), built_package(office, Cut(Scope.AREA, 1))
    first.refresh_from_db()
    assert not first.file and lying() == [second.file.name]


def test_asking_for_a_package_is_recorded(office):
    package, _ = building.request(office.plan, Cut(Scope.QUARTER, 1), office.sari)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.subject_id) == ("package.request", office.sari, str(package.pk))


@pytest.mark.case("F3")
def test_a_job_that_runs_twice_leaves_one_file(office):
    package = built_package(office)
    result = building.build(package.pk, lambda percent=None: None)
    assert result == {"package": package.pk, "complete": False} and lying() == [package.file.name]


@pytest.mark.case("F3")
def test_of_two_makers_the_second_takes_its_file_away_again(office):
    package, _ = building.request(office.plan, rekap.YEAR, office.sari)
    fill = building.fill

    def slowly(*args):
        facts = fill(*args)
        with mock.patch.object(building, "fill", fill):
            building.build(package.pk, lambda percent=None: None)
        return facts

    with mock.patch.object(building, "fill", slowly):
        building.build(package.pk, lambda percent=None: None)
    package.refresh_from_db()
    assert lying() == [package.file.name]


@pytest.mark.parametrize("stop", [Cancelled, LeaseLost])
def test_one_that_is_stopped_leaves_nothing(office, monkeypatch, stop):
    monkeypatch.setattr(packing.Meter, "EVERY", 0)
    package, _ = building.request(office.plan, rekap.YEAR, office.sari)
    with pytest.raises(stop):
        building.build(package.pk, mock.Mock(side_effect=stop))
    package.refresh_from_db()
    assert lying() == [] and not package.file and not package.sha256


@pytest.mark.case("A19")
def test_a_full_disk_is_tried_again_and_leaves_nothing(office, monkeypatch):
    package, _ = building.request(office.plan, rekap.YEAR, office.sari)
    monkeypatch.setattr(zipping.Zip, "copy", mock.Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(JobFailed, match="Penyimpanan penuh") as failed:
        building.build(package.pk, lambda percent=None: None)
    assert not failed.value.permanent and lying() == []


@pytest.mark.case("A20")
def test_a_row_that_cannot_be_written_takes_the_file_along(office):
    package, _ = building.request(office.plan, rekap.YEAR, office.sari)
    with mock.patch.object(building.Package.objects, "filter", side_effect=DatabaseError):
        with pytest.raises(DatabaseError):
            building._store(package, {}, ContentFile(b"PK"), lambda: None)
    assert lying() == []


@pytest.mark.case("F3")
def test_a_storage_that_takes_long_gives_signs_of_life_and_one_that_is_stopped_keeps_nothing(office, monkeypatch):
    monkeypatch.setattr(building, "PULSE", 0.01)
    save = default_storage.save
    monkeypatch.setattr(default_storage, "save", lambda *args: time.sleep(0.2) or save(*args))
    tick = mock.Mock()
    assert building._save("paket/a.zip", ContentFile(b"PK"), tick) == "paket/a.zip" and tick.call_count > 2
    with pytest.raises(LeaseLost):
        building._save("paket/b.zip", ContentFile(b"PK"), mock.Mock(side_effect=LeaseLost))
    assert lying() == ["paket/a.zip"]


def test_a_package_whose_row_is_gone_is_told(office):
    with pytest.raises(JobFailed, match="sudah tidak ada"):
        building.build(999, lambda percent=None: None)


def test_progress_is_told_while_bytes_are_copied():
    percents = []
    meter = packing.Meter(lambda percent=None: percents.append(percent), 100 << 20)
    for _ in range(100):
        meter(1 << 20)
    for _ in range(20):
        meter.count(1 << 20)
    assert percents == [13, 26, 38, 51, 64, 77, None]


def test_old_packages_lose_their_file_and_keep_their_row(office):
    old, young = built_package(office), built_package(office, Cut(Scope.AREA, 1))
    Package.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert sweep_packages(None, lambda: None) == {"forgotten": 1}
    old.refresh_from_db()
    assert not old.file and old.sha256 and lying() == [young.file.name]
