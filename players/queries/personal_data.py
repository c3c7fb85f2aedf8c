"""Everything that a person may have back: sections that each app provides, as plain rows.

Only what the person told us, what was done for them, and what is counted about them. What colleagues wrote for
colleagues, and names and numbers of others, are not theirs: notes stay out, numbers in texts stay covered.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from players.models import Consent, GameEvent, OpsSnapshot, Payment, Player, PlaySession, PrivacyRequest, Sighting

Rows = list[dict[str, Any]]
Provider = Callable[[Collection[int]], Rows]


@dataclass(frozen=True)
class Section:
    """One part of an export: its name in the file, its title for people, and where its rows come from."""

    name: str
    title: str | Promise
    rows: Provider


_sections: dict[str, tuple[int, Section]] = {}


def provide(name: str, title: str | Promise, rows: Provider, *, order: int = 50) -> None:
    """From now on an export holds this section; `rows(accounts)` are its rows, oldest first."""
    _sections[name] = (order, Section(name, title, rows))


def sections() -> list[Section]:
    """The sections of an export in their order."""
    return [section for _order, section in sorted(_sections.values(), key=lambda one: (one[0], one[1].name))]


def _profiles(ids: Collection[int]) -> Rows:
    fields = (
        "id", "uid", "nickname", "email", "locale", "jurisdiction", "real_name_status", "birth_date", "vip", "kind",
        "is_guest", "created_at", "updated_at", "game__slug",
    )  # fmt: skip
    return list(Player.objects.filter(pk__in=ids).order_by("pk").values(*fields))


def _sessions(ids: Collection[int]) -> Rows:
    fields = ("player", "game__slug", "started_at", "last_seen_at", "ended_at", "device")
    return list(PlaySession.objects.filter(player__in=ids).order_by("started_at", "pk").values(*fields))


def _events(ids: Collection[int]) -> Rows:
    """What games reported of the accounts; the hash of a payer is of no use to anybody."""
    fields = ("player", "game__slug", "event", "kind", "at", "data")
    rows = GameEvent.objects.filter(player__in=ids).order_by("at", "pk").values(*fields)
    return [row | {"data": {name: value for name, value in row["data"].items() if name != "payer"}} for row in rows]


def _sightings(ids: Collection[int]) -> Rows:
    fields = ("player", "of", "value", "first_seen_at", "last_seen_at")
    return list(Sighting.objects.filter(player__in=ids).order_by("first_seen_at", "pk").values(*fields))


def _payments(ids: Collection[int]) -> Rows:
    fields = (
        "player", "game__slug", "order", "amount", "currency", "channel", "status", "refunded", "charged_back", "at",
    )  # fmt: skip
    return list(Payment.objects.filter(player__in=ids).order_by("at", "pk").values(*fields))


def _days(ids: Collection[int]) -> Rows:
    fields = [field.attname for field in OpsSnapshot._meta.concrete_fields if field.attname not in {"id", "counted_at"}]
    return list(OpsSnapshot.objects.filter(player__in=ids).order_by("date", "pk").values(*fields))


def _consents(ids: Collection[int]) -> Rows:
    fields = ("player", "purpose", "version", "given_by", "given_at", "withdrawn_at")
    return list(Consent.objects.filter(player__in=ids).order_by("given_at", "pk").values(*fields))


def _requests(ids: Collection[int]) -> Rows:
    fields = ("player", "kind", "state", "by_guardian", "received_at", "due_at", "ended_at", "answer")
    return list(PrivacyRequest.objects.filter(player__in=ids).order_by("received_at", "pk").values(*fields))


def register_sections() -> None:
    """What this app has to give."""
    provide("profiles", _("Accounts"), _profiles, order=10)
    provide("play_sessions", _("Play"), _sessions, order=60)
    provide("payments", _("Orders and payments"), _payments, order=61)
    provide("days", _("Days in numbers"), _days, order=62)
    provide("devices_and_regions", _("Devices and regions"), _sightings, order=63)
    provide("game_events", _("What games reported"), _events, order=64)
    provide("consents", _("Consents"), _consents, order=80)
    provide("privacy_requests", _("Requests about personal data"), _requests, order=81)
