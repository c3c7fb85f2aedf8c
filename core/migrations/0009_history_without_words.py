from django.db import migrations

SCRUB = """
CREATE FUNCTION core_scrub_events(kind text, subjects bigint[]) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH words AS (SELECT ARRAY['note', 'comment', 'summary', 'text', 'subject', 'answer', 'answers', 'question', 'body',
                              'words', 'reason', 'why', 'steps', 'title'] AS keys),
  scrubbed AS (
    UPDATE core_event e SET
      actor_name = CASE WHEN e.actor_kind = 'player' THEN '' ELSE e.actor_name END,
      data = e.data || coalesce((
        SELECT jsonb_object_agg(key, CASE jsonb_typeof(e.data -> key)
          WHEN 'array' THEN '["", ""]'::jsonb WHEN 'object' THEN '{}'::jsonb ELSE '""'::jsonb END)
        FROM words, unnest(words.keys) AS key
        WHERE e.data ? key AND (e.data ->> key) !~ '^[a-z_]{0,24}$'
      ), '{}'::jsonb)
    FROM words
    WHERE e.subject_type = kind AND e.subject_id = ANY (subjects)
      AND (e.data ?| words.keys OR (e.actor_kind = 'player' AND e.actor_name <> ''))
    RETURNING 1
  )
  SELECT count(*)::integer FROM scrubbed
$$;
COMMENT ON FUNCTION core_scrub_events(text, bigint[]) IS
  'The one way in which the log of events may change: free words and the names of players go, nothing else.';
REVOKE ALL ON FUNCTION core_scrub_events(text, bigint[]) FROM PUBLIC;
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'wuyou_app') THEN
    GRANT EXECUTE ON FUNCTION core_scrub_events(text, bigint[]) TO wuyou_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0008_sealed_numbers")]
    operations = [migrations.RunSQL(SCRUB, "DROP FUNCTION core_scrub_events(text, bigint[])")]
