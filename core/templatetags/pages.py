"""What a whole page needs: its language and look, slots that upper apps fill, what the reader may do."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.enums import Permission
from core.models import Agent
from core.policies import permissions
from core.queries import slots
from core.templatetags.markup import constant

register = template.Library()
MODULES = {
    "/desk/cases/": "cases",
    "/desk/tickets/": "desk",
    "/desk/views/": "desk",
    "/desk/search": "desk",
    "/risk/": "risk",
    "/_components/": "gallery",
}


@register.simple_tag
def language_code() -> str:
    """The page's language as HTML wants it: `zh-Hans` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    """Language, colour scheme and density for the `<html>` element, from the person's own choices in cookies."""
    request: HttpRequest | None = context.get("request")
    cookies = request.COOKIES if request else {}
    chosen = []
    if (scheme := cookies.get("scheme", "")) in {"light", "dark"}:
        chosen.append(("scheme", scheme))
    if cookies.get("density") == "compact":
        chosen.append(("density", "compact"))
    return format_html('lang="{}"{}', language_code(), format_html_join("", ' data-{}="{}"', chosen))


@register.simple_tag(takes_context=True)
def module_here(context: Context) -> str:
    """Which module of the rail the page belongs to: `desk`, `cases`, `risk`, `gallery`, or none."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    if path == "/desk/":
        return "desk"
    return next((name for start, name in MODULES.items() if path.startswith(start)), "")


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, thing: Any = None) -> SafeString:
    """Everything that upper apps show in this place, for this thing."""
    request = context.get("request")
    return constant("".join(fragment(request, thing) for fragment in slots.fragments_for(name)))


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str, game: Any = None) -> bool:
    """Whether the signed-in person may do this: for the game, or without one for any game at all."""
    request: HttpRequest | None = context.get("request")
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent):
        return False
    if game is None:
        return permissions.has_anywhere(agent, Permission(permission))
    return permissions.has(agent, Permission(permission), game)


@register.simple_tag(takes_context=True)
def may_administer(context: Context) -> bool:
    """Whether the signed-in person is let into /admin/."""
    request: HttpRequest | None = context.get("request")
    return permissions.may_administer(getattr(request, "user", None))
