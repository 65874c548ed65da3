"""The process around one run of LibreOffice: bounds it, walls it off, sends its PDF and cleans up."""

import ctypes
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from zi_portal.lib.sandbox import fence, walls

PREFIX = "zi-office-"
MEMORY, CPU, WRITTEN = 4 << 30, 110, 400 << 20
"""Bytes of address space, seconds of CPU and bytes of one written file that LibreOffice may use."""
KEPT = ("PATH", "LANG")
PR_SET_PDEATHSIG = 1
WRITERS = {"docx": "writer_pdf_Export", "xlsx": "calc_pdf_Export", "pptx": "impress_pdf_Export"}
SETTING = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">{}</oor:items>
""".format(
    "".join(
        SETTING.format(*setting)
        for setting in (
            ("Common/Security/Scripting", "MacroSecurityLevel", 3),
            ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
            ("Common/Security/Scripting", "DisableActiveContent", "true"),
            ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
            ("Writer/Content/Update", "Link", 2),
            ("Calc/Content/Update", "Link", 2),
        )
    )
)
"""Settings of its profile: no macro runs, no link is followed."""


def main(parent, channel, program, path, kind):
    """Convert the file at path and write the PDF to the channel; nothing where there is none."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))

    def leave(*_):
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)  # LibreOffice and this process

    signal.signal(signal.SIGTERM, leave)
    end_with(parent, signal.SIGTERM)
    try:
        sweep(folder.parent)
        made = convert(program, Path(path), kind, folder)
        with suppress(ConnectionError), socket.socket(fileno=channel) as said:
            if made:
                with made.open("rb") as file:
                    said.sendfile(file)
    finally:
        leave()


def convert(program, path, kind, folder):
    """Path of the PDF in the folder, None when LibreOffice made none."""
    source = folder / f"berkas.{kind}"
    with path.open("rb") as given, source.open("wb") as copy:
        shutil.copyfileobj(given, copy)
    profile = folder / "profil" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf8")
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--nologo"]
    where = [f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--convert-to", f"pdf:{WRITERS[kind]}"]
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [program, *options, *where, "--outdir", str(folder), str(source)]
    with suppress(fence.Unfenced, subprocess.SubprocessError):  # what cannot be walled off is not run
        walls.run(command, folder, bound=bound, env=environment, check=False, **quiet)
    made = folder / "berkas.pdf"
    return made if made.is_file() else None


def bound():
    """In the child before it becomes LibreOffice: no core, bounded memory, CPU and files; the first to go."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, WRITTEN),
    )
    for what, most in limits:
        resource.setrlimit(what, (most, most))


def end_with(parent, number):
    """Get this signal when the parent ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def sweep(folder):
    """Remove what keepers left there that were killed themselves."""
    for left in folder.glob(f"{PREFIX}*"):
        keeper = left.name.removeprefix(PREFIX).partition("-")[0]
        if keeper.isdecimal() and not Path("/proc", keeper).exists():
            shutil.rmtree(left, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
