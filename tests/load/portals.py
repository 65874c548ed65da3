"""The two profiles as the loads see them: address, web processes, folders in which nothing may stay behind."""

import sqlite3
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from deploy.trial import stack as trial
from tests.chaos import embedded
from tests.chaos.visitor import Visitor
from tests.zi_portal.test_serve import family
from zi_portal.demo.data import PASSWORD

PROFILES = ("embedded", "production")


@dataclass
class Portal:
    """A running portal. stack: what started it; direct: a web process itself, without a proxy before it."""

    profile: str
    stack: object
    temporary: list
    direct: str
    person: Visitor = field(init=False)

    def __post_init__(self):
        self.person = Visitor(self.stack.address).sign_in("sari@demo.test", PASSWORD)

    @property
    def address(self):
        return self.stack.address

    @property
    def media(self):
        return Path(self.stack.env["ZI_VAR"]) / "media"

    def web_processes(self):
        """Process ids that serve pages."""
        if self.profile == "embedded":
            return [self.stack.process.pid]
        first = self.stack.parts["web1"].pid
        return [first, *family(first)]

    def kill_web(self):
        """kill -9 of the web, and start it again as a person or systemd would."""
        if self.profile == "embedded":
            self.stack.kill("web")
            self.stack.start("web")
        else:
            self.stack.kill("web1")
            self.stack.start("web1")

    def query(self, sql):
        """Rows of a query, straight from the database."""
        url = self.stack.env.get("DATABASE_URL")
        if url:
            opened = psycopg2.connect(url)
        else:
            opened = sqlite3.connect(Path(self.stack.env["ZI_VAR"]) / "portal.sqlite3")
        with closing(opened):
            cursor = opened.cursor()
            cursor.execute(sql)
            return cursor.fetchall()

    def settle(self, seconds=120):
        """Wait until no job is open: what a job has in hand would count as left behind. TimeoutError if one stays."""
        end = time.monotonic() + seconds
        while self.query("SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')")[0][0]:
            if time.monotonic() > end:
                raise TimeoutError("The jobs do not end.")
            time.sleep(0.5)

    def leavings(self):
        """What an upload could leave: rows of imports and all files that are stored or on their way."""
        rows = self.query("SELECT count(*) FROM plans_workbookimport")[0][0]
        folders = [self.media, *self.temporary]
        return rows, sorted(str(path) for folder in folders for path in folder.rglob("*") if path.is_file())


@contextmanager
def running(profile, folder, **env):
    """A started Portal with the demo; env: more variables of its programs. All is ended afterwards."""
    folder = Path(folder)
    scratch = folder / "tmp"
    scratch.mkdir(parents=True)
    env["TMPDIR"] = str(scratch)
    if profile == "embedded":
        with embedded.running(folder, **env) as stack:
            yield Portal(profile, stack, [scratch], stack.address)
    else:
        with trial.running(folder, workers=1, env=env) as stack:
            yield Portal(profile, stack, [scratch, folder / "nginx" / "body"], stack.web_addresses[0])
