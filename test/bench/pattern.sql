--
-- Patterns beside integer ranges and regular expressions, on the same rows,
-- without and with an index
--
-- psql variables: rows, rounds.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET maintenance_work_mem = '1GB';
SET max_parallel_workers_per_gather = 0;

-- Codes as skewed as real ones, in the order in which mail comes back: none.
DO 'BEGIN PERFORM setseed(0.5); END';
CREATE TABLE b_int4 AS
	SELECT i AS id, CASE WHEN random() < 0.003
			THEN (5 << 20) + (7 << 10) + 500 + floor(random() * 200)::int
			ELSE ((ARRAY[2, 4, 5, 5])[1 + floor(random() * 4)::int] << 20)
				+ (floor(8 * sqrt(random()))::int << 10) + floor(30 * random() ^ 3)::int END AS code
	FROM generate_series(1, :rows) i;
CREATE TABLE b_esc AS
	SELECT id, make_esc(code >> 20, (code >> 10) & 1023, code & 1023) AS code FROM b_int4;
CREATE TABLE b_text AS SELECT id, code::text AS code FROM b_esc;
VACUUM ANALYZE;

-- Each pattern, the ranges that it stands for, and what users write today.
CREATE TABLE question (n int, pattern text, ranges text, regex text, one_range text);
INSERT INTO question
SELECT n, pattern, string_agg(CASE WHEN lo = hi THEN format('code = %s', v_lo) ELSE format('code BETWEEN %s AND %s', v_lo, v_hi) END, ' OR ' ORDER BY lo DESC), regex
FROM (VALUES (1, '5.7.X', '^5\.7\.'), (2, '5.1.1', '^5\.1\.1$'), (3, '5.7.606-649', '^5\.7\.6(0[6-9]|[1-4][0-9])$'),
		(4, 'X.7.X', '^[245]\.7\.'), (5, 'X.1.1', '^[245]\.1\.1$'), (6, 'X.7.606-649', '^[245]\.7\.6(0[6-9]|[1-4][0-9])$')) asked (n, pattern, regex),
	LATERAL (SELECT lo, hi, (esc_class(lo)::int << 20) + (esc_subject(lo)::int << 10) + esc_detail(lo) AS v_lo,
		(esc_class(hi)::int << 20) + (esc_subject(hi)::int << 10) + esc_detail(hi) AS v_hi FROM esc_pattern_ranges(pattern::esc_pattern)) range
GROUP BY n, pattern, regex;
-- One range that matches about as many rows, in the middle of the codes.
DO $$
DECLARE
	q question;
	share float8;
BEGIN
	FOR q IN TABLE question LOOP
		EXECUTE format('SELECT avg((code <@ %L)::int) FROM b_esc', q.pattern) INTO share;
		UPDATE question SET one_range = (SELECT format('%s AND %s', bound[1], bound[2])
			FROM (SELECT percentile_disc(ARRAY[0.5 - share / 2, 0.5 + share / 2]) WITHIN GROUP (ORDER BY code) AS bound FROM b_int4) b)
		WHERE n = q.n;
	END LOOP;
END $$;

CREATE TABLE run (n int, scan text, kind text, ms float8, buffers bigint, rows bigint);
CREATE PROCEDURE measure(scan text, kinds text[], rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	q question;
	kind text;
	query text;
	plan json;
BEGIN
	FOR round IN 0 .. rounds LOOP
		FOR q IN SELECT * FROM question ORDER BY n LOOP
			FOR turn IN 0 .. array_length(kinds, 1) - 1 LOOP
				-- whoever comes first in this round comes last in the next
				kind := kinds[1 + (round + turn) % array_length(kinds, 1)];
				-- Beside an index the rows are read as well: count(*) alone would
				-- look at none of them, but for the filter of X.7.X.
				query := CASE kind
					WHEN 'esc' THEN format('SELECT count(*) FROM b_esc WHERE code <@ %L', q.pattern)
					WHEN 'again' THEN format('SELECT count(*) FROM b_int4 WHERE %s', q.ranges)
					WHEN 'ranges' THEN format('SELECT count(*) FROM b_int4 WHERE %s', q.ranges)
					WHEN 'range' THEN format('SELECT count(*) FROM b_int4 WHERE code BETWEEN %s', q.one_range)
					WHEN 'regex' THEN format('SELECT count(*) FROM b_text WHERE code ~ %L', q.regex) END;
				IF scan = 'index' THEN
					query := replace(query, 'count(*)', 'sum(id)');
				END IF;
				EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) ' || query INTO plan;
				-- the first round only warms up
				IF round > 0 THEN
					INSERT INTO run VALUES (q.n, scan, kind, (plan->0->>'Execution Time')::float8,
						(plan->0->'Plan'->>'Shared Hit Blocks')::bigint + (plan->0->'Plan'->>'Shared Read Blocks')::bigint,
						(plan->0->'Plan'->'Plans'->0->>'Actual Rows')::float8);
				END IF;
			END LOOP;
		END LOOP;
		COMMIT;
	END LOOP;
END $$;

CALL measure('no index', '{esc,range,ranges,regex}', :rounds);
CREATE INDEX ON b_esc (code);
CREATE INDEX ON b_int4 (code);
CALL measure('index', '{esc,ranges,again}', :rounds * 5);

\pset footer off
CREATE VIEW median AS
	SELECT n, scan, kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, min(buffers) AS buffers, min(rows) AS rows,
		max(ms) / min(ms) AS spread
	FROM run GROUP BY n, scan, kind;
\echo 'Without an index: milliseconds, and how many times as long as <@'
SELECT pattern, e.rows, round(e.ms::numeric) AS "<@ ms", round(r.ms::numeric) AS "one range ms", round((e.ms / r.ms)::numeric, 3) AS "<@ / one range",
	round((e.ms / rs.ms)::numeric, 3) AS "<@ / same ranges", round((x.ms / e.ms)::numeric, 2) AS "regex / <@", round(r.spread::numeric, 2) AS "spread of one range"
FROM question JOIN median e USING (n) JOIN median r USING (n, scan) JOIN median rs USING (n, scan) JOIN median x USING (n, scan)
WHERE scan = 'no index' AND e.kind = 'esc' AND r.kind = 'range' AND rs.kind = 'ranges' AND x.kind = 'regex' ORDER BY n;
\echo 'With an index, beside the same ranges on int4'
SELECT pattern, e.rows, round(e.ms::numeric, 2) AS "<@ ms", round(rs.ms::numeric, 2) AS "int4 ms", round((e.ms / rs.ms)::numeric, 3) AS ratio,
	round((a.ms / rs.ms)::numeric, 3) AS "int4 / int4", e.buffers AS "<@ buffers", rs.buffers AS "int4 buffers", round(rs.spread::numeric, 2) AS "spread of int4"
FROM question JOIN median e USING (n) JOIN median rs USING (n, scan) JOIN median a USING (n, scan)
WHERE scan = 'index' AND e.kind = 'esc' AND rs.kind = 'ranges' AND a.kind = 'again' ORDER BY n;
