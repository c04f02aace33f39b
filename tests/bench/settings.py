"""The product's settings for measuring: as served, but hosts and tasks of a single process."""

from pik.environment import work_as_owner

# It migrates and fills; what a request does, it does behind the walls (acting()).
work_as_owner()

from pik.settings import *  # noqa: E402, F403
from pik.settings import STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver"]
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = True
LOGGING: dict[str, object] = {}
