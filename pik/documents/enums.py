"""States of a document's job."""

from __future__ import annotations

from django.db import models


class JobState(models.TextChoices):
    """Where a job is. „Done“ is final; a failed job can be ordered again."""

    QUEUED = "queued", "wartet"
    RUNNING = "running", "wird erstellt"
    DONE = "done", "fertig"
    FAILED = "failed", "nicht gelungen"

    @property
    def tone(self) -> str:
        """Colour of the badge; the word says the same."""
        return {"queued": "neutral", "running": "info", "done": "success", "failed": "danger"}[self.value]


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
