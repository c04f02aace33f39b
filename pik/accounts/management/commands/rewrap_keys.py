"""``manage.py rewrap_keys``: after a new master key was put first."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pik.accounts.sealing import rewrap
from pik.core.sealing import SealBroken


class Command(BaseCommand):
    help = "Verpackt alle Datenschlüssel mit dem ersten Hauptschlüssel aus MASTER_KEYS. Kein Feld wird angefasst."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rewrap()
        except SealBroken as error:
            raise CommandError(f"Ein Datenschlüssel lässt sich nicht auspacken. {error}") from error
        self.stdout.write(f"{count} Datenschlüssel sind neu verpackt. Ältere Hauptschlüssel können jetzt gehen.")
