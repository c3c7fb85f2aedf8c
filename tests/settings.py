"""The product's settings for tests. Servers are found or started first: reading the settings needs their addresses."""

from tests.servers import prepare_environment, worker_number

prepare_environment()

from helpdesk import settings  # noqa: E402 -- the same
from helpdesk.settings import *  # noqa: E402, F403 -- the environment had to be prepared

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; no password of a test is a secret
LEARNED_CLASSIFIER = False  # tests that want the second look switch it on; loading it takes a second and 120 MB
# tests hold the clock at moments of their own, and whoever is signed in stays so whatever day it really is
SESSION_IDLE_SECONDS = SESSION_COOKIE_AGE = 20 * 365 * 86_400
PRESENCE_PATIENCE = 5.0  # a machine that runs every test at once is slow, which is not what they ask
_layer: dict[str, object] = settings.CHANNEL_LAYERS["default"]["CONFIG"]  # type: ignore[assignment]
_layer["prefix"] = f"test-{worker_number()}"  # workers share the server, not the groups
