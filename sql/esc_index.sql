--
-- esc in indexes, and what the planner makes of them
--
SELECT opcname, amname, opcdefault, amvalidate(c.oid) AS valid
FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype IN ('esc'::regtype, 'reply_code'::regtype)
ORDER BY opcintype::regtype::text, amname, opcname;

-- a permutation of 100,000 codes with gaps and repetitions
CREATE TABLE events AS
	SELECT i AS id, make_esc((ARRAY[2, 4, 5])[1 + i % 3], i * 7 % 8, i * 13 % 700) AS code
	FROM generate_series(1, 100000) i;
CREATE TABLE few AS SELECT DISTINCT code FROM events WHERE id % 1000 = 0;
ANALYZE events, few;

CREATE FUNCTION plan(query text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query;
END $$;

-- the same answers with each access method as without any
CREATE TABLE answers (method text, question text, rows bigint, checksum bigint);
CREATE FUNCTION ask(method text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	question text;
BEGIN
	FOREACH question IN ARRAY ARRAY['code = ''5.1.13''', 'code < ''2.1.0''', 'code <= ''2.0.0''', 'code > ''5.7.600''',
		'code >= ''5.7.650''', 'code BETWEEN ''4.2.0'' AND ''4.2.999''', 'code IN (''5.1.13'', ''2.0.0'', ''4.6.20'')',
		'code = ''5.999.999''', 'code IS NULL', 'code <> ''5.1.13''', 'code = ANY (ARRAY(SELECT code FROM few))']
	LOOP
		EXECUTE format('INSERT INTO answers SELECT %L, %L, count(*), sum(id) FROM events WHERE %s',
			method, question, question);
	END LOOP;
END $$;
SELECT ask('none');

CREATE INDEX events_code ON events (code);
SET enable_seqscan = off;
SELECT plan('SELECT * FROM events WHERE code = ''5.1.13''');
SELECT plan('SELECT * FROM events WHERE code BETWEEN ''4.2.0'' AND ''4.2.99''');
SELECT plan('SELECT * FROM events WHERE code IN (''5.1.1'', ''4.2.2'')');
SELECT count(*) AS backward FROM plan('SELECT max(code) FROM events') line
WHERE line LIKE '%Index Only Scan Backward using events_code%';
SELECT plan('SELECT code FROM events ORDER BY code DESC LIMIT 3');
SELECT min(code), max(code) FROM events;
SELECT ask('btree');
-- repeated codes share one index entry: equal codes are equal bytes
SELECT pg_relation_size('events_code') < 100000 * 16 AS deduplicated;
DROP INDEX events_code;

CREATE INDEX events_code ON events USING hash (code);
SELECT plan('SELECT * FROM events WHERE code = ''5.1.13''');
SELECT ask('hash');
DROP INDEX events_code;

CREATE INDEX events_code ON events USING brin (code) WITH (pages_per_range = 1);
SELECT plan('SELECT * FROM events WHERE code = ''5.1.13''');
SELECT ask('brin minmax');
DROP INDEX events_code;

CREATE INDEX events_code ON events USING brin (code esc_minmax_multi_ops) WITH (pages_per_range = 1);
SELECT ask('brin minmax-multi');
DROP INDEX events_code;

CREATE INDEX events_code ON events USING brin (code esc_bloom_ops) WITH (pages_per_range = 1);
SELECT ask('brin bloom');
DROP INDEX events_code;
RESET enable_seqscan;

SELECT method, count(*) AS questions, sum(rows) AS rows FROM answers GROUP BY method ORDER BY method;
SELECT a.method, a.question, a.rows, n.rows AS wanted
FROM answers a JOIN answers n USING (question)
WHERE n.method = 'none' AND (a.rows, a.checksum) IS DISTINCT FROM (n.rows, n.checksum);

-- joins of every kind
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT plan('SELECT count(*) FROM events JOIN few USING (code)');
SELECT count(*), sum(id) FROM events JOIN few USING (code);
RESET enable_mergejoin;
SET enable_hashjoin = off;
SELECT plan('SELECT count(*) FROM events JOIN few USING (code)');
SELECT count(*), sum(id) FROM events JOIN few USING (code);
RESET enable_hashjoin;
RESET enable_nestloop;
SELECT count(*), sum(id) FROM events WHERE EXISTS (SELECT FROM few WHERE few.code = events.code);

-- groups by hash and by sort
SET enable_hashagg = off;
SELECT count(*), sum(n) FROM (SELECT code, count(*) AS n FROM events GROUP BY code) g;
RESET enable_hashagg;
SET enable_sort = off;
SELECT count(*), sum(n) FROM (SELECT code, count(*) AS n FROM events GROUP BY code) g;
RESET enable_sort;

-- unique, primary key, foreign key, exclusion, upsert, partitions
CREATE TABLE meaning (code esc PRIMARY KEY, text text);
INSERT INTO meaning VALUES ('5.1.1', 'dead'), ('4.2.2', 'full');
INSERT INTO meaning VALUES ('5.1.1', 'again');
INSERT INTO meaning VALUES ('5.1.1', 'again') ON CONFLICT (code) DO UPDATE SET text = EXCLUDED.text RETURNING *;
CREATE TABLE event (code esc REFERENCES meaning, EXCLUDE USING hash (code WITH =));
INSERT INTO event VALUES ('4.2.2');
INSERT INTO event VALUES ('4.2.2');
INSERT INTO event VALUES ('4.2.3');
CREATE TABLE parted (code esc) PARTITION BY RANGE (code);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2.0.0') TO ('4.0.0');
CREATE TABLE parted_4 PARTITION OF parted FOR VALUES FROM ('4.0.0') TO ('5.0.0');
CREATE TABLE parted_5 PARTITION OF parted FOR VALUES FROM ('5.0.0') TO (MAXVALUE);
INSERT INTO parted SELECT code FROM events;
SELECT tableoid::regclass, count(*), min(code), max(code) FROM parted GROUP BY 1 ORDER BY 1;
SELECT plan('SELECT * FROM parted WHERE code = ''4.2.2''');

-- estimates come from the statistics of the column
CREATE FUNCTION estimate(query text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
SELECT question, estimate('SELECT * FROM events WHERE ' || question) BETWEEN rows * 0.5 - 50 AND rows * 2 + 50 AS near
FROM answers WHERE method = 'none' AND question NOT IN ('code <= ''2.0.0''', 'code = ANY (ARRAY(SELECT code FROM few))')
ORDER BY question COLLATE "C";

-- the greatest target that the server knows, which the column's larger share must not pass
CREATE TABLE many AS SELECT make_esc(5, i / 1000, i % 1000) AS code FROM generate_series(0, 14999) i UNION ALL SELECT '5.20.0' FROM generate_series(1, 5000);
CREATE FUNCTION statistics_at(target int) RETURNS TABLE (n_distinct real, common int, bounds int, estimate bigint)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('default_statistics_target', target::text, true);
	ANALYZE many;
	RETURN QUERY SELECT s.n_distinct, cardinality(most_common_vals::text::text[]), cardinality(histogram_bounds::text::text[]), estimate('SELECT FROM many WHERE code < ''5.5.0''')
		FROM pg_stats s WHERE tablename = 'many';
END $$;
SELECT target, n_distinct, common, bounds, abs(estimate - 5000) < 50 AS near FROM unnest('{1000,2500,2501,8191,8192,9999,10000}'::int[]) target, statistics_at(target) s;
ALTER TABLE many ALTER code SET STATISTICS 10000;
SELECT target, n_distinct, common, bounds, abs(estimate - 5000) < 50 AS near FROM unnest('{100,10000}'::int[]) target, statistics_at(target) s;

DROP TABLE many, parted, event, meaning, answers, few, events;
DROP FUNCTION plan, ask, estimate, statistics_at;
