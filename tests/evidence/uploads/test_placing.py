"""Where the files of an upload go."""

import time
from datetime import date

import pytest
from django.http import QueryDict

from evidence.forms.placements import sent_forms
from evidence.models import Evidence, UploadBatch, UploadItem
from evidence.places import listing, matching
from evidence.places.proposing import Proposer
from evidence.proofs import attaching
from evidence.states import Arrival, EvidenceKind, Verdict
from evidence.uploads import placing, table
from evidence.uploads.placing import Placement
from tests.evidence.ground import a_file, a_proof, judged, owing
from tests.evidence.places.naming import named
from zi_portal.lib.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.uploads.placing")]


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


@pytest.fixture
def batch(ground, world):
    return UploadBatch.objects.create(satker=ground.satker, plan=ground.plan, user=world.sari)


def ready(batch, path="AREA I/1.1 SK Tim.pdf", content=None):
    """A file of the upload that was checked and waits for its place."""
    file = a_file(batch.satker, (content or path).encode(), name=path.rpartition("/")[2])
    return UploadItem.objects.create(
        batch=batch, path=path, size=9, fingerprint=path, part_size=9, state=Arrival.READY, file=file,
        proposal=Proposer(batch).of(path),
    )  # fmt: skip


def test_places_have_unique_names_with_code_and_due_date(ground):
    names = [place.name for place in listing.of_plan(ground.plan)]
    assert names[:3] == [
        "1.i SK Tim · 30 Juni 2026",
        "1.i Notula rapat · 31 Maret 2026",
        "1.i Notula rapat · 30 Juni 2026",
    ]
    assert len(set(names)) == len(names) == len(ground.obligations)


def test_an_area_has_its_own_places_only(ground):
    places = listing.of_plan(ground.plan, ground.steps[3].area)
    assert [place.title for place in places] == ["Laporan"] * 4 and {place.codes[0][0] for place in places} == {2}


def test_a_row_of_a_run_is_found_by_its_own_code_too(ground):
    first, *_ = listing.of_plan(ground.plan)
    assert [code[1] for code in first.codes] == [1, 2]


def test_a_sure_proposal_is_ticked_and_another_is_not(batch):
    where = table.places_by_id(batch)
    sure, unsure = table.rows(batch, [ready(batch), ready(batch, "AREA I/lain.pdf")], where)
    assert [choice.place.title for choice in sure.choices if choice.ticked] == [
        "SK Tim"
    ] and sure.view == table.View.SURE
    assert not any(choice.ticked for choice in unsure.choices) and unsure.view == table.View.CHOOSE


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("AREA I/1.i.a SK TIM ZI_final.pdf", "SK TIM ZI"),
        ("2.3.a. register_permohonan_Juni scan (1).PDF", "Register permohonan Juni"),
        ("1.1.1.pdf", "1.1.1"),
        ("foto.jpg", "Foto"),
        ("final.pdf", "Final"),
    ],
)
def test_the_title_comes_from_the_name(path, title):
    assert table.title_of(path) == title


def test_a_name_made_to_hold_up_the_page_is_read_in_no_time():
    started_at = time.process_time()
    table.title_of("SK " + "rev -" * 22 + "x.pdf")
    assert time.process_time() - started_at < 1


def test_a_file_goes_to_several_places_as_one_evidence(batch, ground, world):
    item, where = ready(batch), table.places_by_id(batch)
    first, _, _, *other_places = where.values()
    placement = Placement([first.id, other_places[0].id], "SK Tim", date(2026, 1, 2), date(2026, 1, 9), "3")
    evidence = placing.put(item, placement, actor=world.sari)
    item.refresh_from_db()
    assert item.state == Arrival.PLACED and item.evidence == evidence and evidence.title == "SK Tim"
    assert set(evidence.uses.values_list("obligation", "page")) == {(first.id, "3"), (other_places[0].id, "3")}
    assert str(evidence.proves_from) == "2026-01-02" and evidence.present.file == item.file


def test_what_has_no_place_is_left_for_later(batch, world):
    item = ready(batch)
    assert placing.put(item, Placement([], "SK Tim"), actor=world.sari) is None
    assert table.waiting(world.sari).get().ready == 1 and not table.waiting(world.bima).exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"named": ["Tempat yang tidak ada"]}, "Tempat “Tempat yang tidak ada” tidak ada"),
        ({"ticked": "999999999"}, "Tempat yang dicentang tidak ada lagi"),
        ({"proves_from": "kemarin"}, "tanggal"),
        ({"proves_from": "2026-02-31"}, "tanggal"),
        ({"proves_from": "2026-03-02", "proves_until": "2026-03-01"}, "Akhir masa mendahului awalnya"),
        ({"title": "x" * 201}, "200"),
        ({"page": "halaman " * 9}, "20"),
    ],
)
def test_what_is_typed_wrongly_is_told(batch, fields, sentence):
    item, places = ready(batch), table.places_by_id(batch)
    data = QueryDict(mutable=True)
    for name, typed in ({"title": "SK Tim", "ticked": str(next(iter(places)))} | fields).items():
        data.setlist(f"{item.pk}-{name}", typed if isinstance(typed, list) else [typed])
    form = sent_forms([item], places, data)[item.pk]
    assert not form.is_valid() and len(form.sentences) == 1 and sentence in form.sentences[0]


def test_a_file_without_a_title_is_refused_and_nothing_is_written(batch, world):
    item, place = ready(batch), next(iter(table.places_by_id(batch)))
    with pytest.raises(Refused) as refused:
        placing.put(item, Placement([place], " "), actor=world.sari)
    item.refresh_from_db()
    assert refused.value.code == "invalid" and item.state == Arrival.READY and not Evidence.objects.exists()


def test_places_are_found_by_name_in_any_case(batch):
    item, places = ready(batch), table.places_by_id(batch)
    first, *_, last = places.values()
    data = QueryDict(mutable=True)
    data.setlist(f"{item.pk}-named", [f" {last.name.upper()} ", "", first.name])
    data.update({f"{item.pk}-title": "SK Tim", f"{item.pk}-ticked": str(first.id)})
    form = sent_forms([item], places, data)[item.pk]
    assert form.is_valid() and form.placement().obligation_ids == [first.id, last.id]


def test_a_file_is_placed_once_however_often_the_button_is_pressed(batch, world):
    item = ready(batch)
    placement = Placement([next(iter(table.places_by_id(batch)))], "SK Tim")
    placing.put(item, placement, actor=world.sari)
    with pytest.raises(Refused, match="sudah ditempatkan"):
        placing.put(item, placement, actor=world.sari)
    assert Evidence.objects.count() == 1


@pytest.mark.case("A21")
def test_the_same_file_does_not_prove_the_same_thing_twice(batch, ground, world):
    item, where = ready(batch, content="sama"), table.places_by_id(batch)
    place = next(iter(where))
    old = attaching.prove(
        [obligation for obligation in ground.obligations if obligation.pk == place], kind=EvidenceKind.FILE,
        actor=world.sari, title="Yang lama", file=item.file,
    )  # fmt: skip
    with pytest.raises(Refused, match="Yang lama"):
        placing.put(item, Placement([place], "SK Tim"), actor=world.sari)
    judged(old, (Verdict.WITHDRAW, world.sari))
    assert placing.put(item, Placement([place], "SK Tim"), actor=world.sari)


def test_all_sure_ones_are_placed_at_once_and_the_rest_waits(batch, world):
    items = [ready(batch), ready(batch, "AREA II/Laporan TW2.pdf"), ready(batch, "AREA I/lain.pdf")]
    placed, refused = placing.put_sure(items, table.places_by_id(batch), actor=world.sari)
    assert (placed, refused) == (2, [])
    assert sorted(batch.items.values_list("state", flat=True)) == [Arrival.PLACED, Arrival.PLACED, Arrival.READY]


def test_so_many_are_placed_at_once_that_nobody_waits_long(batch, world, monkeypatch):
    monkeypatch.setattr(placing, "AT_ONCE", 1)
    items = [ready(batch), ready(batch, "AREA II/Laporan TW2.pdf")]
    assert placing.put_sure(items, table.places_by_id(batch), actor=world.sari)[0] == 1
    assert batch.items.filter(state=Arrival.READY).count() == 1


def test_a_file_becomes_the_next_revision(batch, ground, world):
    evidence = a_proof(ground.obligations[:1], world.sari)
    item = ready(batch)
    with pytest.raises(Refused, match="sudah berubah"):
        placing.revise(item, evidence, actor=world.sari, revision=evidence.revision + 1)
    placing.revise(item, evidence, actor=world.sari, revision=evidence.revision)
    item.refresh_from_db()
    assert evidence.revisions.count() == 2 and item.state == Arrival.PLACED and item.evidence == evidence


def test_names_as_offices_write_them_are_proposed_rightly(ground):
    places = listing.of_plan(ground.plan)
    areas = dict(ground.plan.areas.values_list("pk", "title"))
    matcher = matching.Matcher(listing.slots(places))
    files = named(places, areas, 200)
    right = sum(matcher.propose(path)[:1] != [] and matcher.propose(path)[0].slot == place.id for path, place in files)
    wrong = sum(bool(sure := matching.sure(matcher.propose(path))) and sure.slot != place.id for path, place in files)
    assert right >= 190 and wrong == 0
