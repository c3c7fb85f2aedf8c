"""Signs of life of our processes."""

from django.db import connection


def beat(name: str) -> None:
    """Write down that the process `name` is alive now, by the database's real clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_heartbeat (name, at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [name],
        )
