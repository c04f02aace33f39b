"""The invented people: always the same, all valid, all marked as invented."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import transaction

from cases import demo
from cases.models import Case, FollowUp, Goal, Person, Session, Step
from pik.accounts.organisations import load_organisations
from pik.demo.accounts import create_accounts
from pik.regulations.reference import load_regulations

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def ground() -> None:
    load_organisations()
    load_regulations()
    create_accounts()


def snapshot() -> list[tuple[object, ...]]:
    rows = Case.objects.order_by("number").values_list(
        "number", "person__family_name", "person__given_name", "person__birth_date", "starts_on", "lead__email", "status"
    )
    return [*rows, ("sessions", Session.objects.count()), ("steps", Step.objects.count())]


@pytest.mark.usefixtures("ground")
def test_demo_of_one_seed_and_day_is_always_the_same() -> None:
    class Undo(Exception):
        pass

    taken = []
    for _ in range(2):
        with pytest.raises(Undo), transaction.atomic():
            demo.fill(random.Random(51000), TODAY)
            taken.append(snapshot())
            raise Undo

    assert taken[0] == taken[1]


@pytest.mark.usefixtures("ground")
def test_demo_makes_valid_invented_people_and_something_to_do_today() -> None:
    demo.fill(random.Random(51000), TODAY)

    for model in (Person, Goal, Step, Session, FollowUp):
        for obj in model.objects.order_by("?")[:60]:
            obj.full_clean()
    for case in Case.objects.select_related("person"):
        case.full_clean()
    assert not Person.objects.filter(is_invented=False).exists()
    assert 280 <= Person.objects.count() <= 380
    assert Person.objects.filter(family_name="Rahimi", given_name="Zahra", name_original="زهرا رحیمی").count() == 1
    assert FollowUp.objects.filter(due_on=TODAY, assigned_to__email="im.ladenburg@demo.example").exists()
    assert not Session.objects.filter(held_on__gt=TODAY).exists()
