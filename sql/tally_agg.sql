--
-- tally_agg, tally_merge, bounce_rate: every plan, every frame, against plain counts
--
SET jit = off;
CREATE FUNCTION pg_temp.plan(query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		lines := lines || line || E'\n';
	END LOOP;
	RETURN lines;
END $$;
CREATE FUNCTION pg_temp.draw(n bigint, below bigint) RETURNS bigint
LANGUAGE sql RETURN (n * 1103515245 + 12345) % 2147483648 / 1024 % below;

-- nothing to count is an empty tally
SELECT tally_agg(code), tally_agg(code, 1), tally_merge('{"5.1.1": 1}'::esc_tally), bounce_rate(code) FROM unnest('{}'::esc[]) code;
SELECT tally_agg(code), tally_agg(code, 1), tally_merge(NULL), bounce_rate(code) FROM unnest('{NULL,NULL}'::esc[]) code;
SELECT code, tally_agg(code), bounce_rate(code) FROM unnest('{5.1.1,NULL}'::esc[]) code GROUP BY code ORDER BY code;
SELECT tally_agg(code) FILTER (WHERE false), tally_merge('{}'), bounce_rate(code) FILTER (WHERE false) FROM unnest('{5.1.1}'::esc[]) code;
-- NULLs are not counted
SELECT tally_agg(code), tally_agg(DISTINCT code), bounce_rate(code), bounce_rate(DISTINCT code) FROM unnest('{5.1.1,NULL,4.2.2,5.1.1,2.0.0}'::esc[]) code;
SELECT tally_merge(tally) FROM unnest(ARRAY['{"5.1.1": 1}', NULL, '{}', '{"5.1.1": 2, "4.2.2": 127}', '{"4.2.2": 1}']::esc_tally[]) tally;
-- weights: 0 and NULL add nothing, and less is refused
SELECT tally_agg(code, weight) FROM (VALUES ('5.1.1'::esc, 3::bigint), ('5.1.1', 9), ('4.2.2', 0), (NULL, 5), ('4.7.1', NULL), ('4.2.1', 4294967296)) v (code, weight);
SELECT tally_agg('5.1.1', 2147483647), tally_agg('5.1.1', 1::smallint);
SELECT tally_agg('5.1.1', -1);
SELECT tally_agg(code, -9223372036854775808) FROM unnest('{5.1.1}'::esc[]) code;
\set VERBOSITY terse
SELECT tally_agg(code, 1.5) FROM unnest('{5.1.1}'::esc[]) code;
\set VERBOSITY default
SELECT aggfnoid, aggtranstype::regtype, agginitval, aggmtranstype::regtype, aggcombinefn <> 0 AS combines, aggserialfn, proparallel
FROM pg_aggregate JOIN pg_proc p ON p.oid = aggfnoid WHERE proname IN ('tally_agg', 'tally_merge', 'bounce_rate') ORDER BY aggfnoid::text;

-- 100,000 rows: 29 groups of many rows, 1,000 and 20,000 of fewer
CREATE TABLE event AS
	SELECT i AS id, 1 AS whole, i % 29 AS many, pg_temp.draw(i, 1000)::int AS medium, i * 7919 % 20000 AS few,
		CASE WHEN i % 17 > 0 THEN make_esc((ARRAY[2, 4, 5, 5])[1 + pg_temp.draw(3 * i, 4)], pg_temp.draw(5 * i, 8)::int,
			(pg_temp.draw(11 * i, 31) * pg_temp.draw(13 * i, 31) / 31)::int) END AS code,
		CASE WHEN i % 19 > 0 THEN pg_temp.draw(7 * i, 1000) * (i % 5) END AS weight
	FROM generate_series(1, 100000) i;
ALTER TABLE event SET (parallel_workers = 2);
ANALYZE event;
-- what is right, from plain counts
CREATE FUNCTION pg_temp.answer(keys text) RETURNS TABLE (key text, tally esc_tally, weighted esc_tally, rate float8)
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
		SELECT key, coalesce('{' || string_agg(format('"%%s": %%s', code, count), ',') FILTER (WHERE count > 0) || '}', '{}')::esc_tally,
			coalesce('{' || string_agg(format('"%%s": %%s', code, sum), ',') FILTER (WHERE count > 0 AND sum > 0) || '}', '{}')::esc_tally,
			coalesce(sum(count) FILTER (WHERE esc_class(code) = 5), 0)::float8 / nullif(sum(count), 0)::float8
		FROM (SELECT row(%1$s)::text AS key, code, count(code), sum(weight) FROM event GROUP BY %1$s, code) c GROUP BY key $q$, keys);
END $$;
CREATE TABLE answer AS
	SELECT keys, a.* FROM unnest('{whole,many,medium,few}'::text[]) keys, pg_temp.answer(keys) a;
CREATE FUNCTION pg_temp.compare(key text, strategy text, OUT planned boolean, OUT groups bigint, OUT wrong bigint)
LANGUAGE plpgsql AS $$
DECLARE
	query text := format('SELECT row(%1$s)::text AS key, tally_agg(code) AS tally, tally_agg(code, weight) AS weighted, bounce_rate(code) AS rate FROM event GROUP BY %1$s', key);
BEGIN
	planned := pg_temp.plan(query) ~ strategy;
	EXECUTE format('SELECT count(*), count(*) FILTER (WHERE (a.tally, a.weighted, a.rate) IS DISTINCT FROM (e.tally, e.weighted, e.rate))
		FROM (%s) e FULL JOIN (SELECT * FROM answer WHERE keys = %L) a USING (key)', query, key) INTO groups, wrong;
END $$;

-- hashed and sorted; with no memory, when a hash aggregate goes to disk; in parallel
SET max_parallel_workers_per_gather = 0;
SELECT keys, c.* FROM unnest('{whole,many,medium,few}'::text[]) keys, pg_temp.compare(keys, 'Aggregate') c;
SET enable_sort = off;
SET work_mem = '64kB';
SELECT keys, c.* FROM unnest('{many,medium,few}'::text[]) keys, pg_temp.compare(keys, 'HashAggregate') c;
RESET work_mem;
RESET enable_sort;
SET enable_hashagg = off;
SELECT keys, c.* FROM unnest('{many,medium,few}'::text[]) keys, pg_temp.compare(keys, 'GroupAggregate') c;
RESET enable_hashagg;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
SELECT pg_temp.plan('SELECT tally_agg(code), tally_agg(code, weight), bounce_rate(code) FROM event') ~ 'Finalize Aggregate.*Workers Planned: 2.*Partial Aggregate.*Parallel Seq Scan' AS planned;
SELECT e.tally = a.tally AND e.weighted = a.weighted AND e.rate = a.rate AS "right"
FROM (SELECT tally_agg(code) AS tally, tally_agg(code, weight) AS weighted, bounce_rate(code) AS rate FROM event) e, answer a WHERE keys = 'whole';
-- adding up tallies costs more than it saves here; not where rows cost more than by default
SET cpu_tuple_cost = 0.1;
SET parallel_tuple_cost = 0.1;
SELECT keys, c.* FROM unnest('{many,medium}'::text[]) keys, pg_temp.compare(keys, 'Finalize.*Partial') c;
RESET cpu_tuple_cost;
SET parallel_tuple_cost = 0;

-- the same of tallies
CREATE TABLE by_few AS SELECT few, few % 29 AS many, tally_agg(code) AS tally, tally_agg(code, weight) AS weighted FROM event GROUP BY few;
ALTER TABLE by_few SET (parallel_workers = 2);
ANALYZE by_few;
SELECT pg_temp.plan('SELECT tally_merge(tally) FROM by_few') ~ 'Partial Aggregate' AS partial;
SELECT m.tally = a.tally AND m.weighted = a.weighted AS "right"
FROM (SELECT tally_merge(tally) AS tally, tally_merge(weighted) AS weighted FROM by_few) m, answer a WHERE keys = 'whole';
RESET parallel_leader_participation;
SET max_parallel_workers_per_gather = 0;
SELECT m.tally = a.tally AND m.weighted = a.weighted AS "right"
FROM (SELECT tally_merge(tally) AS tally, tally_merge(weighted) AS weighted FROM by_few) m, answer a WHERE keys = 'whole';
SELECT m.tally = a.tally AND m.weighted = a.weighted AS "right"
FROM (SELECT tally_merge(tally) AS tally, tally_merge(weighted) AS weighted FROM (SELECT tally_merge(tally) AS tally, tally_merge(weighted) AS weighted FROM by_few GROUP BY many) w) m, answer a WHERE keys = 'whole';

-- grouping sets, hashed and sorted at once; the tallies of each set make up the whole
SELECT pg_temp.plan('SELECT tally_agg(code) FROM event GROUP BY GROUPING SETS (many, medium, (many, medium), ())') ~ 'MixedAggregate' AS mixed;
SELECT set, count(*) AS groups, tally_merge(e.tally) = a.tally AS "right", tally_merge(e.weighted) = a.weighted AS weighted
FROM (SELECT grouping(many, medium) AS set, tally_agg(code) AS tally, tally_agg(code, weight) AS weighted FROM event GROUP BY GROUPING SETS (many, medium, (many, medium), ())) e, answer a WHERE keys = 'whole'
GROUP BY set, a.tally, a.weighted ORDER BY set;
SET enable_hashagg = off;
SELECT pg_temp.plan('SELECT tally_agg(code) FROM event GROUP BY ROLLUP (many, medium)') ~ 'GroupAggregate' AS sorted;
SELECT set, count(*) AS groups, tally_merge(e.tally) = a.tally AS "right", tally_merge(e.weighted) = a.weighted AS weighted
FROM (SELECT grouping(many, medium) AS set, tally_agg(code) AS tally, tally_agg(code, weight) AS weighted FROM event GROUP BY ROLLUP (many, medium)) e, answer a WHERE keys = 'whole'
GROUP BY set, a.tally, a.weighted ORDER BY set;
RESET enable_hashagg;

-- any split of the rows, merged in any order, is the tally of the whole
SELECT count(*) AS splits, bool_and(s.tally = a.tally AND s.shuffled = a.tally AND s.weighted = a.weighted AND s.weighted_shuffled = a.weighted AND s.counted = a.tally) AS "right"
FROM answer a, LATERAL (SELECT split, tally_merge(tally) AS tally, tally_merge(tally ORDER BY pg_temp.draw(part + split, 1000), part) AS shuffled,
		tally_merge(weighted) AS weighted, tally_merge(weighted ORDER BY part DESC) AS weighted_shuffled,
		(SELECT tally_agg(code, count ORDER BY pg_temp.draw(count, 97)) FROM unnest(array_agg(tally)) t, tally_each(t)) AS counted
	FROM (SELECT split, (id * split + id / (split * split) + id % 1000 * (id % 1000) % (split * 13)) % (split * split) AS part, tally_agg(code) AS tally, tally_agg(code, weight) AS weighted
		FROM event, generate_series(1, 6) split GROUP BY 1, 2) p
	GROUP BY split) s
WHERE keys = 'whole';
-- in any order of the rows, and as distinct codes
SELECT e.descending = a.tally AS descending, e.by_id = a.tally AS by_id, e.by_weight = a.weighted AS by_weight, e.filtered = a.tally AS filtered, tally_total(e.once) = e.codes AS once
FROM (SELECT tally_agg(code ORDER BY code DESC) AS descending, tally_agg(code ORDER BY id) AS by_id, tally_agg(code, weight ORDER BY weight) AS by_weight,
		tally_agg(code) FILTER (WHERE many < 15) + tally_agg(code) FILTER (WHERE many >= 15) AS filtered, tally_agg(DISTINCT code) AS once, count(DISTINCT code) AS codes FROM event) e, answer a
WHERE keys = 'whole';

-- window frames, moving and not, against the rows of each frame
CREATE TABLE step AS SELECT id, many % 3 AS part, code, weight % 5 AS weight, CASE WHEN id % 5 > 0 THEN tally_agg(code, weight % 3) END AS tally FROM event WHERE id <= 200 GROUP BY id, many, code, weight;
CREATE FUNCTION pg_temp.frames(frame text, OUT rows bigint, OUT wrong bigint)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format($q$
		SELECT count(*), count(*) FILTER (WHERE a IS DISTINCT FROM (SELECT tally_agg(c) FROM unnest(codes) c)
			OR w IS DISTINCT FROM (SELECT tally_agg(c, n) FROM unnest(codes, weights) u (c, n))
			OR m IS DISTINCT FROM (SELECT tally_merge(t) FROM unnest(tallies) t) OR r IS DISTINCT FROM (SELECT bounce_rate(c) FROM unnest(codes) c))
		FROM (SELECT tally_agg(code) OVER w AS a, tally_agg(code, weight) OVER w AS w, tally_merge(tally) OVER w AS m, bounce_rate(code) OVER w AS r,
				array_agg(code) OVER w AS codes, array_agg(weight) OVER w AS weights, array_agg(tally) OVER w AS tallies
			FROM step WINDOW w AS (%s)) s $q$, frame) INTO rows, wrong;
END $$;
SELECT frame, f.* FROM unnest(ARRAY[
		'', 'PARTITION BY part', 'ORDER BY id', 'PARTITION BY part ORDER BY id', 'ORDER BY id DESC',
		'ORDER BY id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW', 'ORDER BY id ROWS BETWEEN 70 PRECEDING AND 1 PRECEDING', 'ORDER BY id ROWS BETWEEN 3 FOLLOWING AND 40 FOLLOWING',
		'ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'PARTITION BY part ORDER BY id ROWS BETWEEN 20 PRECEDING AND 20 FOLLOWING',
		'ORDER BY id / 10 RANGE BETWEEN 3 PRECEDING AND 1 FOLLOWING', 'ORDER BY id / 10 GROUPS BETWEEN 2 PRECEDING AND CURRENT ROW',
		'ORDER BY id ROWS BETWEEN 20 PRECEDING AND 20 FOLLOWING EXCLUDE CURRENT ROW', 'ORDER BY id / 10 GROUPS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE GROUP']) WITH ORDINALITY u (frame, n),
	pg_temp.frames(frame) f ORDER BY n;
-- a frame that moves through many rows
SELECT count(*) AS rows, count(*) FILTER (WHERE tally_total(a) <> c OR tally_count(a, '5.X.X') <> p OR tally_total(w) <> s) AS wrong, bool_and(a IS NOT NULL) AS not_null
FROM (SELECT tally_agg(code) OVER f AS a, tally_agg(code, weight) OVER f AS w, count(code) OVER f AS c, count(*) FILTER (WHERE code <@ '5.X.X') OVER f AS p, sum(weight) FILTER (WHERE code IS NOT NULL) OVER f AS s
	FROM event WHERE id <= 5000 WINDOW f AS (ORDER BY id ROWS BETWEEN 2000 PRECEDING AND CURRENT ROW)) t;
-- the same with tallies, of frames so long that the state is an expanded object
CREATE TABLE piece AS SELECT id, tally_agg(code, 1 + id % 5) + '{"2.0.0": 1}' AS tally FROM event WHERE id <= 4000 GROUP BY id;
SELECT count(*) AS frames, count(*) FILTER (WHERE m IS DISTINCT FROM (SELECT tally_merge(tally) FROM piece WHERE id BETWEEN t.id - 1500 AND t.id)) AS wrong
FROM (SELECT id, tally_merge(tally) OVER (ORDER BY id ROWS BETWEEN 1500 PRECEDING AND CURRENT ROW) AS m FROM piece) t WHERE id % 97 = 0;
DROP TABLE piece;
-- each row keeps its own result, and the state goes on
SELECT array_agg(tally) AS tallies FROM (SELECT tally_agg(code) OVER (ORDER BY id) AS tally FROM step WHERE id <= 6) t;
SELECT id, tally_agg(code) OVER (ORDER BY id) AS one, tally_agg(code) OVER (ORDER BY id) + tally_agg(code) OVER (ORDER BY id ROWS 1 PRECEDING) AS two FROM step WHERE id <= 4;

-- called outside an aggregate the functions leave their arguments alone
CREATE TABLE kept AS SELECT tally FROM answer WHERE keys = 'whole' UNION ALL VALUES ('{"5.1.1": 1}'::esc_tally), ('{}');
SELECT tally_total(tally_agg_accum(tally, '5.1.1')) - tally_total(tally) AS one, tally_total(tally_agg_accum(tally, '5.1.1', 1000)) - tally_total(tally) AS thousand,
	tally_agg_accum(tally, '5.1.1', 0) = tally AS none, tally_agg_accum_inv(tally_agg_accum(tally, '4.2.2', 7), '4.2.2', 7) = tally AS there_and_back, tally_add_inv(tally + tally, tally) = tally AS half,
	tally_agg_accum_inv(tally, '2.999.999') AS missing, tally_add_inv(tally, '{"5.1.1": 1000000}') AS less FROM kept;
SELECT tally_agg_accum(NULL, '5.1.1'), tally_agg_accum('{}', NULL), tally_agg_accum_inv('{"5.1.1": 1}', '5.1.1');
SELECT tally_agg_accum_inv('{"5.1.1": 1}', '5.1.1', -1);
SELECT count(*) FROM kept k JOIN answer a ON keys = 'whole' AND k.tally = a.tally;
DO $$
DECLARE
	sum esc_tally := '{}';
	before esc_tally;
	part esc_tally;
BEGIN
	FOR part IN SELECT tally FROM answer WHERE keys = 'many' LOOP
		before := sum;
		sum := sum + part;
		ASSERT tally_total(sum) = tally_total(before) + tally_total(part);
	END LOOP;
	ASSERT sum = (SELECT tally FROM answer WHERE keys = 'whole');
END $$;
SELECT bounce_rate_accum('{0,0}', '5.1.1'), bounce_rate_accum('{3,1}', '4.2.2'), bounce_rate_accum_inv('{3,1}', '5.1.1'), bounce_rate_final('{4,1}'), bounce_rate_final('{0,0}');
SELECT bounce_rate_accum('{0}', '5.1.1');
SELECT bounce_rate_final('{{0,0}}');
SELECT bounce_rate_final('{0,NULL}');
-- in an aggregate of somebody else, whose first value is the state
CREATE AGGREGATE pg_temp.sum(esc_tally) (SFUNC = tally_add, STYPE = esc_tally, PARALLEL = SAFE);
CREATE TABLE toasted (tally esc_tally);
ALTER TABLE toasted ALTER tally SET STORAGE external;
INSERT INTO toasted SELECT tally_agg(make_esc(5, subject, detail)) FROM generate_series(0, 9) subject, generate_series(0, 999) detail;
INSERT INTO toasted VALUES ('{"5.1.1": 1}'), ('{"4.2.2": 1}');
SELECT pg_temp.sum(tally) IS NULL AS none FROM toasted WHERE false;
SELECT sum = merge AS same, tally_total(sum) FROM (SELECT pg_temp.sum(tally) AS sum, tally_merge(tally) AS merge FROM toasted) t;
SELECT tally_total(pg_temp.sum(tally)) FROM (SELECT tally FROM toasted ORDER BY tally DESC) t;
SELECT tally_total(tally) FROM toasted ORDER BY 1;

-- too large, in a flat state and in an expanded one
SELECT tally_agg('5.1.1', weight) FROM unnest('{9223372036854775806,1}'::bigint[]) weight;
SELECT tally_agg('5.1.1', weight) FROM unnest('{9223372036854775807,1}'::bigint[]) weight;
SELECT tally_agg('5.1.1', CASE i WHEN 1 THEN 9223372036854775807 - 4999 ELSE 1 END) FROM generate_series(1, 5000) i;
SELECT tally_agg('5.1.1', CASE i WHEN 1 THEN 9223372036854775807 - 4999 ELSE 1 END) FROM generate_series(1, 5001) i;
SELECT tally_merge(tally) FROM unnest(ARRAY['{"5.1.1": 9223372036854775807}', '{"5.1.1": 1}']::esc_tally[]) tally;
SELECT tally_merge(CASE i WHEN 1 THEN '{"5.1.1": 9223372036854770807}' ELSE '{"4.2.2": 1, "5.1.1": 1}' END::esc_tally) FROM generate_series(1, 5002) i;

-- every code once, twice, and split
SELECT tally_total(tally) AS total, (SELECT count(*) FROM tally_each(tally)) AS codes, octet_length(esc_tally_send(tally)) AS bytes
FROM (SELECT tally_agg(make_esc(class, subject, detail)) AS tally FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail) t;
SELECT tally_total(tally_merge(tally)) AS total, bool_and(tally = part_a + part_b) AS merged
FROM (SELECT tally_agg(code) AS tally, tally_agg(code) FILTER (WHERE esc_detail(code) % 2 = 0) AS part_a, tally_agg(code) FILTER (WHERE esc_detail(code) % 2 = 1) AS part_b
	FROM (SELECT make_esc(class, subject, detail) AS code FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail) c GROUP BY esc_class(code)) t;

DROP TABLE event, answer, by_few, step, kept, toasted;
