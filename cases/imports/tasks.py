"""Celery's entrances; what they do stands in ``work``."""

from __future__ import annotations

from celery import shared_task

from cases.imports import work


@shared_task(name=work.WORK)
def work_import(run_id: int, organisation_id: int) -> None:
    """Check the rows of an import, or take them over."""
    work.work(run_id, organisation_id)


@shared_task(name="cases.sweep_imports")
def sweep_imports() -> None:
    """Send again what got lost, erase what was kept long enough; beat calls it every minute."""
    work.sweep()
