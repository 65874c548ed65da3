"""Bubblewrap around a program that opens strangers' files: no network, no sight but of the system and one folder.

Where it is absent or may not make namespaces (systemd's RestrictNamespaces, some kernels) the program is fenced in by
fence.py alone.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from zi_portal.lib.sandbox import fence

SEEN = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache",
    "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/mime.types", "/var/cache/fontconfig",
    "/var/lib/libreoffice", "/var/spool/libreoffice",
)  # fmt: skip
"""Folders of the system that the program may read; neither home, nor ZI_VAR, nor /etc/portal-zi."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
APART = (
    "--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
    "--cap-drop", "ALL", "--die-with-parent",
)  # fmt: skip
PIPES = "/tmp"  # noqa: S108 -- LibreOffice makes its socket there, whatever TMPDIR says
SECONDS = 10


def stand(folder=None):
    """Whether bubblewrap is there and may build its walls."""
    command = _command("/bin/true", folder)
    if command is None:
        return False
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return not subprocess.run([*command, "/bin/true"], timeout=SECONDS, check=False, **quiet).returncode  # noqa: S603 -- names of ours
    except (OSError, subprocess.TimeoutExpired):
        return False


def in_force():
    """Names of what keeps strangers' files apart on this machine: "bubblewrap", "seccomp", "landlock 7"."""
    return (["bubblewrap"] if stand() else []) + fence.in_force()


def run(command, folder, *, bound, **how):
    """Run a program apart, in a folder that it may write; bound() is called in the child before it begins.

    command: [program, …]; how: as for subprocess.run(). Raises fence.Unfenced where the network cannot be refused,
    subprocess.SubprocessError where the child does not get so far.
    """
    wall = _command(command[0], folder) if stand(folder) else None
    if wall is None:
        return subprocess.run(command, cwd=folder, preexec_fn=lambda: _fenced(command[0], folder, bound), **how)  # noqa: S603 -- of the caller
    if not fence.known_machine():
        return subprocess.run([*wall, *command], preexec_fn=bound, **how)  # noqa: S603 -- of the caller
    with tempfile.TemporaryFile() as rules:
        rules.write(fence.rules(programs=True))
        rules.seek(0)
        number = str(rules.fileno())
        wall[1:1] = ["--seccomp", number]
        return subprocess.run([*wall, *command], preexec_fn=bound, pass_fds=[rules.fileno()], **how)  # noqa: S603 -- of the caller


def _fenced(program, folder, bound):
    bound()
    fence.enter(readable=(*SEEN, *_own_folder(program)), writable=(folder, *DEVICES), sockets=(PIPES,), programs=True)


def _command(program, folder):
    """[bwrap, …] to be followed by the program; None where bubblewrap is absent."""
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        return None
    command = [bubblewrap, *APART, "--proc", "/proc", "--dev", "/dev", "--tmpfs", PIPES]
    for path in (*SEEN, *_own_folder(program)):
        command += ["--ro-bind-try", path, path]
    return command + (["--bind", str(folder), str(folder), "--chdir", str(folder)] if folder else [])


def _own_folder(program):
    """[folder] of a program that lies elsewhere than below /usr."""
    path = Path(os.path.realpath(program))
    if path.is_relative_to("/usr"):
        return []
    return [str(Path(*path.parts[:3]) if path.is_relative_to("/opt") else path.parent)]
