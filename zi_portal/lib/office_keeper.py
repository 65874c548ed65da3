"""The process around one run of LibreOffice: bounds it, cuts it off the network, sends its PDF and cleans up."""

import ctypes
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX = "zi-office-"
MEMORY, CPU, WRITTEN = 4 << 30, 110, 400 << 20
"""Bytes of address space, seconds of CPU and bytes of one written file that LibreOffice may use."""
KEPT = ("PATH", "LANG")
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
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
        cut_off()
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
    subprocess.run(  # noqa: S603 -- names of ours
        [program, *options, *where, "--outdir", str(folder), str(source)],
        cwd=folder, env=environment | {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
        preexec_fn=bound, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
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


# Without network: the kernel refuses every socket but local ones, to this process and all that it starts

SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine → its number for the kernel's audit, and its number of the call socket()."""
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
KILL, ALLOW, REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | 13


def cut_off():
    """Allow AF_UNIX sockets alone, on machines whose numbers are known."""
    known = SOCKET_CALLS.get(os.uname().machine)
    if known is None:
        return
    machine, call = known
    steps = [
        (LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL),  # another machine's numbers
        (LOAD, 0, 0, 0), (EQUAL, 0, 3, call),
        (LOAD, 0, 0, 16), (EQUAL, 1, 0, socket.AF_UNIX), (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]  # fmt: skip
    rules = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    filtering = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(rules)))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if library.prctl(PR_SET_SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(filtering)), 0, 0):
        raise OSError(ctypes.get_errno(), "The network cannot be cut off.")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
