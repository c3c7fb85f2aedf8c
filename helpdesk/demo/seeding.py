"""Fill an installation with the demo: once, in two parts if wanted, and resumable at any ticket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from core import clock
from core.actions import events
from core.models import Actor, Event, Game, Notification
from helpdesk.demo.content import load_content
from helpdesk.demo.moments import played_at
from helpdesk.demo.people import Stage, put_player, set_stage
from helpdesk.demo.plan import Person, TicketPlan, make_plan
from helpdesk.demo.playing import play_ticket
from helpdesk.demo.protection.house import house_at
from helpdesk.demo.protection.measures import settle_old_plans
from helpdesk.demo.selection import quick_tickets, rest_tickets

BEGUN = "demo.begun"
MOST_TICKETS = 20_000
MOST_COPIED = 10_000_000
READ_AFTER = timedelta(minutes=10)
FRESH_FOR = timedelta(hours=24)
MOST_UNREAD = 12
LOCK = 0x77757975  # any number, as long as nobody else takes it


class CannotSeed(Exception):
    """Why the demo cannot be played here, as a sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Size:
    """What was asked for; the same size and seed give the same demo."""

    seed: int = 1
    tickets: int = 600
    players: int = 300


@dataclass(frozen=True, slots=True)
class Part:
    """Which tickets are to be played now."""

    stage: Stage
    tickets: tuple[TicketPlan, ...]
    people: tuple[Person, ...]
    now: datetime


def prepare(size: Size, *, is_quick: bool = False, is_rest: bool = False) -> Part:
    """Games, staff and rights stand; what is left is to play the returned part. Raises `CannotSeed`."""
    _check(size)
    content = load_content()
    now = clock.now()
    begun = Event.objects.filter(name=BEGUN).first()
    if begun is not None:
        _check_same(size, begun)
        now = begun.at
    stage = set_stage(content, now)
    if begun is None:
        _begin(size, stage.games[content.games[0].slug], now)
    plan = make_plan(content, seed=size.seed, tickets=size.tickets, players=size.players, now=now)
    if is_quick:
        tickets = quick_tickets(plan, now)
        people = {ticket.person.uid: ticket.person for ticket in tickets if not ticket.person.is_guest}
        return Part(stage, tickets, tuple(people.values()), now)
    return Part(stage, rest_tickets(plan, now) if is_rest else plan.tickets, plan.people, now)


def play(part: Part, tell: Callable[[int, int], None]) -> int:
    """Play every ticket of the part that is not there yet; `tell(done, of)` after each. Returns how many are new."""
    new, house = 0, house_at(part.now)
    for person in part.people:
        put_player(person, part.stage.games[person.game.slug])
    for done, plan in enumerate(part.tickets, 1):
        new += play_ticket(plan, part.stage, part.now)
        settle_old_plans(house)
        tell(done, len(part.tickets))
    read_old_news(part.now)
    return new


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else seeds this database meanwhile; raises `CannotSeed` if somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CannotSeed("Another seed_demo is at work on this database.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _check(size: Size) -> None:
    if not settings.DEMO:
        raise CannotSeed("Demo accounts have a published password, so they exist in demo mode alone: set WUYOU_DEMO=1.")
    if not 1 <= size.tickets <= MOST_TICKETS:
        raise CannotSeed(f"seed_demo makes 1 to {MOST_COPIED:,} tickets; {size.tickets:,} is not among them.")
    if not 20 <= size.players <= MOST_TICKETS:
        raise CannotSeed(f"The demo needs 20 to {MOST_TICKETS:,} players, not {size.players:,}.")


def _check_same(size: Size, begun: Event) -> None:
    before = Size(**begun.data)
    if before != size:
        raise CannotSeed(
            f"This database has the demo of seed {before.seed} with {before.tickets} tickets"
            f" and {before.players} players; `make reset` starts over."
        )


def _begin(size: Size, game: Game, now: datetime) -> None:
    """Write down what is played and what `now` is for it, so that a later run goes on with the same plan."""
    data = {"seed": size.seed, "tickets": size.tickets, "players": size.players}
    with played_at(now):
        events.record(BEGUN, subject=game, by=Actor.system(), data=data)


@transaction.atomic
def read_old_news(now: datetime) -> None:
    """What the staff were told before today they have read, and of today's news at most a dozen each still wait.

    Tickets are played one after the other, so the news of all of them is put into the order of time, which is that of
    its rows.
    """
    _put_in_order()
    newest = Window(RowNumber(), partition_by=F("agent"), order_by=[F("created_at").desc(), F("pk").desc()])
    unread = Notification.objects.filter(read_at=None).annotate(place=newest)
    many = [pk for pk, place in unread.values_list("pk", "place") if place > MOST_UNREAD]
    old = Notification.objects.filter(Q(pk__in=many) | Q(created_at__lt=now - FRESH_FOR), read_at=None)
    old.update(read_at=F("created_at") + READ_AFTER)


def _put_in_order() -> None:
    rows = list(Notification.objects.select_for_update().order_by("pk"))
    if all(one.created_at <= other.created_at for one, other in pairwise(rows)):
        return
    Notification.objects.filter(pk__in=[row.pk for row in rows]).delete()
    rows.sort(key=lambda row: (row.created_at, row.pk))
    for row in rows:
        row.pk = None
    Notification.objects.bulk_create(rows, batch_size=1000)
