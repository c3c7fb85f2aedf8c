"""The help centre and the player's form. Everything works without a script and without a cookie.

These pages check no form token: nobody is signed in here, so there is nothing that a foreign page could borrow, and a
player whose browser keeps no cookies, or who wrote for an hour, is never turned away.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core.actions import rates
from core.errors import DomainError, NotThere
from core.models import Game
from core.queries.clients import client_bucket
from tickets.actions.intake import Opened
from tickets.actions.tracking import token_for
from tickets.channels.web.submission import Submission, store_files, submit
from tickets.forms.facts import evidence_words
from tickets.forms.support import KEY, PastedLinkForm, SupportForm
from tickets.models import Ticket
from tickets.queries import support
from tickets.queries.player_links import game_with_slug, identity_from_link
from tickets.views import player_cookies

FORM_RATE = rates.Rate(limit=20, seconds=3600, burst=8)
FILE_RATE = rates.Rate(limit=120, seconds=3600, burst=30)


@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """The front door: pick the game, or find an earlier matter."""
    return render(request, "tickets/support/home.html", {"games": support.open_games()})


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class NewTicket(View):
    """The form for one game; without a game, the choice of games."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = request.POST if request.method == "POST" else request.GET
        self.game = game_with_slug(given.get("game", "")[:40])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        if "player" in request.GET:
            return enter_by_link(request)
        if self.game is None:
            unknown = bool(request.GET.get("game"))
            context = {"games": support.open_games(), "is_unknown": unknown}
            return render(request, "tickets/support/games.html", context, status=404 if unknown else 200)
        return self._page(self._form(request.GET, checked=False))

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.game is None:
            raise NotThere(_("Please choose the game first."))
        if request.POST.get("do") == "forget":
            return self._forget()
        if request.POST.get("do") == "facts":
            return self._page(self._form(request.POST, checked=False))
        return self._receive(self._form(request.POST))

    def _form(self, data: QueryDict, *, checked: bool = True) -> SupportForm:
        assert self.game is not None  # get and post have seen to it
        identity = player_cookies.identity_of(self.request, self.game.slug)
        chosen = support.offered_category(data.get("category", ""))
        return SupportForm(data, game=self.game, identity=identity, chosen=chosen, checked=checked)

    def _receive(self, form: SupportForm) -> HttpResponse:
        """Keep the files first, so that a wrong field never costs an upload; then open the ticket."""
        ids = self._keep_files(form)
        if not form.is_valid():
            return self._page(form, ids=ids, status=422)
        similar = self._similar(form)
        if similar is not None:
            return self._page(form, ids=ids, similar=similar, status=409)
        wait = self._hit_limit(form)
        if wait:
            return self._page(form, ids=ids, status=429, retry_after=wait)
        opened = _attempt(form, Submission(**form.values(), attachment_ids=ids, locale=get_language() or ""))
        return self._thank(opened) if opened else self._page(form, ids=ids, status=422)

    def _keep_files(self, form: SupportForm) -> list[str]:
        stored = store_files(self.request.FILES.getlist("files"), f"form:{form.form_key}")
        for refusal in stored.refusals:
            form.add_error(None, refusal)
        return [*self.request.POST.getlist("attachments")[:20], *stored.ids]

    def _similar(self, form: SupportForm) -> Ticket | None:
        """An open ticket on the same matter that this visitor may know of, unless they insist on another."""
        if self.request.POST.get("again"):
            return None
        known = support.known_tickets(player_cookies.recent_links(self.request), form.identity)
        others = known.exclude(intake_key=f"form:{form.form_key}")
        return support.similar_open(others, form.game, form.cleaned_data["category"])

    def _hit_limit(self, form: SupportForm) -> int:
        decision = rates.hit(f"form:{client_bucket(self.request)}", FORM_RATE)
        if decision.is_allowed:
            return 0
        minutes = max(1, round(decision.retry_after / 60))
        form.add_error(
            None,
            _("Many reports came from your connection. Please try again in %(n)d min; your text stays here.")
            % {"n": minutes},
        )
        return decision.retry_after

    def _page(
        self,
        form: SupportForm,
        *,
        ids: list[str] | None = None,
        similar: Ticket | None = None,
        status: int = 200,
        retry_after: int = 0,
    ) -> HttpResponse:
        context = page_context(form, self.game)
        wanted = ids if ids is not None else self.request.POST.getlist("attachments")
        context |= {
            "kept": support.unused_uploads(wanted, f"form:{form.form_key}"),
            "similar": similar,
            "similar_token": _token_of(similar),
            "link_expired": "expired" in self.request.GET,
        }
        response = render(self.request, "tickets/support/new.html", context, status=status)
        if retry_after:
            response["Retry-After"] = str(retry_after)
        return response

    def _forget(self) -> HttpResponse:
        assert self.game is not None  # post has seen to it
        response = redirect(f"/support/new?game={self.game.slug}")
        player_cookies.forget_identity(response, self.game.slug)
        return response

    def _thank(self, opened: Opened) -> HttpResponse:
        link = opened.ticket.tracking_links.order_by("id").last()
        assert link is not None  # intake made it
        response = HttpResponseRedirect(f"/support/t/{token_for(link)}/thanks", status=303)
        player_cookies.remember_ticket(self.request, response, link.pk)
        return response


def page_context(form: SupportForm, game: Game | None) -> dict[str, Any]:
    """What the form's page shows whatever happened."""
    categories, kind = list(support.offered_categories()), game.kind if game else ""
    return {
        "form": form,
        "game": game,
        "identity": form.identity,
        "chosen": form.chosen,
        "choices": support.first_choices(categories, kind),
        "sections": support.sections(categories),
        "evidence": evidence_words(form.chosen),
        "promise_for": {"game": game, "category": form.chosen},
        "is_from_the_rest": form.chosen is not None and kind not in form.chosen.form_rank,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
    }


def enter_by_link(request: HttpRequest) -> HttpResponse:
    """From the signed link inside the game to a clean address: the player's id never stays in a URL."""
    identity = identity_from_link(request.GET["player"][:4000])
    slug = identity.game if identity else request.GET.get("game", "")[:40]
    query = f"game={slug}" if game_with_slug(slug) else ""
    if (category := request.GET.get("category", "")) and category.replace("-", "").isalnum() and category.isascii():
        query += f"&category={category[:8]}"
    response = redirect(f"/support/new?{query}" + ("" if identity else "&expired=1"))
    response["Referrer-Policy"] = "no-referrer"
    if identity is not None:
        player_cookies.remember_identity(response, identity)
    return response


@csrf_exempt
@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """One file for a form that is still being written; the answer is for the script."""
    key = request.GET.get("key", "")
    if not KEY.fullmatch(key):
        raise NotThere
    return take_file(request, f"form:{key}")


def take_file(request: HttpRequest, uploader_key: str) -> JsonResponse:
    """Keep one file and answer with its id, or with the reason why not."""
    decision = rates.hit(f"upload:{client_bucket(request)}", FILE_RATE)
    if not decision.is_allowed:
        detail = _("Too many files at once. Please wait a minute.")
        return JsonResponse({"detail": detail}, status=429, headers={"Retry-After": str(decision.retry_after)})
    stored = store_files(request.FILES.getlist("file")[:1], uploader_key)
    if not stored.ids:
        why = stored.refused[0][1] if stored.refused else _("There was no file.")
        return JsonResponse({"detail": why}, status=400)
    return JsonResponse({"id": stored.ids[0]}, status=201)


@csrf_exempt
@never_cache
def my_tickets(request: HttpRequest) -> HttpResponse:
    """The matters of this browser or of the player whom the game signed for; else a place for a kept link."""
    form = PastedLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect(f"/support/t/{form.cleaned_data['link']}")
    game = game_with_slug(request.GET.get("game", "")[:40])
    identity = player_cookies.identity_of(request, game.slug) if game else None
    tickets = list(support.known_tickets(player_cookies.recent_links(request), identity)[: support.LISTED])
    links = support.live_links(tickets)
    rows = [{"ticket": ticket, "token": token_for(links[ticket.pk])} for ticket in tickets if ticket.pk in links]
    context = {"form": form, "rows": rows, "game": game}
    return render(request, "tickets/support/mine.html", context, status=422 if form.is_bound else 200)


def _attempt(form: SupportForm, submission: Submission) -> Opened | None:
    """The ticket, or None with the refusal beside its field: here a refusal must never cost what was typed."""
    try:
        return submit(submission)
    except DomainError as refusal:
        form.refuse(refusal)
        return None


def _token_of(ticket: Ticket | None) -> str:
    link = support.live_links([ticket]).get(ticket.pk) if ticket else None
    return token_for(link) if link else ""
