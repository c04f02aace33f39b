"""The Fortschreibung: one form in which the goals are gone through and the plan is frozen."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Fassung, FassungSignature, Goal
from cases.plan import actions
from pik.accounts.drafts import newest, save_draft
from pik.accounts.enums import Role
from tests.cases.plan.test_views import at, key
from tests.factories.accounts import user_with_role
from tests.factories.cases import GoalFactory, PlanFactory, plan_with_step
from tests.factories.plan import DRAWING

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def fields_of(page: Any) -> dict[str, Any]:
    """What the page of a Fortschreibung sends when nothing is changed: the goals and what belongs to the Fassung."""
    sent: dict[str, Any] = {}
    for form in (page.context["form"], *page.context["goal_forms"]):
        sent |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    return {**sent, "interpreter_language": "", "next_review_on": "2030-01-01"}


def test_fortschreibung_from_the_goals_to_the_signature(web: Client, case: Case) -> None:
    goal = plan_with_step(case).goal
    typed = fields_of(web.get(at(case, "plan_review"))) | {f"ziel{goal.pk}-progress": "reached"}

    frozen, again = (web.post(at(case, "plan_freeze"), typed) for _ in range(2))
    signed = web.post(
        frozen["Location"] + "unterschreiben/", {**key(), "name": "Z", "role": "client", "drawing": DRAWING}
    )

    assert (frozen["Location"], again["Location"]) == (at(case, "fassung_detail", number=1),) * 2
    assert Fassung.objects.get().content["areas"][0]["goals"][0]["state"] == "erreicht"
    assert (signed.status_code, FassungSignature.objects.get().drawing) == (302, DRAWING)


def test_fortschreibung_freezes_nothing_while_a_goal_is_wrong_and_keeps_all_that_was_typed(
    web: Client, case: Case
) -> None:
    good, wrong = plan_with_step(case).goal, GoalFactory(plan=case.plan)
    typed = fields_of(web.get(at(case, "plan_review")))
    typed |= {f"ziel{good.pk}-progress": "reached", f"ziel{wrong.pk}-progress": "not_reached"}

    refused = web.post(at(case, "plan_freeze"), {**typed, "people_present": "Zahra und Miriam"})

    forms = {form.instance.pk: form for form in refused.context["goal_forms"]}
    assert (refused.status_code, Fassung.objects.count()) == (422, 0)
    assert list(forms[wrong.pk].errors) == ["outcome_reason"]
    assert forms[good.pk]["progress"].value() == "reached"
    assert refused.context["form"]["people_present"].value() == "Zahra und Miriam"
    assert set(Goal.objects.values_list("progress", flat=True)) == {"open"}


def test_fortschreibung_keeps_a_state_in_between_without_freezing(web: Client, case: Case) -> None:
    ticked, changed = plan_with_step(case).goal, GoalFactory(plan=case.plan)
    untouched = GoalFactory(plan=case.plan)
    typed = fields_of(web.get(at(case, "plan_review"))) | {"people_present": "Zahra und Miriam"}
    typed |= {f"ziel{ticked.pk}-reviewed": "on", f"ziel{changed.pk}-progress": "in_work"}

    web.post(at(case, "review_save"), typed)

    page = web.get(at(case, "plan_review"))
    assert not Fassung.objects.exists()
    assert set(page.context["review"].reviewed_goals) == {ticked.pk, changed.pk}
    assert Goal.objects.get(pk=changed.pk).progress == "in_work"
    assert Goal.objects.get(pk=untouched.pk).reviewed_at is None
    assert page.context["form"]["people_present"].value() == "Zahra und Miriam"


@pytest.mark.parametrize("name", ["plan_freeze", "review_save"])
def test_fortschreibung_over_a_goal_that_somebody_changed_shows_the_difference(
    web: Client, case: Case, name: str
) -> None:
    goal = plan_with_step(case).goal
    typed = fields_of(web.get(at(case, "plan_review"))) | {f"ziel{goal.pk}-progress": "reached"}
    actions.update_goal(goal, actor=case.lead, progress="in_work")

    refused = web.post(at(case, name), typed)

    assert (refused.status_code, Fassung.objects.count()) == (422, 0)
    assert [d.now for d in refused.context["goal_forms"][0].differences] == ["in Arbeit"]
    assert Goal.objects.get().progress == "in_work"


def test_fortschreibung_looks_at_a_goal_that_came_meanwhile_before_it_freezes(web: Client, case: Case) -> None:
    plan_with_step(case)
    typed = fields_of(web.get(at(case, "plan_review")))
    GoalFactory(plan=case.plan, title="Führerschein")

    refused = web.post(at(case, "plan_freeze"), typed)

    assert (refused.status_code, Fassung.objects.count()) == (422, 0)
    assert refused.context["form"].non_field_errors() == [
        "Das Ziel „Führerschein“ ist inzwischen dazugekommen. Bitte sehen Sie es mit durch."
    ]


def test_fortschreibung_begins_with_its_draft_until_it_is_frozen(web: Client, case: Case) -> None:
    goal = plan_with_step(case).goal
    about = {"form": "plan-review", "about": case.public_id}
    typed = fields_of(web.get(at(case, "plan_review"))) | {f"ziel{goal.pk}-progress": "reached", "people_present": "Z"}
    save_draft(case.lead, **about, key=uuid.uuid4(), values={name: [str(value)] for name, value in typed.items()})

    page = web.get(at(case, "plan_review"))
    web.post(at(case, "plan_freeze"), fields_of(page))

    began = (page.context["form"]["people_present"].value(), page.context["goal_forms"][0]["progress"].value())
    assert began == ("Z", "reached")
    assert (Goal.objects.get().progress, Fassung.objects.get().people_present) == ("reached", ["Z"])
    assert newest(case.lead, **about) is None


# --- The list of those that are due ---------------------------------------------------------------


def test_day_leads_to_the_list_of_reviews_of_those_it_shows(web: Client, case: Case) -> None:
    PlanFactory(case=case, next_review_on=timezone.localdate())
    teamleitung = Client()
    teamleitung.force_login(user_with_role(Role.TEAMLEITUNG, case.organisation))
    day, reviews = reverse("cases:my_day"), reverse("cases:review_list")

    own, whole = web.get(day).content.decode(), teamleitung.get(day).content.decode()

    assert (f'href="{reviews}?wer=meine"' in own, f'href="{reviews}?wer=alle"' in whole) == (True, True)


def test_team_page_leads_to_the_list_of_reviews(case: Case) -> None:
    teamleitung = Client()
    teamleitung.force_login(user_with_role(Role.TEAMLEITUNG, case.organisation))

    text = teamleitung.get(reverse("cases:team")).content.decode()

    assert f'href="{reverse("cases:review_list")}?wer=alle"' in text
