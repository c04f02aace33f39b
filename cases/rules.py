from __future__ import annotations

from typing import Any

from cases.enums import SealedKind
from pik.accounts.enums import Role
from pik.accounts.rules import about, allow, is_own_organisation


def reads_by_duty(user_id: int, *, kind: str, author_id: int, lead_id: int) -> bool:
    """Whose duty it is to read a sealed note: a private one its author's, others the lead's too."""
    return user_id == author_id or (kind != SealedKind.PRIVATE and user_id == lead_id)


@about
def reads_sealed_note(user: Any, note: Any) -> bool:
    """By duty, or in a running emergency access to the case."""
    from cases.models import EmergencyAccess

    is_duty = reads_by_duty(user.pk, kind=note.kind, author_id=note.author_id, lead_id=note.case.lead_id)
    return is_duty or EmergencyAccess.objects.running(user, note.case_id).exists()


allow("cases.view_case", is_own_organisation)
allow("cases.open_case")
allow("cases.close_case", is_own_organisation)
allow("cases.reopen_case", is_own_organisation)
allow("cases.edit_person", is_own_organisation)
allow("cases.edit_plan", is_own_organisation)
allow("cases.log_session", is_own_organisation)
allow("cases.finish_follow_up", is_own_organisation)
allow("cases.print_plan", is_own_organisation)
allow("cases.print_data_sheet", is_own_organisation)
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
def are_own_or_of_ones_team(user: Any, giver: Any) -> bool:
    """One's own cases; those of anybody in the team for the Teamleitung."""
    return user.pk == giver.pk or user.membership.role == Role.TEAMLEITUNG


allow("cases.hand_over", are_own_or_of_ones_team)
