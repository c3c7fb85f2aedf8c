"""The floor on the product's web server: the same threads, the same bridge."""

import os
from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
application = WSGIMiddleware(cast(WSGIApp, get_wsgi_application()), workers=settings.WEB_THREADS)
