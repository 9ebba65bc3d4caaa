--
-- Values that are none, as a damaged page or a superuser's cast without a function
-- may hand them to us.  Every function of the extension, also one that is added
-- later, is given each of them in place of each of its arguments.  Comparison,
-- hashing and binary output take any bits, all else is XX001, and nothing crashes.
--
SET client_min_messages = warning;
CREATE CAST (int4 AS esc) WITHOUT FUNCTION;
CREATE CAST (int8 AS esc_pattern) WITHOUT FUNCTION;
CREATE CAST (bytea AS esc_tally) WITHOUT FUNCTION;
-- smallint has a cast with a function, and this makes an expanded array
CREATE FUNCTION raw_reply(int2) RETURNS reply_code LANGUAGE internal IMMUTABLE STRICT AS 'int2up';
CREATE FUNCTION raw_array(int4[], int4) RETURNS esc_tally LANGUAGE internal AS 'array_append';

CREATE FUNCTION any_number(bits int) RETURNS bigint LANGUAGE sql
RETURN floor((random() - 0.5) * 2 ^ bits)::bigint;

SELECT setseed(0.5);
CREATE TABLE bad AS
SELECT 'esc'::regtype AS type, format('(%s)::int4::esc', v) AS value
FROM (
	SELECT unnest(ARRAY[0, 1, -1, -2147483648, 2147483647]::bigint[]) AS v
	UNION ALL SELECT class * 1048576 + 1 * 1024 + 1 FROM unnest(ARRAY[-2048, -1, 0, 1, 3, 6, 7, 8, 15, 16, 2047]::bigint[]) class
	UNION ALL SELECT class * 1048576 + subject * 1024 + detail FROM unnest('{2,4,5}'::bigint[]) class,
		(VALUES (1000, 0), (1023, 0), (0, 1000), (0, 1023), (1000, 1000), (1023, 1023), (999, 1000), (1000, 999)) part (subject, detail)
	UNION ALL SELECT any_number(32) FROM generate_series(1, 50)) number
WHERE v >> 20 NOT IN (2, 4, 5) OR (v >> 10 & 1023) > 999 OR (v & 1023) > 999
UNION ALL
SELECT 'esc_pattern', format('(%s)::int8::esc_pattern', v)
FROM (
	SELECT unnest('{-1,-9223372036854775808,9223372036854775807}'::numeric[])::bigint AS v
	UNION ALL SELECT (class << 30) + (2 << 20) FROM unnest('{-1,1,3,6,7,15,16,8589934591}'::bigint[]) class
	-- a sound pattern in the lower half, and something in the upper
	UNION ALL SELECT (5::bigint << 30) + (2 << 20) + (1::bigint << upper) FROM generate_series(33, 62) upper
	UNION ALL SELECT (class << 30) + (subject << 20) + (first << 10) + 999 - last FROM unnest('{0,2,5}'::bigint[]) class,
		(VALUES (1001, 0, 999), (1023, 0, 999), (0, 1000, 999), (0, 1023, 999), (2, 2, 1), (0, 999, 998), (1, 0, -1), (1, 0, -24), (1023, 1023, -24)) part (subject, first, last)
	UNION ALL SELECT any_number(64) FROM generate_series(1, 25)
	UNION ALL SELECT any_number(34) FROM generate_series(1, 25)) number
WHERE v >> 30 NOT IN (0, 2, 4, 5) OR (v >> 20 & 1023) > 1000 OR (v >> 10 & 1023) + (v & 1023) > 999
UNION ALL
SELECT 'esc_pattern[]', format('ARRAY[NULL, (%s)::int8::esc_pattern]', v)
FROM unnest('{-1,1023,9223372036854775807}'::bigint[]) v
UNION ALL
SELECT 'reply_code', format('raw_reply((%s)::int2)', v)
FROM (
	SELECT unnest('{0,-1,1,99,600,601,999,1000,32767,-32768,-100,-550}'::bigint[]) AS v
	UNION ALL SELECT any_number(16) FROM generate_series(1, 50)) number
WHERE v < 100 OR v > 599
UNION ALL
SELECT 'esc_tally', format('%L::bytea::esc_tally', '\x' || bytes)
FROM unnest(ARRAY['', '01ff', '0100', '01ffffffffffffffffff7f00', '0180808001ff', '01000000', '018000', '010080', '01ffffff0f00', '0100ffffffffffffffffff00',
	'0100ffffffffffffffff7f']) bytes
UNION ALL SELECT 'esc_tally', format('(%L::bytea || decode(repeat(''00'', 100000), ''hex''))::esc_tally', '\x01') -- more codes than there are
UNION ALL SELECT 'esc_tally', 'raw_array(''{1}'', 2)';
SELECT type, count(*) >= 3 AS several FROM bad GROUP BY type ORDER BY type::text COLLATE "C";

-- For each function and each argument of our types a query, with %s for that argument.
CREATE VIEW call AS
SELECT proc.oid::regprocedure AS function, proname, prokind, lanname, types[number] AS type, number,
	format(CASE WHEN prokind = 'a' THEN 'SELECT count(x) FROM (SELECT %s(%s) AS x FROM generate_series(1, 3)) y'
		WHEN proretset THEN 'SELECT count(*) FROM %s(%s)'
		ELSE 'SELECT count(%s(%s))' END, proname,
		(SELECT string_agg(CASE WHEN n = number THEN '%s' ELSE CASE t
			WHEN 'esc'::regtype THEN '''5.1.1''::esc' WHEN 'esc_pattern'::regtype THEN '''5.X.X''::esc_pattern' WHEN 'esc_pattern[]'::regtype THEN '''{5.7.X}''::esc_pattern[]'
			WHEN 'reply_code'::regtype THEN '''550''::reply_code' WHEN 'esc_tally'::regtype THEN '''{"5.1.1": 2}''::esc_tally'
			WHEN 'text'::regtype THEN CASE WHEN proname = 'esc_trunc' THEN '''class''' ELSE '''google''' END
			WHEN 'bigint[]'::regtype THEN '''{0,0}''::int8[]' ELSE format('1::%s', t::regtype) END END, ', ' ORDER BY n)
		FROM unnest(types) WITH ORDINALITY argument (t, n))) AS query
FROM pg_depend JOIN pg_proc proc ON classid = 'pg_proc'::regclass AND objid = proc.oid JOIN pg_language l ON l.oid = prolang,
	LATERAL (SELECT string_to_array(proargtypes::text, ' ')::oid[] AS types) signature,
	generate_subscripts(types, 1) number
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode')
	AND types[number] IN (SELECT type FROM bad);

CREATE FUNCTION outcome(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'answers';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

-- Comparison and hashing are the server's own functions, and the aggregates min and max call them.
CREATE TABLE result AS
SELECT function, call.type, bool_or(prokind = 'f' AND lanname = 'internal' OR proname IN ('min', 'max') OR proname ~ '_send$') AS any_bits,
	array_agg(DISTINCT outcome(replace(query, '%s', value))) AS outcomes, count(*)
FROM call JOIN bad ON bad.type = call.type GROUP BY 1, 2, call.number;
SELECT any_bits, count(DISTINCT function) > 10 AS many FROM result GROUP BY 1 ORDER BY 1;
SELECT function, type::regtype, outcomes FROM result WHERE outcomes <> CASE WHEN any_bits THEN '{answers}' ELSE '{XX001}'::text[] END
ORDER BY function::text COLLATE "C", type;

-- A version of the tally's format that is yet to come is told apart.
SELECT outcome($$SELECT tally_total('\x0200'::bytea::esc_tally)$$);

-- A rule with such values, and what else takes them: the planner, ANALYZE, indexes.
SELECT type::regtype, array_agg(DISTINCT outcome(CASE type
	WHEN 'esc_pattern'::regtype THEN format($$INSERT INTO bounce_rule (pattern, category) VALUES (%s, 'policy'); SELECT count(*) FROM bounce_rule_for('5.1.1')$$, value)
	ELSE format($$INSERT INTO bounce_rule (reply_from, reply_to, category) VALUES (%1$s, %1$s, 'policy'); SELECT count(*) FROM bounce_rule_for('5.1.1', 550)$$, value) END))
FROM bad WHERE type IN ('esc_pattern'::regtype, 'reply_code'::regtype) GROUP BY type ORDER BY type::text COLLATE "C";
SELECT count(*) FROM bounce_rule;
CREATE TABLE holds_bad (code esc, pattern esc_pattern, reply reply_code);
DO $$
DECLARE
	v record;
BEGIN
	FOR v IN SELECT type::regtype::text AS type, value FROM bad WHERE type::regtype::text IN ('esc', 'esc_pattern', 'reply_code') LOOP
		EXECUTE format('INSERT INTO holds_bad (%s) VALUES (%s)', CASE v.type WHEN 'esc' THEN 'code' WHEN 'reply_code' THEN 'reply' ELSE 'pattern' END, v.value);
	END LOOP;
END $$;
ANALYZE holds_bad;
CREATE INDEX ON holds_bad (code);
CREATE INDEX ON holds_bad USING hash (pattern);
CREATE INDEX ON holds_bad USING brin (reply);
SELECT count(DISTINCT code) > 50 AS codes, count(DISTINCT pattern) > 50 AS patterns, count(DISTINCT reply) > 50 AS replies FROM holds_bad;
SELECT outcome(format(query, value)), count(*) > 50 AS many FROM bad, unnest(ARRAY[
	'EXPLAIN SELECT FROM holds_bad WHERE code <@ %s', 'EXPLAIN SELECT FROM holds_bad WHERE esc_filter(code, %s)', 'EXPLAIN SELECT FROM holds_bad WHERE code = ANY (ARRAY[esc_pattern_lower(%s)])']) query
WHERE type = 'esc_pattern'::regtype GROUP BY 1 ORDER BY 1;
SELECT query, outcome(query) FROM unnest(ARRAY['SELECT code FROM holds_bad WHERE code IS NOT NULL', 'DO $x$BEGIN PERFORM code::text FROM holds_bad; END$x$', 'SELECT max(pattern::text) FROM holds_bad']) query;

DROP VIEW call;
DROP TABLE bad, result, holds_bad;
DROP FUNCTION outcome, any_number, raw_reply, raw_array;
DROP CAST (int4 AS esc);
DROP CAST (int8 AS esc_pattern);
DROP CAST (bytea AS esc_tally);
