"""Where a request comes from, as far as we can trust it."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The caller's network address as our own outermost proxy saw it.

    With NUM_PROXIES = n the n-th entry of X-Forwarded-For from the right was written by that proxy; everything left of
    it was written by the caller and means nothing. Without proxies the header is ignored.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.NUM_PROXIES
    seen = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(seen))
    except ValueError:
        return UNKNOWN


def client_bucket(request: HttpRequest) -> str:
    """The address as limits count it: an IPv6 subscriber has a whole /64 and counts as one."""
    address = client_address(request)
    if ":" not in address:
        return address
    prefix = int(IPv6Address(address)) >> 64
    return f"{IPv6Address(prefix << 64)}/64"
