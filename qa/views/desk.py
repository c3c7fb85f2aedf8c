"""What the desk shows of satisfaction."""

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.models import Agent
from qa.queries.surveys import scores_since
from tickets.queries.tabs import midnight


def calm_score(request: HttpRequest | None, agent: object) -> str:
    """Fill the slot `desk.calm`: the day's satisfaction, where a player has said something."""
    if not isinstance(agent, Agent):
        return ""
    mean, number = scores_since(agent, midnight())
    if mean is None:
        return ""
    words = _("%(n)d answers") % {"n": number}
    return format_html(
        '<div><dt>{}</dt><dd class="num" title="{}">{}</dd></div>', _("Satisfaction"), words, f"{mean:.1f} / 5"
    )
