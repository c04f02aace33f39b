"""Checks the access log: is anything changed, missing or inserted, and do its seals fit?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from pik.accounts.verification import verify
from pik.core.formats import counted

MOST_LINES = 100


class Command(BaseCommand):
    help = "Prüft das Zugriffsprotokoll: Kette und Siegel. Endet mit 1, wenn etwas nicht stimmt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        day = date.fromisoformat
        parser.add_argument("--from", type=day, dest="first", help="erster Tag, zum Beispiel 2026-11-01")
        parser.add_argument("--to", type=day, dest="last", help="letzter Tag, eingeschlossen")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(options["first"], options["last"])
        looked_at = f"{counted(report.entry_count, 'Eintrag', 'Einträge')}, {report.seal_count} Siegel geprüft"
        if not report.findings:
            self.stdout.write(f"Das Zugriffsprotokoll ist unversehrt ({looked_at}).")
            return
        for finding in report.findings[:MOST_LINES]:
            self.stdout.write(str(finding))
        if len(report.findings) > MOST_LINES:
            self.stdout.write(f"… und {len(report.findings) - MOST_LINES} weitere.")
        self.stderr.write(f"Das Zugriffsprotokoll ist nicht unversehrt: {len(report.findings)} Befunde ({looked_at}).")
        sys.exit(1)
