"""Whose applications someone may work on; which role may what stands in the one table."""

from __future__ import annotations

from typing import Any

from pik.accounts.rules import about, allow, is_own_organisation


@about
def is_own_authority(user: Any, application: Any) -> bool:
    """The application lies with the authority for which the user acts."""
    return application.authority_id == user.membership.organisation_id


@about
def is_partner(user: Any, member: Any) -> bool:
    """The municipality for which the user acts, as a partner; the lead's own yes is the submission."""
    return member.gemeinde_id == user.membership.organisation_id and not member.is_lead


def may_retry_bescheid(user: Any, application: Any) -> bool:
    """Whether ``user`` drafts or approves at the authority of the application."""
    permissions = ("funding.draft_decision", "funding.approve_decision")
    return any(user.has_perm(permission, application) for permission in permissions)


allow("funding.view_application")  # which ones: Application.objects.visible_to
allow("funding.view_bescheid")  # which ones: Decision.objects.visible_to
allow("funding.start_application")
allow("funding.edit_application", is_own_organisation)
allow("funding.submit_application", is_own_organisation)
allow("funding.withdraw_application", is_own_organisation)
allow("funding.give_consent", is_partner)
allow("funding.take_application", is_own_authority)
allow("funding.draft_decision", is_own_authority)
allow("funding.approve_decision", is_own_authority)
allow("funding.return_draft", is_own_authority)
