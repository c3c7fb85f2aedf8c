"""Who may open a file, for how long, by which address."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from core import clock
from core.errors import NotAllowed
from core.models import Actor, Agent
from tickets.enums import ScanState, Visibility
from tickets.models import Attachment, Ticket, TrackingLink
from tickets.policies.access import can_see
from tickets.queries.family import head_id, in_family

SALT = "tickets.file"
LIFE_SECONDS = 300


@dataclass(frozen=True)
class Reader:
    """Somebody for whom an address is signed: an agent, or the holder of a tracking link."""

    kind: str
    id: int

    @classmethod
    def agent(cls, agent: Agent) -> "Reader":
        return cls("agent", agent.pk)

    @classmethod
    def link(cls, link: TrackingLink) -> "Reader":
        return cls("link", link.pk)


def file_url(attachment: Attachment, reader: Reader) -> str:
    """An absolute address that opens the file for this reader during the next five minutes."""
    token = signing.dumps([str(attachment.pk), reader.kind, reader.id], salt=SALT)
    base = settings.FILES_URL or settings.PUBLIC_URL
    return f"{base}/files/{token}/{quote(attachment.name)}"


def file_by_token(token: str) -> Attachment:
    """The file that the address opens, if its reader may still see it now; else `NotAllowed`.

    The right is asked again here: a role that was taken away or a revoked link shuts the address at once.
    """
    gone = NotAllowed(_("This link to a file has run out. Open the ticket again for a new one."))
    try:
        pk, kind, reader_id = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature as error:
        raise gone from error
    attachment = Attachment.objects.select_related("ticket", "message").filter(pk=pk).first()
    if attachment is None or attachment.state == ScanState.QUARANTINED:
        raise gone
    if not _may_read(attachment, Reader(kind, reader_id)):
        raise gone
    return attachment


def _may_read(attachment: Attachment, reader: Reader) -> bool:
    if reader.kind == "agent":
        agent = Agent.objects.filter(pk=reader.id, is_active=True).first()
        if agent is None:
            return False
        if attachment.ticket is None:  # not used in a message yet
            return attachment.uploader_key == f"agent:{agent.pk}"
        return can_see(Actor.of_agent(agent), attachment.ticket)
    if attachment.message is None or not attachment.message.is_public:
        return False
    live = TrackingLink.objects.filter(pk=reader.id, revoked_at=None, expires_at__gt=clock.now())
    ticket_id = live.values_list("ticket_id", flat=True).first()
    said_on = attachment.message.ticket_id
    return ticket_id is not None and (ticket_id == said_on or head_id(ticket_id) == head_id(said_on))


def attachment_for(agent: Agent, pk: str) -> Attachment | None:
    """A file of a ticket that the agent may see, or an unused upload of the agent's own."""
    attachment = Attachment.objects.select_related("ticket", "message").filter(pk=pk).first()
    if attachment is None:
        return None
    return attachment if _may_read(attachment, Reader.agent(agent)) else None


def file_of_conversation(ticket: Ticket, pk: str) -> Attachment | None:
    """A file that the ticket's player can see on its page: of its public messages and those merged into it."""
    public = Attachment.objects.filter(message__visibility=Visibility.PUBLIC, message__moved_to=None)
    return public.filter(pk=pk, message__ticket__in=in_family(ticket)).first()
