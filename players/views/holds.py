"""Legal holds: which accounts must be left as they are, and the numbers about minors that are filed each year."""

import csv
import io
from datetime import date

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotAllowed
from core.policies.permissions import EVERY, games_for
from players.actions.evidence import note_export
from players.actions.legal_holds import lift_hold, place_hold
from players.forms.privacy import HoldForm
from players.queries.legal_holds import hold_for, holds_for
from players.queries.minors_audit import ZONE, audit_lines
from players.queries.players import player_for
from players.views.pages import actor_of, agent_of, staff_page

privacy_page = staff_page(Permission.PRIVACY_HANDLE)
MOST, FIRST_YEAR = 200, 2024


@require_safe
@privacy_page
def list_holds(request: HttpRequest) -> HttpResponse:
    """The holds that stand, then those that were lifted."""
    rows = holds_for(agent_of(request)).select_related("player__game", "placed_by", "lifted_by")
    found = rows.order_by(F("lifted_at").desc(nulls_first=True), "-placed_at")[:MOST]
    return render(request, "players/holds.html", {"rows": found})


@require_http_methods(["GET", "POST"])
@privacy_page
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put this player's account on hold, for a reason."""
    player, form, status = player_for(agent_of(request), pk), HoldForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            place_hold(player, by=actor_of(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, _("Nothing of this account is removed until the hold is lifted."))
            return redirect("legal_holds")
    return render(request, "players/hold_new.html", {"player": player, "form": form}, status=status)


@require_POST
@privacy_page
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a hold, for a reason; a refusal is said on the list."""
    hold = hold_for(agent_of(request), pk)
    try:
        lift_hold(hold.player, by=actor_of(request), reason=request.POST.get("reason", ""))
    except InvalidInput as refusal:
        messages.error(request, " ".join(str(text) for texts in refusal.fields.values() for text in texts))
    else:
        messages.success(request, _("The hold is lifted."))
    return redirect("legal_holds")


@require_safe
@privacy_page
def audit(request: HttpRequest) -> HttpResponse:
    """The numbers of a year about minors' data; with `?as=csv` as the file that is filed, which is recorded."""
    if games_for(agent_of(request), Permission.PRIVACY_HANDLE) != EVERY:
        raise NotAllowed(_("This is counted over all games: it is for who handles personal data of every game."))
    last = clock.now().astimezone(ZONE).year
    given = request.GET.get("year", "")
    year = int(given) if given in {str(one) for one in range(FIRST_YEAR, last + 1)} else last
    lines = audit_lines(year)
    if request.GET.get("as") == "csv":
        days = (date(year, 1, 1), date(year, 12, 31))
        note_export("minors_audit", *days, by=actor_of(request), right=Permission.PRIVACY_HANDLE)
        return _file(year, [(line.code, line.number) for line in lines])
    years = range(last, FIRST_YEAR - 1, -1)
    return render(request, "players/minors_audit.html", {"year": year, "years": years, "last": last, "lines": lines})


def _file(year: int, rows: list[tuple[str, int]]) -> HttpResponse:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerows([("what", "number"), *rows])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="minors-audit-{year}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _refuse(form: HoldForm, refusal: DomainError) -> int:
    """The reason in the form, and the status of the page that shows it."""
    if isinstance(refusal, InvalidInput):
        form.refuse(refusal)
        return 422
    form.add_error(None, str(refusal.text))
    return refusal.status
