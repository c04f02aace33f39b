"""What the demo shows of states, responsibility and terms: requests, a waiting list, rests, extensions, an absence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.enums import CaseStatus, ExtensionStatus, SuspensionReason, WaitingPriority
from cases.lifecycle.terms import derivation_of
from cases.models import Absence, Case, CaseTransition, Deputy, Extension, ExtensionTransition, Suspension
from pik.accounts.enums import Role
from pik.accounts.models import Membership, Organisation, User

_WHY = (
    "Die Prüfung zur Pflegefachkraft liegt drei Monate nach dem Ende der Begleitung.",
    "Der Familiennachzug ist bewilligt, die Kinder kommen erst im Frühjahr in die Schule.",
    "Das Verfahren zur Anerkennung läuft noch, der Bescheid steht aus.",
)
_GRANTED = "Der Abschluss ist absehbar, die Begleitung bis dahin sichert ihn."
#: One in so many new cases has only asked or waits; one in so many that run rests.
_ONE_IN_WAITS, _ONE_IN_RESTS = 16, 22


def entry(rng: random.Random, today: date) -> dict[str, Any] | None:
    """How a case stands that has not begun; None for one that has."""
    chance = rng.randrange(_ONE_IN_WAITS * 2)
    since = today - timedelta(days=rng.randrange(4, 90))
    if chance == 0:
        return {"status": CaseStatus.REQUEST, "requested_on": since}
    if chance == 1:
        priority = rng.choice([*WaitingPriority, WaitingPriority.NORMAL])
        return {"status": CaseStatus.WAITING, "waiting_since": since, "priority": priority}
    return None


@dataclass
class Life:
    """What happens to the running cases of one organisation; made in bulk."""

    rng: random.Random
    today: date
    organisation: Organisation
    leads: Sequence[User]

    def fill(self, cases: list[Case]) -> None:
        """Let some of ``cases`` rest, and ask for extensions of those that end soon."""
        running = [case for case in cases if case.status == CaseStatus.ACTIVE]
        self._rest([case for case in running if not self.rng.randrange(_ONE_IN_RESTS)])
        ending = [case for case in running if case.ends_on and (case.ends_on - self.today).days < 60]
        self._extend(ending[:4])
        self._stand_in(running)

    def _rest(self, cases: list[Case]) -> None:
        rows = []
        for number, case in enumerate(cases):
            since = self.today - timedelta(days=self.rng.randrange(5, 40))
            if case.starts_on is None or since <= case.starts_on:
                continue
            until = self.today + timedelta(days=self.rng.randrange(5, 70))
            rests = number % 3 != 2
            if rests:
                case.status, case.resting_since, case.rests_until = CaseStatus.RESTING, since, until
            rows.append(
                Suspension(
                    case=case,
                    organisation=self.organisation,
                    starts_on=since,
                    ends_on=None if rests else self.today - timedelta(days=2),
                    planned_until=until,
                    reason=self.rng.choice(list(SuspensionReason)[:4]),
                    stops_clock=bool(self.rng.randrange(2)),
                    recorded_by=case.lead,
                    recorded_at=self._moment(since),
                )
            )
        Suspension.objects.bulk_create(rows)
        touched = [row.case for row in rows]
        self._note(touched, "rest", [row.recorded_at for row in rows])
        self._recompute(touched)

    def _extend(self, cases: list[Case]) -> None:
        chief = self._chief()
        rows = []
        for number, case in enumerate(cases):
            decided = number % 2 == 1 and chief is not None
            rows.append(
                Extension(
                    case=case,
                    organisation=self.organisation,
                    months=self.rng.choice((3, 6)),
                    reason=_WHY[number % len(_WHY)],
                    asked_by=case.lead,
                    asked_at=self._moment(self.today - timedelta(days=6)),
                    status=ExtensionStatus.GRANTED if decided else ExtensionStatus.ASKED,
                    decided_by=chief if decided else None,
                    decided_at=self._moment(self.today - timedelta(days=2)) if decided else None,
                    decision=_GRANTED if decided else "",
                )
            )
        Extension.objects.bulk_create(rows)
        ExtensionTransition.objects.bulk_create(
            ExtensionTransition(
                subject=row,
                name="ask",
                source="",
                target=ExtensionStatus.ASKED,
                actor=row.asked_by,
                actor_label=row.asked_by.get_full_name(),
                happened_at=row.asked_at,
            )
            for row in rows
        )
        self._recompute([row.case for row in rows if row.status == ExtensionStatus.GRANTED])

    def _stand_in(self, cases: list[Case]) -> None:
        """The second of two is away this week and the first stands in; she is deputy of the first in a few cases."""
        if len(self.leads) < 2:
            return
        first, second = self.leads[0], self.leads[1]
        Absence.objects.create(
            organisation=self.organisation,
            user=second,
            substitute=first,
            entered_by=second,
            starts_on=self.today - timedelta(days=1),
            ends_on=self.today + timedelta(days=5),
        )
        led = [case for case in cases if case.lead_id == first.pk][:3]
        Deputy.objects.bulk_create(
            Deputy(
                case=case,
                organisation=self.organisation,
                user=second,
                named_by=first,
                starts_on=self.today - timedelta(days=30),
            )
            for case in led
        )

    def _chief(self) -> User | None:
        leading = Membership.objects.filter(organisation=self.organisation, role=Role.TEAMLEITUNG)
        found = leading.select_related("user").order_by("pk").first()
        return found.user if found else None

    def _note(self, cases: list[Case], name: str, moments: list[datetime]) -> None:
        CaseTransition.objects.bulk_create(
            CaseTransition(
                subject=case,
                name=name,
                source=CaseStatus.ACTIVE,
                target=CaseStatus.RESTING,
                actor=case.lead,
                actor_label=case.lead_name,
                happened_at=moment,
            )
            for case, moment in zip(cases, moments, strict=True)
        )

    def _recompute(self, cases: list[Case]) -> None:
        for case in cases:
            derivation = derivation_of(case)
            if derivation:
                case.ends_on = derivation.ends_on
        Case.objects.bulk_update(cases, ["status", "resting_since", "rests_until", "ends_on"])

    def _moment(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(10, self.rng.randrange(60))))
