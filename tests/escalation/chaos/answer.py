"""An agent who answers tickets by the real action while everything falls over.

`python -m tests.escalation.chaos.answer FILE AGENT SECONDS TICKET…` answers the tickets one after the other, spread
over the seconds, and writes the id of each whose answer was confirmed to the file. Like a browser it tries again when
the database is away; a ticket that it had answered already is left alone.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402 -- after setup

from core.models import Actor, Agent  # noqa: E402 -- after setup
from tickets.actions.replies import send_reply  # noqa: E402 -- after setup
from tickets.models import Ticket  # noqa: E402 -- after setup

PAUSE = 0.2
Found = TypeVar("Found")


def patiently(work: Callable[[], Found]) -> Found:
    """What the work returns, tried again for as long as the database is away."""
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(PAUSE)


def answer(ticket_id: int, by: Actor) -> None:
    """The ticket is answered once, whatever happens to the database meanwhile."""
    if Ticket.objects.filter(pk=ticket_id, first_response_at=None).exists():
        send_reply(ticket_id, by=by, body="在的，我来处理")


def main(file: Path, agent_id: int, seconds: float, tickets: list[int]) -> None:
    """Answer all of them."""
    by = patiently(lambda: Actor.of_agent(Agent.objects.get(pk=agent_id)))
    began = time.monotonic()
    with file.open("a", buffering=1) as log:
        for number, ticket_id in enumerate(tickets):
            time.sleep(max(0.0, began + seconds * number / len(tickets) - time.monotonic()))
            patiently(partial(answer, ticket_id, by))
            log.write(f"{ticket_id}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), [int(word) for word in sys.argv[4:]])
