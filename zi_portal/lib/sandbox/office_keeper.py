"""The process around one run of LibreOffice: limits and isolates it, sends its PDF and cleans up."""

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
INHERITED = ("PATH", "LANG")
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
"""Settings of LibreOffice's profile: no macro runs, no link is followed."""


def main(parent, channel, program, path, kind):
    """Convert the file at path and write the PDF to the channel, nothing where there is none."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))

    def leave(*_):
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)  # LibreOffice and this process

    signal.signal(signal.SIGTERM, leave)
    end_with(parent, signal.SIGTERM)
    try:
        sweep(folder.parent)
        pdf = convert(program, Path(path), kind, folder)
        with suppress(ConnectionError), socket.socket(fileno=channel) as answer:
            if pdf:
                with pdf.open("rb") as file:
                    answer.sendfile(file)
    finally:
        leave()


def convert(program, path, kind, folder):
    """Convert the file and return the path of the PDF in the folder, None when LibreOffice made none."""
    source = folder / f"berkas.{kind}"
    with path.open("rb") as original, source.open("wb") as copy:
        shutil.copyfileobj(original, copy)
    profile = folder / "profil" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf8")
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--nologo"]
    output_options = [f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--convert-to", f"pdf:{WRITERS[kind]}"]
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [program, *options, *output_options, "--outdir", str(folder), str(source)]
    with suppress(fence.Unfenced, subprocess.SubprocessError):  # a program that cannot be isolated is not run
        walls.run(command, folder, limit=limit_process, env=environment, check=False, **quiet)
    pdf = folder / "berkas.pdf"
    return pdf if pdf.is_file() else None


def limit_process():
    """Limit the child before it becomes LibreOffice: no core, limited memory, CPU and files; the first to be killed."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, WRITTEN),
    )
    for resource_id, limit in limits:
        resource.setrlimit(resource_id, (limit, limit))


def end_with(parent, number):
    """Make the kernel send this signal when the parent ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def sweep(folder):
    """Remove the folders of keepers that were killed."""
    for leftover in folder.glob(f"{PREFIX}*"):
        keeper = leftover.name.removeprefix(PREFIX).partition("-")[0]
        if keeper.isdecimal() and not Path("/proc", keeper).exists():
            shutil.rmtree(leftover, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
