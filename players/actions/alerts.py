"""Alerts about play and money: recorded once for each cause, taken by one, resolved with what came of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection, transaction

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import NotThere
from core.models import Actor
from core.policies.permissions import check
from players.engines.watch import THIS
from players.enums import AlertKind, AlertOutcome, AlertState
from players.errors import AlertNotOpen
from players.models import PlayAlert
from players.queries.reminders import template_for

CHANNEL = "game"
HIGH, MIDDLE, LOW = 3, 2, 1
SEVERITY = {
    AlertKind.OUTSIDE_WINDOW: HIGH,
    AlertKind.OVER_MINUTES: HIGH,
    AlertKind.UNVERIFIED: HIGH,
    AlertKind.OVER_CAP: HIGH,
    AlertKind.LONG_SESSION: MIDDLE,
}
NOTHING_TO_DECIDE = frozenset({AlertKind.ENDS_SOON, AlertKind.STILL_PLAYING, AlertKind.ATTEMPT})
"""The player is told, or the game has refused already; the row is evidence and nobody's work."""
EVENTS = {
    AlertKind.OUTSIDE_WINDOW: "play.stop_due",
    AlertKind.OVER_MINUTES: "play.stop_due",
    AlertKind.UNVERIFIED: "play.stop_due",
    AlertKind.ENDS_SOON: "play.reminder_due",
    AlertKind.STILL_PLAYING: "play.reminder_due",
    AlertKind.LONG_SESSION: "play.reminder_due",
    AlertKind.NIGHT_PLAY: "play.reminder_due",
    AlertKind.OVER_CAP: "spend.blocked",
    AlertKind.ATTEMPT: "play.attempt_refused",
}

DEEDS = {"play.stop_due": "kick", "play.reminder_due": "remind", "spend.blocked": "refuse"}
"""What the game is asked to do, by the event that asks it; by any other event it is asked for nothing."""

# One statement: the alert, its reminder, its event and the event's outbox row become true together or not at all. A
# cause that is known already is left out by the unique key, and with it everything that would follow. What many causes
# have in common is sent once, as a row of `kinds`: a whole country's children have few different ones at 21:00.
_RECORD = """
WITH kinds AS MATERIALIZED (
  SELECT number, kind, rule, occurrence_of, severity, facts::jsonb AS facts, cause_at, state, outcome, event, template,
         version, language, data::jsonb || jsonb_build_object(
           'cause_at', to_char(cause_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS data
  FROM unnest(%(kind)s::text[], %(rule)s::text[], %(occurrence)s::text[], %(severity)s::smallint[], %(facts)s::text[],
              %(cause_at)s::timestamptz[], %(state)s::text[], %(outcome)s::text[], %(event)s::text[], %(data)s::text[],
              %(template)s::text[], %(version)s::int[], %(language)s::text[]) WITH ORDINALITY
    AS k (kind, rule, occurrence_of, severity, facts, cause_at, state, outcome, event, data, template, version,
          language, number)),
told AS MATERIALIZED (
  SELECT t.*, k.*, coalesce(s.session, '') AS session,
         CASE WHEN s.id IS NULL THEN occurrence_of ELSE replace(occurrence_of, %(this)s, s.id::text) END AS occurrence,
         nextval((SELECT pg_get_serial_sequence('players_playalert', 'id')::regclass)) AS alert_id
  FROM unnest(%(player)s::bigint[], %(game)s::bigint[], %(play_session)s::bigint[], %(payment)s::bigint[],
              %(number)s::int[]) AS t (player_id, game_id, play_session_id, payment_id, of)
  JOIN kinds k ON k.number = t.of LEFT JOIN players_playsession s ON s.id = t.play_session_id),
alert AS (
  INSERT INTO players_playalert
    (id, player_id, game_id, play_session_id, payment_id, kind, rule, occurrence, severity, facts, cause_at,
     recorded_at, state, outcome, note, resolved_at, version, event_seq)
  SELECT alert_id, player_id, game_id, play_session_id, payment_id, kind, rule, occurrence, severity, facts,
         least(cause_at, %(now)s::timestamptz), %(now)s, state, outcome, '',
         CASE WHEN state = 'resolved' THEN %(now)s::timestamptz END, 1, 1
  FROM told ORDER BY alert_id
  ON CONFLICT (player_id, kind, rule, occurrence) DO NOTHING
  RETURNING id),
fresh AS MATERIALIZED (
  SELECT told.*, nextval((SELECT pg_get_serial_sequence('core_event', 'id')::regclass)) AS event_id,
         CASE WHEN told.template <> ''
              THEN nextval((SELECT pg_get_serial_sequence('players_playreminder', 'id')::regclass)) END AS reminder_id
  FROM told JOIN alert ON alert.id = told.alert_id),
reminder AS (
  INSERT INTO players_playreminder (id, alert_id, template, template_version, language, channel, given_at)
  SELECT reminder_id, alert_id, template, version, language, %(channel)s, %(now)s FROM fresh
  WHERE reminder_id IS NOT NULL),
event AS (
  INSERT INTO core_event (id, uid, name, at, game_id, subject_type, subject_id, seq,
                          actor_kind, actor_id, actor_name, data)
  SELECT event_id, gen_random_uuid(), event, %(now)s, game_id, 'playalert', alert_id, 1, 'system', NULL, '',
         data || jsonb_build_object(
           'player', player_id, 'session', session, 'alert', alert_id, 'reminder', reminder_id)
  FROM fresh)
INSERT INTO core_outboxentry (event_id, lane, attempts, next_try_at, parked_at, last_error)
SELECT event_id, 'playalert:' || alert_id, 0, %(now)s, NULL, '' FROM fresh
"""
_OWN = ("player", "game", "play_session", "payment", "number")
_SHARED = (
    "kind", "rule", "occurrence", "severity", "facts", "cause_at", "state", "outcome", "event", "data", "template",
    "version", "language",
)  # fmt: skip
_ENDED = """
UPDATE players_playalert a SET state = 'resolved', outcome = 'ended', resolved_at = %(now)s, version = a.version + 1
FROM players_playsession s
WHERE a.play_session_id = ANY(%(ids)s) AND s.id = a.play_session_id AND a.state = 'open'
  AND a.kind = ANY(%(kinds)s) AND s.ended_at <= a.cause_at + interval '5 minutes'
"""


class Cause(NamedTuple):
    """One cause for an alert, with whom and what it is about; `THIS` in an occurrence is the stretch of play."""

    player_id: int
    game_id: int
    kind: AlertKind
    rule: str
    occurrence: str
    cause_at: datetime
    language: str = "zh-Hans"
    play_session_id: int | None = None
    payment_id: int | None = None
    event: str = ""
    facts: Mapping[str, Any] = MappingProxyType({})

    def shared(self) -> "Shared":
        """What it has in common with others."""
        facts = json.dumps(dict(self.facts)) if self.facts else "{}"
        return Shared(self.kind, self.rule, self.occurrence, self.cause_at, self.language, self.event, facts)


class Shared(NamedTuple):
    """Equal for causes that differ only in whom they are about."""

    kind: AlertKind
    rule: str
    occurrence: str
    cause_at: datetime
    language: str
    event: str
    facts: str

    def values(self) -> tuple[Any, ...]:
        """A row of `kinds`, in the order of `_SHARED`."""
        said = _said(self.kind, self.rule, self.language, self.facts, self.event)
        return (
            said.kind, self.rule, self.occurrence, said.severity, self.facts, self.cause_at, said.state, said.outcome,
            said.event, said.data, said.template, said.version, self.language,
        )  # fmt: skip


class Said(NamedTuple):
    """What is the same for everybody with the same cause and language."""

    kind: str
    severity: int
    state: str
    outcome: str
    event: str
    data: str
    template: str
    version: int


@lru_cache(maxsize=4096)
def _said(kind: AlertKind, rule: str, language: str, facts: str, event: str) -> Said:
    """How an alert of this cause begins, and what the game is told: the cause in codes, and words for the player."""
    template, settled = template_for(kind), kind in NOTHING_TO_DECIDE
    name = event or EVENTS[kind]
    data: dict[str, Any] = {"kind": kind.value, "rule": rule, "rules": [rule], **json.loads(facts)}
    if deed := DEEDS.get(name):
        data["deed"] = deed
    if template:
        data |= {"template": template.code, "template_version": template.version, **template.words(language)}
    return Said(
        kind.value,
        SEVERITY.get(kind, LOW),
        AlertState.RESOLVED.value if settled else AlertState.OPEN.value,
        AlertOutcome.INFORMED.value if settled else "",
        name,
        json.dumps(data, ensure_ascii=False),
        template.code if template else "",
        template.version if template else 0,
    )


def record_causes(causes: Sequence[Cause], now: datetime) -> int:
    """Record an alert, its event and its reminder for every cause that is not known yet; return how many were new."""
    if not causes:
        return 0
    kinds: dict[Shared, int] = {}
    own = [
        (
            one.player_id,
            one.game_id,
            one.play_session_id,
            one.payment_id,
            kinds.setdefault(one.shared(), len(kinds) + 1),
        )
        for one in causes
    ]
    values = _columns(_OWN, own) | _columns(_SHARED, [kind.values() for kind in kinds])
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values | {"now": now, "channel": CHANNEL, "this": THIS})
        return int(cursor.rowcount)


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def resolve_ended(session_ids: Sequence[int], now: datetime) -> int:
    """Resolve what nobody has taken and what has settled itself: play that ended within five minutes of the cause.

    No event is recorded: the game has just told us of the end, and the row says what became of it.
    """
    if not session_ids:
        return 0
    kinds = [AlertKind.OUTSIDE_WINDOW, AlertKind.OVER_MINUTES, AlertKind.UNVERIFIED]
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, {"ids": list(session_ids), "kinds": [k.value for k in kinds], "now": now})
        return int(cursor.rowcount)


@transaction.atomic
def take_alert(alert: PlayAlert, *, by: Actor) -> PlayAlert:
    """The alert is this agent's; of two who reach for it one has it and the other hears who (`AlertNotOpen`)."""
    agent = _decider(alert, by)
    taken = PlayAlert.objects.filter(pk=alert.pk, state=AlertState.OPEN).update(
        state=AlertState.TAKEN, taken_by=agent, taken_at=clock.now(), version=alert.version + 1
    )
    if not taken:
        raise AlertNotOpen(state=PlayAlert.objects.values_list("state", flat=True).get(pk=alert.pk))
    events.record("alert.taken", subject=alert, by=by, game=alert.game_id)
    alert.refresh_from_db()
    return alert


@transaction.atomic
def resolve_alert(alert: PlayAlert, *, by: Actor, outcome: AlertOutcome, note: str = "") -> PlayAlert:
    """The alert is settled with what came of it; a taken one only by who took it or by nobody before them."""
    agent = _decider(alert, by)
    locked = PlayAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.state == AlertState.RESOLVED:
        raise AlertNotOpen(state=locked.state)
    locked.state, locked.outcome, locked.note = AlertState.RESOLVED, outcome, note
    locked.resolved_by, locked.resolved_at = agent, clock.now()
    locked.version += 1
    locked.save(update_fields=["state", "outcome", "note", "resolved_by", "resolved_at", "version"])
    events.record("alert.resolved", subject=locked, by=by, game=locked.game_id, data={"outcome": outcome.value})
    alert.refresh_from_db()
    return alert


def _decider(alert: PlayAlert, by: Actor) -> Any:
    if by.agent is None:
        raise NotThere
    check(by.agent, Permission.RISK_DECIDE, alert.game_id)
    return by.agent
