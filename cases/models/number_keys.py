"""A case is found by its number: the one search key that the database makes itself."""

from __future__ import annotations

import pgtrigger

_KEYS = "(lower({row}.number)), (ltrim(substring({row}.number from '[0-9]*$'), '0') || ' ' || lower({row}.number))"
_OLD, _NEW = _KEYS.format(row="OLD"), _KEYS.format(row="NEW")
_FUNCTION = f"""
IF TG_OP <> 'INSERT' THEN
    DELETE FROM cases_searchkey WHERE person_id = OLD.person_id AND kind = 'number' AND key IN (VALUES {_OLD});
END IF;
IF TG_OP <> 'DELETE' THEN
    INSERT INTO cases_searchkey (organisation_id, person_id, kind, key, source)
    SELECT NEW.organisation_id, NEW.person_id, 'number', keys.key, 'file' FROM (VALUES {_NEW}) AS keys (key);
END IF;
RETURN NULL;
"""  # noqa: S608


def number_is_found() -> pgtrigger.Trigger:
    """Trigger: a case is found by its number, as a whole or by its last digits, however it came into being.

    The second key is „7 lad-2026-0007“: found by its beginning „7 “, and different for each case of a person.
    """
    return pgtrigger.Trigger(
        name="case_number_found",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("number", "person_id", "organisation_id") | pgtrigger.Delete,
        func=_FUNCTION,
    )
