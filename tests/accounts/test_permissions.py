"""The one table of roles and permissions is complete and means what it says."""

from __future__ import annotations

import pytest
import rules
from rules.permissions import permissions as registered

from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.accounts.permissions import PERMISSIONS
from pik.core.workflow import workflows
from tests.factories.accounts import user_with_role


@pytest.mark.unit
def test_permissions_of_the_table_are_the_registered_rules() -> None:
    assert set(PERMISSIONS) == set(registered)


@pytest.mark.unit
def test_permissions_of_every_transition_stand_in_the_table() -> None:
    named = {t.permission for machine in workflows().values() for t in machine.transitions if t.permission}

    assert named - set(PERMISSIONS) == set()


@pytest.mark.unit
def test_permissions_are_called_after_app_verb_and_noun_and_have_a_role() -> None:
    from django.apps import apps

    labels = {config.label for config in apps.get_app_configs()}

    assert [p for p in PERMISSIONS if p.split(".")[0] not in labels or "_" not in p.split(".")[1]] == []
    assert [p for p, roles in PERMISSIONS.items() if not roles] == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_permission_without_an_object_asks_the_role_alone(role: Role) -> None:
    user = user_with_role(role)

    allowed = {permission for permission in PERMISSIONS if rules.has_perm(permission, user)}

    assert allowed == {permission for permission, roles in PERMISSIONS.items() if role in roles}


@pytest.mark.django_db
@pytest.mark.parametrize("permission", ["regulations.view_rule", "regulations.enact_rule"])
def test_permission_of_a_locked_account_or_without_a_role_is_none(permission: str) -> None:
    locked = user_with_role(Role.LANDESPLANUNG, is_active=False)
    without_role = user_with_role(Role.LANDESPLANUNG)
    without_role.act_as(None)

    assert (locked.has_perm(permission), without_role.has_perm(permission)) == (False, False)


@pytest.mark.unit
def test_permission_that_nobody_registered_is_a_fault() -> None:
    with pytest.raises(LookupError):
        User().has_perm("regulations.enakt_rule")
