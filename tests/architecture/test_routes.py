"""Every address of the product, for nobody and for each role. A new route without a row in routes.json fails here.

`who` in a row says for whom the address is: `everybody`, `door` (the way in), `staff` (accounts with pages),
`permission:<code>`, `administrators`, `operator` (this machine or a token), `demo` (in demo mode, for everybody),
`link` (whoever holds a signed address), `token` (programs, with the scopes per verb). Ids in addresses are unknown
ones, so who may pass is told "not there".
"""

import json
import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from core.actions.reference import reference_rows
from core.actions.tokens import issue_token
from core.enums import Scope
from core.models import ApiToken
from tests.architecture.source import ROOT
from tests.factories.people import make_agent

ROWS = json.loads((ROOT / "tests" / "architecture" / "routes.json").read_text(encoding="utf-8"))
ROLES = [*(row["code"] for row in reference_rows("roles")), ""]  # and an account without any role
SAMPLES = {
    "str": "nope", "slug": "nope", "int": "999999999", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x",
}  # fmt: skip
SPECIAL = {"uidb36": "1", "key": "abc-0123456789", "rest": "nothing-here"}
DOOR = "/accounts/login/"
PAGES = [row for row in ROWS if row["who"] != "token"]
OPEN = {"everybody", "door", "demo"}
STAFF_PAGES = [row for row in PAGES if row["who"] not in OPEN]
PROGRAMS = [row for row in ROWS if row["who"] == "token"]

pytestmark = pytest.mark.django_db


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLPattern):
            yield route, entry
        elif route == "admin/":
            yield route, None
        else:
            yield from patterns(entry, route)


def path_of(row):
    path = re.sub(r"<(\w+):\w+>", lambda match: SAMPLES[match[1]], row["route"])
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda match: SPECIAL[match[1]], path)
    return f"/{path}"


def test_every_route_has_a_row_and_every_row_a_route():
    routes = {route for route, _entry in patterns(get_resolver())}
    named = [row["route"] for row in ROWS]

    assert routes - set(named) == set(), "say in tests/architecture/routes.json for whom these are"
    assert set(named) - routes == set(), "these do not exist any more"
    assert named == sorted(set(named))


def test_programs_have_the_scopes_that_the_rows_say():
    views = {
        route: entry.callback.cls
        for route, entry in patterns(get_resolver())
        if hasattr(getattr(entry, "callback", None), "cls")
    }

    said = {row["route"]: row["scopes"] for row in PROGRAMS}
    assert {route: {verb: str(scope) for verb, scope in view.scopes.items()} for route, view in views.items()} == said


def ask(client, row):
    """The answer, and where it leads when it is a redirect."""
    answer = client.generic(row.get("method", "GET"), path_of(row), REMOTE_ADDR="203.0.113.7")
    return answer.status_code, answer.get("Location", "")


def is_let_in(row, permissions):
    if row["who"] in {"operator", "link"} or "desk.use" not in permissions:
        return False
    if row["who"] == "administrators":
        return "settings.change" in permissions
    return row["who"] == "staff" or row["who"].removeprefix("permission:") in permissions


@pytest.fixture(autouse=True)
def _demo(settings):
    """In demo mode nobody is stopped for a second factor, which has tests of its own."""
    settings.DEMO = True


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["route"] or "/")
def test_nobody_gets_in_where_staff_only_may(row):
    status, target = ask(Client(), row)

    if row["who"] in OPEN:
        assert status not in {401, 403}
        assert status < 500
    elif row["who"] in {"operator", "link"}:
        assert status in {403, 404}
    else:
        assert (status, target.split("?")[0]) in {(302, DOOR), (302, "/admin/login/")}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "no role")
def test_each_role_gets_in_where_its_permissions_say(role):
    agent = make_agent(role or "agent")
    if not role:
        agent.grants.all().delete()
    permissions = {code for grant in agent.grants.all() for code in grant.role.permissions}
    wrong, client = [], Client()
    client.force_login(agent)

    for row in STAFF_PAGES:
        status, target = ask(client, row)
        if row["who"] == "administrators" and target.startswith("/admin/login/"):
            status = client.get(target).status_code
        is_hidden = status == 404 and row["who"] in {"operator", "link"}
        may = is_let_in(row, permissions)
        if status >= 500 or (status in {401, 403} or is_hidden or target.startswith(DOOR)) == may:
            wrong.append(f"{row['route']}: {status} {target}, expected {'in' if may else 'out'}")

    assert not wrong, "\n".join(wrong)


def programs():
    return [(row, verb) for row in PROGRAMS for verb in row["scopes"]]


@pytest.mark.parametrize(("row", "verb"), programs(), ids=lambda part: part if isinstance(part, str) else part["route"])
def test_a_program_needs_a_token_with_the_scope(row, verb):
    agent = make_agent("admin")
    full, secret = issue_token(agent)
    path = path_of(row)

    def status(client, secret=""):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return client.generic(verb, path, b"{}", "application/json", headers=headers).status_code

    signed_in = Client()
    signed_in.force_login(agent)
    without = [str(scope) for scope in Scope if scope != row["scopes"][verb]]

    assert status(Client()) == 401
    assert status(signed_in) == 401
    assert status(Client(), "hd_live_invented") == 401
    assert status(Client(), secret) not in {401, 403}
    ApiToken.objects.filter(pk=full.pk).update(scopes=without)
    assert status(Client(), secret) == 403


def test_open_pages_are_open_to_staff_too():
    client = Client()
    client.force_login(make_agent("integrator"))

    for row in PAGES:
        if row["who"] in {"everybody", "demo"}:
            status, _target = ask(client, row)
            assert status not in {401, 403}, row
            assert status < 500, row
