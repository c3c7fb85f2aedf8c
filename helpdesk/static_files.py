"""Static files are answered before Django: the library's middleware is asynchronous, and every page of a threaded
server would pay for it with an event loop and three changes of thread.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware
from servestatic.wsgi import ServeStatic


class StaticFirst(ServeStatic, ServeStaticMiddleware):  # type: ignore[misc]  # the library is not typed
    """A WSGI application: files of `/static/` as the settings say, everything else from the application behind it."""

    def __init__(self, application: Any) -> None:
        super().__init__(_nobody)
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The file that stands at this address, or what the application says."""
        answer: Iterable[bytes] = ServeStatic.__call__(self, environ, start_response)
        return answer


async def _nobody(_request: HttpRequest) -> HttpResponseBase:
    """Stands where the library wants the next middleware; nothing is passed on to it."""
    raise NotImplementedError
