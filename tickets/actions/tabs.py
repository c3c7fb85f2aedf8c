"""The tickets that lie open on an agent's desk. No events: it is nobody else's matter."""

from django.db import connection

from core.models import Agent
from tickets.models import DeskSetup, Ticket

TABS_MOST = 8
_KEEP = """
INSERT INTO {table} (agent_id, tabs) VALUES (%(agent)s, ARRAY[%(ticket)s]::bigint[])
ON CONFLICT (agent_id) DO UPDATE SET tabs = (
  array_append({table}.tabs, %(ticket)s::bigint)
)[greatest(1, cardinality({table}.tabs) + 2 - %(most)s):]
WHERE NOT {table}.tabs @> ARRAY[%(ticket)s]::bigint[]
"""


def keep_tab(ticket: Ticket, agent: Agent) -> None:
    """The ticket lies open; beyond eight the one that was opened first goes. One statement, also for two at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP.format(table=DeskSetup._meta.db_table),
            {"agent": agent.pk, "ticket": ticket.pk, "most": TABS_MOST},
        )


def close_tab(ticket_id: int, agent: Agent) -> None:
    """The ticket lies open no more; one that does not is no change."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {DeskSetup._meta.db_table} SET tabs = array_remove(tabs, %s::bigint) WHERE agent_id = %s",  # noqa: S608 -- our own table
            [ticket_id, agent.pk],
        )
