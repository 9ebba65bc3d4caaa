--
-- Reporting views over a bounce table of yours
--
--     psql -d mail -v table=bounce -f dashboard/views.sql
--
-- creates them in a schema of their own; doc/dashboard.md lists them with their
-- columns.  Run it again after a change of the table or an update of smtpcode.
-- These variables say where things are.  Each but the first and the last two is an
-- expression on the table's columns; if it is not given, it is the column of that
-- name, or NULL where there is no such column.
--
--     table        the table or view with one row for each bounce, or delivery
--     at           when: a timestamptz
--     code         the enhanced status code: an esc, or what casts to one
--     reply        the reply code: a reply_code or an integer
--     provider     the receiving provider, for instance mail_provider(mx_host)
--     diagnostic   what the server said
--     recipient    the address
--     category     what happened: without it classify(code, reply, provider)
--     action       what to do: without it recommend(code, reply, provider)
--     timezone     whose days are counted (UTC)
--     schema       where the views go (bounce_report); pg_temp makes them temporary
--
\set ON_ERROR_STOP on
SET client_min_messages = warning;

\if :{?table}
\else
DO $$ BEGIN RAISE EXCEPTION 'no table is given' USING HINT = 'psql -v table=NAME -f dashboard/views.sql'; END $$;
\endif
\if :{?schema}
\else
\set schema bounce_report
\endif
\if :{?timezone}
\else
\set timezone UTC
\endif

-- The table's full name, as the search path changes below, and what stands for the
-- variables that are not given.
SELECT format('%I.%I', nspname, relname) AS "table", c.oid AS table_oid
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE c.oid = :'table'::regclass \gset
SELECT CASE WHEN column_of ? 'code' THEN 'code' ELSE 'NULL' END AS default_code,
	CASE WHEN column_of ? 'reply' THEN 'reply' ELSE 'NULL' END AS default_reply,
	CASE WHEN column_of ? 'provider' THEN 'provider' ELSE 'NULL' END AS default_provider,
	CASE WHEN column_of ? 'diagnostic' THEN 'diagnostic' ELSE 'NULL' END AS default_diagnostic,
	CASE WHEN column_of ? 'recipient' THEN 'recipient' ELSE 'NULL' END AS default_recipient
FROM (SELECT jsonb_object_agg(attname, true) AS column_of FROM pg_attribute
	WHERE attrelid = :table_oid AND attnum > 0 AND NOT attisdropped) AS columns \gset
\if :{?at}
\else
\set at at
\endif
\if :{?code}
\else
\set code :default_code
\endif
\if :{?reply}
\else
\set reply :default_reply
\endif
\if :{?provider}
\else
\set provider :default_provider
\endif
\if :{?diagnostic}
\else
\set diagnostic :default_diagnostic
\endif
\if :{?recipient}
\else
\set recipient :default_recipient
\endif
\if :{?category}
\else
\set category 'classify((' :code ')::esc, (' :reply ')::reply_code, (' :provider ')::text)'
\endif
\if :{?action}
\else
\set action 'recommend((' :code ')::esc, (' :reply ')::reply_code, (' :provider ')::text)'
\endif

BEGIN;
SELECT :'schema' !~ '^pg_temp' AS permanent \gset
\if :permanent
CREATE SCHEMA IF NOT EXISTS :"schema";
\endif

-- ------------------------------------------------------------------- the rows

CREATE OR REPLACE VIEW :"schema".report_bounce AS
SELECT at, (at AT TIME ZONE :'timezone')::date AS day, code, reply, esc_effective(code, reply) AS effective,
	provider, category, action, diagnostic, recipient
FROM (SELECT (:at) AS at, (:code)::esc AS code, (:reply)::reply_code AS reply, (:provider)::text AS provider,
		(:category)::bounce_category AS category, (:action)::bounce_action AS action,
		(:diagnostic)::text AS diagnostic, (:recipient)::text AS recipient
	FROM :table) AS bounce
WHERE isfinite(at);
COMMENT ON VIEW :"schema".report_bounce IS 'the rows of the bounce table that have a time, with what smtpcode says of each';

-- Without a time zone it would depend on the session to which day a row belongs.
SELECT atttypid <> 'timestamptz'::regtype AS at_is_wrong
FROM pg_attribute WHERE attrelid = format('%I.report_bounce', :'schema')::regclass AND attname = 'at' \gset
\if :at_is_wrong
DO $$ BEGIN RAISE EXCEPTION 'the variable "at" is not a timestamptz'
	USING HINT = 'For a timestamp in UTC give: -v "at=(sent_at AT TIME ZONE ''UTC'')"'; END $$;
\endif
SELECT set_config('search_path', quote_ident(:'schema') || ', ' || current_setting('search_path'), true) AS path \gset

-- ------------------------------------------------------------ counted by day
--
-- The views live_* count the rows whenever they are asked.  The views day_* have the
-- same columns, and are what everything else is made of: they read live_*, or the
-- tables of dashboard/rollup.sql.  Rows without a provider count as "other".

CREATE OR REPLACE VIEW live_span AS
SELECT (min(at) AT TIME ZONE :'timezone')::date AS first_day, (max(at) AT TIME ZONE :'timezone')::date AS last_day
FROM report_bounce;
COMMENT ON VIEW live_span IS 'the first and the last day of the bounce table';

CREATE OR REPLACE VIEW live_code AS
SELECT day, coalesce(provider, 'other') AS provider, category, action, count(*) AS bounces, tally_agg(effective) AS codes
FROM report_bounce GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW live_code IS 'for each day, provider, category and action: rows, and a tally of their codes by esc_effective';

CREATE OR REPLACE VIEW live_text AS
SELECT day, coalesce(provider, 'other') AS provider, category, reply_fingerprint(diagnostic) AS fingerprint, count(*) AS bounces
FROM report_bounce WHERE diagnostic IS NOT NULL GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW live_text IS 'for each day, provider, category and fingerprint of the diagnostic: rows';

CREATE OR REPLACE VIEW live_doubt AS
SELECT day, coalesce(provider, 'other') AS provider, category, doubt, code, reply, count(*) AS bounces
FROM report_bounce, unnest(esc_lint(code, reply, provider)) AS doubt GROUP BY 1, 2, 3, 4, 5, 6;
COMMENT ON VIEW live_doubt IS 'for each day, provider, category and doubt that esc_lint has of a code and a reply: rows';

-- What failed is in the words of the server, else in the name of the code.
CREATE OR REPLACE VIEW live_authentication AS
SELECT day, coalesce(provider, 'other') AS provider, category,
	CASE WHEN words ~* '\mdmarc' THEN 'DMARC'
		WHEN words ~* '\mspf\M.*\mdkim\M|\mdkim\M.*\mspf\M|multiple auth' THEN 'SPF and DKIM'
		WHEN words ~* '\mspf\M' THEN 'SPF'
		WHEN words ~* '\mdkim\M' THEN 'DKIM'
		WHEN words ~* '\marc\M' THEN 'ARC'
		ELSE 'not told' END AS mechanism,
	effective AS code, count(*) AS bounces
FROM report_bounce, concat_ws(' ', diagnostic, esc_name(code, provider)) AS words
WHERE category = 'authentication' GROUP BY 1, 2, 3, 4, 5;
COMMENT ON VIEW live_authentication IS 'for each day, provider, mechanism and code of mail refused for want of authentication: rows';

CREATE OR REPLACE VIEW day_span AS SELECT * FROM live_span;
CREATE OR REPLACE VIEW day_code AS SELECT * FROM live_code;
CREATE OR REPLACE VIEW day_text AS SELECT * FROM live_text;
CREATE OR REPLACE VIEW day_doubt AS SELECT * FROM live_doubt;
CREATE OR REPLACE VIEW day_authentication AS SELECT * FROM live_authentication;
COMMENT ON VIEW day_span IS 'as live_span, from where day_code is from';
COMMENT ON VIEW day_code IS 'as live_code, from the bounce table or from its roll-up';
COMMENT ON VIEW day_text IS 'as live_text, from the bounce table or from its roll-up';
COMMENT ON VIEW day_doubt IS 'as live_doubt, from the bounce table or from its roll-up';
COMMENT ON VIEW day_authentication IS 'as live_authentication, from the bounce table or from its roll-up';

-- -------------------------------------------------------------------- reports
--
-- A table that holds failures only cannot say how much mail was sent.  So the shares
-- are of failures and say so, and a rate of all mail is NULL where nothing was
-- delivered.

CREATE OR REPLACE VIEW by_day AS
SELECT day, category, sum(bounces)::bigint AS bounces,
	sum(bounces) FILTER (WHERE category IS DISTINCT FROM 'success')::float8
		/ sum(sum(bounces) FILTER (WHERE category IS DISTINCT FROM 'success')) OVER (PARTITION BY day) AS share_of_failures
FROM day_code GROUP BY day, category;
COMMENT ON VIEW by_day IS 'for each day: how often which category';

CREATE OR REPLACE VIEW by_provider AS
SELECT provider, bounces, delivered, bounces - delivered AS failures, permanent,
	permanent::float8 / nullif(bounces - delivered, 0) AS permanent_share_of_failures,
	CASE WHEN delivered > 0 THEN permanent::float8 / bounces END AS permanent_rate_of_mail,
	suppress, (bounces - delivered)::float8 / nullif(sum(bounces - delivered) OVER (), 0) AS share_of_failures
FROM (SELECT provider, sum(bounces)::bigint AS bounces,
		sum(tally_count(codes, '2.X.X'))::bigint AS delivered, sum(tally_count(codes, '5.X.X'))::bigint AS permanent,
		coalesce(sum(bounces) FILTER (WHERE action = 'suppress'), 0)::bigint AS suppress
	FROM day_code GROUP BY provider) AS counts;
COMMENT ON VIEW by_provider IS 'for each provider: failures, how many of them are permanent, how many ask to suppress the address';

CREATE OR REPLACE VIEW top_code AS
SELECT code, category, action, esc_name(code) AS name, esc_is_registered(code) AS registered,
	(SELECT description FROM esc_registry WHERE kind = 'enumerated' AND pattern = esc_condition(code)) AS meaning,
	coalesce('https://www.rfc-editor.org/rfc/rfc' || substring((esc_lookup(code)).reference FROM 'RFC ?(\d+)'),
		'https://www.iana.org/assignments/smtp-enhanced-status-codes') AS reference_url,
	bounces, bounces::float8 / sum(bounces) OVER () AS share_of_failures, first_day, last_day
FROM (SELECT code, category, action, sum(count)::bigint AS bounces, min(day) AS first_day, max(day) AS last_day
	FROM day_code, tally_each(codes) WHERE esc_class(code) > 2 GROUP BY code, category, action) AS counts;
COMMENT ON VIEW top_code IS 'for each code of a failure, as esc_effective has it, and what it was taken for: rows, and what the code means';

CREATE OR REPLACE VIEW top_fingerprint AS
SELECT fingerprint, category, sum(bounces)::bigint AS bounces,
	sum(bounces)::float8 / sum(sum(bounces)) OVER () AS share_of_failures, min(day) AS first_day, max(day) AS last_day
FROM day_text WHERE category IS DISTINCT FROM 'success' GROUP BY fingerprint, category;
COMMENT ON VIEW top_fingerprint IS 'for each fingerprint of a failure''s diagnostic, and what it was taken for: rows';

CREATE OR REPLACE VIEW doubtful_code AS
SELECT doubt, about, code, reply, bounces, meaning, remedy, first_day, last_day
FROM (SELECT doubt, code, reply, sum(bounces)::bigint AS bounces, min(day) AS first_day, max(day) AS last_day
		FROM day_doubt GROUP BY doubt, code, reply) AS counts
	LEFT JOIN esc_lint_words ON word = doubt;
COMMENT ON VIEW doubtful_code IS 'contradictions, codes that are not registered, and every other doubt of esc_lint: which code and reply, how often';

CREATE OR REPLACE VIEW authentication_queue AS
SELECT provider, mechanism, code, esc_name(code, provider) AS name, sum(bounces)::bigint AS bounces,
	min(day) AS first_day, max(day) AS last_day
FROM day_authentication GROUP BY provider, mechanism, code;
COMMENT ON VIEW authentication_queue IS 'what to mend: mail refused because SPF, DKIM or DMARC did not pass, by provider';

-- Any later row of another kind, a delivery or a contradiction, takes the address out.
CREATE OR REPLACE VIEW suppress_queue AS
SELECT DISTINCT ON (recipient) recipient, provider, code, reply, category, day, at, diagnostic
FROM report_bounce AS last
WHERE action = 'suppress' AND recipient IS NOT NULL
	AND NOT EXISTS (SELECT FROM report_bounce AS later
		WHERE later.recipient = last.recipient AND later.at > last.at AND later.action IS DISTINCT FROM 'suppress')
ORDER BY recipient, at DESC;
COMMENT ON VIEW suppress_queue IS 'the hard bounces: addresses of which the last that was heard is that they are dead';
COMMIT;
