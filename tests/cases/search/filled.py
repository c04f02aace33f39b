"""Fifty thousand persons, cases and sessions in 25 offices, with their keys, written by SQL in seconds.

Each row is a copy of one that a factory made, with other keys and names: a new column needs no line here.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from cases.models import Case
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.names import name_words
from pik.core.sounds import sounds
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, SessionFactory

SIZE, OFFICES = 50_000, 25
FAMILY = ("Rahimi", "Haddad", "Bondar", "Tesfay", "Yılmaz", "Okafor", "Özdemir", "Karimi", "Schewtschenko", "Hosseini")
GIVEN = ("Zahra", "Ahmad", "Oksana", "Selam", "Mohammed", "Ngozi", "Ayşe", "Reza", "Taras", "Amina", "Yusuf")

# A copy of the row with the least key, some columns replaced. „n“ runs; „home“ is an office with its lead.
_COPIES = """
INSERT INTO {table} SELECT copy.*
FROM (SELECT to_jsonb(t) AS row FROM {table} t ORDER BY id LIMIT 1) sample, generate_series(1, %(size)s) n
JOIN filled_home home ON home.at = n %% %(offices)s,
LATERAL jsonb_populate_record(NULL::{table}, sample.row || jsonb_build_object({columns})) copy
"""
# Twelve letters of the alphabet of public ids.
_PUBLIC_ID = "translate(lpad(n::text, 12, '0'), '0123456789', '23456789bc')"
_PERSON = """
'id', n + 1000000, 'public_id', {public_id}, 'organisation_id', home.organisation, 'family_name', family[1 + n % 10],
'given_name', given[1 + n % 11], 'sort_key', lower(family[1 + n % 10] || ' ' || given[1 + n % 11]) || n,
'birth_date', date '1960-01-02' + n * 7 % 18000
"""
_CASE = """
'id', n + 1000000, 'public_id', {public_id}, 'organisation_id', home.organisation, 'person_id', n + 1000000,
'number', 'B-2026-' || lpad(n::text, 5, '0'), 'lead_id', home.lead,
'status', (array['active', 'active', 'closed'])[1 + n % 3],
'closed_on', CASE WHEN n % 3 = 2 THEN '2026-06-01' END, 'closing_reason', CASE WHEN n % 3 = 2 THEN 'moved' ELSE '' END,
'ends_on', date '2026-12-01' + n % 700,
'opened_at', now() - n * interval '1 hour'
"""
_SESSION = """
'id', n + 1000000, 'organisation_id', home.organisation, 'case_id', n + 1000000, 'held_on', date '2026-11-20' - n % 300
"""
_KEYS = """
INSERT INTO cases_searchkey (organisation_id, person_id, kind, key, source)
SELECT p.organisation_id, p.id, k.kind, k.key, 'name'
FROM cases_person p JOIN filled_key k ON k.name IN (p.family_name, p.given_name) WHERE p.id > 1000000
UNION ALL SELECT organisation_id, id, 'born', birth_date::text, 'file' FROM cases_person WHERE id > 1000000
UNION ALL SELECT organisation_id, person_id, 'number', lower(number), 'file' FROM cases_case WHERE id > 1000000
UNION ALL SELECT organisation_id, person_id, 'number', ltrim(right(number, 5), '0') || ' ' || lower(number), 'file'
FROM cases_case WHERE id > 1000000
"""


def fill() -> tuple[User, Case]:
    """Fill the database within the transaction that is open; returns somebody who counsels, and a case of hers."""
    leads = [user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory()) for _ in range(OFFICES)]
    SessionFactory(case=CaseFactory(organisation=leads[0].membership.organisation, lead=leads[0]))
    keys = [(name, kind, key) for name in (*FAMILY, *GIVEN) for kind, key in _keys_of(name)]
    with connection.cursor() as cursor:
        # Copies need neither history nor keys of their numbers: triggers would only take time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("CREATE TEMP TABLE filled_home (at int, organisation bigint, lead bigint) ON COMMIT DROP")
        homes = [(at, user.membership.organisation_id, user.pk) for at, user in enumerate(leads)]
        cursor.executemany("INSERT INTO filled_home VALUES (%s, %s, %s)", homes)
        cursor.execute('CREATE TEMP TABLE filled_key (name text, kind text, key text COLLATE "C") ON COMMIT DROP')
        cursor.executemany("INSERT INTO filled_key VALUES (%s, %s, %s)", keys)
        for table, columns in (("cases_person", _PERSON), ("cases_case", _CASE), ("cases_session", _SESSION)):
            _copy(cursor, table, columns)
        cursor.execute(_KEYS)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE cases_person, cases_case, cases_session, cases_searchkey, accounts_user")
    return leads[1], Case.objects.filter(lead=leads[1], pk__gt=1_000_000).earliest("pk")


def _copy(cursor: Any, table: str, columns: str) -> None:
    names = (
        columns.replace("{public_id}", _PUBLIC_ID)
        .replace("family[", "(%(family)s::text[])[")
        .replace("given[", "(%(given)s::text[])[")
    )
    names = names.replace(" % ", " %% ")
    values = {"size": SIZE, "offices": OFFICES, "family": list(FAMILY), "given": list(GIVEN)}
    cursor.execute(_COPIES.format(table=table, columns=names), values)


def _keys_of(name: str) -> list[tuple[str, str]]:
    return [("word", word) for word in name_words(name)] + [("sound", sound) for sound in sorted(sounds(name))]
