"""Work in the background, named by actions, done by Celery."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def after_commit(task_name: str, **kwargs: Any) -> None:
    """Send the task when the transaction has committed, so that a worker never looks for a row too early.

    A broker that can't be reached is no failure of the action: the job is a row, and the sweeper sends
    again what got lost.
    """
    transaction.on_commit(lambda: send(task_name, **kwargs))


def send(task_name: str, **kwargs: Any) -> bool:
    """Send the task now; ``False`` (and a line in the log) when the broker can't be reached."""
    try:
        # A signature looks the task up, so that tests can run it in place; a task unknown here is sent by name.
        current_app.signature(task_name, kwargs=kwargs).apply_async(retry=False)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("Der Broker ist nicht erreichbar, %s wird nachgeholt: %s", task_name, error)
        return False
    return True
