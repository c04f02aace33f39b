"""The product's worker, which knows the tests' documents too: ``celery -A tests.documents.worker worker``."""

from pik.celery import app
from tests.documents import samples  # noqa: F401  registers

__all__ = ["app"]
