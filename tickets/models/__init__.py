from tickets.models.attachments import Attachment
from tickets.models.bulk import BulkJob, BulkRow
from tickets.models.classifications import Classification, Correction
from tickets.models.desk import DeskSetup, Draft, Macro, ReadMark
from tickets.models.messages import Message
from tickets.models.policies import LifecyclePolicy
from tickets.models.tickets import Ticket, TicketLink, TrackingLink
from tickets.models.views import View, ViewPlace

__all__ = [
    "Attachment",
    "BulkJob",
    "BulkRow",
    "Classification",
    "Correction",
    "DeskSetup",
    "Draft",
    "LifecyclePolicy",
    "Macro",
    "Message",
    "ReadMark",
    "Ticket",
    "TicketLink",
    "TrackingLink",
    "View",
    "ViewPlace",
]
