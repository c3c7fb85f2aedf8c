"""Addresses of tickets, below /api/v1/."""

from django.urls import path

from tickets.api.attachments import AttachmentDetail, AttachmentUpload
from tickets.api.bulk import BulkTickets, JobDetail
from tickets.api.conversation import EventList, MessageList, TrackingLinkView
from tickets.api.desk import MacroList, ViewList
from tickets.api.joining import JOINING
from tickets.api.moves import OWN, move_urls
from tickets.api.numbers import NumberList, NumberReveal
from tickets.api.tickets import TicketDetail, TicketList

urlpatterns = [
    path("tickets", TicketList.as_view()),
    path("tickets/bulk", BulkTickets.as_view()),
    path("jobs/<str:pk>", JobDetail.as_view()),
    path("tickets/<str:pk>", TicketDetail.as_view()),
    path("tickets/<str:pk>/messages", MessageList.as_view()),
    path("tickets/<str:pk>/events", EventList.as_view()),
    path("tickets/<str:pk>/tracking-link", TrackingLinkView.as_view()),
    path("tickets/<str:pk>/numbers", NumberList.as_view()),
    path("tickets/<str:pk>/numbers/<str:number>/reveal", NumberReveal.as_view()),
    *move_urls(*(spec.name for spec in (*OWN, *JOINING))),
    path("attachments", AttachmentUpload.as_view()),
    path("attachments/<str:pk>", AttachmentDetail.as_view()),
    path("macros", MacroList.as_view()),
    path("views", ViewList.as_view()),
]
