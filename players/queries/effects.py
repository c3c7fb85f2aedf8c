"""The effect of playbooks: players to whom one was sent beside players for whom the same was planned and not sent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Permission
from core.errors import Text
from core.models import Agent, Game
from core.policies.scoping import in_games
from players.engines.effects import Days, Effect, effect
from players.engines.interventions import Playbook
from players.queries.playbooks import ladder, words_for_reader

MEASURES: Final[dict[str, Text]] = {
    "minutes_played": _("minutes of play a day"),
    "minutes_night": _("minutes at night a day"),
    "topup_amount": _("money spent a day"),
}
MOST: Final = 4000

# Whose moment is eight days ago at least, so that seven whole days lie after it. Who was compared got nothing about
# the same matter within seven days on either side.
_SUBJECTS = """
WITH subject AS (
  SELECT i.id, i.playbook, i.player_id, i.game_id, i.sent_at IS NOT NULL AS is_treated,
         (coalesce(i.sent_at, i.planned_at) AT TIME ZONE g.time_zone)::date AS day
  FROM players_intervention i JOIN core_game g ON g.id = i.game_id
  WHERE i.game_id = ANY(%(games)s)
    AND i.planned_at BETWEEN %(now)s - interval '190 days' AND %(now)s - interval '8 days'
    AND coalesce(i.sent_at, i.planned_at) <= %(now)s - interval '8 days'
    AND (i.sent_at IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM players_intervention o
      WHERE o.player_id = i.player_id AND o.dimension = i.dimension
        AND o.sent_at BETWEEN i.planned_at - interval '7 days' AND i.planned_at + interval '7 days'))
  ORDER BY i.id DESC LIMIT %(most)s)
SELECT s.id, s.playbook, s.is_treated, {measures}
FROM subject s
JOIN players_opssnapshot x ON x.player_id = s.player_id AND x.game_id = s.game_id
 AND x.date BETWEEN s.day - 7 AND s.day + 7 AND x.date <> s.day
GROUP BY s.id, s.playbook, s.is_treated
"""
_MEASURE = """avg(x.{0}) FILTER (WHERE x.date < s.day), count(x.{0}) FILTER (WHERE x.date < s.day),
avg(x.{0}) FILTER (WHERE x.date > s.day), count(x.{0}) FILTER (WHERE x.date > s.day)"""


@dataclass(frozen=True)
class PlaybookEffect:
    """What one playbook changed, measure by measure."""

    playbook: Playbook
    name: str
    measures: tuple[tuple[Text, Effect], ...]


def effects_for(agent: Agent) -> list[PlaybookEffect]:
    """Every playbook that was sent within half a year in the games for which the agent sees risk; one statement."""
    games = list(Game.objects.filter(in_games(agent, Permission.RISK_VIEW, game="pk")).values_list("pk", flat=True))
    groups: dict[str, dict[bool, list[list[Days]]]] = defaultdict(lambda: {True: [], False: []})
    for _pk, playbook, is_treated, *values in _rows(games):
        groups[playbook][is_treated].append([_days(values[at : at + 4]) for at in range(0, len(values), 4)])
    known = ladder().playbooks
    sent = [code for code in known if code in groups and groups[code][True]]
    return [_effect(known[code], groups[code]) for code in sent]


def _rows(games: list[int]) -> Iterable[tuple[Any, ...]]:
    statement = _SUBJECTS.format(measures=", ".join(_MEASURE.format(name) for name in MEASURES))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"games": games, "now": clock.now(), "most": MOST})
        return list(cursor.fetchall())


def _days(values: list[Any]) -> Days:
    before, known_before, after, known_after = values
    return Days(float(before or 0), known_before, float(after or 0), known_after)


def _effect(playbook: Playbook, groups: dict[bool, list[list[Days]]]) -> PlaybookEffect:
    measures = tuple(
        (name, effect([days[n] for days in groups[True]], [days[n] for days in groups[False]]))
        for n, name in enumerate(MEASURES.values())
    )
    return PlaybookEffect(playbook, words_for_reader(playbook).name, measures)
