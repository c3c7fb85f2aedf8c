"""The least that Django needs: no middleware, no sessions, no translation; the product's database and models."""

from helpdesk.settings import DATABASES, DEFAULT_AUTO_FIELD, INSTALLED_APPS, SECRET_KEY, WEB_THREADS  # noqa: F401

DEBUG = False
ALLOWED_HOSTS = ["*"]
AUTH_USER_MODEL = "core.Agent"
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor.urls"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
USE_TZ, TIME_ZONE, USE_I18N = True, "Asia/Shanghai", False
DEMO = TESTING = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": ["bench/floor/templates"],
        "OPTIONS": {"context_processors": []},
    }
]
