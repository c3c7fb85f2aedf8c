"""What each operator of a search means for tickets; a value that nobody knows is refused with the known ones."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock
from core.enums import Permission
from core.models import Agent, Game, Group
from core.policies.permissions import has_anywhere
from core.queries.directory import agents_for, games_for
from knowledge.models import Category
from players.queries.names import players_called, players_nearly_called, players_with_email
from tickets.engines.search_dates import Span, open_span_of, span_of
from tickets.engines.search_query import Term
from tickets.engines.search_words import is_me, is_nobody, key_of, shown_values, value_named
from tickets.enums import Priority, Visibility
from tickets.models import Attachment, Message, ReadMark
from tickets.models.tickets import ALIVE, NUMBER_OFFSET

NOTHING = Q(pk__in=())
SHOWN_MAX = 12
NUMBER_DIGITS = 15
VALUES_MAX = 8


class TermRefused(Exception):
    """The value cannot be used; `text` says in the reader's language what can."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


class Meanings:
    """What the operators of one question mean for one agent; what they are compared with is read once.

    Each operator takes a value once and at most `VALUES_MAX` in the whole question, because some cost statements each.
    """

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self._taken: dict[str, dict[str, Q]] = {}

    def condition_of(self, term: Term) -> Q:
        """Tickets for which one of the term's values holds, or none of them when it is negative.

        Raises `TermRefused`.
        """
        taken = self._taken.setdefault(term.name, {})
        values = {value.lower(): value for value in term.values}
        if len(taken.keys() | values.keys()) > VALUES_MAX:
            raise TermRefused(_("At most %(max)d values, please.") % {"max": VALUES_MAX})
        meant = Q()
        for key, value in values.items():
            if key not in taken:
                taken[key] = _CONDITIONS[term.name](self, value)
            meant |= taken[key]
        return ~meant if term.is_negative else meant

    @cached_property
    def groups(self) -> list[Group]:
        return list(Group.objects.order_by("pk"))

    @cached_property
    def categories(self) -> list[Category]:
        return list(Category.objects.all())

    @cached_property
    def games(self) -> list[Game]:
        return list(games_for(self.agent))


def player_ids(agent: Agent, text: str) -> list[int]:
    """The players of that id or name; when there is none, those whose name is nearly so."""
    called = list(players_called(agent, text, permission=Permission.TICKET_VIEW).values_list("pk", flat=True))
    return called or [player.pk for player in players_nearly_called(agent, text, permission=Permission.TICKET_VIEW)]


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return not (get_language() or "").startswith("en")


def listed(names: Iterable[str]) -> str:
    """The names in a row, as the reader's language separates them."""
    return ("、" if is_chinese() else ", ").join(names)


def _fixed(operator: str, value: str) -> str:
    known = value_named(operator, value)
    if not known:
        raise TermRefused(_one_of(shown_values(operator, chinese=is_chinese())))
    return known


def _one_of(values: Iterable[str]) -> str:
    names = list(values)
    known = listed(names[:SHOWN_MAX]) + (" …" if names[SHOWN_MAX:] else "")
    return _("Take one of: %(known)s.") % {"known": known}


def _status(_asked: Meanings, value: str) -> Q:
    known = _fixed("status", value)
    return Q(status__in=ALIVE) if known == "unsolved" else Q(status=known)


def _priority(_asked: Meanings, value: str) -> Q:
    return Q(priority=Priority[_fixed("priority", value)])


def _group(asked: Meanings, value: str) -> Q:
    groups = asked.groups
    found = [group.pk for group in groups if key_of(value) in map(key_of, (group.code, group.name_zh, group.name_en))]
    if not found:
        raise TermRefused(_one_of(f"{group.code} ({group.name})" for group in groups))
    return Q(group__in=found)


def _category(asked: Meanings, value: str) -> Q:
    rows = asked.categories
    key = key_of(value)
    exact = [row for row in rows if key in {key_of(row.code), key_of(row.name_zh), key_of(row.name_en)}]
    found = {row.pk for row in exact or (r for r in rows if key and key in key_of(r.name_zh) + " " + key_of(r.name_en))}
    if not found:
        raise TermRefused(_one_of(f"{row.code} ({row.name})" for row in rows if row.parent_id is None))
    return Q(category__in=sorted(found | {row.pk for row in rows if row.parent_id in found}))


def _assignee(asked: Meanings, value: str) -> Q:
    if is_nobody(value):
        return Q(assignee=None)
    if is_me(value):
        return Q(assignee=asked.agent)
    named = Q(name__icontains=value) | Q(email__iexact=value)
    found = sorted(agents_for(asked.agent).filter(named).values_list("pk", flat=True))
    if not found:
        raise TermRefused(_("No colleague is called so. Take a name, me or none."))
    return Q(assignee__in=found)


def _player(asked: Meanings, value: str) -> Q:
    return Q(player__in=player_ids(asked.agent, value))


def _email(asked: Meanings, value: str) -> Q:
    if not has_anywhere(asked.agent, Permission.PLAYER_VIEW):
        raise TermRefused(_("You may not look for e-mail addresses of players."))
    return Q(player__in=list(players_with_email(asked.agent, value).values_list("pk", flat=True)))


def _game(asked: Meanings, value: str) -> Q:
    games = asked.games
    found = [game.pk for game in games if key_of(value) in map(key_of, (game.slug, game.name_zh, game.name_en))]
    if not found:
        raise TermRefused(_one_of(f"{game.slug} ({game.name})" for game in games))
    return Q(game__in=found)


def _number(_asked: Meanings, value: str) -> Q:
    digits = value.removeprefix("#").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS):
        raise TermRefused(_("Give a ticket's number, such as 100123."))
    return Q(pk=int(digits) - NUMBER_OFFSET)


def _is(asked: Meanings, value: str) -> Q:
    return _STATES[_fixed("is", value)](asked.agent)


def _unread(agent: Agent) -> Q:
    seen = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=agent, version__gte=OuterRef("version"))
    return Q(~Exists(seen), waiting_since__isnull=False)


_STATES: dict[str, Callable[[Agent], Q]] = {
    "open": lambda _agent: Q(status__in=ALIVE),
    "unread": _unread,
    "mine": lambda agent: Q(assignee=agent) | Q(owner=agent),
    "unassigned": lambda _agent: Q(assignee=None),
    "overdue": lambda _agent: Q(status__in=ALIVE, next_due_at__lt=clock.now()),
    "archived": lambda _agent: Q(archived_at__isnull=False),
    "restricted": lambda _agent: Q(is_restricted=True),
}


def _has(_asked: Meanings, value: str) -> Q:
    if _fixed("has", value) == "note":
        return Q(Exists(Message.objects.filter(ticket=OuterRef("pk"), visibility=Visibility.INTERNAL, moved_to=None)))
    return Q(Exists(Attachment.objects.filter(ticket=OuterRef("pk"), message__isnull=False)))


def _span(value: str) -> Span:
    span = span_of(value, timezone.localdate(clock.now()))
    if span is None:
        raise TermRefused(
            _("Give a day or a span, such as 2026-11-30, 2026-11, yesterday, 7d or 2026-11-01..2026-11-15.")
        )
    return span


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _created(_asked: Meanings, value: str) -> Q:
    span = open_span_of(value, timezone.localdate(clock.now()))
    if span is None:
        raise TermRefused(
            _("Give a day or a span, such as 2026-11-30, 2026-11, 7d, >2026-11-01 or 2026-11-01..2026-11-15.")
        )
    first, end = span
    return Q(created_at__gte=_start(first), created_at__lt=_start(end))


_CONDITIONS: dict[str, Callable[[Meanings, str], Q]] = {
    "status": _status,
    "priority": _priority,
    "group": _group,
    "category": _category,
    "assignee": _assignee,
    "player": _player,
    "email": _email,
    "game": _game,
    "tag": lambda _asked, value: Q(tags__contains=[value.lower()]),
    "language": lambda _asked, value: Q(language=_fixed("language", value)),
    "channel": lambda _asked, value: Q(channel=_fixed("channel", value)),
    "is": _is,
    "has": _has,
    "created": _created,
    "after": lambda _asked, value: Q(created_at__gte=_start(_span(value)[0])),
    "before": lambda _asked, value: Q(created_at__lt=_start(_span(value)[0])),
    "number": _number,
}
