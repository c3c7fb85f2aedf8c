"""Views that agents make for themselves and share: made, changed, arranged, removed and brought back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actions import events
from core.errors import DomainError, InvalidInput, NotAllowed
from core.models import Actor, Agent, Group
from tickets.enums import Audience
from tickets.models import View, ViewPlace
from tickets.policies.texts import checked_line
from tickets.queries.filters import Wanted, holds_alive_only, problems_of
from tickets.queries.references import references
from tickets.queries.saved_views import (
    OWN_MOST,
    RESTORABLE,
    may_change,
    may_share_with_all,
    own_groups,
    own_views,
    removed_view,
    view_for,
)
from tickets.queries.views import ORDERS

NAME_MAX = 60
ICONS = (
    "inbox", "star", "bookmark", "flag", "tag", "users", "user-check", "crown", "siren", "hourglass", "gamepad-2",
    "credit-card", "lock-keyhole", "languages", "bug", "calendar-clock", "shield-alert", "message-circle",
)  # fmt: skip
SPANS = ("created_within_seconds", "updated_within_seconds")


class TooManyViews(DomainError):
    """The agent's menu is full."""

    code = "view.too_many"
    status = 409
    message = gettext_lazy("Your menu is full. Please remove a view of your own first.")


@dataclass(frozen=True)
class ViewWords:
    """Everything that an agent says about a view. One name is enough: it then stands in both languages."""

    name_zh: str
    name_en: str
    icon: str
    filters: Mapping[str, Any]
    order: str
    audience: Audience = Audience.ME
    groups: tuple[Group, ...] = ()


@transaction.atomic
def make_view(words: ViewWords, *, by: Actor) -> View:
    """A new view of the agent's own; raises `InvalidInput` for each field that cannot be kept, `TooManyViews`."""
    agent = _agent(by)
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)  # two windows at once count one after the other
    if own_views(agent).count() >= OWN_MOST:
        raise TooManyViews(_("You have %(most)d views of your own. Please remove one first.") % {"most": OWN_MOST})
    fields = _checked(words, agent)
    view = View.objects.create(slug=f"v-{token_hex(5)}", section="saved", owner=agent, **fields)
    view.groups.set(_groups(words, agent))
    events.record("view.made", subject=view, by=by, data=_told(view))
    return view


@transaction.atomic
def change_view(view: View, words: ViewWords, *, by: Actor) -> View:
    """The agent's own view says something else from now on; raises `NotAllowed` for somebody else's."""
    agent = _agent(by)
    _check_own(agent, view)
    row = View.objects.select_for_update(of=("self",)).get(pk=view.pk)
    for name, value in _checked(words, agent).items():
        setattr(row, name, value)
    row.save()
    row.groups.set(_groups(words, agent))
    events.record("view.changed", subject=row, by=by, data=_told(row))
    return row


@transaction.atomic
def remove_view(view: View, *, by: Actor) -> View:
    """The view is in nobody's menu any more; within a day its owner can bring it back."""
    _check_own(_agent(by), view)
    view.removed_at = clock.now()
    view.save(update_fields=["removed_at"])
    events.record("view.removed", subject=view, by=by, data=_told(view))
    return view


@transaction.atomic
def restore_view(slug: str, *, by: Actor) -> View:
    """The view that the agent removed within the day stands in the menu again; raises `NotThere`, `TooManyViews`."""
    agent = _agent(by)
    view = removed_view(agent, slug)
    if own_views(agent).count() >= OWN_MOST:
        raise TooManyViews
    view.removed_at = None
    view.save(update_fields=["removed_at"])
    events.record("view.restored", subject=view, by=by, data=_told(view))
    return view


@transaction.atomic
def place_view(
    view: View, *, by: Actor, is_pinned: bool | None = None, is_hidden: bool | None = None, rank: int | None = None
) -> ViewPlace:
    """Pin a view on top, hide it, or give it a place in the agent's own menu; what is not given stays."""
    place, _is_new = ViewPlace.objects.get_or_create(view=view, agent=_agent(by))
    for name, value in (("is_pinned", is_pinned), ("is_hidden", is_hidden), ("rank", rank)):
        if value is not None:
            setattr(place, name, value)
    place.save()
    return place


@transaction.atomic
def swap_places(views: list[View], slug: str, *, step: int, by: Actor) -> None:
    """Move the view one place up (`step` -1) or down (1) among `views`, a part of the menu in its order."""
    here = next((place for place, view in enumerate(views) if view.slug == slug), -1)
    there = here + step
    if here < 0 or not 0 <= there < len(views):
        return
    order = list(views)
    order[here], order[there] = order[there], order[here]
    for place, view in enumerate(order):
        place_view(view, by=by, rank=(place + 1) * 10)


def forget_removed_views() -> int:
    """Delete views that were removed more than a day ago; return how many."""
    gone = View.objects.filter(removed_at__lt=clock.now() - RESTORABLE - timedelta(minutes=5))
    count = gone.count()
    gone.delete()
    return count


def find_own(agent: Agent, slug: str) -> View:
    """The agent's own view; `NotThere` when there is none, `NotAllowed` when it is somebody else's."""
    view = view_for(agent, slug)
    _check_own(agent, view)
    return view


def check_filters(filters: Mapping[str, Any], order: str, reader: Agent) -> dict[str, list[Any]]:
    """What is wrong with filters and order, by filter; empty when a view may be kept like this.

    A list with resolved or closed tickets needs a span and stands newest first: nothing else is quick among a million.
    """
    wanted = Wanted()
    wanted.add(filters)
    wrong: dict[str, list[Any]] = {}
    for problem in problems_of(filters, references(reader, wanted.kinds, wanted.agents)):
        wrong.setdefault(problem.filter, []).append(problem.text)
    if order not in ORDERS:
        wrong["order"] = [_("There is no such order.")]
    if "status" not in wrong and not holds_alive_only(filters):
        if not set(SPANS) & filters.keys():
            wrong["status"] = [
                _("With resolved or closed tickets, please also choose “opened within” or “changed within”.")
            ]
        if order != "newest":
            wrong.setdefault("order", [_("A list with resolved or closed tickets stands newest first.")])
    return wrong


def _checked(words: ViewWords, agent: Agent) -> dict[str, Any]:
    wrong: dict[str, list[Any]] = {}
    names: dict[str, str] = {}
    for name in ("name_zh", "name_en"):
        try:
            names[name] = checked_line(getattr(words, name), name, longest=NAME_MAX, required=False)
        except InvalidInput as refusal:
            wrong |= refusal.fields
    if not wrong and not any(names.values()):
        wrong["name_zh"] = [_("Please give it a name.")]
    if words.icon not in ICONS:
        wrong["icon"] = [_("There is no such icon.")]
    wrong |= check_filters(words.filters, words.order, agent)
    wrong |= _wrong_audience(words, agent)
    if wrong:
        raise InvalidInput(wrong)
    zh, en = names["name_zh"] or names["name_en"], names["name_en"] or names["name_zh"]
    told = {"icon": words.icon, "filters": dict(words.filters), "order": words.order, "audience": words.audience}
    return {"name_zh": zh, "name_en": en} | told


def _wrong_audience(words: ViewWords, agent: Agent) -> dict[str, list[Any]]:
    if words.audience == Audience.ALL and not may_share_with_all(agent):
        return {"audience": [_("You may not share views with everybody.")]}
    if words.audience == Audience.GROUPS and not _groups(words, agent):
        return {"groups": [_("Please choose at least one of your groups.")]}
    return {}


def _groups(words: ViewWords, agent: Agent) -> list[Group]:
    if words.audience != Audience.GROUPS:
        return []
    own = {group.pk for group in own_groups(agent)}
    return [group for group in words.groups if group.pk in own]


def _told(view: View) -> dict[str, Any]:
    return {"slug": view.slug, "audience": view.audience, "filters": sorted(view.filters), "order": view.order}


def _agent(by: Actor) -> Agent:
    if by.agent is None:
        raise NotAllowed
    return by.agent


def _check_own(agent: Agent, view: View) -> None:
    if not may_change(agent, view):
        raise NotAllowed(_("This view is not yours. You can make a copy of it."))
