"""Two people keep the same entry of the catalogue, or the same template: the second is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.models import TemplateGoal
from cases.plan import applying
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests.factories.accounts import user_with_role
from tests.factories.plan import CatalogueStepFactory, TemplateStepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.web]


@pytest.fixture
def lead(client: Client) -> User:
    found = user_with_role(Role.TEAMLEITUNG)
    client.force_login(found)
    return found


def shown(client: Client, url: str) -> dict[str, Any]:
    """What the page sends back unchanged."""
    form = client.get(url).context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


def test_entry_over_that_of_somebody_else_shows_the_difference_of_its_steps(client: Client, lead: User) -> None:
    entry = CatalogueStepFactory(goal__organisation=lead.membership.organisation).goal
    where = {"entry_id": entry.public_id}
    typed = shown(client, reverse("cases:catalogue_edit", kwargs=where)) | {"step_1": "Anrufen"}
    values = {"life_area": entry.life_area, "title": entry.title, "criterion": entry.criterion}
    steps = [{"text": "Schreiben", "owner": entry.steps.get().owner}]
    applying.save_catalogue_goal(entry, actor=lead, steps=steps, **values)

    refused = client.post(reverse("cases:catalogue_save", kwargs=where), typed)

    assert refused.status_code == 422
    assert [(d.now, d.mine) for d in refused.context["form"].differences] == [("Schreiben", "Anrufen")]
    assert "Hier hat inzwischen jemand anders gespeichert" in refused.content.decode()
    assert entry.steps.get().text == "Schreiben"


def test_template_over_that_of_somebody_else_shows_the_difference_of_its_days(client: Client, lead: User) -> None:
    goal = TemplateStepFactory(goal__template__organisation=lead.membership.organisation).goal
    where = {"template_id": goal.template.public_id}
    typed = shown(client, reverse("cases:template_edit", kwargs=where)) | {f"goal_{goal.pk}_in": "5"}
    applying.reschedule_template(goal.template, actor=lead, due={TemplateGoal.objects.get(): (9, "months")})

    refused = client.post(reverse("cases:template_save", kwargs=where), typed)
    chosen = typed | {
        "seen_token": refused.context["form"]["seen_token"].value(),
        f"stand_goal_{goal.pk}_in": "meine",
    }
    stored = client.post(reverse("cases:template_save", kwargs=where), chosen)

    goal.refresh_from_db()
    assert (refused.status_code, stored.status_code) == (422, 302)
    assert [(d.now, d.mine) for d in refused.context["form"].differences] == [("9", "5")]
    assert goal.due_in == 5


def test_actions_refuse_another_stand_than_was_seen(lead: User) -> None:
    entry = CatalogueStepFactory(goal__organisation=lead.membership.organisation).goal
    template = TemplateStepFactory(goal__template__organisation=lead.membership.organisation).goal.template
    values = {"life_area": entry.life_area, "title": entry.title, "criterion": entry.criterion}

    with pytest.raises(ValidationError, match="jemand anders"):
        applying.save_catalogue_goal(entry, actor=lead, steps=[], seen={"step_1": "etwas anderes"}, **values)
    with pytest.raises(ValidationError, match="jemand anders"):
        applying.save_template(template, actor=lead, name="A", description="", seen={"name": "etwas anderes"})

    assert entry.steps.count() == 1
