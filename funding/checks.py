"""The automatic checks the authority finds done, each with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from funding.calculations import german
from funding.enums import Qualification
from funding.models import Member
from funding.standing import Standing
from pik.core.formats import german_date, period
from pik.regulations.enums import Confidence, Key

OK, WARN, FAIL = "ok", "warn", "fail"
_WORDS = {OK: "in Ordnung", WARN: "bitte ansehen", FAIL: "nicht erfüllt"}
_TONES = {OK: "success", WARN: "warning", FAIL: "danger"}


@dataclass(frozen=True, slots=True)
class Check:
    """What was compared with what. ``numbers`` says it so that a person can follow it; ``source`` is the rule."""

    label: str
    result: str
    numbers: str
    source: str = ""

    @property
    def word(self) -> str:
        return _WORDS[self.result]

    @property
    def tone(self) -> str:
        return _TONES[self.result]


def checks_of(standing: Standing) -> list[Check]:
    """All checks of an application, in the order of the Bescheid. One query beside the standing."""
    return [
        *_missing_rules(standing),
        *_threshold(standing),
        *_own_contribution(standing),
        *_consents(standing),
        _no_other_application(standing),
        *_shares(standing),
        *_rates(standing),
        *_ceiling(standing),
        *_dates(standing),
        _deadline(standing),
    ]


def _source(standing: Standing, key: Key) -> str:
    rule = standing.rules.get(key)
    return f"{rule.regulation}, {Confidence(rule.confidence).label}: {rule.source}" if rule else ""


def _missing_rules(standing: Standing) -> Iterator[Check]:
    for sentence in standing.missing_rules:
        yield Check("Regel fehlt", FAIL, sentence)


def _threshold(standing: Standing) -> Iterator[Check]:
    if standing.threshold is None:
        return
    parts = " + ".join(f"{item.member.gemeinde} {german(item.member.amount)} €" for item in standing.members)
    numbers = f"{parts or '0 €'} = {german(standing.frame_sum)} €; Schwelle {german(standing.threshold)} €."
    if standing.missing:
        numbers += f" Es fehlen {german(standing.missing)} €."
    result = OK if standing.is_eligible else FAIL
    yield Check("Schwelle erreicht", result, numbers, _source(standing, Key.THRESHOLD))


def _own_contribution(standing: Standing) -> Iterator[Check]:
    amount = standing.application.own_contribution
    if amount:
        counted = standing.counted_contribution
        numbers = (
            f"{german(amount)} € je Jahr, davon zählen {german(counted)} € zur Schwelle. "
            f"Beleg: {standing.application.own_contribution_note} "
            "Eine Grenze für die Höhe ist nicht belegt; bitte prüfen Sie den Beleg."
        )
        yield Check("Eigenbeitrag", WARN, numbers)


def _consents(standing: Standing) -> Iterator[Check]:
    for item in standing.partners:
        label = f"Zustimmung {item.member.gemeinde}"
        if item.consent:
            numbers = (
                f"am {german_date(item.consent.given_at)} durch {item.consent.name} "
                f"zu {german(item.consent.amount)} € je Jahr."
            )
            yield Check(label, OK, numbers)
        else:
            yield Check(label, FAIL, "liegt nicht vor.")


def _no_other_application(standing: Standing) -> Check:
    gemeinden = [item.member.gemeinde_id for item in standing.members]
    others = Member.objects.filter(round=standing.application.round_id, gemeinde__in=gemeinden, is_live=True).exclude(
        application=standing.application
    )
    names = [
        f"{other.gemeinde} in {other.application.number}" for other in others.select_related("gemeinde", "application")
    ]
    if names:
        return Check("Kein zweiter Antrag", FAIL, f"{', '.join(names)}.")
    number = len(gemeinden)
    who = "Die Gemeinde steht" if number == 1 else f"Alle {number} Gemeinden stehen"
    return Check("Kein zweiter Antrag", OK, f"{who} in dieser Förderrunde nur in diesem Antrag.")


def _shares(standing: Standing) -> Iterator[Check]:
    least = standing.number(Key.MIN_SHARE)
    if least is None or not standing.posts:
        return
    smallest = min(post.share for post in standing.posts)
    numbers = f"kleinster Anteil {german(smallest, 2)} VZÄ, mindestens {german(least, 2)} VZÄ."
    yield Check("Kleinster Stellenanteil", OK if smallest >= least else FAIL, numbers, _source(standing, Key.MIN_SHARE))


def _rates(standing: Standing) -> Iterator[Check]:
    for item in standing.post_standings:
        key = Qualification(item.post.qualification).rate_key
        rule = standing.rules.get(key)
        if rule is None or item.grant is None:
            continue
        numbers = (
            f"Qualifikation {item.post.qualification}: {german(item.grant.post.rate)} € × "
            f"{german(item.post.share, 2)} VZÄ = {german(item.grant.requested)} € je Jahr."
        )
        result = OK if rule.confidence == Confidence.CONFIRMED else WARN
        yield Check(f"Satz für {item.post}", result, numbers, _source(standing, key))


def _ceiling(standing: Standing) -> Iterator[Check]:
    if standing.grant is None:
        return
    grant = standing.grant
    numbers = f"beantragt {german(grant.requested)} €, Planungsrahmen {german(grant.ceiling)} € je Jahr."
    if grant.cut:
        yield Check("Planungsrahmen reicht", WARN, f"{numbers} Gekürzt um {german(grant.cut)} €.")
    else:
        yield Check("Planungsrahmen reicht", OK, f"{numbers} Es bleiben {german(grant.left)} € frei.")


def _dates(standing: Standing) -> Iterator[Check]:
    submitted = standing.application.submitted_at
    for item in standing.post_standings:
        if item.post.starts_on is None:
            yield Check(f"Zeitraum {item.post}", FAIL, "Der Beginn fehlt.")
            continue
        is_early = submitted is not None and item.post.starts_on < timezone.localdate(submitted)
        numbers = f"{period(item.post.starts_on, item.ends_on)}."
        if is_early:
            numbers += " Der Beginn liegt vor dem Eingang des Antrags."
        source = _source(standing, Key.FUNDING_MONTHS)
        yield Check(f"Zeitraum {item.post}", WARN if is_early else OK, numbers, source)


def _deadline(standing: Standing) -> Check:
    funding_round, submitted = standing.application.round, standing.application.submitted_at
    window = period(funding_round.opens_on, funding_round.closes_on)
    if submitted is None:
        return Check("Antragsfrist", WARN, f"noch nicht eingereicht; Frist {window}.")
    day = timezone.localdate(submitted)
    result = OK if funding_round.is_open_on(day) else FAIL
    return Check("Antragsfrist", result, f"eingegangen am {german_date(day)}, Frist {window}.")
