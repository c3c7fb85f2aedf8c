"""Every socket of the product; all else is HTTP."""

from django.urls import path

from tickets.consumers import DeskConsumer

socket_urls = [path("ws/desk", DeskConsumer.as_asgi())]
