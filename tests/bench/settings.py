"""The product's settings for measuring: as served, but hosts and tasks of a single process."""

from pik.settings import *  # noqa: F403
from pik.settings import STORAGES

ALLOWED_HOSTS = ["testserver"]
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = True
LOGGING: dict[str, object] = {}
