"""What was given to an agent by itself a moment ago, gathered for one line on the open desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import clock
from core.models import Agent, Notification
from core.queries.topics import standings_for
from tickets.queries.grounds import why_text

FRESH = timedelta(minutes=2)  # what is older than this stands behind the bell and is no news any more
MOST = 50
SHOWN = 5


@dataclass(frozen=True)
class Given:
    """Tickets given since the agent was last told on this page; `last` is where to ask from next time."""

    rows: Sequence[Notification]
    last: int

    @property
    def shown(self) -> Sequence[Notification]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - SHOWN)

    @property
    def why(self) -> str:
        """The grounds, where one ticket alone was given; of several each has its own behind the bell."""
        return why_text(self.rows[0].params.get("reasons", ())) if len(self.rows) == 1 else ""


def given_since(agent: Agent, after: int) -> Given:
    """What came after notification `after`, is unread and may still be seen, the oldest first; two statements."""
    waiting = Notification.objects.filter(agent=agent, read_at=None, on_desk=True, kind="ticket.given", pk__gt=after)
    rows = list(waiting.filter(created_at__gte=clock.now() - FRESH).order_by("pk")[:MOST])
    standings = standings_for(agent, [row.topic for row in rows])
    seen = [row for row in rows if standings[row.topic].is_visible]
    return Given(seen, rows[-1].pk if rows else after)
