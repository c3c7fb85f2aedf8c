"""Headers of static files. The settings import it, so it imports nothing that reads them at once."""

from collections.abc import MutableMapping

from django.conf import settings


def add_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """What Django's SecurityMiddleware gives every page, for files as well."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    headers["Cross-Origin-Opener-Policy"] = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    if settings.SECURE_HSTS_SECONDS:
        more = (
            "; includeSubDomains" * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS + "; preload" * settings.SECURE_HSTS_PRELOAD
        )
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}{more}"
