"""Two people at the same row: the second is told, sees the difference, and chooses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.enums import LifeArea
from cases.models import Goal
from pik.core.conflicts import CHANGED, ConflictMixin, demand_seen, in_words
from pik.core.forms import KernModelForm, add_errors, german_formfield
from tests.factories.cases import GoalFactory

pytestmark = pytest.mark.django_db


class EditForm(ConflictMixin, KernModelForm):
    class Meta:
        model = Goal
        formfield_callback = german_formfield
        fields = ["life_area", "title", "criterion", "due_on"]


def opened(goal: Goal) -> dict[str, Any]:
    """What the page would send back unchanged."""
    form = EditForm(instance=Goal.objects.get(pk=goal.pk))
    return {name: form[name].value() or "" for name in form.fields}


def sent(goal: Goal, data: dict[str, Any], **changes: Any) -> EditForm:
    return EditForm({**data, **changes}, instance=Goal.objects.get(pk=goal.pk))


def again(form: EditForm, **choices: str) -> dict[str, Any]:
    """The page that was shown after the refusal, sent with ``choices``."""
    return {**{name: form[name].value() or "" for name in form.fields}, **choices}


@pytest.fixture
def goal() -> Goal:
    return GoalFactory(title="B1", criterion="Zertifikat liegt vor")


def test_row_that_nobody_changed_is_saved(goal: Goal) -> None:
    form = sent(goal, opened(goal), title="B2")

    assert (form.is_valid(), form.cleaned_data["title"]) == (True, "B2")


def test_change_meanwhile_is_refused_and_shown_field_by_field(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(title="B1 mit Prüfung")

    form = sent(goal, data, title="B2", criterion="neu")

    assert (form.is_valid(), form.non_field_errors()) == (False, [CHANGED])
    assert [(d.label, d.was, d.now, d.mine) for d in form.differences] == [("Ziel", "B1", "B1 mit Prüfung", "B2")]
    assert form.differences[0].at is not None


def test_change_of_a_field_one_did_not_touch_is_shown_too(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(title="B1 mit Prüfung")

    form = sent(goal, data, criterion="neu")
    form.is_valid()

    assert [(d.now, d.mine) for d in form.differences] == [("B1 mit Prüfung", "B1")]


def test_same_change_by_both_is_no_conflict(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(title="B2")

    assert sent(goal, data, title="B2").is_valid()


def test_change_of_a_field_the_form_does_not_show_is_no_conflict(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(progress="in_work")

    assert sent(goal, data, title="B2").is_valid()


@pytest.mark.parametrize(("choice", "title"), [("meine", "B2"), ("andere", "B1 mit Prüfung")])
def test_choice_decides_what_is_saved(goal: Goal, choice: str, title: str) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(title="B1 mit Prüfung")
    refused = sent(goal, data, title="B2", criterion="neu")
    refused.is_valid()

    form = sent(goal, again(refused, stand_title=choice))

    assert form.is_valid(), form.errors
    assert (form.save().title, form.instance.criterion) == (title, "neu")


def test_sent_again_without_a_choice_is_refused_again(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(title="B1 mit Prüfung")
    refused = sent(goal, data, title="B2")
    refused.is_valid()

    form = sent(goal, again(refused))

    assert (form.is_valid(), [d.was for d in form.differences]) == (False, ["B1"])


def test_third_change_between_refusal_and_choice_is_shown_anew(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(title="B1 mit Prüfung")
    refused = sent(goal, data, title="B2")
    refused.is_valid()
    Goal.objects.filter(pk=goal.pk).update(title="C1")

    form = sent(goal, again(refused, stand_title="meine"))

    assert (form.is_valid(), [d.now for d in form.differences]) == (False, ["C1"])


def test_unreadable_input_gives_way_to_the_others_stand(goal: Goal) -> None:
    data = opened(goal)
    Goal.objects.filter(pk=goal.pk).update(due_on="2026-12-01")
    refused = sent(goal, data, due_on="übermorgen")
    refused.is_valid()

    form = sent(goal, again(refused, stand_due_on="andere"))

    assert form.is_valid(), form.errors
    assert f"{form.save().due_on:%d.%m.%Y}" == "01.12.2026"


@pytest.mark.parametrize("token", ["", "erfunden"])
def test_token_that_is_not_ours_has_seen_nothing(goal: Goal, token: str) -> None:
    form = sent(goal, opened(goal), title="B2", seen_token=token)

    assert not form.is_valid()


def test_token_of_another_row_has_seen_nothing(goal: Goal) -> None:
    other = opened(GoalFactory(title="B1", criterion="Zertifikat liegt vor"))

    assert not sent(goal, {**opened(goal), "seen_token": other["seen_token"]}, title="B2").is_valid()


def test_change_between_look_and_lock_is_shown(goal: Goal) -> None:
    form = sent(goal, opened(goal), title="B2")
    assert form.is_valid()
    Goal.objects.filter(pk=goal.pk).update(title="C1")

    with add_errors(form):
        demand_seen(Goal.objects.select_for_update().get(pk=goal.pk), form.seen)

    assert [(d.was, d.now, d.mine) for d in form.differences] == [("B1", "C1", "B2")]
    assert sent(goal, again(form, stand_title="meine")).is_valid()


def test_demand_seen_of_an_untouched_row_says_nothing(goal: Goal) -> None:
    form = sent(goal, opened(goal), title="B2")
    form.is_valid()

    demand_seen(Goal.objects.get(pk=goal.pk), form.seen)


def test_demand_seen_of_a_changed_row_is_refused(goal: Goal) -> None:
    with pytest.raises(ValidationError):
        demand_seen(goal, {"title": "etwas anderes"})


def test_new_row_meets_nobody() -> None:
    form = EditForm({"life_area": LifeArea.WORK, "title": "Praktikum", "criterion": "Vertrag", "due_on": "2027-03-31"})

    assert form.is_valid()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("life_area", "language", "Sprache"),
        ("due_on", "2026-12-01", "01.12.2026"),
        ("due_on", "übermorgen", "übermorgen"),
        ("title", "", ""),
    ],
)
def test_in_words_each_kind_reads_as_in_a_sentence(name: str, text: str, words: str) -> None:
    assert in_words(Goal._meta.get_field(name), text) == words
