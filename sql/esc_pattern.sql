--
-- esc_pattern: input, output, order, sets, and what is refused
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
\i test/refusal.sql

-- every spelling, and the one that is written
SELECT spelling, spelling::esc_pattern AS canonical
FROM unnest('{5.1.1,5.7.X,5.X.X,X.X.X,X.7.X,X.1.1,X.X.1,5.X.1,5.7.606-649,X.7.606-649,X.X.606-649,
	2.XXX.YYY,4.XXX.YYY,X.0.YYY,X.7.YYY,x.7.x,x.x.x,5.*.*,*.*.*,*.1.1,5.xx.yy,X.X.XXX,5.YYY.XXX,x.Xx.yY,
	5.7.0-999,X.X.0-999,5.7.3-3,5.7.0-0,5.7.999-999,5.7.0-998,5.7.1-999}'::text[]) spelling;
SELECT typlen, typalign, typstorage, typcategory, typispreferred FROM pg_type WHERE oid = 'esc_pattern'::regtype;
SELECT pg_column_size('5.7.X'::esc_pattern), NULL::esc_pattern, '{5.7.X,NULL}'::esc_pattern[];

-- on the wire, for ever: class * 2^30 + (subject + 1) * 2^20 + first * 2^10 + (999 - last), 0 for any
SELECT pattern, esc_pattern_send(pattern)
FROM unnest('{X.X.X,X.X.1,X.0.X,X.1.1,2.X.X,5.1.1,5.7.X,5.7.606-649,5.999.999}'::esc_pattern[]) pattern;

-- order: each pattern comes before those that it contains
SELECT array_agg(pattern ORDER BY pattern)
FROM unnest('{5.7.26,5.7.X,X.7.26,5.X.X,X.X.X,X.1.X,5.7.0,5.7.0-10,5.7.1,2.X.X,5.X.1,5.7.26-30,X.X.26}'::esc_pattern[]) pattern;
SELECT a, b, a = b AS eq, a <> b AS ne, a < b AS lt, a <= b AS le, a > b AS gt, a >= b AS ge,
	esc_pattern_cmp(a, b) AS cmp, esc_pattern_smaller(a, b), esc_pattern_larger(a, b)
FROM (VALUES ('5.7.0-999'::esc_pattern, '5.7.X'::esc_pattern), ('5.7.X', '5.7.0'), ('5.7.1', '5.7.X')) pair (a, b);
SELECT min(pattern), max(pattern), count(DISTINCT pattern) FROM unnest('{5.7.X,X.X.X,5.*.*,5.x.X}'::esc_pattern[]) pattern;
SELECT opcname, amname, opcdefault, amvalidate(c.oid) AS valid
FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod WHERE opcintype = 'esc_pattern'::regtype ORDER BY amname;
CREATE TABLE rule (pattern esc_pattern PRIMARY KEY);
INSERT INTO rule VALUES ('5.7.X'), ('X.1.1');
INSERT INTO rule VALUES ('5.7.0-999');
INSERT INTO rule SELECT code FROM unnest('{5.1.1,4.2.2}'::esc[]) code;
CREATE INDEX ON rule USING hash (pattern);
SELECT * FROM rule ORDER BY pattern;
DROP TABLE rule;

-- from a code, and from parts
SELECT '5.7.26'::esc::esc_pattern, esc_condition('5.1.1'), esc_trunc('class', '5.7.26'), esc_trunc('subject', '5.7.26'),
	esc_trunc('detail', '5.7.26'), esc_trunc('SUBJECT', '4.2.2');
SELECT esc_trunc('day', '5.7.26');
SELECT make_esc_pattern(), make_esc_pattern(5), make_esc_pattern(5, 7), make_esc_pattern(NULL, 7), make_esc_pattern(5, 7, 26, 26),
	make_esc_pattern(5, 7, 606, 649), make_esc_pattern(5, 7, 900, NULL), make_esc_pattern(5, 7, NULL, 9), make_esc_pattern(subject => 1);
SELECT make_esc_pattern(3);
SELECT make_esc_pattern(5, 1000);
SELECT make_esc_pattern(5, 7, -1, 3);
SELECT make_esc_pattern(5, 7, 0, 1000);
SELECT make_esc_pattern(5, 7, 9, 3);
SELECT esc_pattern_try('5.7.X'), esc_pattern_try('5.7'), esc_pattern_try('5.7.9-3'), esc_pattern_try(NULL), esc_pattern_try(repeat('X', 100000));

-- what is refused
SELECT '5.7.649-606'::esc_pattern;
SELECT '5.7'::esc_pattern;
SELECT quote_nullable(bad) AS input, r.state, r.detail, r.hint
FROM unnest(ARRAY['', '5', 'X', '*', '5.X', '5.*', '%', '5.%', '5.7.%', '5.?.1', 'X.X', 'XX.1.1', 'XXX.1.1', 'Y.1.1', '5.XXXX.1', '5.XY.1', '5.1.XXXX', '5.1.ZZZ',
		'3.X.X', '0.1.1', '55.X.X', '550', '5.01.X', '5.X.01', '5.1000.X', '5.X.1000', '5.7.-9', '5.7.3-', '5.7.3--9', '5.7.9-3', '5.7.3-1000', '5.7.03-9', '5.7.3-09',
		'5.7.3-X', '5.7.X-9', '5.1-3.1', '2-5.1.1', '5.7.1,2', '5.7.X.X', '5.7.XX9', '5.7.9X', ' 5.7.X', '5.7.X ', '5. 7.X', '5.7.3 - 9', '5,7,X', '[5.7.X]', 'abc'])
	WITH ORDINALITY input (bad, n), pg_temp.refusal(bad, 'esc_pattern') r
ORDER BY n;
-- the parser against an independent definition: every text up to five
-- characters, and every text up to nine that is made of few
CREATE FUNCTION pg_temp.is_pattern(t text) RETURNS boolean LANGUAGE sql AS $$
	SELECT CASE WHEN t ~ '^([245]|[Xx]|\*)\.(0|[1-9][0-9]{0,2}|[Xx]{1,3}|[Yy]{1,3}|\*)\.((0|[1-9][0-9]{0,2})(-(0|[1-9][0-9]{0,2}))?|[Xx]{1,3}|[Yy]{1,3}|\*)$'
		THEN t !~ '-' OR substring(t from '([0-9]+)-')::int <= substring(t from '-([0-9]+)')::int ELSE false END
$$;
WITH RECURSIVE texts (t) AS (
	SELECT '' UNION ALL
	SELECT t || c FROM texts, unnest('{0,1,2,3,4,5,6,7,8,9,.,X,x,y,*,-," "}'::text[]) c WHERE length(t) < 5)
SELECT count(*) AS texts, count(esc_pattern_try(t)) AS patterns,
	count(*) FILTER (WHERE (esc_pattern_try(t) IS NOT NULL) <> pg_temp.is_pattern(t)) AS differences,
	count(*) FILTER (WHERE esc_pattern_try(t)::text::esc_pattern <> esc_pattern_try(t)) AS changed
FROM texts;
WITH RECURSIVE texts (t) AS (
	SELECT '5.' UNION ALL
	SELECT t || c FROM texts, unnest('{1,5,.,X,-}'::text[]) c WHERE length(t) < 9)
SELECT count(*) AS texts, count(esc_pattern_try(t)) AS patterns, count(*) FILTER (WHERE esc_pattern_try(t)::text ~ '-') AS ranges,
	count(*) FILTER (WHERE (esc_pattern_try(t) IS NOT NULL) <> pg_temp.is_pattern(t)) AS differences,
	count(*) FILTER (WHERE esc_pattern_try(t)::text::esc_pattern <> esc_pattern_try(t)) AS changed
FROM texts;
-- binary: what comes out goes in, and nothing else
SELECT left(m::text, 20) AS message, r.state, r.detail, r.value
FROM unnest('{"\\x0000000000000000","\\x000000014083e7e7","\\x","\\x00","\\x00000001","\\x00000001408000","\\x000000014083e7e700",
		"\\x00000000c0000000","\\x0000000100000000","\\x0000000040000000","\\x0000000180000000","\\xffffffffffffffff","\\x8000000000000000","\\x7fffffffffffffff",
		"\\x0000000140800001","\\x00000001408003e7","\\x00000001408003e8","\\x000000014080fbe8","\\x000000017ea00000","\\x000000017e900000","\\x000000014080081f","\\x0000010140800000"}'::bytea[])
	WITH ORDINALITY message (m, n), pg_temp.receive(m, 'esc_pattern') r
ORDER BY n;

-- shapes of every kind, for what follows
CREATE TABLE shape AS
	SELECT make_esc_pattern(class, subject, first, last) AS pattern, class, subject, coalesce(first, 0) AS first, coalesce(last, 999) AS last
	FROM unnest('{NULL,2,4,5}'::int[]) class, unnest('{NULL,0,7,999}'::int[]) subject,
		(VALUES (NULL, NULL), (0, 0), (26, 26), (999, 999), (20, 30), (0, 998), (1, 999), (606, 649)) detail (first, last);
SELECT count(*), count(DISTINCT pattern) FROM shape;
SELECT count(*) AS changed FROM shape
WHERE pattern::text::esc_pattern <> pattern OR make_esc_pattern(class, subject, first, last) <> pattern;

-- <@ between a code and a pattern, on codes at every edge
CREATE TABLE edge AS
	SELECT make_esc(class, subject, detail) AS code FROM unnest('{2,4,5}'::int[]) class, unnest('{0,1,6,7,8,998,999}'::int[]) subject,
		unnest('{0,1,19,20,25,26,27,30,31,605,606,649,650,998,999}'::int[]) detail;
SELECT count(*) AS pairs, count(*) FILTER (WHERE code <@ pattern) AS matches,
	count(*) FILTER (WHERE (code <@ pattern) <> ((class IS NULL OR class = esc_class(code)) AND (subject IS NULL OR subject = esc_subject(code))
		AND esc_detail(code) BETWEEN first AND last)) AS wrong,
	count(*) FILTER (WHERE (code <@ pattern) <> (pattern @> code) OR (code <@ pattern) <> esc_matches_any(code, ARRAY[pattern])
		OR (code <@ pattern) <> (code::esc_pattern <@ pattern) OR (code <@ pattern) <> (code::esc_pattern && pattern)
		OR (code <@ pattern) <> esc_filter(code, pattern)) AS differ,
	count(*) FILTER (WHERE code <@ pattern AND NOT code BETWEEN esc_pattern_lower(pattern) AND esc_pattern_upper(pattern)) AS out_of_bounds
FROM shape, edge;

-- between patterns: <@, @> and && against the sets themselves
SELECT count(*) AS pairs, count(*) FILTER (WHERE a.pattern <@ b.pattern) AS contained, count(*) FILTER (WHERE a.pattern && b.pattern) AS overlapping,
	count(*) FILTER (WHERE (a.pattern <@ b.pattern) <> ((b.class IS NULL OR b.class IS NOT DISTINCT FROM a.class)
		AND (b.subject IS NULL OR b.subject IS NOT DISTINCT FROM a.subject) AND b.first <= a.first AND a.last <= b.last)) AS contained_wrong,
	count(*) FILTER (WHERE (a.pattern && b.pattern) <> EXISTS (SELECT FROM edge WHERE code <@ a.pattern AND code <@ b.pattern)) AS overlapping_wrong,
	count(*) FILTER (WHERE (a.pattern <@ b.pattern) <> (b.pattern @> a.pattern) OR (a.pattern && b.pattern) <> (b.pattern && a.pattern)) AS differ,
	count(*) FILTER (WHERE (a.pattern <@ b.pattern AND b.pattern <@ a.pattern) <> (a.pattern = b.pattern)) AS equality_wrong,
	count(*) FILTER (WHERE a.pattern <@ b.pattern AND a.pattern < b.pattern) AS order_wrong,
	count(*) FILTER (WHERE a.pattern <@ b.pattern AND a.pattern <> b.pattern
		AND esc_pattern_specificity(a.pattern) <= esc_pattern_specificity(b.pattern)) AS specificity_wrong
FROM shape a, shape b;

-- how specific, and the runs of codes
SELECT pattern, esc_pattern_specificity(pattern), esc_pattern_lower(pattern), esc_pattern_upper(pattern)
FROM unnest('{X.X.X,5.X.X,X.7.X,X.X.1,5.7.X,5.X.1,5.7.606-649,X.1.1,5.1.1}'::esc_pattern[]) pattern;
SELECT pattern, lo, hi FROM unnest('{X.X.X,5.X.X,X.7.X,5.7.X,5.7.606-649,X.7.606-649,X.1.1,5.1.1}'::esc_pattern[]) pattern, esc_pattern_ranges(pattern);
SELECT pattern, count(*), min(lo), max(hi) FROM unnest('{5.X.1,X.X.1,X.X.1-999}'::esc_pattern[]) pattern, esc_pattern_ranges(pattern) GROUP BY pattern;
SELECT count(*) AS wrong FROM (SELECT pattern, 3000000 - esc_pattern_specificity(pattern) AS size,
	(SELECT sum(CASE WHEN pattern = 'X.X.X' THEN 3000000 WHEN esc_subject(lo) < esc_subject(hi) THEN 1000000 ELSE esc_detail(hi) - esc_detail(lo) + 1 END)
		FROM esc_pattern_ranges(pattern)) AS codes FROM shape) s WHERE size <> codes;

-- several patterns at once; NULL as with = ANY
SELECT esc_matches_any('5.1.1', '{X.1.1,5.7.X}'), esc_matches_any('5.2.2', '{X.1.1,5.7.X}'), esc_matches_any('5.1.1', '{}'),
	esc_matches_any('5.1.1', '{NULL,X.1.1}'), esc_matches_any('5.2.2', '{NULL,X.1.1}'), esc_matches_any(NULL, '{X.X.X}'), esc_matches_any('5.1.1', '{{X.2.2},{X.1.1}}');
SELECT NULL::esc <@ 'X.X.X' AS code, '5.1.1'::esc <@ NULL AS pattern, NOT (NULL::esc <@ 'X.X.X') AS not_code;
SELECT code, code <@ 'X.X.X' AS any_code, code <@ 'X.7.X' AS policy, NOT code <@ 'X.7.X' AS not_policy, code <@ 'X.1.1' AS unknown, code <@ '5.X.1' AS ones
FROM unnest('{NULL,5.7.1,5.1.1}'::esc[]) code;
SELECT esc '5.7.1' <@ '5.7.X', '5.7.X' @> esc '5.7.1';

-- the registry is keyed by patterns, and esc_lookup finds the most specific
SELECT pattern, kind FROM esc_registry WHERE pattern @> '5.1.1'::esc ORDER BY esc_pattern_specificity(pattern) DESC;
SELECT code, (esc_lookup(code)).* FROM unnest('{5.1.1,4.1.1,2.1.5,5.6.10,5.7.999,5.99.1,NULL}'::esc[]) code;
SELECT (esc_lookup('5.1.1', 552)).*;
SELECT count(*) AS wrong FROM (SELECT code, (esc_lookup(code)).* FROM edge) found
WHERE pattern <> (SELECT r.pattern FROM esc_registry r WHERE r.pattern @> code ORDER BY esc_pattern_specificity(r.pattern) DESC, kind = 'subject' DESC LIMIT 1)
	OR category <> classify(code) OR action <> recommend(code) OR level <> (SELECT kind FROM esc_registry r WHERE r.pattern = found.pattern);
DROP TABLE shape, edge;
