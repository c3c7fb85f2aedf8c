"""A bulk job under several runners and with one that is killed: each row once, in order."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from core.models import Actor, Event
from helpdesk.supervisor.paths import ROOT
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions.bulk import run_job, start_bulk
from tickets.enums import BulkState, RowState
from tickets.models import BulkJob, BulkRow, Message
from tickets.queries.bulk import Named

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RUNNER = """
import django; django.setup()
import sys
from tickets.actions import bulk
real = bulk._do_row
def slow(job, row, by):
    real(job, row, by)
    print(row.place, flush=True)
    sys.stdin.readline()
bulk._do_row = slow
bulk.run_job(int(sys.argv[1]))
"""


def make_job(count: int) -> BulkJob:
    agent = make_agent()
    named = []
    for _ in range(count):
        ticket = make_ticket(player=make_player())
        named.append(Named(str(ticket.pk), ticket.pk, ticket.version))
    return start_bulk("note", {"body": "同一句话"}, named, by=Actor.of_agent(agent), key=uuid4(), is_at_desk=False)


def everything_once(job: BulkJob, count: int) -> None:
    job.refresh_from_db()
    assert job.state == BulkState.DONE
    assert set(BulkRow.objects.filter(job=job).values_list("state", flat=True)) == {RowState.DONE}
    assert Message.objects.filter(body="同一句话").count() == count
    noted = Event.objects.filter(name="message.noted", data__bulk=str(job.pk)).order_by("pk")
    places = dict(BulkRow.objects.filter(job=job).values_list("ticket_id", "place"))
    assert [places[event.subject_id] for event in noted] == list(range(count))
    assert Event.objects.filter(name="bulk.finished", subject_id=job.pk).count() == 1


def test_four_runners_at_once_do_each_row_once_and_in_order():
    job = make_job(12)

    def run(_number: int) -> None:
        try:
            while run_job(job.pk):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    while run_job(job.pk):
        pass

    everything_once(job, 12)


def test_a_runner_that_is_killed_in_the_middle_of_a_row_leaves_it_to_the_next(database_url: str):
    job = make_job(4)
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(job.pk)],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert runner.stdin is not None
    assert runner.stdout is not None
    assert runner.stdout.readline() == "0\n"
    runner.stdin.write("\n")
    runner.stdin.flush()
    assert runner.stdout.readline() == "1\n"  # done, and not yet committed

    runner.send_signal(signal.SIGKILL)
    runner.wait()
    runner.stdin.close()
    runner.stdout.close()
    assert BulkRow.objects.filter(job=job, state=RowState.DONE).count() == 1
    until(lambda: run_job(job.pk) == 3, seconds=20, what="the database has let go of the dead runner's lock")

    everything_once(job, 4)
