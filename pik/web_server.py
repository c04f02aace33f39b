"""How gunicorn serves the product, the same on one machine and in a container.

Address and port are given on the command line: loopback on one machine, all of them in a container.
"""

from typing import Any

wsgi_app = "pik.wsgi:application"
worker_class = "gthread"
workers = 2
threads = 8
# Not on disk: a busy disk must not make a living worker look dead.
worker_tmp_dir = "/dev/shm"  # noqa: S108
graceful_timeout = 10
control_socket_disable = True
accesslog = "-"
# Path without query: what someone searched for may be a person's name.
access_log_format = "%(m)s %(U)s %(s)s %(M)s ms"
# The time stands before each line already, be it from „make run“ or from the container's log.
logconfig_dict = {
    "formatters": {"generic": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "loggers": {
        name: {"level": "INFO", "handlers": ["console"], "propagate": False}
        for name in ("gunicorn.error", "gunicorn.access")
    },
}


def when_ready(server: Any) -> None:
    """Say where to look, in the log of ``make run``."""
    host, port = server.address[0]
    server.log.info("PiK ist bereit: http://%s:%s/", host, port)
