"""Bubblewrap around a program that opens strangers' files: no network, no folders but the system's and one of its own.

Where bubblewrap is absent or cannot make namespaces (systemd's RestrictNamespaces, some kernels) the program is
restricted by fence.py alone.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from zi_portal.lib.sandbox import fence

READABLE = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache",
    "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/mime.types", "/var/cache/fontconfig",
    "/var/lib/libreoffice", "/var/spool/libreoffice",
)  # fmt: skip
"""Folders of the system that the program can read; neither home, nor ZI_VAR, nor /etc/portal-zi."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
ISOLATION = (
    "--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
    "--cap-drop", "ALL", "--die-with-parent",
)  # fmt: skip
PIPES = "/tmp"  # noqa: S108 -- LibreOffice makes its socket there, whatever TMPDIR says
SECONDS = 10


def is_available(folder=None):
    """Return whether bubblewrap is installed and can make its namespaces."""
    command = _command("/bin/true", folder)
    if command is None:
        return False
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return not subprocess.run([*command, "/bin/true"], timeout=SECONDS, check=False, **quiet).returncode  # noqa: S603 -- names of ours
    except (OSError, subprocess.TimeoutExpired):
        return False


def in_force():
    """Return the names of this machine's means of isolation: "bubblewrap", "seccomp", "landlock 7"."""
    return (["bubblewrap"] if is_available() else []) + fence.in_force()


def run(command, folder, *, limit, **options):
    """Run a program in isolation, in a folder that it can write; limit() is called in the child before it begins.

    command: [program, …]; options: as for subprocess.run(). Raises fence.Unfenced where the network cannot be refused,
    subprocess.SubprocessError where the child does not get so far.
    """
    wall = _command(command[0], folder) if is_available(folder) else None
    if wall is None:
        return subprocess.run(command, cwd=folder, preexec_fn=lambda: _fenced(command[0], folder, limit), **options)  # noqa: S603 -- of the caller
    if not fence.known_machine():
        return subprocess.run([*wall, *command], preexec_fn=limit, **options)  # noqa: S603 -- of the caller
    with tempfile.TemporaryFile() as rules:
        rules.write(fence.rules(programs=True))
        rules.seek(0)
        number = str(rules.fileno())
        wall[1:1] = ["--seccomp", number]
        return subprocess.run([*wall, *command], preexec_fn=limit, pass_fds=[rules.fileno()], **options)  # noqa: S603 -- of the caller


def _fenced(program, folder, limit):
    limit()
    fence.enter(
        readable=(*READABLE, *_own_folder(program)), writable=(folder, *DEVICES), sockets=(PIPES,), programs=True
    )


def _command(program, folder):
    """Return [bwrap, …] to be followed by the program, None where bubblewrap is absent."""
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        return None
    command = [bubblewrap, *ISOLATION, "--proc", "/proc", "--dev", "/dev", "--tmpfs", PIPES]
    for path in (*READABLE, *_own_folder(program)):
        command += ["--ro-bind-try", path, path]
    return command + (["--bind", str(folder), str(folder), "--chdir", str(folder)] if folder else [])


def _own_folder(program):
    """Return [folder] of a program that is not below /usr, else []."""
    path = Path(os.path.realpath(program))
    if path.is_relative_to("/usr"):
        return []
    return [str(Path(*path.parts[:3]) if path.is_relative_to("/opt") else path.parent)]
