"""Settings of a worker that a test starts: the test's database, a queue of its own, the tests' templates."""

from __future__ import annotations

import os

from tests.documents.samples import with_test_templates
from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, TEMPLATES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_DEFAULT_QUEUE = os.environ["TEST_QUEUE"]
TEMPLATES = with_test_templates(TEMPLATES)
