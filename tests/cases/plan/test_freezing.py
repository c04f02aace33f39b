"""Assessing, freezing and signing a plan: what is stored, and what is refused."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from cases.enums import LifeArea
from cases.lifecycle.actions import close_case
from cases.models import AreaRating, Assessment, Case, Fassung, Goal
from cases.models.fassung import MAX_SCAN_BYTES
from cases.plan import actions, assessing, freezing, queries
from cases.plan.calculations import checksum
from cases.plan.fassung_forms import FreezeForm, SignatureForm
from cases.plan.reminders import PLAN_REVIEW
from pik.accounts.enums import Role
from pik.reminders.actions import create_due
from pik.reminders.models import Reminder
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, GoalFactory, PlanFactory, plan_with_step
from tests.factories.plan import DRAWING, AssessmentFactory, FassungFactory, ReviewIntervalFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
FREEZE: dict[str, Any] = {
    "agreed_on": TODAY,
    "people_present": ["Zahra Rahimi"],
    "next_review_on": date(2027, 5, 24),
}
SIGNED: dict[str, Any] = {"name": "Zahra Rahimi", "role": "client"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-24 10:00+01:00", tick=False):
        yield


def assess(case: Case, day: date = TODAY, **levels: int) -> Assessment:
    ratings = {area: {"level": level} for area, level in (levels or {"language": 2}).items()}
    return assessing.save_assessment(case, actor=case.lead, assessed_on=day, ratings=ratings)


# --- Assessing ------------------------------------------------------------------------------------


def test_assessment_begins_the_plan_and_is_corrected_on_its_day() -> None:
    case = CaseFactory()

    first = assess(case, language=2, work=1)
    second = assess(case, language=3)

    assert first.pk == second.pk
    assert list(AreaRating.objects.values_list("life_area", "level")) == [("language", 3)]
    assert case.plan.next_review_on == date(2027, 5, 24)


def test_assessment_of_another_day_keeps_the_first_one_also_without_a_fassung() -> None:
    case = CaseFactory()
    first = assess(case, TODAY - timedelta(days=90), language=2, work=3)

    second = assess(case, language=4)

    assessments = queries.assessments_of(case.plan)
    standings = {s.key: (s.was, s.level) for s in queries.standings_of(assessments)}
    assert first.pk != second.pk
    assert [a.assessed_on for a in assessments] == [TODAY - timedelta(days=90), TODAY]
    assert standings == {"language": (2, 4), "work": (3, 3)}


def test_assessment_after_a_fassung_is_a_new_one_and_progress_is_measured_from_the_first() -> None:
    case = plan_with_step().goal.plan.case
    first = assess(case, TODAY - timedelta(days=30), language=2, work=3)
    freezing.freeze_plan(case, actor=case.lead, **FREEZE)

    second = assess(case, language=4)

    standings = {s.key: (s.was, s.level, s.difference) for s in queries.standings_of(queries.assessments_of(case.plan))}
    assert first.pk != second.pk
    assert standings == {"language": (2, 4, "+2"), "work": (3, 3, "unverändert")}


def test_assessment_over_another_stand_than_was_seen_is_refused() -> None:
    case = CaseFactory()
    seen = assessing.stand_of({})
    assess(case, language=2)

    with pytest.raises(ValidationError, match="jemand anders"):
        assessing.save_assessment(case, actor=case.lead, assessed_on=TODAY, ratings={"work": {"level": 1}}, seen=seen)

    assert list(AreaRating.objects.values_list("life_area", "level")) == [("language", 2)]


@pytest.mark.parametrize(
    ("day", "ratings", "message"),
    [
        (TODAY + timedelta(days=1), {"language": {"level": 1}}, assessing.TO_COME),
        (TODAY, {}, assessing.NOTHING_ASSESSED),
        (date(2026, 7, 14), {"language": {"level": 1}}, "Es gibt schon eine spätere Einschätzung, vom 15.07.2026."),
        (date(2026, 7, 15), {"language": {"level": 1}}, assessing.IS_FIXED),
    ],
)
def test_assessment_that_does_not_fit_is_refused(day: date, ratings: dict[str, Any], message: str) -> None:
    assessment = AssessmentFactory()
    FassungFactory(plan=assessment.plan, assessment=assessment)
    case = assessment.plan.case

    with pytest.raises(ValidationError) as refused:
        assessing.save_assessment(case, actor=case.lead, assessed_on=day, ratings=ratings)

    assert refused.value.messages == [message]


# --- Freezing -------------------------------------------------------------------------------------


def test_freeze_keeps_the_whole_plan_as_it_stood_with_its_checksum() -> None:
    step = plan_with_step()
    case = step.goal.plan.case
    assess(case, language=2)

    fassung = freezing.freeze_plan(case, actor=case.lead, **FREEZE)
    actions.update_goal(step.goal, actor=case.lead, title="Deutsch B2")

    stored = Fassung.objects.get(pk=fassung.pk)
    goal = stored.content["areas"][0]["goals"][0]
    assert (stored.number, goal["title"], goal["due"]) == (1, "B1-Zertifikat", "31.03.2027")
    assert [step["text"] for step in goal["steps"]] == ["Zum Elternkurs anmelden"]
    assert [(a["key"], a["level"]) for a in stored.content["assessment"]["areas"]] == [("language", 2)]
    assert stored.sha256 == checksum(stored.content)
    assert Case.objects.get(pk=case.pk).plan.next_review_on == FREEZE["next_review_on"]


def test_freeze_stores_what_was_said_of_the_goals_first_or_nothing_at_all() -> None:
    goal = plan_with_step().goal
    case, other = goal.plan.case, GoalFactory(plan=goal.plan)
    said = [actions.Reviewed(goal, {"progress": "reached"}), actions.Reviewed(other, {"progress": "dropped"})]

    with pytest.raises(actions.GoalRefused) as refused:
        freezing.freeze_plan(case, actor=case.lead, reviewed=said, **FREEZE)
    untouched = Goal.objects.get(pk=goal.pk).progress
    fassung = freezing.freeze_plan(case, actor=case.lead, reviewed=said[:1], **FREEZE)

    assert (refused.value.goal_id, untouched) == (other.pk, "open")
    assert "erreicht" in {g["state"] for area in fassung.content["areas"] for g in area["goals"]}


def test_freeze_numbers_go_on_per_plan() -> None:
    case, other = plan_with_step().goal.plan.case, plan_with_step().goal.plan.case

    numbers = [freezing.freeze_plan(c, actor=c.lead, **FREEZE).number for c in (case, case, other)]

    assert numbers == [1, 2, 1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"agreed_on": TODAY + timedelta(days=1), "next_review_on": date(2028, 1, 1)}, "agreed_on"),
        ({"next_review_on": TODAY}, "next_review_on"),
        ({"people_present": []}, "people_present"),
        ({"interpreter_language": "Dari"}, "__all__"),
    ],
)
def test_freeze_with_values_that_do_not_fit_is_refused(values: dict[str, Any], field: str) -> None:
    case = plan_with_step().goal.plan.case

    with pytest.raises(ValidationError) as refused:
        freezing.freeze_plan(case, actor=case.lead, **{**FREEZE, **values})

    assert list(refused.value.message_dict) == [field]
    assert not Fassung.objects.exists()


def test_freeze_without_goals_of_a_closed_case_or_by_somebody_else_is_refused() -> None:
    empty, closed, foreign = PlanFactory().case, plan_with_step().goal.plan.case, plan_with_step().goal.plan.case
    close_case(closed, actor=closed.lead, reason="moved")

    with pytest.raises(ValidationError, match="noch kein Ziel"):
        freezing.freeze_plan(empty, actor=empty.lead, **FREEZE)
    with pytest.raises(ValidationError, match="abgeschlossen"):
        freezing.freeze_plan(closed, actor=closed.lead, **FREEZE)
    with pytest.raises(PermissionDenied):
        freezing.freeze_plan(foreign, actor=user_with_role(Role.INTEGRATIONSMANAGER), **FREEZE)


@pytest.mark.django_db(transaction=True)
def test_freeze_twice_at_once_gives_two_numbers_without_a_gap() -> None:
    case = plan_with_step().goal.plan.case
    begin = threading.Barrier(3)
    refusals: list[BaseException] = []

    def run() -> None:
        begin.wait(20)
        try:
            freezing.freeze_plan(Case.objects.get(pk=case.pk), actor=case.lead, **FREEZE)
        except (ValidationError, PermissionDenied) as error:
            refusals.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert refusals == []
    assert sorted(Fassung.objects.values_list("number", flat=True)) == [1, 2, 3]


# --- Signing --------------------------------------------------------------------------------------


def test_sign_with_a_drawing_and_with_a_scan() -> None:
    fassung = FassungFactory()
    lead = fassung.plan.case.lead

    drawn = freezing.sign_fassung(fassung, actor=lead, **SIGNED, drawing=DRAWING)
    scanned = freezing.sign_fassung(fassung, actor=lead, **SIGNED, scan=b"%PDF-1.7 ...")

    assert (drawn.kind, drawn.drawing, drawn.scan) == ("drawn", DRAWING, None)
    assert (scanned.kind, bytes(scanned.scan or b""), scanned.scan_type) == ("scan", b"%PDF-1.7 ...", "application/pdf")


def test_sign_an_older_fassung_is_refused() -> None:
    first = FassungFactory()
    FassungFactory(plan=first.plan, number=2)

    with pytest.raises(ValidationError, match="neuere Fassung"):
        freezing.sign_fassung(first, actor=first.plan.case.lead, **SIGNED, drawing=DRAWING)


@pytest.mark.parametrize(
    ("scan", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<html>%PDF-", None),
        (b"GIF89a", None),
        (b"", None),
        (b"%PDF-" + b"x" * MAX_SCAN_BYTES, None),
    ],
)
def test_scan_type_is_read_from_the_content(scan: bytes, kind: str | None) -> None:
    if kind is None:
        with pytest.raises(ValidationError):
            freezing.scan_type(scan)
    else:
        assert freezing.scan_type(scan) == kind


@pytest.mark.parametrize(
    ("drawing", "is_good"),
    [
        (DRAWING, True),
        ("M10 10", False),
        ("M10 10 L20 20 L30 30", False),
        (DRAWING.replace("M10 90", "M601 90"), False),
        (DRAWING.replace("L30 40", "L30 201"), False),
        (f'{DRAWING}"/><script>', False),
        ("M-1 5 " * 8, False),
        ("", False),
    ],
)
def test_signature_form_takes_a_drawing_that_is_one(drawing: str, is_good: bool) -> None:
    form = SignatureForm({**SIGNED, "drawing": drawing, "submission_key": "0" * 32})

    assert form.is_valid() is is_good


def test_freeze_form_names_each_present_person_once_a_line() -> None:
    data = {"agreed_on": "2026-11-24", "next_review_on": "2027-05-24", "submission_key": "0" * 32}

    good = FreezeForm({**data, "people_present": " Zahra Rahimi \n\nMiriam Vogt"})
    empty = FreezeForm({**data, "people_present": " \n "})

    assert good.is_valid()
    assert good.values()["people_present"] == ["Zahra Rahimi", "Miriam Vogt"]
    assert not empty.is_valid()


# --- Reminders and the interval -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "rung"),
    [(-31, 0), (-30, 1), (-1, 1), (0, 2), (40, 2)],
)
def test_review_rings_thirty_days_before_and_on_the_day(days: int, rung: int) -> None:
    review = date(2027, 5, 24)
    plan = PlanFactory(next_review_on=review)

    for day in sorted({min(days, -30), days}):
        create_due(review + timedelta(days=day))

    found = Reminder.objects.filter(kind=PLAN_REVIEW)
    assert (found.count(), {r.recipient_id for r in found} <= {plan.case.lead_id}) == (rung, True)


def test_freezing_settles_the_reminder() -> None:
    case = plan_with_step().goal.plan.case
    type(case.plan).objects.filter(pk=case.plan.pk).update(next_review_on=TODAY)
    create_due(TODAY)

    freezing.freeze_plan(Case.objects.get(pk=case.pk), actor=case.lead, **FREEZE)

    (reminder,) = Reminder.objects.filter(kind=PLAN_REVIEW)
    assert reminder.done_at is not None


def test_review_comes_after_the_interval_of_the_organisation() -> None:
    case = CaseFactory()
    ReviewIntervalFactory(organisation=case.organisation, months=3)

    assess(case)

    assert case.plan.next_review_on == date(2027, 2, 24)


def test_review_of_a_case_stands_where_it_was_left() -> None:
    goal = GoalFactory()
    case = goal.plan.case
    before = queries.review_of(case)

    assess(case, language=2)
    actions.review_goal(goal, actor=case.lead, progress="in_work")
    after = queries.review_of(case)

    assert (before.is_assessed, before.is_gone_through) == (False, False)
    assert (after.is_assessed, after.is_gone_through, after.reviewed_count) == (True, True, 1)
    assert Goal.objects.get().progress == "in_work"
    assert LifeArea.LANGUAGE in {s.key for s in queries.standings_of(queries.assessments_of(case.plan))}
