from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cases.enums import SealedKind
from pik.accounts.enums import Role
from pik.accounts.rules import about, allow, is_own_organisation


@dataclass(frozen=True)
class Duty:
    """Who answers for a case on a day: its lead, who acts beside her, and who stands in for whom of the absent."""

    lead_id: int | None
    deputies: frozenset[int] = frozenset()
    substitutes: Mapping[int, int] = field(default_factory=dict)  # absent person → who stands in

    def stands_in_for(self, user_id: int, absent_id: int | None) -> bool:
        """Whether ``user_id`` acts in place of somebody who is absent: as her substitute, or as deputy of the case."""
        return (
            absent_id is not None
            and absent_id in self.substitutes
            and (self.substitutes[absent_id] == user_id or user_id in self.deputies)
        )

    def acts(self, user_id: int) -> bool:
        """Lead, deputy, or substitute of an absent lead."""
        return user_id == self.lead_id or user_id in self.deputies or self.stands_in_for(user_id, self.lead_id)


def reads_by_duty(user_id: int, *, kind: str, author_id: int, duty: Duty) -> bool:
    """Whose duty it is to read a sealed note.

    A private one: its author's, and while she is absent whoever stands in for her. Others: lead and deputies too.
    """
    if user_id == author_id or duty.stands_in_for(user_id, author_id):
        return True
    return kind != SealedKind.PRIVATE and duty.acts(user_id)


@about
def reads_sealed_note(user: Any, note: Any) -> bool:
    """By duty, or in a running emergency access to the case."""
    from cases.lifecycle.responsibility import duty_of
    from cases.models import EmergencyAccess

    duty = duty_of(note.case, timezone.localdate())
    is_duty = reads_by_duty(user.pk, kind=note.kind, author_id=note.author_id, duty=duty)
    return is_duty or EmergencyAccess.objects.running(user, note.case_id).exists()


allow("cases.view_case", is_own_organisation)
allow("cases.open_case")
allow("cases.close_case", is_own_organisation)
allow("cases.reopen_case", is_own_organisation)
allow("cases.edit_person", is_own_organisation)
allow("cases.edit_plan", is_own_organisation)
allow("cases.edit_catalogue")
allow("cases.log_session", is_own_organisation)
allow("cases.finish_follow_up", is_own_organisation)
allow("cases.print_plan", is_own_organisation)
allow("cases.print_data_sheet", is_own_organisation)
allow("cases.judge_duplicate", is_own_organisation)
allow("cases.merge_persons", is_own_organisation)
allow("cases.write_sealed_note", is_own_organisation)
allow("cases.read_sealed_note", is_own_organisation, reads_sealed_note)
allow("cases.take_emergency_access", is_own_organisation)
allow("cases.watch_emergency_access", is_own_organisation)


@about
def leads_case_or_team(user: Any, case: Any) -> bool:
    """Who answers for the case: whoever leads it, and the Teamleitung."""
    return user.membership.role == Role.TEAMLEITUNG or case.lead_id == user.pk


allow("cases.view_access", is_own_organisation, leads_case_or_team)


@about
def acts_for_case_or_team(user: Any, case: Any) -> bool:
    """Whoever acts for the case today, in her own name or in that of its lead, and the Teamleitung."""
    from cases.lifecycle.responsibility import acts_for

    return user.membership.role == Role.TEAMLEITUNG or acts_for(user, case, timezone.localdate())


@about
def acts_for_its_case_or_team(user: Any, extension: Any) -> bool:
    """The same for an extension, or for the case itself of which one is asked."""
    return bool(acts_for_case_or_team.test(user, getattr(extension, "case", extension)))


allow("cases.admit_case", is_own_organisation)
allow("cases.rest_case", is_own_organisation)
allow("cases.give_lead", is_own_organisation, leads_case_or_team)
allow("cases.name_deputy", is_own_organisation, leads_case_or_team)
allow("cases.ask_extension", is_own_organisation, acts_for_its_case_or_team)
allow("cases.decide_extension", is_own_organisation)
allow("cases.correct_begin", is_own_organisation)


@about
def are_own_or_of_ones_team(user: Any, giver: Any) -> bool:
    """One's own cases; those of anybody in the team for the Teamleitung."""
    return user.pk == giver.pk or user.membership.role == Role.TEAMLEITUNG


@about
def came_to_own_organisation(user: Any, asked: Any) -> bool:
    """An Überleitung or a Mitsicht for the organisation for which the user acts."""
    return asked.receiver_id == user.membership.organisation_id


allow("cases.transfer_case", is_own_organisation)
allow("cases.answer_transfer", came_to_own_organisation)
allow("cases.share_case", is_own_organisation)
allow("cases.view_share", came_to_own_organisation)
allow("cases.look_up_contact")
allow("cases.hand_over", are_own_or_of_ones_team)
allow("cases.enter_absence", are_own_or_of_ones_team)


# --- Offers and referrals -------------------------------------------------------------------------


@about
def answers_for_case(user: Any, case: Any) -> bool:
    """Lead, deputy, or substitute of an absent lead; the Teamleitung as such is none of them."""
    from cases.lifecycle.responsibility import acts_for

    return acts_for(user, case, timezone.localdate())


@about
def may_know_of_referral(user: Any, referral: Any) -> bool:
    """Everybody who counsels in the case's organisation; a protected one only who answers for the case."""
    is_here = referral.case.organisation_id == user.membership.organisation_id
    return bool(is_here and (not referral.is_protected or answers_for_case.test(user, referral.case)))


allow("cases.view_offer")
allow("cases.edit_offer", is_own_organisation)
allow("cases.refer_person", is_own_organisation)
allow("cases.refer_protected", is_own_organisation, answers_for_case)
allow("cases.move_referral", may_know_of_referral)
allow("cases.view_referral_numbers")
allow("cases.set_need", is_own_organisation)
allow("cases.view_team")
allow("cases.edit_team")
allow("cases.redistribute_cases")
allow("cases.import_cases", is_own_organisation)
