"""The product's settings for tests: servers and folders of their own, nothing of the developer's ``.env``.

``DATABASE_URL`` and ``REDIS_URL`` from the environment win; else ``tests/conftest.py`` starts the embedded
servers in the folder chosen here. Settings load before any conftest does, so the choice is made here.
"""

import base64
import os
from pathlib import Path

from pik import embedded
from pik.environment import work_as_owner

TESTS_VAR = Path(__file__).resolve().parent.parent / "var" / "test"

# A worker of xdist gets the choice of its controller handed down.
if "PYTEST_XDIST_WORKER" not in os.environ:
    # Two test runs at once in one clone: each has its own folder.
    os.environ["PIK_VAR"] = str(embedded.unused(TESTS_VAR))
    os.environ |= {"DEBUG": "false", "DEMO": "false", "TLS": "false", "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver"}
    os.environ["SECRET_KEY"] = "only-for-tests-" * 5
    os.environ["MASTER_KEYS"] = f"1:{base64.b64encode(b'only-for-tests!!' * 2).decode()}"
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault("REDIS_URL", embedded.redis_url(Path(os.environ["PIK_VAR"])))

# Playwright's synchronous interface holds an event loop in the test's thread; Django would refuse the ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Factories and migrations see everything; what a request or a task does, it does behind the walls (acting()).
work_as_owner()

from pik.settings import *  # noqa: E402, F403
from pik.settings import CACHES, STORAGES  # noqa: E402

# Hashing is made to be slow, and tests sign in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Straight from the sources: no collectstatic before a test.
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # a browser asks for each file once, as behind the names with a hash
# A task runs where it is sent, and its error is the test's; what needs a real worker starts one.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# xdist's workers share one Valkey.
CACHES["default"]["KEY_PREFIX"] = f"pik-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
