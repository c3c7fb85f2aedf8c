"""Fill an empty, migrated database with clocks that run out soon, and with guests whose play must be looked at soon.

`python -m tests.escalation.chaos.populate COUNT FIRST LAST SEED` makes deadlines between FIRST and LAST seconds from
now and prints the ids of the tickets. Every ticket is P0 in live chat: the first answer is due a minute after opening.
"""

import json
import random
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup

from core import clock  # noqa: E402 -- after setup
from core.models import Agent, Group  # noqa: E402 -- after setup
from escalation.enums import AlarmState, ClockKind, ClockState, Level  # noqa: E402 -- after setup
from escalation.models import Alarm, Clock  # noqa: E402 -- after setup
from players.models import Player, PlaySession  # noqa: E402 -- after setup
from tests.factories.people import make_agent, make_player  # noqa: E402 -- after setup
from tickets.enums import Channel, Priority  # noqa: E402 -- after setup
from tickets.models import Ticket  # noqa: E402 -- after setup

TARGET, WARNING = timedelta(minutes=1), timedelta(seconds=45)


def populate(count: int, first: float, last: float, rng: random.Random) -> list[int]:
    """Make the tickets with their clocks and alarms, as `recompute` would have made them; return the tickets' ids."""
    call_command("load_reference", verbosity=0)
    lead = make_agent("supervisor", name="lead")
    Group.objects.filter(code="FL").update(lead=lead)
    player, group, now = make_player(), Group.objects.get(code="FL"), clock.now()
    opened = [now + timedelta(seconds=rng.uniform(first, last)) - TARGET for _ in range(count)]
    tickets = Ticket.objects.bulk_create(
        Ticket(
            game=player.game,
            player=player,
            channel=Channel.CHAT,
            subject="crash test",
            category_id="OP-01",
            priority=Priority.P0,
            group=group,
            waiting_since=at,
            created_at=at,
            updated_at=at,
        )
        for at in opened
    )
    clocks = Clock.objects.bulk_create(
        Clock(
            ticket=ticket,
            game_id=ticket.game_id,
            kind=ClockKind.FIRST_RESPONSE,
            number=1,
            policy_version="standard/1",
            started_at=ticket.created_at,
            due_at=ticket.created_at + TARGET,
            warn_at=ticket.created_at + WARNING,
            state=ClockState.RUNNING,
        )
        for ticket in tickets
    )
    Alarm.objects.bulk_create(
        Alarm(
            clock=row,
            game_id=row.game_id,
            level=level,
            due_at=row.warn_at if level == Level.WARN else row.due_at,
            state=AlarmState.RUNNING,
            changed_at=now,
        )
        for row in clocks
        for level in Level
    )
    return [ticket.pk for ticket in tickets]


def let_play(count: int, first: float, last: float, rng: random.Random) -> None:
    """Guests play, which China allows at no hour; when each has to be looked at stands in `session` as well."""
    game, now = make_player().game, clock.now()
    guests = Player.objects.bulk_create(
        Player(game=game, is_guest=True, jurisdiction="CN", created_at=now, updated_at=now) for _ in range(count)
    )
    due = [now + timedelta(seconds=rng.uniform(first, last)) for _ in guests]
    PlaySession.objects.bulk_create(
        PlaySession(
            player=player, game=game, session=at.isoformat(), started_at=now, last_seen_at=now, next_check_at=at
        )
        for player, at in zip(guests, due, strict=True)
    )


if __name__ == "__main__":
    count, first, last, rng = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), random.Random(int(sys.argv[4]))
    made = populate(count, first, last, rng)
    let_play(count, first, last, rng)
    sys.stdout.write(json.dumps({"tickets": made, "agent": Agent.objects.get(name="lead").pk}) + "\n")
