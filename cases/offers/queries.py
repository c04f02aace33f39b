"""What is read of offers and referrals: choosers, the directory, waiting lists, the referrals of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet
from django.utils import timezone

from cases.enums import OPEN_REFERRALS, OfferGroup, OfferKind
from cases.models import Case, Offer, Referral
from cases.models.offer import CHECKED_FOR
from cases.offers.places import with_places, with_position
from pik.accounts.models import Organisation, User
from pik.core.names import search_key


def offers_for(organisation: Organisation, life_area: str = "") -> QuerySet[Offer]:
    """Offers into which ``organisation`` can refer today: its own and shared ones, none that has ended.

    With a ``life_area`` only those for it. Each has ``places_left`` (None: not limited) and ``waiting_count``; one that
    is full stays in the list, since people can wait for it.
    """
    offers = Offer.objects.open_to(organisation, timezone.localdate())
    if life_area:
        offers = offers.filter(life_areas__contains=[life_area])
    found: QuerySet[Offer] = with_places(offers).order_by("sort_key", "pk")
    return found


# --- The directory --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choices:
    """What the directory can be narrowed down to: places and languages that occur in it."""

    places: list[str]
    languages: list[str]


def choices_of(user: User) -> Choices:
    """The places and languages of the offers a user may see."""
    offers = Offer.objects.visible_to(user).order_by()
    places = offers.values_list("place", flat=True).distinct().order_by("place")
    languages = offers.values_list(Func(F("languages"), function="unnest"), flat=True).distinct()
    return Choices(list(places), sorted(languages))


def directory(user: User, wanted: Mapping[str, Any], today: date) -> QuerySet[Offer]:
    """The offers a user may see, narrowed down by the fields of ``OfferFilter``, with what a row shows."""
    found = _of_state(Offer.objects.visible_to(user), wanted.get("stand", ""), today)
    for word in search_key(wanted.get("q") or "").split():
        found = found.filter(search_words__contains=word)
    if area := wanted.get("bereich"):
        found = found.filter(life_areas__contains=[area])
    if kind := wanted.get("art"):
        found = found.filter(kind__in=_kinds(kind))
    if language := wanted.get("sprache"):
        found = found.filter(languages__contains=[language])
    if place := wanted.get("ort"):
        found = found.filter(place=place)
    for name, field in (("kostenlos", "is_free"), ("betreuung", "has_childcare"), ("barrierefrei", "is_accessible")):
        if wanted.get(name):
            found = found.filter(**{field: True})
    rows = with_places(found).select_related("organisation").order_by("sort_key", "pk")
    if wanted.get("plaetze"):
        rows = rows.filter(Q(places_left__isnull=True) | Q(places_left__gt=F("waiting_count")))
    shown: QuerySet[Offer] = rows
    return shown


def _of_state(offers: QuerySet[Offer], state: str, today: date) -> QuerySet[Offer]:
    is_running = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    if state == "abgelaufen":
        return offers.exclude(is_running)
    if state == "lange":
        return offers.filter(is_running, checked_on__lt=today - CHECKED_FOR)
    return offers if state == "alle" else offers.filter(is_running)


def _kinds(wanted: str) -> list[str]:
    """The kinds behind one choice of the filter: one kind, or all of a group."""
    name = wanted.removeprefix("gruppe:")
    if name == wanted:
        return [wanted]
    return [kind.value for kind in OfferKind if kind.group is OfferGroup(name)]


def unchecked_count(user: User, today: date) -> int:
    """How many running offers of one's own organisation nobody has looked at for long."""
    if user.membership is None:
        return 0
    own = Offer.objects.filter(organisation=user.membership.organisation_id)
    return _of_state(own, "lange", today).count()


# --- Referrals ------------------------------------------------------------------------------------


def referrals_of(case: Case, user: User) -> QuerySet[Referral]:
    """The referrals of a case that exist for ``user``, open ones first, newest first."""
    mine = Referral.objects.visible_to(user).filter(case=case).select_related("offer", "referred_by")
    found: QuerySet[Referral] = (
        with_position(mine).annotate(is_over=~Q(status__in=OPEN_REFERRALS)).order_by("is_over", "-referred_on", "-pk")
    )
    return found


def line_for(offer: Offer, user: User) -> list[Referral]:
    """Who of one's own organisation waits for ``offer``, in order, each with how many of all stand before."""
    waiting = Referral.objects.visible_to(user).ordinary().filter(offer=offer).waiting()
    return list(with_position(waiting).select_related("case__person", "case__lead"))


def states_of(offer: Offer, user: User) -> dict[str, int]:
    """How many referrals of one's own organisation into ``offer`` are in which state; none for a protected one."""
    rows = Referral.objects.visible_to(user).ordinary().filter(offer=offer).order_by().values("status")
    return dict(rows.annotate(n=Count("pk")).values_list("status", "n"))
