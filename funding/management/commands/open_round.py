"""Opens a Förderrunde on the published Planungsrahmen."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from funding.models import Round
from planning.queries import published_planungsrahmen


class Command(BaseCommand):
    help = "Eröffnet eine Förderrunde auf dem veröffentlichten Planungsrahmen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("title", help="Bezeichnung, zum Beispiel „Förderrunde 2018“")
        parser.add_argument("--rules-on", type=date.fromisoformat, required=True, help="Rechtsstand, JJJJ-MM-TT")
        parser.add_argument("--opens-on", type=date.fromisoformat, required=True, help="erster Tag, JJJJ-MM-TT")
        parser.add_argument("--closes-on", type=date.fromisoformat, required=True, help="letzter Tag, JJJJ-MM-TT")

    def handle(self, *args: Any, **options: Any) -> None:
        frame = published_planungsrahmen()
        if frame is None:
            raise CommandError("Es ist noch kein Planungsrahmen veröffentlicht.")
        fields = {name: options[name] for name in ("title", "rules_on", "opens_on", "closes_on")}
        funding_round = Round(planungsrahmen=frame, **fields)
        try:
            funding_round.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        funding_round.save()
        self.stdout.write(f"Eröffnet: {funding_round}, auf {frame}.")
