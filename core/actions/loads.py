"""Who has how much in hand: one row an agent, moved with every change of holder, for all channels together.

Lock order of the whole house: the ticket first, then the rows here, the lower agent id first. Nobody who holds a row
here waits for a ticket.
"""

from collections.abc import Callable

from django.db import connection, transaction

from core import clock
from core.errors import AtCapacity
from core.models import AgentLoad

_LET_GO = "UPDATE core_agentload SET active = greatest(active - 1, 0) WHERE agent_id = %(agent)s"
_GAIN = """
INSERT INTO core_agentload AS own (agent_id, active, given_at) VALUES (%(agent)s, 1, %(given_at)s)
ON CONFLICT (agent_id) DO UPDATE
SET active = own.active + 1, given_at = coalesce(excluded.given_at, own.given_at)
"""
_GAIN_WITHIN_CAPACITY = """
INSERT INTO core_agentload AS own (agent_id, active, given_at)
SELECT id, 1, %(given_at)s FROM core_agent
WHERE id = %(agent)s AND is_active AND availability = 'available' AND capacity > 0
ON CONFLICT (agent_id) DO UPDATE
SET active = own.active + 1, given_at = coalesce(excluded.given_at, own.given_at)
WHERE own.active < (SELECT capacity FROM core_agent WHERE id = own.agent_id)
"""


def shift(*, loses: int | None, gains: int | None, is_given: bool, within_capacity: bool = False) -> None:
    """One piece of work goes from one agent to another (None: from or to nobody); part of the change that moves it.

    `is_given` marks the moment as the agent's last new work. With `within_capacity` the gain is one conditional update:
    it happens only to somebody who is available and below the own capacity, however many try at once; otherwise
    `AtCapacity` is raised, and the caller's change must be undone with it.
    """
    if loses == gains:
        return
    given_at = clock.now() if is_given else None
    gain = _GAIN_WITHIN_CAPACITY if within_capacity else _GAIN
    steps = [(agent, sql) for agent, sql in ((loses, _LET_GO), (gains, gain)) if agent is not None]
    with connection.cursor() as cursor:
        for agent, sql in sorted(steps):
            cursor.execute(sql, {"agent": agent, "given_at": given_at})
            if sql == _GAIN_WITHIN_CAPACITY and cursor.rowcount != 1:
                raise AtCapacity


@transaction.atomic
def count_anew(agent_id: int, truth: Callable[[int], int]) -> bool:
    """Set the agent's load to what `truth(agent_id)` counts; True when it was wrong.

    The row is locked before counting: whoever changes a holder must take this lock before the commit, so what is not
    seen here will still be added.
    """
    AgentLoad.objects.get_or_create(agent_id=agent_id)
    row = AgentLoad.objects.select_for_update().get(agent_id=agent_id)
    active = truth(agent_id)
    if row.active == active:
        return False
    AgentLoad.objects.filter(agent_id=agent_id).update(active=active)
    return True
