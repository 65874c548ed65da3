"""A portal in a folder of its own, driven by manage.py as a stranger would: commands in, files and JSON out."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

from zi_portal import BASE_DIR

OURS = {"ZI_VAR", "ZI_PROFILE", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "TZ"}


class Portal:
    """An installation whose database and files lie in folder; its commands share a process where they can."""

    def __init__(self, folder):
        self.folder, self.process = folder, None

    def run(self, command, *options, ok=(0,), **environment):
        """Output of a manage.py command; fails where it ends with another code than ok says."""
        arguments = [command, *map(str, options)]
        code, output, errors = self._alone(arguments, environment) if environment else self._shared(arguments)
        assert code in ok, f"{command} ended with {code}:\n{output}\n{errors}"
        return output

    def _environment(self):
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return inherited | {"ZI_VAR": str(self.folder), "DJANGO_SETTINGS_MODULE": "zi_portal.settings"}

    def _alone(self, arguments, environment):
        """A program of its own, with other words in its environment."""
        line, env = [sys.executable, "manage.py", *arguments], self._environment() | environment
        completed = subprocess.run(line, cwd=BASE_DIR, env=env, capture_output=True, text=True, timeout=120)
        return completed.returncode, completed.stdout, completed.stderr

    def _shared(self, arguments):
        if self.process is None:
            line = [sys.executable, "-m", "tests.acceptance.commands"]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self.process = subprocess.Popen(line, cwd=BASE_DIR, env=self._environment(), **pipes)
        print(json.dumps(arguments), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        return answer["code"], answer["output"], answer["errors"]

    def close(self):
        """End the process of its commands."""
        if self.process:
            self.process.communicate()
            self.process = None

    def ask(self, command, *options, **how):
        """JSON that a command prints."""
        return json.loads(self.run(command, *options, "--json", **how))

    def export(self, plan, path):
        """Write a plan to path, in the format that its suffix names; returns the path."""
        self.run("export_plan", "--plan", plan, "--format", path.suffix[1:], "--output", path)
        return path

    def print(self, decree, edition, path, **environment):
        """Write the PDF of a decree to path; returns the path."""
        self.run("render_decree", "--decree", decree, "--edition", edition, "--output", path, **environment)
        return path

    def copy(self, folder):
        """The same portal in another folder, as a backup that is put back would be."""
        shutil.copytree(self.folder, folder)
        return Portal(folder)


@contextmanager
def made_once(folder):
    """Yields True to the first of several processes that asks for a folder, False to those after it."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / "done"
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not marker.exists()
        marker.touch()


def empty_portal(folder):
    """A portal with its reference data and the register of offices, made once for all processes of a run."""
    with made_once(folder) as first:
        portal = Portal(folder / "var")
        if first:
            portal.run("migrate", "--verbosity", "0", "--skip-checks")
            portal.run("load_register", "--skip-checks")
            portal.close()
    return portal
