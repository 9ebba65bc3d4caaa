--
-- esc beside int4 on the same rows: sort, GROUP BY, hash join, index build
--
-- psql variables: rows, rounds.  The same codes lie in three tables that differ
-- in nothing but the type: esc, int4, and int4 once more, whose ratio to the
-- first shows what chance does.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET work_mem = '1GB';
SET maintenance_work_mem = '1GB';
SET max_parallel_workers_per_gather = 0;
SET max_parallel_maintenance_workers = 0;

-- Codes as skewed as real ones: few make up most of the rows, in no order.
SELECT setseed(0.5);
CREATE TABLE t_int4 AS
	SELECT i AS id, (CASE WHEN random() < 0.3 THEN 4 ELSE 5 END << 20)
		+ (floor(random() * 8)::int << 10) + floor(30 * random() ^ 3)::int AS code
	FROM generate_series(1, :rows) i;
CREATE TABLE t_again AS TABLE t_int4;
CREATE TABLE t_esc AS
	SELECT id, make_esc(code >> 20, (code >> 10) & 1023, code & 1023) AS code FROM t_int4;
CREATE TABLE few_int4 AS SELECT code FROM (SELECT DISTINCT code FROM t_int4) d WHERE code % 3 = 0;
CREATE TABLE few_again AS TABLE few_int4;
CREATE TABLE few_esc AS SELECT make_esc(code >> 20, (code >> 10) & 1023, code & 1023) AS code FROM few_int4;
VACUUM ANALYZE;

CREATE TABLE run (work text, type text, ms float8);
CREATE PROCEDURE measure(rows bigint, rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	work text[];
	type text;
	started timestamptz;
BEGIN
	FOR round IN 0 .. rounds LOOP
		FOREACH work SLICE 1 IN ARRAY ARRAY[
			['sort', format('SELECT code FROM t_%%s ORDER BY code OFFSET %s', rows)],
			['GROUP BY', 'SELECT count(*) FROM (SELECT code, count(*) FROM t_%s GROUP BY code) g'],
			['hash join', 'SELECT count(*) FROM t_%1$s JOIN few_%1$s USING (code)'],
			['index build', 'CREATE INDEX ON t_%s (code)']]
		LOOP
			FOR turn IN 0 .. 2 LOOP
				-- whoever comes first in this round comes last in the next
				type := (ARRAY['int4', 'esc', 'again'])[1 + (round + turn) % 3];
				started := clock_timestamp();
				EXECUTE format(work[2], type);
				-- the first round only warms up
				IF round > 0 THEN
					INSERT INTO run VALUES (work[1], type, extract(epoch FROM clock_timestamp() - started) * 1000);
				END IF;
				EXECUTE format('DROP INDEX IF EXISTS t_%s_code_idx', type);
				COMMIT;
			END LOOP;
		END LOOP;
	END LOOP;
END $$;
CALL measure(:rows, :rounds);

\pset footer off
SELECT work, round(int4::numeric) AS "int4 ms", round(esc::numeric) AS "esc ms", round((esc / int4)::numeric, 3) AS "esc / int4",
	round((again / int4)::numeric, 3) AS "int4 / int4", spread AS "spread of int4"
FROM (SELECT work, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE type = 'int4') AS int4,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE type = 'esc') AS esc,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE type = 'again') AS again,
		round((max(ms) FILTER (WHERE type = 'int4') / min(ms) FILTER (WHERE type = 'int4'))::numeric, 3) AS spread
	FROM run GROUP BY work) median
ORDER BY work COLLATE "C" DESC;
SELECT 'size' AS work, pg_size_pretty(pg_table_size('t_int4')) AS int4, pg_size_pretty(pg_table_size('t_esc')) AS esc,
	round(pg_table_size('t_esc')::numeric / pg_table_size('t_int4'), 3) AS "esc / int4";
