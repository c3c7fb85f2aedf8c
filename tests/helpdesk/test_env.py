"""The settings: every variable that is wrong stops the start, names itself, and says what would be right."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured

from helpdesk import env
from helpdesk.docs.settings import variables
from helpdesk.supervisor.paths import ROOT, DataFolder

RIGHT = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://wuyou_app:s3cret-word@db.internal:5432/wuyou",
    "REDIS_URL": "redis://:s3cret-word@redis.internal:6379",
    "PUBLIC_URL": "https://desk.example.com",
}
NAMES = [variable.name for variable in variables()]
ASK = "from helpdesk import settings; print({})"


def start(asked: str = "'started'", /, **given: str | None) -> subprocess.CompletedProcess[str]:
    """Read the settings in an environment of their own; a variable that is None is not set."""
    known = {*NAMES, *(f"{name}_FILE" for name in NAMES), "DJANGO_SETTINGS_MODULE"}
    rest = {name: value for name, value in os.environ.items() if name not in known}
    environment = rest | {name: value for name, value in (RIGHT | given).items() if value is not None}
    command = [sys.executable, "-c", ASK.format(asked)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def refusal(**given: str | None) -> str:
    """What is said in place of a start."""
    done = start(**given)
    assert done.returncode == 1, done.stdout
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: "), done.stderr
    return last.partition(": ")[2]


def test_a_deployment_with_the_least_that_is_needed_starts() -> None:
    done = start("settings.DEMO, settings.DEBUG, settings.TESTING, settings.HTTPS, settings.ALLOWED_HOSTS")

    assert done.stdout == "False False False True ['desk.example.com']\n", done.stderr


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SECRET_KEY", None, "50 random characters"),
        ("SECRET_KEY", "", "50 random characters"),
        ("DATABASE_URL", None, "postgres://"),
        ("DATABASE_URL", "", "postgres://"),
        ("DATABASE_URL", "mysql://a@b/c", "postgres://"),
        ("DATABASE_URL", "postgres://a@b:five/c", "postgres://"),
        ("DATABASE_URL", "postgres://a@b", "name"),
        ("REDIS_URL", "", "redis://"),
        ("REDIS_URL", "http://redis.internal", "redis://"),
        ("REDIS_URL", "redis.internal:6379", "redis://"),
        ("PUBLIC_URL", "", "https://"),
        ("PUBLIC_URL", "desk.example.com", "https://"),
        ("PUBLIC_URL", "ftp://127.0.0.1", "https://"),
        ("PUBLIC_URL", "https://", "https://"),
        ("PUBLIC_URL", "https://[::1", "https://"),
        ("PUBLIC_URL", "https://desk.example.com:port", "https://"),
        ("PUBLIC_URL", "http://desk.example.com", "plain http"),
        ("PUBLIC_URL", "http://192.168.0.7:8000", "plain http"),
        ("PUBLIC_URL", "http://127.0.0.1.example.com", "plain http"),
        ("FILES_URL", "files.example.com", "https://"),
        ("WUYOU_DEMO", "maybe", "1 or 0"),
        ("WUYOU_TEST", "2", "1 or 0"),
        ("WUYOU_DEBUG", "an", "1 or 0"),
        ("SECURE_SSL_REDIRECT", "ja", "1 or 0"),
        ("EMAIL_USE_TLS", "starttls", "1 or 0"),
        ("PORT", "eighty", "whole number"),
        ("PORT", "70000", "65535"),
        ("NUM_PROXIES", "-1", "0"),
        ("WEB_THREADS", "0", "1"),
        ("WEB_THREADS", "8.5", "whole number"),
        ("SESSION_IDLE_SECONDS", "0", "1"),
        ("ATTACHMENT_MAX_BYTES", "20MB", "whole number"),
        ("EMAIL_PORT", "smtp", "whole number"),
        ("API_RATE_PER_MINUTE", "0", "1"),
        ("API_RATE_BURST", "0", "1"),
        ("TIME_ZONE", "Asia/Peking", "Asia/Shanghai"),
        ("LOG_LEVEL", "LOUD", "WARNING"),
    ],
)
def test_what_is_wrong_stops_the_start_and_names_itself(name: str, value: str | None, hint: str) -> None:
    said = refusal(**{name: value})

    assert said.startswith(name)
    assert hint in said
    assert "s3cret-word" not in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "https://a.example"])
def test_plain_http_is_for_this_machine_alone(url: str) -> None:
    assert start("settings.PUBLIC_URL", PUBLIC_URL=url).stdout == f"{url}\n"


@pytest.mark.parametrize(
    "url",
    [
        "postgres://wuyou_app@db.internal/wuyou",
        "postgres://wuyou_app@127.0.0.1/wuyou",
        "postgres://wuyou_app@%2Fvar%2Frun%2Fpostgresql/wuyou",
    ],
)
def test_demo_mode_is_impossible_on_servers_that_are_not_the_embedded_ones(tmp_path: Path, url: str) -> None:
    said = refusal(WUYOU_DEMO="1", DATABASE_URL=url, WUYOU_DATA_DIR=str(tmp_path), PUBLIC_URL="http://127.0.0.1:8000")

    assert said.startswith("WUYOU_DEMO")
    assert "published password" in said


def test_demo_mode_is_possible_on_the_embedded_servers(tmp_path: Path) -> None:
    url = DataFolder(tmp_path).database_url("wuyou_app")

    done = start("settings.DEMO", WUYOU_DEMO="1", DATABASE_URL=url, WUYOU_DATA_DIR=str(tmp_path), PUBLIC_URL=None)

    assert done.stdout == "True\n", done.stderr


def test_over_https_cookies_are_strict_and_bound_to_the_host() -> None:
    done = start("settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE")

    assert done.stdout == "__Host-session __Host-csrf True\n"


# --- The readers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", True),
        ("true", True),
        ("YES", True),
        (" on ", True),
        ("0", False),
        ("No", False),
        ("off", False),
        ("", False),
    ],
)
def test_a_truth_value_is_read_in_every_usual_way(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("X", text)

    assert env.env_bool("X") is value


def test_a_list_is_read_without_its_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", " a.example , ,b.example,")

    assert env.env_list("X") == ["a.example", "b.example"]


def test_a_secret_may_lie_in_a_file_which_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("X", "from the environment")
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))

    assert env.env_secret("X", hint="") == "from the file"


@pytest.mark.parametrize("name", ["missing", ".", "bytes"])
def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("X_FILE", str(tmp_path / name))

    with pytest.raises(ImproperlyConfigured, match=r"X_FILE=.*cannot be read"):
        env.env_secret("X", hint="")


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")

    assert refusal(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "empty")).startswith("SECRET_KEY")


def test_an_address_of_the_database_is_taken_apart_and_decoded() -> None:
    given = f"postgres://us%40er:p%2Fw@db:5433/na%20me?sslmode=require&host={quote('/run/pg')}"

    assert env.database_from(given) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "/run/pg",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("url", "broker", "layer"),
    [
        ("redis://:pw@h:6379", "redis://:pw@h:6379/1", "redis://:pw@h:6379/3"),
        ("redis://h:6379/7", "redis://h:6379/1", "redis://h:6379/3"),
        ("rediss://h", "rediss://h/1", "rediss://h/3"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=1", "unix:///run/v.sock?db=3"),
    ],
)
def test_broker_and_layer_have_databases_of_their_own_on_the_same_server(url: str, broker: str, layer: str) -> None:
    assert (env.celery_broker_from(url), env.channel_layer_from(url)) == (broker, layer)
