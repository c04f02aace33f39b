"""How many places of an offer are taken and how many people wait: numbers alone, read across row-level security.

A shared offer is filled from many organisations, none of which sees another's referrals. What concerns a protected
programme is not counted: the number would tell of it.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION cases_offer_taken(offer bigint)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM cases_referral r
    WHERE r.offer_id = offer AND NOT r.is_protected AND r.status IN ('accepted', 'attending')
$$;
REVOKE ALL ON FUNCTION cases_offer_taken(bigint) FROM PUBLIC;
CREATE FUNCTION cases_offer_waiting(offer bigint, since timestamptz, referral bigint)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM cases_referral r
    WHERE r.offer_id = offer AND NOT r.is_protected AND r.status = 'waiting'
        AND (since IS NULL OR (r.waiting_at, r.id) < (since, referral))
$$;
REVOKE ALL ON FUNCTION cases_offer_waiting(bigint, timestamptz, bigint) FROM PUBLIC;
"""
DROP = """
DROP FUNCTION cases_offer_taken(bigint);
DROP FUNCTION cases_offer_waiting(bigint, timestamptz, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_contact_card")]

    operations = [migrations.RunSQL(CREATE, DROP)]
