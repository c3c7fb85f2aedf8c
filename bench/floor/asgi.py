"""The floor on the product's web server: the same threads, the same bridge, no middleware at all."""

import os
from typing import cast

import django
from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()
settings.MIDDLEWARE = []
application = WSGIMiddleware(cast(WSGIApp, WSGIHandler()), workers=settings.WEB_THREADS)
