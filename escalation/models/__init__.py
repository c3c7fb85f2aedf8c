from escalation.models.calendars import CalendarDay, ServiceCalendar
from escalation.models.cases import Case
from escalation.models.clocks import Alarm, Alert, Clock
from escalation.models.crises import Crisis, CrisisCare, CrisisMark
from escalation.models.policies import SlaOverride, SlaPolicy, SlaTarget
from escalation.models.promises import Promise
from escalation.models.work_orders import CaseComment, FollowUp, WorkOrder

__all__ = [
    "Alarm",
    "Alert",
    "CalendarDay",
    "Case",
    "CaseComment",
    "Clock",
    "Crisis",
    "CrisisCare",
    "CrisisMark",
    "FollowUp",
    "Promise",
    "ServiceCalendar",
    "SlaOverride",
    "SlaPolicy",
    "SlaTarget",
    "WorkOrder",
]
