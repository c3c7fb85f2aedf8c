"""What tickets tell the rating of a player: the player's words, and facts of the service itself.

A sign names the ticket and the message, never their words. What is said again on a ticket on the same day is one sign.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from core.errors import NotThere
from core.models import Actor, Event
from players.actions.risk import NewSignal, add_signals, from_signs
from players.engines.signals import flooding
from players.enums import AgeBand, RiskSource
from players.models import Player
from players.queries.law import band_of
from tickets.classifiers.rules.risk_words import RiskWord, risk_words
from tickets.models import Message, Ticket

MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
REOPENED, CONTACTS, CLAIMS = 2, 3, 2
REFUND_OF_MINOR: Final = "MR-01"
SEEN_BY_MODEL: Final = {"SF-01": RiskWord("SH2"), "SF-02": RiskWord("AB2", 600)}
"""Danger that the learned model sees without plain words: a person looks, the rating waits for that person's word."""
THEFT: Final = frozenset({"AC-02", "AC-03"})
RECOVERY: Final = frozenset({"AC-01", "AC-02", "AC-05"})
"""Somebody asks to have an account back."""
ACCOUNT: Final = "account_uid"
KNOWN_MINOR: Final = frozenset({AgeBand.U8, AgeBand.FROM_8_TO_15, AgeBand.FROM_16_TO_17})


def read_for_risk(event: Event) -> None:
    """Read what the player has said, and count how often the player came: signs for the rating."""
    ticket = Ticket.objects.select_related("player").filter(pk=event.subject_id).first()
    if ticket is None or event.data.get("is_ours"):
        return
    seq = event.data.get("message_seq", 1)
    message = Message.objects.filter(ticket=ticket, seq=seq, author_kind="player").first()
    signs = [] if message is None else _of_words(ticket, message)
    if event.name == "ticket.opened":
        signs += _of_contacts(ticket, event.at)
    _add(ticket, [*signs, *_of_flood(ticket.player, event.at)])


def heed_category(event: Event) -> None:
    """What a ticket is about: a theft, a refund for a minor, danger that the model sees."""
    ticket = Ticket.objects.select_related("player").filter(pk=event.subject_id).first()
    if ticket is None:
        return
    category, signs = event.data.get("category", ""), list[NewSignal]()
    if category in THEFT:
        signs.append(_sign(ticket, RiskWord("AT6"), event.at))
    if category in SEEN_BY_MODEL and event.data.get("source") == "model":
        signs.append(_sign(ticket, SEEN_BY_MODEL[category], event.at))
    if category == REFUND_OF_MINOR:
        signs += _of_claims(ticket, event.at)
    _add(ticket, signs)
    if category in RECOVERY:
        _heed_recovery(ticket, event.at)


def heed_reopening(event: Event) -> None:
    """A ticket that came back for the second time or more: the matter escalates."""
    ticket = Ticket.objects.select_related("player").filter(pk=event.subject_id).first()
    if ticket is not None and event.data.get("count", 0) >= REOPENED:
        _add(
            ticket, [NewSignal("ES4", f"reopened:{ticket.pk}:{event.data['count']}", at=event.at, about=_about(ticket))]
        )


def add_service_sign(ticket_id: int, code: str, key: str, *, at: datetime) -> None:
    """A fact of the service is a sign for the rating of the ticket's player; `key` names it, so that it counts once."""
    ticket = Ticket.objects.select_related("player").filter(pk=ticket_id).first()
    if ticket is not None:
        _add(ticket, [NewSignal(code, key, at=at, about=_about(ticket))])


def _add(ticket: Ticket, signs: list[NewSignal]) -> None:
    if not signs:
        return
    try:
        add_signals(ticket.player_id, signs, by=Actor.system())
    except NotThere:  # erased meanwhile
        return


def _of_words(ticket: Ticket, message: Message) -> list[NewSignal]:
    words = risk_words(message.body)
    if message.seq == 1 and ticket.subject and not message.body.startswith(ticket.subject.rstrip("…")):
        words = (*words, *(word for word in risk_words(ticket.subject) if word.code not in {w.code for w in words}))
    return [_sign(ticket, word, message.created_at) for word in words if not _is_no_news(ticket.player, word)]


def _is_no_news(player: Player, word: RiskWord) -> bool:
    """A child who says so, on the account of a child."""
    return word.code == "MI2" and band_of(player) in KNOWN_MINOR


def _sign(ticket: Ticket, word: RiskWord, at: datetime) -> NewSignal:
    return NewSignal(
        word.code,
        f"ticket:{ticket.pk}:{at:%Y-%m-%d}",
        source=RiskSource.TEXT,
        at=at,
        strength=Decimal(word.strength) / 1000,
        marks=word.marks,
        about=_about(ticket),
    )


def _about(ticket: Ticket) -> dict[str, Any]:
    return {"ticket": ticket.pk}


def _of_contacts(ticket: Ticket, at: datetime) -> list[NewSignal]:
    """ES4: the third ticket on one matter within a week."""
    same = Ticket.objects.filter(player=ticket.player_id, category=ticket.category_id, created_at__gt=at - WEEK)
    if same.count() < CONTACTS:
        return []
    return [NewSignal("ES4", f"contacts:{ticket.pk}", at=at, about=_about(ticket))]


def _of_claims(ticket: Ticket, at: datetime) -> list[NewSignal]:
    """FR6: the second claim of a minor's refund within a year, over all accounts of the person."""
    player = ticket.player
    accounts = {"player__person": player.person_id} if player.person_id else {"player": player.pk}
    claims = Ticket.objects.filter(category=REFUND_OF_MINOR, created_at__gt=at - YEAR, merged_into=None, **accounts)
    if claims.count() < CLAIMS:
        return []
    return [NewSignal("FR6", f"claims:{at:%Y-%m-%d}", at=at, about=_about(ticket))]


def _heed_recovery(ticket: Ticket, at: datetime) -> None:
    """AT7: two who are not the same person ask within a month to have one account back. The sign is the account's."""
    uid = str(ticket.facts.get(ACCOUNT, "")).strip() or ticket.player.uid
    account = Player.objects.filter(game=ticket.game_id, uid=uid).first() if uid else None
    if account is None:
        return
    asking = Ticket.objects.filter(game=ticket.game_id, category__in=RECOVERY, created_at__gt=at - MONTH)
    asking = asking.filter(merged_into=None).filter(
        Q(**{f"facts__{ACCOUNT}": uid}) | Q(player=account) & ~Q(facts__has_key=ACCOUNT)
    )
    people = {person or -player for person, player in asking.values_list("player__person", "player")}
    if len(people) < CLAIMS:
        return
    try:
        sign = NewSignal("AT7", f"recovery:{at:%Y-%m-%d}", at=at, about=_about(ticket))
        add_signals(account.pk, [sign], by=Actor.system())
    except NotThere:  # erased meanwhile
        return


def _of_flood(player: Player, at: datetime) -> list[NewSignal]:
    """AB4: too many messages in a minute, or tickets in a day."""
    said = Message.objects.filter(ticket__player=player, author_kind="player", created_at__gt=at - MINUTE)
    opened = Ticket.objects.filter(player=player, created_at__gt=at - DAY)
    moments = [list(rows.values_list("created_at", flat=True)[:50]) for rows in (said, opened)]
    return from_signs(flooding(*moments))
