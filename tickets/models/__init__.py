from tickets.models.attachments import Attachment
from tickets.models.classifications import Classification, Correction
from tickets.models.desk import Draft, ReadMark, View
from tickets.models.macros import Macro
from tickets.models.messages import Message
from tickets.models.policies import LifecyclePolicy
from tickets.models.practice import KeyChoice, Training
from tickets.models.tags import Tag, TagMove
from tickets.models.tickets import Ticket, TicketLink, TrackingLink

__all__ = [
    "Attachment",
    "Classification",
    "Correction",
    "Draft",
    "KeyChoice",
    "LifecyclePolicy",
    "Macro",
    "Message",
    "ReadMark",
    "Tag",
    "TagMove",
    "Ticket",
    "TicketLink",
    "TrackingLink",
    "Training",
    "View",
]
