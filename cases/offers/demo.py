"""Invented offers and referrals to show the product with, made in bulk."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.enums import CHOSEN_REASONS, OfferKind, PassedOn, ReferralResult, SealedKind
from cases.enums import ReferralStatus as S
from cases.models import Case, Offer, Referral, ReferralTransition, SealedNote
from cases.models.sealed import SEALED_NOTE
from cases.offers.demo_texts import NOTES, OFFERS, SEALED, OfferText
from pik.accounts.models import Organisation, User
from pik.accounts.sealing import seal_field

#: The states in which the demo's referrals are, with their weights.
_WEIGHTS = {
    S.OFFERED: 18,
    S.WAITING: 14,
    S.ACCEPTED: 10,
    S.ATTENDING: 26,
    S.FINISHED: 20,
    S.BROKEN_OFF: 6,
    S.DECLINED: 6,
}
#: The way to each state, as the log tells it.
_WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    S.OFFERED: (),
    S.WAITING: (("wait", S.WAITING),),
    S.ACCEPTED: (("accept", S.ACCEPTED),),
    S.ATTENDING: (("accept", S.ACCEPTED), ("attend", S.ATTENDING)),
    S.FINISHED: (("accept", S.ACCEPTED), ("attend", S.ATTENDING), ("finish", S.FINISHED)),
    S.BROKEN_OFF: (("attend", S.ATTENDING), ("break_off", S.BROKEN_OFF)),
    S.DECLINED: (("decline", S.DECLINED),),
}
ZAHRAS_COURSE = "Elternkurs Deutsch B1 mit Kinderbetreuung"


def fill(rng: random.Random, today: date) -> int:
    """Invent offers of Land, Kreis and municipalities, and referrals of the open cases; returns how many of these."""
    offers = _offers(today)
    cases = list(
        Case.objects.filter(closed_on__isnull=True, lead__isnull=False)
        .select_related("lead", "organisation__parent", "person")
        .order_by("pk")
    )
    made = _Referrals(rng, today, offers).fill(cases)
    _protected(cases, offers, today)
    return made


def _offers(today: date) -> list[Offer]:
    owners = {o.name: o for o in Organisation.objects.filter(name__in={text.owner for text in OFFERS})}
    checkers = {m.organisation_id: m.user for m in _members(list(owners.values()))}
    fallback = next(iter(checkers.values()))
    offers = [
        _offer(text, owners[text.owner], checkers.get(owners[text.owner].pk, fallback), today)
        for text in OFFERS
        if text.owner in owners
    ]
    return Offer.objects.bulk_create(offers)


def _members(organisations: Sequence[Organisation]) -> Any:
    from pik.accounts.models import Membership

    return Membership.objects.filter(organisation__in=organisations).select_related("user").order_by("-pk")


def _offer(text: OfferText, owner: Organisation, checker: User, today: date) -> Offer:
    total, elsewhere = text.places or (None, 0)
    office = text.provider.removesuffix(" (erfunden)")
    offer = Offer(
        organisation=owner,
        kind=text.kind,
        title=text.title,
        provider=text.provider,
        description=text.description,
        target_group=text.target_group,
        life_areas=list(text.areas),
        place=text.place,
        languages=list(text.languages),
        times=text.times,
        is_free=text.cost is None,
        cost=text.cost or "",
        has_childcare=text.childcare,
        is_accessible=text.accessible,
        places_total=total,
        places_elsewhere=elsewhere,
        valid_until=None if text.ends_in is None else today + timedelta(days=text.ends_in),
        contact_office=office,
        contact_mail="info@beispiel.example",
        is_shared=owner.ags is None,
        checked_on=today - timedelta(days=text.checked_days_ago),
        checked_by=checker,
        is_invented=True,
        **text.more,
    )
    offer.set_keys()
    return offer


class _Referrals:
    """Referrals in several states, never more of an offer than there are places."""

    def __init__(self, rng: random.Random, today: date, offers: Sequence[Offer]) -> None:
        self.rng, self.today, self.offers = rng, today, offers
        self.taken: Counter[str] = Counter()

    def fill(self, cases: Sequence[Case]) -> int:
        referrals = [referral for case in cases for referral in self._of_case(case)]
        Referral.objects.bulk_create(referrals)
        ReferralTransition.objects.bulk_create(log for referral in referrals for log in self._log(referral))
        return len(referrals)

    def _of_case(self, case: Case) -> Iterator[Referral]:
        if _is_zahra(case):
            yield from self._zahras(case)
        elif self.rng.randrange(10) < 6:
            fitting = [o for o in self.offers if self._fits(o, case)]
            for offer in self.rng.sample(fitting, min(len(fitting), self.rng.choice((1, 1, 2)))):
                status = self.rng.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]
                yield self._referral(case, offer, self._possible(offer, status))

    def _fits(self, offer: Offer, case: Case) -> bool:
        """Own offers and shared ones; the last place of Zahra's course stays free for her."""
        above = {case.organisation_id, case.organisation.parent_id}
        return not offer.is_protected and offer.title != ZAHRAS_COURSE and offer.organisation_id in above

    def _zahras(self, case: Case) -> Iterator[Referral]:
        """She waits and is next in line; a first course and the café are behind her."""
        by_title = {offer.title: offer for offer in self.offers}
        yield self._referral(case, by_title[ZAHRAS_COURSE], S.WAITING)
        yield self._referral(case, by_title["Sprachcafé im Bürgertreff"], S.ATTENDING)
        yield self._referral(case, by_title["Integrationskurs für Frauen"], S.FINISHED)

    def _possible(self, offer: Offer, status: str) -> str:
        """The wanted state, or one that the places allow."""
        if offer.places_total is None:
            return S.ATTENDING if status == S.WAITING else status
        if status not in (S.ACCEPTED, S.ATTENDING):
            return status
        if self.taken[offer.title] >= offer.places_total - offer.places_elsewhere:
            return S.WAITING
        self.taken[offer.title] += 1
        return status

    def _referral(self, case: Case, offer: Offer, status: str) -> Referral:
        ago = self.rng.randrange(5, 50) if status in (S.OFFERED, S.WAITING, S.ACCEPTED) else self.rng.randrange(60, 280)
        day = max(self.today - timedelta(days=ago), min(case.starts_on or self.today, self.today))
        starts_on = min(day + timedelta(days=self.rng.randrange(7, 40)), self.today)
        is_over = status in (S.FINISHED, S.BROKEN_OFF, S.DECLINED)
        has_started = status in (S.ATTENDING, S.FINISHED, S.BROKEN_OFF)
        passes_on = self.rng.randrange(2) == 0
        return Referral(
            case=case,
            organisation_id=case.organisation_id,
            offer=offer,
            status=status,
            referred_on=day,
            referred_by=case.lead,
            note=self.rng.choice(NOTES),
            passed_on=[PassedOn.NAME, PassedOn.CONTACT, PassedOn.GERMAN] if passes_on else [],
            consented_on=day if passes_on else None,
            waiting_at=self._moment(day) if status == S.WAITING else None,
            accepted_on=day if status in (S.ACCEPTED, S.ATTENDING, S.FINISHED) else None,
            starts_on=starts_on if has_started else None,
            ended_on=min(starts_on + timedelta(days=40), self.today) if is_over else None,
            reason=self.rng.choice(CHOSEN_REASONS) if is_over and status != S.FINISHED else "",
            result=self.rng.choice(list(ReferralResult)) if status == S.FINISHED else "",
        )

    def _log(self, referral: Referral) -> Iterator[ReferralTransition]:
        source, at = "", self._moment(referral.referred_on)
        for name, target in (("refer", S.OFFERED), *_WAYS[referral.status]):
            yield ReferralTransition(
                subject=referral,
                name=name,
                source=source,
                target=target,
                actor=referral.referred_by,
                actor_label=referral.referred_by.acting_label,
                happened_at=at,
            )
            source, at = target, min(at + timedelta(days=6), timezone.now())

    def _moment(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(self.rng.randrange(9, 17), self.rng.randrange(60))))


def _protected(cases: Sequence[Case], offers: Sequence[Offer], today: date) -> None:
    """Three referrals into protected programmes; Zahra's has a sealed note."""
    by_kind = {offer.kind: offer for offer in offers if offer.is_protected}
    zahra = next((case for case in cases if _is_zahra(case)), None)
    ukrainian = next((case for case in cases if "UA" in case.person.nationalities), None)
    grown = next((case for case in reversed(cases) if case not in (zahra, ukrainian)), None)
    wanted = ((zahra, OfferKind.BW_SCHUETZT), (ukrainian, OfferKind.INTURO), (grown, OfferKind.QUEER))
    for case, kind in wanted:
        if case is not None and kind in by_kind:
            _refer_protected(case, by_kind[kind], _sealed(case) if case is zahra else None, today)


def _is_zahra(case: Case) -> bool:
    return case.person.family_name == "Rahimi" and case.person.birth_date == date(1991, 3, 14)


def _sealed(case: Case) -> SealedNote:
    note = SealedNote(case=case, organisation_id=case.organisation_id, kind=SealedKind.REFERRAL, author=case.lead)
    seal_field(SEALED_NOTE, note, SEALED)
    note.save()
    return note


def _refer_protected(case: Case, offer: Offer, note: SealedNote | None, today: date) -> None:
    lead = case.lead
    if lead is None:
        return
    referral = Referral.objects.create(
        case=case,
        organisation_id=case.organisation_id,
        offer=offer,
        is_protected=True,
        referred_on=today - timedelta(days=12),
        referred_by=lead,
        sealed_note=note,
    )
    ReferralTransition.objects.create(
        subject=referral, name="refer", target=S.OFFERED, actor=lead, actor_label=lead.acting_label
    )
