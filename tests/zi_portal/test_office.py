"""LibreOffice kept apart: what it gives, and that nothing of it stays, however it ends."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from tests.evidence.papers import a_docx, zipped
from zi_portal.lib import office, office_keeper

ROOT = Path(__file__).resolve().parents[2]
absent = pytest.mark.skipif(office.program() is None, reason="LibreOffice is absent: its conversions are left out")
HANGING = '#!/bin/sh\n(sleep 97 & echo $! >"$TMPDIR/../anak")\nsleep 98\n'
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


def pretend(room, script):
    """Let this script be soffice."""
    path = room / "bin" / "soffice"
    path.write_text(script, encoding="utf8")
    path.chmod(0o755)


def left(room):
    """What stands in the temporary folder, but for the pretended soffice's own notes."""
    return [path.name for path in (room / "tmp").iterdir() if path.name != "anak"]


def child(room):
    """Id of the process that the pretended soffice started."""
    note = room / "tmp" / "anak"
    until(lambda: note.exists() and note.read_text().strip())
    return int(note.read_text())


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


def test_what_takes_too_long_is_ended_with_all_that_it_started(room):
    pretend(room, HANGING)
    with pytest.raises(office.Failed, match="time"):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO(), seconds=2)
    until(lambda: not lives(child(room)))
    assert left(room) == []


def test_what_the_tick_raises_ends_it_and_passes(room):
    pretend(room, HANGING)

    def tick():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO(), tick=tick)
    until(lambda: not lives(child(room)))
    assert left(room) == []


def test_of_a_killed_caller_nothing_stays(room):
    pretend(room, HANGING)
    code = "import io, sys; from zi_portal.lib import office; office.to_pdf(sys.argv[1], 'docx', io.BytesIO())"
    caller = subprocess.Popen([sys.executable, "-c", code, str(room / "naskah.docx")], cwd=ROOT)
    started = child(room)
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    until(lambda: not lives(started) and left(room) == [])


def test_what_a_killed_keeper_left_is_swept_by_the_next(room):
    pretend(room, WRITING)
    ended = subprocess.Popen(["true"])
    ended.wait()
    for name in (f"zi-office-{ended.pid}-x", f"zi-office-{os.getpid()}-y", "zi-office-lain"):
        (room / "tmp" / name).mkdir()
    office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert sorted(left(room)) == sorted([f"zi-office-{os.getpid()}-y", "zi-office-lain"])


def test_one_file_at_a_time(room, monkeypatch):
    monkeypatch.setattr(office, "PATIENCE", 0)
    pretend(room, WRITING)
    with office._turn(lambda: None), pytest.raises(office.Busy):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())


def test_the_kernel_refuses_it_every_way_out():
    code = "import socket; from zi_portal.lib.office_keeper import cut_off; cut_off(); socket.socketpair()\n"
    for family in ("AF_INET", "AF_INET6", "AF_NETLINK"):
        code += (
            f"try: socket.socket(socket.{family}, socket.SOCK_DGRAM); print('{family}')\nexcept PermissionError: pass\n"
        )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert os.uname().machine not in office_keeper.SOCKET_CALLS or said.stdout == ""


@absent
def test_libreoffice_makes_a_pdf_and_leaves_nothing(room):
    target = io.BytesIO()
    assert office.to_pdf(room / "naskah.docx", "docx", target)
    assert target.getvalue().startswith(b"%PDF") and left(room) == []


@absent
def test_libreoffice_fetches_nothing_from_elsewhere(room):
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = []
        server.settimeout(8)
        Thread(target=_listen, args=(server, asked), daemon=True).start()
        page = f'<html><body><p>Isi</p><img src="http://127.0.0.1:{server.getsockname()[1]}/x.png"></body></html>'
        (room / "naskah.docx").write_bytes(page.encode())  # LibreOffice goes by the content
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO())
    assert asked == []


def _listen(server, asked):
    try:
        asked.append(server.accept()[1])
    except OSError:
        return


@absent
def test_a_broken_file_has_failed(room):
    (room / "naskah.docx").write_bytes(zipped({"word/document.xml": "<rusak"}))
    with pytest.raises(office.Failed):
        office.to_pdf(room / "naskah.docx", "docx", io.BytesIO(), seconds=40)
    assert left(room) == []
