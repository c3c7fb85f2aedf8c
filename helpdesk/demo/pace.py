"""When each step of a planned ticket happens. Pure: a plan and the present moment give the moments up to now."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from helpdesk.demo.content import PLAYER_STEPS, Do, Step
from helpdesk.demo.plan import TicketPlan
from helpdesk.demo.wording import ZONE

URGENT = ("AC-02", "AC-03", "ES-02", "CD-06", "NT-05", "SF", "LR")
AROUND_THE_CLOCK = (*URGENT, "AC", "NT", "PY", "ES")
LEISURELY = ("CN", "SG", "OT")
MEDIAN_MINUTES: dict[Do, float] = {
    Do.REPLY: 18, Do.ASK: 12, Do.NOTE: 8, Do.HAND_OVER: 9, Do.ESCALATE: 9, Do.ANSWER: 240, Do.PROMISE: 0.5,
    Do.FOLLOW_UP: 1, Do.RESOLVE: 22, Do.PLAYER: 35, Do.SOLVED: 150, Do.NOT_SOLVED: 90, Do.SURVEY: 3,
}  # fmt: skip
URGENT_SHARE = 0.4
LIVE_FIRST, LIVE_STAFF, LIVE_PLAYER = 0.5, 0.7, 1.5
NEWS_EVERY, URGENT_NEWS_EVERY = timedelta(hours=20), timedelta(minutes=50)
LONGEST_MINUTES: dict[Do, float] = {
    Do.PLAYER: 1_200, Do.SOLVED: 7_000, Do.NOT_SOLVED: 4_000, Do.SURVEY: 600, Do.ANSWER: 1_400,
}  # fmt: skip
CALL_AFTER = timedelta(hours=20)
CLOSE_AFTER = timedelta(days=7)
ARCHIVE_AFTER = timedelta(days=30)
GIVES_UP_AFTER = timedelta(days=9)
STUCK_FOR, URGENT_STUCK_FOR = timedelta(hours=30), timedelta(hours=2)
FORGOTTEN_FOR = timedelta(hours=7)
UNANSWERED_FOR = timedelta(hours=4)


class Time(StrEnum):
    """What nobody does: the days do."""

    CALL = "call"
    CLOSE = "close"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Moment:
    """One deed at its time; `due_at` belongs to a promise."""

    at: datetime
    deed: Do | Time
    step: Step | None = None
    due_at: datetime | None = None


def moments_of(plan: TicketPlan, now: datetime) -> list[Moment]:
    """Everything that has happened to the ticket until `now`, in order; the opening itself is not among it."""
    tape = _Tape(plan)
    for step, after in zip_longest(plan.scenario.steps, plan.scenario.steps[1:]):
        if _stops(plan, step, tape.before, now):
            tape.wait_for_player()
            break
        if not _is_left_out(plan, step):
            tape.add(step)
            if after is not None and after.do == Do.PLAYER and step.text.endswith(("？", "?")):
                tape.wait_for_player()
    return [
        moment
        for moment in _with_time(tape.moments, is_danger=plan.scenario.category.startswith("SF"))
        if moment.at <= now
    ]


def _stops(plan: TicketPlan, step: Step, before: Step | None, now: datetime) -> bool:
    """Whether nothing more happens: forgotten, waiting for a colleague, or the player fell silent lately."""
    if plan.pace.waits_for_specialist and step.do == Do.ANSWER:
        return True
    age, is_urgent = now - plan.opened_at, plan.scenario.category.startswith(URGENT)
    if plan.pace.is_forgotten and before is None and age < (URGENT_STUCK_FOR if is_urgent else FORGOTTEN_FOR):
        return True
    if plan.pace.is_stuck and step.do == Do.ANSWER and age < (URGENT_STUCK_FOR if is_urgent else STUCK_FOR):
        return True
    if plan.pace.is_stuck and before is not None and before.do == Do.PLAYER and age < UNANSWERED_FOR:
        return True
    return plan.pace.is_silent and age < GIVES_UP_AFTER and step.do == Do.PLAYER


def _is_left_out(plan: TicketPlan, step: Step) -> bool:
    """Some players never say whether it is solved, or how it was."""
    return (step.do == Do.SOLVED and not plan.pace.says_solved) or (
        step.do == Do.SURVEY and not plan.pace.answers_survey
    )


class _Tape:
    """The moments so far, and what the next one depends on."""

    def __init__(self, plan: TicketPlan) -> None:
        self.plan = plan
        self.rng = random.Random(f"pace {plan.seed}")  # noqa: S311 -- demo data, no secret
        self.at = plan.opened_at
        self.before: Step | None = None
        self.promised: Moment | None = None
        self.cases = 0
        self.moments: list[Moment] = []

    def add(self, step: Step) -> None:
        """Let the step happen after the one before it; a long silence before an answer is broken by news."""
        at = self._time_of(step)
        if step.do == Do.ANSWER:
            self._give_news(until=at)
        self.at = at
        moment = Moment(self.at, step.do, step)
        if step.do == Do.PROMISE:
            moment = self.promised = replace(moment, due_at=self.at + timedelta(minutes=step.minutes))
        elif step.do == Do.ANSWER:
            self.promised = None
        self.cases += {Do.ESCALATE: 1, Do.ANSWER: -1}.get(step.do, 0)
        self.moments.append(moment)
        self.before = step

    def wait_for_player(self) -> None:
        """The last reply was a question: with it the ticket waits for the player, unless a specialist has it."""
        if self.moments and self.moments[-1].deed == Do.REPLY and not self.cases:
            self.moments[-1] = replace(self.moments[-1], deed=Do.ASK)

    def _give_news(self, *, until: datetime) -> None:
        """Tell the player that the specialist is at it: once a day, and within the hour if it is urgent."""
        is_urgent = self.plan.scenario.category.startswith(URGENT)
        every = URGENT_NEWS_EVERY if is_urgent else NEWS_EVERY
        at = self.at + every * self.rng.uniform(0.7, 1.1)
        while at < until - every / 2:
            said_at = at if is_urgent else _awake(at, self.rng)
            self.moments.append(Moment(said_at, Do.REPLY, Step(Do.REPLY, self.plan.progress)))
            at = said_at + every * self.rng.uniform(0.8, 1.1)

    def _time_of(self, step: Step) -> datetime:
        if step.do == Do.ANSWER and self.promised is not None and self.promised.due_at is not None:
            share = self.rng.uniform(0.3, 0.85) if self.plan.pace.keeps_promise else self.rng.uniform(1.1, 1.7)
            answered_at = self.promised.at + (self.promised.due_at - self.promised.at) * share
            return max(self.at + timedelta(minutes=1), answered_at)
        at = self.at + timedelta(minutes=self._minutes(step))
        is_bound = step.do in PLAYER_STEPS or self.plan.scenario.category.startswith(AROUND_THE_CLOCK)
        return at if is_bound else _awake(at, self.rng)

    def _minutes(self, step: Step) -> float:
        """A span around the usual one of its kind; the first answer waits for its turn in the queue."""
        if self.before is not None and self.before.do == Do.FOLLOW_UP and step.do not in PLAYER_STEPS:
            return self.before.hours * 60 * self.rng.uniform(1.0, 1.06)
        spread = 0.9 if step.do in PLAYER_STEPS else 0.5
        span = self.rng.lognormvariate(0, spread) * self._middle(step)
        return min(span, LONGEST_MINUTES.get(step.do, 2_000))

    def _middle(self, step: Step) -> float:
        middle = self._live_middle(step) if self.plan.is_live else self._usual_middle(step)
        is_delayed = self.plan.pace.is_slow and (self.before is None or step.do == Do.ANSWER)
        return middle * 7 if is_delayed else middle

    def _usual_middle(self, step: Step) -> float:
        category = self.plan.scenario.category
        if self.before is None:
            return 4 if category.startswith(URGENT) else 48 if category.startswith(LEISURELY) else 24
        return MEDIAN_MINUTES[step.do] * (URGENT_SHARE if category.startswith(URGENT) else 1)

    def _live_middle(self, step: Step) -> float:
        if step.do in {Do.ANSWER, Do.SOLVED, Do.NOT_SOLVED}:
            return self._usual_middle(step)
        if step.do in PLAYER_STEPS:
            return LIVE_PLAYER
        return LIVE_FIRST if self.before is None else LIVE_STAFF


def _awake(at: datetime, rng: random.Random) -> datetime:
    """Between one and eight in the morning only urgent matters are worked on; the others come first thing after."""
    local = at.astimezone(ZONE)
    if not 1 <= local.hour < 8:
        return at
    return local.replace(hour=8, minute=0) + timedelta(minutes=rng.uniform(0, 70))


def _with_time(moments: list[Moment], *, is_danger: bool = False) -> list[Moment]:
    """The moments and what time alone adds: the close after a week without an answer, the archive a month later.

    Who was in danger is called again within a day of the resolve.
    """
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    for moment in moments:
        if moment.deed == Do.RESOLVE:
            resolved_at, closed_at = moment.at, None
        elif moment.deed == Do.SOLVED:
            closed_at = moment.at
        elif moment.deed != Do.SURVEY:
            resolved_at = None
    found = list(moments)
    if is_danger and resolved_at is not None:
        found.append(Moment(resolved_at + CALL_AFTER, Time.CALL))
    if resolved_at is not None and closed_at is None:
        closed_at = resolved_at + CLOSE_AFTER
        found.append(Moment(closed_at, Time.CLOSE))
    if closed_at is not None:
        found.append(Moment(closed_at + ARCHIVE_AFTER, Time.ARCHIVE))
    return sorted(found, key=lambda moment: moment.at)
