--
-- Patterns in plans: which index condition each shape becomes, and the same
-- rows from every plan as from a plain definition of matching
--
CREATE FUNCTION plan(query text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		-- 18 says of a node that it is used against the settings, 19 what
		-- an empty result stands for
		CONTINUE WHEN line ~ 'Disabled: true|Replaces:';
		RETURN NEXT line;
	END LOOP;
END $$;

-- 1. EXPLAIN, on a small table with an ordinary index
CREATE TABLE event (id int, code esc);
INSERT INTO event SELECT i, make_esc((ARRAY[2, 4, 5])[1 + i % 3], i * 7 % 8, i * 13 % 700) FROM generate_series(1, 20000) i;
CREATE INDEX event_code ON event (code);
ANALYZE event;
SET enable_seqscan = off;
SET enable_indexscan = off;
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.26''');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.X''');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.606-649''');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.X.X''');
SELECT plan('SELECT * FROM event WHERE code <@ ''X.X.X''');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.X.1''');
SELECT plan('SELECT * FROM event WHERE code <@ ''X.1.1''');
SELECT plan('SELECT * FROM event WHERE code <@ ''X.7.X''');
SELECT plan('SELECT * FROM event WHERE code <@ ''X.7.606-649''');
SELECT plan('SELECT * FROM event WHERE ''5.7.X'' @> code');
SELECT plan('SELECT * FROM event WHERE esc_matches(code, ''5.7.X'')');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.X'' OR code <@ ''X.1.1''');
SELECT plan('SELECT * FROM event WHERE code <@ NULL');
RESET enable_seqscan;
-- no index can help here
SELECT plan('SELECT * FROM event WHERE code <@ ''X.X.1''');
-- patterns that are known at run time only
SET enable_seqscan = off;
SET plan_cache_mode = force_generic_plan;
PREPARE matching (esc_pattern) AS SELECT count(*), sum(id) FROM event WHERE code <@ $1;
PREPARE matched (esc_pattern) AS SELECT count(*), sum(id) FROM event WHERE $1 @> code;
SELECT plan('EXECUTE matching (''5.7.X'')');
-- the operators' functions find the index in the same way
PREPARE by_function (esc_pattern) AS SELECT count(*), sum(id) FROM event WHERE esc_matches(code, $1);
SELECT plan('EXECUTE by_function (''5.7.X'')');
EXECUTE by_function ('5.7.X');
SELECT plan('EXECUTE matched (''5.7.X'')');
EXECUTE matching ('5.7.X');
EXECUTE matched ('X.7.X');
EXECUTE matched (NULL);
RESET plan_cache_mode;
DEALLOCATE ALL;
CREATE TABLE question (pattern esc_pattern);
INSERT INTO question VALUES ('5.7.X'), ('X.1.1'), (NULL);
ANALYZE question;
SET enable_indexscan = on;
SET enable_memoize = off;
SET enable_bitmapscan = off;
SELECT plan('SELECT * FROM question JOIN event ON code <@ pattern');
SELECT plan('SELECT * FROM question LEFT JOIN event ON pattern @> code');
SELECT plan('SELECT * FROM question, esc_pattern_ranges(pattern) JOIN event ON code BETWEEN lo AND hi');
RESET enable_bitmapscan;
-- an index on an expression, which is not repeated
CREATE INDEX event_effective ON event (esc_effective(code, NULL));
SET enable_indexscan = off;
SELECT plan('SELECT * FROM event WHERE esc_effective(code, NULL) <@ ''5.7.X''');
SELECT plan('SELECT * FROM event WHERE esc_effective(code, NULL) <@ ''X.7.X''');
SELECT plan('SELECT * FROM event WHERE esc_effective(code, NULL) <@ ''5.X.1''');
DROP INDEX event_effective;
-- other access methods
DROP INDEX event_code;
CREATE INDEX event_code ON event USING hash (code);
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.26''');
SELECT plan('SELECT * FROM event WHERE code <@ ''X.1.1''');
DROP INDEX event_code;
CREATE INDEX event_code ON event USING brin (code);
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.X''');
SELECT plan('SELECT * FROM event JOIN question ON code <@ pattern');
DROP INDEX event_code;
-- a pattern in the same row is no constant for the index
CREATE TABLE both_sides AS SELECT code, esc_trunc('subject', code) AS pattern FROM event WHERE id < 100;
CREATE INDEX ON both_sides (code);
SELECT plan('SELECT * FROM both_sides WHERE code <@ pattern');
SELECT count(*) FROM both_sides WHERE code <@ pattern;
DROP TABLE both_sides;
-- an index on what is asked: found for WHERE, ORDER BY and ON CONFLICT
CREATE TABLE once (recipient text, code esc);
CREATE UNIQUE INDEX once_unknown ON once (recipient, (code <@ 'X.1.1'), (code <@ 'X.7.X'), (code <@ '5.X.1'), (code <@ '5.7.X'));
INSERT INTO once VALUES ('a', '5.1.1') ON CONFLICT (recipient, (code <@ 'X.1.1'), (code <@ 'X.7.X'), (code <@ '5.X.1'), (code <@ '5.7.X')) DO NOTHING;
INSERT INTO once VALUES ('a', '5.1.1') ON CONFLICT (recipient, (code <@ 'X.1.1'), (code <@ 'X.7.X'), (code <@ '5.X.1'), (code <@ '5.7.X')) DO NOTHING;
SELECT count(*) FROM once;
SELECT count(*) AS sorted FROM plan('SELECT * FROM once ORDER BY recipient, code <@ ''X.1.1'', code <@ ''X.7.X''') line WHERE line ~ '^ *(->)? *Sort';
DROP TABLE once;
-- the order of the index is its own affair
CREATE FUNCTION esc_reverse_cmp(esc, esc) RETURNS int IMMUTABLE STRICT LANGUAGE sql AS 'SELECT public.esc_cmp($2, $1)';
CREATE OPERATOR CLASS esc_reverse_ops FOR TYPE esc USING btree AS
	OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 esc_reverse_cmp(esc, esc);
CREATE INDEX event_reverse ON event (code esc_reverse_ops);
SET plan_cache_mode = force_generic_plan;
PREPARE reverse (esc_pattern) AS SELECT count(*) FROM event WHERE code <@ $1;
SELECT count(*) AS uses_it FROM plan('EXECUTE reverse (''5.7.X'')') line WHERE line ~ 'Index Cond: \(\(code >= esc_pattern_lower\(\$1\)\) AND \(code <= esc_pattern_upper\(\$1\)\)\)';
EXECUTE reverse ('5.7.X');
SELECT count(*) FROM event WHERE code <@ '5.7.X';
DEALLOCATE reverse;
RESET plan_cache_mode;
DROP INDEX event_reverse;
DROP OPERATOR FAMILY esc_reverse_ops USING btree;
DROP FUNCTION esc_reverse_cmp;
-- a partial index serves the patterns inside its own
CREATE INDEX event_policy ON event (id) WHERE code <@ 'X.7.X';
SELECT plan('SELECT id FROM event WHERE code <@ ''X.7.X''');
SELECT plan('SELECT id FROM event WHERE code <@ ''5.7.20-30''');
SELECT plan('SELECT id FROM event WHERE code = ''4.7.1''');
SELECT count(*) AS uses_it FROM plan('SELECT id FROM event WHERE code <@ ''5.1.X''') line WHERE line ~ 'event_policy';
DROP INDEX event_policy;
RESET enable_indexscan;
RESET enable_seqscan;
-- comparisons only where they can be of use
SELECT plan('SELECT * FROM event WHERE code <@ ''X.7.X''');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.X.1''');
SELECT plan('SELECT * FROM event WHERE code <@ ''5.7.X''');
CREATE INDEX event_pair ON event (id, code);
SELECT plan('SELECT * FROM event WHERE code <@ ''X.1.1''');
SELECT plan('SELECT * FROM (SELECT code, id FROM event OFFSET 0) e WHERE code <@ ''X.1.1''');
SELECT line FROM plan('SELECT * FROM (SELECT DISTINCT code, id FROM event) e WHERE code <@ ''X.1.1''') line WHERE line ~ 'Filter';
DROP INDEX event_pair;
-- domains, and what is not a plain column
CREATE DOMAIN failure AS esc;
SELECT plan('SELECT code::failure <@ ''5.7.X'' FROM event');
ALTER TABLE event ADD kind failure;
SELECT plan('SELECT * FROM event WHERE kind <@ ''5.7.X''');
SELECT plan('SELECT * FROM event WHERE make_esc(5, 7, id % 10) <@ ''5.7.X''');
-- partitions by range
CREATE TABLE parted (code esc, id int) PARTITION BY RANGE (code);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('4.0.0');
CREATE TABLE parted_4 PARTITION OF parted FOR VALUES FROM ('4.0.0') TO ('5.0.0');
CREATE TABLE parted_5 PARTITION OF parted FOR VALUES FROM ('5.0.0') TO ('5.7.0');
CREATE TABLE parted_7 PARTITION OF parted FOR VALUES FROM ('5.7.0') TO (MAXVALUE);
SELECT plan('SELECT * FROM parted WHERE code <@ ''5.X.X''');
SELECT plan('SELECT * FROM parted WHERE code <@ ''5.7.1''');
SELECT plan('SELECT * FROM parted WHERE code <@ ''X.1.1''');

DROP TABLE parted, question, event;
DROP DOMAIN failure;

-- 2. every code against every shape, by every plan
CREATE TABLE every_code AS
	SELECT make_esc(class, subject, detail) AS code, class, subject, detail, (class << 20) + (subject << 10) + detail AS value
	FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail ORDER BY 2, 3, 4;
CREATE TABLE shape AS
	SELECT make_esc_pattern(class, subject, first, last) AS pattern, class, subject, coalesce(first, 0) AS first, coalesce(last, 999) AS last
	FROM unnest('{NULL,2,4,5}'::int[]) class, unnest('{NULL,7}'::int[]) subject,
		(VALUES (NULL, NULL), (26, 26), (20, 30), (0, 998)) detail (first, last);
INSERT INTO shape SELECT pattern, 5, 999, 999, 999 FROM unnest('{5.999.999}'::esc_pattern[]) pattern;
INSERT INTO shape SELECT pattern, 2, 0, 0, 0 FROM unnest('{2.0.0}'::esc_pattern[]) pattern;
VACUUM ANALYZE every_code;
ANALYZE shape;
CREATE TABLE answer (method text, pattern esc_pattern, rows bigint, sum numeric);
-- the definition
INSERT INTO answer SELECT 'definition', pattern, count(*), sum(value)
FROM shape s JOIN every_code e ON (s.class IS NULL OR s.class = e.class) AND (s.subject IS NULL OR s.subject = e.subject)
	AND e.detail BETWEEN s.first AND s.last
GROUP BY pattern;

-- Ask for each shape, with the pattern as a constant or as a parameter, and
-- check that the plan is of the kind that was asked for.
CREATE FUNCTION ask(method text, tab regclass, kind text, param boolean DEFAULT false, condition text DEFAULT 'true') RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	asked esc_pattern;
	query text;
	line text;
	found boolean;
	wrong_plans bigint := 0;
BEGIN
	FOR asked IN EXECUTE 'SELECT pattern FROM shape WHERE ' || condition LOOP
		query := format('SELECT count(*), sum(value) FROM %s WHERE code <@ %s', tab, CASE WHEN param THEN '$1' ELSE quote_literal(asked) END);
		found := false;
		IF param THEN
			EXECUTE format('PREPARE q (esc_pattern) AS INSERT INTO answer SELECT %L, $1, r.* FROM (%s) r', method, query);
			query := format('EXECUTE q (%L)', asked);
		ELSE
			query := format('INSERT INTO answer SELECT %L, %L, r.* FROM (%s) r', method, asked, query);
		END IF;
		FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
			found := found OR line ~ kind;
		END LOOP;
		wrong_plans := wrong_plans + (NOT found)::int;
		EXECUTE query;
		IF param THEN
			DEALLOCATE q;
		END IF;
	END LOOP;
	RETURN wrong_plans;
END $$;
SET max_parallel_workers_per_gather = 0;
SELECT ask('sequential', 'every_code', 'Seq Scan');
CREATE INDEX every_code_btree ON every_code (code);
SET enable_seqscan = off;
SET plan_cache_mode = force_generic_plan;
-- X.X.n uses no index
SELECT ask('btree', 'every_code', 'Index Cond', condition => $$pattern = 'X.X.X' OR NOT pattern @> esc_pattern '2.X.26' AND NOT pattern @> esc_pattern '2.X.0'$$);
SELECT ask('no index', 'every_code', 'Seq Scan', condition => $$pattern <> 'X.X.X' AND (pattern @> esc_pattern '2.X.26' AND pattern @> '5.X.26' OR pattern @> esc_pattern '2.X.0' AND pattern @> '5.X.0')$$);
SELECT ask('parameter', 'every_code', 'Index Cond', param => true);
INSERT INTO answer SELECT 'join', pattern, count(*), sum(value) FROM shape JOIN every_code ON code <@ pattern GROUP BY pattern;
SELECT count(*) AS nested_index FROM plan('SELECT * FROM shape JOIN every_code ON code <@ pattern') line
WHERE line ~ 'Nested Loop|Index Cond: \(\(code >= esc_pattern_lower\(shape.pattern\)\) AND \(code <= esc_pattern_upper\(shape.pattern\)\)\)';
INSERT INTO answer SELECT 'lateral ranges', pattern, count(*), sum(value)
FROM shape, esc_pattern_ranges(pattern) JOIN every_code ON code BETWEEN lo AND hi GROUP BY pattern;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SELECT ask('bitmap', 'every_code', 'Bitmap Index Scan', condition => $$pattern = 'X.X.X' OR NOT pattern @> esc_pattern '2.X.26' AND NOT pattern @> esc_pattern '2.X.0'$$);
RESET enable_indexscan;
RESET enable_indexonlyscan;
DROP INDEX every_code_btree;
CREATE INDEX every_code_hash ON every_code USING hash (code);
SELECT ask('hash', 'every_code', 'Index Scan', condition => 'first = last AND subject IS NOT NULL');
DROP INDEX every_code_hash;
CREATE INDEX every_code_brin ON every_code USING brin (code) WITH (pages_per_range = 4);
SELECT ask('brin', 'every_code', 'Bitmap Index Scan', condition => $$pattern = 'X.X.X' OR NOT pattern @> esc_pattern '2.X.26' AND NOT pattern @> esc_pattern '2.X.0'$$);
SELECT ask('brin parameter', 'every_code', 'Bitmap Index Scan', param => true);
DROP INDEX every_code_brin;
CREATE INDEX every_code_partial ON every_code (value) WHERE code <@ 'X.7.X';
SELECT ask('partial', 'every_code', 'every_code_partial', condition => $$pattern <@ esc_pattern 'X.7.X'$$);
DROP INDEX every_code_partial;
CREATE INDEX every_code_partial ON every_code (value) WHERE code <@ '5.X.X';
SELECT ask('partial class', 'every_code', 'every_code_partial', condition => $$pattern <@ esc_pattern '5.X.X'$$);
DROP INDEX every_code_partial;
CREATE TABLE parted (LIKE every_code) PARTITION BY RANGE (code);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2.7.26');
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2.7.26') TO ('4.0.0');
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('4.0.0') TO ('5.7.0');
CREATE TABLE parted_4 PARTITION OF parted FOR VALUES FROM ('5.7.0') TO (MAXVALUE);
INSERT INTO parted TABLE every_code;
SELECT ask('partitions', 'parted', 'Seq Scan');
DROP TABLE parted;

-- the code as a later column of an index: the right rows, in the right order
CREATE TABLE pairs AS SELECT value % 3 AS grp, code, value FROM every_code WHERE subject IN (6, 7, 8);
CREATE INDEX ON pairs (grp, code);
CREATE INDEX ON pairs (code, grp);
ANALYZE pairs;
SET enable_sort = off;
SET enable_bitmapscan = off;
CREATE FUNCTION in_order(asked esc_pattern, OUT rows bigint, OUT out_of_order bigint)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT count(*), count(*) FILTER (WHERE (grp, code) < (before_grp, before_code)) FROM (
			SELECT grp, code, lag(grp) OVER () AS before_grp, lag(code) OVER () AS before_code
			FROM (SELECT grp, code FROM pairs WHERE grp IN (0, 2) AND code <@ %L ORDER BY grp, code OFFSET 0) ordered) step', asked)
	INTO rows, out_of_order;
END $$;
SELECT count(*) AS shapes, sum(out_of_order) AS out_of_order,
	count(*) FILTER (WHERE rows <> (SELECT count(*) FROM pairs WHERE grp <> 1 AND esc_filter(code, pattern))) AS wrong
FROM shape, in_order(pattern);
RESET enable_sort;
RESET enable_bitmapscan;
RESET enable_seqscan;
RESET plan_cache_mode;

-- all the same
SELECT method, count(*) AS shapes, count(*) FILTER (WHERE (a.rows, a.sum) IS DISTINCT FROM (d.rows, d.sum)) AS wrong
FROM answer a LEFT JOIN (SELECT pattern, rows, sum FROM answer WHERE method = 'definition') d USING (pattern)
GROUP BY method ORDER BY method COLLATE "C";

-- 3. estimates: by the statistics of the column where the pattern is a constant
CREATE FUNCTION estimate(query text) RETURNS float8
LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
-- skewed as real codes are
CREATE TABLE bounce AS
	SELECT (ARRAY['5.1.1', '5.1.1', '5.1.1', '2.0.0', '2.0.0', '5.7.1', '4.7.0', '4.2.2', '5.7.26', '5.2.2']::esc[])[1 + (i / 2) % 10] AS code
	FROM generate_series(1, 60000) i
	UNION ALL SELECT make_esc((ARRAY[2, 4, 5])[1 + i % 3], i % 8, i % 31) FROM generate_series(1, 20000) i
	UNION ALL SELECT make_esc(5, 7, 500 + i % 200) FROM generate_series(1, 1000) i;
ANALYZE bounce;
SELECT pattern, matches >= 0.005 * total AS frequent,
	CASE WHEN matches >= 0.005 * total THEN estimated BETWEEN matches / 2.0 AND matches * 2.0 ELSE abs(estimated - matches) <= 0.002 * total END AS near
FROM unnest('{X.X.X,5.X.X,4.X.X,5.7.X,X.7.X,X.1.1,5.1.1,5.7.500-699,X.7.20-30,5.X.1,X.X.1,5.99.X,5.7.606-649,X.9.9,4.7.X,X.7.26}'::esc_pattern[]) pattern,
	LATERAL (SELECT (SELECT count(*) FROM bounce WHERE esc_filter(code, pattern)) AS matches, (SELECT count(*) FROM bounce) AS total,
		estimate(format('SELECT * FROM bounce WHERE code <@ %L', pattern)) AS estimated) e;
-- a default where it is not: matchingsel's 1 %
SET plan_cache_mode = force_generic_plan;
PREPARE matching (esc_pattern) AS SELECT * FROM bounce WHERE code <@ $1;
SELECT estimate('EXECUTE matching (''5.7.X'')') AS parameter, estimate('SELECT * FROM bounce JOIN shape ON code <@ pattern') AS join;

DROP TABLE every_code, shape, answer, pairs, bounce;
DROP FUNCTION plan, ask, estimate, in_order;
