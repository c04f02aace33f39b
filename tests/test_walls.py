"""The second wall: the database itself gives nothing of another organisation, and no person to those who need none."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.db import Error, connection

from pik.accounts.acting import acting_as, acting_for, organisations_at_work
from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.permissions import PERMISSIONS
from pik.core import health  # noqa: F401  registers its task
from pik.core.walls import SYSTEM, Identity, Wall, acting, change_identity, who_acts
from pik.documents.models import Job
from tests import access, figures
from tests.access.world import World
from tests.factories.accounts import MembershipFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.documents import JobFactory
from tests.factories.team import ImportRunFactory

pytestmark = pytest.mark.django_db

# Tables without a wall, and why they need none.
REASONS = {
    "account_emailaddress": "allauth's, empty: the address of an account stands in accounts_user",
    "account_emailconfirmation": "allauth's, empty",
    "accounts_accesshead": "the end of the access log's chain, read and written by its one function alone",
    "accounts_organisation": "public: names and keys of authorities and municipalities",
    "accounts_user": "read before it is known who acts; names stand under what was sent to others",
    "auth_group": "Django's, empty",
    "auth_group_permissions": "Django's, empty",
    "auth_permission": "Django's, nobody is given any",
    "cases_casecode": "public: the letters before case numbers, which no two organisations share",
    "cases_casecounter": "how many numbers were given out under these letters",
    "core_submission": "random keys of forms and the address they led to; no content",
    "django_content_type": "Django's",
    "django_migrations": "Django's, the owner's",
    "django_session": "opened by the secret in the cookie, before it is known who acts",
    "funding_filenumberrange": "how many file numbers a year has given out",
    "funding_round": "public: the windows for applications",
    "mfa_authenticator": "read before it is known who acts; the seeds in it are encrypted",
    "pghistory_context": "who changed something and at which address; no content",
    "planning_headcount": "numbers of municipalities, meant for publication",
    "planning_headcountline": "numbers of municipalities, meant for publication",
    "planning_planungsrahmen": "public once published; drafts are the Land's own business and hold no person",
    "planning_planungsrahmenline": "public once published",
    "planning_planungsrahmentransition": "steps of the Planungsrahmen",
    "regulations_parameter": "law",
    "regulations_regulation": "law",
    "regulations_rule": "law",
    "regulations_ruleevent": "law",
    "socialaccount_socialaccount": "allauth's, empty: nobody is tied to a service",
    "socialaccount_socialapp": "allauth's, empty: services stand in accounts_identityprovider",
    "socialaccount_socialtoken": "allauth's, empty",
}
# Of the Land there is only one: nobody there is a stranger.
WITH_STRANGERS = [role for role in Role if OrganisationKind.LAND not in role.organisation_kinds[:1]]
# What Datenschutz has to watch over: a case number and who took what. The directory of offers, which the Land keeps
# too. No row of a person.
WATCHED_BY = {Role.DATENSCHUTZ: ["cases_emergencyaccess"], Role.LANDESPLANUNG: ["cases_offer"]}
WITHOUT_PERSONS = [role for role in Role if role not in PERMISSIONS["cases.view_case"]]


# Each test runs in a savepoint (pytest-django's own) within this one transaction.
@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        yield world


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def walled_tables() -> list[str]:
    return [name for (name,) in ask("SELECT tablename FROM pg_policies GROUP BY tablename ORDER BY tablename")]


def rows_of(table: str) -> int:
    return int(ask(f'SELECT count(*) FROM "{table}"')[0][0])  # noqa: S608


def casework_tables() -> list[str]:
    """Every table in which a person who is counselled stands, with its history."""
    names = {model._meta.db_table for model in apps.get_app_config("cases").get_models()}
    return sorted(names - set(REASONS))


# --- Every table ----------------------------------------------------------------------------------


def test_every_table_has_a_wall_or_a_reason() -> None:
    tables = {
        name
        for (name,) in ask(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
    }
    walled = set(walled_tables())
    open_tables = {name for (name,) in ask("SELECT relname FROM pg_class WHERE relrowsecurity")} ^ walled

    figures.tell(
        "Tabellen mit Regel (Row-Level Security)",
        f"{len(walled)} von {len(tables)} Tabellen, {len(REASONS)} mit Grund ohne",
    )

    assert (sorted(tables - walled - set(REASONS)), sorted(set(REASONS) - (tables - walled))) == ([], [])
    assert open_tables == set()


def test_models_declare_the_walls_that_stand() -> None:
    declared = {
        (model._meta.db_table, constraint.name)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, Wall)
    }

    assert set(ask("SELECT tablename, policyname FROM pg_policies")) == declared


def test_runtime_role_owns_nothing_and_passes_no_wall() -> None:
    owned = ask("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'pik_runtime'")
    powers = ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
        "WHERE rolname = 'pik_runtime'"
    )
    groups = ask("SELECT 1 FROM pg_auth_members WHERE member = 'pik_runtime'::regrole")

    assert (owned, powers, groups) == ([], [(False, False, False, False, False)], [])


# --- Nobody, somebody else, somebody who needs no person ------------------------------------------


@pytest.mark.parametrize("role", WITH_STRANGERS, ids=str)
def test_role_of_another_organisation_finds_nothing_of_ladenburg(role: Role, world: World) -> None:
    stranger = world.strangers[role]
    own = stranger.membership.organisation_id
    with acting_as(stranger):
        found = {table: _foreign_rows(table, own) for table in walled_tables()}

    leaked = {table: count for table, count in found.items() if count}
    figures.attempts(len(found), leaked)
    assert leaked == {}


def _foreign_rows(table: str, own: int) -> int:
    """Rows of ``table`` that exist for who acts and are not her own organisation's."""
    columns = {
        name for (name,) in ask("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)
    }
    if "organisation_id" in columns:
        return int(ask(f'SELECT count(*) FROM "{table}" WHERE organisation_id <> %s', own)[0][0])  # noqa: S608
    return rows_of(table)


@pytest.mark.parametrize("role", WITHOUT_PERSONS, ids=str)
def test_role_that_needs_no_person_reaches_none(role: Role, world: World) -> None:
    JobFactory(organisation=world.ladenburg, holds_person=True)
    empty_for_all = [table for table in casework_tables() if not rows_of(table)]

    with acting(Identity(world.users[role].pk, world.ladenburg.pk, role)):
        found = [table for table in casework_tables() if rows_of(table)]
        jobs = ask("SELECT count(*) FROM documents_job WHERE holds_person")
        others = ask("SELECT count(*) FROM reminders_reminder WHERE recipient_id <> %s", world.users[role].pk)

    figures.attempts(len(casework_tables()), set(found) - set(WATCHED_BY.get(role, [])))
    assert empty_for_all == []
    assert (found, jobs, others) == (WATCHED_BY.get(role, []), [(0,)], [(0,)])


@pytest.mark.parametrize("role", sorted(PERMISSIONS["cases.view_case"]), ids=str)
def test_role_that_counsels_finds_her_organisations_rows(role: Role, world: World) -> None:
    with acting_as(world.users[role]):
        empty = [table for table in casework_tables() if not rows_of(table)]

    assert empty == []


# --- Writing --------------------------------------------------------------------------------------

WRITES: dict[str, tuple[str, Callable[[World], list[Any]]]] = {
    "session into a foreign case": (
        (
            "INSERT INTO cases_session (case_id, held_on, kind, duration_minutes, topics, note, author_id, created_at) "
            "VALUES (%s, now(), 'person', 30, '{language}', '', %s, now())"
        ),
        lambda w: [w.case.pk, w.strangers[Role.INTEGRATIONSMANAGER].pk],
    ),
    "session that names a foreign organisation": (
        (
            "INSERT INTO cases_session (organisation_id, case_id, held_on, kind, duration_minutes, topics, note, "
            "author_id, created_at) VALUES (%s, %s, now(), 'person', 30, '{language}', '', %s, now())"
        ),
        lambda w: [w.mauer.pk, w.case.pk, w.strangers[Role.INTEGRATIONSMANAGER].pk],
    ),
    "household of a foreign organisation": (
        ("INSERT INTO cases_household (organisation_id, name) VALUES (%s, 'Haushalt')"),
        lambda w: [w.ladenburg.pk],
    ),
    "role in a foreign organisation": (
        (
            "INSERT INTO accounts_membership (user_id, organisation_id, role, starts_on) "
            "VALUES (%s, %s, 'teamleitung', now())"
        ),
        lambda w: [w.strangers[Role.INTEGRATIONSMANAGER].pk, w.ladenburg.pk],
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_row_for_another_organisation_is_refused(name: str, world: World) -> None:
    statement, values = WRITES[name]

    with (
        pytest.raises(Error, match=r"row-level security|null value in column"),
        acting_as(world.strangers[Role.INTEGRATIONSMANAGER]),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values(world))


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"], ids=["update", "delete"])
@pytest.mark.parametrize("table", ["cases_person", "cases_case", "cases_session", "cases_step", "funding_post"])
def test_rows_of_another_organisation_cannot_be_changed(verb: str, table: str, world: World) -> None:
    with acting_as(world.strangers[Role.INTEGRATIONSMANAGER]), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
        touched = cursor.rowcount

    assert touched == 0


def test_part_of_a_case_carries_the_organisation_of_its_case(world: World) -> None:
    pairs = [
        ("cases_session", "case_id", "cases_case"),
        ("cases_followup", "case_id", "cases_case"),
        ("cases_integrationsplan", "case_id", "cases_case"),
        ("cases_goal", "plan_id", "cases_integrationsplan"),
        ("cases_step", "goal_id", "cases_goal"),
        ("cases_casetransition", "subject_id", "cases_case"),
    ]

    stray = [
        table
        for table, column, parent in pairs
        if ask(
            f"SELECT 1 FROM {table} c JOIN {parent} p ON p.id = c.{column} "  # noqa: S608
            "WHERE c.organisation_id <> p.organisation_id"
        )
    ]

    assert stray == []


# --- Who acts -------------------------------------------------------------------------------------

NOBODYS = ("", "", "")


def told() -> tuple[Any, ...]:
    """What the database knows of who acts; a setting that was never made reads as an empty one."""
    names = ("pik.user", "pik.organisation", "pik.role")
    return tuple(ask("SELECT coalesce(current_setting(%s, true), '')", name)[0][0] for name in names)


def test_identity_ends_with_its_block() -> None:
    user = user_with_role(Role.TEAMLEITUNG)

    with acting_as(user):
        inside = told()

    assert inside == (str(user.pk), str(user.membership.organisation_id), "teamleitung")
    assert (told(), who_acts()) == (NOBODYS, None)


def test_inner_identity_gives_way_to_the_outer_one() -> None:
    user = user_with_role(Role.TEAMLEITUNG)

    with acting_as(user):
        with acting_for(4711):
            inner = told()
        outer = told()

    assert (inner, outer[2]) == (("", "4711", SYSTEM), "teamleitung")


@pytest.mark.parametrize("fault", ["SELECT 1 / 0", "SELECT 'acht'::bigint"])
def test_identity_ends_with_an_error(fault: str) -> None:
    with pytest.raises(Error), acting_for(4711):
        ask(fault)

    assert (told(), who_acts()) == (NOBODYS, None)


def test_identity_changed_outside_of_a_transaction_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="Nobody acts"):
        change_identity(Identity(1, 1, "teamleitung"))


def test_organisations_at_work_are_those_with_members() -> None:
    ids = {MembershipFactory().organisation_id for _ in range(3)}

    assert set(organisations_at_work()) >= ids


# --- Tasks ----------------------------------------------------------------------------------------


# Each task of the product with its arguments, made from an organisation with a case and a job.
TASKS: dict[str, Callable[[Job], dict[str, Any]]] = {
    "accounts.delete_old_drafts": lambda job: {},
    "accounts.send_notice": lambda job: {"user_id": job.requested_by_id, "event": "password_changed"},
    "accounts.send_password_reset": lambda job: {"user_id": job.requested_by_id, "base_url": "http://testserver"},
    "accounts.seal_access_log": lambda job: {},
    "accounts.write_access_entries": lambda job: {"entries": []},
    "cases.sweep_imports": lambda job: {},
    "cases.work_import": lambda job: {
        "run_id": ImportRunFactory(organisation=job.organisation, state="waiting", progress=0).pk,
        "organisation_id": job.organisation_id,
    },
    "cases.find_duplicates": lambda job: {},
    "cases.forget_merges": lambda job: {},
    "core.heartbeat": lambda job: {},
    "documents.render": lambda job: {"job_id": job.pk, "organisation_id": job.organisation_id},
    "documents.sweep": lambda job: {},
    "reminders.create_due": lambda job: {},
}


def test_every_task_is_watched() -> None:
    ours = {name for name in current_app.tasks if not name.startswith(("celery.", "tests."))}

    assert ours == set(TASKS)


@pytest.mark.parametrize("name", TASKS)
def test_task_touches_walled_tables_only_while_somebody_acts(name: str) -> None:
    case = CaseFactory()
    MembershipFactory(organisation=case.organisation)
    # Of no kind the product knows: its order is taken up and ends with an error, which is noted.
    job = JobFactory(organisation=case.organisation, kind="unknown")
    arguments = TASKS[name](job)

    with watched() as bare, contextlib.suppress(LookupError):
        current_app.tasks[name](**arguments)

    assert (bare, told()) == ([], NOBODYS)


class watched:  # noqa: N801  reads as a block
    """Collects the statements on walled tables that run while nobody acts."""

    def __enter__(self) -> list[str]:
        self.bare: list[str] = []
        tables = "|".join(walled_tables())
        self.walled = re.compile(rf'"?\b({tables})\b"?')
        self.wrapper = connection.execute_wrapper(self._look)
        self.wrapper.__enter__()
        return self.bare

    def __exit__(self, *error: Any) -> None:
        self.wrapper.__exit__(*error)

    def _look(self, execute: Callable[..., Any], sql: Any, *args: Any) -> Any:
        if who_acts() is None and self.walled.search(str(sql)):
            self.bare.append(str(sql)[:200])
        return execute(sql, *args)
