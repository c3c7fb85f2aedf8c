"""docs/reference/permissions.md: who may do what, from core/data and the words in core/enums.py."""

from typing import Any

from core.actions.reference import reference_rows
from core.enums import Permission, Scope

HEAD = """# Permissions

A **role** is a set of permissions. A **grant** gives a role to a person, for one game or for every game. Every list,
count, search, page and resource starts from one predicate (`core/policies/scoping.py`): rows of the games for which the
person has the permission. What a person may not see does not exist for them: the answer is 404.

Restricted tickets (those of restricted groups) exist only for members of their group, for holders of
`ticket.view_restricted`, which are crisis staff and administrators, and for the agent who has the ticket. An account
without `desk.use` serves programs only. Supervisors and up must have a second factor outside demo mode; everybody is
offered one. A person who is shut out, signed out or loses a role is refused with the very next request.

Roles are kept in `core/data/roles.json`, groups in `core/data/groups.json`. This page is generated:
`manage.py generate_docs`.
"""
FIELDS = """
## Fields

What may leave the house is decided per field as well. Every model sorts its fields into `personal` and `plain`
(`class Privacy`), and a test fails for a field that is in neither.

| who | never sees |
|---|---|
| player (form, tracking page, mail) | notes, assignee, owner, group, signals, classification, clocks, others' tickets |
| staff without `player.view` | the player card |
| programs | fields outside their token's scopes; the token of anybody; passwords, secrets and recovery codes |
| everybody | passwords, secrets of authenticators, digests of tokens and links |
"""


def page() -> str:
    """The whole page."""
    roles = reference_rows("roles")
    return HEAD + _posts(roles) + _matrix(roles) + _scopes(roles) + _groups() + FIELDS


def _posts(roles: list[dict[str, Any]]) -> str:
    rows = (
        f"| `{role['code']}` | {role['name_zh']} | {role['name_en']} | {role['rank']} |"
        f" {'demanded' if role['needs_second_factor'] else 'offered'} |\n"
        for role in roles
    )
    return "\n## Roles\n\n| role | 中文 | English | rank | second factor |\n|---|---|---|---|---|\n" + "".join(rows)


def _matrix(roles: list[dict[str, Any]]) -> str:
    return "\n## Who may do what\n\n" + _crosses(roles, "permissions", [str(permission) for permission in Permission])


def _scopes(roles: list[dict[str, Any]]) -> str:
    text = "\n## What a token may carry at most\n\nA scope never widens what the token's agent may do.\n\n"
    return text + _crosses(roles, "scopes", [str(scope) for scope in Scope])


def _crosses(roles: list[dict[str, Any]], field: str, names: list[str]) -> str:
    head = "| | " + " | ".join(role["code"] for role in roles) + " |\n|---|" + ":-:|" * len(roles) + "\n"
    rows = (
        "| `" + name + "` | " + " | ".join("●" if name in role[field] else "" for role in roles) + " |\n"
        for name in names
    )
    return head + "".join(rows)


def _groups() -> str:
    head = "\n## Skill groups\n\n| group | 中文 | English | tickets come here |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{row['code']}` | {row['name_zh']} | {row['name_en']} | {_way(row)} |\n" for row in reference_rows("groups")
    )


def _way(row: dict[str, Any]) -> str:
    way = "first" if row.get("is_front_line") else "at once" if row.get("receives_directly") else "when handed over"
    return f"{way}, restricted" if row.get("is_restricted") else way
