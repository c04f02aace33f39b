"""``manage.py load_catalogue``: the common catalogue and templates of plans, as often as one likes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.plan.reference import load_catalogue


class Command(BaseCommand):
    help = "Schreibt den gemeinsamen Katalog der Ziele und Schritte und die Planvorlagen; wiederholbar."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Katalog der Integrationspläne: {load_catalogue()} Einträge geschrieben.")
