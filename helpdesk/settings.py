"""Settings, read top to bottom. Every environment variable is read here and stands in docs/reference/settings.md."""

from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from helpdesk.env import (
    celery_broker_from,
    channel_layer_from,
    database_from,
    env_bool,
    env_int,
    env_list,
    env_secret,
    env_str,
    is_embedded,
    one_of,
    redis_address,
    web_address,
)
from helpdesk.static_headers import add_headers

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of installation -----------------------------------------------------------------------------------

DEMO = env_bool("WUYOU_DEMO")  # demo sign-ins, shifted clocks, no demanded second factor; never in production
TESTING = env_bool("WUYOU_TEST")  # set by the test suite alone
DEBUG = env_bool("WUYOU_DEBUG")  # error pages with source, static files unhashed; for development only
PORT = env_int("PORT", 8000, least=1, most=65535)  # where `make run` serves
LEARNED_CLASSIFIER = env_bool("LEARNED_CLASSIFIER", True)  # a second reading of new tickets; costs 120 MB
PUBLIC_URL = env_str("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")  # how people reach it; https makes it strict
_public = web_address("PUBLIC_URL", PUBLIC_URL)
HTTPS = _public.scheme == "https"
if not HTTPS and _public.hostname not in {"127.0.0.1", "localhost", "::1", "testserver"} and not DEMO:
    raise ImproperlyConfigured(
        f"PUBLIC_URL={PUBLIC_URL!r} is plain http on a public name. Use https, or http on 127.0.0.1 only."
    )

SECRET_KEY = env_secret(
    "SECRET_KEY", hint="Give 50 random characters: python -c 'import secrets;print(secrets.token_urlsafe(50))'"
)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")  # former keys: they still open what they locked
# what seals identities in the database, the current one first, 50 random characters each; empty = by SECRET_KEY
FIELD_KEYS = [key.strip() for key in env_secret("FIELD_KEYS", hint="", default="").split(",") if key.strip()]
# phone numbers, addresses and whole domains (@example.com) of this company, which stay readable in every text
OWN_CONTACTS = env_list("OWN_CONTACTS")
# by when requests about personal data are answered: working days (wd), months (m) or days (d) by jurisdiction
PRIVACY_TERMS = env_list("PRIVACY_TERMS", "CN=15wd,*=1m")
# names under which the product answers; the name in PUBLIC_URL by default
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", _public.hostname or "") + (
    ["127.0.0.1", "localhost"] if DEMO or TESTING else []
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SOCKET_ORIGINS = [
    _public._replace(netloc=_public.netloc.replace(_public.hostname or "", h)).geturl() for h in ALLOWED_HOSTS
]
NUM_PROXIES = env_int("NUM_PROXIES", 0)  # proxies in front that append to X-Forwarded-For
WEB_THREADS = env_int("WEB_THREADS", 8, least=1)  # requests that one web process answers at the same time
# a player is a year older on the "day_after" the birthday, as courts of China count, or on the "birthday" itself
AGE_TURNS_ON = env_str("AGE_TURNS_ON", "day_after")
if AGE_TURNS_ON not in {"day_after", "birthday"}:
    raise ImproperlyConfigured(f"AGE_TURNS_ON={AGE_TURNS_ON!r} is not known. Use day_after or birthday.")

# --- The house ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "helpdesk.apps.HelpdeskConfig",
    "qa.apps.QaConfig",
    "escalation.apps.EscalationConfig",
    "tickets.apps.TicketsConfig",
    "knowledge.apps.KnowledgeConfig",
    "players.apps.PlayersConfig",
    "core.apps.CoreConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.admin",
    "servestatic",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "helpdesk.middleware.SecretAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.middleware.PlainInputMiddleware",  # refuses in the language that the line above found
    "django.middleware.common.CommonMiddleware",
    "core.middleware.ApiSlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.AgentMiddleware",
    "players.middleware.IdentitySearchMiddleware",
    "players.middleware.ReachMiddleware",
    "core.sessions.SessionLifeMiddleware",
    "core.sessions.StaffGateMiddleware",
    "core.middleware.DomainErrorMiddleware",
    "helpdesk.middleware.EmptyAnswerMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"
ASGI_APPLICATION = "helpdesk.asgi.application"
AUTH_USER_MODEL = "core.Agent"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the e-mail address is unique, whatever its case: agent_email_once
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.context.site",
            ],
        },
    }
]

# --- Where things are true: PostgreSQL; wake-up calls: Redis ------------------------------------------------------

DATABASES = {
    "default": {
        **database_from(
            env_secret("DATABASE_URL", hint="postgres://user:password@host/name; `make run` brings its own.")
        ),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
# whether connections keep the plans of long statements: no, where a pooler lends a connection by the transaction
KEEP_PLANS = env_bool("KEEP_PLANS", default=True)
REDIS_URL = redis_address(
    "REDIS_URL",
    env_secret("REDIS_URL", hint="redis://host:6379 or unix:///path/to.sock", default="redis://127.0.0.1:6379"),
)
SESSION_ENGINE = "core.sessions"  # in PostgreSQL: agents stay signed in when Redis is gone
CACHES = {
    # Rate limits of the sign-in pages live here: in the database, so that a dead Redis neither errs nor opens them.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # the default of 300 would cull used codes while they still count
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": channel_layer_from(REDIS_URL), "socket_timeout": None}], "prefix": "wuyou"},
    }
}

# for how long a page that says nothing more counts as there
PRESENCE_SECONDS = env_int("PRESENCE_SECONDS", 45, least=10, most=600)
# after how long without a key or a move an agent counts as away
PRESENCE_IDLE_SECONDS = env_int("PRESENCE_IDLE_SECONDS", 120, least=10)
PRESENCE_PATIENCE = 0.25  # seconds that a page waits for Redis to say who is there

CELERY_BROKER_URL = celery_broker_from(REDIS_URL)

# --- People ------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "core.adapters.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "core.forms.sign_in.SignInForm",
    "reauthenticate": "core.forms.sign_in.PasswordAgainForm",
    "change_password": "core.forms.sign_in.PasswordChangeForm",
    "reset_password_from_key": "core.forms.sign_in.PasswordLinkForm",
}
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "20/5m/key"}  # passwords and codes: core/actions/sign_in.py
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff accounts are made by an administrator; nobody signs up
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "core.adapters.StaffMfaAdapter"
MFA_FORMS = {
    "authenticate": "core.forms.sign_in.CodeForm",
    "reauthenticate": "core.forms.sign_in.CodeOnceMoreForm",
    "activate_totp": "core.forms.sign_in.AppCodeForm",
    "add_webauthn": "core.forms.sign_in.PasskeyForm",
    "edit_webauthn": "core.forms.sign_in.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Wuyou"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
PASSWORD_RESET_TIMEOUT = 24 * 3600  # life of a one-time password link
SESSION_COOKIE_AGE = 12 * 3600  # absolute life of a staff session
# a sign-in ends after this long without a deed; after 12 hours whatever happens
SESSION_IDLE_SECONDS = env_int("SESSION_IDLE_SECONDS", 30 * 60 if not DEMO else 12 * 3600, least=1)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- The wire ----------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", True)  # http is sent to https; off when the proxy does it
    SECURE_REDIRECT_EXEMPT = [r"^api/", r"^healthz$", r"^readyz$"]
    if NUM_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# own host for uploads; empty = the same host, as attachment in a sandbox
FILES_URL = env_str("FILES_URL", "").rstrip("/")
if FILES_URL:
    web_address("FILES_URL", FILES_URL)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *([FILES_URL] if FILES_URL else [])],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp-reports",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
CSRF_FAILURE_VIEW = "helpdesk.views.errors.csrf_failure"

# --- Files -------------------------------------------------------------------------------------------------------

DATA_DIR = Path(env_str("WUYOU_DATA_DIR", str(BASE_DIR / ".data")))  # state of `make run`
if DEMO and not TESTING and not is_embedded(DATABASES["default"]["HOST"], BASE_DIR / DATA_DIR):
    raise ImproperlyConfigured(
        "WUYOU_DEMO=1 is for the servers that `make run` brings, because demo accounts have a published password."
        " Unset WUYOU_DEMO, or unset DATABASE_URL."
    )
MEDIA_ROOT = Path(env_str("FILES_DIR", str(DATA_DIR / "files")))  # where sent files lie
FILE_UPLOAD_PERMISSIONS = 0o600
ATTACHMENT_MAX_BYTES = env_int("ATTACHMENT_MAX_BYTES", 20_000_000, least=1)  # largest file that may be sent
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
SERVESTATIC_USE_MANIFEST = False
SERVESTATIC_ADD_HEADERS_FUNCTION = add_headers
SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_USE_FINDERS = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "helpdesk.storage.HashedStaticStorage"
    },
}

# --- Mail --------------------------------------------------------------------------------------------------------

# how mail is sent; the default only prints it
EMAIL_BACKEND = env_str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")  # the mail server
EMAIL_PORT = env_int("EMAIL_PORT", 25, least=1, most=65535)  # and its port
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")  # its account; empty = none is asked for
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", hint="", default="")  # and its password
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")  # STARTTLS
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "Wuyou <support@localhost>")  # the sender of our mail

# --- Words and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "helpdesk" / "locale"]
USE_I18N = True
USE_TZ = True
# how times are shown; everything is stored as UTC
TIME_ZONE = one_of("TIME_ZONE", env_str("TIME_ZONE", "Asia/Shanghai"), available_timezones(), like="Asia/Shanghai")

# --- The interface for programs -----------------------------------------------------------------------------------

API_RATE_PER_MINUTE = env_int("API_RATE_PER_MINUTE", 3000, least=1)  # requests of one token on average
API_RATE_BURST = env_int("API_RATE_BURST", 1500, least=1)  # and at once
# days for which what games report is kept as it came; ids are known for 400 days in any case
GAME_EVENT_DAYS = env_int("GAME_EVENT_DAYS", 400, least=31)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ApiSchema",
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.CursorPages",
    "EXCEPTION_HANDLER": "core.api.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": NUM_PROXIES,
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Wuyou REST API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # enumerations stay where they are used
}

METRICS_TOKEN = env_secret("METRICS_TOKEN", hint="", default="")  # opens /metrics to other machines; empty = to none

# --- The state's real-name system (China) ---------------------------------------------------------------------------

NPPA_APP_ID = env_str("NPPA_APP_ID", "")  # who the company is to the state's real-name system; empty = not connected
# its secret keys as 32 hex digits, the current one first; two while they are exchanged
NPPA_KEYS = [key.strip() for key in env_secret("NPPA_KEYS", hint="", default="").split(",") if key.strip()]
# record codes of the games that are connected: huanle:1101999999,xinghai:1101888888
NPPA_GAMES = dict(pair.split(":", 1) for pair in env_list("NPPA_GAMES") if ":" in pair)
# where real names are verified
NPPA_CHECK_URL = env_str("NPPA_CHECK_URL", "https://api.wlc.nppa.gov.cn/idcard/authentication/check")
# where late results are asked for
NPPA_QUERY_URL = env_str("NPPA_QUERY_URL", "http://api2.wlc.nppa.gov.cn/idcard/authentication/query")
# where logins and logouts are reported
NPPA_REPORT_URL = env_str("NPPA_REPORT_URL", "http://api2.wlc.nppa.gov.cn/behavior/collection/loginout")
web_address("NPPA_CHECK_URL", NPPA_CHECK_URL)
web_address("NPPA_QUERY_URL", NPPA_QUERY_URL)
web_address("NPPA_REPORT_URL", NPPA_REPORT_URL)
if any(len(key) != 32 or set(key.lower()) - set("0123456789abcdef") for key in NPPA_KEYS):
    raise ImproperlyConfigured("NPPA_KEYS holds keys of 32 hex digits each, parted by commas.")

# --- Logs --------------------------------------------------------------------------------------------------------

# from this level on a line is written: DEBUG, INFO, WARNING, ERROR
LOG_LEVEL = env_str("LOG_LEVEL", "INFO" if not TESTING else "WARNING")
one_of("LOG_LEVEL", LOG_LEVEL, {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}, like="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "channels_redis": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
    },
}
