"""Bring database and files up to the code: ``python -m pik.prepare``.

Runs before each start, on one machine and in containers; each step does nothing where nothing is to do.
"""

import os

import django
from django.core.management import call_command

from pik import kern


def main() -> None:
    """Migrations, reference data, static files; in demo mode the invented data of the first start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pik.settings")
    django.setup()
    from django.conf import settings

    kern.main()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference")
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.DEMO:
        call_command("demo", if_empty=True)
        call_command("demo", accounts=True)


if __name__ == "__main__":
    main()
