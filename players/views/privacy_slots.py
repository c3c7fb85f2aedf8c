"""The way from a player's page to a new request about the player's data, for who may handle it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has
from players.models import Player


def new_request_link(request: HttpRequest | None, player: Player) -> str:
    """A quiet link in the side column."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or not has(agent, Permission.PRIVACY_HANDLE, player.game_id):
        return ""
    address = reverse("privacy_new", args=[player.pk])
    return format_html('<p><a href="{}">{}</a></p>', address, _("New request about personal data"))
