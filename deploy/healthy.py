"""Exit 0 when the web process of this container is ready (its database and migrations answer)."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    """Ask /readyz by the public name, as the settings admit no other."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    connection.request("GET", "/readyz", headers={"Host": urlsplit(os.environ["PUBLIC_URL"]).netloc})
    return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())
