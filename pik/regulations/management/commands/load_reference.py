"""``manage.py load_reference``: organisations and regulations, as often as one likes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pik.accounts.organisations import load_organisations
from pik.regulations.reference import load_regulations


class Command(BaseCommand):
    help = "Schreibt Organisationen und Regelwerk aus den mitgelieferten Tabellen; wiederholbar."

    def handle(self, *args: Any, **options: Any) -> None:
        organisations = load_organisations()
        rules = load_regulations()
        self.stdout.write(f"Stammdaten: {organisations} Organisationen und {rules} Regeln geschrieben.")
