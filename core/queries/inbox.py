"""The notification centre: what an agent was told, by matter, page by page, judged anew each time it is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.models import Agent, Notification
from core.queries.attention import matter_of, matters, preference_of
from core.queries.notices import text_of
from core.queries.topics import Standing, standings_for

PER_PAGE = 30
COUNT_CAP = 99
ALOUD_MAX = 10
JUDGED_AT_ONCE = 200
ALOUD_FOR = timedelta(minutes=2)  # what is older than this is no news any more
SHOWS = ("all", "unread", "mentions")
PRIVATE = ("subject", "title", "note")  # gaps that stay empty where others may read along


@dataclass(frozen=True)
class Line:
    """One notification as the page shows it; `url` is empty where there is nothing (any more) to open."""

    notification: Notification
    text: str
    url: str = ""

    @property
    def is_read(self) -> bool:
        return self.notification.read_at is not None


@dataclass(frozen=True)
class Bundle:
    """What was told about one matter on this page, the newest first."""

    topic: str
    lines: tuple[Line, ...]

    @property
    def newest(self) -> Line:
        return self.lines[0]

    @property
    def is_read(self) -> bool:
        return all(line.is_read for line in self.lines)


@dataclass(frozen=True)
class Inbox:
    """One page. `urgent` pages until somebody takes care of it; `before` names the next page, None on the last."""

    show: str
    urgent: tuple[Line, ...]
    bundles: tuple[Bundle, ...]
    before: int | None


def inbox_for(agent: Agent, *, show: str = "all", before: int | None = None) -> Inbox:
    """One page by keyset: the hundredth costs what the first costs. An unknown `show` is everything."""
    show = show if show in SHOWS else "all"
    own = Notification.objects.filter(agent=agent)
    urgent = list(own.filter(is_urgent=True, read_at=None).order_by("-pk")[:PER_PAGE]) if before is None else []
    rows = own.filter(_condition(show)).exclude(is_urgent=True, read_at=None).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    standings = standings_for(agent, [row.topic for row in [*urgent, *page]])
    lines = [_line(row, standings[row.topic]) for row in page]
    return Inbox(
        show=show,
        urgent=tuple(_line(row, standings[row.topic]) for row in urgent),
        bundles=tuple(_bundled(lines)),
        before=page[-1].pk if len(found) > PER_PAGE else None,
    )


def _condition(show: str) -> Q:
    if show == "unread":
        return Q(read_at=None, on_desk=True)
    if show == "mentions":
        kinds = [kind for matter in matters() if matter.code == "mention" for kind in matter.kinds]
        return Q(kind__in=kinds)
    return Q()


def _line(row: Notification, standing: Standing) -> Line:
    if not standing.is_visible:
        return Line(row, _("This matter is with colleagues now."))
    return Line(row, text_of(row), row.url)


def _bundled(lines: Iterable[Line]) -> Iterable[Bundle]:
    """Lines of the same topic together, where its newest one stands; what has no topic stands alone."""
    by_topic: dict[str, list[Line]] = {}
    for line in lines:
        key = line.notification.topic or f"#{line.notification.pk}"
        by_topic.setdefault(key, []).append(line)
    for key, together in by_topic.items():
        yield Bundle("" if key.startswith("#") else key, tuple(together))


def waiting_for(agent: Agent) -> dict[str, Any]:
    """How many notifications wait, and how many of these page until somebody acknowledges them; never counts far."""
    waits = Notification.objects.filter(agent=agent, read_at=None, on_desk=True).order_by("-is_urgent")
    found = list(waits.values_list("is_urgent", flat=True)[: COUNT_CAP + 1])
    text = f"{COUNT_CAP}+" if len(found) > COUNT_CAP else str(len(found) or "")
    return {"unread": len(found), "urgent": sum(found), "text": text}


@dataclass(frozen=True)
class Aloud:
    """What the browser may say beside the desk: never more than the agent allows on a screen that others see."""

    id: int
    title: str
    body: str
    url: str
    tag: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "body": self.body, "url": self.url, "tag": self.tag}


def aloud_for(agent: Agent, *, after: int) -> list[Aloud]:
    """What the browser is to say since notification `after`, the oldest first; at most ten, and nothing stale."""
    since = clock.now() - ALOUD_FOR
    rows = _mentionable(agent, Q(in_browser=True, pk__gt=after, created_at__gte=since), most=ALOUD_MAX)
    preference = preference_of(agent) if rows else None
    is_open = preference is not None and preference.shows_subjects
    return [_aloud(row, standing, is_open=is_open) for row, standing in rows]


def _mentionable(agent: Agent, condition: Q, *, most: int) -> list[tuple[Notification, Standing]]:
    """The first `most` unread notifications about what the agent may (still) see, the oldest first, each as it stands.

    However many stand before them that the agent may not see: they are judged by the hundred, and never counted.
    """
    waiting = Notification.objects.filter(condition, agent=agent, read_at=None).order_by("pk")
    found: list[tuple[Notification, Standing]] = []
    rows = list(waiting[:JUDGED_AT_ONCE])
    while rows and len(found) < most:
        standings = standings_for(agent, [row.topic for row in rows])
        found += [(row, standings[row.topic]) for row in rows if standings[row.topic].is_visible]
        is_last = len(rows) < JUDGED_AT_ONCE
        rows = [] if is_last else list(waiting.filter(pk__gt=rows[-1].pk)[:JUDGED_AT_ONCE])
    return found[:most]


def _aloud(row: Notification, standing: Standing, *, is_open: bool) -> Aloud:
    without = () if is_open and not standing.is_restricted else PRIVATE
    number = row.params.get("number")
    body = text_of(row, without=without) if not without else f"#{number}" if number else ""
    return Aloud(row.pk, str(matter_of(row.kind).label), body, row.url, row.key)


def mailable_for(agent: Agent, *, since: datetime, until: datetime, most: int) -> Sequence[str]:
    """The sentences for a mail about what came between the two moments and still waits; at most `most` and one more.

    What the agent may not see any more is left out. Of restricted matters only the number is said.
    """
    condition = Q(by_mail=True, created_at__gt=since, created_at__lte=until)
    return [
        text_of(row, without=PRIVATE if standing.is_restricted else ("note",))
        for row, standing in _mentionable(agent, condition, most=most + 1)
    ]
