"""Colleagues as the choices of a select: who can take something now stands first."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from core.engines.pinyin import pinyin_words
from core.enums import Availability
from core.models import Agent

Choices = list[tuple[str, list[tuple[str, str]]]]


def people_choices(people: Iterable[Agent], *, fitting: Collection[int] = ()) -> Choices:
    """Those who are available with room, of them the `fitting` ones first, then the others; each part by name.

    The people carry their `load`. A part without anybody is left out.
    """
    parts: dict[str, list[Agent]] = {_("Fits and is available"): [], _("Available, with room"): [], _("Others"): []}
    fits, free, others = parts.values()
    for person in sorted(people, key=_by_name):
        (others if not has_room(person) else fits if person.pk in fitting else free).append(person)
    return [(words, [(str(one.pk), _person(one)) for one in part]) for words, part in parts.items() if part]


def has_room(person: Agent) -> bool:
    """Whether something can be given to the person now: available, and with fewer tickets in hand than fit."""
    return person.availability == Availability.AVAILABLE and _load(person) < person.capacity


def _load(person: Agent) -> int:
    load: int = person.load  # type: ignore[attr-defined]  # annotated by tickets.queries.people
    return load


def _by_name(person: Agent) -> tuple[str, int]:
    """Chinese names by their sound, as people look for them, and not by code point."""
    return (pinyin_words(person.name) or person.name.lower(), person.pk)


def _person(person: Agent) -> str:
    state = Availability(person.availability).label
    team = [person.team.name] if person.team else []
    return " · ".join([person.name, *team, str(state), _("has %(n)d") % {"n": _load(person)}])
