"""Celery's application: worker and beat are started with ``celery -A pik``."""

import logging
import os

from celery import Celery
from celery.signals import after_task_publish, beat_init, heartbeat_sent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pik.settings")

app = Celery("pik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The task by which beat and worker show that they live.
app.conf.imports = ["pik.core.health"]


@heartbeat_sent.connect
def worker_lives(**_kwargs: object) -> None:
    """Every two seconds, from the loop in which the worker also takes its tasks."""
    from pik.core import health

    health.beat("worker")


@beat_init.connect
def beat_starts(**_kwargs: object) -> None:
    from pik.core import health

    health.beat("beat")


@after_task_publish.connect(sender="core.heartbeat")
def beat_lives(**_kwargs: object) -> None:
    """Beat alone sends this task, and can only when it runs and reaches the broker."""
    from pik.core import health

    health.beat("beat")


class WithoutHeartbeat(logging.Filter):
    """Keep the log readable: the sign of life every few seconds is no news."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "core.heartbeat" not in record.getMessage()
