"""Names with a hash: a script asks for those it imports by theirs, and has a new name when one of them changes."""

import posixpath
import re
import shutil

import pytest
from django.core.files.storage import FileSystemStorage

from zi_portal import BASE_DIR
from zi_portal.lib.files.statics import HashedStaticFilesStorage

IMPORTED = re.compile(r'\bfrom "(\.{1,2}/[^"]+)"')


@pytest.fixture
def source(tmp_path):
    """A folder with the scripts of the upload and what they share with others, under js/."""
    for name in ("lib", "upload"):
        shutil.copytree(BASE_DIR / "static/js" / name, tmp_path / "source/js" / name)
    return tmp_path / "source"


@pytest.fixture
def collect(source, tmp_path):
    """collect() → {name: path of the collected file with a hash in its name}, of all scripts in source."""

    def run():
        target = tmp_path / "target"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        names = [str(path.relative_to(source)) for path in source.rglob("*.js")]
        storage = HashedStaticFilesStorage(location=target, base_url="/static/")
        outcomes = storage.post_process({name: (FileSystemStorage(source), name) for name in names})
        assert [outcome for *_, outcome in outcomes if isinstance(outcome, Exception)] == []
        return {name: target / hashed for name, hashed in storage.hashed_files.items()}

    return run


def test_scripts_import_collected_files_by_their_hashed_names(source, collect):
    hashed = collect()
    expected = {name: IMPORTED.findall((source / name).read_text()) for name in hashed}
    assert len(expected["js/upload/page.js"]) == 6
    for name, imports in expected.items():
        paths = [posixpath.normpath(posixpath.join(posixpath.dirname(name), imported)) for imported in imports]
        collected = [posixpath.basename(imported) for imported in IMPORTED.findall(hashed[name].read_text())]
        assert collected == [hashed[path].name for path in paths], name


def test_a_script_has_a_new_name_when_what_it_imports_changes(source, collect):
    before = collect()
    words = source / "js/upload/words.js"
    words.write_text(words.read_text() + "\n// one line more\n")
    after = collect()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"js/upload/{name}.js" for name in ("words", "transport", "page")}
