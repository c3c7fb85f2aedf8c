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
    """Quiet links in the side column: a new request, a legal hold."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or not has(agent, Permission.PRIVACY_HANDLE, player.game_id):
        return ""
    return format_html(
        '<p><a href="{}">{}</a></p><p><a href="{}">{}</a></p>',
        reverse("privacy_new", args=[player.pk]),
        _("New request about personal data"),
        reverse("legal_hold_new", args=[player.pk]),
        _("Put on hold"),
    )
