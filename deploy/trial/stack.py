"""The whole trial: all parts in their order and the values that they share; start, watch, stop."""

import json
import os
import secrets
import shutil
import signal
import threading
from contextlib import contextmanager
from pathlib import Path

from deploy.trial import answers, postgres, shipped, statics
from deploy.trial.parts import Part, run_as
from deploy.trial.ports import HOST, free_port
from zi_portal import BASE_DIR

PYTHON = BASE_DIR / ".venv" / "bin" / "python"
ENDING = ("nginx", "web", "beat", "worker", "redis", "postgres")
"""Order in which parts are asked to end: each before those that it needs."""


class Stack:
    """One trial under its folder; running() and deploy.trial.__main__ show how it is used."""

    def __init__(self, folder, *, https_port=None, http_port=None, workers=2, webs=1, demo=True, env=None):
        self.folder = Path(folder).absolute()
        self.demo = demo
        self.secrets = self._stored_secrets()
        self.ports = {"https": https_port or free_port(), "http": http_port or free_port()}
        self.ports |= {name: free_port() for name in ("postgres", "redis")}
        self.web_ports = [free_port() for _ in range(webs)]
        self.data = self.folder / "portal"
        self.env = self._environment() | (env or {})
        self._parts, self._tasks = {}, []
        self._workers = workers

    @property
    def address(self):
        return f"https://{HOST}:{self.ports['https']}"

    @property
    def http_address(self):
        return f"http://{HOST}:{self.ports['http']}"

    @property
    def web_addresses(self):
        """Addresses of the gunicorns, without nginx; a request without X-Forwarded-Proto: https is redirected."""
        return [f"http://{HOST}:{port}" for port in self.web_ports]

    @property
    def metrics_token(self):
        return self.secrets["metrics_token"]

    @property
    def parts(self):
        """{name: subprocess.Popen} of the process last started under each name."""
        return {name: part.process for name, part in self._parts.items() if part.process}

    def _stored_secrets(self):
        """Return the secrets of this folder: made at the first start, read at the next."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if run_as("postgres"):  # as root the database runs as another user, who must pass through closed folders
            parent = self.folder.parent
            parent.chmod(parent.stat().st_mode | 0o011)
        path = self.folder / "secrets.json"
        if not path.exists():
            names = ("secret_key", "audit_key", "postgres", "redis", "metrics_token")
            path.touch(mode=0o600)
            path.write_text(json.dumps({name: secrets.token_urlsafe(48) for name in names}), encoding="utf8")
        return json.loads(path.read_text(encoding="utf8"))

    def _environment(self):
        """Return the environment of the portal's programs: the shipped sample with this trial's values."""
        sample = {name: value for name, value in shipped.sample_environment().items() if not name.endswith("_FILE")}
        trial_values = {
            "ZI_VAR": str(self.data),
            "SECRET_KEY": self.secrets["secret_key"],
            "AUDIT_KEYS": self.secrets["audit_key"],
            "DATABASE_URL": postgres.url(self.ports["postgres"], self.secrets["postgres"]),
            "REDIS_URL": f"redis://:{self.secrets['redis']}@{HOST}:{self.ports['redis']}/0",
            "READYZ_TOKEN": self.metrics_token,
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "SITE_URL": self.address,
            "EMAIL_HOST": "",
            "BACKUP_DIR": "",
            "CLAMD_SOCKET": "",
            "SCANNER": "tanpa",
            "DEMO_DATA": "boleh",
            "WEB_PROCESSES": "1",
            "WORKER_PROCESSES": "1",
            "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
            "PYTHONUNBUFFERED": "1",
        }
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX") if name in os.environ
        }
        return inherited | sample | trial_values

    def steps(self):
        """Return the steps of the start as (title, function) pairs, to be called in this order."""
        return [
            ("Menjalankan PostgreSQL dan Redis", self._start_stores),
            ("Menyiapkan basis data, daftar satker, dan berkas statis", self._prepare),
            ("Menjalankan web, pekerja, dan penjadwal", self._start_portal),
            ("Menjalankan nginx", self._start_nginx),
        ]

    def _start_stores(self):
        for name in ("postgres", "redis", "nginx", "logs", "portal"):
            (self.folder / name).mkdir(exist_ok=True)
        server = postgres.part(self.folder / "postgres", self.ports["postgres"], self.secrets["postgres"])
        self._start(server)
        self._start(self._redis())
        postgres.wait(server, self.ports["postgres"], self.secrets["postgres"])
        answers.wait(lambda: answers.redis(self.ports["redis"], self.secrets["redis"]), self._parts["redis"])

    def _redis(self):
        folder = self.folder / "redis"
        config = folder / "redis.conf"
        lines = [
            f'include "{shipped.SHIPPED}/redis/portal-zi.conf"',
            f"bind {HOST}",
            f"port {self.ports['redis']}",
            f"requirepass {self.secrets['redis']}",
            f'dir "{folder}"',
        ]
        config.touch(mode=0o600)
        config.write_text("\n".join(lines) + "\n", encoding="utf8")
        return self._part("redis", [_program("redis-server", "redis-server"), config])

    def _prepare(self):
        first = self._begin("-m", "deploy.trial.first", *(["--demo"] if self.demo else []))
        statics.link(self.data / "static", self._collect)
        self._finish(first)

    def _collect(self, folder):
        arguments = ("collectstatic", "--noinput", "--verbosity", "0", "--skip-checks")
        self._finish(self._begin("manage.py", *arguments, ZI_VAR=str(folder)))

    def _start_portal(self):
        web = shipped.Unit("portal-zi-web.service")
        for number, port in enumerate(self.web_ports, 1):
            env = web.environment | self.env | {"WEB_BIND": f"{HOST}:{port}"}
            self._start(self._part(f"web{number}", web.command(env), env=env))
        worker = shipped.Unit("portal-zi-worker@.service")
        for number in range(1, self._workers + 1):
            env = worker.environment | self.env
            part = self._part(f"worker{number}", worker.command(env, instance=str(number)), env=env)
            part.orphaned = signal.SIGQUIT  # at once: jobs in progress go back to their rows
            self._start(part)
        beat = shipped.Unit("portal-zi-beat.service")
        self._start(self._part("beat", beat.command(beat.environment | self.env)))
        for number, port in enumerate(self.web_ports, 1):
            answers.wait(lambda port=port: answers.web(f"http://{HOST}:{port}"), self._parts[f"web{number}"])

    def _start_nginx(self):
        folder = self.folder / "nginx"
        answers.certificate(folder)
        webs = [f"{HOST}:{port}" for port in self.web_ports]
        ports = {"http_port": self.ports["http"], "https_port": self.ports["https"]}
        site = shipped.nginx_site(folder, data=self.data, webs=webs, **ports)
        (folder / "portal-zi.conf").write_text(site, encoding="utf8")
        main = shipped.nginx_main(folder, user="root" if os.geteuid() == 0 else "")
        (folder / "nginx.conf").write_text(main, encoding="utf8")
        command = [_program("nginx", "nginx"), "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]
        self._start(self._part("nginx", command))
        answers.wait(lambda: answers.web(self.address), self._parts["nginx"])

    def _part(self, name, command, *, env=None):
        log = self.folder / "logs" / f"{name}.log"
        return Part(name=name, command=command, env=env or self.env, log=log, cwd=BASE_DIR)

    def _start(self, part):
        self._parts[part.name] = part
        part.start()

    def manage(self, *arguments):
        """Run manage.py with the trial's environment and return what it printed; raise RuntimeError if it fails."""
        return self._finish(self._begin("manage.py", *arguments))

    def _begin(self, *arguments, **env):
        """Start Python with the trial's environment; it ends with the trial, as all parts do."""
        log = self.folder / "logs" / f"{arguments[1]}-{secrets.token_hex(4)}.log"
        task = Part(name=log.stem, command=[PYTHON, *arguments], env=self.env | env, log=log, cwd=BASE_DIR)
        self._tasks.append(task)
        task.start()
        return task

    def _finish(self, task):
        code = task.process.wait()
        self._tasks.remove(task)
        output = task.last_words(length=1 << 20)
        if code:
            raise RuntimeError(f"{' '.join(map(str, task.command[1:4]))}:\n{output[-2000:]}")
        task.log.unlink()
        return output

    def start(self, name):
        """Start a part again that was stopped or killed, and wait until it answers (if it can)."""
        part = self._parts[name]
        part.start()
        if name == "postgres":
            postgres.wait(part, self.ports["postgres"], self.secrets["postgres"])
        elif name == "redis":
            answers.wait(lambda: answers.redis(self.ports["redis"], self.secrets["redis"]), part)
        elif name.startswith("web"):
            port = self.web_ports[int(name.removeprefix("web")) - 1]
            answers.wait(lambda: answers.web(f"http://{HOST}:{port}"), part)
        elif name == "nginx":
            answers.wait(lambda: answers.listening(self.ports["https"]), part)

    def stop(self, name):
        """End a part in good order; it stays off until start()."""
        self._parts[name].stop()

    def kill(self, name):
        """Send SIGKILL to a part with all its children; only a supervised stack starts it again."""
        self._parts[name].kill()

    def watch(self):
        """Check all parts, restart those that ended unasked and return [(name, exit code)] of those that just ended."""
        codes = [(name, part.watch()) for name, part in list(self._parts.items())]
        return [(name, code) for name, code in codes if code is not None]

    def stop_all(self):
        """End all parts, each before those that it needs; the data stay."""
        for task in self._tasks:
            task.kill()
        rank = {name: next(i for i, kind in enumerate(ENDING) if name.startswith(kind)) for name in self._parts}
        for step in range(len(ENDING)):
            ending = [self._parts[name] for name in self._parts if rank[name] == step]
            for part in ending:
                part.ask_to_end()
            for part in ending:
                part.stop()


def _program(name, package):
    """Return the path of a program; raise Absent with the Debian package that has it."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if path is None:
        raise postgres.Absent(f"{name} is not installed (Debian package {package})")
    return path


def missing_packages():
    """Return the Debian packages that the trial needs and that are missing; empty when it can run."""
    packages = []
    try:
        postgres.binaries()
    except postgres.Absent:
        packages.append("postgresql")
    for name, package in (("redis-server", "redis-server"), ("nginx", "nginx-light"), ("openssl", "openssl")):
        try:
            _program(name, package)
        except postgres.Absent:
            packages.append(package)
    return packages


@contextmanager
def running(folder, *, https_port=None, workers=2, webs=1, demo=True, supervise=False, env=None):
    """Yield a started Stack on free loopback ports under the folder and stop it; raise RuntimeError when a part fails.

    supervise: restart a part that dies. env: variables of the portal's programs that are added or replaced.
    """
    stack = Stack(folder, https_port=https_port, workers=workers, webs=webs, demo=demo, env=env)
    stopping = threading.Event()
    watcher = threading.Thread(target=_watch, args=(stack, stopping), name="watch-trial", daemon=True)
    try:
        for _, step in stack.steps():
            step()
        if supervise:
            watcher.start()
        yield stack
    finally:
        stopping.set()
        if supervise and watcher.is_alive():
            watcher.join()
        stack.stop_all()


def _watch(stack, stopping):
    while not stopping.wait(0.25):
        stack.watch()
