"""What is killed or stopped in the middle of what, and what must have come of it."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from tests.chaos.works import AFTERWARDS, BY_PEOPLE, BY_THE_CLOCK, REMIND, Cause, Crew, Facts, count, renamed

MOST_SECONDS = 90
"""Longest time until everything is done after the fault; what is open then counts as lost."""

MANY = 10_000
"""As many as there are."""

SWEEP_SECONDS = 0.3
"""Longest time after which a worker is killed that reminds; each miss halves it, for how long a sweep of the demo's
offices takes depends on the machine."""

POST_SECONDS = 2.0
"""Longest time that a form may take while the broker is away (F2: at most one second is spent on it)."""


@dataclass(slots=True)
class Outcome:
    """One repetition. hit: the fault met work; missing, doubled: causes; seconds: from the fault until all was done.

    swept: files without a row that the fault left and the daily sweep took away. sentences: pages with 5xx that the
    onlooker read, each of them calm.
    """

    hit: bool = True
    missing: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    swept: int = 0
    sentences: int = 0
    seconds: float = 0.0

    @property
    def clean(self):
        return not (self.missing or self.doubled or self.wrong)


class Round:
    """One repetition of a scenario: its causes, and what to do with them; misses: tries before it that met no work."""

    def __init__(self, stage, number, misses=0):
        self.stack, self.facts, self.crew, self.number = stage.stack, stage.facts, stage.crew, number
        self.misses = misses
        self.ground = self.facts("prepare", number=number)
        self.causes = self.crew.causes(number, self.ground)
        self.outcome = Outcome()
        self.began = time.monotonic()

    def send(self):
        """Send what was not accepted yet, one after the other."""
        for cause in [cause for cause in self.causes if cause.kind and not cause.accepted]:
            self.crew.send(cause)

    def ask_to_kill(self, kind, make=(), most_seconds=0.0, **payload):
        """Have the worker killed that is in the middle of a job of the kind; make: kinds to enqueue before.

        most_seconds: longest time that the job is let go on first.
        """
        new_jobs = [[name, f"{name}:putaran-{self.number}", payload] for name in make]
        groups = self.stack.worker_groups()
        self.facts.ask(
            "kill", kind=kind, after=self.ground["after"], groups=groups, make=new_jobs, most_seconds=most_seconds
        )

    def send_at_once(self):
        """Send everything from as many people at once; returns a function that waits for the answers."""
        pool = ThreadPoolExecutor(len(self.causes))
        waiting = [pool.submit(self.crew.send, cause) for cause in self.causes]
        return lambda: [future.result() for future in waiting] and pool.shutdown()

    def send_again(self):
        """What got no answer is asked for again; under another name where it may be there already."""
        for place, cause in enumerate(list(self.causes)):
            if not cause.accepted and (other := renamed(cause)):
                self.causes.append(other)
                self.causes[place] = replace(cause, kind="")
        self.send()

    def fault(self):
        """The fault is over now: from here on the clock runs."""
        self.began = time.monotonic()

    def finish(self):
        """Wait until no job is open, then count; returns the Outcome."""
        end = time.monotonic() + MOST_SECONDS
        while self.facts("open_jobs") and time.monotonic() < end:
            time.sleep(0.1)
        self.outcome.seconds = time.monotonic() - self.began
        self._count()
        for job in self.facts("jobs", after=self.ground["after"]):
            if job["state"] != "done":
                self.outcome.missing.append(f"{job['key']}: {job['state']} {job['reason']}")
        left = self.facts("left_behind")
        self.outcome.swept = len(left["swept"])
        self.outcome.wrong += [f"no file: {name}" for name in left["missing"]]
        self.outcome.wrong += self.facts("broken") + self.crew.rude
        self.crew.rude = []
        return self.outcome

    def _count(self):
        counts = count(self.facts, self.number, self.ground)
        for cause in [cause for cause in self.causes if cause.kind]:
            times = counts.get((cause.kind, cause.result), 0)
            if not cause.accepted:
                self.outcome.wrong.append(f"never accepted: {cause.path} {cause.result}: {cause.answer}")
            elif not times:
                self.outcome.missing.append(f"{cause.kind} {cause.result}")
        self.outcome.doubled += [f"{result}: {times}" for result, times in counts.items() if times > 1]


@dataclass(frozen=True, slots=True)
class Scenario:
    """title: for the table; act(round): do the fault around the work; profiles: where it exists."""

    title: str
    act: Callable
    profiles: tuple = ("embedded", "production")


def worker_killed(kind):
    """kill -9 of the worker while it works on a job of the kind that people ask for."""

    def act(this_round):
        this_round.causes = [cause for cause in this_round.causes if cause.kind == AFTERWARDS.get(kind, kind)]
        this_round.ask_to_kill(kind)
        this_round.send()
        this_round.outcome.hit = this_round.facts.answer() > 0
        this_round.fault()
        this_round.stack.revive()

    return act


def worker_killed_by_the_clock(this_round):
    """kill -9 of the worker while it works on what beat makes each day, another kind each time."""
    this_round.causes = []
    this_round.ask_to_kill(BY_THE_CLOCK[this_round.number % len(BY_THE_CLOCK)], make=BY_THE_CLOCK)
    this_round.outcome.hit = this_round.facts.answer() > 0
    this_round.fault()
    this_round.stack.revive()


def worker_killed_while_it_reminds(this_round):
    """kill -9 of the worker in the middle of a morning's sweep: between ledger and commit, or after that."""
    now = morning_of_reminders(this_round)
    most_seconds = SWEEP_SECONDS / 2**this_round.misses
    this_round.ask_to_kill(REMIND, make=[REMIND], most_seconds=most_seconds, now=now)
    this_round.outcome.hit = this_round.facts.answer() > 0
    this_round.fault()
    this_round.stack.revive()


def database_killed_while_it_reminds(this_round):
    """kill -9 of PostgreSQL in the middle of a morning's sweep."""
    now = morning_of_reminders(this_round)
    this_round.facts("begin", make=[[REMIND, f"{REMIND}:putaran-{this_round.number}", {"now": now}]])
    time.sleep(random.uniform(0.0, 0.3))  # noqa: S311 -- no secret
    this_round.stack.kill("database")
    this_round.stack.start("database")
    this_round.fault()


def morning_of_reminders(this_round):
    """The moment of a sweep whose lines and mails are the causes of this round."""
    morning = this_round.facts("forget_reminders")
    this_round.ground["now"] = morning["now"]
    this_round.causes = [Cause(REMIND, "", "", result=result, accepted=True) for result in morning["results"]]
    if len(this_round.causes) == 1:
        this_round.outcome.wrong.append("Nobody is to be reminded of anything.")
    return morning["now"]


def beat_killed(this_round):
    """kill -9 of beat while all kinds of work are under way."""
    answers = this_round.send_at_once()
    this_round.stack.kill("beat")
    this_round.fault()
    this_round.stack.revive()
    answers()
    this_round.send_again()


def web_killed(this_round):
    """kill -9 of the web program while forms of all kinds are on their way to it; people send them again."""
    answers = this_round.send_at_once()
    time.sleep(random.uniform(0.0, 0.25))  # noqa: S311 -- no secret
    this_round.stack.kill("web")
    this_round.fault()
    this_round.stack.revive()
    answers()
    this_round.send_again()


def web_killed_between_parts(this_round):
    """kill -9 of the web program when some parts of each photo are there; their senders go on with the rest."""
    this_round.causes = [cause for cause in this_round.causes if cause.kind == "check_upload"]
    for cause in this_round.causes:
        this_round.crew.upload(cause).send(limit=2)
    this_round.stack.kill("web")
    this_round.fault()
    this_round.stack.revive()
    this_round.send()


def broker_away(this_round):
    """The broker stops, forms of all kinds are sent and accepted quickly, the broker comes back empty."""
    this_round.stack.stop("broker")
    for cause in this_round.causes:
        this_round.crew.send(cause)
        if cause.seconds > POST_SECONDS or not cause.accepted:
            answer = f"{cause.seconds:.1f} s, {cause.answer}"
            this_round.outcome.wrong.append(f"without a broker: {cause.path} {answer}")
    this_round.stack.start("broker")
    this_round.fault()


def broker_restarted_while_idle(this_round):
    """Nothing is to be done, the broker is restarted, then work comes (F10)."""
    this_round.stack.stop("broker")
    time.sleep(0.5)
    this_round.stack.start("broker")
    this_round.fault()
    this_round.send()


def database_away(way):
    """PostgreSQL is stopped ("stop", fast) or killed ("kill") in the middle of all kinds of work, and started again."""

    def act(this_round):
        answers = this_round.send_at_once()
        time.sleep(random.uniform(0.0, 0.6))  # noqa: S311 -- no secret
        getattr(this_round.stack, way)("database")
        answers()
        this_round.crew.send(replace(this_round.causes[0]))  # somebody tries meanwhile and must read a sentence
        this_round.stack.start("database")
        this_round.fault()
        this_round.send_again()

    return act


PRODUCTION = ("production",)
SCENARIOS = {
    **{
        f"worker:{kind}": Scenario(f"`kill -9` of the worker in the middle of `{kind}`", worker_killed(kind))
        for kind in (*BY_PEOPLE, *AFTERWARDS)
    },
    "worker:daily": Scenario("`kill -9` of the worker in the middle of daily jobs", worker_killed_by_the_clock),
    f"worker:{REMIND}": Scenario(
        f"`kill -9` of the worker in the middle of `{REMIND}`", worker_killed_while_it_reminds
    ),
    "beat": Scenario("`kill -9` of beat with work of every kind under way", beat_killed),
    "web": Scenario("`kill -9` of the web program at the moment of the POSTs", web_killed),
    "web:parts": Scenario("`kill -9` of the web program between the parts of a file", web_killed_between_parts),
    "broker": Scenario("broker stopped, POSTs of every kind, broker started empty", broker_away),
    "idle": Scenario("broker restarted while the workers are idle (F10)", broker_restarted_while_idle, PRODUCTION),
    "database:stop": Scenario("PostgreSQL restarted in the middle of the work", database_away("stop"), PRODUCTION),
    "database:kill": Scenario("`kill -9` of PostgreSQL in the middle of the work", database_away("kill"), PRODUCTION),
    f"database:{REMIND}": Scenario(
        f"`kill -9` of PostgreSQL in the middle of `{REMIND}`", database_killed_while_it_reminds, PRODUCTION
    ),
}

MISSES = len(BY_THE_CLOCK) + 1
"""Each kind of daily job once more: most of them end before a kill can meet them."""


class Stage:
    """A running profile with its facts and its people."""

    def __init__(self, stack):
        self.stack = stack
        self.facts = Facts(stack.env)
        self.crew = Crew(stack.address, self.facts)
        self.number = 0

    def play(self, name):
        """One repetition that met its work (a miss is played again, at most MISSES times); an Outcome."""
        for misses in range(MISSES):
            self.number += 1
            this_round = Round(self, self.number, misses)
            with self.crew.onlooker() as onlooker:
                SCENARIOS[name].act(this_round)
                outcome = this_round.finish()
            outcome.wrong += onlooker.rude + self._unanswered(name, onlooker.seen)
            outcome.sentences = sum(many for status, many in onlooker.seen.items() if status >= 500)
            if outcome.hit or not outcome.clean:
                break
        else:
            outcome.wrong.append("the fault never met the work")
        return outcome

    def _unanswered(self, name, statuses):
        """Pages without an answer: the embedded portal, killed as a whole, gives none; else the one that was cut."""
        limit = {"embedded": MANY, "production": 1}[self.stack.name] if name.startswith("web") else 0
        return [f"{statuses[0]} pages were not answered at all"] if statuses.get(0, 0) > limit else []

    def close(self):
        self.facts.close()
