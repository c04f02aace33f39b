"""Factory of reminders."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from pik.reminders.models import Reminder
from tests.factories.accounts import OrganisationFactory, UserFactory


class ReminderFactory(DjangoModelFactory[Reminder]):
    """An open reminder."""

    class Meta:
        model = Reminder

    kind = "tests.invented"
    key = factory.Sequence(lambda n: f"tests.invented:{n}")
    recipient = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    due_on = date(2026, 11, 21)
    title = "Die Begleitung von Amira H. endet am 21.05.2027"
    url = "/hilfe/"


def reminder_of(user: Any, **fields: Any) -> Reminder:
    """A reminder for ``user`` as she acts now."""
    return ReminderFactory(recipient=user, organisation=user.membership.organisation, **fields)
