"""The policy that holds for a game, built from rows into plain values, and the targets of a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from uuid import UUID

from django.db.models import F, Q

from core import clock
from core.clock import Calendar, Window
from core.queries.calendars import national_days
from escalation.clock import Amount, Override, Policy, Rule, Target, Targets
from escalation.enums import DayRule, TargetKind
from escalation.errors import PolicyMissing
from escalation.models import ServiceCalendar, SlaPolicy
from tickets.models import Ticket

YEARS_BACK, YEARS_AHEAD = 2, 3


@dataclass(frozen=True)
class Loaded:
    """A policy ready to decide, and the exact version of everything that its decisions depend on."""

    policy: Policy
    version: str


def policy_for(game_id: int) -> Loaded:
    """The game's own policy or that for all games; one short statement unless something changed."""
    row = (
        SlaPolicy.objects.filter(Q(game_id=game_id) | Q(game=None))
        .order_by(F("game_id").asc(nulls_last=True))
        .values_list("pk", "stamp")
        .first()
    )
    if row is None:
        raise PolicyMissing
    return _load(*row, clock.now().year)


def targets_for(ticket: Ticket, loaded: Loaded) -> Targets:
    """What the ticket is measured against as it stands; its player must be loaded."""
    return loaded.policy.targets(
        priority=ticket.priority, category=ticket.category_id, channel=ticket.channel, tier=ticket.player.tier
    )


def target_for(ticket: Ticket, kind: TargetKind) -> Target | None:
    """One target of a ticket, also of the kinds that bind specialists."""
    policy = policy_for(ticket.game_id).policy
    return policy.target(kind, ticket.priority, ticket.category_id, ticket.channel, ticket.player.tier)


def hours_of(ticket: Ticket) -> Calendar | None:
    """The service hours that count for the ticket's game; None where no policy is loaded."""
    try:
        return policy_for(ticket.game_id).policy.service
    except PolicyMissing:
        return None


@lru_cache(maxsize=64)
def _load(policy_id: int, stamp: UUID, year: int) -> Loaded:
    """Everything of one policy. The stamp is a new one whenever a row of it changes, so what is kept is never stale."""
    row = SlaPolicy.objects.select_related("service_calendar").get(pk=policy_id)
    calendars = {c.pk: calendar_of(c, year) for c in ServiceCalendar.objects.prefetch_related("days")}
    rules = {
        (t.priority, TargetKind(t.kind), t.is_live): Rule(Amount.parse(t.amount), calendars[t.calendar_id])
        for t in row.targets.all()
    }
    overrides = tuple(
        Override(o.category, TargetKind(o.kind), Rule(Amount.parse(o.amount), calendars[o.calendar_id]), o.is_live)
        for o in row.overrides.all()
    )
    policy = Policy(
        rules,
        calendars[row.service_calendar_id],
        overrides,
        row.tier_factors,
        row.pauses_on_hold,
        row.warn_share,
    )
    return Loaded(policy, _version_text(row, ServiceCalendar.objects.all()))


def calendar_of(row: ServiceCalendar, year: int) -> Calendar:
    """The row with its country's schedule around `year`, and its own days, which decide first."""
    off, makeup, special = set[date](), set[date](), {}
    if row.country:
        schedule = national_days(row.country, range(year - YEARS_BACK, year + YEARS_AHEAD + 1))
        off, makeup = set(schedule.holidays), set(schedule.makeup_workdays)
    for day in row.days.all():
        off.discard(day.on)
        makeup.discard(day.on)
        if day.rule == DayRule.HOLIDAY:
            off.add(day.on)
        elif day.rule == DayRule.MAKEUP_WORKDAY:
            makeup.add(day.on)
        elif day.rule == DayRule.SPECIAL:
            special[day.on] = _windows(day.windows)
    week = tuple(_windows(texts) for texts in row.week)
    return Calendar(row.zone, week, frozenset(off), frozenset(makeup), special)


def _windows(texts: Iterable[str]) -> tuple[Window, ...]:
    return tuple(Window.parse(text) for text in texts)


def _version_text(policy: SlaPolicy, calendars: Iterable[ServiceCalendar]) -> str:
    """`standard/3 always/1 service/2 tzdata2026.2 holidays0.109`: enough to count an old clock once more."""
    parts = [f"{policy.code}/{policy.version}", *(f"{c.code}/{c.version}" for c in calendars)]
    return " ".join([*parts, f"tzdata{version('tzdata')}", f"holidays{version('holidays')}"])[:160]
