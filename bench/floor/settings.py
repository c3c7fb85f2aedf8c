"""The least that Django needs: no middleware, no sessions, no translation; the product's database and models."""

from helpdesk.settings import *  # noqa: F403 -- the apps read their own

DEBUG = USE_I18N = False
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # its app demands it at start; asgi.py leaves it out
ROOT_URLCONF = "bench.floor.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": ["bench/floor/templates"],
        "OPTIONS": {"context_processors": []},
    }
]
