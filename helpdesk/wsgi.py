"""HTTP by WSGI: threads with one database connection each (ADR 8)."""

import os

from django.core.wsgi import get_wsgi_application

from helpdesk.static_files import StaticFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
application = StaticFirst(get_wsgi_application())
