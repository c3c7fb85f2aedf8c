"""Rows of several tables with one statement."""

from typing import Any

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value

from core import clock
from core.actions.rows import insert_rows, reserve_keys
from tests.factories.tickets import make_ticket
from tickets.models import Message, PendingLook, TrackingLink

pytestmark = pytest.mark.django_db


def test_rows_that_name_each_other_are_inserted_together(django_assert_num_queries: Any) -> None:
    ticket = make_ticket()
    key, other = reserve_keys(TrackingLink, PendingLook)
    now = clock.now()
    message = Message(
        ticket=ticket, seq=2, author_kind="system", visibility="internal", body="备注", created_at=now,
        search=SearchVector(Value("备注 100%"), config="simple"),
    )  # fmt: skip
    link = TrackingLink(id=key, ticket=ticket, digest="d", created_at=now)

    with django_assert_num_queries(1):
        insert_rows([link, message])

    assert TrackingLink.objects.get(digest="d").pk == link.pk == key
    assert Message.objects.filter(search="备注", seq=2).get() == message
    assert not message._state.adding
    assert reserve_keys(PendingLook)[0] > other


def test_a_row_has_what_the_database_computes_for_it() -> None:
    ticket = make_ticket()
    twin = type(ticket)(
        game=ticket.game, player=ticket.player, channel="api", subject="x", category_id=ticket.category_id,
        group=ticket.group, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip

    insert_rows([twin])

    assert twin.number == twin.pk + 100_000


def test_one_row_that_cannot_be_takes_the_others_with_it() -> None:
    ticket = make_ticket()
    now = clock.now()
    links = [TrackingLink(ticket=ticket, digest=digest, created_at=now) for digest in ("new", "same", "same")]
    before = TrackingLink.objects.count()

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(links)

    assert TrackingLink.objects.count() == before
