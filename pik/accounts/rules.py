"""Predicates shared by the rules of all apps, and the rules of the accounts themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules

from pik.accounts.enums import Role
from pik.accounts.grants import may_take
from pik.accounts.permissions import PERMISSIONS


def role_allows(permission: str) -> rules.Predicate:
    """Predicate: the role in which the user acts now has ``permission`` in the one table."""
    roles = PERMISSIONS[permission]

    @rules.predicate(f"role_allows:{permission}")
    def allows(user: Any) -> bool:
        return user.membership is not None and user.membership.role in roles

    return allows


def about(condition: Callable[[Any, Any], bool]) -> rules.Predicate:
    """Predicate over user and object; without an object the question is only about the role."""

    @rules.predicate(condition.__name__)
    def holds(user: Any, obj: Any = None) -> bool:
        return obj is None or condition(user, obj)

    return holds


def allow(permission: str, *conditions: rules.Predicate) -> None:
    """Register ``permission``: the role of the table and each of ``conditions`` about the object."""
    predicate = role_allows(permission)
    for condition in conditions:
        predicate = predicate & condition
    rules.add_perm(permission, predicate)


@about
def is_own_organisation(user: Any, obj: Any) -> bool:
    """The object belongs to the organisation for which the user acts."""
    return obj.organisation_id == user.membership.organisation_id


@about
def is_acted_for(user: Any, organisation: Any) -> bool:
    """The organisation is the one for which the user acts."""
    return organisation.pk == user.membership.organisation_id


@about
def is_own_or_any_for_system(user: Any, obj: Any) -> bool:
    """What belongs to one's own organisation; to any for the Systemverwaltung."""
    return user.membership.role == Role.SYSTEMVERWALTUNG or obj.organisation_id == user.membership.organisation_id


@about
def may_be_taken(user: Any, membership: Any) -> bool:
    """The role is one that the user's own may take, there."""
    return may_take(user.membership, membership)


allow("accounts.view_members")
allow("accounts.grant_role", is_own_or_any_for_system)
allow("accounts.end_membership", may_be_taken)
allow("accounts.invite_member", is_own_or_any_for_system)
allow("accounts.set_sign_in_policy", is_acted_for)
allow("accounts.view_organisations")
allow("accounts.view_declarations")
allow("accounts.keep_draft")
allow("accounts.view_access_log")
