"""The builder of a view: one control for each filter, and how its answer becomes the filter's value and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Agent, Group
from core.queries.directory import agents_for, games_for
from knowledge.models import Category
from players.enums import Tier
from tickets.classifiers.verdicts import Signal
from tickets.enums import Channel, Priority, Status
from tickets.queries.cards import signal_words
from tickets.queries.filters import LANGUAGES, ME, NOBODY, filter_label

Field = Callable[[Agent], forms.Field]
HOUR, DAY = 3600, 86_400
SPANS = (
    (15 * 60, gettext_lazy("15 minutes")),
    (HOUR, gettext_lazy("1 hour")),
    (4 * HOUR, gettext_lazy("4 hours")),
    (DAY, gettext_lazy("1 day")),
    (7 * DAY, gettext_lazy("7 days")),
    (30 * DAY, gettext_lazy("30 days")),
    (90 * DAY, gettext_lazy("90 days")),
    (365 * DAY, gettext_lazy("1 year")),
)
LANGUAGE_WORDS = {"zh-Hans": gettext_lazy("Chinese"), "en": gettext_lazy("English"), "und": gettext_lazy("unknown")}


@dataclass(frozen=True)
class Control:
    """A field of the builder: `make(agent)` builds it, `read` turns its answer into a value (None: no filter)."""

    make: Field
    read: Callable[[Any], Any] = lambda given: given or None
    show: Callable[[Any], Any] = lambda value: value


def _some(choices: Callable[[Agent], list[Any]], *, boxes: bool = False) -> Field:
    widget = forms.CheckboxSelectMultiple if boxes else forms.SelectMultiple(attrs={"size": 6})
    return lambda agent: forms.MultipleChoiceField(required=False, choices=choices(agent), widget=widget)


def _yes_no(_agent: Agent) -> forms.Field:
    choices = [("", gettext_lazy("does not matter")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
    return forms.ChoiceField(required=False, choices=choices)


def _span(_agent: Agent) -> forms.Field:
    return forms.ChoiceField(required=False, choices=[("", gettext_lazy("does not matter")), *SPANS])


def _flag(given: str) -> bool | None:
    return {"yes": True, "no": False}.get(given)


def _people(agent: Agent) -> list[Any]:
    special = [(ME, _("me (whoever reads it)")), (NOBODY, _("nobody"))]
    return [*special, *((str(person.pk), person.name) for person in agents_for(agent).order_by("name", "pk"))]


def _categories(_agent: Agent) -> list[Any]:
    rows = list(Category.objects.filter(is_active=True).order_by("code"))
    tops = [row for row in rows if not row.parent_id]
    below = {top.code: [(row.code, str(row)) for row in rows if row.parent_id == top.code] for top in tops}
    return [(str(top), [(top.code, _("all of %(name)s") % {"name": top.name}), *below[top.code]]) for top in tops]


def _tags(given: str) -> list[str] | None:
    parts = given.replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(part.strip().lower() for part in parts if part.strip())) or None


FLAG = Control(_yes_no, _flag, lambda value: "yes" if value else "no")
SPAN = Control(_span, lambda given: int(given) if given else None, str)
CONTROLS: dict[str, Control] = {
    "status": Control(_some(lambda _agent: list(Status.choices), boxes=True)),
    "priority_at_least": Control(
        lambda _agent: forms.ChoiceField(
            required=False, choices=[("", gettext_lazy("does not matter")), *Priority.choices]
        ),
        lambda given: int(given) if given else None,
        str,
    ),
    "assignee": Control(
        _some(_people),
        lambda given: [part if part in {ME, NOBODY} else int(part) for part in given] or None,
        lambda value: [str(part) for part in value],
    ),
    "own_groups": Control(
        lambda _agent: forms.BooleanField(required=False), lambda given: True if given else None, bool
    ),
    "group": Control(_some(lambda _agent: [(group.code, str(group)) for group in Group.objects.order_by("pk")])),
    "category": Control(_some(_categories)),
    "game": Control(_some(lambda agent: [(game.slug, game.name) for game in games_for(agent)], boxes=True)),
    "channel": Control(_some(lambda _agent: list(Channel.choices), boxes=True)),
    "language": Control(_some(lambda _agent: [(code, LANGUAGE_WORDS[code]) for code in LANGUAGES], boxes=True)),
    "tier": Control(_some(lambda _agent: list(Tier.choices), boxes=True)),
    "signal": Control(
        _some(lambda _agent: [(signal.value, signal_words().get(signal.value, signal.value)) for signal in Signal])
    ),
    "tag": Control(
        lambda _agent: forms.CharField(
            required=False, max_length=400, help_text=gettext_lazy("Separated by commas; one of them is enough.")
        ),
        _tags,
        ", ".join,
    ),
    "in_game_now": FLAG,
    "waiting": FLAG,
    "follow_up": FLAG,
    "due_within_seconds": SPAN,
    "created_within_seconds": SPAN,
    "updated_within_seconds": SPAN,
}


def add_control(name: str, control: Control) -> None:
    """From now on the builder has a field for the filter `name` (tickets.queries.filters.add_filter)."""
    CONTROLS[name] = control


def filter_fields(agent: Agent) -> dict[str, forms.Field]:
    """The fields of the builder, each with the name of its filter."""
    fields = {}
    for name, control in CONTROLS.items():
        fields[name] = control.make(agent)
        fields[name].label = filter_label(name)
    return fields


def filters_from(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that the checked answers of the builder say."""
    read = {name: control.read(answers[name]) for name, control in CONTROLS.items() if name in answers}
    return {name: value for name, value in read.items() if value is not None}


def as_known(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The same filters in the builder's own words, where older ones say it otherwise."""
    told = dict(filters)
    who = [word for word, old in ((ME, "assigned_to_me"), (NOBODY, "unassigned")) if told.get(old) is True]
    if who and "assignee" not in told and len(who) == 1:
        told.pop("assigned_to_me" if who == [ME] else "unassigned")
        told["assignee"] = who
    return told


def shown(filters: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first answers of the builder, and the filters that no field shows. What a field lacks is added to it."""
    first, rest = {}, {}
    for name, value in as_known(filters).items():
        try:
            first[name] = CONTROLS[name].show(value)
        except (KeyError, TypeError, ValueError):
            rest[name] = value
            continue
        _offer(fields[name], first[name])
    return first, rest


def _offer(field: forms.Field, value: Any) -> None:
    """What is chosen stays in sight, also when it is gone: only what is seen can be taken out."""
    if not isinstance(field, forms.ChoiceField):
        return
    there = offered(field)
    missing = [part for part in (value if isinstance(value, list) else [value]) if str(part) not in there]
    gone: list[Any] = [(part, _("%(value)s (gone)") % {"value": part}) for part in missing]
    field.choices = [*_listed(field), *gone]


def offered(field: forms.ChoiceField) -> set[str]:
    """The values among which the field lets choose."""
    found = set()
    for code, words in _listed(field):
        found |= {str(inner) for inner, _word in words} if isinstance(words, list) else {str(code)}
    return found


def _listed(field: forms.ChoiceField) -> list[Any]:
    choices: Any = field.choices
    return list(choices)
