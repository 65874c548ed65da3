"""The embedded profile as one program: web in a thread, worker and beat as watched child processes."""

import http.client
import logging
import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import connection
from waitress.server import create_server

from zi_portal import refusing
from zi_portal.jobs import pulses
from zi_portal.lib.files import private

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
PATIENCE = 8.0
"""Seconds that a child may take to end itself before it is killed with all its own children."""

WEB = {
    "threads": 8,
    "connection_limit": 200,
    "channel_timeout": 60,
    "max_request_header_size": 16 << 10,
    "max_request_body_size": settings.REQUEST_MAX_BYTES + 1,
    "clear_untrusted_proxy_headers": True,
    "ident": "",
}
"""Options of waitress: eight pages at once; a body above the limit is answered 413 before it is read."""

NO_PEERS = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
NODE = "worker@portal"
"""Name of the one worker, by which its next life finds the jobs that the last one held."""
PARTS = {
    "worker": ["worker", "--loglevel=WARNING", "--concurrency=2", f"--hostname={NODE}", *NO_PEERS],
    "beat": ["beat", "--loglevel=WARNING", "--pidfile="],
}
"""Arguments of the Celery programs that run beside the web."""
PULSES = {"worker": pulses.WORKER + NODE, "beat": pulses.BEAT}
"""Names of their signs of life."""


STEADY = 5.0
"""Seconds after which a child counts as started; one that ends sooner is restarted after ever longer pauses."""
LONGEST_PAUSE = 15.0
"""Longest pause, in seconds, before a worker that keeps ending is started again."""


class Switch:
    """A plain flag: a signal handler may set it at any moment, which no lock allows."""

    off = False

    def turn_off(self, *_):
        self.off = True


def bind(application, port):
    """Return a waitress server bound to the port; raise OSError when another program has it."""
    server = create_server(application, host=HOST, port=port, **WEB)
    server.channel_class = refusing.Channel
    return server


def make_queue():
    """Make the folders of the filesystem broker, which does not make them itself."""
    for folder in (settings.QUEUE, settings.QUEUE / "control"):
        folder.mkdir(parents=True, exist_ok=True)


class Part:
    """One child process (worker or beat) in a session of its own; it is started again when it ends."""

    def __init__(self, name):
        self.name = name
        self.process = None
        self.started_at = self.next_start = 0.0
        self.delay = 1.0

    def keep_alive(self, now):
        """Start the process when it is not running and its pause is over; now: seconds of time.monotonic()."""
        if self.process and self.process.poll() is None:
            return
        if self.process:
            self._plan_restart(now)
        if now >= self.next_start:
            self._start(now)

    def _plan_restart(self, now):
        self.delay = 1.0 if now - self.started_at > STEADY else min(self.delay * 2, LONGEST_PAUSE)
        self.next_start = now + self.delay
        code = self.process.returncode
        print(f"{self.name} berhenti (kode {code}); dijalankan lagi dalam {self.delay:.0f} detik.", flush=True)
        self._kill_group()
        _write_sign(pulses.mark_stopped, PULSES[self.name])
        self.process = None

    def _start(self, now):
        command = [sys.executable, "-m", "zi_portal.child", str(os.getpid()), *PARTS[self.name]]
        self.process = subprocess.Popen(  # noqa: S603 -- no user text in it
            command, cwd=settings.BASE_DIR, start_new_session=True
        )
        self.started_at = now

    def ask_to_end(self):
        """Send SIGTERM, at which Celery puts its work back and ends."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline):
        """Wait for the end until the deadline (time.monotonic()), then kill what is left."""
        if not self.process:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._kill_group()
        self.process.wait()

    def _kill_group(self):
        """Kill the children of the child that outlived it."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def serve(server, switch, announce):
    """Run web, worker and beat until the switch is off, then end all of them.

    server: see bind(). announce: called once, when the first page was answered.
    """
    make_queue()
    private.tighten(settings.VAR)
    _write_sign(pulses.expect, PULSES.values())
    parts = [Part(name) for name in PARTS]
    web = threading.Thread(target=answer, args=(server,), name="web", daemon=True)
    web.start()
    threading.Thread(target=_wait_for_answer, args=(server.effective_port, switch, announce), daemon=True).start()
    try:
        while not switch.off and web.is_alive():
            for part in parts:
                part.keep_alive(time.monotonic())
            time.sleep(0.25)
    finally:
        _end(server, parts)


def _write_sign(write, names):
    """Write a sign of life or its end for the pages to show; a database that is away stops nothing."""
    try:
        write(names)
    except pulses.DATABASE_DOWN as error:
        logger.warning("No sign of life could be written: %s", type(error).__name__)
    finally:
        connection.close()


def answer(server):
    """Answer requests until the server is closed, which its loop notices as an error of its sockets."""
    try:
        server.run()
    except (OSError, ValueError):
        time.sleep(0.3)  # close() takes the parts away one after the other
        if server.accepting:
            raise


def _end(server, parts):
    for part in parts:
        part.ask_to_end()
    server.close()
    deadline = time.monotonic() + PATIENCE
    for part in parts:
        part.end(deadline)
        _write_sign(pulses.mark_stopped, PULSES[part.name])


def _wait_for_answer(port, switch, announce):
    while not switch.off:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            connection.request("GET", "/livez")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            announce()
            return
        finally:
            connection.close()
