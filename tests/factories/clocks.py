"""Targets, histories and runs of clocks, small and random."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from core.clock import Calendar, Window
from core.queries.calendars import national_days
from escalation.clock import Amount, History, Override, Policy, Rule, Run, StatusSince, Target, Turn, runs_of
from escalation.enums import ClockKind, TargetKind
from tests.factories.calendars import calendars_and_moments
from tickets.enums import Status

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATA = json.loads(Path("escalation/data/sla.json").read_text(encoding="utf-8"))
HOURS = (Window.parse("09:00-21:00"),)
MIN, HOUR = 60.0, 3600.0


def service_calendar() -> Calendar:
    """09:00-21:00 on the working days of China in 2026."""
    schedule = national_days("CN", [2026])
    return Calendar("Asia/Shanghai", (HOURS,) * 5 + ((), ()), schedule.holidays, schedule.makeup_workdays)


def shipped_policy() -> Policy:
    """The policy of the data file, built here by hand from its rows."""
    calendars = {"always": Calendar.always(), "service": service_calendar()}
    (data,) = DATA["policies"]
    rules = {}
    for row in data["rows"]:
        for kind in ("first_response", "next_response", "update", "resolution"):
            for is_live in (True, False):
                text = row[kind] if isinstance(row[kind], str) else row[kind]["live" if is_live else "other"]
                rules[row["priority"], TargetKind(kind), is_live] = Rule(Amount.parse(text), calendars[row["calendar"]])
    overrides = tuple(
        Override(
            o["category"],
            TargetKind(o["kind"]),
            Rule(Amount.parse(o["amount"]), calendars["always"]),
            o.get("is_live", True),
        )
        for o in data["overrides"]
    )
    return Policy(rules, calendars["service"], overrides, data["tier_factors"])


def at(text: str) -> datetime:
    """A moment in Shanghai; a bare time is of Monday 2026-11-16."""
    return datetime.fromisoformat(f"2026-11-16T{text}" if len(text) <= 8 else text).replace(tzinfo=SHANGHAI)


def history(*facts: tuple[str, str]) -> History:
    """A history from lines such as ("10:00", "new"), ("10:05", "player") and ("10:20", "agent")."""
    made = tuple(
        Turn(at(time), what == "player") if what in {"player", "agent"} else StatusSince(Status(what), at(time))
        for time, what in facts
    )
    return History(made[0].at, made)


def only(kind: ClockKind, *facts: tuple[str, str], pauses_on_hold: bool = False) -> list[Run]:
    """The runs of one kind that these facts make."""
    return [run for run in runs_of(history(*facts), pauses_on_hold=pauses_on_hold) if run.kind == kind]


def always(amount: float) -> Target:
    """So many seconds of plain time."""
    return Target(amount, Calendar.always("Asia/Shanghai"))


STATUSES = st.sampled_from([Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.RESOLVED, Status.CLOSED])


@st.composite
def histories(draw: st.DrawFn, start: datetime) -> History:
    """Any course of statuses and words, also ones that the workflow would not allow."""
    facts: list[StatusSince | Turn] = [StatusSince(Status.NEW, start)]
    moment = start
    for _ in range(draw(st.integers(0, 8))):
        moment += timedelta(seconds=draw(st.one_of(st.just(0), st.integers(1, 3 * 86400))))
        facts.append(
            draw(
                st.one_of(
                    st.builds(Turn, st.just(moment), st.booleans()), st.builds(StatusSince, STATUSES, st.just(moment))
                )
            )
        )
    return History(start, tuple(facts))


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Run, Target]:
    """A run of any kind out of any history, and a target for it."""
    calendar, start = draw(calendars_and_moments())
    runs = runs_of(draw(histories(start)), pauses_on_hold=draw(st.booleans()))
    return draw(st.sampled_from(runs)), Target(float(draw(st.integers(1, 10 * 86400))), calendar)
