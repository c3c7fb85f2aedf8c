"""What only the whole house can do around a request."""

from collections.abc import Callable
from typing import cast

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from servestatic.middleware import ServeStaticMiddleware

from core.middleware import is_api
from helpdesk.views.errors import WORDS, error_page

SECRET_ADDRESSES = ("/support/t/",)


class StaticFilesMiddleware:
    """Serves the static files, and leaves every other request alone.

    What serves them only knows asynchronous handlers. Each request that passed through it would be given an event loop
    and a thread of its own for nothing; so only the addresses of files are shown to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.serve = async_to_sync(ServeStaticMiddleware(sync_to_async(get_response)))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL):
            return cast(HttpResponse, self.serve(request))
        return self.get_response(request)


class SecretAddressMiddleware:
    """A tracking page's address is its key: kept by no cache, found by no search engine, told to no other site.

    Refusals below it are meant as well, so this cannot be left to the views.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(SECRET_ADDRESSES):
            response["Cache-Control"] = "no-store"
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class EmptyAnswerMiddleware:
    """Gives words to refusals that Django leaves blank, such as a wrong method (405)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status = response.status_code
        if status not in WORDS or getattr(response, "streaming", True) or response.content or is_api(request):
            return response
        page = error_page(request, status)
        if "Allow" in response:
            page["Allow"] = response["Allow"]
        return page
