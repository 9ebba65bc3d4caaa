--
-- smtpcode_dependents: what stores answers of the registry, and how to rebuild it
--

-- nothing hangs on them yet
SELECT * FROM smtpcode_dependents;

-- each function of ours is either one that the view looks for or one whose answers no new mapping changes: decide for those
-- that show here
CREATE TEMPORARY TABLE watched AS
SELECT (regexp_matches(pg_get_viewdef('smtpcode_dependents'), '''([a-z_]+)''::name', 'g'))[1] AS proname;
SELECT DISTINCT proname AS undecided
FROM pg_depend JOIN pg_proc ON pg_proc.oid = objid
WHERE classid = 'pg_proc'::regclass AND refclassid = 'pg_extension'::regclass AND deptype = 'e' AND prokind = 'f'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode')
	AND proname NOT IN (SELECT proname FROM watched)
	-- what types, operators and operator classes are made of, and casts
	AND proname !~ '^(esc|esc_pattern|reply_code|esc_tally)_(in|out|recv|send|eq|ne|lt|le|gt|ge|cmp|hash|hash_extended|smaller|larger|typanalyze)$'
	AND proname !~ '_support$' AND proname NOT IN ('esc_pattern', 'reply_code', 'int4')
	-- digits alone, and sets of codes
	AND proname NOT IN ('make_esc', 'esc_class', 'esc_subject', 'esc_detail', 'esc_try', 'reply_try', 'esc_agrees', 'esc_effective', 'reply_severity', 'reply_subject')
	AND proname !~ '^(make_esc_pattern|esc_pattern_|esc_condition|esc_trunc|esc_matches|esc_filter)'
	-- what is in a text, counts, and the table of rules itself
	AND proname !~ '^(smtp_parse|esc_extract|reply_extract|esc_resolve|reply_fingerprint|dsn_|esc_tally|tally_|bounce_rate|bounce_rule)'
	AND proname NOT IN ('smtpcode_registry_date', 'smtpcode_taxonomy_version')
ORDER BY proname;
SELECT proname AS watched FROM pg_proc WHERE probin ~ 'smtpcode' AND proname IN (SELECT proname FROM watched) AND proname !~ '_rules$' ORDER BY proname;

-- one of each kind
CREATE SCHEMA "odd schema";
CREATE TABLE kept (
	code esc, reply reply_code, provider text, id int GENERATED ALWAYS AS IDENTITY,
	category bounce_category GENERATED ALWAYS AS (classify(code, reply, provider)) STORED,
	constant bounce_category GENERATED ALWAYS AS (classify('5.1.1')) STORED,
	CONSTRAINT "a failure" CHECK (recommend(code, reply) <> 'none'),
	EXCLUDE USING btree (esc_name(code) WITH =) WHERE (esc_is_registered(code)));
INSERT INTO kept VALUES ('5.1.1', 550), ('5.2.2', 552), ('5.7.26', NULL);
CREATE TABLE child () INHERITS (kept);
CREATE INDEX kept_action ON kept (recommend(code, reply));
CREATE INDEX kept_full ON kept (code) WHERE classify(code) = 'mailbox_full';
CREATE STATISTICS kept_statistics ON (classify(code)), reply FROM kept;
CREATE TABLE parted (code esc, flags text[] GENERATED ALWAYS AS (esc_lint(code)) STORED, CHECK (esc_lint(code) <> '{uninformative}'))
	PARTITION BY LIST (classify(code));
CREATE TABLE parted_full PARTITION OF parted FOR VALUES IN ('mailbox_full');
CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
CREATE INDEX ON parted (responsible(code));
INSERT INTO parted VALUES ('5.2.2'), ('5.1.1');
CREATE DOMAIN "odd schema"."a sender's" AS esc CONSTRAINT "is it?" CHECK (responsible(VALUE) = 'sender');
CREATE TEMPORARY TABLE passing (code esc CHECK ((diagnose(code)).category <> 'success'));

-- through views, materialized views, functions of standard SQL and operators
CREATE VIEW plain AS SELECT code, classify(code, reply) AS category FROM kept;
CREATE VIEW counted AS SELECT category, count(*) AS codes FROM plain GROUP BY category;
CREATE MATERIALIZED VIEW "odd schema"."Total" AS SELECT * FROM counted;
CREATE INDEX ON "odd schema"."Total" (codes);
CREATE MATERIALIZED VIEW of_total AS SELECT max(codes) FROM "odd schema"."Total";
CREATE MATERIALIZED VIEW names AS SELECT pattern, sample_text FROM esc_registry;
CREATE FUNCTION is_gone(code esc) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN recommend(code) = 'suppress';
CREATE FUNCTION same_fate(a esc, b esc) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN is_gone(a) = is_gone(b);
CREATE OPERATOR ~~~ (FUNCTION = same_fate, LEFTARG = esc, RIGHTARG = esc);
CREATE INDEX kept_gone ON kept (is_gone(code));
CREATE INDEX kept_fate ON kept (code) WHERE code ~~~ '5.1.1';
CREATE FUNCTION worst() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT max(codes) FROM counted; END;
CREATE MATERIALIZED VIEW of_function AS SELECT worst();

-- what stores no answer, or none that may change
CREATE TABLE free (code esc DEFAULT CASE WHEN esc_is_registered('5.1.1') THEN '5.1.1'::esc END, reply reply_code,
	class int GENERATED ALWAYS AS (esc_class(code)) STORED, CHECK (esc_agrees(code, reply)), CHECK (code <@ '5.X.X'));
CREATE INDEX ON free (esc_effective(code, reply));
CREATE INDEX ON free (code, reply);
CREATE POLICY own ON free USING (classify(code) = 'policy');
CREATE VIEW nothing AS SELECT esc_class(code) FROM free;
CREATE MATERIALIZED VIEW of_nothing AS SELECT * FROM nothing;

SELECT kind, object, functions FROM smtpcode_dependents;
SELECT object, statement FROM smtpcode_dependents;

-- each is found once, and each statement works, whatever the search path
SELECT count(*), count(DISTINCT object) FROM smtpcode_dependents;
SELECT statement FROM smtpcode_dependents WHERE statement IS NOT NULL \gexec
SET search_path = pg_catalog;
SELECT kind, object, statement FROM public.smtpcode_dependents WHERE kind LIKE '%constraint' OR kind = 'generated column';
SELECT statement FROM public.smtpcode_dependents WHERE statement IS NOT NULL \gexec
RESET search_path;

-- what has changed is mended: here by a label that takes the place of another
BEGIN;
ALTER TYPE bounce_category RENAME VALUE 'mailbox_full' TO 'quota_full';
ALTER TYPE bounce_category RENAME VALUE 'unspecified' TO 'mailbox_full';
ALTER TYPE bounce_category RENAME VALUE 'quota_full' TO 'unspecified';
SELECT code, category, classify(code, reply, provider) AS computed FROM kept ORDER BY code;
SELECT tableoid::regclass, code FROM parted ORDER BY code;
SELECT * FROM "odd schema"."Total" ORDER BY category;
SELECT statement FROM smtpcode_dependents WHERE kind IN ('generated column', 'partition key', 'materialized view') AND statement IS NOT NULL \gexec
SELECT code, category, classify(code, reply, provider) AS computed FROM kept ORDER BY code;
SELECT tableoid::regclass, code FROM parted ORDER BY code;
SELECT * FROM "odd schema"."Total" ORDER BY category;
ROLLBACK;

-- a row that does not hold any more stops the statement, and nothing is lost
BEGIN;
ALTER TYPE bounce_action RENAME VALUE 'none' TO 'nothing';
ALTER TYPE bounce_action RENAME VALUE 'suppress' TO 'none';
ALTER TYPE bounce_action RENAME VALUE 'nothing' TO 'suppress';
SAVEPOINT before;
SELECT statement FROM smtpcode_dependents WHERE object = '"a failure" on public.kept' \gexec
ROLLBACK TO before;
SELECT conname FROM pg_constraint WHERE conrelid = 'kept'::regclass AND contype = 'c';
ROLLBACK;

-- anyone may read it
CREATE ROLE regress_smtpcode_reader;
SET ROLE regress_smtpcode_reader;
SELECT count(*) > 20 AS readable FROM smtpcode_dependents;
RESET ROLE;
DROP ROLE regress_smtpcode_reader;

-- the columns that queries rely on
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid = 'smtpcode_dependents'::regclass;

DROP MATERIALIZED VIEW names, of_function, of_total, "odd schema"."Total", of_nothing;
DROP VIEW counted, plain, nothing CASCADE;
DROP TABLE kept, child, parted, free, passing;
DROP OPERATOR ~~~ (esc, esc);
DROP FUNCTION same_fate, is_gone;
DROP DOMAIN "odd schema"."a sender's";
DROP SCHEMA "odd schema";
SELECT * FROM smtpcode_dependents;
