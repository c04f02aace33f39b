"""Where an application stands: its municipalities, posts, money and rules, read once.

Pages, guards of the workflow and the automatic checks of the authority all look at this one picture, so
that they can't contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from funding.calculations import PostGrant, PostInput, Result, counted_contribution, grant, missing_to_threshold
from funding.enums import DECIDED, Qualification
from funding.models import Application, Consent, Member, Post
from pik.core.periods import last_day
from pik.regulations.enums import Confidence, Key, Unit
from pik.regulations.models import Parameter, Regulation, Rule
from pik.regulations.queries import NoRuleInForce, rules_on

RULES = (
    Key.THRESHOLD,
    Key.RATE_A,
    Key.RATE_B,
    Key.RATE_C,
    Key.MIN_SHARE,
    Key.FUNDING_MONTHS,
    Key.WHO_MAY_APPLY,
    Key.DECIDING_AUTHORITY,
    Key.APPEAL_MONTHS,
    Key.PROOF_MONTHS,
)


@dataclass(frozen=True)
class MemberStanding:
    """A municipality with its binding yes, or the one that lapsed last."""

    member: Member
    consent: Consent | None
    lapsed: Consent | None

    @property
    def is_open(self) -> bool:
        """Whether its consent is still to come; the lead's own yes is the submission."""
        return not self.member.is_lead and self.consent is None


@dataclass(frozen=True)
class PostStanding:
    """A post with its money; without a rate in force there is none."""

    post: Post
    rate: Decimal | None
    rate_doubt: str
    ends_on: date | None
    grant: PostGrant | None

    @property
    def gaps(self) -> list[str]:
        """What is still to be said about it before it can be submitted."""
        wanted = {"die Person": self.post.person_name, "der Beginn": self.post.starts_on}
        return [name for name, value in wanted.items() if not value]


@dataclass(frozen=True)
class Standing:
    """An application with everything it rests on."""

    application: Application
    rules: Mapping[Key, Rule]
    members: tuple[MemberStanding, ...]
    posts: tuple[Post, ...]

    def number(self, key: Key) -> Decimal | None:
        """The number of a rule on the day of the round, or None where none is recorded."""
        return self.rules[key].number if key in self.rules else None

    def doubt(self, key: Key) -> str:
        """The word for a rule that is not confirmed („errechnet“, „ungeprüft“); empty for the others."""
        rule = self.rules.get(key)
        if rule is None or rule.confidence == Confidence.CONFIRMED:
            return ""
        return str(Confidence(rule.confidence).label)

    @property
    def missing_rules(self) -> list[str]:
        """A German sentence for each rule without a value on the day of the round."""
        day = self.application.round.rules_on
        return [str(NoRuleInForce(key, day)) for key in RULES if key not in self.rules]

    @property
    def threshold(self) -> Decimal | None:
        return self.number(Key.THRESHOLD)

    @property
    def frame_sum(self) -> Decimal:
        """The Planungsrahmen of the group a year."""
        return sum((item.member.amount for item in self.members), Decimal(0))

    @property
    def persons(self) -> int:
        return sum(item.member.persons for item in self.members)

    @property
    def gap(self) -> Decimal:
        """What the Planungsrahmen alone lacks to the threshold."""
        return missing_to_threshold(self.frame_sum, Decimal(0), self.threshold or Decimal(0))

    @property
    def missing(self) -> Decimal:
        """What is lacking to the threshold when the own contribution is counted."""
        return missing_to_threshold(self.frame_sum, self.application.own_contribution, self.threshold or Decimal(0))

    @property
    def is_eligible(self) -> bool:
        return self.threshold is not None and self.missing == 0

    @property
    def counted_contribution(self) -> Decimal:
        return counted_contribution(self.frame_sum, self.application.own_contribution, self.threshold or Decimal(0))

    @property
    def open_partners(self) -> list[MemberStanding]:
        return [item for item in self.members if item.is_open]

    @property
    def partners(self) -> list[MemberStanding]:
        return [item for item in self.members if not item.member.is_lead]

    @cached_property
    def post_standings(self) -> list[PostStanding]:
        grants = iter(self.grant.posts if self.grant else ())
        return [
            PostStanding(
                post=post,
                rate=self.number(Qualification(post.qualification).rate_key),
                rate_doubt=self.doubt(Qualification(post.qualification).rate_key),
                ends_on=self.ends_on(post.starts_on),
                grant=next(grants, None),
            )
            for post in self.posts
        ]

    def ends_on(self, starts_on: date | None) -> date | None:
        """The last funded day of a post that begins on ``starts_on``."""
        months = self.number(Key.FUNDING_MONTHS)
        return last_day(starts_on, int(months)) if starts_on and months else None

    @cached_property
    def grant(self) -> Result | None:
        """The grant for the posts as they stand, or None where a rule it needs has no value."""
        months = self.number(Key.FUNDING_MONTHS)
        keys = {Qualification(post.qualification).rate_key for post in self.posts}
        if months is None or not keys <= set(self.rules):
            return None
        return grant([self._input(post, int(months)) for post in self.posts], self.frame_sum)

    def _input(self, post: Post, months: int) -> PostInput:
        rule = self.rules[Qualification(post.qualification).rate_key]
        return PostInput(
            label=str(post),
            qualification=post.qualification,
            rate=rule.number or Decimal(0),
            share=post.share,
            months=months,
            starts_on=post.starts_on,
            ends_on=self.ends_on(post.starts_on),
        )


def standing_of(application: Application) -> Standing:
    """Read where ``application`` stands, as the database has it now: four queries, five once it is decided."""
    consents = Prefetch("consents", queryset=Consent.objects.order_by("-given_at", "-pk").select_related("given_by"))
    members = application.members.present().select_related("gemeinde__parent").prefetch_related(consents)
    posts = tuple(application.posts.order_by("pk"))
    return Standing(
        application=application,
        rules=_rules_for(application, posts),
        members=tuple(_member_standing(member) for member in members),
        posts=posts,
    )


def decided_by(posts: Iterable[Post]) -> list[Key]:
    """The rules a decision about ``posts`` rests on and keeps."""
    rates = {Qualification(post.qualification).rate_key: None for post in posts}
    return [
        Key.WHO_MAY_APPLY,
        Key.THRESHOLD,
        *rates,
        Key.MIN_SHARE,
        Key.FUNDING_MONTHS,
        Key.DECIDING_AUTHORITY,
        Key.APPEAL_MONTHS,
    ]


def _rules_for(application: Application, posts: Iterable[Post]) -> dict[Key, Rule]:
    """The rules of the round's day; what was decided stands on the rules its decision kept, whatever came later."""
    rules = rules_on(application.round.rules_on, RULES)
    decision = application.decisions.approved().first() if application.status in DECIDED else None
    if decision is None:
        return rules
    used = decided_by(posts)
    kept = {Key(basis["parameter"]): _rule_from(basis) for basis in decision.lines["rules"]}
    return {key: rule for key, rule in rules.items() if key not in used} | kept


def _rule_from(basis: Mapping[str, Any]) -> Rule:
    """The rule as a decision kept it (``Rule.as_basis``), for reading only."""
    is_text = basis["unit"] == Unit.TEXT
    return Rule(
        pk=basis["rule"],
        parameter=Parameter(key=basis["parameter"], unit=basis["unit"]),
        regulation=Regulation(title=basis["regulation"]),
        number=None if is_text else Decimal(basis["value"]),
        text=basis["value"] if is_text else "",
        source=basis["source"],
        confidence=basis["confidence"],
    )


def _member_standing(member: Member) -> MemberStanding:
    consents = list(member.consents.all())
    live = next((consent for consent in consents if consent.voided_at is None), None)
    lapsed = consents[0] if consents and live is None else None
    return MemberStanding(member, live, lapsed)
