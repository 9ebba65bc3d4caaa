--
-- esc_lint: doubts about a value, each word against a plain definition
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
CREATE TEMPORARY TABLE word_file (word text, about text, meaning text, remedy text, note text);
\copy word_file from 'src/classify/lint.tsv' (null '', header)

-- the words are a frozen interface; their documentation is the view
SELECT word, about FROM esc_lint_words;
SELECT (SELECT array_agg(v::text) FROM esc_lint_words v) = (SELECT array_agg(f::text) FROM (SELECT word, about, meaning, remedy FROM word_file) f) AS as_in_the_file;
SELECT count(*) AS incomplete FROM esc_lint_words WHERE word IS NULL OR about NOT IN ('code', 'provider', 'reply', 'both', 'diagnostic') OR meaning !~ '\.$' OR remedy !~ '\.$';

-- the reference has them all, in the same words
\set page `cat doc/reference.md`
CREATE TEMPORARY TABLE page AS SELECT string_to_table(:'page', E'\n') AS line;
SELECT format('| `%s` | %s | %s | %s |', word, about, meaning, remedy) AS not_in_the_reference FROM esc_lint_words
EXCEPT SELECT line FROM page;
SELECT count(*) = (SELECT count(*) FROM esc_lint_words) AS as_many FROM page WHERE line ~ '^\| `[a-z0-9-]+` \| (code|provider|reply|both|diagnostic) \|';

-- where there is nothing to doubt, and where there is nothing at all
SELECT esc_lint('5.1.1', 550), esc_lint('2.0.0', 250), esc_lint('4.2.2'), esc_lint(reply => 421), esc_lint('5.7.26', 550, 'google'), esc_lint('5.1.1', 550, NULL);
SELECT esc_lint(), esc_lint(NULL), esc_lint(NULL, NULL, NULL);
SELECT esc_lint(provider => 'google') AS known, esc_lint(provider => 'gogle') AS not_known, esc_lint(provider => '') AS empty;

-- each word
SELECT code, reply, provider, esc_lint(code, reply, provider)
FROM (VALUES
	('5.7.999'::esc, NULL::reply_code, NULL), ('5.99.1', NULL, NULL), ('4.0.947', NULL, NULL), ('2.0.947', NULL, NULL), ('5.0.899', NULL, NULL),
	('5.7.255', NULL, NULL), ('5.255.1', NULL, NULL), ('5.7.254', NULL, NULL), ('5.0.0', NULL, NULL), ('4.0.0', NULL, NULL), ('2.0.0', NULL, NULL),
	('5.6.10', NULL, NULL), ('5.2.2', NULL, NULL), ('4.2.2', NULL, NULL), ('5.1.5', NULL, NULL),
	-- providers
	('5.1.1', 550, 'acme'), ('5.7.30', 550, 'google'), ('5.7.30', 550, 'Gmail'), ('5.7.30', 550, NULL), ('5.7.606', 550, 'microsoft'), ('5.7.606', 550, NULL),
	('5.7.1', 550, 'google'), ('5.4.1', 550, 'outlook'), ('2.7.30', 550, 'google'),
	-- replies
	(NULL, 571, NULL), (NULL, 354, NULL), (NULL, 199, NULL), ('5.1.1', 571, NULL), ('5.1.1', 354, NULL), ('5.1.1', 334, NULL),
	-- pairs
	('5.1.1', 450, NULL), ('4.1.1', 550, NULL), ('2.0.0', 554, NULL), ('5.1.1', 250, NULL), ('4.2.2', 250, NULL), ('2.1.5', 450, NULL),
	('5.1.1', 552, NULL), ('4.1.1', 552, NULL), ('5.2.2', 552, NULL), ('2.1.1', 552, NULL), ('5.5.3', 552, NULL), ('4.5.3', 552, NULL), ('2.5.3', 552, NULL), ('5.5.3', 452, NULL)
) v (code, reply, provider);

-- every condition of IANA's, unregistered ones and some that parsers make, in every class, under replies of every
-- kind, from providers of every kind: what the words say beside what the other functions and the views say
CREATE TEMPORARY TABLE event AS
SELECT code, reply, provider
FROM unnest('{2,4,5}'::int[]) class,
	(SELECT split_part(pattern::text, '.', 2)::int AS subject, split_part(pattern::text, '.', 3)::int AS detail FROM esc_registry WHERE kind = 'enumerated'
	UNION VALUES (0, 899), (0, 900), (0, 999), (7, 255), (255, 1), (255, 255), (7, 254), (7, 606), (7, 999), (8, 0), (99, 1), (999, 999)) condition,
	make_esc(class, subject, detail) code,
	unnest('{NULL,199,250,252,298,354,421,450,452,499,550,551,552,554,571}'::reply_code[]) reply,
	unnest('{NULL,acme,google,microsoft,yahoo,apple,comcast,hornetsecurity}'::text[]) provider
UNION ALL SELECT NULL, reply::reply_code, NULL FROM generate_series(100, 599) reply;
-- the meanings of a provider that are left: with the reply or without any, the exact before the range, with a reply before without, submission last
CREATE TEMPORARY TABLE left_over AS
SELECT code, reply, provider, count(*) AS meanings, bool_and(dead_recipient) AS all_dead
FROM (SELECT e.*, dead_recipient, rank() OVER (PARTITION BY e.code, e.reply, e.provider ORDER BY pattern = code::esc_pattern DESC, basic_codes IS NULL, side = 'submission') AS place
	FROM (SELECT code, reply, provider, CASE WHEN reply = 552 AND code <@ 'X.5.3' THEN 452 WHEN reply BETWEEN 200 AND 299 OR reply >= 400 THEN reply END AS read_as FROM event) e
	JOIN provider_registry r ON r.provider = e.provider AND code <@ pattern
		AND (read_as IS NULL OR basic_codes IS NULL OR read_as = ANY (basic_codes))) ranked
WHERE place = 1 AND code <@ '5.X.X' OR place = 1 AND code <@ '4.X.X'
GROUP BY 1, 2, 3;
CREATE TEMPORARY TABLE expected AS
SELECT code, reply, provider, array_remove(ARRAY[
	CASE WHEN NOT known THEN 'unregistered' END,
	CASE WHEN NOT known AND esc_subject_name(code) IS NULL THEN 'unregistered-subject' END,
	CASE WHEN code <@ '4.0.900-999' OR code <@ '5.0.900-999' THEN 'pseudo-code' END,
	CASE WHEN NOT known AND 255 IN (esc_subject(code), esc_detail(code)) THEN 'saturated' END,
	CASE WHEN code IN ('4.0.0', '5.0.0') THEN 'uninformative' END,
	CASE WHEN classes_basis = 'deprecated' THEN 'deprecated' END,
	CASE WHEN NOT esc_is_conformant(code) THEN 'not-conformant' END,
	CASE WHEN NOT provider_is_known(provider) THEN 'unknown-provider' END,
	CASE WHEN differs THEN 'provider-conflict' END,
	CASE WHEN meanings > 1 THEN 'ambiguous' END,
	CASE WHEN NOT reply_is_registered(reply) THEN 'unregistered-reply' END,
	CASE WHEN reply < 200 OR reply BETWEEN 300 AND 399 THEN 'inconclusive-reply' END,
	CASE WHEN contradictory THEN 'class-mismatch' END,
	CASE WHEN contradictory AND code <@ '2.X.X' THEN 'success-code' END,
	CASE WHEN contradictory AND reply < 300 THEN 'success-reply' END,
	CASE WHEN reply = 552 AND NOT code <@ '2.X.X' AND coalesce(all_dead, permanent_action = 'suppress') THEN 'storage-reply' END,
	CASE WHEN reply = 552 AND code IN ('4.5.3', '5.5.3') THEN 'read-as-452' END], NULL) AS words
FROM (SELECT *, esc_is_registered(code, provider) AS known,
		NOT esc_agrees(code, reply) AND (reply BETWEEN 200 AND 299 OR reply >= 400) AND NOT (reply = 552 AND code IN ('4.5.3', '5.5.3')) AS contradictory
	FROM event) e
LEFT JOIN (SELECT pattern AS condition, classes_basis, permanent_action FROM esc_registry) i ON condition = esc_condition(code)
LEFT JOIN LATERAL esc_lookup(code, reply, provider) answer ON true
LEFT JOIN (SELECT provider AS source, pattern, meaning AS name, bool_or(relation = 'different') AS differs FROM provider_registry GROUP BY 1, 2, 3) r USING (source, pattern, name)
LEFT JOIN (SELECT code AS c, reply AS r, provider AS p, meanings, all_dead FROM left_over) l ON c = code AND p = provider AND r IS NOT DISTINCT FROM reply;
SELECT count(*) AS events, count(*) FILTER (WHERE words = '{}') AS without_doubt FROM expected;
SELECT code, reply, provider, words, esc_lint(code, reply, provider) FROM expected
WHERE esc_lint(code, reply, provider) IS DISTINCT FROM words ORDER BY 1, 2, 3 LIMIT 20;

-- every word was said, and no other; of the words of a diagnostic test words tells
SELECT array_agg(word ORDER BY word) FILTER (WHERE about <> 'diagnostic') = (SELECT array_agg(DISTINCT word ORDER BY word) FROM expected, unnest(words) word) AS all_said FROM esc_lint_words;

-- every detail of the subjects that there are and of some that there are not
SELECT words, count(*) AS codes, min(code), max(code)
FROM unnest('{2,4,5}'::int[]) class, unnest('{0,1,2,3,4,5,6,7,8,99,254,255,256,999}'::int[]) subject, generate_series(0, 999) detail,
	make_esc(class, subject, detail) code, esc_lint(code) words
GROUP BY words ORDER BY words;

-- marked as the other functions of an event are
SELECT provolatile, proparallel, proisstrict, proleakproof, pg_get_function_arguments(oid), prorettype::regtype
FROM pg_proc WHERE proname = 'esc_lint';
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid = 'esc_lint_words'::regclass;
