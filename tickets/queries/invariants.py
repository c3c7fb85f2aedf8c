"""The invariants of who has what.

load.true   every agent's load is the number of new and open tickets that the agent has
"""

from core.queries.invariants import register

LOAD_TRUE = """
SELECT count(*) FROM core_agentload l
FULL JOIN (SELECT assignee_id, count(*) AS n FROM tickets_ticket
           WHERE status IN ('new', 'open') AND assignee_id IS NOT NULL GROUP BY assignee_id) t
  ON t.assignee_id = l.agent_id
WHERE coalesce(l.active, 0) <> coalesce(t.n, 0)
"""


def register_invariants() -> None:
    """Let the auditor ask these as well."""
    register("load.true", LOAD_TRUE)
