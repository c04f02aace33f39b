"""What still hangs on somebody who leaves, as numbers: read across row-level security, which hides the rows.

An Organisationsverwaltung must not see a case and has to know that two are still led by whoever leaves. The
function runs as the owner of the tables and gives nothing but numbers, and these only to those who act for
that organisation, to the Systemverwaltung, and to the owner when nobody acts (``manage.py``, migrations).
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION cases_open_obligations(person bigint, organisation bigint)
RETURNS TABLE (thing text, amount bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    worked_on text[] := ARRAY['request', 'waiting', 'active', 'resting'];
    acting_for text := nullif(current_setting('pik.organisation', true), '');
    acting_as text := nullif(current_setting('pik.role', true), '');
    -- Inside the function current_user is the owner; whoever connected, or stepped down, as someone else is not.
    nobody_acts boolean := nullif(current_setting('pik.user', true), '') IS NULL
        AND acting_for IS NULL AND acting_as IS NULL AND session_user = current_user AND current_setting('role') = 'none';
BEGIN
    -- „IS NOT TRUE“: what is not set compares to NULL, which must read as a refusal.
    IF (nobody_acts OR acting_for = organisation::text OR acting_as = 'systemverwaltung') IS NOT TRUE THEN
        RAISE EXCEPTION 'cases_open_obligations: not for this organisation' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT 'case', count(*) FROM cases_case c
            WHERE c.lead_id = person AND c.organisation_id = organisation AND c.status = ANY (worked_on)
        UNION ALL
        SELECT 'follow_up', count(*) FROM cases_followup f JOIN cases_case c ON c.id = f.case_id
            WHERE f.assigned_to_id = person AND c.organisation_id = organisation
                AND c.status = ANY (worked_on) AND f.done_at IS NULL
        UNION ALL
        SELECT 'deputy', count(*) FROM cases_deputy d JOIN cases_case c ON c.id = d.case_id
            WHERE d.user_id = person AND c.organisation_id = organisation AND c.status = ANY (worked_on)
                AND d.ended_at IS NULL AND (d.ends_on IS NULL OR d.ends_on >= current_date)
        UNION ALL
        SELECT 'substitution', count(*) FROM cases_absence a
            WHERE a.substitute_id = person AND a.organisation_id = organisation
                AND a.ended_at IS NULL AND a.ends_on >= current_date;
END
$$;
REVOKE ALL ON FUNCTION cases_open_obligations(bigint, bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_case_behind")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION cases_open_obligations(bigint, bigint);")]
