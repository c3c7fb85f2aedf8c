"""The statement that counts days of players from what games reported: one day of one player is one row."""

# What is counted of a kind that the game has not reported by the end of the day stays empty: unknown is never zero.
_COUNTED = {
    "play": {
        "minutes_played": "p.minutes_played", "minutes_night": "p.minutes_night", "sessions": "p.sessions",
        "longest_session_min": "p.longest",
    },
    "login": {
        "login_count": "e.login_count", "new_device": "n.new_device", "new_region": "n.new_region",
        "failed_logins": "e.failed_logins",
    },
    "payment": {"topup_count": "o.topup_count", "failed_payments": "e.failed_payments"},
    "refund": {"refunds": "e.refunds"},
    "chargeback": {"chargebacks": "e.chargebacks"},
    "security_change": {"security_changes": "e.security_changes"},
    "asset_out": {"asset_out_value": "e.asset_out_value"},
    "match": {"matches": "e.matches"},
    "disconnect": {"disconnects": "e.disconnects"},
    "attempt": {"out_of_window_attempts": "e.out_of_window_attempts"},
    "sanction": {"sanctions": "e.sanctions"},
}  # fmt: skip
_ZERO = {
    column: f"CASE WHEN '{kind}' = ANY(d.kinds) THEN coalesce({source}, 0) END"
    for kind, columns in _COUNTED.items()
    for column, source in columns.items()
}
# money of other countries makes the sum unknown
_ZERO["topup_amount"] = (
    "CASE WHEN 'payment' = ANY(d.kinds) AND NOT coalesce(o.is_mixed, false) THEN coalesce(o.topup_amount, 0) END"
)
COLUMNS = tuple(_ZERO)
_WAS, _IS = (", ".join(f"{alias}.{name}" for name in COLUMNS) for alias in ("was", "f"))

_DAYS = """
day AS (
  SELECT told.player_id, told.date, p.game_id, %(currencies)s::jsonb ->> g.jurisdiction AS currency,
    told.date::timestamp AT TIME ZONE g.time_zone AS begins,
    (told.date + 1)::timestamp AT TIME ZONE g.time_zone AS ends,
    (told.date::timestamp + interval '6 hours') AT TIME ZONE g.time_zone AS night_ends
  FROM unnest(%(players)s::bigint[], %(dates)s::date[]) AS told (player_id, date)
  JOIN players_player p ON p.id = told.player_id JOIN core_game g ON g.id = p.game_id),
known AS (
  SELECT day.*, ARRAY(
    SELECT f.kind::text FROM players_feed f WHERE f.game_id = day.game_id AND f.first_at < day.ends) AS kinds
  FROM day)"""

# stretches that overlap (two devices) count once; the longest stretch counts whole on each day that it touches
_PLAY = """
stretch AS (
  SELECT d.player_id, d.date, d.begins, d.ends, d.night_ends, s.started_at,
    coalesce(s.ended_at, s.last_seen_at) AS stopped_at
  FROM day d JOIN players_playsession s ON s.player_id = d.player_id
    AND s.started_at < d.ends AND s.started_at >= d.begins - interval '7 days'
    AND (coalesce(s.ended_at, s.last_seen_at) > d.begins OR s.started_at >= d.begins)),
played AS (
  SELECT player_id, date, begins, night_ends, count(*) AS sessions,
    floor(max(extract(epoch FROM stopped_at - started_at)) / 60) AS longest,
    range_agg(tstzrange(greatest(started_at, begins), least(stopped_at, ends))) AS spans
  FROM stretch GROUP BY player_id, date, begins, night_ends),
minutes AS (
  SELECT player_id, date, sessions, longest,
    (SELECT floor(coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0) / 60) FROM unnest(spans) AS span)
      AS minutes_played,
    (SELECT floor(coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0) / 60)
     FROM unnest(spans * tstzmultirange(tstzrange(begins, night_ends))) AS span) AS minutes_night
  FROM played)"""

_ORDERS = """
orders AS (
  SELECT d.player_id, d.date, count(*) AS topup_count, sum(o.amount) AS topup_amount,
    bool_or(o.currency IS DISTINCT FROM d.currency) AS is_mixed
  FROM day d JOIN players_payment o ON o.player_id = d.player_id AND o.status = 'paid'
    AND o.at >= d.begins AND o.at < d.ends
  GROUP BY d.player_id, d.date)"""

_EVENTS = """
event AS (
  SELECT d.player_id, d.date, e.kind, e.at, e.data
  FROM day d JOIN players_gameevent e ON e.player_id = d.player_id AND e.at >= d.begins AND e.at < d.ends
    AND e.kind <> 'play' AND e.kind <> 'hand'
  WHERE e.at >= %(from)s AND e.at < %(to)s),
counted AS (
  SELECT player_id, date,
    count(*) FILTER (WHERE kind = 'login' AND data->>'ok' = 'true') AS login_count,
    count(*) FILTER (WHERE kind = 'login' AND data->>'ok' = 'false') AS failed_logins,
    count(*) FILTER (WHERE kind = 'payment' AND data->>'status' = 'failed') AS failed_payments,
    count(*) FILTER (WHERE kind = 'refund') AS refunds,
    count(*) FILTER (WHERE kind = 'chargeback') AS chargebacks,
    count(*) FILTER (WHERE kind = 'security_change' AND coalesce(data->>'ok', 'true') = 'true') AS security_changes,
    least(sum((data->>'value')::numeric) FILTER (WHERE kind = 'asset_out'), 999999999999.99) AS asset_out_value,
    count(DISTINCT data->>'match') FILTER (WHERE kind = 'match') AS matches,
    count(*) FILTER (WHERE kind = 'disconnect') AS disconnects,
    count(*) FILTER (WHERE kind = 'attempt' AND data->>'what' <> 'pay') AS out_of_window_attempts,
    count(*) FILTER (WHERE kind = 'sanction') AS sanctions
  FROM event GROUP BY player_id, date),
shown AS (
  SELECT e.player_id, e.date,
    count(DISTINCT s.value) FILTER (WHERE s.of = 'device') AS new_device,
    count(DISTINCT s.value) FILTER (WHERE s.of = 'region') AS new_region
  FROM event e
  JOIN players_sighting s ON s.player_id = e.player_id AND s.value = e.data->>(s.of) AND s.first_seen_at = e.at
  WHERE e.kind = 'login' AND e.data->>'ok' = 'true' AND EXISTS (
    SELECT 1 FROM players_sighting b
    WHERE b.player_id = s.player_id AND b.of = s.of AND b.first_seen_at < s.first_seen_at)
  GROUP BY e.player_id, e.date)"""

_ROWS = f"""
found AS (
  SELECT d.player_id, d.game_id, d.date, d.ends, {", ".join(f"{source} AS {name}" for name, source in _ZERO.items())}
  FROM known d
  LEFT JOIN minutes p USING (player_id, date) LEFT JOIN orders o USING (player_id, date)
  LEFT JOIN counted e USING (player_id, date) LEFT JOIN shown n USING (player_id, date))"""  # noqa: S608 -- our own names

COUNT = f"""
WITH {_DAYS}, {_PLAY}, {_ORDERS}, {_EVENTS}, {_ROWS}
INSERT INTO players_opssnapshot AS s (player_id, game_id, date, {", ".join(COLUMNS)}, is_late, counted_at)
SELECT f.player_id, f.game_id, f.date, {_IS},
  coalesce(was.is_late OR (was.counted_at >= f.ends AND ({_WAS}) IS DISTINCT FROM ({_IS})), false),
  %(now)s
FROM found f LEFT JOIN players_opssnapshot was
  ON was.player_id = f.player_id AND was.game_id = f.game_id AND was.date = f.date
ORDER BY f.player_id, f.date
ON CONFLICT (player_id, game_id, date) DO UPDATE SET
  {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)},
  is_late = excluded.is_late, counted_at = excluded.counted_at
"""  # noqa: S608 -- our own names
