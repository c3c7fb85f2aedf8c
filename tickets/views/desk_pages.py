"""How the desk's pages are put together: the whole page for a browser, the part that htmx asks for otherwise."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core import clock
from core.engines.text import address_parts
from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import check_anywhere
from core.queries.slots import row_fragments
from tickets import models
from tickets.actions.reading import mark_read
from tickets.actions.tabs import keep_tab
from tickets.forms.desk_reply import promise_choices
from tickets.policies.bulk import VIEW_MOST
from tickets.queries.cards import facts_of, signal_names
from tickets.queries.composer import Composer, composer_for
from tickets.queries.conversation import conversation_of
from tickets.queries.desk import Frame, ListPage, frame_for, list_page, rows_of_view
from tickets.queries.search import rows_found, search_tickets
from tickets.queries.sockets import spread
from tickets.queries.tabs import streak_of, tabs_for
from tickets.queries.tags import looks_of
from tickets.queries.ticket_page import TicketPage
from tickets.queries.training import is_offered
from tickets.queries.views import DEFAULT_VIEW, order_named
from tickets.views.bulk_questions import bulk_buttons

PAGE = "tickets/desk/page.html"
LIVE_ROWS = 60
RECENT, RECENT_MAX = "desk_searches", 8
PRELOAD_SECONDS = 10  # a ticket that was asked for ahead is opened within these, or asked for again
PARTS_WITHOUT_ADDRESS = {"deed", "card"}
TABS = ("overview", "history", "timeline")
View = Callable[..., HttpResponse]


def desk_view(view: View) -> View:
    """For signed-in staff who may see tickets; answers differ by what htmx asks for, so caches must know."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_anywhere(agent_of(request), Permission.TICKET_VIEW)
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if request.method == "POST" or request.headers.get("HX-Target") in PARTS_WITHOUT_ADDRESS:
            response.setdefault("HX-Push-Url", "false")
        return response

    return login_required(guarded)


def agent_of(request: HttpRequest) -> Agent:
    """The signed-in agent; the guard of the view has seen to it."""
    agent = request.user
    assert isinstance(agent, Agent)
    return agent


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in agent as the one who acts."""
    return Actor.of_agent(agent_of(request))


def wants(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for this part of the page alone."""
    return "HX-Request" in request.headers and request.headers.get("HX-Target") == target


def listed(request: HttpRequest, frame: Frame) -> ListPage:
    """The list that stands beside a ticket: the search or the view that the address names, else the default view."""
    if asked := request.GET.get("q", ""):
        return search_tickets(agent_of(request), asked)
    return list_page(agent_of(request), _view_beside(request, frame), order=request.GET.get("order", ""))


def _view_beside(request: HttpRequest, frame: Frame) -> models.View:
    slugs = {line.view.slug for line in frame.lines}
    slug = request.GET.get("view", "")
    return frame.line(slug if slug in slugs else DEFAULT_VIEW).view


def remember(request: HttpRequest, asked: str) -> None:
    """Keep what was searched for, the newest first, for this person's next search; nobody else sees it."""
    kept = request.session.get(RECENT, [])
    if asked and kept[:1] != [asked] and "after" not in request.GET:
        request.session[RECENT] = [asked, *(other for other in kept if other != asked)][:RECENT_MAX]


def refreshed(request: HttpRequest, frame: Frame) -> ListPage:
    """Those of the tickets in `ids` that the list beside still holds, for a page that brings its rows up to date."""
    agent, asked = agent_of(request), request.GET.get("q", "")
    ids = ids_in(request.GET.get("ids", ""))
    if asked:
        return ListPage(rows_found(agent, asked, ids), "newest", asked=asked)
    view = _view_beside(request, frame)
    return ListPage(rows_of_view(agent, view, ids), order_named(request.GET.get("order", ""), view.order), view=view)


def ids_in(text: str) -> list[int]:
    """The ids in a list with commas, as many as a page has rows; what is none is passed over."""
    return [int(part) for part in text.split(",")[:LIVE_ROWS] if part.isascii() and part.isdigit() and len(part) < 19]


def promised_in(request: HttpRequest) -> datetime:
    """The moment that is chosen in the composer, or in an hour: what a macro says about a promise."""
    chosen = {choice.value: choice.at for choice in promise_choices()}
    return chosen.get(request.GET.get("promise", ""), clock.now() + timedelta(hours=1))


def list_context(
    request: HttpRequest, rows: ListPage, frame: Frame | None = None, *, front: int | None = None
) -> dict[str, Any]:
    """What the list and the views show; `front` is the ticket whose tab is in front."""
    return {
        "frame": frame,
        "rows": rows,
        "rows_state": rows.state,
        "list_url": reverse("desk_view", args=[rows.view.slug]) if rows.view else reverse("desk_search"),
        "chips": row_fragments("list.chips", request, rows.rows),
        "orders": (("due", _("Due first")), ("waiting", _("Longest wait")), ("newest", _("Newest"))),
        "too_broad": "",
        "recent": json.dumps(request.session.get(RECENT, []), ensure_ascii=False),
        "bulk_deeds": bulk_buttons() if frame else (),
        "bulk_most": VIEW_MOST,
        "streak": partial(streak_of, agent_of(request)),  # asked where nothing is left
        "tabs": tabs_for(agent_of(request), ids=frame.tabs) if frame else (),
        "front": front,
        "close_tab_url": reverse("desk_tab_close"),
        "offers_practice": False,
        "page": None,
        "spread": spread(),
        "beat_seconds": settings.PRESENCE_SECONDS // 3,
        "idle_seconds": settings.PRESENCE_IDLE_SECONDS,
        "is_swap": False,
        "is_oob": False,
    }


def ticket_context(
    request: HttpRequest, page: TicketPage, *, composer: Composer | None = None, seen: int | None = None
) -> dict[str, Any]:
    """What conversation, composer and card show. `seen` stands where the agent has not taken note of the newest yet."""
    agent, ticket = agent_of(request), page.ticket
    before = page.seen_version or None if seen is None else seen
    if seen is None and not is_preload(request):
        note_opened(page, agent, is_tab=request.method == "GET" and not wants(request, "card"))
    tab = request.GET.get("card", "")
    return {
        "page": page,
        "talk": conversation_of(ticket, seen=before, reader=agent, everything="all" in request.GET),
        "seen": ticket.version if seen is None else seen,
        "composer": composer or composer_for(page, agent),
        "promises": promise_choices(),
        "upload_limit": settings.ATTACHMENT_MAX_BYTES,
        "agent_key": f"agent{agent.pk}",
        "tab": tab if tab in TABS else TABS[0],
        "facts": facts_of(ticket),
        "signal_names": signal_names(ticket),
        "tags": looks_of(ticket.tags),
        "reasons": page.verdict.reasons if page.verdict else (),
    }


def is_preload(request: HttpRequest) -> bool:
    """Whether the page asks ahead, for a ticket that nobody has opened yet (static/js/behaviours/desk-next.js)."""
    return request.headers.get("X-Preload") == "1"


def note_opened(page: TicketPage, agent: Agent, *, is_tab: bool = True) -> None:
    """The agent has the ticket before the eyes: it is read, and lies open as a tab when it was just opened."""
    if page.seen_version != page.ticket.version:
        mark_read(page.ticket, agent)
    if is_tab:
        keep_tab(page.ticket, agent)


def render_list(request: HttpRequest, rows: ListPage, frame: Frame, *, status: int = 200, **more: Any) -> HttpResponse:
    """A list without an opened ticket: the page, or the list with the views and an empty conversation for htmx.

    With `keep` the opened ticket stays as it is.
    """
    offers = not rows.rows and is_offered(agent_of(request))
    context = list_context(request, rows, frame) | {"offers_practice": offers} | more
    if wants(request, "list"):
        part = "list_keep" if "keep" in request.GET else "list_swap"
        return render(request, f"{PAGE}#{part}", context | {"is_swap": True, "is_oob": True}, status=status)
    return render(request, PAGE, context, status=status)


def render_ticket(
    request: HttpRequest,
    page: TicketPage,
    *,
    composer: Composer | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """A ticket: the whole desk with its list, or conversation and card alone for htmx."""
    context = ticket_context(request, page, composer=composer, seen=seen)
    if "HX-Request" in request.headers:
        return _swapped_ticket(request, context, status)
    agent = agent_of(request)
    frame = frame_for(agent)
    rows = listed(request, frame)
    beside = list_context(request, rows, frame, front=page.ticket.pk)
    return render(request, PAGE, beside | context, status=status)


def _swapped_ticket(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """Conversation and card, with the tabs where the ticket was just opened; or the card alone."""
    is_card = wants(request, "card")
    context |= {"is_swap": True, "is_oob": False, "rows_state": state_of(request)}
    if not is_card and request.method == "GET" and not is_preload(request):
        front = context["page"].ticket.pk
        context |= {"with_tabs": True, "front": front, "tabs": tabs_for(agent_of(request))}
        context["close_tab_url"] = reverse("desk_tab_close")
    response = render(request, "tickets/desk/card.html" if is_card else f"{PAGE}#ticket_swap", context, status=status)
    if is_preload(request):
        response["Cache-Control"], response["X-Preloaded"] = f"private, max-age={PRELOAD_SECONDS}", "1"
    return response


def state_of(request: HttpRequest) -> str:
    """What keeps the list beside the ticket, taken from the address of the page as it is in the browser."""
    shown = address_parts(request.headers.get("HX-Current-URL", "")).query if request.method == "POST" else ""
    given = parse_qsl(shown or request.GET.urlencode())
    return urlencode([(name, value) for name, value in given if name in {"view", "order", "q"}])
