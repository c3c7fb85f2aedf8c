"""Give a person their data: one archive with everything as JSON and as a page to read."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import DomainError
from core.models import Actor
from core.policies.permissions import check
from players.actions.access_log import log_access
from players.actions.erasing import accounts_of
from players.actions.privacy_requests import NotChecked, open_request
from players.enums import AccessDeed, PrivacyKind, PrivacyState
from players.models import PrivacyRequest
from players.queries.personal_data import sections

FORMAT = "wuyou-personal-data/1"
GIVEN_OUT = {PrivacyKind.ACCESS, PrivacyKind.PORT}


class NothingToGive(DomainError):
    """The request asks for something else."""

    code = "privacy_request.other_kind"
    status = 409
    message = _("This request does not ask for a copy.")


@dataclass(frozen=True)
class Export:
    """The archive, and how many rows of what stand in it."""

    name: str
    content: bytes
    rows: dict[str, int]


@transaction.atomic
def export_person(request: PrivacyRequest | int, *, by: Actor) -> Export:
    """The archive for an accepted request for access or portability, of every account of the person.

    That it was given out is recorded before anybody holds it: who, for which request, how many rows of what. Nothing is
    kept of the archive. Raises `NotChecked`, `NothingToGive`, `NotAllowed` in any of the games.
    """
    row = open_request(request, by=by)
    if row.kind not in GIVEN_OUT:
        raise NothingToGive
    if row.state != PrivacyState.ACCEPTED:
        raise NotChecked
    accounts = accounts_of(row.player)
    for account in accounts:
        if by.agent is not None:
            check(by.agent, Permission.PRIVACY_HANDLE, account.game)
    found = {section: section.rows([account.pk for account in accounts]) for section in sections()}
    counts = {section.name: len(rows) for section, rows in found.items()}
    for account in accounts:
        events.record("player.exported", subject=account, by=by, data={"request": row.pk, "rows": counts})
    row.outcome = counts
    row.save(update_fields=["outcome"])
    language = "zh-hans" if (row.player.locale or "zh").lower().startswith("zh") else "en"
    page = {"made_at": clock.now(), "sections": [(section.title, _table(rows)) for section, rows in found.items()]}
    with translation.override(language):
        readable = render_to_string("players/export.html", page | {"language": language})
    whole = {"format": FORMAT, "made_at": clock.now(), **{section.name: rows for section, rows in found.items()}}
    for account in accounts:
        log_access(account, by=by, deed=AccessDeed.EXPORTED, what=", ".join(counts)[:80])
    return Export(f"personal-data-{row.pk}.zip", _packed(whole, readable), counts)


def _table(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """The names of the columns, and the cells of each row as they are read."""
    return {"columns": list(rows[0]) if rows else [], "rows": [[_cell(cell) for cell in row.values()] for row in rows]}


def _cell(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return "" if value is None else str(value)


def _packed(whole: dict[str, Any], readable: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        archive.writestr("index.html", readable)
    return packed.getvalue()
