--
-- What the three types have in common: operators, operator classes and
-- aggregates, each beside the integer that lies behind it
--
CREATE FUNCTION plan(query text) RETURNS text
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
CREATE TABLE kind (type regtype PRIMARY KEY, maker text);
INSERT INTO kind VALUES ('esc', 'make_esc((ARRAY[2, 4, 5])[1 + i % 3], i * 7 % 8, i * 13 % 700)'),
	('esc_pattern', 'make_esc_pattern((ARRAY[NULL, 2, 4, 5])[1 + i % 4], i * 7 % 8, i * 13 % 700, NULL)'), ('reply_code', '100 + i * 13 % 500');
-- the values in the order of the integers behind them, which the binary form shows
DO $$
DECLARE
	k kind;
BEGIN
	FOR k IN TABLE kind LOOP
		EXECUTE format('CREATE TABLE t_%1$s AS SELECT i AS id, (%2$s)::%1$s AS value FROM generate_series(1, 30000) i', k.type, k.maker);
		EXECUTE format('CREATE TABLE few_%1$s AS SELECT DISTINCT value FROM t_%1$s WHERE id %% 500 = 0', k.type);
		EXECUTE format('CREATE TABLE ordered_%1$s AS SELECT value, row_number() OVER (ORDER BY %1$s_send(value)) AS n FROM (SELECT DISTINCT value FROM t_%1$s) v', k.type);
		EXECUTE format('ANALYZE t_%1$s, few_%1$s, ordered_%1$s', k.type);
	END LOOP;
END $$;

-- Run a query for each type; %1$s is the type.
CREATE FUNCTION each(query text) RETURNS TABLE (type regtype, answer text)
LANGUAGE plpgsql AS $$
BEGIN
	FOR type IN SELECT k.type FROM kind k ORDER BY k.type::text LOOP
		EXECUTE format(query, type) INTO answer;
		RETURN NEXT;
	END LOOP;
END $$;

-- order
SELECT * FROM each('SELECT format(''%%s of %%s'', count(*) FILTER (WHERE (a.value < b.value) <> (a.n < b.n) OR (a.value <= b.value) <> (a.n <= b.n)
	OR (a.value = b.value) <> (a.n = b.n) OR (a.value <> b.value) <> (a.n <> b.n) OR (a.value > b.value) <> (a.n > b.n) OR (a.value >= b.value) <> (a.n >= b.n)
	OR sign(%1$s_cmp(a.value, b.value)) <> sign(a.n - b.n) OR (a.value = b.value AND %1$s_hash(a.value) <> %1$s_hash(b.value))), count(*))
	FROM (SELECT * FROM ordered_%1$s WHERE n %% 7 = 0) a, (SELECT * FROM ordered_%1$s WHERE n %% 5 = 0) b');
-- smallest and largest: plainly, in parallel, by an index
SELECT * FROM each('SELECT format(''%%s %%s'', min(value), max(value)) FROM t_%1$s');
SELECT * FROM each('SELECT format(''%%s %%s'', (SELECT value FROM ordered_%1$s ORDER BY n LIMIT 1), (SELECT value FROM ordered_%1$s ORDER BY n DESC LIMIT 1))');
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT * FROM each('SELECT plan(''SELECT min(value), max(value) FROM t_%1$s'') ~ ''Partial Aggregate''');
SELECT * FROM each('SELECT format(''%%s %%s'', min(value), max(value)) FROM t_%1$s');
SET max_parallel_workers_per_gather = 0;
DO $$ DECLARE k kind; BEGIN FOR k IN TABLE kind LOOP EXECUTE format('CREATE INDEX i_%1$s ON t_%1$s (value)', k.type); END LOOP; END $$;
SELECT * FROM each('SELECT plan(''SELECT max(value) FROM t_%1$s'') ~ ''Index Only Scan Backward''');
SELECT * FROM each('SELECT format(''%%s %%s'', min(value), max(value)) FROM t_%1$s');
DO $$ DECLARE k kind; BEGIN FOR k IN TABLE kind LOOP EXECUTE format('DROP INDEX i_%1$s', k.type); END LOOP; END $$;

-- joins by hash and by merge
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT * FROM each('SELECT plan(''SELECT count(*) FROM t_%1$s JOIN few_%1$s USING (value)'') ~ ''Hash Join''');
SELECT * FROM each('SELECT format(''%%s %%s'', count(*), sum(id)) FROM t_%1$s JOIN few_%1$s USING (value)');
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT * FROM each('SELECT plan(''SELECT count(*) FROM t_%1$s JOIN few_%1$s USING (value)'') ~ ''Merge Join''');
SELECT * FROM each('SELECT format(''%%s %%s'', count(*), sum(id)) FROM t_%1$s JOIN few_%1$s USING (value)');
RESET enable_hashjoin;
RESET enable_nestloop;

-- every access method against none
CREATE TABLE answer (type regtype, method text, condition int, rows bigint, sum bigint);
CREATE FUNCTION ask(method text, k kind) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	low text;
	high text;
	condition text;
	n int := 0;
BEGIN
	EXECUTE format('SELECT max(value) FILTER (WHERE n = third), max(value) FILTER (WHERE n = 2 * third) FROM ordered_%1$s,
		(SELECT count(*) / 3 AS third FROM ordered_%1$s) t', k.type) INTO low, high;
	FOREACH condition IN ARRAY ARRAY['value = %1$L', 'value < %1$L', 'value <= %1$L', 'value > %2$L', 'value >= %2$L',
		'value BETWEEN %1$L AND %2$L', 'value IN (%1$L, %2$L)', 'value <> %1$L']
	LOOP
		n := n + 1;
		EXECUTE format('INSERT INTO answer SELECT %L, %L, %s, count(*), sum(id) FROM t_%s WHERE ', k.type, method, n, k.type)
			|| format(condition, low, high);
	END LOOP;
END $$;
DO $$
DECLARE
	k kind;
	method text;
BEGIN
	FOR k IN TABLE kind LOOP
		PERFORM ask('none', k);
		FOREACH method IN ARRAY ARRAY['btree (value)', 'hash (value)', 'brin (value) WITH (pages_per_range = 1)',
			'brin (value %s_minmax_multi_ops) WITH (pages_per_range = 1)', 'brin (value %s_bloom_ops) WITH (pages_per_range = 1)']
		LOOP
			method := format(method, k.type);
			EXECUTE format('CREATE INDEX i ON t_%s USING ', k.type) || method;
			SET LOCAL enable_seqscan = off;
			PERFORM ask(method, k);
			SET LOCAL enable_seqscan = on;
			DROP INDEX i;
		END LOOP;
	END LOOP;
END $$;
SELECT a.type, a.method, count(*) AS conditions, count(*) FILTER (WHERE (a.rows, a.sum) <> (n.rows, n.sum)) AS wrong
FROM answer a JOIN answer n ON n.type = a.type AND n.method = 'none' AND n.condition = a.condition
WHERE a.method <> 'none' GROUP BY a.type, a.method ORDER BY a.type::text, a.method COLLATE "C";
-- how far apart the intervals of minmax-multi are: what lies far outside is skipped
SELECT c.opcname, p.amproc
FROM pg_opclass c JOIN pg_amproc p ON p.amprocfamily = c.opcfamily WHERE c.opcname ~ 'minmax_multi' AND p.amprocnum = 11
	AND c.opcintype IN (SELECT type FROM kind) ORDER BY 1;

-- partitions by hash, and the hash values that they stand on, for ever
DO $$
DECLARE
	k kind;
BEGIN
	FOR k IN TABLE kind LOOP
		EXECUTE format('CREATE TABLE p_%1$s (value %1$s) PARTITION BY HASH (value)', k.type);
		FOR i IN 0 .. 3 LOOP
			EXECUTE format('CREATE TABLE p_%1$s_%2$s PARTITION OF p_%1$s FOR VALUES WITH (MODULUS 4, REMAINDER %2$s)', k.type, i);
		END LOOP;
		EXECUTE format('INSERT INTO p_%1$s SELECT value FROM ordered_%1$s', k.type);
	END LOOP;
END $$;
SELECT * FROM each('SELECT string_agg(n::text, '' '' ORDER BY tableoid::regclass::text) FROM (SELECT tableoid, count(*) AS n FROM p_%1$s GROUP BY tableoid) c');
SELECT * FROM each('SELECT plan(format(''SELECT * FROM p_%1$s WHERE value = %%L'', (SELECT max(value) FROM few_%1$s))) !~ ''Append''');
SELECT code, esc_hash(code), esc_hash_extended(code, 0), esc_hash_extended(code, 8816678312871386365)
FROM unnest('{2.0.0,4.2.2,5.1.1,5.7.26,5.999.999}'::esc[]) code;
SELECT pattern, esc_pattern_hash(pattern), esc_pattern_hash_extended(pattern, 0), esc_pattern_hash_extended(pattern, 8816678312871386365)
FROM unnest('{X.X.X,X.1.1,5.7.X,5.7.606-649}'::esc_pattern[]) pattern;
SELECT reply, reply_code_hash(reply), reply_code_hash_extended(reply, 0), reply_code_hash_extended(reply, 8816678312871386365)
FROM unnest('{250,421,550,571}'::reply_code[]) reply;

-- what cannot raise leaks nothing, so that row security keeps its indexes
SELECT count(*) FILTER (WHERE proleakproof) AS leakproof, string_agg(oid::regprocedure::text, ', ' ORDER BY oid::regprocedure::text COLLATE "C") FILTER (WHERE NOT proleakproof) AS not_leakproof
FROM pg_proc WHERE proname ~ '^(esc|esc_pattern|reply_code)_(eq|ne|lt|le|gt|ge|cmp|hash|hash_extended|smaller|larger)$'
	OR proname IN ('esc_matches', 'esc_pattern_matches', 'esc_filter', 'esc_pattern_lower', 'esc_pattern_upper', 'esc_pattern_contains',
		'esc_pattern_contained', 'esc_pattern_overlaps', 'esc_agrees');
CREATE TABLE secret (id int, owner name DEFAULT current_user, code esc);
INSERT INTO secret SELECT id, CASE WHEN id % 100 = 0 THEN 'regress_smtpcode' ELSE 'other' END, value FROM t_esc;
CREATE INDEX secret_code ON secret (code);
ANALYZE secret;
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON secret USING (owner = current_user);
CREATE ROLE regress_smtpcode;
GRANT SELECT ON secret TO regress_smtpcode;
SET ROLE regress_smtpcode;
SELECT pattern, plan(format('SELECT * FROM secret WHERE code <@ %L', pattern)) ~ 'secret_code' AS index_used
FROM unnest('{5.7.26,5.7.20-30,X.7.26,X.7.20-22,5.X.1}'::esc_pattern[]) pattern;
RESET ROLE;
DROP TABLE secret;
DROP ROLE regress_smtpcode;

-- soft errors, where the server has them: the same judgement as the cast
CREATE FUNCTION soft(input text, target text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	valid boolean;
BEGIN
	IF current_setting('server_version_num')::int < 160000 THEN
		EXECUTE format('SELECT %s_try($1) IS NOT NULL', replace(target, '_code', '')) INTO valid USING input;
	ELSE
		EXECUTE 'SELECT pg_input_is_valid($1, $2)' INTO valid USING input, target;
	END IF;
	RETURN valid;
END $$;
SELECT input, soft(input, 'esc') AS esc, soft(input, 'esc_pattern') AS esc_pattern, soft(input, 'reply_code') AS reply_code
FROM unnest('{5.1.1,5.7.X,550,5.1.01,"",600," 5.1.1",5.7.9-3}'::text[]) input;

SET client_min_messages = warning;
DROP TABLE kind CASCADE;
DO $$
DECLARE
	t name;
BEGIN
	FOR t IN SELECT relname FROM pg_class WHERE relname ~ '^(t|few|ordered|p)_(esc|esc_pattern|reply_code)$' LOOP
		EXECUTE 'DROP TABLE ' || t;
	END LOOP;
END $$;
DROP TABLE answer;
DROP FUNCTION plan, each, soft;
