"""Payments beyond a cap, and attempts that a game refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from players.actions.alerts import Cause, record_causes
from players.actions.applied import Batch
from players.engines.play_facts import Paid, Subject
from players.engines.spending import evaluate_spending, is_bound
from players.enums import AlertKind, EventKind, PaymentStatus
from players.models import Payment, Player
from players.queries.reminders import language_of
from players.queries.usage import COST, LONGEST_CAP
from players.queries.watched import LawBook

_ORDER_COLUMNS = (
    "id", "player_id", "game_id", "game__kind", "at", "amount", "currency", "player__person_id", "player__jurisdiction",
    "player__birth_date", "player__real_name_status", "since", "player__is_guest", "player__locale",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Order:
    """A paid order and its player, as the database has them."""

    id: int
    player_id: int
    game_id: int
    game_kind: str
    at: datetime
    amount: Decimal
    currency: str
    person_id: int | None
    place: str
    birth_date: date | None
    real_name: str
    real_name_since: datetime
    is_guest: bool
    locale: str

    def subject(self, *, day_after: bool) -> Subject:
        return Subject(
            account=self.player_id,
            game=self.game_id,
            game_kind=self.game_kind,
            birth_date=self.birth_date,
            real_name=self.real_name,
            real_name_since=self.real_name_since,
            is_guest=self.is_guest,
            day_after=day_after,
        )


def check_payments(batch: Batch, book: LawBook) -> None:
    """Record every paid order of the batch that a cap did not let; what came before it counts, what came after not."""
    orders = [
        (order, subject)
        for order in _orders(batch.payment_ids)
        if is_bound(subject := order.subject(day_after=book.day_after), order.at, book.law(order.place).rules)
    ]
    if not orders:
        return
    paid = _paid_around([order for order, _subject in orders])
    causes = (_cause(order, subject, book, paid) for order, subject in orders)
    record_causes([cause for cause in causes if cause is not None], batch.now)


def check_attempts(batch: Batch) -> None:
    """Keep what a game refused, as evidence that the rule was applied."""
    refused = [event for event in batch.events if event.kind == EventKind.ATTEMPT]
    causes = [
        Cause(
            player_id=event.player_id,
            game_id=event.game_id,
            kind=AlertKind.ATTEMPT,
            rule=event.data["rule"],
            occurrence=event.event,
            cause_at=event.at,
            event="spend.blocked" if event.data["what"] == "pay" else "",
            facts={"what": event.data["what"]},
        )
        for event in refused
    ]
    record_causes(causes, batch.now)


def _orders(payment_ids: Sequence[int]) -> Iterable[_Order]:
    rows = (
        Payment.objects.filter(pk__in=payment_ids, status=PaymentStatus.PAID)
        .annotate(since=Coalesce(F("player__real_name_since"), F("player__created_at")))
        .order_by("pk")
    )
    return [_Order(*row) for row in rows.values_list(*_ORDER_COLUMNS)]


def _paid_around(orders: Sequence[_Order]) -> dict[tuple[str, int], list[tuple[int, Paid]]]:
    """What everybody who counts together with these players paid, by person or account; two statements at most."""
    owners = {order.player_id: _owner(order.player_id, order.person_id) for order in orders}
    persons = {order.person_id for order in orders if order.person_id is not None}
    if persons:
        accounts = Player.objects.filter(person_id__in=persons).values_list("pk", "person_id")
        owners |= {pk: _owner(pk, person) for pk, person in accounts}
    first, last = min(order.at for order in orders) - LONGEST_CAP, max(order.at for order in orders)
    rows = (
        Payment.objects.filter(player_id__in=owners, status=PaymentStatus.PAID, at__gt=first, at__lte=last)
        .annotate(cost=COST)
        .values_list("pk", "player_id", "game_id", "at", "cost", "currency")
    )
    found: dict[tuple[str, int], list[tuple[int, Paid]]] = {}
    for pk, *values in rows:
        found.setdefault(owners[values[0]], []).append((pk, Paid(*values)))
    return found


def _owner(player_id: int, person_id: int | None) -> tuple[str, int]:
    return ("player", player_id) if person_id is None else ("person", person_id)


def _cause(order: _Order, subject: Subject, book: LawBook, paid: Any) -> Cause | None:
    """The cause if the order was beyond a cap; of orders of one moment the one with the smaller key came first."""
    owner = _owner(order.player_id, order.person_id)
    before = [row for pk, row in paid.get(owner, ()) if (row.at, pk) < (order.at, order.id)]
    verdict = evaluate_spending(
        subject, order.amount, order.currency, order.at, rules=book.law(order.place).rules, paid=before
    )
    if verdict.allow or not order.amount:
        return None
    left = f"{verdict.amount_left:.2f}" if verdict.amount_left is not None else None
    return Cause(
        player_id=order.player_id,
        game_id=order.game_id,
        kind=AlertKind.OVER_CAP,
        rule=verdict.rules[0],
        occurrence=str(order.id),
        cause_at=order.at,
        language=language_of(order.locale),
        payment_id=order.id,
        facts={"amount": f"{order.amount:.2f}", "currency": order.currency, "amount_left": left},
    )
