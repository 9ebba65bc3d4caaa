--
-- esc_tally: input, output, bytes, order, casts, and what a tally says
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
\getenv abs_builddir PG_ABS_BUILDDIR
\i test/refusal.sql

SELECT '{}'::esc_tally, '{"5.1.1": 12, "4.2.2": 3}'::esc_tally, esc_tally '{"2.0.0":9223372036854775807}';
SELECT NULL::esc_tally, '{"5.1.1": 1}'::text::esc_tally, '{"5.1.1": 1}'::esc_tally::text, ARRAY['{"5.1.1": 1}', '{}']::esc_tally[];
SELECT typlen, typbyval, typalign, typstorage, typcategory, typispreferred
FROM pg_type WHERE oid = 'esc_tally'::regtype;

-- any order and any white space of JSON; one text and one string of bytes comes out
SELECT input, input::esc_tally AS output, esc_tally_send(input::esc_tally)
FROM unnest(ARRAY['{}', ' { } ', E'\n{\t"5.1.1"\r:\n12 , "4.2.2":3}\t', '{"4.2.2":3,"5.1.1":12}', '{"5.1.1": 12, "4.2.2": 3}']) input;

-- as psql shows an error
SELECT '{"5.1.01": 1}'::esc_tally;
SELECT '{"5.1.1": 0}'::esc_tally;
SELECT replace(quote_nullable(bad), U&'\FEFF', 'U+FEFF ') AS input, r.state, CASE WHEN r.state = '22003' THEN r.message ELSE r.detail END AS "DETAIL, or message of 22003", r.hint
FROM unnest(ARRAY[
		-- no object
		'', ' ', 'null', '5.1.1', '"5.1.1"', '[]', '[{"5.1.1": 1}]', '12', '}', '""', U&'\00A0{}', U&'\FEFF{}', E'\x0B{}',
		-- it does not end, or ends too late
		'{', '{ ', '{"', '{"5.1.1', '{"5.1.1"', '{"5.1.1" ', '{"5.1.1":', '{"5.1.1": 1', '{"5.1.1": 1 ', '{"5.1.1": 1,', '{"5.1.1": -',
		'{}}', '{} {}', '{}x', '{"5.1.1": 1}}', '{"5.1.1": 1},',
		-- no code
		'{5.1.1: 1}', '{''5.1.1'': 1}', '{,}', '{:}', '{"5.1.1": 1,}', '{"5.1.1": 1,,"5.1.2": 1}', '{"": 1}', '{" 5.1.1": 1}', '{"5.1.1 ": 1}', '{"5.1.01": 1}',
		'{"5.X.X": 1}', '{"550": 1}', '{"5.1.1000": 1}', '{"\u0035.1.1": 1}', '{"5.1.1\"": 1}', '{"größe": 1}', '{"4.2.2": 1, "x": 2}',
		-- no colon, no comma
		'{"5.1.1" 1}', '{"5.1.1"= 1}', '{"5.1.1"}', '{"5.1.1", 1}', '{"5.1.1": 1 "5.1.2": 1}', '{"5.1.1": 1; "5.1.2": 1}', '{"5.1.1": 1:}', '{"5.1.1": 1x}', '{"5.1.1": 1_000}',
		-- no positive integer
		'{"5.1.1": }', '{"5.1.1": "1"}', '{"5.1.1": x}', '{"5.1.1": null}', '{"5.1.1": true}', '{"5.1.1": [1]}', '{"5.1.1": {}}', '{"5.1.1": +1}', '{"5.1.1": .5}',
		'{"5.1.1": - 1}', '{"5.1.1": 01}', '{"5.1.1": 00}', '{"5.1.1": -01}', '{"5.1.1": 1.0}', '{"5.1.1": 1.}', '{"5.1.1": 1e3}', '{"5.1.1": 1E3}', '{"5.1.1": 0x1}',
		'{"5.1.1": 0}', '{"5.1.1": -0}', '{"5.1.1": -1}', '{"5.1.1": 9223372036854775808}', '{"5.1.1": 9223372036854775817}', '{"5.1.1": 18446744073709551617}',
		'{"5.1.1": 99999999999999999999999999999999999999999}', '{"5.1.1": -9223372036854775808}',
		-- a code twice
		'{"5.1.1": 1, "5.1.1": 1}', '{"5.1.1": 1, "4.2.2": 3, "5.1.1": 12}'
	]) WITH ORDINALITY input (bad, n), pg_temp.refusal(bad, 'esc_tally') r
ORDER BY n;
SELECT count(*) AS inputs, count(*) FILTER (WHERE r.state = '22P02') AS refused,
	count(*) FILTER (WHERE r.message = format('invalid input syntax for type esc_tally: "%s"', bad)) AS quoted, count(r.detail) AS explained
FROM unnest(ARRAY['', '{"5.1.1": 1', '{"x": 1}', repeat('{', 1000), '{' || repeat('"5.1.1": 1,', 10000), '{"' || repeat('5', 1000000), repeat(' ', 1000000)]) bad,
	pg_temp.refusal(bad, 'esc_tally') r;
-- the counts taken: every power of two and of ten, and its neighbours
SELECT count(*) AS counts, count(*) FILTER (WHERE t::esc_tally::text <> t) AS changed
FROM (SELECT trunc(b ^ e) + d AS n FROM unnest('{2,10}'::numeric[]) b, generate_series(0, 63) e, generate_series(-1, 1) d) v,
	LATERAL format('{"5.1.1": %s}', n) t
WHERE n BETWEEN 1 AND 9223372036854775807;
-- soft errors, where the server has them: the same judgement
CREATE FUNCTION pg_temp.soft(input text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	valid boolean;
BEGIN
	IF current_setting('server_version_num')::int < 160000 THEN
		RETURN (pg_temp.refusal(input, 'esc_tally')).state IS NULL;
	END IF;
	EXECUTE 'SELECT pg_input_is_valid($1, ''esc_tally'')' INTO valid USING input;
	RETURN valid;
END $$;
SELECT input, pg_temp.soft(input) AS valid
FROM unnest(ARRAY['{}', '{"5.1.1": 1}', '', '{"5.1": 1}', '{"5.1.1": 0}', '{"5.1.1": 1, "5.1.1": 1}']) input;

-- jsonb
SELECT '{"5.1.10": 2, "5.1.1": 9223372036854775807}'::esc_tally::jsonb, '{}'::esc_tally::jsonb, ('{"5.1.1": 12}'::esc_tally::jsonb -> '5.1.1')::int + 1 AS count;
SELECT '{"5.1.1": 12, "4.2.2": 3}'::jsonb::text::esc_tally;
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod FROM pg_cast
WHERE 'esc_tally'::regtype IN (castsource, casttarget);

-- the bytes, on disk and on the wire, for ever
SELECT tally, esc_tally_send(tally)
FROM unnest(ARRAY['{}', '{"2.0.0": 1}', '{"2.0.0": 128}', '{"2.0.0": 129, "2.0.1": 16384, "2.0.2": 16385}', '{"2.0.127": 1}', '{"2.0.128": 1}', '{"5.7.26": 300}',
	'{"4.2.2": 3, "5.1.1": 12}', '{"2.0.0": 1, "5.999.999": 1}', '{"5.999.999": 9223372036854775807}', '{"4.999.999": 1, "5.0.0": 1}']::esc_tally[]) tally;
-- another encoder, from the definition
CREATE FUNCTION pg_temp.number(n numeric) RETURNS bytea
LANGUAGE plpgsql AS $$
DECLARE
	digits bytea := '';
BEGIN
	WHILE n >= 128 LOOP
		digits := digits || decode(lpad(to_hex((n % 128)::int + 128), 2, '0'), 'hex');
		n := div(n, 128);
	END LOOP;
	RETURN digits || decode(lpad(to_hex(n::int), 2, '0'), 'hex');
END $$;
CREATE FUNCTION pg_temp.bytes(codes esc[], counts bigint[]) RETURNS bytea
LANGUAGE sql AS $$
	SELECT '\x01' || coalesce(string_agg(pg_temp.number(value - coalesce(before, 2 * 2 ^ 20 - 1)::numeric - 1) || pg_temp.number(count::numeric - 1), '' ORDER BY value), '')
	FROM (SELECT value, count, lag(value) OVER (ORDER BY value) AS before
		FROM (SELECT (esc_class(code)::int << 20) + (esc_subject(code)::int << 10) + esc_detail(code) AS value, count FROM unnest(codes, counts) u (code, count)) v) s
$$;
CREATE FUNCTION pg_temp.text(codes esc[], counts bigint[]) RETURNS text
LANGUAGE sql AS $$
	SELECT '{' || coalesce(string_agg(format('"%s": %s', code, count), ', ' ORDER BY code), '') || '}' FROM unnest(codes, counts) u (code, count)
$$;
-- 300 tallies of up to 300 codes, near to each other and far apart, with counts of up to 63 bits
CREATE FUNCTION pg_temp.draw(n bigint, below bigint) RETURNS bigint
LANGUAGE sql RETURN (n * 1103515245 + 12345) % 2147483648 / 1024 % below;
CREATE TABLE sample AS
	SELECT n, codes, counts, pg_temp.text(codes, counts)::esc_tally AS tally
	FROM (SELECT n, array_agg(code ORDER BY i) AS codes, array_agg(1 + pg_temp.draw(i, 1000000) % (1::bigint << (i % 63)::int) ORDER BY i) AS counts
		FROM (SELECT n, code, min(1000 * n + i)::bigint AS i
			FROM generate_series(1, 300) n, generate_series(1, n) i,
				make_esc((ARRAY[2, 4, 5])[1 + pg_temp.draw(7 * i + n, 3)], pg_temp.draw(1000 * n + i, (ARRAY[8, 100, 1000])[1 + n % 3])::int, pg_temp.draw(i * n, (ARRAY[16, 1000])[1 + n % 2])::int) code
			GROUP BY n, code) c
		GROUP BY n) s;
UPDATE sample SET (counts, tally) = (SELECT big, pg_temp.text(codes, big)::esc_tally FROM (SELECT array_agg(9223372036854775807 - count) FROM unnest(counts) count) b (big))
WHERE n % 10 = 0;
INSERT INTO sample VALUES (0, '{}', '{}', '{}');
SELECT count(*) AS tallies, sum(cardinality(codes)) AS codes, count(*) FILTER (WHERE esc_tally_send(tally) <> pg_temp.bytes(codes, counts)) AS wrong_bytes,
	count(*) FILTER (WHERE tally::text <> pg_temp.text(codes, counts)) AS wrong_text,
	count(*) FILTER (WHERE tally::jsonb <> pg_temp.text(codes, counts)::jsonb) AS wrong_jsonb,
	count(*) FILTER (WHERE octet_length(esc_tally_send(tally)) > 12 * cardinality(codes) + 2) AS too_long FROM sample;

-- 80 codes take 12 bytes each and 32 more, at the very most
SELECT count(*) AS codes, pg_column_size(pg_temp.text(array_agg(code), array_agg(9223372036854775807))::esc_tally) AS bytes, 12 * 80 + 32 AS at_most
FROM (SELECT make_esc((ARRAY[2, 4, 5])[1 + n % 3], n * 37 % 1000, n * 13 % 1000) AS code FROM generate_series(1, 80) n) c;
SELECT count(*) AS codes, pg_column_size(pg_temp.text(array_agg(code), array_agg(count))::esc_tally) AS bytes
FROM (SELECT make_esc(4 + n % 2, n / 2 % 8, n / 16) AS code, 1 + n * n AS count FROM generate_series(0, 79) n) c;

-- binary: what comes out goes in, and nothing else
\cd :abs_builddir
CREATE TEMPORARY TABLE copied (n int, tally esc_tally);
\copy sample (n, tally) to 'tally.copy' (format binary)
\copy copied from 'tally.copy' (format binary)
\copy sample (n, tally) to 'tally.copy'
\copy copied from 'tally.copy'
SELECT count(*), count(*) FILTER (WHERE copied.tally <> sample.tally OR copied.tally::text <> sample.tally::text) AS wrong FROM copied JOIN sample USING (n);
SELECT left(m::text, 30) AS message, r.state, r.detail, r.value
FROM unnest(ARRAY[
		-- good
		'\x01', '\x010000', '\x01000000ff7f', '\x01ffffbf0100', '\x0100feffffffffffffff7f',
		-- another version
		'\x00', '\x02', '\x7b7d', '\x020000', '\xff0000', '\x810000',
		-- too short
		'', '\x0100', '\x0180', '\x01008080', '\x01000000', '\x0100ff', '\x010080',
		-- numbers in a longer form
		'\x01800000', '\x01008000', '\x0100ff8000', '\x0180808000', '\x018080808000', '\x0100808080808080808000',
		-- no codes: after x.y.999, after x.999.999, after 5.999.999, and far beyond
		'\x01e80700', '\x01ff0700', '\x01e707000000', '\x01e8bf3e00', '\x01ffff3f00', '\x01e8bffe0100', '\x01e7bffe01000000', '\x01ffffff0100', '\x0180808002000000',
		'\x01ffffffff0f00', '\x01ffffffffffffffff7f00', '\x01ffffffffffffffffff00', '\x01ffffffffffffffffffffffff',
		-- counts of 2^63 and more
		'\x0100ffffffffffffffff7f', '\x0100ffffffffffffffffff', '\x0100ffffffffffffffffff00', '\x0100ffffffffffffffffff01',
		'\x01008080808080808080808000']::bytea[]) WITH ORDINALITY message (m, n),
	pg_temp.receive(m, 'esc_tally') r
ORDER BY n;
-- the newer version: what to do
\copy (SELECT '\x020000'::bytea) to 'tally.copy' (format binary)
\set VERBOSITY default
\set SHOW_CONTEXT never
\copy copied (tally) from 'tally.copy' (format binary)
\set VERBOSITY default
\! rm -f tally.copy

-- order and hash are those of the bytes, for ever
SELECT a, b, a = b AS eq, a <> b AS ne, a < b AS lt, a <= b AS le, a > b AS gt, a >= b AS ge, esc_tally_cmp(a, b) AS cmp
FROM (VALUES ('{"5.1.1": 1}'::esc_tally, '{ "5.1.1":1 }'::esc_tally), ('{}', '{"5.1.1": 1}'), ('{"5.1.1": 2}', '{"5.1.1": 1}'), ('{"4.1.1": 1}', '{"4.1.1": 1, "5.1.1": 1}')) pair (a, b);
SELECT count(*) AS pairs, count(*) FILTER (WHERE (a.tally < b.tally) <> (esc_tally_send(a.tally) < esc_tally_send(b.tally)) OR (a.tally = b.tally) <> (a.tally::jsonb = b.tally::jsonb)
	OR (a.tally <= b.tally) <> (esc_tally_send(a.tally) <= esc_tally_send(b.tally)) OR (a.tally > b.tally) <> (b.tally < a.tally) OR (a.tally >= b.tally) <> (b.tally <= a.tally)
	OR (a.tally <> b.tally) <> (a.n <> b.n) OR sign(esc_tally_cmp(a.tally, b.tally)) <> (a.tally > b.tally)::int - (a.tally < b.tally)::int) AS wrong
FROM sample a, sample b WHERE a.n % 5 = 0 AND b.n % 4 = 0;
SELECT esc_tally_send('{"2.0.1": 2}'), esc_tally_hash('{"2.0.1": 2}') = hashtext(E'\x01\x01\x01') AS hash,
	esc_tally_hash_extended('{"2.0.1": 2}', 42) = hashtextextended(E'\x01\x01\x01', 42) AS hash_extended;
SELECT count(*), count(DISTINCT tally) FROM (SELECT tally FROM sample UNION ALL SELECT tally FROM sample) twice;
CREATE UNIQUE INDEX sample_btree ON sample (tally);
CREATE INDEX sample_hash ON sample USING hash (tally);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT n FROM sample WHERE tally < '{"4.2.2": 3}' ORDER BY tally;
SELECT count(*) AS found, count(*) FILTER (WHERE tally > '{"4.2.2": 3}') AS wrong FROM (SELECT * FROM sample WHERE tally < '{"4.2.2": 3}' ORDER BY tally) s;
DROP INDEX sample_btree;
EXPLAIN (COSTS OFF) SELECT n FROM sample WHERE tally = '{"4.2.2": 3}';
SELECT count(*) AS asked, sum((SELECT count(*) FROM sample b WHERE b.tally = a.tally::esc_tally)) AS found FROM (SELECT tally::text FROM sample WHERE n % 3 = 0) a (tally);
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT count(*) AS leakproof FROM pg_proc WHERE proname ~ '^esc_tally_(eq|ne|lt|le|gt|ge|cmp)$' AND proleakproof;
SELECT proname FROM pg_proc WHERE proname ~ '^tally_' AND proleakproof;

-- what it says, against its rows
SELECT tally, tally_total(tally), tally_count(tally, '5.X.X') AS permanent, tally_rate(tally, '5.X.X') AS rate, tally_rate(tally, 'X.2.2') AS full_mailbox
FROM unnest(ARRAY['{}', '{"5.1.1": 12, "4.2.2": 3}', '{"4.2.2": 3}', NULL]::esc_tally[]) tally;
SELECT * FROM tally_each('{"5.1.1": 12, "4.2.2": 3, "5.1.10": 3, "2.0.0": 1}');
SELECT * FROM tally_each('{}');
SELECT * FROM tally_each(NULL);
SELECT codes, array_agg(code) AS top, sum(count) FROM unnest('{0,1,2,3,4,2147483647,NULL}'::int[]) codes LEFT JOIN tally_top('{"5.1.1": 12, "4.2.2": 3, "5.1.10": 3, "2.0.0": 1}', codes) ON true
GROUP BY codes ORDER BY codes;
SELECT * FROM tally_top('{"5.1.1": 12, "4.2.2": 3}', -1);
SELECT (tally_each(tally)).* FROM (SELECT '{"5.1.1": 12, "4.2.2": 3}'::esc_tally AS tally) t LIMIT 1;
SELECT count(*) AS rows, count(*) FILTER (WHERE e.code <> r.code OR e.count <> r.count) AS wrong
FROM sample, LATERAL ROWS FROM (tally_each(tally)) WITH ORDINALITY e (code, count, i)
	FULL JOIN LATERAL (SELECT code, count, row_number() OVER (ORDER BY code) AS i FROM unnest(codes, counts) u (code, count)) r USING (i);
SELECT count(*) AS rows, count(*) FILTER (WHERE t.code <> r.code OR t.count <> r.count OR t.count IS NULL) AS wrong
FROM sample, LATERAL ROWS FROM (tally_top(tally, 20)) WITH ORDINALITY t (code, count, i)
	FULL JOIN LATERAL (SELECT code, count, row_number() OVER (ORDER BY count DESC, code) AS i FROM unnest(codes, counts) u (code, count) ORDER BY i LIMIT 20) r USING (i);
SELECT pattern, count(*) AS tallies, count(*) FILTER (WHERE tally_count(tally, pattern) <> sum) AS wrong_count,
	count(*) FILTER (WHERE tally_rate(tally, pattern) IS DISTINCT FROM sum::float8 / nullif(tally_total(tally), 0)) AS wrong_rate,
	count(*) FILTER (WHERE sum > 0) AS matched
FROM unnest('{X.X.X,2.X.X,4.X.X,5.X.X,X.1.X,5.7.X,X.1.1,5.1.1,X.X.1,4.X.1,5.1.0-9,X.0.3-700,5.999.999}'::esc_pattern[]) pattern,
	(SELECT * FROM sample WHERE n % 10 <> 0 OR n = 0) s,
	LATERAL (SELECT coalesce(sum(count), 0)::bigint AS sum FROM unnest(codes, counts) u (code, count) WHERE code <@ pattern) r
GROUP BY pattern ORDER BY pattern;

-- sums that are too large, of one code and of several
SELECT '{"5.1.1": 9223372036854775807}'::esc_tally + '{"5.1.1": 1}';
SELECT '{"2.0.0": 1, "5.1.1": 4611686018427387904, "5.7.1": 1}'::esc_tally + '{"4.2.2": 5, "5.1.1": 4611686018427387904}';
SELECT '{"5.1.1": 9223372036854775806}'::esc_tally + '{"5.1.1": 1, "5.1.2": 9223372036854775807}';
SELECT tally_total('{"5.1.1": 9223372036854775807, "5.1.2": 1}');
SELECT tally_count('{"5.1.1": 9223372036854775807, "5.1.2": 1}', '5.1.X');
SELECT tally_count('{"5.1.1": 9223372036854775807, "5.1.2": 1}', '5.1.1'), tally_rate('{"5.1.1": 9223372036854775807, "5.1.2": 9223372036854775807}', '5.1.1');

-- addition, against the rows of both
SELECT '{}'::esc_tally + '{}' AS none, '{}'::esc_tally + '{"5.1.1": 1}' AS left, '{"5.1.1": 1}'::esc_tally + '{}' AS right, '{"5.1.1": 1, "4.2.2": 127}'::esc_tally + '{"5.1.1": 2, "4.2.2": 1}' AS both,
	NULL::esc_tally + '{"5.1.1": 1}' AS unknown;
SELECT count(*) AS pairs, count(*) FILTER (WHERE a.tally + b.tally <> sum OR b.tally + a.tally <> sum) AS wrong
FROM (SELECT * FROM sample WHERE n % 7 = 0 AND n % 10 <> 0) a, (SELECT * FROM sample WHERE n % 11 = 0 AND n % 10 <> 0) b,
	LATERAL (SELECT pg_temp.text(array_agg(code), array_agg(count))::esc_tally AS sum
		FROM (SELECT code, sum(count)::bigint AS count FROM (SELECT * FROM unnest(a.codes, a.counts) u UNION ALL SELECT * FROM unnest(b.codes, b.counts) u) u (code, count) GROUP BY code) c) r;

-- however it is stored
CREATE TABLE stored (n int, short_header esc_tally, plain esc_tally, external esc_tally, compressed esc_tally);
ALTER TABLE stored ALTER plain SET STORAGE plain, ALTER external SET STORAGE external, ALTER compressed SET STORAGE main;
INSERT INTO stored SELECT n, tally, tally, tally, tally FROM sample;
INSERT INTO stored SELECT 1000 + subjects, NULL, NULL, tally, tally
FROM generate_series(1, 101, 50) subjects, LATERAL (SELECT pg_temp.text(array_agg(code), array_agg(1))::esc_tally AS tally FROM generate_series(0, subjects) subject, generate_series(0, 999) detail, make_esc(5, subject, detail) code) t;
SELECT count(*) AS rows, count(*) FILTER (WHERE pg_column_size(short_header) < 127) AS short, count(*) FILTER (WHERE pg_column_size(compressed) * 10 < octet_length(esc_tally_send(compressed))) AS compressed,
	count(*) FILTER (WHERE octet_length(esc_tally_send(external)) > 8000) AS external,
	count(*) FILTER (WHERE external <> compressed OR short_header <> external OR plain <> external OR esc_tally_hash(external) <> esc_tally_hash(compressed)
		OR tally_total(external + compressed) <> 2 * tally_total(external) OR external::text <> compressed::text OR short_header::text <> external::text) AS wrong
FROM stored WHERE n % 10 <> 0;
DROP TABLE stored;

-- of all 3,000,000 codes
CREATE TABLE large AS
	SELECT name, tally_agg(code, count) AS tally, count(*) AS codes, sum(count) AS total
	FROM (SELECT make_esc(class, subject, detail) AS code, 1 + detail % 3 * 1000 + subject AS count FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail) c,
		unnest('{one,thousand,all}'::text[]) name
	WHERE name = 'all' OR code <@ '5.7.X' AND name = 'thousand' OR code = '5.7.1' GROUP BY name;
SELECT name, octet_length(esc_tally_send(tally)) AS bytes, tally_total(tally) = total AS total, tally_count(tally, 'X.7.X') AS count, round(tally_rate(tally, 'X.7.X')::numeric, 6) AS rate,
	(SELECT count(*) FROM tally_each(tally)) = codes AS each, tally_total(tally + tally) = 2 * total AS sum,
	(SELECT array_agg(code) FROM tally_top(tally, 3)) AS top, length(tally::text) AS characters, tally::text::esc_tally = tally AS text_again
FROM large ORDER BY codes;
\copy large to 'tally.copy' (format binary)
CREATE TEMPORARY TABLE large_copied (LIKE large);
\copy large_copied from 'tally.copy' (format binary)
\! rm -f tally.copy
SELECT count(*), count(*) FILTER (WHERE c.tally = l.tally) AS same FROM large_copied c JOIN large l USING (name);

DROP TABLE sample, large;
