"""What the head of a case says of the person: one look at it has to be enough, and costs no query of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from cases.enums import GermanLevel, ResidenceGroup, Sex
from cases.people.calculations import age_text
from pik.core.formats import german_date

if TYPE_CHECKING:
    from cases.models import Case

#: From so many days before its end on a residence title is shown as ending.
WARN_DAYS = 90


@dataclass(frozen=True)
class Relative:
    """Somebody else of the household, as the head of the page names her."""

    name: str
    age: str
    url: str  # her case, empty without one


@dataclass(frozen=True)
class Head:
    """The person of a case in a few words."""

    languages: str
    interpreter: str
    german: str
    title: str
    title_ends: str
    title_warning: str
    relatives: tuple[Relative, ...]
    contact_stop: str


def head_annotations() -> dict[str, Any]:
    """What ``Case.objects.with_head()`` reads beside the person herself, by name; all in its one query."""
    from cases.models import Case, ContactStop, GermanResult, HouseholdMember, PersonLanguage, ResidenceTitle

    today = timezone.localdate()
    of_person = {"person": OuterRef("person")}
    own = HouseholdMember.objects.on(today).filter(person=OuterRef(OuterRef("person"))).values("household")
    others = HouseholdMember.objects.on(today).filter(household__in=own).exclude(person=OuterRef("person"))
    latest = Case.objects.filter(person=OuterRef("person")).order_by("-opened_at", "-pk").values("public_id")
    relatives = others.annotate(case_id=Subquery(latest[:1])).order_by(
        F("person__birth_date").asc(nulls_last=True), "person_id"
    )
    titles = ResidenceTitle.objects.filter(**of_person).begun_by(today)
    return {
        "head_languages": ArraySubquery(PersonLanguage.objects.filter(**of_person).order_by("pk").values("language")),
        "head_german": Subquery(GermanResult.objects.filter(**of_person).newest_first().values("level")[:1]),
        "head_title": Subquery(titles.values(title=JSONObject(text="paragraph", group="group", ends_on="ends_on"))[:1]),
        "head_relatives": ArraySubquery(
            relatives.values(
                relative=JSONObject(
                    name="person__given_name",
                    born="person__birth_date",
                    precision="person__birth_precision",
                    case="case_id",
                )
            )
        ),
        "head_stop": Subquery(
            ContactStop.objects.filter(**of_person).on(today).order_by("-ends_on").values("ends_on")[:1]
        ),
    }


def head_of(case: Case) -> Head:
    """The head of a case that was read ``with_head()``."""
    row: Any = case
    today = timezone.localdate()
    title = row.head_title or {}
    ends_on = date.fromisoformat(title["ends_on"]) if title.get("ends_on") else None
    person = case.person
    wish = {Sex.FEMALE.value: ", Dolmetscherin", Sex.MALE.value: ", Dolmetscher"}.get(person.interpreter_sex, "")
    return Head(
        languages=", ".join(row.head_languages),
        interpreter=f"{person.interpreter_language}{wish}",
        german=_german(row.head_german),
        title=title_text(title.get("text", ""), title.get("group", "")),
        title_ends=german_date(ends_on) if ends_on else "",
        title_warning=ending_warning(ends_on, today),
        relatives=tuple(_relative(member, today) for member in row.head_relatives),
        contact_stop=german_date(row.head_stop) if row.head_stop else "",
    )


def title_text(paragraph: str, group: str) -> str:
    """A title in a few words: its legal basis, or its kind where that is not known."""
    return paragraph or (str(ResidenceGroup(group).label) if group else "")


def ending_warning(ends_on: date | None, today: date) -> str:
    """What to say about the end of a title that is near or past; empty while there is time."""
    if ends_on is None or ends_on > today + timedelta(days=WARN_DAYS):
        return ""
    if ends_on < today:
        return "abgelaufen"
    days = (ends_on - today).days
    return "endet heute" if days == 0 else f"noch {days} Tag{'' if days == 1 else 'e'}"


def _german(level: str | None) -> str:
    if not level:
        return ""
    return "noch kein Deutsch" if level == GermanLevel.NONE else f"Deutsch {level}"


def _relative(member: dict[str, Any], today: date) -> Relative:
    born = date.fromisoformat(member["born"]) if member["born"] else None
    return Relative(
        name=member["name"],
        age=age_text(today, born, member["precision"]),
        url=reverse("cases:case_detail", kwargs={"public_id": member["case"]}) if member["case"] else "",
    )
