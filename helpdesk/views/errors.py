"""What a person sees when something is refused or breaks: what happened, what was kept, what to do."""

import sys
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.middleware import is_api, refuse

Text = str | Promise
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
DATABASE_AWAY = (OperationalError, InterfaceError)
LAST_RESORT = (
    "<!doctype html><title>500</title><h1>出错了 · Something broke</h1><p>请稍后再试。Please try again later.</p>"
)
SHEETS = ("css/tokens.css", "css/tokens-fallback.css", "css/base.css", "css/components.css", "css/pages-staff.css")


@dataclass(frozen=True)
class Words:
    code: str
    title: Text
    text: Text
    hint: Text


WORDS = {
    400: Words(
        "request.invalid",
        _("We could not read that request"),
        _("Something in it was incomplete or not allowed, so nothing was changed."),
        _("Go back with your browser: what you typed is usually still there. Then try again."),
    ),
    403: Words(
        "permission.denied",
        _("Not yours to do"),
        _("You are signed in, but your role does not include this."),
        _("If you need it for your work, ask your supervisor."),
    ),
    404: Words(
        "not_found",
        _("Nothing here"),
        _("The page does not exist, or it is not yours to see."),
        _("Check the address. A tracking link works only in full, exactly as you received it."),
    ),
    405: Words(
        "method.not_allowed",
        _("This page cannot do that"),
        _("The address exists, but not for this kind of request."),
        _("Open it again from the page you came from."),
    ),
    413: Words(
        "request.too_big",
        _("That was too much at once"),
        _("The text or the files were larger than we can take, so nothing was sent."),
        _("Go back, leave out the largest file or shorten the text, and send again."),
    ),
    429: Words(
        "rate.limited",
        _("A moment, please"),
        _("That was a lot in a short time."),
        _("Wait a minute and try again. Nothing you sent before was lost."),
    ),
    503: Words(
        "unavailable",
        _("We are not reachable for a moment"),
        _("Our database does not answer right now. What you sent before is safe."),
        _("Please try again in a minute. Keep what you typed."),
    ),
    500: Words(
        "server.error",
        _("Something broke on our side"),
        _("It is not your fault, and it has been recorded."),
        _("Please try again. If it happens twice, tell us the reference below."),
    ),
}
CSRF = Words(
    "csrf.failed",
    _("This form is too old to be sent"),
    _("It was opened in another session, or the browser did not send our cookie. Nothing was changed."),
    _("Go back with your browser, copy what you typed, reload the page and send it again."),
)


def error_page(request: HttpRequest, status: int, words: Words | None = None) -> HttpResponse:
    """The page for a status; programs and htmx get it in their own form."""
    said = words or WORDS[status]
    if is_api(request) or request.headers.get("HX-Request"):
        sentences = gettext("%(title)s. %(text)s") % {"title": said.title, "text": said.text}
        return refuse(request, status, said.code, sentences)
    context = {
        "title": said.title,
        "text": said.text,
        "hint": said.hint,
        "request_id": getattr(request, "request_id", ""),
    }
    return render(request, "errors/page.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was only too big."""
    return error_page(request, 413 if isinstance(exception, TOO_BIG) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 raised outside the house's own refusals."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is not there and for what is not yours."""
    return error_page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without our token; `reason` is for the log and never shown."""
    return error_page(request, 403, CSRF)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is away. Uses no context processor, no session, no query."""
    status = 503 if isinstance(sys.exc_info()[1], DATABASE_AWAY) else 500
    if is_api(request):
        return refuse(request, status, WORDS[status].code, str(WORDS[status].text))
    try:
        response = HttpResponse(_bare_page(request, status), status=status)
    except Exception:  # noqa: BLE001 -- the outermost edge: whatever broke, the person gets an answer
        response = HttpResponse(LAST_RESORT, status=status)
    if status == 503:
        response["Retry-After"] = "30"
    return response


def _bare_page(request: HttpRequest, status: int) -> str:
    words = WORDS[status]
    context = {
        "lang": "en" if (get_language() or "").startswith("en") else "zh-Hans",
        "sheets": [static(sheet) for sheet in SHEETS],
        "brand": _("Wuyou"),
        "title": words.title,
        "text": words.text,
        "hint": words.hint,
        "again": request.path if request.method == "GET" else "/",
        "again_text": _("Try again"),
        "request_id": getattr(request, "request_id", ""),
    }
    return get_template("errors/500.html").render(context)
