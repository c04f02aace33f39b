"""What an application needs before it can be submitted: one list for the page, the guards and the form.

Each requirement looks at the standing and gives the German reason why not yet, or None. The reason says
what is missing and who has to give it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from funding.calculations import german
from funding.standing import Standing
from pik.accounts.enums import GEMEINDE_KINDS, KREIS_KINDS
from pik.core.formats import german_date
from pik.regulations.enums import Applicants, Key

PARTNERS, POSTS, CONTRIBUTION, SUBMISSION = "partner", "stellen", "eigenbeitrag", "einreichen"


@dataclass(frozen=True)
class Requirement:
    """One condition of submission and the section of the page in which it is mended."""

    section: str
    check: Callable[[Standing], str | None]


def _rules_recorded(standing: Standing) -> str | None:
    """The rule book holds every rule the application needs on the round's rule day."""
    return standing.missing_rules[0] if standing.missing_rules else None


def _round_open(standing: Standing) -> str | None:
    """The round is open today."""
    funding_round = standing.application.round
    if funding_round.is_open_on(timezone.localdate()):
        return None
    return (
        "Anträge nimmt diese Förderrunde nur vom "
        f"{german_date(funding_round.opens_on)} bis {german_date(funding_round.closes_on)} an."
    )


def _may_apply(standing: Standing) -> str | None:
    """The lead is of a kind that may apply under the rules of the round."""
    rule = standing.rules.get(Key.WHO_MAY_APPLY)
    if rule is None:
        return None  # said by _rules_recorded
    kinds = {
        Applicants.GEMEINDEN_UND_KREISE.value: {*GEMEINDE_KINDS, *KREIS_KINDS},
        Applicants.KREISE.value: set(KREIS_KINDS),
    }.get(rule.text, set())
    if standing.application.organisation.kind in kinds:
        return None
    return (
        f"In dieser Förderrunde können nur {rule.text} einen Antrag stellen, nicht {standing.application.organisation}."
    )


def _reaches_threshold(standing: Standing) -> str | None:
    """The group's frames and a documented own contribution reach the threshold."""
    if standing.threshold is None or standing.is_eligible:
        return None
    return (
        f"Bis zur Schwelle von {german(standing.threshold)} € fehlen noch {german(standing.missing)} € im Jahr. "
        "Nehmen Sie Partnergemeinden auf; eine kleine Lücke kann ein belegter Eigenbeitrag schließen."
    )


def _has_member(standing: Standing) -> str | None:
    """At least one municipality with a Planungsrahmen takes part."""
    return None if standing.members else "Der Antrag hat noch keine Gemeinde mit einem Planungsrahmen."


def _partners_consent(standing: Standing) -> str | None:
    """Every partner has given its binding yes to what the application says now."""
    names = [str(item.member.gemeinde) for item in standing.open_partners]
    if not names:
        return None
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} und {names[-1]}"
    return f"Es fehlt die Zustimmung von {who}. Sie gibt dort ab, wer die Rolle Antragstellung hat."


def _has_post(standing: Standing) -> str | None:
    """At least one post is named."""
    return None if standing.posts else "Der Antrag nennt noch keine Stelle."


def _posts_complete(standing: Standing) -> str | None:
    """Every post names person, qualification and start."""
    gaps = [
        f"Stelle {number}: {' und '.join(item.gaps)}"
        for number, item in enumerate(standing.post_standings, start=1)
        if item.gaps
    ]
    return f"Bei den Stellen fehlt noch etwas ({'; '.join(gaps)})." if gaps else None


def _shares_large_enough(standing: Standing) -> str | None:
    """No share of a post is smaller than the rules allow."""
    least = standing.number(Key.MIN_SHARE)
    if least is None or all(post.share >= least for post in standing.posts):
        return None
    return f"Eine Stelle hat einen kleineren Anteil als {german(least, 2)} VZÄ."


REQUIREMENTS = (
    Requirement(SUBMISSION, _rules_recorded),
    Requirement(SUBMISSION, _round_open),
    Requirement(SUBMISSION, _may_apply),
    Requirement(PARTNERS, _has_member),
    Requirement(PARTNERS, _reaches_threshold),
    Requirement(PARTNERS, _partners_consent),
    Requirement(POSTS, _has_post),
    Requirement(POSTS, _posts_complete),
    Requirement(POSTS, _shares_large_enough),
)


def open_points(standing: Standing) -> list[tuple[str, str]]:
    """What stands against submission: section and German reason, in the order of the page."""
    found = ((item.section, item.check(standing)) for item in REQUIREMENTS)
    return [(section, reason) for section, reason in found if reason]
