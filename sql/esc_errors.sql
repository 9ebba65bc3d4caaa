--
-- esc: what is refused, with which SQLSTATE, and what the user is told
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
\i test/refusal.sql

-- as psql shows it
SELECT '5.1.01'::esc;
SELECT 'X.1.1'::esc;
SELECT '550'::esc;

SELECT quote_nullable(bad) AS input, r.state, r.detail, r.hint
FROM unnest(ARRAY[
		-- not three parts
		'', '5', '5.', '5.1', '5.1.', '.', '..', '...', '.1.1', '5..1', '5.1..1', '5.1.1.', '5.1.1.1',
		-- class
		'0.1.1', '1.1.1', '3.1.1', '6.1.1', '9.0.0', '05.1.1', '55.1.1', '550', '550.1.1', '599', '999',
		-- leading zeros and long numbers
		'5.01.1', '5.1.01', '5.00.1', '5.1.00', '5.1.001', '5.1000.1', '5.1.1000', '5.1.0000',
		'5.1.4294967297', '5.1.99999999999999999999999999', '99999999999999999999.1.1',
		-- signs and other numbers
		'+5.1.1', '-5.1.1', '5.-1.1', '5.1.+1', '5.1.1e1', '0x5.1.1', '5.1.1L', '5e0.1.1',
		-- blanks
		' 5.1.1', '5.1.1 ', '5 .1.1', '5. 1.1', '5.1 .1', '5.1. 1', ' ', E'5.1.1\n', E'\t5.1.1', E'5.1.1\r\n',
		E'\x0B5.1.1', E'5.1.1\f', U&'\00A05.1.1', U&'5.1.1\00A0',
		-- other separators
		'5,1,1', '5-1-1', '5:1:1', '5.1,1', '5/1/1', '511', '5_1_1', '5.1-1',
		-- text before and after
		'#5.1.1', '(5.1.1)', '550 5.1.1', '5.1.1:', '5.1.1 User unknown', 'v5.1.1', '5.1.1x', '"5.1.1"', '5.1.1;',
		-- wildcards
		'X.1.1', 'x.1.1', '*.1.1', '5.X.1', '5.1.X', '5.x.x', '5.*', '5.1.*', 'X.X.X', '5.XXX.YYY', '5.1.1-9',
		-- not a number at all
		'abc', 'five.one.one', U&'\FF15.\FF11.\FF11', U&'\0665.1.1', 'NULL', 'null', 'infinity', '{}', '5.I.I']
	) WITH ORDINALITY input (bad, n), pg_temp.refusal(bad, 'esc') r
ORDER BY n;

-- nothing but 22P02, the text in the message, a detail always
SELECT count(*) AS inputs, count(*) FILTER (WHERE r.state = '22P02') AS refused,
	count(*) FILTER (WHERE r.message = format('invalid input syntax for type esc: "%s"', bad)) AS quoted,
	count(r.detail) FILTER (WHERE r.detail <> '') AS explained
FROM unnest(ARRAY['', '5.1', '3.1.1', '5.01.1', 'x', repeat('5', 1000), repeat('5.', 5000),
		repeat('é', 100), U&'\FEFF5.1.1', '5.1.1' || chr(1), repeat(' ', 1000000)]) bad, pg_temp.refusal(bad, 'esc') r;

-- a message quotes a megabyte of the text at most, and no part of a character
SELECT type, r.state, octet_length(r.message) - octet_length(format('invalid input syntax for type %s: ""', type)) AS quoted, right(r.message, 5) AS ends
FROM unnest('{esc,esc_pattern,reply_code,esc_tally}'::regtype[]) type, pg_temp.refusal('y' || repeat('é', 1000000), type) r;
SELECT state, octet_length(message) AS message, octet_length(detail) AS detail
FROM unnest(ARRAY['{"' || repeat('x', 2000000) || '": 1}', '{"5.1.1": 1' || repeat('0', 2000000) || '}']) text, pg_temp.refusal(text, 'esc_tally');

-- the parser against an independent definition: every text up to seven characters
WITH RECURSIVE texts (t) AS (
	SELECT '' UNION ALL
	SELECT t || c FROM texts, unnest('{0,1,5,.,X," "}'::text[]) c WHERE length(t) < 7)
SELECT count(*) AS texts, count(esc_try(t)) AS codes,
	count(*) FILTER (WHERE (esc_try(t) IS NOT NULL) <> (t ~ '^[245]\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$')) AS differences,
	count(*) FILTER (WHERE esc_try(t)::text <> t) AS changed
FROM texts;
SELECT count(*) AS single_bytes, count(esc_try('5.1.1' || chr(c))) AS after,
	count(esc_try(chr(c) || '5.1.1')) AS before, count(esc_try('5.1' || chr(c) || '.1')) AS within
FROM generate_series(1, 300) c;

-- out of range
SELECT make_esc(3, 1, 1);
SELECT make_esc(5, 1000, 1);
SELECT make_esc(5, 1, -1);
SELECT make_esc(2147483647, 0, 0);
SELECT make_esc(4, -2147483648, 2147483647);

-- binary: the bytes of a bytea column are the bytes of the message
SELECT left(m::text, 20) AS message, r.state, r.detail, r.value
FROM unnest(ARRAY[
		-- good
		'\x00200000', '\x00500401', '\x005f9fe7',
		-- every wrong length
		'', '\x00', '\x0050', '\x005004', '\x0050040100', '\x005004010000', '\x0050040100000000', decode(repeat('00', 100), 'hex'),
		-- class
		'\x00000000', '\x00100000', '\x00300000', '\x00600000', '\x00f00000', '\x7fffffff', '\x80000000', '\xffffffff',
		'\xff500401', '\x01500401', '\x80500401',
		-- subject and detail above 999
		'\x005fa000', '\x005003e8', '\x005003ff', '\x005ffc00', '\x005fffff', '\x004fffff']::bytea[]) WITH ORDINALITY message (m, n),
	pg_temp.receive(m, 'esc') r
ORDER BY n;
-- each 10-bit part refused exactly where the text form would be
SELECT count(*) FILTER (WHERE r.value IS NOT NULL) AS accepted, count(*) FILTER (WHERE r.state = '22P03') AS refused
FROM unnest('{0,1,2,3,4,5,6,7}'::int[]) class, unnest('{0,999,1000,1023}'::int[]) subject,
	unnest('{0,999,1000,1023}'::int[]) detail, 
	pg_temp.receive(int4send((class << 20) + (subject << 10) + detail), 'esc') r;
