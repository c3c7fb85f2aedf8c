from tickets.models.attachments import Attachment
from tickets.models.bulk import BulkJob, BulkRow
from tickets.models.classifications import Classification, Correction
from tickets.models.consents import ConsentRequest
from tickets.models.desk import DeskSetup, Draft, ReadMark
from tickets.models.learning import LearnedModel, PendingLook, TicketVector
from tickets.models.macros import Macro
from tickets.models.messages import Message
from tickets.models.policies import LifecyclePolicy
from tickets.models.practice import KeyChoice, Training
from tickets.models.relations import Merge, TicketLink
from tickets.models.routing import RoutingPolicy, SkillNeed
from tickets.models.tags import Tag, TagMove
from tickets.models.tickets import Ticket, TrackingLink
from tickets.models.views import View, ViewPlace
from tickets.models.watches import Watch

__all__ = [
    "Attachment",
    "BulkJob",
    "BulkRow",
    "Classification",
    "ConsentRequest",
    "Correction",
    "DeskSetup",
    "Draft",
    "KeyChoice",
    "LearnedModel",
    "LifecyclePolicy",
    "Macro",
    "Merge",
    "Message",
    "PendingLook",
    "ReadMark",
    "RoutingPolicy",
    "SkillNeed",
    "Tag",
    "TagMove",
    "Ticket",
    "TicketLink",
    "TicketVector",
    "TrackingLink",
    "Training",
    "View",
    "ViewPlace",
    "Watch",
]
