"""The filters that a view may use: what each holds, what its value must be, and what of it may be gone.

Upper apps and other parts of the desk add filters of their own by `add_filter`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Text
from core.models import Agent
from core.policies.permissions import rights_of
from core.queries.compiled import READER, compiled, stand_in
from players.enums import Tier
from tickets.classifiers.verdicts import Signal
from tickets.enums import Channel, Status
from tickets.models import Ticket
from tickets.models.tickets import ALIVE, IN_HAND
from tickets.policies.texts import TAG_MAX, TAGS_MAX
from tickets.queries.leaving import gone_agents
from tickets.queries.references import References

Filter = Callable[[Agent, Any], Q]
LANGUAGES = ("zh-Hans", "en", "und")
DUE_KINDS = ("first_response", "next_response", "update", "resolution", "promise")
ME, NOBODY = "me", "nobody"
VALUES_MAX = 50
SPAN_MAX = 366 * 24 * 3600


@dataclass(frozen=True)
class Problem:
    """What of a view does not work: the filter's name, and the reason in the reader's language."""

    filter: str
    text: str


@dataclass(frozen=True)
class Rule:
    """A filter: its condition, whether a value has the right shape, and which rows its value names.

    `fits(value)` says whether the value can be used at all; `refers` is the kind of row that its words name
    (tickets.queries.references), so that a filter whose group or category is gone is found out.
    """

    build: Filter
    label: Text
    fits: Callable[[Any], bool] = lambda _value: True
    refers: str = ""


def flag(value: Any) -> bool:
    """Yes or no."""
    return isinstance(value, bool)


def words(value: Any) -> bool:
    """One to fifty texts."""
    return isinstance(value, list) and 0 < len(value) <= VALUES_MAX and all(isinstance(part, str) for part in value)


def among(known: Iterable[str]) -> Callable[[Any], bool]:
    """Some of the known words."""
    allowed = frozenset(known)
    return lambda value: words(value) and set(value) <= allowed


def number(least: int, most: int) -> Callable[[Any], bool]:
    """A whole number within the limits."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def tags(value: Any) -> bool:
    """Tags as tickets have them."""
    return words(value) and len(value) <= TAGS_MAX and all(0 < len(tag) <= TAG_MAX for tag in value)


def people(value: Any) -> bool:
    """`me`, `nobody` and ids of agents."""
    if not (isinstance(value, list) and 0 < len(value) <= VALUES_MAX):
        return False
    return all(part in {ME, NOBODY} or (isinstance(part, int) and not isinstance(part, bool)) for part in value)


span = number(1, SPAN_MAX)


def _category(_agent: Agent, codes: list[str]) -> Q:
    found = Q()
    for code in codes:
        found |= Q(category_id=code) if "-" in code else Q(category__code__startswith=f"{code}-")
    return found


def _assignee(agent: Agent, values: list[Any]) -> Q:
    ids = [agent.pk if value == ME else value for value in values if value != NOBODY]
    found = Q(assignee__in=ids)
    return found | Q(assignee__isnull=True) if NOBODY in values else found


def _snoozed(agent: Agent, yes: bool) -> Q:
    return Q(snoozed_by=agent) if yes else ~Q(snoozed_by=agent)


def _created(_agent: Agent, seconds: int) -> Q:
    """What was opened since then was also changed since then: the second half has an index to go by."""
    since = clock.now() - timedelta(seconds=seconds)
    return Q(created_at__gte=since, updated_at__gte=since)


_rules: dict[str, Rule] = {
    "status": Rule(lambda _agent, values: Q(status__in=values), gettext_lazy("Status"), among(Status.values)),
    "priority_at_least": Rule(
        lambda _agent, level: Q(priority__lte=level), gettext_lazy("Priority at least"), number(0, 4)
    ),
    "group": Rule(
        lambda _agent, codes: Q(group__code__in=codes), gettext_lazy("Skill group"), words, refers="group"
    ),
    "own_groups": Rule(
        lambda agent, _yes: Q(group_id__in=sorted(rights_of(agent).groups)), gettext_lazy("My groups"), flag
    ),
    "assignee": Rule(_assignee, gettext_lazy("Who has it"), people, refers="agent"),
    "assigned_to_me": Rule(
        lambda agent, yes: Q(assignee=agent) if yes else ~Q(assignee=agent), gettext_lazy("I have it"), flag
    ),
    "owned_by_me": Rule(
        lambda agent, yes: Q(owner=agent) if yes else ~Q(owner=agent), gettext_lazy("I answer to the player"), flag
    ),
    "mine": Rule(
        lambda agent, _yes: Q(assignee=agent) | Q(owner=agent), gettext_lazy("I have it or answer for it"), flag
    ),
    "unassigned": Rule(
        lambda _agent, yes: Q(assignee__isnull=bool(yes)), gettext_lazy("Nobody has it"), flag
    ),
    "holder_gone": Rule(
        lambda _agent, _yes: Q(status__in=IN_HAND, assignee__in=gone_agents()), gettext_lazy("Who has it is away"), flag
    ),
    "snoozed": Rule(_snoozed, gettext_lazy("Put aside by me"), flag),
    "category": Rule(_category, gettext_lazy("Category"), words, refers="category"),
    "game": Rule(lambda _agent, slugs: Q(game__slug__in=slugs), gettext_lazy("Game"), words, refers="game"),
    "channel": Rule(lambda _agent, values: Q(channel__in=values), gettext_lazy("Channel"), among(Channel.values)),
    "tag": Rule(lambda _agent, values: Q(tags__overlap=values), gettext_lazy("Tag"), tags),
    "language": Rule(lambda _agent, values: Q(language__in=values), gettext_lazy("Language"), among(LANGUAGES)),
    "signal": Rule(
        lambda _agent, values: Q(signals__overlap=values), gettext_lazy("Signal"), among(s.value for s in Signal)
    ),
    "tier": Rule(lambda _agent, tiers: Q(player__tier__in=tiers), gettext_lazy("Player tier"), among(Tier.values)),
    "in_game_now": Rule(lambda _agent, yes: Q(in_game_now=yes), gettext_lazy("In game now"), flag),
    "due_within_seconds": Rule(
        lambda _agent, seconds: Q(next_due_at__lte=clock.now() + timedelta(seconds=seconds)),
        gettext_lazy("Due within"),
        span,
    ),
    "next_due_kind": Rule(
        lambda _agent, kinds: Q(next_due_kind__in=kinds), gettext_lazy("Next deadline"), among(DUE_KINDS)
    ),
    "created_within_seconds": Rule(_created, gettext_lazy("Opened within"), span),
    "updated_within_seconds": Rule(
        lambda _agent, seconds: Q(updated_at__gte=clock.now() - timedelta(seconds=seconds)),
        gettext_lazy("Changed within"),
        span,
    ),
    "waiting": Rule(
        lambda _agent, yes: Q(waiting_since__isnull=not yes), gettext_lazy("The player waits for an answer"), flag
    ),
    "follow_up": Rule(
        lambda _agent, yes: Q(follow_up_at__isnull=not yes), gettext_lazy("Has a follow-up date"), flag
    ),
    "archived": Rule(lambda _agent, yes: Q(archived_at__isnull=not yes), gettext_lazy("Archived"), flag),
}  # fmt: skip


def add_filter(
    name: str, build: Filter, *, label: Text = "", fits: Callable[[Any], bool] = lambda _value: True
) -> None:
    """From now on views may use the filter `name`; `build(agent, value)` returns its condition on tickets.

    The condition must follow from the agent's key and rights, the value and the present moment alone: what else it
    needs it says as a subquery, because the SQL of a view is kept for the next page (one that holds a moment is not).
    `fits(value)` says whether a value can be kept; `label` names it for people. A field in the builder form is added by
    `add_control` in tickets/forms/view_filters.py.
    """
    _rules[name] = Rule(build, label or name, fits)


def known_filters() -> frozenset[str]:
    """Names of the filters that a view may use."""
    return frozenset(_rules)


def filter_label(name: str) -> str:
    """What a filter is called; one that nobody knows any more is called by its name."""
    return str(_rules[name].label) if name in _rules else name


def condition_of(filters: Mapping[str, Any], agent: Agent) -> Q:
    """The condition of all filters together; without a status filter it holds tickets that are not resolved yet.

    A filter that nobody knows any more, or whose value cannot be used, matches nothing: an empty list is noticed, a
    list of everything is not.
    """
    condition = Q() if "status" in filters else Q(status__in=ALIVE)
    if not holds_alive_only(filters):
        condition &= Q(merged_into=None)  # its conversation stands where it goes on
    if "snoozed" not in filters:
        condition &= _snoozed(agent, False)
    for name, value in filters.items():
        rule = _rules.get(name)
        condition &= rule.build(agent, value) if rule is not None and rule.fits(value) else Q(pk__in=())
    return condition


def name_reader(filters: Mapping[str, Any], agent: Agent) -> bool:
    """Whether one of the filters says "me": then the list of somebody with the same rights is another one."""
    reader = stand_in(agent)
    fitting = ((_rules[name], value) for name, value in filters.items() if name in _rules)
    wanted = [rule.build(reader, value) for rule, value in fitting if rule.fits(value)]
    asked = [compiled(Ticket.objects.filter(condition).values_list("pk")) for condition in wanted]
    return any(READER in statement[1] for statement in asked if statement)


def holds_alive_only(filters: Mapping[str, Any]) -> bool:
    """Whether it holds unresolved tickets alone; only such lists are short enough to be counted."""
    asked = filters.get("status", ALIVE)
    return words(list(asked)) and set(asked) <= set(ALIVE)


def problems_of(filters: Mapping[str, Any], known: References) -> list[Problem]:
    """What of the filters cannot be used, or names something that is gone or not the reader's to see."""
    return [Problem(name, text) for name, value in filters.items() for text in _problems(name, value, known)]


def _problems(name: str, value: Any, known: References) -> list[str]:
    rule = _rules.get(name)
    if rule is None:
        return [_("There is no filter “%(filter)s” any more.") % {"filter": name}]
    if not rule.fits(value):
        return [_("%(filter)s: this value cannot be used.") % {"filter": rule.label}]
    gone = known.gone(rule.refers, value) if rule.refers else []
    text = (
        _("%(filter)s: you may not see %(value)s, or there is no such game any more.")
        if rule.refers == "game"
        else _("%(filter)s: %(value)s is not there any more.")
    )
    return [text % {"filter": rule.label, "value": part} for part in gone]


@dataclass
class Wanted:
    """What a set of views refers to, collected so that one statement can look it all up."""

    kinds: set[str] = field(default_factory=set)
    agents: set[int] = field(default_factory=set)

    def add(self, filters: Mapping[str, Any]) -> None:
        """Note the rows that the filters name."""
        for name, value in filters.items():
            rule = _rules.get(name)
            if rule is None or not rule.refers or not rule.fits(value):
                continue
            self.kinds.add(rule.refers)
            if rule.refers == "agent":
                self.agents.update(part for part in value if isinstance(part, int))
