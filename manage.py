#!/usr/bin/env python
"""Django's command line for PiK."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pik.settings")
    from pik.environment import work_as_owner

    # The operator's tool: it migrates, so it is the owner. What serves people never comes this way.
    work_as_owner()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
