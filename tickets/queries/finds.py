"""What a number in the palette can mean: a ticket, also by its last digits, or a player."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.enums import Permission
from core.models import Agent, Game
from core.policies.scoping import in_games
from players.models import Player
from tickets.models import Ticket
from tickets.queries.scope import tickets_for

SHOWN, LOOKED_AT, SHORTEST, LONGEST = 5, 80, 2, 18


def found_by_number(agent: Agent, text: str) -> list[dict[str, Any]]:
    """Tickets whose number is this or ends in it, the newest first, then players with this id; at most five of each.

    Of numbers that end so the eighty newest are looked at, each by the index of numbers, however many tickets there
    are. Two statements besides the rights; none for what is no number.
    """
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        return []
    return [*_tickets(agent, digits), *_players(agent, digits)]


def _tickets(agent: Agent, digits: str) -> list[dict[str, Any]]:
    newest = Ticket.objects.order_by("-number").values_list("number", flat=True).first() or 0
    step, end = 10 ** len(digits), int(digits)
    top = newest - (newest - end) % step
    candidates = {number for number in range(top, max(0, top - LOOKED_AT * step), -step) if number > 0} | {end}
    rows = tickets_for(agent).filter(number__in=candidates).select_related("player").order_by("-number")
    rows = rows.only("number", "subject", "status", "player__nickname", "player__uid")
    exact_first = sorted(rows[: SHOWN + 1], key=lambda row: row.number != end)[:SHOWN]
    return [
        {
            "id": f"ticket {row.number}",
            "label": f"#{row.number} {row.subject}",
            "hint": str(row.get_status_display()),
            "url": reverse("desk_ticket", args=[row.number]),
        }
        for row in exact_first
    ]


def _players(agent: Agent, digits: str) -> list[dict[str, Any]]:
    may_see = in_games(agent, Permission.TICKET_VIEW)
    rows = Player.objects.filter(may_see, game__in=Game.objects.values("pk"), uid=digits).select_related("game")
    return [
        {
            "id": f"player {row.pk}",
            "label": _("Player %(name)s") % {"name": row.nickname or row.uid},
            "hint": f"UID {row.uid} · {row.game.name}",
            "url": f"{reverse('desk_search')}?{urlencode({'q': row.uid})}",
        }
        for row in rows[:SHOWN]
    ]
