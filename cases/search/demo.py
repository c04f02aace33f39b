"""Demo: keys of all invented people, some in other spellings, and a few who stand twice. Nobody is real."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from cases.enums import CaseStatus, ClosingReason, NameKind
from cases.models import Case, Person, PersonName
from cases.numbers import reserve_numbers
from cases.search.duplicates import find_candidates
from cases.search.keys import refresh_all, with_names
from pik.accounts.models import Organisation, User
from pik.core.periods import add_months

HOME = "Ladenburg"
_SHARED = {"nationalities": ["AF"], "is_invented": True}


def fill(today: date, lead: User) -> None:
    """Let two of the best known people stand twice, one under another name, and find all of them."""
    home = Organisation.objects.gemeinden().get(name=HOME)
    zahra = Person.objects.get(
        organisation=home, family_name="Rahimi", given_name="Zahra", birth_date=date(1991, 3, 14)
    )
    mohammad = Person.objects.filter(organisation=home, family_name="Rahimi", given_name="Mohammad").earliest("pk")
    # Written down anew by a colleague, two years ago; closed since.
    sahra = Person(
        organisation=home,
        family_name="Rahimy",
        given_name="Sahra",
        birth_date=zahra.birth_date,
        sex="female",
        **_SHARED,
    )
    # Family and given name swapped, the birth date unknown, and a case that is worked on.
    swapped = Person(
        organisation=home, family_name="Muhamad", given_name="Rahimi", sex="male", name_original="محمد رحیمی", **_SHARED
    )
    for person in (sahra, swapped):
        person.set_keys()
    Person.objects.bulk_create([sahra, swapped])
    former, current = reserve_numbers(home, today.year, 2)
    begun = add_months(today, -6)
    Case.objects.bulk_create(
        [
            Case(
                organisation=home,
                person=sahra,
                lead=lead,
                number=former,
                starts_on=add_months(today, -12),
                ends_on=add_months(today, 12),
                opened_at=timezone.now() - timedelta(days=365),
                status=CaseStatus.CLOSED,
                closed_on=begun,
                closing_reason=ClosingReason.NO_CONTACT,
            ),
            Case(
                organisation=home,
                person=swapped,
                lead=lead,
                number=current,
                starts_on=begun,
                ends_on=add_months(today, 18),
            ),
        ]
    )
    PersonName.objects.create(
        organisation=home, person=mohammad, kind=NameKind.SPELLING, given_name="Muhamad", family_name="Rahimy"
    )
    refresh_all(with_names(Person.objects.filter(is_invented=True)))
    find_candidates(home.pk)
