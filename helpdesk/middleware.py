"""What only the whole house can do around a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.middleware import is_api
from helpdesk.views.errors import WORDS, error_page

SECRET_ADDRESSES = ("/support/t/",)


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
