"""``manage.py demo``: invented data to try the product with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pik.demo import filling
from pik.demo.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Legt die Vorführung mit erfundenen Personen an."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="nur, wenn es die Vorführkonten noch nicht gibt")
        parser.add_argument("--reset", action="store_true", help="vorher alles löschen")
        parser.add_argument("--accounts", action="store_true", help="nur die Konten nennen")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._name_accounts()
            return
        if not settings.DEMO:
            raise CommandError("Die Vorführung gibt es nur mit DEMO=true: Sie legt Konten mit bekanntem Passwort an.")
        if options["if_empty"] and filling.is_filled():
            return
        if filling.holds_real_accounts():
            raise CommandError(
                "In dieser Datenbank gibt es Konten, die keine Vorführkonten sind. Die Vorführung füllt und löscht nur"
                " eine Datenbank ohne echte Konten. Setzen Sie DEMO=false oder mit PIK_VAR einen anderen Ordner."
            )
        if options["reset"]:
            filling.empty()
        elif filling.is_filled():
            raise CommandError("Die Vorführung gibt es schon. Mit --reset wird sie neu angelegt.")
        for sentence in filling.fill(timezone.localdate()):
            self.stdout.write(f"Vorführung: {sentence}")

    def _name_accounts(self) -> None:
        self.stdout.write(f"Vorführkonten, alle mit dem Passwort {PASSWORD}:")
        for account in ACCOUNTS:
            roles = "; ".join(f"{role.label}, {organisation}" for role, organisation in account.roles)
            self.stdout.write(f"  {account.email:42} {roles}")
