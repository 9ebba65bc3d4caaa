--
-- reply_code: 100 to 599, and the integers that warehouses hold
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
\i test/refusal.sql

SELECT '550'::reply_code, reply_code '421', '{250,571,NULL}'::reply_code[], 550::reply_code, 450::int2::reply_code;
SELECT '550'::reply_code::text, '550'::reply_code::int, pg_typeof('550'::reply_code::int4), pg_column_size('550'::reply_code);
SELECT typlen, typbyval, typalign, typstorage, typcategory, typispreferred
FROM pg_type WHERE oid = 'reply_code'::regtype;

-- every number: text, integers, order, hash, wire
SELECT count(*) AS wrong
FROM generate_series(100, 599) n
WHERE n::text::reply_code::text <> n::text
	OR n::reply_code::int <> n
	OR n::int2::reply_code <> n::reply_code
	OR reply_try(n::text) IS DISTINCT FROM n::reply_code
	OR reply_code_send(n::reply_code) <> int2send(n::int2)
	OR reply_code_hash(n::reply_code) <> hashint2(n::int2)
	OR reply_code_hash_extended(n::reply_code, 7) <> hashint2extended(n::int2, 7);
SELECT count(*) AS pairs, count(*) FILTER (WHERE
	(a::reply_code = b::reply_code) <> (a = b) OR (a::reply_code <> b::reply_code) <> (a <> b)
	OR (a::reply_code < b::reply_code) <> (a < b) OR (a::reply_code <= b::reply_code) <> (a <= b)
	OR (a::reply_code > b::reply_code) <> (a > b) OR (a::reply_code >= b::reply_code) <> (a >= b)
	OR sign(reply_code_cmp(a::reply_code, b::reply_code)) <> sign(a - b)
	OR reply_code_smaller(a::reply_code, b::reply_code) <> least(a, b)
	OR reply_code_larger(a::reply_code, b::reply_code) <> greatest(a, b)) AS wrong
FROM generate_series(100, 599) a, generate_series(100, 599) b;
SELECT count(*) AS accepted FROM generate_series(-1000, 10000) n WHERE reply_try(n::text) IS NOT NULL;
SELECT count(*) AS messages, count(r.value) AS accepted, min(r.value), max(r.value), count(DISTINCT r.state) AS refusals, min(r.state) AS refusal
FROM (SELECT n FROM generate_series(-32768, 32767, 123) n UNION SELECT n FROM generate_series(90, 610) n) number,
	pg_temp.receive(int2send(n::int2), 'reply_code') r;

-- what is refused
SELECT '5500'::reply_code;
SELECT '5.1.1'::reply_code;
SELECT 700::reply_code;
SELECT (-550)::reply_code;
SELECT 2147483647::reply_code;
SELECT 99::int2::reply_code;
SELECT quote_nullable(bad) AS input, r.state, r.detail, r.hint
FROM unnest(ARRAY['', '5', '55', '5500', '55000000000000', '099', '000', '600', '999', 'abc', '5x0', '55O', '550 ', ' 550',
	E'550\n', '5 0', '550-', '550 5.1.1', '5.1.1', '5.5', '+550', '-550', '5e2', '0x1', '5.0', '550.0', U&'\FF15\FF15\FF10', 'NULL', '{}'])
	WITH ORDINALITY input (bad, n), pg_temp.refusal(bad, 'reply_code') r
ORDER BY n;
SELECT m AS message, r.state, r.detail, r.value
FROM unnest('{"\\x0226","\\x","\\x02","\\x022600","\\x00000226","\\x0063","\\x0258","\\xffff","\\x8000"}'::bytea[])
	WITH ORDINALITY message (m, n), pg_temp.receive(m, 'reply_code') r
ORDER BY n;

-- what users write, and what it tells them
CREATE FUNCTION pg_temp.told(expression text) RETURNS TABLE (state text, message text, hint text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'SELECT ' || expression || ' FROM (VALUES (550::reply_code, ''5.1.1''::esc), (NULL, NULL)) event (reply, code)';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN NEXT;
END $$;
SELECT expression, state, message, hint
FROM unnest(ARRAY[
		$$reply = 0$$, $$reply <> 0$$, $$coalesce(reply, 0)$$, $$nullif(reply, 0)$$, $$reply BETWEEN 0 AND 999$$, $$reply >= 600$$, $$reply < 100$$,
		$$reply = -1$$, $$reply IN (0, 550)$$, $$reply = ANY (ARRAY[0, 550])$$, $$reply = 0::smallint$$,
		$$coalesce(reply, '0')$$, $$reply = ''$$, $$coalesce(reply, '')$$, $$reply = '999'$$, $$reply = '-1'$$, $$reply = '5xx'$$, $$reply = '5yz'$$, $$reply = '4XX'$$,
		$$reply = '0xx'$$, $$reply = '5.1.1'$$, $$reply = ' 550'$$, $$reply = 'none'$$,
		$$code = ''$$, $$coalesce(code, '')$$, $$code = '0.0.0'$$, $$coalesce(code, '0.0.0')$$, $$code = '0'$$, $$code = '550'$$, $$code = '3.1.1'$$, $$code IN ('9.9.9')$$,
		$$code = '5.X.X'$$, $$code <@ ''$$, $$code <@ '5'$$, $$make_esc(0, 0, 0)$$, $$make_esc(9, 1, 1)$$,
		-- what the hints say
		$$reply::int4 = 0$$, $$coalesce(reply::int4, 0)$$, $$reply::int4 BETWEEN 0 AND 999$$, $$reply::text = ''$$, $$coalesce(reply::text, '')$$,
		$$reply BETWEEN 500 AND 599$$, $$code::text = ''$$, $$coalesce(code::text, '0.0.0')$$]) WITH ORDINALITY written (expression, n)
	LEFT JOIN pg_temp.told(expression) ON true
ORDER BY n;

-- integers wherever a reply is wanted, with the index
CREATE TABLE replies AS SELECT i AS id, (ARRAY[250, 421, 450, 550, 552, 554])[1 + i % 6]::reply_code AS reply
	FROM generate_series(1, 60000) i;
INSERT INTO replies SELECT i, (100 + i % 500)::reply_code FROM generate_series(1, 1000) i;
CREATE INDEX ON replies (reply);
ANALYZE replies;
CREATE FUNCTION plan(query text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query;
END $$;
SELECT plan('SELECT * FROM replies WHERE reply = 571');
SELECT plan('SELECT * FROM replies WHERE 571 = reply');
SELECT plan('SELECT * FROM replies WHERE reply BETWEEN 570 AND 579');
SELECT plan('SELECT * FROM replies WHERE reply IN (571, 585)');
SELECT plan('SELECT * FROM replies WHERE reply = ''571''');
SET plan_cache_mode = force_generic_plan;
PREPARE by_integer (int) AS SELECT count(*) FROM replies WHERE reply = $1;
PREPARE by_smallint (int2) AS SELECT count(*) FROM replies WHERE reply = $1;
PREPARE by_range (int, int) AS SELECT count(*) FROM replies WHERE reply BETWEEN $1 AND $2;
SELECT plan('EXECUTE by_integer (571)');
SELECT plan('EXECUTE by_smallint (571::int2)');
EXECUTE by_integer (571);
EXECUTE by_smallint (571::int2);
EXECUTE by_range (570, 579);
EXECUTE by_integer (5710);
RESET plan_cache_mode;
DEALLOCATE ALL;
SELECT count(*) FILTER (WHERE reply = 550) AS eq, count(*) FILTER (WHERE reply <> 550) AS ne,
	count(*) FILTER (WHERE reply >= 500) AS ge, count(*) FILTER (WHERE reply BETWEEN 400 AND 499) AS between,
	count(*) FILTER (WHERE reply IN (571, 585)) AS one_of, count(*) FILTER (WHERE reply NOT IN (571, 585)) AS none_of,
	count(*) FILTER (WHERE reply = ANY ('{571,585}')) AS any_of, count(*) FILTER (WHERE 550 = reply) AS commuted
FROM replies;
INSERT INTO replies VALUES (0, 550), (0, '550'), (0, NULL), (0, 550::int2);
INSERT INTO replies VALUES (0, 700);
INSERT INTO replies VALUES (0, 550::bigint);
SELECT coalesce(reply, 550), pg_typeof(coalesce(reply, 550)), CASE WHEN reply IS NULL THEN 250 ELSE reply END
FROM replies WHERE id = 0 ORDER BY reply;
SELECT reply FROM replies WHERE id = 0 UNION SELECT 421 ORDER BY 1;
SELECT classify(NULL, 550), classify('5.1.1', 550), esc_agrees('5.1.1', 550), reply_name(421), min(550::reply_code);

-- integers still compare as integers
SELECT 550 = '550' AS eq, 700 > 600 AS gt, 99 IN (99, 600) AS one_of, 1::int2 = 1 AS mixed, 5000000000 > 550 AS wide,
	pg_typeof(coalesce(NULL, 700)) AS plain, (SELECT max(n) FROM generate_series(600, 700) n) AS largest;
-- and nothing else turns into a reply, or a reply into anything else
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod
FROM pg_cast WHERE 'reply_code'::regtype IN (castsource, casttarget) OR 'esc'::regtype IN (castsource, casttarget)
ORDER BY 1, 2;
\set VERBOSITY sqlstate
SELECT '550'::reply_code + 1;
SELECT sum(reply) FROM replies;
\set VERBOSITY default

-- names
SELECT code, reply_severity(code), reply_subject(code), reply_name(code), reply_is_registered(code)
FROM unnest('{199,250,354,421,450,550,552,556,571,585,599}'::reply_code[]) code;
SELECT count(*) FILTER (WHERE reply_severity(n) IS NULL) AS no_severity, count(*) FILTER (WHERE reply_name(n) IS NULL) AS no_name,
	count(*) FILTER (WHERE reply_subject(n) IS NULL) AS no_subject, count(*) FILTER (WHERE reply_is_registered(n)) AS registered
FROM generate_series(100, 599) n;
SELECT reply_try('550'), reply_try('550 '), reply_try(''), reply_try(NULL), reply_try(repeat('5', 100000));

DROP TABLE replies;
DROP FUNCTION plan;
