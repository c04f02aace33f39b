"""Whether and by whom somebody is supported elsewhere: the one question that may be asked across the walls.

For those who counsel, by the exact name (folded) and the exact birth date, and only where the person agreed to a
contact card. Each question is a row first: who asked too often today is refused, whatever the answer would be.
"""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION cases_contact_card(name_key text, born_on date)
RETURNS TABLE (
    case_id bigint, number text, organisation_id bigint, organisation text, address text,
    lead_name text, lead_email text, supported_since date
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    asking bigint := nullif(current_setting('pik.user', true), '')::bigint;
    here bigint := nullif(current_setting('pik.organisation', true), '')::bigint;
    acting_as text := nullif(current_setting('pik.role', true), '');
    today date := (now() AT TIME ZONE 'Europe/Berlin')::date;
    asked integer;
    query_id bigint;
BEGIN
    -- The settings can be written by who connects: what they claim has to be so.
    IF (acting_as IN ('integrationsmanager', 'teamleitung') AND EXISTS (
        SELECT 1 FROM accounts_membership m WHERE m.user_id = asking AND m.organisation_id = here
            AND m.role = acting_as AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
    )) IS NOT TRUE THEN
        RAISE EXCEPTION 'cases_contact_card: not for this role' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF coalesce(name_key, '') = '' OR born_on IS NULL THEN
        RETURN;
    END IF;
    -- Two questions of one person at once are counted one after the other.
    PERFORM pg_advisory_xact_lock(5012031, asking::integer);
    SELECT count(*) INTO asked FROM cases_cardquery q
        WHERE q.user_id = asking AND (q.asked_at AT TIME ZONE 'Europe/Berlin')::date = today;
    IF asked >= 30 THEN
        RAISE EXCEPTION 'cases_contact_card: asked too often today' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    INSERT INTO cases_cardquery (organisation_id, user_id, asked_at, is_found)
        VALUES (here, asking, clock_timestamp(), false) RETURNING id INTO query_id;
    RETURN QUERY
        SELECT c.id, c.number::text, o.id, coalesce(nullif(o.official_name, ''), o.name)::text, o.address,
            CASE WHEN u.is_active THEN u.first_name || ' ' || u.last_name ELSE '' END,
            CASE WHEN u.is_active THEN u.email::text ELSE '' END, c.starts_on
        FROM cases_contactcard card
        JOIN cases_case c ON c.id = card.case_id
        JOIN cases_person p ON p.id = c.person_id
        JOIN accounts_organisation o ON o.id = c.organisation_id
        LEFT JOIN accounts_user u ON u.id = c.lead_id
        -- As search_key() in pik/core/names.py folds: ae, oe, ue count as a, o, u.
        WHERE regexp_replace(p.sort_key, '([aou])e+', '\1', 'g') = name_key AND p.birth_date = born_on
            AND c.organisation_id <> here AND c.status NOT IN ('closed', 'transferred');
    IF FOUND THEN
        UPDATE cases_cardquery q SET is_found = true WHERE q.id = query_id;
    END IF;
END
$$;
REVOKE ALL ON FUNCTION cases_contact_card(text, date) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_open_obligations")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION cases_contact_card(text, date)")]
