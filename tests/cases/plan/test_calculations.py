"""Days that templates are due, and two states of a plan compared; no database."""

from __future__ import annotations

import copy
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.enums import LifeArea, StepOwner
from cases.plan.calculations import Words, canonical, checksum, compare, due_after, word_by_word
from cases.plan.levels import LEVEL_NAMES, LEVELS
from cases.plan.picture import progress_picture
from cases.plan.queries import Frozen
from cases.plan.reference import rows
from tests.markup import Page

pytestmark = pytest.mark.unit

STEP: dict[str, Any] = {"id": 7, "text": "Anmelden", "who": "Klient:in", "due": "01.12.2026", "state": "offen"}
GOAL: dict[str, Any] = {
    "id": 1,
    "title": "Deutsch B1",
    "criterion": "das Zertifikat vorliegt",
    "due": "31.03.2027",
    "priority": "mittel",
    "state": "offen",
    "outcome_reason": "",
    "steps": [STEP],
}
PLAN: dict[str, Any] = {
    "version": 1,
    "persons": ["Zahra Rahimi"],
    "assessment": {"areas": [{"key": "language", "label": "Sprache", "level": 2}]},
    "areas": [{"key": "language", "label": "Sprache", "goals": [GOAL]}],
}


def changed(**values: Any) -> dict[str, Any]:
    """The plan with another first goal."""
    plan = copy.deepcopy(PLAN)
    plan["areas"][0]["goals"][0].update(values)
    return plan


@pytest.mark.parametrize(
    ("start", "number", "unit", "due"),
    [
        (date(2026, 11, 24), 0, "days", date(2026, 11, 24)),
        (date(2026, 11, 24), 3, "days", date(2026, 11, 27)),
        (date(2026, 11, 24), 6, "weeks", date(2027, 1, 5)),
        (date(2027, 1, 31), 1, "months", date(2027, 2, 28)),
        (date(2028, 1, 31), 1, "months", date(2028, 2, 29)),
        (date(2026, 8, 31), 6, "months", date(2027, 2, 28)),
        (date(2026, 12, 31), 2, "months", date(2027, 2, 28)),
        (date(2026, 3, 31), 18, "months", date(2027, 9, 30)),
        (date(2028, 2, 29), 12, "months", date(2029, 2, 28)),
    ],
)
def test_due_after_counts_days_weeks_and_months_to_their_end(start: date, number: int, unit: str, due: date) -> None:
    assert due_after(start, number, unit) == due


# --- Word by word ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("", "neu", [Words("ins", "neu")]),
        ("alt", "", [Words("del", "alt")]),
        ("gleich", "gleich", [Words("same", "gleich")]),
        (
            "Kurs B1 an der VHS besuchen",
            "Kurs B2 an der VHS besuchen",
            [
                Words("same", "Kurs "),
                Words("del", "B1"),
                Words("ins", "B2"),
                Words("same", " an der VHS besuchen"),
            ],
        ),
        (
            "der Kurs endet",
            "das Zertifikat vorliegt",
            [Words("del", "der Kurs endet"), Words("ins", "das Zertifikat vorliegt")],
        ),
    ],
)
def test_word_by_word_shows_what_went_before_what_came(old: str, new: str, found: list[Words]) -> None:
    assert word_by_word(old, new) == found


_SENTENCES = st.lists(st.sampled_from(["Kurs", "B1", "an", "der", "VHS", ",", "ä"]), max_size=8).map(" ".join)


@settings(max_examples=60)
@given(_SENTENCES, _SENTENCES)
def test_word_by_word_loses_and_invents_nothing(old: str, new: str) -> None:
    found = word_by_word(old, new)

    assert "".join(run.text for run in found if run.kind != "ins") == old
    assert "".join(run.text for run in found if run.kind != "del") == new


# --- Goal by goal ---------------------------------------------------------------------------------


def test_compare_same_plan_finds_nothing() -> None:
    comparison = compare(PLAN, copy.deepcopy(PLAN))

    assert comparison.is_same
    assert [goal.kind for area in comparison.areas for goal in area.goals] == ["same"]


def test_compare_goal_moved_to_another_day_is_changed_in_that_line_alone() -> None:
    (area,) = compare(PLAN, changed(due="30.06.2027")).areas

    (goal,) = area.goals
    assert (goal.kind, [line.label for line in goal.lines]) == ("changed", ["bis"])
    assert goal.lines[0].words == [Words("del", "31.03.2027"), Words("ins", "30.06.2027")]


def test_compare_step_done_changes_its_goal() -> None:
    done = {**STEP, "state": "erledigt am 02.12.2026"}

    (area,) = compare(PLAN, changed(steps=[done])).areas

    (goal,) = area.goals
    assert (goal.kind, goal.lines, [part.kind for part in goal.parts]) == ("changed", [], ["changed"])


def test_compare_finds_goals_and_steps_that_came_and_went() -> None:
    other = {**GOAL, "id": 2, "title": "Eigene Wohnung", "steps": []}
    new_step = {**STEP, "id": 8, "text": "Betreuung klären"}
    new = copy.deepcopy(PLAN)
    new["areas"][0]["goals"][0]["steps"] = [new_step]
    new["areas"].append({"key": "housing", "label": "Wohnen", "goals": [other]})

    forth, back = compare(PLAN, new), compare(new, PLAN)

    kinds = {(area.label, goal.kind) for area in forth.areas for goal in area.goals}
    assert kinds == {("Sprache", "changed"), ("Wohnen", "added")}
    assert [(p.kind, p.title) for p in forth.areas[0].goals[0].parts] == [
        ("added", "Betreuung klären"),
        ("removed", "Anmelden"),
    ]
    assert {(a.label, g.kind) for a in back.areas for g in a.goals} == {("Sprache", "changed"), ("Wohnen", "removed")}


def test_compare_goal_of_another_area_stands_in_the_new_one() -> None:
    moved = copy.deepcopy(PLAN)
    moved["areas"][0] |= {"key": "work", "label": "Arbeit"}

    comparison = compare(PLAN, moved)

    assert [(area.label, len(area.goals)) for area in comparison.areas] == [("Arbeit", 1), ("Sprache", 0)]


def test_compare_tells_levels_and_persons() -> None:
    new = copy.deepcopy(PLAN)
    new["assessment"]["areas"] = [
        {"key": "language", "label": "Sprache", "level": 3},
        {"key": "work", "label": "Arbeit", "level": 1},
    ]
    new["persons"] = ["Zahra Rahimi", "Omid Rahimi"]

    comparison = compare({**PLAN, "assessment": PLAN["assessment"]}, new)

    assert [(change.title, change.kind) for change in comparison.assessment] == [
        ("Sprache", "changed"),
        ("Arbeit", "added"),
    ]
    assert comparison.persons is not None
    assert comparison.persons.words[-1] == Words("ins", ", Omid Rahimi")


def test_compare_first_assessment_against_none_is_all_new() -> None:
    comparison = compare({**PLAN, "assessment": None}, PLAN)

    assert [change.kind for change in comparison.assessment] == ["added"]


# --- Checksum, levels, picture, catalogue ---------------------------------------------------------


def test_checksum_is_the_same_whatever_the_order_of_keys() -> None:
    turned = dict(reversed(PLAN.items()))

    assert canonical(turned) == canonical(PLAN)
    assert checksum(changed(title="Deutsch B2")) != checksum(PLAN)


def test_levels_every_area_has_five_different_descriptions() -> None:
    texts = [text for area in LifeArea for text in LEVELS[area]]

    assert (len(LEVEL_NAMES), len(texts), len(set(texts))) == (5, 55, 55)
    assert [text for text in texts if len(text) > 120] == []


def test_picture_has_an_arrow_only_where_something_moved() -> None:
    areas = [
        {"label": "Sprache", "level": 4, "was": 2},
        {"label": "Arbeit", "level": 1, "was": 3},
        {"label": "Wohnen", "level": 2, "was": 2},
        {"label": "Schule", "level": 5, "was": None},
    ]

    picture = progress_picture([Frozen(area) for area in areas])

    assert [bool(row.arrow) for row in picture.rows] == [True, True, False, False]
    assert picture.rows[0].x > (picture.rows[0].was_x or 0) > 0
    assert [row.was_x is None for row in picture.rows] == [False, False, False, True]


def test_picture_of_a_document_has_each_name_beside_its_row() -> None:
    """The order of a document keeps the fields of the picture and nothing that is computed from them."""
    areas = [{"label": "Sprache", "level": 3, "was": 1}, {"label": "Arbeit", "level": 2, "was": None}]
    kept = asdict(progress_picture([Frozen(area) for area in areas]))

    drawn = Page(render_to_string("cases/plan/picture.html", {"picture": kept})).all("text")

    names = {element.text: element.attributes["y"] for element in drawn if not element.text.isdigit()}
    assert names == {row["label"]: str(row["y"]) for row in kept["rows"]}


def test_catalogue_holds_four_goals_with_two_to_four_steps_in_every_area() -> None:
    goals, steps = rows("catalogue_goals"), rows("catalogue_steps")
    counts = {goal["key"]: sum(step["goal"] == goal["key"] for step in steps) for goal in goals}

    few = [area for area in LifeArea if sum(goal["life_area"] == area for goal in goals) < 4]
    assert few == []
    assert [key for key, count in counts.items() if not 2 <= count <= 4] == []
    assert len({step["key"] for step in steps}) == len(steps)
    assert [s["key"] for s in steps if (s["owner"] == StepOwner.THIRD) != bool(s["owner_name"])] == []
