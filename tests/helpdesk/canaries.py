"""Words that must stand nowhere once they were said, and all the places where they might."""

from collections.abc import Iterable

import redis
from django.conf import settings
from django.core import mail
from django.db import connection


class Canaries:
    """Words to look for, with and without what may stand between digits."""

    def __init__(self, *words: str) -> None:
        self.words = set(words)

    def in_text(self, text: str) -> set[str]:
        bare = text.replace(" ", "").replace("-", "")
        return {word for word in self.words if word in text or word in bare}

    def in_tables(self) -> dict[str, set[str]]:
        """Every column of every row of every table that holds one; sealed ones are read like all others."""
        found: dict[str, set[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
                seen = {word for (row,) in cursor.fetchall() for word in self.in_text(row)}
                if seen:
                    found[table] = seen
        return found

    def in_redis(self) -> set[str]:
        server = redis.Redis.from_url(settings.REDIS_URL, decode_responses=True, encoding_errors="replace")
        found = set[str]()
        for key in server.scan_iter("*"):
            raw = server.dump(key) if server.type(key) != "string" else server.get(key)
            found |= self.in_text(f"{key} {raw!r}")
        return found

    def are_nowhere(self, shown: Iterable[str], logged: Iterable[str]) -> None:
        """Fail where one is found: in a table, Redis, an answer or file that was shown, a line of the log, a mail."""
        assert self.in_tables() == {}
        assert self.in_redis() == set()
        assert [self.in_text(text) for text in (*shown, *logged) if self.in_text(text)] == []
        assert self.in_text("".join(f"{one.subject}{one.body}{one.message()}" for one in mail.outbox)) == set()
