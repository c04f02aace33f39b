"""Bring database and files up to the code: ``python -m pik.prepare``.

Runs before each start, on one machine and in containers; each step does nothing where nothing is to do.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command

from pik import kern
from pik.environment import ADVICE, work_as_owner


def main() -> None:
    """Migrations, reference data, static files; in demo mode the invented data of the first start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pik.settings")
    work_as_owner()
    django.setup()
    from django.conf import settings

    if settings.DATABASES["default"]["USER"] == settings.RUNTIME_ROLE:
        sys.exit(f"PiK startet nicht: Die Einstellung DATABASE_OWNER_URL fehlt. {ADVICE['DATABASE_OWNER_URL']}")
    kern.main()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference")
    call_command("load_catalogue")
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.DEMO:
        fill_demo()
        call_command("demo", accounts=True)


def fill_demo() -> None:
    """Fill an empty database; leaves the process with a German sentence when somebody has a real account in it."""
    try:
        call_command("demo", if_empty=True)
    except CommandError as error:
        sys.exit(f"PiK startet nicht: {error}")


if __name__ == "__main__":
    main()
