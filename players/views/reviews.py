"""Manual review of real names: the queue, one review with its vault, the verdicts of two people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.enums import Permission
from core.errors import DomainError, InvalidInput
from players.actions.reveals import Revealed
from players.actions.review_looks import look_at_submitted
from players.actions.reviews import give_verdict
from players.actions.vault import open_evidence, put_evidence
from players.enums import CheckState, EvidenceKind, Verdict
from players.forms.real_name import EvidenceForm, RealNameForm, VerdictForm
from players.models import RealNameCheck
from players.queries.identities import real_name_of
from players.queries.reviews import SHOWN, evidence_for, review_for, reviews_for
from players.views.pages import actor_of, agent_of, staff_page

review_page = staff_page(Permission.REAL_NAME_REVIEW)
SANDBOX = "default-src 'none'; sandbox"


@require_safe
@review_page
def show_queue(request: HttpRequest) -> HttpResponse:
    """What waits for two people, the oldest first."""
    return render(request, "players/reviews.html", {"checks": reviews_for(agent_of(request))[:SHOWN]})


@require_safe
@review_page
def show_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review."""
    return _show(request, review_for(agent_of(request), pk))


@require_POST
@never_cache
@review_page
def open_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was handed in; the look is logged, and no cache keeps the answer."""
    check = review_for(agent_of(request), pk)
    return _show(request, check, revealed=look_at_submitted(check, by=actor_of(request)))


@require_POST
@review_page
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a verdict with its reason."""
    check, form = review_for(agent_of(request), pk), VerdictForm(request.POST)
    if not form.is_valid():
        return _show(request, check, form=form)
    given = form.cleaned_data
    try:
        done = give_verdict(check, by=actor_of(request), verdict=Verdict(given["verdict"]), reason=given["reason"])
    except DomainError as refusal:
        return _refused(request, check, form, refusal)
    return _given(request, done)


@require_POST
@review_page
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a picture into the vault."""
    check, form = review_for(agent_of(request), pk), EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, check, form=form)
    given = form.cleaned_data
    try:
        put_evidence(check, given["file"].read(), kind=EvidenceKind(given["kind"]), by=actor_of(request))
    except DomainError as refusal:
        return _refused(request, check, form, refusal)
    return redirect("real_name_review", pk)


@require_POST
@never_cache
@review_page
def show_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The file out of the vault, as a download that can do nothing on our host; the look is logged."""
    row = evidence_for(agent_of(request), pk)
    content = open_evidence(row, by=actor_of(request), purpose=f"review {row.check_under_id}")
    response = HttpResponse(content, content_type=row.content_type)
    response["Content-Disposition"] = f'attachment; filename="evidence-{row.pk}"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _given(request: HttpRequest, check: RealNameCheck) -> HttpResponse:
    if check.state == CheckState.MANUAL_REVIEW:
        messages.success(request, _("Your verdict is kept. Another person has to look as well."))
        return redirect("real_name_review", check.pk)
    messages.success(request, _("Decided."))
    return redirect("real_name_reviews")


def _refused(request: HttpRequest, check: RealNameCheck, form: RealNameForm, refusal: DomainError) -> HttpResponse:
    if isinstance(refusal, InvalidInput):
        form.refuse(refusal)
    else:
        form.add_error(None, str(refusal.text))
    return _show(request, check, form=form)


def _show(
    request: HttpRequest, check: RealNameCheck, *, revealed: Revealed | None = None, form: RealNameForm | None = None
) -> HttpResponse:
    agent = agent_of(request)
    context = {
        "check": check,
        "found": real_name_of(check.player, agent),
        "revealed": revealed,
        "may_judge": all(verdict.reviewer_id != agent.pk for verdict in check.verdicts.all()),
        "verdict_form": form if isinstance(form, VerdictForm) else VerdictForm(),
        "evidence_form": form if isinstance(form, EvidenceForm) else EvidenceForm(),
    }
    return render(request, "players/review.html", context, status=422 if form is not None else 200)
