"""The door for servers that speak ASGI. PiK itself is synchronous and is run with ``pik.wsgi``."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pik.settings")

application = get_asgi_application()
