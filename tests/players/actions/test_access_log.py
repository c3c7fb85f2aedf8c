"""The log of accesses: one chain under any number of hands, closed to the app's own role, and gaps are found."""

from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.models import Actor
from players.actions.access_log import log_access
from players.enums import AccessDeed
from players.models import IdentityAccess
from players.queries.access_log import gap_in_log

pytestmark = pytest.mark.django_db


def written(many: int) -> list[IdentityAccess]:
    return [
        log_access(7, by=Actor.system(), deed=AccessDeed.MATCHED, what="name", purpose=f"目的 {n}") for n in range(many)
    ]


def checked(*arguments: str) -> str:
    out = StringIO()
    call_command("check_access_log", *arguments, stdout=out)
    return out.getvalue()


def test_an_empty_log_is_whole():
    assert checked().startswith("0 lines, whole")


def test_each_line_follows_the_one_before():
    lines = written(3)

    assert [line.seq for line in lines] == [1, 2, 3]
    assert [line.previous for line in lines] == ["0" * 64, lines[0].digest, lines[1].digest]
    assert checked() == f"3 lines, whole. Keep this elsewhere: 3:{lines[2].digest}\n"


@pytest.mark.parametrize("verb", ["UPDATE players_identityaccess SET what = 'x'", "DELETE FROM players_identityaccess",
                                  "TRUNCATE players_identityaccess"])  # fmt: skip
def test_the_apps_own_role_may_not_change_it(verb):
    written(1)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.parametrize(
    ("statement", "gap"),
    [
        ("UPDATE players_identityaccess SET purpose = 'x' WHERE seq = 2", (2, "content")),
        ("UPDATE players_identityaccess SET agent_ref = 1 WHERE seq = 3", (3, "content")),
        ("UPDATE players_identityaccess SET previous = repeat('0', 64) WHERE seq = 2", (2, "link")),
        ("DELETE FROM players_identityaccess WHERE seq = 2", (2, "number")),
        ("DELETE FROM players_identityaccess WHERE seq = 1", (1, "number")),
    ],
)
def test_what_an_owner_did_to_it_is_found(statement, gap, as_owner):
    written(4)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)

    found = gap_in_log()

    assert (found.seq, found.kind) == gap
    with pytest.raises(CommandError, match=f"line {gap[0]}"):
        checked()


def test_an_end_that_was_cut_off_is_found_by_what_was_kept_elsewhere(as_owner):
    last = written(3)[-1]
    assert "whole" in checked("--expect", f"3:{last.digest}")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM players_identityaccess WHERE seq = 3")

    assert "whole" in checked()
    with pytest.raises(CommandError, match="cut off"):
        checked("--expect", f"3:{last.digest}")


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    def write() -> None:
        written(5)
        connection.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (IdentityAccess.objects.count(), gap_in_log()) == (20, None)
