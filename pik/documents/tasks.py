"""Celery's entrances; what they do stands in ``actions``."""

from __future__ import annotations

from celery import shared_task

from pik.documents import actions


@shared_task(name=actions.RENDER)
def render(job_id: int, organisation_id: int) -> None:
    """Make the document of a job."""
    actions.render(job_id, organisation_id)


@shared_task(name="documents.sweep")
def sweep() -> None:
    """Send again what got lost; beat calls it every minute."""
    actions.sweep()
