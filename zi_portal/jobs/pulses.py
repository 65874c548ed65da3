"""Signs of life of workers and beat, as rows; what a worker does at its start and end, and what pages say about it.

worker:NODE    every 5 s, by a thread of the worker's main process
beat           by beat itself, each time it has sent the minute's drain
drain          by the worker that received it: messages arrive
"""

import atexit
import logging
import os
import signal
import threading
from datetime import timedelta

from celery import signals
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection
from django.utils import timezone

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job, Pulse
from zi_portal.jobs.states import JobState

logger = logging.getLogger(__name__)

BEAT, DRAIN, WORKER = "beat", "drain", "worker:"
DRAIN_TASK = "zi_portal.jobs.tasks.drain"
SIGN_SECONDS = 5.0
"""Seconds between two signs of life of a worker."""
WORKER_PATIENCE = timedelta(seconds=30)
BEAT_PATIENCE = timedelta(minutes=3)
DEAF = timedelta(minutes=5)
"""Time without a message after which an idle worker is deaf, while beat sends messages (F10)."""
DEAF_SIGNS = 12
"""Deaf signs in a row (one minute) after which a worker ends itself, to be started again."""
RECENT = timedelta(minutes=5)
"""Time for which pages say that a worker was started again."""
DATABASE_DOWN = (OperationalError, InterfaceError, ProgrammingError)
"""Exceptions of a database that is away, locked or not migrated yet: keep trying."""

STOPPED = (
    "Pekerja latar belakang sedang tidak berjalan. Permintaan Anda sudah tersimpan "
    "dan dikerjakan sendiri begitu pekerja berjalan lagi."
)
RESTARTED = (
    "Pekerja latar belakang sempat berhenti dan sudah dijalankan lagi pukul {at}. Tidak ada permintaan yang hilang."
)


def beat_once(name):
    """Renew the sign of life of this name; begin its life when it is new."""
    if not Pulse.objects.filter(name=name).update(at=timezone.now()):
        begin(name)


def begin(name):
    """Begin a new life of this name; a former one without an end ended with its last sign."""
    now = timezone.now()
    former = Pulse.objects.filter(name=name).first()
    if former is None:
        try:
            Pulse.objects.create(name=name, started_at=now, at=now)
        except IntegrityError:  # another process was faster
            logger.debug("%s began twice.", name)
        return
    died = lives(former) and former.at > former.started_at
    stopped_at = former.at if died else former.stopped_at
    Pulse.objects.filter(pk=former.pk).update(started_at=now, at=now, stopped_at=stopped_at)


def mark_stopped(name):
    """Record the end of this program at once, without waiting for its signs to fail."""
    Pulse.objects.filter(name=name).update(stopped_at=timezone.now())


def expect(names):
    """Reset these programs as if they had never lived: they start together with the whole portal."""
    now = timezone.now()
    for name in names:
        Pulse.objects.update_or_create(name=name, defaults={"started_at": now, "at": now, "stopped_at": None})


def workers():
    """Return the Pulse rows of all workers that ever gave a sign."""
    return Pulse.objects.filter(name__startswith=WORKER).order_by("name")


def workers_alive():
    """Return the Pulse rows of the workers that are alive."""
    return [pulse for pulse in workers() if alive(pulse)]


def alive(pulse):
    """Return True when it has not ended and its last sign is fresh."""
    patience = WORKER_PATIENCE if pulse.name.startswith(WORKER) else BEAT_PATIENCE
    return lives(pulse) and pulse.at >= timezone.now() - patience


def notice():
    """Return the sentence for pages that wait for a worker when none runs or one was just started again, else None."""
    living = workers_alive()
    if not living:
        return STOPPED
    since = timezone.now() - RECENT
    if any(pulse.stopped_at is None or pulse.started_at < since for pulse in living):
        return None
    at = max(pulse.started_at for pulse in living)
    return RESTARTED.format(at=timezone.localtime(at).strftime("%H.%M"))


def release(holder, before):
    """End the leases of this worker's jobs that started before a moment, wake others for them and return their ids.

    Whoever still works on one finds the lease lost at its next sign of progress.
    """
    jobs = Job.objects.filter(state=JobState.RUNNING, holder=holder, started_at__lt=before)
    kinds = dict(jobs.values_list("pk", "kind"))
    jobs.filter(pk__in=kinds).update(lease_until=timezone.now())
    for job_id, kind in kinds.items():
        queue.publish(job_id, **queue.time_limits(kind))
    return list(kinds)


def lives(pulse):
    """Return True when its present life has no end; a former one may have ended before it began."""
    return pulse.stopped_at is None or pulse.stopped_at < pulse.started_at


class Life:
    """Signs of life of this process's worker, given by a thread; no pool process is forked in the middle of one."""

    def __init__(self, node):
        self.node = node[:80]
        self.born = timezone.now()
        self.has_begun = False
        self.drain_received = False
        self.deaf_signs = 0
        self.stopping = threading.Event()
        self.writing = threading.Lock()
        self.forking = False
        self.thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self):
        """Start the thread; the lock keeps forks and its database connection apart."""
        os.register_at_fork(before=self._hold, after_in_parent=self._release, after_in_child=self._release)
        self.thread.start()

    def _hold(self):
        self.forking = self.writing.acquire(timeout=SIGN_SECONDS)

    def _release(self):
        if self.forking:
            self.forking = False
            self.writing.release()

    def _run(self):
        while not self.stopping.is_set():
            self._safely(self._sign)
            self.stopping.wait(SIGN_SECONDS)

    def _safely(self, act):
        """Call act() with a connection of its own, closed at once; a database that is away is tried again later."""
        with self.writing:
            try:
                act()
            except DATABASE_DOWN as error:
                logger.warning("No sign of life could be written: %s", type(error).__name__)
            except Exception:  # noqa: BLE001 -- whatever it is, the worker goes on working
                logger.exception("No sign of life could be written.")
            finally:
                connection.close()

    def _sign(self):
        name = WORKER + self.node
        if not self.has_begun:
            begin(name)
            release(self.node, self.born)
            self.has_begun = True
        beat_once(name)
        if self.drain_received:
            self.drain_received = False
            beat_once(DRAIN)
        self.deaf_signs = self.deaf_signs + 1 if self._is_deaf() else 0
        if self.deaf_signs in (DEAF_SIGNS, 2 * DEAF_SIGNS):
            self._end_process()

    def _is_deaf(self):
        """Return True when beat sends, no worker receives, and this one has nothing to do: its connection is dead.

        False until both have lived long enough: a restarted beat may take a minute to its first message.
        """
        since = timezone.now() - DEAF
        beat = Pulse.objects.filter(name=BEAT, started_at__lte=since).first()
        if self.born > since or not beat or not alive(beat):
            return False
        if Pulse.objects.filter(name=DRAIN, at__gte=since).exists():
            return False
        return not Job.objects.filter(state=JobState.RUNNING, holder=self.node, lease_until__gt=timezone.now()).exists()

    def _end_process(self):
        """Send SIGTERM to this process; a main loop that ignores it is killed a minute later."""
        logger.error("No message for %s although beat sends them; this worker ends itself.", DEAF)
        if self.deaf_signs > DEAF_SIGNS:
            os._exit(1)
        os.kill(os.getpid(), signal.SIGTERM)

    def end(self):
        """Stop the thread, record the end and give back the unfinished jobs."""
        self.stopping.set()
        self.thread.join(SIGN_SECONDS)
        self._safely(self._record_end)

    def _record_end(self):
        mark_stopped(WORKER + self.node)
        release(self.node, timezone.now())


LIFE = {}
"""The Life of this process under "worker", once there is one."""


@signals.worker_ready.connect
def _worker_ready(sender, **_):
    """Start the Life; Celery sends this signal after each reconnection too, but a life begins once."""
    if "worker" not in LIFE:
        LIFE["worker"] = Life(sender.hostname)
        LIFE["worker"].start()


@signals.task_received.connect
def _task_received(request, **_):
    if "worker" in LIFE and request.name == DRAIN_TASK:
        LIFE["worker"].drain_received = True


@signals.worker_shutdown.connect
def _worker_shutdown(**_):
    if "worker" in LIFE:
        LIFE.pop("worker").end()


@signals.beat_init.connect
def _beat_init(**_):
    """Begin beat's signs of life, one for each message that it sends."""
    signals.after_task_publish.connect(_beat_sent, sender=DRAIN_TASK, weak=False)
    _write_beat(begin)
    atexit.register(_write_beat, mark_stopped)  # asked to end, it records that; a killed one falls silent


def _beat_sent(**_):
    _write_beat(beat_once)


def _write_beat(write):
    """Write beat's sign of life without ever stopping beat: a database that is away is tried again a minute later."""
    try:
        write(BEAT)
    except DATABASE_DOWN as error:
        logger.warning("Beat's sign of life could not be written: %s", type(error).__name__)
    finally:
        connection.close()
