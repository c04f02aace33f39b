"""Invented plans to show: whom they cover, how people stand, Fassungen with signatures, an own catalogue."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cases.enums import InterpreterQuality, LifeArea, SignatureKind, SignerRole, StepOwner
from cases.models import (
    AreaRating,
    Assessment,
    Case,
    CatalogueGoal,
    CatalogueStep,
    Fassung,
    FassungSignature,
    HouseholdMember,
    Integrationsplan,
    Person,
    PlanMember,
)
from cases.plan.calculations import checksum
from cases.plan.content import content_of
from cases.plan.queries import plan_of
from pik.accounts.models import Organisation
from pik.core.formats import german_date
from pik.core.periods import add_months

_SIGNATURE = (
    "M40 120 L70 60 L90 140 L120 70 L150 130 L190 80 L220 125 L260 95 L320 110 M350 70 L360 130 M340 95 L380 90"
)
_WORDS: dict[str, tuple[str, str, str]] = {
    LifeArea.LANGUAGE: ("Besucht den Kurs am Vormittag.", "Lernt schnell, übt mit den Kindern.", "B1 bis zum Sommer"),
    LifeArea.WORK: ("Arbeitet stundenweise in einer Küche.", "Hat einen Führerschein.", "Eine feste Stelle"),
    LifeArea.RECOGNITION: ("Abschluss liegt vor, Übersetzung fehlt.", "Zehn Jahre Erfahrung.", "Im Beruf arbeiten"),
    LifeArea.HOUSING: ("Drei Zimmer in der Unterkunft.", "Kennt eine Familie, die umzieht.", "Eigene Küche"),
    LifeArea.HEALTH: ("Hausarztpraxis gefunden.", "", "Termine ohne Begleitung"),
    LifeArea.FAMILY: ("Das jüngste Kind ist noch ohne Kita.", "Die Großmutter hilft.", "Kita in der Nähe"),
    LifeArea.AUTHORITIES: ("Briefe werden gesammelt.", "Der Sohn liest gut Deutsch.", "Weniger Post"),
    LifeArea.PARTICIPATION: ("Kennt zwei Nachbarinnen.", "Singt gern.", "Ein Chor"),
}
_AREAS = tuple(_WORDS)
#: One in so many plans has Fassungen; more would make the demo slow and show nothing new.
_ONE_IN = 12
_LONG_ENOUGH = 200  # days after which a plan was gone through


def fill_plans(
    rng: random.Random, today: date, plans: Sequence[tuple[Case, Integrationsplan]], is_shown: Callable[[Person], bool]
) -> None:
    """Give ``plans`` members, assessments, a day of review and, some of them, Fassungen; ``is_shown``: always both."""
    for case, plan in plans:
        plan.next_review_on = _review(rng, today, case)
    Integrationsplan.objects.bulk_update([plan for _, plan in plans], ["next_review_on"])
    PlanMember.objects.bulk_create(_members(plans))
    _assess(rng, today, plans, is_shown)
    for number, (case, _) in enumerate(plans):
        if is_shown(case.person) or (number % _ONE_IN == 0 and _days_since(case, today) > _LONG_ENOUGH):
            _freeze(case, today, twice=is_shown(case.person))


def _review(rng: random.Random, today: date, case: Case) -> date:
    """Most lie ahead, some come soon, a few are overdue."""
    ahead = rng.choice((-20, 12, 25, 50, 70, 90, 110, 130, 150, 170))
    return max(today + timedelta(days=ahead), add_months(case.starts_on or today, 1))


def _days_since(case: Case, today: date) -> int:
    """For how long support has run."""
    return (today - (case.starts_on or today)).days


def _members(plans: Sequence[tuple[Case, Integrationsplan]]) -> list[PlanMember]:
    """Each plan covers its own person; the first of a household covers those who have no plan of their own."""
    own = {case.person_id for case, _ in plans}
    home: dict[int, int] = {}
    family: dict[int, list[Person]] = {}
    lives = HouseholdMember.objects.filter(organisation__in={case.organisation_id for case, _ in plans})
    for member in lives.select_related("person").order_by("pk"):
        home[member.person_id] = member.household_id
        if member.person_id not in own:
            family.setdefault(member.household_id, []).append(member.person)
    members = []
    for case, plan in plans:
        persons = [case.person, *family.pop(home.get(case.person_id, 0), [])]
        joined = plan.created_at.date()
        members += [
            PlanMember(plan=plan, person=person, organisation_id=case.organisation_id, joined_on=joined)
            for person in persons
        ]
    # A case that is over covers nobody: whoever comes back begins anew.
    ended = {case.pk: case.closed_on for case, _ in plans if case.closed_on}
    for covered in members:
        closed = ended.get(covered.plan.case_id)
        covered.left_on = max(closed, covered.joined_on) if closed else None
    return members


def _assess(
    rng: random.Random, today: date, plans: Sequence[tuple[Case, Integrationsplan]], is_shown: Callable[[Person], bool]
) -> None:
    assessments: list[Assessment] = []
    ratings: list[AreaRating] = []
    for case, plan in plans:
        first = plan.created_at.date()
        areas = _AREAS if is_shown(case.person) else tuple(rng.sample(_AREAS, rng.randrange(3, 7)))
        levels = {area: rng.choice((1, 1, 2, 2, 3)) for area in areas}
        days = [day for day in (first, add_months(first, 6), add_months(first, 12)) if day < today]
        for number, day in enumerate(days):
            assessment = Assessment(plan=plan, assessed_on=day, created_by=plan.created_by, created_at=plan.created_at)
            assessments.append(assessment)
            if number:
                levels = {area: max(1, min(5, level + rng.choice((-1, 0, 1, 1, 1)))) for area, level in levels.items()}
            ratings += [_rating(assessment, area, level) for area, level in sorted(levels.items())]
    Assessment.objects.bulk_create(assessments)
    AreaRating.objects.bulk_create(ratings)


def _rating(assessment: Assessment, area: str, level: int) -> AreaRating:
    situation, resources, wishes = _WORDS[area]
    words = {"situation": situation, "resources": resources, "wishes": wishes}
    return AreaRating(assessment=assessment, life_area=area, level=level, **words)


def _freeze(case: Case, today: date, *, twice: bool) -> None:
    plan = plan_of(case)
    if plan is None or not plan.goals.all():
        return
    content = content_of(plan)
    if twice:
        _fassung(plan, 1, add_months(today, -8), _earlier(content))
    _fassung(plan, 2 if twice else 1, add_months(today, -2), content)


def _fassung(plan: Integrationsplan, number: int, day: date, content: dict[str, Any]) -> None:
    case = plan.case
    lead = case.lead or plan.created_by
    language = case.person.interpreter_language
    moment = datetime.combine(day, plan.created_at.timetz())
    fassung = Fassung.objects.create(
        plan=plan,
        number=number,
        agreed_on=day,
        people_present=[*content["persons"][:1], case.lead_name],
        interpreter_name="Nasrin Karimi" if language else "",
        interpreter_language=language,
        interpreter_quality=InterpreterQuality.GOOD if language else "",
        next_review_on=add_months(day, 6),
        assessment=plan.assessments.filter(assessed_on__lte=day).order_by("-assessed_on").first(),
        content=content,
        sha256=checksum(content),
        created_by=lead,
        created_at=moment,
        author_label=case.lead_name,
    )
    for name, role in ((content["persons"][0], SignerRole.CLIENT), (case.lead_name, SignerRole.MANAGER)):
        FassungSignature.objects.create(
            fassung=fassung,
            name=name,
            role=role,
            kind=SignatureKind.DRAWN,
            drawing=_SIGNATURE,
            signed_at=moment,
            recorded_by=lead,
        )


def _earlier(content: dict[str, Any]) -> dict[str, Any]:
    """The plan as it might have been half a year before: less agreed, other words, an earlier day."""
    earlier = copy.deepcopy(content)
    first = earlier["areas"][0]["goals"][0]
    first["criterion"] = "der Kurs abgeschlossen ist"
    first["due"] = german_date(date(2026, 12, 31))
    first["state"] = "offen"
    first["steps"] = first["steps"][:1]
    if len(earlier["areas"]) > 1:
        earlier["areas"].pop()
    for area in (earlier["assessment"] or {}).get("areas", ()):
        area["level"] = area["was"] or area["level"]
    return earlier


def fill_catalogue(organisation: Organisation) -> None:
    """An entry of an organisation's own catalogue."""
    goal = CatalogueGoal.objects.create(
        organisation=organisation,
        life_area=LifeArea.PARTICIPATION,
        title="Im Garten der Begegnung mitmachen",
        criterion="eine Saison lang ein Beet gepflegt wurde",
    )
    CatalogueStep.objects.create(goal=goal, text="Zum offenen Gartentag kommen", owner=StepOwner.CLIENT)
