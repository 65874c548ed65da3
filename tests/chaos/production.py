"""The production profile for the kill tests: the trial stack with two workers."""

from contextlib import contextmanager

from deploy.trial import stack as trial

NAMES = {"web": "web1", "broker": "redis", "database": "postgres", "beat": "beat"}


class Production:
    """The stack under the names of the scenarios: .address, .env, kill, stop, start, revive, worker_groups."""

    name = "production"

    def __init__(self, running_stack):
        self.stack = running_stack
        self.address, self.env = running_stack.address, running_stack.env

    def kill(self, name):
        """kill -9 of the part and its children."""
        self.stack.kill(NAMES[name])

    def stop(self, name):
        """End the part in good order."""
        self.stack.stop(NAMES[name])

    def start(self, name):
        """Start it again and wait until it answers."""
        self.stack.start(NAMES[name])

    def revive(self):
        """Start again what was killed, as systemd would."""
        for name, process in self.stack.parts.items():
            if process.poll() is not None:
                self.stack.start(name)

    def worker_groups(self):
        """{part of the worker's name: its process group}."""
        return {f"{number}@": self.stack.parts[f"worker{number}"].pid for number in (1, 2)}


@contextmanager
def running(folder, **extra):
    """A started stack; extra: environment variables. All is ended afterwards."""
    with trial.running(folder, workers=2, webs=1, env=extra) as trial_portal:
        yield Production(trial_portal)
