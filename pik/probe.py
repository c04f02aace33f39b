"""Ask the web server of this container whether it is well: ``python -m pik.probe``, exit code 0 or 1.

Worker and beat are other containers' business: a web server that answers is a healthy web server.
"""

import http.client
import json
import sys
from pathlib import Path

from pik.environment import Environment

PORT = 8000
TIMEOUT_SECONDS = 10


def main() -> int:
    """0 when the web server answers and reaches database and broker, else 1."""
    environment = Environment.read(Path(__file__).resolve().parent.parent)
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": environment.allowed_hosts[0].lstrip(".")})
        states = json.load(connection.getresponse())
    except (OSError, ValueError):
        return 1
    return 0 if states["database"] == states["broker"] == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
