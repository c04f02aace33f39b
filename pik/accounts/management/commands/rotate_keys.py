"""``manage.py rotate_keys``: a new data key for organisations, and their sealed fields sealed anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pik.accounts.models import Organisation
from pik.accounts.queries import organisations_called
from pik.accounts.sealing import rotate
from pik.core.sealing import SealBroken


class Command(BaseCommand):
    help = "Gibt Organisationen einen neuen Datenschlüssel und versiegelt damit alles neu. Unterbrochen: wiederholen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", help="Name, AGS oder Kreisschlüssel; ohne Angabe alle")
        parser.add_argument("--batch", type=int, default=200, help="wie viele Zeilen je Transaktion (200)")

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in _organisations(options["organisation"]):
            try:
                count = rotate(organisation.pk, options["batch"])
            except SealBroken as error:
                raise CommandError(f"{organisation}: Eine Notiz lässt sich nicht öffnen. {error}") from error
            self.stdout.write(f"{organisation}: {count} Felder sind neu versiegelt.")


def _organisations(name: str | None) -> list[Organisation]:
    if not name:
        return list(Organisation.objects.filter(keys__isnull=False).distinct().order_by("pk"))
    found = list(organisations_called(name))
    if len(found) != 1:
        raise CommandError(f"„{name}“ nennt nicht genau eine Organisation; bitte den Schlüssel angeben.")
    return found
