"""One deed on many tickets at the desk: its questions, what would happen, what happened, and taking it back.

Without scripts each step is a page; with them the same parts fill the dialog of the desk.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.errors import InvalidInput, NotThere
from tickets.actions.bulk import run_job, start_bulk, undo_bulk
from tickets.actions.bulk_deeds import DEEDS, text_for
from tickets.forms.bulk import BulkForm
from tickets.models import BulkJob
from tickets.policies.bulk import AT_ONCE, VIEW_MOST
from tickets.queries.bulk import Named, Preview, job_for, job_page, named_from, named_in_view, preview
from tickets.queries.bulk_changes import changes_of
from tickets.queries.saved_views import view_for
from tickets.views.bulk_questions import QUESTIONS, Question
from tickets.views.desk_pages import actor_of, agent_of, desk_view

TEMPLATE, JOB = "tickets/desk/bulk.html", "tickets/desk/bulk_job.html"
OWN_FIELDS = {"csrfmiddlewaretoken", "ids", "view", "order", "everything", "step", "key"}


@require_POST
@desk_view
def bulk(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for what the deed needs, show what would happen, or do it: `step` says which."""
    question = QUESTIONS.get(name)
    if question is None:
        raise NotThere
    named, step = _named(request), request.POST.get("step", "")
    form = _form(request, question, is_answered=bool(step) or not question.form.base_fields)
    if form.is_bound and form.is_valid():
        try:
            DEEDS[name].check(form.answers(), agent_of(request))
            return _run(request, name, form, named) if step == "run" else _preview(request, name, form, named)
        except InvalidInput as refusal:
            form.refuse(refusal)
    return _ask(request, name, form, named)


def _named(request: HttpRequest) -> list[Named]:
    """The chosen tickets, or the first ones of the whole view."""
    if request.POST.get("everything") and (slug := request.POST.get("view", "")):
        agent = agent_of(request)
        found = named_in_view(agent, view_for(agent, slug), request.POST.get("order", ""))
        if found:
            return found
    return named_from(request.POST.getlist("ids"))


def _form(request: HttpRequest, question: Question, *, is_answered: bool) -> BulkForm:
    """The questions with what was answered; unanswered ones begin with what was said before going back."""
    given = {name: value for name, value in request.POST.items() if name not in OWN_FIELDS}
    return question.form(
        request.POST if is_answered else None, agent=agent_of(request), initial=None if is_answered else given
    )


def _ask(request: HttpRequest, name: str, form: BulkForm, named: list[Named]) -> HttpResponse:
    plan = preview(agent_of(request), name, named, {})
    return _page(request, name, form, plan, is_asking=True, status=422 if form.errors else 200)


def _preview(request: HttpRequest, name: str, form: BulkForm, named: list[Named]) -> HttpResponse:
    answers = form.answers()
    plan = preview(agent_of(request), name, named, answers)
    return _page(request, name, form, plan, is_asking=False, sample=_sample(request, name, plan, answers))


def _sample(request: HttpRequest, name: str, plan: Preview, answers: Mapping[str, Any]) -> str:
    """What the first player will read."""
    first = plan.going[0].ticket if name == "reply" and plan.going else None
    return text_for(first, agent_of(request), answers) if first is not None else ""


def _page(
    request: HttpRequest,
    name: str,
    form: BulkForm,
    plan: Preview,
    *,
    is_asking: bool,
    status: int = 200,
    sample: str = "",
) -> HttpResponse:
    answers = {} if is_asking else form.answers()
    context = {
        "name": name,
        "question": QUESTIONS[name],
        "changes": changes_of(agent_of(request), name, plan, answers, words=str(QUESTIONS[name].words)),
        "form": form,
        "plan": plan,
        "is_asking": is_asking,
        "sample": sample,
        "key": str(uuid4()),  # each preview is an order of its own; its button pressed twice is one
        "most": VIEW_MOST if request.POST.get("everything") else 0,
    }
    template = f"{TEMPLATE}#box" if "HX-Request" in request.headers else TEMPLATE
    return render(request, template, context, status=status)


def _run(request: HttpRequest, name: str, form: BulkForm, named: list[Named]) -> HttpResponse:
    """A few are done now; many by the timers, while the page shows how far they are."""
    key = _key(request.POST.get("key", ""))
    job = start_bulk(name, form.answers(), named, by=actor_of(request), key=key)
    if job.total <= AT_ONCE:
        run_job(job.pk)
    if "HX-Request" not in request.headers:
        return redirect("desk_bulk_job", job.pk)
    return _job(request, job_for(agent_of(request), job.pk))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


@require_safe
@desk_view
def show_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is, and what became of each ticket."""
    return _job(request, job_for(agent_of(request), pk))


def _job(request: HttpRequest, job: BulkJob) -> HttpResponse:
    page = job_page(agent_of(request), job)
    context = {
        "page": page,
        "job": job,
        "question": QUESTIONS.get(job.deed),
        "is_swap": "HX-Request" in request.headers,
    }
    response = render(request, f"{JOB}#box" if context["is_swap"] else JOB, context)
    if context["is_swap"] and not job.is_at_work:
        response["HX-Trigger-After-Settle"] = "bulk:done"
    return response


@require_POST
@desk_view
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job and take back what can be."""
    job = undo_bulk(job_for(agent_of(request), pk).pk, by=actor_of(request))
    if job.total <= AT_ONCE:
        run_job(job.pk)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ticket": None, "bulk": str(pk)})
    if "HX-Request" in request.headers:
        return _job(request, job_for(agent_of(request), pk))
    return redirect("desk_bulk_job", pk)
