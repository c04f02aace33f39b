"""Celery's entrance; what it does stands in ``actions``."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from pik.reminders import actions


@shared_task(name="reminders.create_due")
def create_due() -> None:
    """Create what is due today; beat calls it every hour, so that a missed one is caught up."""
    actions.create_due(timezone.localdate())
