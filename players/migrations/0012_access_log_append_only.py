"""The log of accesses to identities: the app's own role may add lines to it and nothing else."""

from typing import ClassVar

from django.db import migrations

APPEND_ONLY = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'wuyou_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON players_identityaccess FROM wuyou_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("players", "0011_real_names")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop)]
