--
-- An ingest table: good rows come in, bad rows are turned away one by one
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
\i test/data/bounce.sql
SET datestyle = 'ISO';
SET timezone = 'UTC';

\copy bounce (recipient, domain, mx_host, provider, at, outcome, reply, code, diagnostic) from 'test/data/bounces.tsv' (null '', header)
SELECT count(*) >= 300 AS rows, count(DISTINCT code) >= 60 AS codes, count(DISTINCT provider) >= 5 AS providers FROM bounce;
SELECT outcome, count(*), count(code) AS with_code, count(reply) AS with_reply, count(*) FILTER (WHERE contradictory) AS contradictory
FROM bounce GROUP BY outcome ORDER BY outcome;

-- what is stored is what was in the file
CREATE TEMPORARY TABLE raw (recipient text, domain text, mx_host text, provider text, at timestamptz, outcome text,
	reply text, code text, diagnostic text);
\copy raw from 'test/data/bounces.tsv' (null '', header)
SELECT count(*) AS different FROM (
	(SELECT recipient, domain, mx_host, provider, at, outcome, reply::text, code::text, diagnostic FROM bounce)
	EXCEPT ALL TABLE raw) difference;

-- the generated columns
SELECT count(*) AS wrong FROM bounce
WHERE category IS DISTINCT FROM classify(code, reply, provider) OR action IS DISTINCT FROM recommend(code, reply, provider)
	OR contradictory <> (esc_class(code) IS DISTINCT FROM reply::int / 100 AND code IS NOT NULL AND reply IS NOT NULL);
SELECT reply, code, outcome, category, action FROM bounce WHERE contradictory ORDER BY reply, code, outcome;
SELECT count(*) AS suppressed_in_contradiction FROM bounce WHERE contradictory AND action = 'suppress';
SELECT count(*) AS unclassified FROM bounce WHERE category IS NULL OR action IS NULL;

-- each bad row is refused, for the reason and by the constraint that it names
CREATE TEMPORARY TABLE bad (why text, sqlstate text, "constraint" text, recipient text, domain text, mx_host text, provider text,
	at text, outcome text, reply text, code text, diagnostic text);
\copy bad from 'test/data/bad_bounces.tsv' (null '', header)
CREATE FUNCTION pg_temp.refuse(row_ bad, OUT state text, OUT by_constraint text, OUT message text)
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO bounce (recipient, domain, mx_host, provider, at, outcome, reply, code, diagnostic)
	VALUES (row_.recipient, row_.domain, row_.mx_host, row_.provider, row_.at::timestamptz, row_.outcome,
		row_.reply::reply_code, row_.code::esc, row_.diagnostic);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, by_constraint = CONSTRAINT_NAME, message = MESSAGE_TEXT;
END $$;
SELECT coalesce(sqlstate, 'accepted') AS sqlstate, "constraint", count(*)
FROM bad GROUP BY 1, 2 ORDER BY 1, 2;
SELECT why, bad.sqlstate, state, "constraint", by_constraint, message
FROM bad, pg_temp.refuse(bad)
WHERE state IS DISTINCT FROM bad.sqlstate OR coalesce(by_constraint, '') <> coalesce("constraint", '');
SELECT message, why FROM bad, pg_temp.refuse(bad) WHERE state = '22P02' AND why ~ 'zero|class|blank|reply' ORDER BY why COLLATE "C" LIMIT 12;

-- a whole batch with one bad row leaves nothing behind
SELECT count(*) AS before FROM bounce \gset
INSERT INTO bounce (recipient, domain, at, outcome, reply, code)
SELECT 'a@b.example', 'b.example', timestamptz '2026-11-01 00:00+00', 'failed', 550, esc '5.1.1' FROM generate_series(1, 10)
UNION ALL SELECT 'a@b.example', 'b.example', timestamptz '2026-11-01 00:00+00', 'delivered', 550, '5.1.1';
SELECT count(*) = :before AS unchanged FROM bounce;

-- simple constraints, as people write them
CREATE TABLE simple (
	code esc NOT NULL CHECK (esc_class(code) IN (4, 5)),
	reply reply_code CHECK (reply BETWEEN 400 AND 599),
	CHECK (esc_agrees(code, reply)),
	CHECK (esc_is_registered(code)));
INSERT INTO simple VALUES ('5.1.1', 550), ('4.2.2', NULL);
INSERT INTO simple VALUES ('2.1.5', NULL);
INSERT INTO simple VALUES ('5.1.1', 450);
INSERT INTO simple VALUES ('5.1.1', 354);
INSERT INTO simple VALUES ('5.7.999', 550);
CREATE DOMAIN failure AS esc CHECK (esc_class(VALUE) IN (4, 5));
SELECT '5.1.1'::failure, '2.1.5'::failure;

-- indexes on a domain; BRIN takes the value as what it is
CREATE TABLE failed (code failure);
CREATE INDEX ON failed (code);
CREATE INDEX ON failed USING hash (code);
CREATE INDEX ON failed USING brin (code esc_bloom_ops);
CREATE INDEX failed_minmax ON failed USING brin ((code::esc));
CREATE INDEX failed_brin ON failed USING brin ((code::esc) esc_minmax_multi_ops);
INSERT INTO failed SELECT make_esc(5, i % 10, i) FROM generate_series(0, 999) i;
DROP INDEX failed_code_idx, failed_minmax;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM failed WHERE code <@ '5.7.X';
SELECT count(*) FROM failed WHERE code <@ '5.7.X';
RESET enable_seqscan;
DROP TABLE failed;

-- indexes on what the registry says
CREATE INDEX ON bounce (classify(code, reply, provider));
CREATE INDEX ON bounce (recommend(code, reply));
CREATE INDEX ON bounce (esc_effective(code, reply));
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM bounce WHERE classify(code, reply, provider) = 'mailbox_full';
SELECT count(*) FROM bounce WHERE classify(code, reply, provider) = 'mailbox_full';
RESET enable_seqscan;

DROP TABLE bounce, simple;
DROP DOMAIN failure;
