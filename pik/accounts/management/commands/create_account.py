"""Creates an access with its first role: the way into a fresh installation without the demo."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from pik.accounts.actions import create_account
from pik.accounts.enums import Profession, Role
from pik.accounts.models import Organisation
from pik.accounts.queries import organisations_called


class Command(BaseCommand):
    help = "Legt einen Zugang mit seiner ersten Rolle an. Das Passwort wird zweimal erfragt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="E-Mail-Adresse, mit der sich die Person anmeldet")
        parser.add_argument("--first-name", required=True, help="Vorname")
        parser.add_argument("--last-name", required=True, help="Nachname")
        parser.add_argument("--role", required=True, help="Rolle: " + ", ".join(Role.values))
        parser.add_argument(
            "--organisation", required=True, help="Name, Gemeindeschlüssel (AGS) oder Kreisschlüssel der Organisation"
        )
        parser.add_argument(
            "--profession", default=Profession.ADMINISTRATION.value, help="Beruf: " + ", ".join(Profession.values)
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="liest das Passwort aus der ersten Zeile der Eingabe"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["role"] not in Role.values:
            raise CommandError(f"Diese Rolle gibt es nicht. Es gibt: {', '.join(Role.values)}.")
        organisation = _organisation(options["organisation"])
        password = _password_from_stdin() if options["password_stdin"] else _password_asked_twice()
        fields = {name: options[name] for name in ("first_name", "last_name", "profession", "role")}
        try:
            membership = create_account(options["email"], password=password, organisation=organisation, **fields)
        except ValidationError as error:
            raise CommandError(_told(error)) from error
        self.stdout.write(f"Angelegt: {membership.user} ({membership.user.email}), {membership}.")


def _organisation(name_or_key: str) -> Organisation:
    found = list(organisations_called(name_or_key))
    if not found:
        raise CommandError(
            f"Die Organisation „{name_or_key}“ gibt es nicht. Läuft zum ersten Mal „manage.py load_reference“, "
            "so legt es Land, Regierungspräsidien, Kreise und Gemeinden an."
        )
    if len(found) > 1:
        keys = ", ".join(f"{o.ags or o.kreis_key or o.pk} ({o.get_kind_display()})" for o in found)
        raise CommandError(f"„{name_or_key}“ heißen mehrere Organisationen: {keys}. Bitte nennen Sie den Schlüssel.")
    return found[0]


def _password_from_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _password_asked_twice() -> str:
    password = getpass("Passwort: ")
    if getpass("Passwort noch einmal: ") != password:
        raise CommandError("Die beiden Passwörter stimmen nicht überein.")
    return password


def _told(error: ValidationError) -> str:
    """The refusals, each with what it is about; an address or a password is never repeated."""
    labels = {
        "email": "E-Mail-Adresse",
        "password": "Passwort",
        "first_name": "Vorname",
        "last_name": "Nachname",
        "profession": "Beruf",
        "role": "Rolle",
    }
    return " ".join(
        f"{labels[name]}: {message}" if name in labels else message
        for name, messages in error.message_dict.items()
        for message in messages
    )
