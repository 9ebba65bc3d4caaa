--
-- A bounce table in partitions: by time, by range of the code, by hash of the
-- code; which of them a query reads, and what their tallies add up to
--
SET TimeZone = 'UTC';
CREATE TABLE event (id int, at timestamptz NOT NULL, reply reply_code, code esc);
INSERT INTO event
SELECT i, timestamptz '2026-01-01' + i * interval '10 min', 100 * class + 50,
	CASE WHEN i % 3 > 0 THEN make_esc(class, i % 8, i * 7 % 30) END
FROM generate_series(0, 52559) i, LATERAL (SELECT (ARRAY[2, 4, 5, 5])[1 + (hashint4(i) & 3)] AS class) c;

CREATE TABLE by_time (LIKE event) PARTITION BY RANGE (at);
SELECT format('CREATE TABLE by_time_%s PARTITION OF by_time FOR VALUES FROM (%L) TO (%L)', to_char(m, 'MM'), m, m + interval '1 month')
FROM generate_series(timestamptz '2026-01-01', '2026-12-01', '1 month') m \gexec
CREATE TABLE by_code (LIKE event) PARTITION BY RANGE (code);
CREATE TABLE by_code_2 PARTITION OF by_code FOR VALUES FROM (MINVALUE) TO ('4.0.0');
CREATE TABLE by_code_4 PARTITION OF by_code FOR VALUES FROM ('4.0.0') TO ('5.0.0');
CREATE TABLE by_code_5 PARTITION OF by_code FOR VALUES FROM ('5.0.0') TO ('5.7.0');
CREATE TABLE by_code_57 PARTITION OF by_code FOR VALUES FROM ('5.7.0') TO ('5.8.0');
CREATE TABLE by_code_58 PARTITION OF by_code FOR VALUES FROM ('5.8.0') TO (MAXVALUE);
CREATE TABLE by_code_none PARTITION OF by_code DEFAULT;
CREATE TABLE by_hash (LIKE event) PARTITION BY HASH (code);
SELECT format('CREATE TABLE by_hash_%1$s PARTITION OF by_hash FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', i)
FROM generate_series(0, 3) i \gexec
-- one code for every row, so that no row is without a partition of its class
CREATE TABLE by_effective (LIKE event) PARTITION BY LIST (esc_class(esc_effective(code, reply)));
SELECT format('CREATE TABLE by_effective_%1$s PARTITION OF by_effective FOR VALUES IN (%1$s)', class)
FROM unnest('{2,4,5}'::int[]) class \gexec

INSERT INTO by_time TABLE event;
INSERT INTO by_code TABLE event;
INSERT INTO by_hash TABLE event;
INSERT INTO by_effective TABLE event;
VACUUM ANALYZE by_time, by_code, by_hash, by_effective;

-- which partitions does a query read?
CREATE FUNCTION partitions_of(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	names text[] = '{}';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || sql LOOP
		names = names || substring(line FROM ' on (by_\w+)');
	END LOOP;
	RETURN array_to_string(ARRAY(SELECT DISTINCT n FROM unnest(names) n WHERE n IS NOT NULL ORDER BY 1), ' ');
END $$;
SELECT condition, partitions_of(format('SELECT FROM by_code WHERE code %s', condition)) AS by_code,
	partitions_of(format('SELECT FROM by_hash WHERE code %s', condition)) AS by_hash
FROM unnest(ARRAY['= ''5.1.1''', '<@ ''5.1.1''', '<@ ''5.7.X''', '<@ ''5.7.606-649''', '<@ ''5.X.X''', '<@ ''4.X.X''', '<@ ''X.7.X''',
	'<@ ''X.1.1''', '<@ ''X.X.X''', 'BETWEEN ''4.2.0'' AND ''5.1.1''', '>= ''5.8.0''', 'IN (''2.0.0'', ''5.7.1'')', 'IS NULL']) AS condition;
SELECT partitions_of($$SELECT FROM by_time WHERE at >= '2026-03-01' AND at < '2026-04-01' AND code <@ '5.7.X'$$) AS by_time;
SELECT partitions_of($$SELECT FROM by_effective WHERE esc_class(esc_effective(code, reply)) = 5$$) AS by_effective;

-- a parameter prunes when the plan starts
SET plan_cache_mode = force_generic_plan;
PREPARE by_parameter(esc) AS SELECT count(*) FROM by_code WHERE code = $1;
EXPLAIN (COSTS OFF) EXECUTE by_parameter('5.7.1');
PREPARE by_pattern(esc_pattern) AS SELECT count(*) FROM by_code WHERE code <@ $1;
EXPLAIN (COSTS OFF) EXECUTE by_pattern('5.7.X');
RESET plan_cache_mode;

-- the tallies of the partitions, merged, are the tally of the rows
SET enable_partitionwise_aggregate = on;
SELECT parted.name, parted.tally = whole.tally AS same, tally_total(parted.tally) AS total, tally_rate(parted.tally, '5.X.X') AS permanent
FROM (SELECT tally_agg(esc_effective(code, reply)) AS tally FROM event) AS whole,
	LATERAL (SELECT 'by_time' AS name, tally_agg(esc_effective(code, reply)) AS tally FROM by_time
		UNION ALL SELECT 'by_code', tally_agg(esc_effective(code, reply)) FROM by_code
		UNION ALL SELECT 'by_hash', tally_agg(esc_effective(code, reply)) FROM by_hash
		UNION ALL SELECT 'by_effective', tally_agg(esc_effective(code, reply)) FROM by_effective
		UNION ALL SELECT 'merged', tally_merge(tally) FROM (SELECT tableoid, tally_agg(esc_effective(code, reply)) AS tally
			FROM by_time GROUP BY tableoid) t) AS parted ORDER BY name;
EXPLAIN (COSTS OFF) SELECT tally_agg(esc_effective(code, reply)) FROM by_effective;
-- partitions of the same kind are joined one by one
SET enable_partitionwise_join = on;
CREATE TABLE meaning (LIKE by_hash INCLUDING ALL) PARTITION BY HASH (code);
SELECT format('CREATE TABLE meaning_%1$s PARTITION OF meaning FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', i)
FROM generate_series(0, 3) i \gexec
SET enable_mergejoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT FROM by_hash JOIN meaning USING (code);
RESET enable_mergejoin;
RESET enable_nestloop;
RESET enable_partitionwise_join;
RESET enable_partitionwise_aggregate;

-- Where a code lies, for ever: partitions outlive servers and versions.
SELECT count(*) AS codes, count(*) FILTER (WHERE satisfies_hash_partition('by_hash'::regclass, 4, 0, code)) AS r0,
	count(*) FILTER (WHERE satisfies_hash_partition('by_hash'::regclass, 4, 1, code)) AS r1,
	count(*) FILTER (WHERE satisfies_hash_partition('by_hash'::regclass, 4, 2, code)) AS r2,
	count(*) FILTER (WHERE satisfies_hash_partition('by_hash'::regclass, 4, 3, code)) AS r3,
	sum(esc_hash(code)::bigint) AS hashes, bit_xor(esc_hash_extended(code, 8816678312871386365)) AS seeded
FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999, 37) detail, make_esc(class, subject, detail) code;
SELECT code, esc_hash(code), esc_hash_extended(code, 0)
FROM unnest('{2.0.0,4.2.2,5.1.1,5.7.26,5.7.606,5.999.999}'::esc[]) code;

-- a row moves with its code; a partition is attached if its constraint fits
UPDATE by_code SET code = '5.7.1' WHERE code = '4.1.7';
SELECT tableoid::regclass, count(*) FROM by_code WHERE code = '5.7.1' GROUP BY 1;
ALTER TABLE by_code DETACH PARTITION by_code_57;
INSERT INTO by_code_57 (id, at, code) VALUES (-1, '2026-01-01', '5.9.1');
ALTER TABLE by_code ATTACH PARTITION by_code_57 FOR VALUES FROM ('5.7.0') TO ('5.8.0');
DELETE FROM by_code_57 WHERE id = -1;
ALTER TABLE by_code_57 ADD CHECK (code <@ '5.7.X' AND code IS NOT NULL);
ALTER TABLE by_code ATTACH PARTITION by_code_57 FOR VALUES FROM ('5.7.0') TO ('5.8.0');
DROP TABLE event, by_time, by_code, by_hash, by_effective, meaning;
DROP FUNCTION partitions_of;
