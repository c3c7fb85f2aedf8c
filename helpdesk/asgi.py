"""One port: HTTP runs as WSGI threads, only `/ws/` as ASGI (ADR 8)."""

import os
from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
http = get_wsgi_application()

from helpdesk.sockets import socket_urls  # noqa: E402 -- consumers import models, which need the apps loaded above
from helpdesk.static_files import StaticFirst  # noqa: E402 -- reads the settings that are set up above

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(cast(WSGIApp, StaticFirst(http)), workers=settings.WEB_THREADS),
        "websocket": OriginValidator(AuthMiddlewareStack(URLRouter(socket_urls)), settings.SOCKET_ORIGINS),
    }
)
