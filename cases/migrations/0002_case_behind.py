"""Whose file an address is about, told also to those for whom it does not exist: so a refusal stands on that file."""

from django.db import migrations

CREATE = """
CREATE FUNCTION cases_case_behind(of_public_id text, of_follow_up bigint)
RETURNS TABLE (organisation_id bigint, case_id bigint, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT organisation_id, id, number FROM cases_case WHERE public_id = of_public_id
    UNION ALL
    SELECT f.organisation_id, f.case_id, c.number
    FROM cases_followup f JOIN cases_case c ON c.id = f.case_id WHERE f.id = of_follow_up
$$;
REVOKE ALL ON FUNCTION cases_case_behind(text, bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION cases_case_behind(text, bigint)")]
