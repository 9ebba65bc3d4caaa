--
-- What a reply says, without what differs from one message to the next
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
CREATE TABLE fingerprint (text text, fingerprint text, why text);
\copy fingerprint from 'test/data/fingerprints.tsv' (header)
SELECT count(*) >= 120 AS texts, count(DISTINCT fingerprint) >= 40 AS failures FROM fingerprint;

-- every text gives the fingerprint that it is listed with
SELECT text, fingerprint, reply_fingerprint(text) AS found, why
FROM fingerprint WHERE reply_fingerprint(text) IS DISTINCT FROM fingerprint;
-- what is written alike is one failure
SELECT count(*) FROM fingerprint a JOIN fingerprint b ON a.why = b.why AND a.why IN ('addresses', 'hosts', 'IP addresses', 'times and dates',
	'ids of queues, sessions and messages', 'the wrapping of the programs that pass the reply on', 'several lines, in whatever form they come')
WHERE a.fingerprint <> b.fingerprint;

-- a fingerprint is its own fingerprint, also of the texts of other tests
CREATE TABLE reply_text (text text, reply text, code text, why text);
\copy reply_text from 'test/data/replies.tsv' (header)
SELECT t, f, reply_fingerprint(f) AS again FROM (TABLE fingerprint UNION ALL SELECT text, code, why FROM reply_text) texts (t, c, w), reply_fingerprint(t) f
WHERE reply_fingerprint(f) <> f;
-- it keeps the reply and the code
SELECT t.text, f FROM reply_text t, smtp_parse(t.text) p, reply_fingerprint(t.text) f
WHERE p.reply IS NOT NULL AND f NOT LIKE concat_ws(' ', p.reply, p.code) || '%';
-- and nothing that looks like an address
SELECT text, f FROM (SELECT text FROM fingerprint UNION ALL SELECT text FROM reply_text) texts, reply_fingerprint(text) f
WHERE f ~ '@' AND text !~ '^550@|5.1.1@';

SELECT reply_fingerprint(NULL), reply_fingerprint(''), reply_fingerprint(E' \n\t ');

-- any bytes, any length, in linear time, and at most 1000 bytes
SELECT length(t), octet_length(f) <= 1000 AS bounded, left(f, 40) AS begins
FROM unnest(ARRAY[repeat('a', 1000000), repeat('a ', 500000), repeat('a@', 500000), repeat('@', 1000000), repeat('1', 1000000), repeat('1.', 500000), repeat('.', 1000000),
	repeat('a.', 500000), repeat(':', 1000000), repeat('::1 ', 250000), repeat('http://', 150000), repeat('"', 1000000), repeat('(', 1000000), repeat(')', 1000000),
	repeat('<a@b.c> ', 100000), repeat('550-', 250000), repeat('550 5.1.1 ', 100000), repeat(E'550\n', 250000), repeat('2026-', 200000), repeat('Mon, ', 200000),
	repeat('é', 500000), 'a' || repeat('é', 500000), repeat('用', 300000), repeat('=', 1000000), repeat('a=', 500000), repeat('\n', 500000), repeat('(in reply to ', 80000) || ')']) t,
	reply_fingerprint(t) f;
-- a character is not cut
SELECT octet_length(reply_fingerprint(repeat(c, 2000))), reply_fingerprint(repeat(c, 2000)) = repeat(c, 1000 / octet_length(c)) AS whole
FROM unnest('{é,用,😀}'::text[]) c;
-- any characters of those that matter
SELECT count(*) AS texts, count(*) FILTER (WHERE octet_length(f) > 1000 OR f ~ '^\s|\s$|\s\s|\n') AS wrong
FROM generate_series(1, 20000) i, LATERAL (SELECT string_agg(substr('05a.:-@<>"/# Zéf(=' || E'\n', 1 + (hashint8extended(i * 100 + j, 7) & 15)::int, 1), '') AS t FROM generate_series(1, 40) j) x,
	reply_fingerprint(t) f;
DROP TABLE fingerprint, reply_text;
