"""Fixtures of the acceptance: a portal without plans, and one for each real workbook with what it makes of it."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.acceptance.portal import empty_portal, made_once
from tests.acceptance.truth import SEEDS, plan_annex, read
from zi_portal import BASE_DIR


@dataclass
class Case:
    """One real decree: its truth, and the folder with all that the portal made of it."""

    name: str
    folder: Path
    data: dict
    facts: dict

    @property
    def annex(self):
        """The LAMPIRAN with the plan."""
        return plan_annex(self.data)

    def made(self, name):
        """JSON that the portal made."""
        return read(self.folder / name)


def pytest_collection_modifyitems(items):
    """What is made of one workbook or decree is looked at by one process: no other waits for it."""
    for item in items:
        parameters = getattr(item, "callspec", None) and {"case", "sample"} & item.callspec.params.keys()
        if parameters and Path(__file__).parent in item.path.parents:
            name = "-".join(str(item.callspec.params[parameter]) for parameter in parameters)
            item.add_marker(pytest.mark.xdist_group(f"acceptance-{name}"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id):
    """A folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "acceptance"


@pytest.fixture(scope="session")
def blank(shared_folder):
    """A portal with offices and reference data, to be copied."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        pytest.skip("commands of the embedded profile: shown once, in the round on SQLite")
    return empty_portal(shared_folder / "blank")


@pytest.fixture(scope="session")
def seeds_folder():
    """Folder of the five real decrees; what needs it is skipped where it is absent."""
    path = BASE_DIR.parent / "shared" / "seeds"
    if not path.is_dir():
        pytest.skip("../shared/seeds is absent: the acceptance with the five real decrees is left out")
    return path


@pytest.fixture(scope="module", params=SEEDS)
def case(request, seeds_folder, shared_folder):
    """One of the five, its folder still empty."""
    name = request.param
    facts = read(seeds_folder / "facts.json")["documents"][name]
    return Case(name, shared_folder / name, read(seeds_folder / f"{name}.json"), facts)


@pytest.fixture(scope="module")
def workbook(case, blank, seeds_folder):
    """The case after import_plan and export_plan, and once more from the exported workbook for another office."""
    folder = case.folder / "workbook"
    with made_once(folder) as first:
        if first:
            with closing(blank.copy(folder / "var")) as portal:
                _import_and_export(portal, seeds_folder / f"{case.name}.xlsx", case, folder)
    return Case(case.name, folder, case.data, case.facts)


def _import_and_export(portal, source, case, folder):
    year = case.data["decree"]["tahun"]
    for turn, office in (("first", case.data["decree"]["satker"]), ("again", "KPU Kabupaten Bantul")):
        report = portal.run("import_plan", source, "--satker", office, "--year", year, "--json")
        (folder / f"{turn}.report.json").write_text(report, encoding="utf8")
        plan = read(folder / f"{turn}.report.json")["plan"]
        portal.export(plan, folder / f"{turn}.json")
        source = portal.export(plan, folder / f"{turn}.xlsx") if turn == "first" else source


@pytest.fixture(scope="module")
def archive(case, blank, seeds_folder):
    """The case after import_decree and render_decree: both editions."""
    folder = case.folder / "archive"
    with made_once(folder) as first:
        if first:
            with closing(blank.copy(folder / "var")) as portal:
                _load_and_print(portal, seeds_folder / f"{case.name}.json", case, folder)
    return Case(case.name, folder, case.data, case.facts)


def _load_and_print(portal, source, case, folder):
    report = portal.run("import_decree", source, "--satker", case.data["decree"]["satker"], "--json")
    (folder / "report.json").write_text(report, encoding="utf8")
    first_report = read(folder / "report.json")
    portal.export(first_report["plan"], folder / "plan.json")
    for edition in ("asli", "salinan"):
        portal.print(first_report["decree"], edition, folder / f"{edition}.pdf")
