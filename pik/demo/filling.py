"""Fills an empty database with the demo: real municipalities, published amounts, invented people."""

from __future__ import annotations

import random
from datetime import date

from django.core.management import call_command
from django.db import transaction

import cases.demo
import funding.demo
import planning.demo
from pik.accounts.models import User
from pik.accounts.organisations import load_organisations
from pik.demo.accounts import create_accounts
from pik.regulations.reference import load_regulations
from pik.reminders.actions import create_due

SEED = 51_000  # any number will do; it only has to stay


def is_filled() -> bool:
    """Whether the demo accounts are there."""
    return User.objects.filter(is_demo=True).exists()


def holds_real_accounts() -> bool:
    """Whether somebody has an account here that the demo did not make: then the data are nobody's to play with."""
    return User.objects.filter(is_demo=False).exists()


@transaction.atomic
def fill(today: date) -> list[str]:
    """Fill the database; the same ``today`` gives the same demo. Returns what was made, in German sentences."""
    rng = random.Random(SEED)
    load_organisations()
    load_regulations()
    users = create_accounts()
    planungsrahmen = planning.demo.fill(today, actor=users["land.planung"])
    made = [f"{planungsrahmen.title}: {planungsrahmen.lines.count()} Gemeinden"]
    made.append(str(cases.demo.fill(rng, today)))
    made.append(str(funding.demo.fill(rng, today)))
    made.append(f"{create_due(today)} Erinnerungen")
    return made


def empty() -> None:
    """Throw everything away; the tables stay."""
    call_command("flush", interactive=False, verbosity=0)
