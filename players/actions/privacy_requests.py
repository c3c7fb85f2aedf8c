"""Requests about personal data: received with a day by which they must be answered, checked, and answered."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.engines.text import is_blank
from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotThere
from core.models import Actor, Agent
from core.policies.permissions import check, has
from core.policies.redaction import redact
from core.queries.calendars import national_days
from players.engines.terms import due_day, term_for, terms_from
from players.enums import PrivacyKind, PrivacyState
from players.models import Player, PrivacyRequest

TEXT_MAX = 500
WARNED_BEFORE = timedelta(days=3)
OPEN = [PrivacyState.RECEIVED, PrivacyState.ACCEPTED]


class RequestEnded(DomainError):
    """It was answered already."""

    code = "privacy_request.ended"
    status = 409
    message = _("This request has been answered already.")


class NotChecked(DomainError):
    """Nobody has checked yet who asks."""

    code = "privacy_request.not_checked"
    status = 409
    message = _("First somebody has to check who is asking.")


@transaction.atomic
def receive_request(
    player: Player, kind: PrivacyKind, *, by: Actor, note: str = "", by_guardian: bool = False
) -> PrivacyRequest:
    """Somebody asks about the data of this player; the term of their place begins today.

    The place is the player's jurisdiction, or that of the game. Raises `NotAllowed`, `InvalidInput` for the note.
    """
    agent = handler(by, player)
    now = clock.now()
    asked = PrivacyRequest.objects.create(
        player=player,
        kind=kind,
        note=checked(note, "note", required=False),
        by_guardian=by_guardian,
        received_at=now,
        due_at=due_at(player, now),
        received_by=agent,
    )
    data = {"kind": kind.value, "due_at": asked.due_at.isoformat(), "request": asked.pk, "by_guardian": by_guardian}
    events.record("privacy.requested", subject=player, by=by, data=data)
    return asked


@transaction.atomic
def accept_request(request: PrivacyRequest | int, *, by: Actor) -> PrivacyRequest:
    """Whoever does this has checked that the right person asks, or the guardian of a child."""
    row = open_request(request, by=by)
    if row.state == PrivacyState.RECEIVED:
        row.state, row.accepted_by, row.accepted_at = PrivacyState.ACCEPTED, by.agent, clock.now()
        row.save(update_fields=["state", "accepted_by", "accepted_at"])
        events.record("privacy.accepted", subject=row.player, by=by, data={"kind": row.kind, "request": row.pk})
    return row


@transaction.atomic
def finish_request(
    request: PrivacyRequest | int, *, by: Actor, answer: str = "", outcome: Mapping[str, int] | None = None
) -> PrivacyRequest:
    """What was asked for is done. Raises `NotChecked` before somebody has checked who asks."""
    row = open_request(request, by=by)
    if row.state != PrivacyState.ACCEPTED:
        raise NotChecked
    return _end(row, PrivacyState.DONE, by=by, answer=checked(answer, "answer", required=False), outcome=outcome)


@transaction.atomic
def refuse_request(request: PrivacyRequest | int, *, by: Actor, answer: str) -> PrivacyRequest:
    """It cannot be done; the answer says why, for the person who asked."""
    return _end(open_request(request, by=by), PrivacyState.REFUSED, by=by, answer=checked(answer, "answer"))


def warn_of_due_requests() -> int:
    """Tell those who handle them, once each, of requests whose term ends within three days; return how many."""
    now = clock.now()
    soon = PrivacyRequest.objects.filter(state__in=OPEN, due_at__lte=now + WARNED_BEFORE, warned_at=None)
    pks = list(soon.values_list("pk", flat=True)[:50])
    return sum(_warn(pk, now) for pk in pks)


def due_at(player: Player, asked: datetime) -> datetime:
    """The end of the last day of the term, in the time zone of the game."""
    zone = ZoneInfo(player.game.time_zone)
    day = asked.astimezone(zone).date()
    place = player.jurisdiction or player.game.jurisdiction
    term = term_for(terms_from(settings.PRIVACY_TERMS), place)
    try:
        days = national_days(place[:2], (day.year, day.year + 1))
    except NotImplementedError:  # a place whose holidays nobody publishes: weekdays count
        last = due_day(day, term)
    else:
        last = due_day(day, term, days.holidays, days.makeup_workdays)
    return datetime.combine(last, time(23, 59, 59), zone)


def handler(by: Actor, player: Player) -> Agent:
    """The agent who may handle the data of this player; raises `NotAllowed`, or `NotThere` for a machine."""
    if by.agent is None:
        raise NotThere
    check(by.agent, Permission.PRIVACY_HANDLE, player.game)
    return by.agent


def open_request(request: PrivacyRequest | int, *, by: Actor) -> PrivacyRequest:
    """The request, locked, for somebody who may handle it; raises `NotThere`, `RequestEnded`."""
    pk = request if isinstance(request, int) else request.pk
    rows = PrivacyRequest.objects.select_for_update(of=("self",)).select_related("player__game")
    row = rows.filter(pk=pk).first()
    if row is None or (by.agent is not None and not has(by.agent, Permission.PRIVACY_HANDLE, row.player.game_id)):
        raise NotThere
    if row.state not in OPEN:
        raise RequestEnded
    return row


def checked(text: str, field: str, *, required: bool = True) -> str:
    """The text without numbers of persons; raises `InvalidInput` where it is missing or too long."""
    if is_blank(text):
        if required:
            raise InvalidInput({field: [_("This field is required.")]})
        return ""
    if len(text) > TEXT_MAX:
        raise InvalidInput({field: [_("At most 500 characters, please.")]})
    return str(redact(text.strip()))[:TEXT_MAX]


def _end(
    row: PrivacyRequest,
    state: PrivacyState,
    *,
    by: Actor,
    answer: str,
    outcome: Mapping[str, int] | None = None,
) -> PrivacyRequest:
    row.state, row.ended_by, row.ended_at = state, by.agent, clock.now()
    row.answer, row.outcome = answer, dict(outcome or {})
    row.save(update_fields=["state", "ended_by", "ended_at", "answer", "outcome"])
    data = {"kind": row.kind, "request": row.pk, "state": state.value, "in_time": row.ended_at <= row.due_at}
    events.record("privacy.answered", subject=row.player, by=by, data=data)
    return row


@transaction.atomic
def _warn(pk: int, now: datetime) -> int:
    row = PrivacyRequest.objects.select_for_update(skip_locked=True).filter(pk=pk, warned_at=None).first()
    if row is None:
        return 0
    PrivacyRequest.objects.filter(pk=pk).update(warned_at=now)
    game_id = Player.objects.values_list("game_id", flat=True).get(pk=row.player_id)
    told = [
        agent.pk for agent in Agent.objects.filter(is_active=True) if has(agent, Permission.PRIVACY_HANDLE, game_id)
    ]
    params = {"request": row.pk, "due": row.due_at.date().isoformat()}
    notify(told, key=f"privacy-due:{row.pk}", kind="privacy.due", params=params, url="/privacy/")
    return 1
