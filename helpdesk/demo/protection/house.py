"""Who acts in the stories about players, about whom, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from core.models import Actor, Agent
from players.engines.ages import age_on
from players.engines.identity_numbers import check_character
from players.engines.interventions import is_quiet
from players.models import Player
from players.queries.playbooks import ladder
from tickets.models import Ticket

MAJORITY = 18
NOWHERE = "199999"  # no place in China has this code, so the number belongs to nobody
ANY_LEVEL = 1


@dataclass(frozen=True)
class House:
    """The staff by the first part of their addresses, and the players who are grown up or not; `now` is the demo's."""

    now: datetime
    staff: dict[str, Agent]
    minors: tuple[Player, ...]
    adults: tuple[Player, ...]

    def by(self, name: str) -> Actor:
        """The colleague as somebody who acts."""
        return Actor.of_agent(self.staff[name])

    def ago(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        """The moment that long before the demo's now."""
        return self.now - timedelta(days=days, hours=hours, minutes=minutes)


def house_at(now: datetime) -> House:
    """Everybody as the played demo left them, in an order that is the same for the same seed."""
    staff = {agent.email.split("@")[0]: agent for agent in Agent.objects.filter(is_demo=True)}
    players = list(Player.objects.filter(is_guest=False).select_related("game").order_by("game__slug", "uid"))
    dated = [player for player in players if player.birth_date is not None]
    minors = tuple(one for one in dated if _age(one, now) < MAJORITY)
    adults = tuple(one for one in dated if _age(one, now) >= MAJORITY)
    return House(now, staff, minors, adults)


def some(players: Iterator[Player], many: int) -> list[Player]:
    """The next ones, or as many as a small demo has."""
    return list(islice(players, many))


def number_of(player: Player, serial: int) -> str:
    """An identity number that is right in itself, and nobody's."""
    born = player.birth_date or date(1990, 5, 1)
    first = f"{NOWHERE}{born:%Y%m%d}{serial % 1000:03d}"
    return first + check_character(first)


def ticket_of(player: Player) -> str:
    """The number of the player's newest ticket, or of the newest one of the game for who never wrote."""
    own = Ticket.objects.filter(player=player).order_by("-created_at", "-pk").first()
    found = own or Ticket.objects.filter(game=player.game).order_by("-created_at", "-pk").first()
    return str(found.number) if found else "1"


def awake(moment: datetime, zone: str) -> datetime:
    """The moment, or the last one before it in which players may be contacted."""
    while is_quiet(moment, zone, ANY_LEVEL, ladder().quiet):
        moment -= timedelta(minutes=15)
    return moment


def _age(player: Player, now: datetime) -> int:
    return age_on(player.birth_date, now.date()) if player.birth_date else MAJORITY
