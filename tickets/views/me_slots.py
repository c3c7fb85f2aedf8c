"""What the tickets say on the pages of the own account."""

from django.http import HttpRequest
from django.utils.translation import ngettext

from core.models import Agent
from tickets.queries.leaving import unanswered_by


def leaving(_request: HttpRequest | None, agent: Agent) -> str:
    """How many tickets go back to the group when this agent leaves; empty for none."""
    count = unanswered_by(agent.pk).count()
    if not count:
        return ""
    return ngettext(
        "%(n)d ticket that you have not answered yet goes back to the group.",
        "%(n)d tickets that you have not answered yet go back to the group.",
        count,
    ) % {"n": count}
