"""Files: sent up once, used in one message, fetched by an address that soon dies."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.operations import operation
from core.api.parsers import StrictMultiPartParser
from core.api.views import ApiView
from core.enums import ActorKind, Permission, Scope
from core.errors import InvalidInput, NotThere
from core.policies.permissions import check_anywhere
from tickets.actions.attachments import store_upload
from tickets.api import examples
from tickets.api.inputs import UploadInput
from tickets.api.resources import attachment_resource
from tickets.api.schemas import AttachmentSerializer
from tickets.enums import ScanState
from tickets.models import Attachment
from tickets.queries.files import Reader, attachment_for, file_url

ENVELOPE = 100_000  # what a multipart body may weigh beside its file


class AttachmentUpload(ApiView):
    """Where files go up."""

    scopes = {"POST": Scope.TICKETS_WRITE}
    parser_classes = [StrictMultiPartParser]
    max_body = settings.ATTACHMENT_MAX_BYTES + ENVELOPE

    @operation(
        name="uploadAttachment",
        summary="Upload a file",
        description="One file in the field `file`. Name its id in a ticket or message once, within a day.",
        request=UploadInput,
        request_type="multipart/form-data",
        response=AttachmentSerializer,
        response_example=examples.ATTACHMENT,
        status=201,
    )
    def post(self, request: Request) -> Response:
        check_anywhere(self.agent, Permission.TICKET_CREATE)
        upload = _only_file(request)
        attachment = store_upload(upload, uploader_kind=ActorKind.AGENT, uploader_key=f"agent:{self.agent.pk}")
        return Response(self._resource(attachment), status=201)

    def _resource(self, attachment: Attachment) -> dict[str, Any]:
        is_open = attachment.state != ScanState.QUARANTINED
        return attachment_resource(attachment, file_url(attachment, Reader.agent(self.agent)) if is_open else None)


class AttachmentDetail(AttachmentUpload):
    """What a file is, and for some minutes where it can be fetched."""

    scopes = {"GET": Scope.TICKETS_READ}
    http_method_names = ["get", "head", "options"]

    @operation(
        name="getAttachment",
        summary="One file",
        response=AttachmentSerializer,
        response_example=examples.ATTACHMENT,
    )
    def get(self, request: Request, pk: str) -> Response:
        attachment = attachment_for(self.agent, pk) if _is_uuid(pk) else None
        if attachment is None:
            raise NotThere
        return Response(self._resource(attachment))


def _only_file(request: Request) -> "UploadedFile[Any]":
    """The one file of the body, or `InvalidInput` that points at what is missing or too much."""
    unknown = sorted((set(request.POST) | set(request.FILES)) - {"file"})
    wrong: dict[str, list[Any]] = {name: [_("There is no such field to set.")] for name in unknown}
    files: list[UploadedFile[Any]] = request.FILES.getlist("file")
    if len(files) != 1:
        wrong["file"] = [_("Send exactly one file in this field.")]
    if wrong:
        raise InvalidInput(wrong)
    return files[0]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
