from tickets.models.attachments import Attachment
from tickets.models.classifications import Classification, Correction
from tickets.models.desk import Draft, Macro, ReadMark, View
from tickets.models.messages import Message
from tickets.models.policies import LifecyclePolicy
from tickets.models.tickets import Ticket, TicketLink, TrackingLink
from tickets.models.watches import Watch

__all__ = [
    "Attachment",
    "Classification",
    "Correction",
    "Draft",
    "LifecyclePolicy",
    "Macro",
    "Message",
    "ReadMark",
    "Ticket",
    "TicketLink",
    "TrackingLink",
    "View",
    "Watch",
]
