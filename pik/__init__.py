"""PiK, the project package."""

from pik.celery import app as celery_app

__all__ = ["celery_app"]  # every process that sends a task must know the broker
