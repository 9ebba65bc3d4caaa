--
-- GROUP BY classify(code), without and with a provider, beside GROUP BY
-- esc_subject(code) and beside joins against a look-up table
--
-- psql variables: rows, rounds.  The same events lie in three tables that differ
-- in nothing but the type of the code: esc, int4 and text.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET work_mem = '256MB';
SET max_parallel_workers_per_gather = 0;

-- Codes as skewed as real ones, and ten providers by the names that people use.
DO 'BEGIN PERFORM setseed(0.5); END';
CREATE TABLE e_int4 AS
	SELECT ((CASE WHEN random() < 0.3 THEN 4 ELSE 5 END << 20)
			+ (floor(8 * sqrt(random()))::int << 10) + floor(30 * random() ^ 3)::int) AS code,
		(ARRAY[421, 450, 451, 452, 550, 550, 550, 552, 553, 554])[1 + floor(10 * random())::int]::reply_code AS reply,
		(ARRAY['google', 'Gmail', 'microsoft', 'outlook.com', 'yahoo', 'apple', 'comcast', 'orange', 'gmx', 'mimecast'])[1 + floor(10 * random())::int] AS provider
	FROM generate_series(1, :rows);
CREATE TABLE e_esc AS
	SELECT make_esc(code >> 20, (code >> 10) & 1023, code & 1023) AS code, reply, provider FROM e_int4;
CREATE TABLE e_text AS SELECT code::text AS code, reply, provider FROM e_esc;

-- What the look-up tables hold: the category of every code there is, so that
-- the join needs no fallback to the subject.
CREATE TABLE l_esc AS SELECT code, classify(code) AS category FROM (SELECT DISTINCT code FROM e_esc) d;
CREATE TABLE l_text AS SELECT code::text AS code, category FROM l_esc;
CREATE TABLE l_int4 AS
	SELECT (esc_class(code)::int << 20) + (esc_subject(code)::int << 10) + esc_detail(code) AS code, category FROM l_esc;
ALTER TABLE l_text ADD PRIMARY KEY (code);
ALTER TABLE l_int4 ADD PRIMARY KEY (code);
VACUUM ANALYZE;

CREATE TABLE work (n int, work text, query text);
INSERT INTO work VALUES
	(0, 'esc_subject(code)', 'SELECT esc_subject(code), count(*) FROM e_esc GROUP BY 1'),
	(1, 'esc_subject(code) again', 'SELECT esc_subject(code), count(*) FROM e_esc GROUP BY 1'),
	(2, 'classify(code)', 'SELECT classify(code), count(*) FROM e_esc GROUP BY 1'),
	(3, 'classify(code, NULL, ''google'')', 'SELECT classify(code, NULL, ''google''), count(*) FROM e_esc GROUP BY 1'),
	(4, 'classify(code, NULL, provider)', 'SELECT classify(code, NULL, provider), count(*) FROM e_esc GROUP BY 1'),
	(5, 'classify(code, reply, provider)', 'SELECT classify(code, reply, provider), count(*) FROM e_esc GROUP BY 1'),
	(6, 'join on int4', 'SELECT category, count(*) FROM e_int4 LEFT JOIN l_int4 USING (code) GROUP BY 1'),
	(7, 'join on text', 'SELECT category, count(*) FROM e_text LEFT JOIN l_text USING (code) GROUP BY 1');

CREATE TABLE run (n int, ms float8);
CREATE PROCEDURE measure(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	works int := (SELECT count(*) FROM work);
	one work;
	plan json;
BEGIN
	FOR round IN 0 .. rounds LOOP
		FOR turn IN 0 .. works - 1 LOOP
			-- whoever comes first in this round comes last in the next
			SELECT * INTO one FROM work WHERE n = (round + turn) % works;
			EXECUTE 'EXPLAIN (ANALYZE, TIMING off, FORMAT json) ' || one.query INTO plan;
			-- the first round only warms up
			IF round > 0 THEN
				INSERT INTO run VALUES (one.n, (plan->0->>'Execution Time')::float8);
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CALL measure(:rounds);

\pset footer off
WITH median AS (
	SELECT n, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, min(ms) AS least, max(ms) AS most FROM run GROUP BY n)
SELECT work AS "GROUP BY", round(m.ms::numeric) AS ms, round((m.ms / subject.ms)::numeric, 3) AS "/ esc_subject",
	round((m.ms / classify.ms)::numeric, 3) AS "/ classify", round((most / least)::numeric, 3) AS spread
FROM median m JOIN work USING (n), (SELECT ms FROM median WHERE n = 0) subject, (SELECT ms FROM median WHERE n = 2) classify
ORDER BY n;
