"""Every socket of the product; all else is HTTP."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from tickets.consumers import DeskConsumer

NOT_THERE = 4404


class NoSuchSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Every other address: closed at once."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(NOT_THERE)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_more: Any) -> None:
        """Hear nothing."""


socket_urls = [path("ws/desk", DeskConsumer.as_asgi()), re_path(r"", NoSuchSocket.as_asgi())]
