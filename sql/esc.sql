--
-- esc: input, output, order, parts, and all 3,000,000 codes
--
SELECT '5.1.1'::esc, '2.0.0'::esc, '4.7.26'::esc, '5.999.999'::esc;
SELECT esc '5.7.606', CAST('4.2.2' AS esc), '5.1.1'::text::esc, '5.1.1'::esc::text;
SELECT NULL::esc, ARRAY['5.1.1', '2.0.0']::esc[], '{4.1.1,NULL}'::esc[];
SELECT typlen, typbyval, typalign, typstorage, typcategory, typispreferred
FROM pg_type WHERE oid = 'esc'::regtype;
SELECT pg_column_size('5.999.999'::esc);

-- on the wire, for ever: class * 2^20 + subject * 2^10 + detail
SELECT code, esc_send(code) FROM unnest('{2.0.0,4.0.1,5.1.0,5.7.26,5.999.999}'::esc[]) code;

-- comparison, one operator after the other
SELECT a, b, a = b AS eq, a <> b AS ne, a < b AS lt, a <= b AS le, a > b AS gt,
	a >= b AS ge, esc_cmp(a, b) AS cmp, esc_smaller(a, b), esc_larger(a, b)
FROM (VALUES ('5.1.1'::esc, '5.1.1'::esc), ('5.1.2', '5.1.10'), ('5.10.0', '5.2.999'),
		('4.999.999', '5.0.0'), ('2.0.1', '2.0.0')) pair (a, b);

-- order, smallest, largest, groups
SELECT array_agg(code ORDER BY code), array_agg(code ORDER BY code DESC), min(code), max(code)
FROM unnest('{5.1.10,5.1.2,4.7.1,2.0.0,5.1.2,5.0.0}'::esc[]) code;
SELECT min(code), max(code) FROM unnest('{}'::esc[]) code;
SELECT code, count(*) FROM unnest('{5.1.1,5.1.1,4.2.2,NULL}'::esc[]) code GROUP BY code ORDER BY code;
SELECT DISTINCT code FROM unnest('{5.1.1,4.2.2,5.1.1}'::esc[]) code ORDER BY code;

-- building and taking apart
SELECT make_esc(5, 7, 26), make_esc(2, 0, 0), make_esc(4, 999, 999), make_esc(NULL, 1, 1);
SELECT make_esc(class => 5, subject => 1, detail => 1);
SELECT esc_class('5.7.26'), esc_subject('5.7.26'), esc_detail('5.7.26'), pg_typeof(esc_class('5.7.26'));

-- text that may be dirty
SELECT esc_try('5.1.1'), esc_try('5.1.01'), esc_try(''), esc_try(' 5.1.1'), esc_try(NULL),
	esc_try('5.1.1' || repeat('1', 100000)), esc_try(repeat('5', 100000)), esc_try('５.1.1');

-- every code: text and binary round trip, order, parts, hash
CREATE TABLE every_code AS
	SELECT make_esc(class, subject, detail) AS code, class, subject, detail,
		(class << 20) + (subject << 10) + detail AS value
	FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject,
		generate_series(0, 999) detail
	ORDER BY class, subject, detail;
SELECT count(*), count(DISTINCT code), min(code), max(code) FROM every_code;
SELECT count(*) AS wrong FROM every_code
WHERE code::text <> format('%s.%s.%s', class, subject, detail)
	OR code::text::esc <> code
	OR esc_try(code::text) IS DISTINCT FROM code
	OR esc_class(code) <> class OR esc_subject(code) <> subject OR esc_detail(code) <> detail
	OR esc_send(code) <> int4send(value)
	OR esc_hash(code) <> hashint4(value)
	OR esc_hash_extended(code, 42) <> hashint4extended(value, 42);
SELECT count(*) AS out_of_order
FROM (SELECT code, lag(code) OVER (ORDER BY class, subject, detail) AS before FROM every_code) step
WHERE NOT before < code OR NOT code > before OR NOT before <> code OR before = code
	OR NOT before <= code OR NOT code >= before
	OR esc_cmp(before, code) <> -1 OR esc_cmp(code, before) <> 1 OR esc_cmp(code, code) <> 0;
SELECT count(*) AS out_of_order
FROM (SELECT value, lag(value) OVER (ORDER BY code) AS before FROM every_code) step
WHERE before >= value;

-- and through COPY, in binary and in text
\getenv abs_builddir PG_ABS_BUILDDIR
\cd :abs_builddir
CREATE TABLE copied (code esc, value int);
\copy every_code (code, value) to 'every_code.copy' (format binary)
\copy copied from 'every_code.copy' (format binary)
\copy every_code (code, value) to 'every_code.copy'
\copy copied from 'every_code.copy'
\! rm -f every_code.copy
SELECT count(*), count(*) FILTER (WHERE copied.code <> every_code.code) AS wrong
FROM copied JOIN every_code USING (value);
DROP TABLE copied, every_code;
