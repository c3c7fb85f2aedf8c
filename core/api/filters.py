"""Filters of lists: each is declared with a name, so nothing of a request ever becomes a look-up by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.api.formats import id_or_none
from core.engines.text import is_blank
from core.errors import Text
from core.models import Agent

MAX_VALUES = 50


class FilterRefused(Exception):
    """A value that the filter does not know; the text says what it takes."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(str(text))


@dataclass(frozen=True)
class Filter:
    """`build(agent, text)` turns the parameter's text into a condition; the rest is for the schema."""

    build: Callable[[Agent, str], Q]
    description: str
    example: str
    enum: tuple[str, ...] = ()


def one_of(path: str, values: Iterable[str], description: str) -> Filter:
    """Any of some words, separated by commas."""
    known = tuple(values)

    def build(agent: Agent, text: str) -> Q:
        wanted = split_values(text)
        if not set(wanted) <= set(known):
            raise FilterRefused(_("Take one or more of: %(known)s.") % {"known": ", ".join(known)})
        return Q(**{f"{path}__in": wanted})

    return Filter(build, description, known[0], known)


def text_in(path: str, description: str, example: str) -> Filter:
    """Exactly one of some codes, separated by commas; an unknown code finds nothing."""

    def build(agent: Agent, text: str) -> Q:
        return Q(**{f"{path}__in": split_values(text)})

    return Filter(build, description, example)


def id_in(path: str, description: str, *, me: bool = False) -> Filter:
    """One of some ids, separated by commas; with `me` also `me` and `none`."""

    def build(agent: Agent, text: str) -> Q:
        condition = Q()
        for part in split_values(text):
            condition |= _id_condition(agent, part, path, me=me)
        return condition

    return Filter(build, description, "me" if me else "4711")


def since(path: str, look_up: str, description: str) -> Filter:
    """Before or after a moment in ISO 8601 with a time zone."""

    def build(agent: Agent, text: str) -> Q:
        try:
            at = clock.parse_iso(text.replace(" ", "+"))
        except clock.InvalidTime as error:
            raise FilterRefused(_("Give a moment such as 2026-11-21T08:30:00Z.")) from error
        return Q(**{f"{path}__{look_up}": at})

    return Filter(build, description, "2026-11-21T08:30:00Z")


def _id_condition(agent: Agent, part: str, path: str, *, me: bool) -> Q:
    if me and part == "none":
        return Q(**{f"{path}__isnull": True})
    pk = agent.pk if me and part == "me" else id_or_none(part)
    if pk is None:
        raise FilterRefused(_("Give an id."))
    return Q(**{path: pk})


def split_values(text: str) -> list[str]:
    """The values of a parameter, or `FilterRefused` for too many or one that nobody can read."""
    parts: list[Any] = [part.strip() for part in text.split(",")]
    if len(parts) > MAX_VALUES or any(is_blank(part) or len(part) > 200 for part in parts):
        raise FilterRefused(_("Give one value, or up to 50 separated by commas."))
    return parts
