"""What it means to leave: upper apps say what happens to the work that somebody has in hand."""

from django.http import HttpRequest

from core.models import Agent
from core.queries.slots import fragments_for


def leaving_words(request: HttpRequest | None, agent: Agent) -> str:
    """What happens when the agent goes offline now, in the reader's language; empty when nothing does."""
    return " ".join(said for fragment in fragments_for("me.leaving") if (said := fragment(request, agent)))
