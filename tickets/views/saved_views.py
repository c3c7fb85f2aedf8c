"""An agent's views: the list of them, the builder, and what can be done to one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import DomainError, InvalidInput
from core.models import Actor
from tickets.actions import saved_views as actions
from tickets.forms.saved_views import ViewForm
from tickets.models import View
from tickets.queries.desk import SECTIONS, frame_for
from tickets.queries.saved_views import OWN_MOST, RESTORABLE, view_for
from tickets.queries.views import order_named
from tickets.views.desk_pages import actor_of, agent_of, desk_view

BUILDER, MANAGE = "tickets/desk/view_form.html", "tickets/desk/views.html"


@require_safe
@desk_view
def manage(request: HttpRequest) -> HttpResponse:
    """Every view that the agent finds, with what can be done to each."""
    frame = frame_for(agent_of(request))
    own = sum(line.view.owner_id == agent_of(request).pk for line in frame.lines)
    sections = [(code, [line for line in frame.lines if line.section == code]) for code in SECTIONS]
    context = {"sections": sections, "own": own, "most": OWN_MOST, "removed": own_views_removed(request)}
    return render(request, MANAGE, context)


def own_views_removed(request: HttpRequest) -> list[View]:
    """The agent's views that can still be brought back, the last one first."""
    since = clock.now() - RESTORABLE
    rows = View.objects.filter(owner=agent_of(request), removed_at__gte=since)
    return list(rows.order_by("-removed_at")[:5])


@require_http_methods(["GET", "POST"])
@desk_view
def new(request: HttpRequest) -> HttpResponse:
    """Build a view, from nothing or from the list that `from` and `order` name."""
    base = _base(request)
    form = ViewForm(request.POST or None, agent=agent_of(request), base=base, is_copy=True)
    if request.method == "POST" and (
        view := _kept(form, lambda: actions.make_view(form.words(), by=actor_of(request)))
    ):
        return redirect("desk_view", view.slug)
    return _builder(request, form, title=_("New view"), action=request.get_full_path())


@require_http_methods(["GET", "POST"])
@desk_view
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an own view; what of it does not work any more is said on top."""
    view = actions.find_own(agent_of(request), slug)
    form = ViewForm(request.POST or None, agent=agent_of(request), base=view)
    if request.method == "POST" and _kept(form, lambda: actions.change_view(view, form.words(), by=actor_of(request))):
        return redirect("desk_view", slug)
    return _builder(request, form, title=view.name, action=reverse("desk_view_edit", args=[slug]), view=view)


def _base(request: HttpRequest) -> View | None:
    slug = request.GET.get("from", "")
    if not slug:
        return None
    view = view_for(agent_of(request), slug)
    view.order = order_named(request.GET.get("order", ""), view.order)
    return view


def _kept(form: ViewForm, keep: Callable[[], View]) -> View | None:
    """The view as it was kept; nothing when the form now says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return keep()
    except InvalidInput as refusal:
        form.refuse(refusal)
    except DomainError as refusal:
        form.add_error(None, str(refusal.text))
    return None


def _builder(
    request: HttpRequest, form: ViewForm, *, title: str, action: str, view: View | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "view": view}
    return render(request, BUILDER, context, status=422 if form.errors else 200)


@require_POST
@desk_view
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an own view out of the menu; for a day it can be brought back from the list of views."""
    actions.remove_view(actions.find_own(agent_of(request), slug), by=actor_of(request))
    return redirect(f"{reverse('desk_views')}?removed={slug}")


@require_POST
@desk_view
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring a removed view back."""
    actions.restore_view(slug, by=actor_of(request))
    return redirect("desk_views")


@require_POST
@desk_view
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Pin, hide or move a view in the agent's own menu: `do` says what."""
    agent, by = agent_of(request), actor_of(request)
    view, deed = view_for(agent, slug), request.POST.get("do", "")
    if deed not in PLACES:
        raise InvalidInput({"do": [_("Choose what is to be done.")]})
    PLACES[deed](request, view, by)
    return redirect(f"{reverse('desk_views')}#view-{slug}")


def _move(request: HttpRequest, view: View, by: Actor, step: int) -> None:
    lines = frame_for(agent_of(request)).lines
    section = next(line.section for line in lines if line.view.pk == view.pk)
    actions.swap_places([line.view for line in lines if line.section == section], view.slug, step=step, by=by)


PLACES: dict[str, Callable[[HttpRequest, View, Actor], object]] = {
    "pin": lambda _request, view, by: actions.place_view(view, by=by, is_pinned=True),
    "unpin": lambda _request, view, by: actions.place_view(view, by=by, is_pinned=False),
    "hide": lambda _request, view, by: actions.place_view(view, by=by, is_hidden=True),
    "show": lambda _request, view, by: actions.place_view(view, by=by, is_hidden=False),
    "up": lambda request, view, by: _move(request, view, by, -1),
    "down": lambda request, view, by: _move(request, view, by, 1),
}
