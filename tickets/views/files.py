"""Files go out as downloads that can do nothing on our host."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.errors import NotThere
from tickets.enums import ScanState
from tickets.queries.files import LIFE_SECONDS, file_by_token

SANDBOX = "default-src 'none'; sandbox"


@require_safe
def download(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The bytes of the file; the name in the address is for people, the one that is saved comes from the row."""
    attachment = file_by_token(token)
    path = Path(settings.MEDIA_ROOT) / attachment.path
    if not path.is_file():
        raise NotThere
    is_plain = attachment.state != ScanState.CLEAN
    response = FileResponse(
        path.open("rb"), content_type="application/octet-stream" if is_plain else attachment.content_type
    )
    response["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = f"private, max-age={LIFE_SECONDS}"
    return response
