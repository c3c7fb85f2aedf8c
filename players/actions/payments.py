"""Orders out of what games report, the same whatever the order in which it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from players.actions.applied import Happened, Moment
from players.enums import EventKind, PaymentStatus

_BEFORE = timedelta(days=1)  # how much earlier than its payment a refund may say that it happened
_MONEY = (EventKind.PAYMENT, EventKind.REFUND, EventKind.CHARGEBACK)

_PAY = """
INSERT INTO players_payment AS p
  (game_id, "order", player_id, amount, currency, channel, status, payer_index, at, refunded, charged_back)
SELECT *, 0, 0 FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::numeric[], %s::text[], %s::text[], %s::text[],
                           %s::text[], %s::timestamptz[])
ON CONFLICT (game_id, "order") DO UPDATE SET
  player_id = excluded.player_id, amount = excluded.amount, currency = excluded.currency, channel = excluded.channel,
  status = excluded.status, payer_index = excluded.payer_index, at = excluded.at
WHERE (excluded.status = 'paid', p.at, excluded.amount, excluded.currency COLLATE "C", excluded.channel COLLATE "C",
       excluded.payer_index COLLATE "C", excluded.player_id)
    > (p.status = 'paid', excluded.at, p.amount, p.currency COLLATE "C", p.channel COLLATE "C",
       p.payer_index COLLATE "C", p.player_id)
"""
_THESE = """
SELECT p.id, p.player_id, p.game_id, p.at
FROM unnest(%s::bigint[], %s::text[]) AS told (game_id, "order") JOIN players_payment p USING (game_id, "order")
"""
_RETURN = """
WITH returned AS (
  SELECT p.id,
    coalesce(sum((e.data->>'amount')::numeric) FILTER (WHERE e.kind = 'refund'), 0) AS refunded,
    coalesce(sum((e.data->>'amount')::numeric) FILTER (WHERE e.kind = 'chargeback'), 0) AS charged_back
  FROM players_payment p
  LEFT JOIN players_gameevent e ON e.player_id = p.player_id AND e.kind IN ('refund', 'chargeback')
    AND e.at >= p.at - %(before)s::interval AND e.at >= %(since)s AND e.game_id = p.game_id
    AND e.data->>'order' = p."order" AND e.data->>'currency' = p.currency
  WHERE p.id = ANY(%(ids)s)
  GROUP BY p.id)
UPDATE players_payment p SET refunded = least(r.refunded, %(most)s), charged_back = least(r.charged_back, %(most)s)
FROM returned r WHERE r.id = p.id
"""
_MOST = Decimal("999999999999.99")  # what the column holds


@dataclass(frozen=True)
class Orders:
    """What became of the orders of a batch: their rows, and moments of players that counted before and may not now."""

    ids: list[int]
    moments: list[Moment]


def follow(events: Sequence[Happened]) -> Orders:
    """Bring the orders up to date with these events, which are stored already.

    Of several payments for one order the paid one counts, among these the earliest. Refunds and chargebacks are added
    up from the events of the same player, order and currency, so they may come before the payment does.
    """
    paid = [event for event in events if event.kind == EventKind.PAYMENT]
    touched = sorted({(event.game_id, event.data["order"]) for event in events if event.kind in _MONEY})
    if not touched:
        return Orders([], [])
    before = _rows(touched) if paid else []
    if paid:
        _pay(paid)
    rows = _rows(touched)
    if rows:
        _give_back([row[0] for row in rows], min(row[-1] for row in rows))
    return Orders(sorted(row[0] for row in rows), [row[1:] for row in before])


def _pay(events: Sequence[Happened]) -> None:
    best: dict[tuple[int, str], tuple[Any, Happened]] = {}
    for event in events:
        key, rank = (event.game_id, event.data["order"]), _rank(event)
        if key not in best or rank > best[key][0]:
            best[key] = rank, event
    rows = [_columns(best[key][1]) for key in sorted(best)]
    with connection.cursor() as cursor:
        cursor.execute(_PAY, [list(column) for column in zip(*rows, strict=True)])


def _rank(event: Happened) -> tuple[Any, ...]:
    """Which of several payments of one order counts; the same comparison as the statement's."""
    data = event.data
    return (
        data["status"] == PaymentStatus.PAID, -event.at.timestamp(), Decimal(data["amount"]), data["currency"],
        data["channel"], data.get("payer", ""), event.player_id,
    )  # fmt: skip


def _columns(event: Happened) -> tuple[Any, ...]:
    data = event.data
    return (
        event.game_id, data["order"], event.player_id, Decimal(data["amount"]), data["currency"], data["channel"],
        data["status"], data.get("payer", ""), event.at,
    )  # fmt: skip


def _rows(orders: Sequence[tuple[int, str]]) -> list[tuple[int, int, int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_THESE, [[game for game, _ in orders], [order for _, order in orders]])
        return list(cursor.fetchall())


def _give_back(ids: Sequence[int], earliest: datetime) -> None:
    values: dict[str, Any] = {"ids": list(ids), "before": str(_BEFORE), "since": earliest - _BEFORE, "most": _MOST}
    with connection.cursor() as cursor:
        cursor.execute(_RETURN, values)
