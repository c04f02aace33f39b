"""Opening a Förderrunde: ``manage.py open_round``."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from funding.models import Round
from tests.factories.planning import PlanungsrahmenFactory

pytestmark = pytest.mark.django_db


def open_round(closes_on: str = "2018-04-30") -> str:
    said = StringIO()
    days = ["--rules-on=2018-01-05", "--opens-on=2018-01-08", f"--closes-on={closes_on}"]
    call_command("open_round", "Förderrunde 2018", *days, stdout=said)
    return said.getvalue()


def test_open_round_stands_on_the_published_planungsrahmen() -> None:
    frame = PlanungsrahmenFactory(published=True)

    said = open_round()

    opened = Round.objects.get()
    assert (opened.title, opened.planungsrahmen, opened.rules_on) == ("Förderrunde 2018", frame, date(2018, 1, 5))
    assert (opened.opens_on, opened.closes_on) == (date(2018, 1, 8), date(2018, 4, 30))
    assert said == f"Eröffnet: Förderrunde 2018, auf {frame}.\n"


def test_open_round_without_a_published_planungsrahmen_is_refused() -> None:
    PlanungsrahmenFactory()

    with pytest.raises(CommandError, match="Es ist noch kein Planungsrahmen veröffentlicht"):
        open_round()

    assert not Round.objects.exists()


def test_open_round_that_ends_before_it_begins_is_refused() -> None:
    PlanungsrahmenFactory(published=True)

    with pytest.raises(CommandError, match="Das Ende liegt vor dem Beginn"):
        open_round(closes_on="2018-01-07")

    assert not Round.objects.exists()
