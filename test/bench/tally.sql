--
-- Tallies: tally_agg beside GROUP BY and count(*), one process and two, and
-- questions put to roll-ups beside the same questions put to the rows
--
-- psql variables: rows, rounds.  The rows are those of a year, in the order in
-- which mail comes back, of 1,000 domains, a few of which have most of them.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET work_mem = '256MB';
SET max_parallel_workers_per_gather = 0;

DO 'BEGIN PERFORM setseed(0.5); END';
CREATE TABLE bounce AS
	SELECT timestamptz '2025-01-01 00:00+00' + i * (interval '364 days' / :rows) AS at,
		'd' || floor(1000 * random() ^ 3)::int || '.example' AS domain,
		make_esc(CASE WHEN random() < 0.3 THEN 4 ELSE 5 END, floor(8 * sqrt(random()))::int, floor(5.5 * random() ^ 3)::int) AS code
	FROM generate_series(1, :rows) i;
CREATE TABLE by_day_domain AS
	SELECT date_trunc('day', at) AS day, domain, tally_agg(code) AS tally FROM bounce GROUP BY 1, 2;
CREATE TABLE by_day AS
	SELECT day, tally_merge(tally) AS tally FROM by_day_domain GROUP BY 1;
VACUUM ANALYZE;

CREATE TABLE question (n int PRIMARY KEY, name text, workers int, query text);
INSERT INTO question VALUES
	(1, 'GROUP BY code, count(*)', 0, 'SELECT code, count(*) FROM bounce GROUP BY code'),
	(2, 'tally_agg', 0, 'SELECT tally_agg(code) FROM bounce'),
	(3, 'GROUP BY code, two processes', 1, 'SELECT code, count(*) FROM bounce GROUP BY code'),
	(4, 'tally_agg, two processes', 1, 'SELECT tally_agg(code) FROM bounce'),
	(5, 'weekly rate from rows: avg', 0, 'SELECT date_trunc(''week'', at), avg((code <@ ''5.X.X'')::int) FROM bounce GROUP BY 1'),
	(6, 'weekly rate from rows: bounce_rate', 0, 'SELECT date_trunc(''week'', at), bounce_rate(code) FROM bounce GROUP BY 1'),
	(7, 'weekly rate from tallies by day and domain', 0, 'SELECT date_trunc(''week'', day), tally_rate(tally_merge(tally), ''5.X.X'') FROM by_day_domain GROUP BY 1'),
	(8, 'weekly rate from tallies by day', 0, 'SELECT date_trunc(''week'', day), tally_rate(tally_merge(tally), ''5.X.X'') FROM by_day GROUP BY 1'),
	(9, 'roll-up by day and domain: tally_agg', 0, 'SELECT date_trunc(''day'', at), domain, tally_agg(code) FROM bounce GROUP BY 1, 2'),
	(10, 'roll-up by day and domain: count(*)', 0, 'SELECT date_trunc(''day'', at), domain, code, count(*) FROM bounce GROUP BY 1, 2, 3');

CREATE TABLE run (n int, ms float8, workers int);
CREATE PROCEDURE measure(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	q question;
	plan json;
	questions int := (SELECT count(*) FROM question);
BEGIN
	FOR round IN 0 .. rounds LOOP
		FOR turn IN 0 .. questions - 1 LOOP
			-- whoever comes first in this round comes last in the next
			SELECT * INTO q FROM question WHERE n = 1 + (round + turn) % questions;
			PERFORM set_config('max_parallel_workers_per_gather', q.workers::text, false);
			EXECUTE 'EXPLAIN (ANALYZE, TIMING off, FORMAT json) ' || q.query INTO plan;
			-- the first round only warms up
			IF round > 0 THEN
				INSERT INTO run VALUES (q.n, (plan->0->>'Execution Time')::float8,
					coalesce((substring(plan::text FROM '"Workers Launched": (\d+)'))::int, 0));
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CALL measure(:rounds);

\pset footer off
CREATE VIEW median AS
	SELECT n, name, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, min(run.workers) AS workers, max(ms) / min(ms) AS spread
	FROM run JOIN question USING (n) GROUP BY n, name;
SELECT name, round(ms::numeric, 1) AS ms, workers, round(spread::numeric, 2) AS spread FROM median ORDER BY n;
SELECT what, round((a.ms / b.ms)::numeric, 2) AS ratio, wanted
FROM (VALUES ('tally_agg / GROUP BY', 2, 1, 'at most 1'), ('tally_agg: one process / two', 2, 4, 'at least 1.6'),
		('GROUP BY: one process / two', 1, 3, ''),
		('weekly rate: rows / tallies by day and domain', 6, 7, 'at least 8'), ('the same with avg', 5, 7, 'at least 8'),
		('weekly rate: rows / tallies by day', 6, 8, 'at least 100'),
		('roll-up: count(*) / tally_agg', 10, 9, '')) pair (what, x, y, wanted)
	JOIN median a ON a.n = x JOIN median b ON b.n = y;
SELECT * FROM (VALUES ('bounce'), ('by_day_domain'), ('by_day')) t (name),
	LATERAL (SELECT pg_size_pretty(pg_table_size(name::regclass)) AS size) s;
SELECT round(avg(codes), 1) AS codes, round(avg(bytes), 1) AS "bytes of a tally by day and domain", round(sum(bytes) / sum(codes), 2) AS "bytes a code"
FROM (SELECT pg_column_size(tally) AS bytes, (SELECT count(*) FROM tally_each(tally)) AS codes FROM by_day_domain) t;
SELECT codes, pg_column_size(tally) AS bytes, codes * 12 + 32 AS "at most"
FROM (SELECT tally_merge(tally) AS tally FROM by_day) t, LATERAL (SELECT count(*) AS codes FROM tally_each(tally)) c;
