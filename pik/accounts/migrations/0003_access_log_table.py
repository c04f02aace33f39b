"""The access log: a table in monthly partitions that only grows, written through one function, chained by hash.

The chain's end stands in ``accounts_accesshead``; its one row is also the lock under which entries get their
position. Months and days are those of the clocks in Germany.
"""

from django.db import migrations

TABLES = """
CREATE TABLE accounts_accessentry (
    position bigint NOT NULL,
    logged_at timestamptz NOT NULL,
    happened_at timestamptz NOT NULL,
    user_id bigint NOT NULL,
    user_label text NOT NULL,
    role text NOT NULL,
    organisation_id bigint,
    actor_organisation_id bigint,
    kind text NOT NULL,
    subject_kind text NOT NULL,
    subject_id bigint,
    subject_label text NOT NULL,
    page text NOT NULL,
    detail text NOT NULL,
    url_name text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (logged_at, position),
    CONSTRAINT access_kind_known CHECK (
        kind IN ('opened', 'searched', 'printed', 'exported', 'refused', 'read_sealed', 'emergency')
    ),
    CONSTRAINT access_logged_after_it_happened CHECK (happened_at <= logged_at)
) PARTITION BY RANGE (logged_at);

CREATE INDEX access_of_organisation ON accounts_accessentry (organisation_id, logged_at);
CREATE INDEX access_on_file ON accounts_accessentry (organisation_id, subject_label, logged_at)
    WHERE subject_label <> '';
CREATE INDEX access_of_user ON accounts_accessentry (organisation_id, user_id, logged_at);
CREATE INDEX access_of_kind ON accounts_accessentry (organisation_id, kind, logged_at) WHERE kind <> 'opened';

CREATE TABLE accounts_accesshead (
    is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    position bigint NOT NULL,
    digest text NOT NULL,
    logged_at timestamptz NOT NULL
);
INSERT INTO accounts_accesshead (position, digest, logged_at) VALUES (0, '', '-infinity');

CREATE TABLE accounts_accessseal (
    day date PRIMARY KEY,
    last_position bigint NOT NULL,
    last_digest text NOT NULL,
    entry_count bigint NOT NULL,
    seal text NOT NULL,
    sealed_at timestamptz NOT NULL
);
"""

PROTECTION = """
CREATE FUNCTION accounts_access_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Das Zugriffsprotokoll und seine Siegel werden nie geändert.' USING ERRCODE = 'insufficient_privilege';
END $$;

-- Triggers for rows are inherited by each partition, those for TRUNCATE are not.
CREATE TRIGGER access_only_grows BEFORE UPDATE OR DELETE ON accounts_accessentry
    FOR EACH ROW EXECUTE FUNCTION accounts_access_only_grows();
CREATE TRIGGER access_never_emptied BEFORE TRUNCATE ON accounts_accessentry
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_access_only_grows();
CREATE TRIGGER seal_only_grows BEFORE UPDATE OR DELETE ON accounts_accessseal
    FOR EACH ROW EXECUTE FUNCTION accounts_access_only_grows();
CREATE TRIGGER seal_never_emptied BEFORE TRUNCATE ON accounts_accessseal
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_access_only_grows();
CREATE TRIGGER access_head_stays BEFORE DELETE ON accounts_accesshead
    FOR EACH ROW EXECUTE FUNCTION accounts_access_only_grows();
CREATE TRIGGER access_head_never_emptied BEFORE TRUNCATE ON accounts_accesshead
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_access_only_grows();

ALTER TABLE accounts_accessentry ENABLE ROW LEVEL SECURITY;
CREATE POLICY access_wall ON accounts_accessentry USING (
    organisation_id = (SELECT NULLIF(current_setting('pik.organisation', true), '')::bigint)
    AND (
        (SELECT current_setting('pik.role', true)) IN ('datenschutz', 'system')
        OR (
            subject_id IS NOT NULL
            AND (SELECT current_setting('pik.role', true)) IN ('integrationsmanager', 'teamleitung', 'system')
        )
    )
);
ALTER TABLE accounts_accessseal ENABLE ROW LEVEL SECURITY;
CREATE POLICY accessseal_wall ON accounts_accessseal
    USING ((SELECT current_setting('pik.role', true)) = 'system')
    WITH CHECK ((SELECT current_setting('pik.role', true)) = 'system');
"""

FUNCTIONS = """
-- One field of an entry, so that no two rows read the same: its length in bytes before it, ~ for nothing.
CREATE FUNCTION accounts_access_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS
    'SELECT coalesce(octet_length(value) || '':'' || value, ''~'')';

CREATE FUNCTION accounts_access_moment(value timestamptz) RETURNS text LANGUAGE sql STABLE AS
    'SELECT to_char(value AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.US'')';

CREATE FUNCTION accounts_access_digest(previous text, entry accounts_accessentry) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN encode(sha256(convert_to(
        accounts_access_field(previous)
        || accounts_access_field(entry.position::text)
        || accounts_access_field(accounts_access_moment(entry.logged_at))
        || accounts_access_field(accounts_access_moment(entry.happened_at))
        || accounts_access_field(entry.user_id::text)
        || accounts_access_field(entry.user_label)
        || accounts_access_field(entry.role)
        || accounts_access_field(entry.organisation_id::text)
        || accounts_access_field(entry.actor_organisation_id::text)
        || accounts_access_field(entry.kind)
        || accounts_access_field(entry.subject_kind)
        || accounts_access_field(entry.subject_id::text)
        || accounts_access_field(entry.subject_label)
        || accounts_access_field(entry.page)
        || accounts_access_field(entry.detail)
        || accounts_access_field(entry.url_name)
    , 'UTF8')), 'hex');
END $$;

CREATE FUNCTION accounts_open_access_month(moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    month timestamp := date_trunc('month', moment AT TIME ZONE 'Europe/Berlin');
    name text := 'accounts_accessentry_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF accounts_accessentry FOR VALUES FROM (%L) TO (%L)',
        name, month AT TIME ZONE 'Europe/Berlin', (month + interval '1 month') AT TIME ZONE 'Europe/Berlin'
    );
    -- The runtime role has no rights on it: it reads through the whole table alone, behind the wall.
    EXECUTE format(
        'CREATE TRIGGER access_never_emptied BEFORE TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION accounts_access_only_grows()', name
    );
END $$;

CREATE FUNCTION accounts_append_access(entries jsonb, moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    head accounts_accesshead%ROWTYPE;
    entry accounts_accessentry%ROWTYPE;
    given jsonb;
BEGIN
    SELECT * INTO STRICT head FROM accounts_accesshead FOR UPDATE;
    FOR given IN SELECT value FROM jsonb_array_elements(entries) WITH ORDINALITY ORDER BY ordinality LOOP
        entry.position := head.position + 1;
        -- Also where the clock was set back: the order of the moments is the order of the chain.
        entry.logged_at := greatest(moment, head.logged_at + interval '1 microsecond');
        entry.happened_at := least((given->>'happened_at')::timestamptz, entry.logged_at);
        entry.user_id := (given->>'user_id')::bigint;
        entry.user_label := given->>'user_label';
        entry.role := given->>'role';
        entry.organisation_id := (given->>'organisation_id')::bigint;
        entry.actor_organisation_id := (given->>'actor_organisation_id')::bigint;
        entry.kind := given->>'kind';
        entry.subject_kind := given->>'subject_kind';
        entry.subject_id := (given->>'subject_id')::bigint;
        entry.subject_label := given->>'subject_label';
        entry.page := given->>'page';
        entry.detail := given->>'detail';
        entry.url_name := given->>'url_name';
        entry.digest := accounts_access_digest(head.digest, entry);
        PERFORM accounts_open_access_month(entry.logged_at);
        INSERT INTO accounts_accessentry SELECT entry.*;
        head.position := entry.position;
        head.digest := entry.digest;
        head.logged_at := entry.logged_at;
    END LOOP;
    UPDATE accounts_accesshead
        SET position = head.position, digest = head.digest, logged_at = head.logged_at;
END $$;

-- The one way in. Whoever reads waits no longer than this for those who write at the same time.
CREATE FUNCTION accounts_log_access(entries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '100ms' AS $$
BEGIN
    PERFORM accounts_append_access(entries, clock_timestamp());
END $$;

-- What is sealed of a day: the last entry up to its end, and how many the day has; nothing of what they say.
CREATE FUNCTION accounts_access_day(of_day date)
RETURNS TABLE (last_position bigint, last_digest text, entry_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(last.position, 0), coalesce(last.digest, ''), (
        SELECT count(*) FROM accounts_accessentry
        WHERE logged_at >= of_day::timestamp AT TIME ZONE 'Europe/Berlin'
        AND logged_at < (of_day + 1)::timestamp AT TIME ZONE 'Europe/Berlin'
    )
    FROM (SELECT 1) AS always LEFT JOIN LATERAL (
        SELECT position, digest FROM accounts_accessentry
        WHERE logged_at < (of_day + 1)::timestamp AT TIME ZONE 'Europe/Berlin'
        ORDER BY logged_at DESC, position DESC LIMIT 1
    ) AS last ON true
$$;

CREATE FUNCTION accounts_access_first_day() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (logged_at AT TIME ZONE 'Europe/Berlin')::date FROM accounts_accessentry ORDER BY logged_at LIMIT 1
$$;

-- Opens the coming month ahead of its first entry, so that no reader waits for a new table.
CREATE FUNCTION accounts_open_coming_access_month() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
    SELECT accounts_open_access_month(clock_timestamp() + interval '1 month')
$$;

REVOKE ALL ON FUNCTION accounts_open_access_month(timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION accounts_append_access(jsonb, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION accounts_log_access(jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION accounts_access_day(date) FROM PUBLIC;
REVOKE ALL ON FUNCTION accounts_access_first_day() FROM PUBLIC;
REVOKE ALL ON FUNCTION accounts_open_coming_access_month() FROM PUBLIC;

SELECT accounts_open_access_month(clock_timestamp());
SELECT accounts_open_coming_access_month();
"""

UNDO = """
DROP TABLE accounts_accessentry, accounts_accesshead, accounts_accessseal CASCADE;
DROP FUNCTION accounts_access_only_grows, accounts_access_field, accounts_access_moment,
    accounts_open_access_month, accounts_append_access, accounts_log_access, accounts_access_day,
    accounts_access_first_day, accounts_open_coming_access_month;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_administers")]

    operations = [migrations.RunSQL([TABLES, PROTECTION, FUNCTIONS], UNDO)]
