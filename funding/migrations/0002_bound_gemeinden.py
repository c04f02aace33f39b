"""That a municipality is bound in a round is told to everyone who looks for partners; by which application is not."""

from django.db import migrations

CREATE = """
CREATE FUNCTION funding_bound_gemeinden(of_round bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS 'SELECT gemeinde_id FROM funding_member WHERE round_id = of_round AND is_live';
REVOKE ALL ON FUNCTION funding_bound_gemeinden(bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION funding_bound_gemeinden(bigint)")]
