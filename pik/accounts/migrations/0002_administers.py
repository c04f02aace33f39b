"""Whether somebody administers an organisation, or the system: one bit, read across row-level security.

A link opens something only while whoever sent it is in office. Who follows the link acts for nobody yet, and an
Organisationsverwaltung doesn't see the memberships of the Land, from where the Systemverwaltung invites.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION accounts_administers(person bigint, organisation bigint, day date)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.user_id = person AND u.is_active
            AND m.starts_on <= day AND (m.ends_on IS NULL OR m.ends_on >= day)
            AND (m.role = 'systemverwaltung'
                OR (m.role = 'organisationsverwaltung' AND m.organisation_id = organisation))
    )
$$;
REVOKE ALL ON FUNCTION accounts_administers(bigint, bigint, date) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION accounts_administers(bigint, bigint, date);")]
