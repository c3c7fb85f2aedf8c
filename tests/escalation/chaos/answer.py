"""An agent who answers tickets by the real action while everything falls over.

`python -m tests.escalation.chaos.answer FILE AGENT SECONDS TICKET…` answers the tickets one after the other, spread
over the seconds, and writes the id of each whose answer was confirmed to the file. Like a browser it tries again when
the database is away; a ticket that it had answered already is left alone.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402 -- after setup

from core.models import Actor, Agent  # noqa: E402 -- after setup
from tickets.actions.replies import send_reply  # noqa: E402 -- after setup
from tickets.models import Ticket  # noqa: E402 -- after setup

PAUSE = 0.2


def answer(ticket_id: int, by: Actor) -> None:
    """Answer the ticket once, whatever happens to the database meanwhile."""
    while True:
        try:
            if Ticket.objects.filter(pk=ticket_id, first_response_at=None).exists():
                send_reply(ticket_id, by=by, body="在的，我来处理")
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(PAUSE)
        else:
            return


def main(file: Path, agent_id: int, seconds: float, tickets: list[int]) -> None:
    """Answer all of them."""
    by = Actor.of_agent(Agent.objects.get(pk=agent_id))
    began = time.monotonic()
    with file.open("a", buffering=1) as log:
        for number, ticket_id in enumerate(tickets):
            time.sleep(max(0.0, began + seconds * number / len(tickets) - time.monotonic()))
            answer(ticket_id, by)
            log.write(f"{ticket_id}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), [int(word) for word in sys.argv[4:]])
