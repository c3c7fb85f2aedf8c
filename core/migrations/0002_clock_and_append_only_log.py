"""The database's clock, the table of Django's cache, and the rights that make the event log append-only for the app's own role."""

from typing import ClassVar

from django.db import migrations

CLOCK = """
CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('app.now', true), '')::timestamptz, clock_timestamp())
$$;
COMMENT ON FUNCTION app_now() IS 'The moment that sweeps go by: the real clock, or app.now in demo and test mode.';
"""

CACHE = """
CREATE TABLE IF NOT EXISTS django_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX IF NOT EXISTS django_cache_expires ON django_cache (expires);
"""

APPEND_ONLY = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'wuyou_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON core_event FROM wuyou_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("core", "0001_people_games_events")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(CLOCK, "DROP FUNCTION app_now()"),
        migrations.RunSQL(CACHE, "DROP TABLE django_cache"),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
    ]
