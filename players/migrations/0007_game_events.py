"""Game events in partitions by day, their ids in partitions by hash, and what is derived of them for quick questions.

The role that runs the product owns no table, so it makes and drops days through two functions of the owner's. Neither
takes a name or a statement: a day is made from a date, and no day of the last month can be dropped.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


EVENTS = """
CREATE SEQUENCE players_gameevent_id_seq;
CREATE TABLE players_gameevent (
  id bigint NOT NULL DEFAULT nextval('players_gameevent_id_seq'),
  game_id bigint NOT NULL, player_id bigint NOT NULL, event varchar(64) NOT NULL, kind varchar(16) NOT NULL,
  at timestamptz NOT NULL, arrived_at timestamptz NOT NULL, data jsonb NOT NULL
) PARTITION BY RANGE (at);
ALTER SEQUENCE players_gameevent_id_seq OWNED BY players_gameevent.id;
CREATE INDEX game_event_by_player ON players_gameevent (player_id, kind, at);
"""

KEYS = """
CREATE TABLE players_gameeventkey (
  game_id bigint NOT NULL, event varchar(64) NOT NULL, content bytea NOT NULL, arrived_on date NOT NULL,
  PRIMARY KEY (game_id, event)
) PARTITION BY HASH (game_id, event);
CREATE INDEX game_event_key_by_day ON players_gameeventkey USING brin (arrived_on);
DO $$ BEGIN
  FOR n IN 0..15 LOOP
    EXECUTE format('CREATE TABLE players_gameeventkey_%s PARTITION OF players_gameeventkey '
                   'FOR VALUES WITH (MODULUS 16, REMAINDER %s)', n, n);
  END LOOP;
END $$;
"""

# A day is attached rather than made in place: that does not stop those who write into other days. Days that two want at
# once are made by the first; the second waits for it, and finds them.
DAYS = """
CREATE FUNCTION players_make_event_days(days date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE day date; name text; made integer := 0;
BEGIN
  IF cardinality(days) > 1000 THEN RAISE EXCEPTION 'too many days'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('players_gameevent'));
  FOR day IN SELECT DISTINCT unnest(days) ORDER BY 1 LOOP
    name := 'players_gameevent_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.players_gameevent INCLUDING DEFAULTS INCLUDING INDEXES)', name);
    EXECUTE format('ALTER TABLE public.players_gameevent ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   name, day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

CREATE FUNCTION players_drop_event_days(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE name text; dropped integer := 0;
BEGIN
  IF before > (now() AT TIME ZONE 'UTC')::date - 30 THEN RAISE EXCEPTION 'the last month stays'; END IF;
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.players_gameevent'::regclass
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < before ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE public.%I', name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION players_make_event_days(date[]), players_drop_event_days(date) FROM PUBLIC;
"""

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'wuyou_app') THEN
    GRANT EXECUTE ON FUNCTION players_make_event_days(date[]), players_drop_event_days(date) TO wuyou_app;
    REVOKE UPDATE, TRUNCATE ON players_gameevent FROM wuyou_app;
  END IF;
END $$;
"""

NO_DAYS = "DROP FUNCTION players_make_event_days(date[]); DROP FUNCTION players_drop_event_days(date)"


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_solved_by'),
        ('players', '0006_what_is_known_of_a_player'),
    ]

    operations = [
        migrations.AddField(
            model_name='playsession',
            name='is_end_assumed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='DayToCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('marked_at', models.DateTimeField()),
                ('player', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='players.player')),
            ],
            options={
                'verbose_name': 'day to count',
                'verbose_name_plural': 'days to count',
                'constraints': [models.UniqueConstraint(fields=('player', 'date'), name='day_to_count_once')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('login', 'sign-in'), ('logout', 'sign-out'), ('play', 'play'), ('payment', 'payment'), ('refund', 'refund'), ('chargeback', 'chargeback'), ('security_change', 'security change'), ('match', 'match'), ('hand', 'hand of cards'), ('disconnect', 'disconnect'), ('asset_out', 'asset given away'), ('sanction', 'sanction'), ('attempt', 'refused attempt'), ('reminder', 'reminder')], max_length=16)),
                ('first_at', models.DateTimeField()),
                ('game', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.game')),
            ],
            options={
                'verbose_name': 'what a game reports',
                'verbose_name_plural': 'what games report',
                'constraints': [models.UniqueConstraint(fields=('game', 'kind'), name='feed_once')],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('device', 'device'), ('region', 'region')], max_length=6)),
                ('value', models.CharField(max_length=64)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('player', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='players.player')),
            ],
            options={
                'verbose_name': 'sighting',
                'verbose_name_plural': 'sightings',
                'indexes': [models.Index(condition=models.Q(('of', 'device')), fields=['value'], name='sighting_by_device')],
                'constraints': [models.UniqueConstraint(fields=('player', 'of', 'value'), name='sighting_once'), models.CheckConstraint(condition=models.Q(('last_seen_at__gte', models.F('first_seen_at'))), name='sighting_in_order')],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(EVENTS, "DROP TABLE players_gameevent"),
                migrations.RunSQL(KEYS, "DROP TABLE players_gameeventkey"),
                migrations.RunSQL(DAYS, NO_DAYS),
                migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='GameEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('event', models.CharField(max_length=64)),
                        ('kind', models.CharField(choices=[('login', 'sign-in'), ('logout', 'sign-out'), ('play', 'play'), ('payment', 'payment'), ('refund', 'refund'), ('chargeback', 'chargeback'), ('security_change', 'security change'), ('match', 'match'), ('hand', 'hand of cards'), ('disconnect', 'disconnect'), ('asset_out', 'asset given away'), ('sanction', 'sanction'), ('attempt', 'refused attempt'), ('reminder', 'reminder')], max_length=16)),
                        ('at', models.DateTimeField()),
                        ('arrived_at', models.DateTimeField()),
                        ('data', models.JSONField(default=dict)),
                        ('game', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.game')),
                        ('player', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='game_events', to='players.player')),
                    ],
                    options={
                        'verbose_name': 'game event',
                        'verbose_name_plural': 'game events',
                        'indexes': [models.Index(fields=['player', 'kind', 'at'], name='game_event_by_player')],
                    },
                ),
                migrations.CreateModel(
                    name='GameEventKey',
                    fields=[
                        ('pk', models.CompositePrimaryKey('game_id', 'event', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('event', models.CharField(max_length=64)),
                        ('content', models.BinaryField()),
                        ('arrived_on', models.DateField()),
                        ('game', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.game')),
                    ],
                    options={
                        'verbose_name': 'id of a game event',
                        'verbose_name_plural': 'ids of game events',
                        'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['arrived_on'], name='game_event_key_by_day')],
                    },
                ),
            ],
        ),
    ]
