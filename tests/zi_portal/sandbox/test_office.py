"""LibreOffice kept apart: what it gives, and that nothing of it stays, however it ends."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from unittest import mock

import pytest

from tests.evidence.files.papers import a_docx, zipped
from tests.zi_portal.sandbox import trying
from zi_portal import BASE_DIR
from zi_portal.lib.sandbox import fence, office, office_keeper, walls

absent = pytest.mark.skipif(office.program() is None, reason="LibreOffice is absent: its conversions are left out")
HANGING = f"#!/bin/sh\n(sleep 97.{os.getpid()} &)\nsleep 98\n"
WRITING = '#!/bin/sh\nfor last; do :; done\ncp "$last" "$(dirname "$last")/berkas.pdf"\n'


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder for temporary things, where a pretended soffice can be put first on the PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    (tmp_path / "naskah.docx").write_bytes(a_docx("Isi naskah"))
    return tmp_path


def pretend(room, script, name="soffice"):
    """Let this script be soffice, or another program."""
    path = room / "bin" / name
    path.write_text(script, encoding="utf8")
    path.chmod(0o755)


def left(room):
    """What stands in the temporary folder."""
    return [path.name for path in (room / "tmp").iterdir()]


def child(room):
    """Id of the process that the pretended soffice started."""
    until(_children)
    return _children()[0]


def _children():
    command_line, pids = f"sleep\x0097.{os.getpid()}\0".encode(), []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            pids += [int(path.parent.name)] * (path.read_bytes() == command_line)
    return pids


def until(true):
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it did not happen within 20 s"
        time.sleep(0.05)


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_soffice_writes_is_given_and_nothing_stays(room):
    pretend(room, WRITING)
    target = io.BytesIO()
    assert office.to_pdf(room / "naskah.docx", "docx", target)
    assert target.getvalue() == (room / "naskah.docx").read_bytes() and left(room) == []


def test_without_libreoffice_there_is_nothing(room, monkeypatch):
    monkeypatch.setenv("PATH", str(room / "bin"))
    assert office.to_pdf(room / "naskah.docx", "docx", io.BytesIO()) is False


def test_a_file_of_which_nothing_is_made_has_failed(room):
    pretend(room, "#!/bin/sh\nexit 0\n")
    with pytest.raises(office.Failed, match="broken"):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert left(room) == []


def test_what_takes_too_long_is_ended_with_all_that_it_started(room, means):
    pretend(room, HANGING)
    pids = []
    with pytest.raises(office.Failed, match="time"):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO(), tick=lambda: pids.extend(_children()), seconds=5)
    until(lambda: not _children())
    assert pids and left(room) == []


def test_what_the_tick_raises_ends_it_and_passes(room):
    pretend(room, HANGING)

    def tick():
        if _children():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO(), tick=tick)
    until(lambda: not _children())
    assert left(room) == []


def test_of_a_killed_caller_nothing_stays(room):
    pretend(room, HANGING)
    code = "import io, sys; from zi_portal.lib.sandbox import office; office.to_pdf(sys.argv[1], 'docx', io.BytesIO())"
    caller = subprocess.Popen([sys.executable, "-c", code, str(room / "naskah.docx")], cwd=BASE_DIR)
    pid = child(room)
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    until(lambda: not lives(pid) and left(room) == [])


def test_what_a_killed_keeper_left_is_swept_by_the_next(room):
    pretend(room, WRITING)
    process = subprocess.Popen(["true"])
    process.wait()
    for name in (f"zi-office-{process.pid}-x", f"zi-office-{os.getpid()}-y", "zi-office-lain"):
        (room / "tmp" / name).mkdir()
    office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert sorted(left(room)) == sorted([f"zi-office-{os.getpid()}-y", "zi-office-lain"])


def test_one_file_at_a_time(room, monkeypatch):
    monkeypatch.setattr(office, "PATIENCE", 0)
    pretend(room, WRITING)
    with office._turn(lambda: None), pytest.raises(office.Busy):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())


PYTHON = "/usr/bin/python3"
"""The system's: ours may lie where the walls do not let it be seen."""
ATTACK = f"""#!{PYTHON}
import json, pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import trying
here = pathlib.Path(__file__).parent
(pathlib.Path(sys.argv[-1]).parent / "berkas.pdf").write_text(
    json.dumps(trying.attempts(json.loads((here / "tempat.json").read_text()))))
"""


@pytest.fixture(params=["walls", "fence"])
def means(request, room):
    """By bubblewrap, and without it: a bwrap that may not make namespaces."""
    if request.param == "fence":
        pretend(room, "#!/bin/sh\nexit 1\n", "bwrap")
    elif not walls.is_available():
        pytest.skip("bubblewrap is absent or may not make namespaces: LibreOffice behind its walls is left out")
    return request.param


@pytest.mark.case("C9", "A3")
@pytest.mark.skipif(not Path(PYTHON).exists(), reason="no python3 of the system that could try from inside")
def test_whatever_the_office_tries_of_network_and_portal_is_refused(room, means, places):
    pretend(room, ATTACK)
    shutil.copy(trying.__file__, room / "bin" / "trying.py")
    (room / "bin" / "tempat.json").write_text(json.dumps(places))
    target = io.BytesIO()
    assert office.to_pdf(room / "naskah.docx", "docx", target)
    outcomes = json.loads(target.getvalue())
    successes = {name for name, outcome in outcomes.items() if outcome == "DONE"}
    if means == "fence" and not fence.landlock_version():
        successes = {name for name in successes if not name.startswith(("open", "list", "write", "signal"))}
    assert successes <= {"list /", "list /etc", "list /proc"} and len(outcomes) > 20  # behind walls these are its own
    assert Path(places["write"]).read_bytes() == b"rahasia"


def test_what_cannot_be_walled_off_is_not_run(room, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(walls, "is_available", lambda folder=None: False)
        patch.setattr(fence, "enter", mock.Mock(side_effect=fence.Unfenced))
        pretend(room, WRITING)
        assert office_keeper.convert(str(room / "bin" / "soffice"), room / "naskah.docx", "docx", room / "tmp") is None


@absent
def test_libreoffice_makes_a_pdf_and_leaves_nothing(room, means):
    target = io.BytesIO()
    assert office.to_pdf(room / "naskah.docx", "docx", target)
    assert target.getvalue().startswith(b"%PDF") and left(room) == []


@absent
def test_libreoffice_fetches_nothing_from_elsewhere(room):
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections = []
        server.settimeout(8)
        Thread(target=_listen, args=(server, connections), daemon=True).start()
        page = f'<html><body><p>Isi</p><img src="http://127.0.0.1:{server.getsockname()[1]}/x.png"></body></html>'
        (room / "naskah.docx").write_bytes(page.encode())  # LibreOffice goes by the content
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert connections == []


def _listen(server, connections):
    try:
        connections.append(server.accept()[1])
    except OSError:
        return


@absent
def test_a_broken_file_has_failed(room):
    (room / "naskah.docx").write_bytes(zipped({"word/document.xml": "<rusak"}))
    with pytest.raises(office.Failed):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO(), seconds=40)
    assert left(room) == []
