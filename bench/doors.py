"""What the clients of a bench need to know of a desk: run inside it, prints JSON."""

import json
import os
from itertools import cycle, islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- the apps are loaded above
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 -- the same
from django.db import connection  # noqa: E402 -- the same
from django.utils.module_loading import import_string  # noqa: E402 -- the same

from core.actions.tokens import issue_token  # noqa: E402 -- the same
from core.enums import Permission  # noqa: E402 -- the same
from core.models import Actor, Agent, Game  # noqa: E402 -- the same
from core.policies.people import is_second_factor_missing  # noqa: E402 -- the same
from core.policies.permissions import EVERY, games_for, has_anywhere  # noqa: E402 -- the same
from helpdesk.demo.bulk.wording import PLANTED  # noqa: E402 -- the same
from tickets.models import Message, Ticket  # noqa: E402 -- the same

ALIVE = ("new", "open", "pending")
CROWD, LONG = 200, (20, 55)  # earlier runs have answered some tickets again and again
LIMIT = "SET statement_timeout = 0"


def session_of(agent: Agent) -> str:
    """A session in which the agent is signed in."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(agent.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _everybody() -> list[Agent]:
    """Agents whom the desk lets in and who find every ticket that is not restricted, whatever its game."""
    people = Agent.objects.filter(is_active=True).order_by("pk")
    games = set(Game.objects.values_list("pk", flat=True))
    return [agent for agent in people if _is_let_in(agent) and games <= _games(agent)]


def _is_let_in(agent: Agent) -> bool:
    return has_anywhere(agent, Permission.DESK_USE) and not is_second_factor_missing(agent, has_factor=False)


def _games(agent: Agent) -> set[int]:
    games = games_for(agent, Permission.TICKET_VIEW)
    return set(Game.objects.values_list("pk", flat=True)) if games == EVERY else set(games)


def described() -> dict[str, Any]:
    """Doors, tickets to open, tickets to answer, words to look for with the number of their true hits."""
    agent, admin = Agent.objects.get(email="agent@demo.test"), Agent.objects.get(email="admin@demo.test")
    open_to_all = Ticket.objects.filter(is_restricted=False, status__in=ALIVE)
    longest = open_to_all.filter(message_seq__range=LONG).order_by("-message_seq").first() or open_to_all.latest("pk")
    newest = Ticket.objects.filter(is_restricted=False, intake_key__startswith="demo:bulk:").order_by("-pk")[:400]
    order = Message.objects.get(ticket=newest[0], seq=1).body.rpartition(f"{newest[0].created_at:%Y%m%d}-")
    return {
        "session": session_of(agent),
        "admin_session": session_of(admin),
        "session_name": settings.SESSION_COOKIE_NAME,
        "crowd": [session_of(someone) for someone in islice(cycle(_everybody()), CROWD)],
        "token": issue_token(agent, by=Actor.system())[1],
        "long": longest.number,
        "long_messages": longest.message_seq,
        "short": open_to_all.filter(message_seq__lte=3).latest("pk").number,
        "to_answer": [str(pk) for pk in open_to_all.order_by("pk").values_list("pk", flat=True)[:2000]],
        "some": [str(pk) for pk in open_to_all.order_by("next_due_at", "pk").values_list("pk", flat=True)[:20]],
        "words": {word: hits(word) for word in PLANTED} | {f"{newest[0].created_at:%Y%m%d}-{order[2][:7]}": 1},
        "game": newest[0].game.slug,
    }


def hits(word: str) -> int:
    """True hits: tickets in whose messages the word stands, found the slow way."""
    found = Ticket.objects.filter(is_restricted=False, messages__body__icontains=word)
    return found.values("pk").distinct().count()


if __name__ == "__main__":
    with connection.cursor() as cursor:
        cursor.execute(LIMIT)
    print(json.dumps(described()))  # noqa: T201 -- read by the bench
