"""For which games somebody may report what happens."""

from core.enums import Permission
from core.models import Actor, Game
from core.policies.scoping import in_games


def games_reported_by(by: Actor) -> dict[str, int]:
    """The games, slug to key, of which this one may report events; the house itself may of all."""
    games = Game.objects.all()
    if by.agent is not None:
        games = games.filter(in_games(by.agent, Permission.EVENT_REPORT, game="pk"))
    return dict(games.values_list("slug", "pk"))
