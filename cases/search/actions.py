"""What people say of a pair that might be one person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.enums import DuplicateSign, DuplicateVerdict
from cases.models import Case, DuplicateCandidate
from cases.search.calculations import likeness
from cases.search.keys import known, with_known
from pik.accounts.models import User


@transaction.atomic
def judge(candidate: DuplicateCandidate, *, actor: User, verdict: DuplicateVerdict) -> DuplicateCandidate:
    """Note that the two are the same person, or that they are no duplicate; who said it last is remembered.

    Whoever says „the same“ proposes the merge to the Teamleitung. Raises ``PermissionDenied``.
    """
    if not actor.has_perm("cases.judge_duplicate", candidate):
        raise PermissionDenied("cases.judge_duplicate")
    candidate = DuplicateCandidate.objects.select_for_update().get(pk=candidate.pk)
    candidate.verdict, candidate.judged_at, candidate.judged_by = verdict, timezone.now(), actor
    candidate.full_clean()
    candidate.save()
    return candidate


@transaction.atomic
def propose(one: Case, other: Case, *, actor: User) -> DuplicateCandidate:
    """Say by hand that the persons of two cases are the same one. Raises ``PermissionDenied``, ``ValidationError``."""
    for case in (one, other):
        if not actor.has_perm("cases.judge_duplicate", case):
            raise PermissionDenied("cases.judge_duplicate")
    if one.person_id == other.person_id:
        raise ValidationError("Beide Fälle gehören schon zu derselben Person.")
    first, second = sorted((one.person_id, other.person_id))
    persons = with_known(type(one.person).objects.filter(pk__in=[first, second])).in_bulk()
    found = likeness(known(persons[first]), known(persons[second]))
    candidate, _ = DuplicateCandidate.objects.get_or_create(
        one_id=first,
        other_id=second,
        defaults={
            "organisation_id": one.organisation_id,
            "score": found.score,
            "signs": [*found.signs, DuplicateSign.BY_HAND],
        },
    )
    return judge(candidate, actor=actor, verdict=DuplicateVerdict.SAME)
