"""What every page may show about the installation itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates `demo_mode` and the scheme that the person chose (`light`, `dark` or empty for the system's)."""
    scheme = request.COOKIES.get("scheme", "")
    return {"demo_mode": settings.DEMO, "scheme": scheme if scheme in {"light", "dark"} else ""}
