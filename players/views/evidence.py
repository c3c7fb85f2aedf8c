"""Evidence as a file: which players were reminded, when, by which text, and when they confirmed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clock import at_local
from core.engines.spreadsheets import csv_lines
from core.enums import Permission
from players.actions.evidence import note_export
from players.engines.ages import HOUSE_ZONE
from players.forms.evidence import EvidenceForm
from players.queries.alerts import reminders_given
from players.views.pages import actor_of, agent_of, staff_page


@require_safe
@staff_page(Permission.RISK_VIEW)
def reminders(request: HttpRequest) -> HttpResponseBase:
    """The reminders of some days, as CSV; the days are those of Shanghai."""
    form = EvidenceForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    note_export("reminders", first, last, by=actor_of(request))
    rows = reminders_given(agent_of(request), _midnight(first), _midnight(last + timedelta(days=1)))
    response = StreamingHttpResponse(csv_lines(_head(), _rows(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reminders-{first}-{last}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _midnight(day: date) -> datetime:
    return at_local(HOUSE_ZONE, day, 0)


def _head() -> list[str]:
    return [
        _("Number"), _("Game"), _("Player"), _("Account"), _("Rule"), _("Cause"), _("Cause since"), _("Given at"),
        _("Channel"), _("Text"), _("Version"), _("Language"), _("Shown at"), _("Confirmed at"),
    ]  # fmt: skip


def _rows(rows: Iterator[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row["id"], row["alert__game__slug"], row["alert__player_id"], row["alert__player__uid"],
            row["alert__rule"], row["alert__kind"], _text(row["alert__cause_at"]), _text(row["given_at"]),
            row["channel"], row["template"], row["template_version"], row["language"], _text(row["shown_at"]),
            _text(row["acknowledged_at"]),
        ]  # fmt: skip


def _text(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="seconds").replace("+00:00", "Z")
