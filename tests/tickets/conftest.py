"""A desk with its reference rows, and agents signed in to it."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.models import Agent
from tests.factories.people import load_reference, make_agent
from tickets.actions.reference import load_reference as load_views


@pytest.fixture
def desk_rows(db: None) -> None:
    """Roles, groups, categories, views and macros."""
    load_reference()
    load_views()


@pytest.fixture
def agent(desk_rows: None) -> Agent:
    """An agent of every game in the front line."""
    return make_agent("agent", name="林夏", language="en")


@pytest.fixture
def sign_in() -> Callable[[Agent], Client]:
    """Return a browser of somebody who is signed in."""

    def signed_in(agent: Agent) -> Client:
        client = Client()
        client.force_login(agent)
        return client

    return signed_in


@pytest.fixture
def desk(agent: Agent, sign_in: Callable[[Agent], Client]) -> Client:
    """The agent's browser."""
    return sign_in(agent)


@pytest.fixture
def supervisor(desk_rows: None) -> Agent:
    return make_agent("supervisor", name="周屿", language="en")
