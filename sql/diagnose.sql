--
-- diagnose: one row with the whole answer
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir

-- the columns that queries rely on
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid = 'diagnosis'::regclass;
SELECT provolatile, proparallel, proisstrict, proretset, pg_get_function_arguments(oid), prorettype::regtype
FROM pg_proc WHERE proname = 'diagnose';

-- NULL where there is neither a code nor a reply
SELECT diagnose() IS NULL, diagnose(NULL) IS NULL, diagnose(NULL, NULL, 'google') IS NULL, diagnose(reply => 550) IS NULL, diagnose(provider => 'google', code => '5.7.30') IS NULL;
SELECT * FROM diagnose(NULL, NULL);
SELECT * FROM diagnose('5.1.1', 550) \gx
SELECT * FROM diagnose('5.7.30', 550, 'Gmail') \gx
SELECT * FROM diagnose(NULL, 421) \gx

-- every condition of IANA's and others, in every class, under every reply of a few, from every provider
CREATE TEMPORARY TABLE event AS
SELECT code, reply, provider
FROM unnest('{2,4,5}'::int[]) class,
	(SELECT split_part(pattern::text, '.', 2)::int AS subject, split_part(pattern::text, '.', 3)::int AS detail FROM esc_registry WHERE kind = 'enumerated'
	UNION SELECT esc_subject(code), esc_detail(code) FROM provider_registry, esc_pattern_lower(pattern) code
	UNION VALUES (0, 999), (7, 255), (7, 999), (8, 0), (99, 1), (999, 999)) condition,
	make_esc(class, subject, detail) code,
	unnest('{NULL,250,354,421,450,452,550,552,554,571}'::reply_code[]) reply,
	(SELECT DISTINCT provider FROM provider_registry UNION VALUES (NULL), ('acme')) provider
UNION ALL SELECT NULL, reply::reply_code, provider FROM generate_series(100, 599) reply, unnest('{NULL,google}'::text[]) provider;
CREATE TEMPORARY TABLE diagnosed AS SELECT code, reply, event.provider, d.* FROM event, diagnose(code, reply, event.provider) d;
SELECT count(*) > 100000 AS many, count(*) = (SELECT count(*) FROM event) AS all, count(DISTINCT category) AS categories, count(DISTINCT action) AS actions,
	count(DISTINCT party) AS parties, count(DISTINCT source) AS sources
FROM diagnosed;

-- it says what the other functions say
SELECT * FROM diagnosed
WHERE (category, action, party, permanence, flags) IS DISTINCT FROM
	(classify(code, reply, provider), recommend(code, reply, provider), responsible(code, reply, provider), permanence(code, reply, provider), esc_lint(code, reply, provider))
	OR hardness IS DISTINCT FROM hardness(code, reply, provider) OR phrase IS NOT NULL;
-- and where the code answers, what esc_lookup finds
SELECT d.* FROM diagnosed d, esc_lookup(code, reply, provider) l
WHERE d.source <> 'reply' AND (d.level, d.pattern, d.source, d.reference) IS DISTINCT FROM (l.level, l.pattern, l.source, l.reference);
-- the reply answers where there is no code, or one of class 2 under a failing reply
SELECT * FROM diagnosed
WHERE (source = 'reply') IS DISTINCT FROM (code IS NULL OR (code <@ '2.X.X' AND reply >= 400 AND reply IS NOT NULL))
	OR (source = 'reply') IS DISTINCT FROM (level = 'reply') OR (source = 'reply') IS DISTINCT FROM (pattern IS NULL);
SELECT d.* FROM diagnosed d LEFT JOIN reply_registry r ON r.code = d.reply
WHERE source = 'reply' AND d.reference IS DISTINCT FROM r.reference;

-- explanations are made of whole sentences
SELECT explanation FROM diagnosed
WHERE explanation IS NULL OR explanation !~ '^[0-9][^{}]*[A-Za-z]\.$' OR explanation ~ '  |\.\.|\( |\(null\)' OR explanation ~ '\. [a-z]' OR explanation ~ ' [;,.]'
	OR explanation NOT LIKE CASE WHEN source = 'reply' OR code IS NULL THEN reply::text ELSE concat_ws(' ', reply, code) END || '%' LIMIT 10;
-- they are built of the phrases in the files, the same for all events
CREATE TEMPORARY TABLE label_file (type text, label text, parent text, meaning text, phrase text);
\copy label_file from 'src/registry/labels.tsv' (null '', header)
CREATE TEMPORARY TABLE word_file (word text, about text, meaning text, remedy text, note text);
\copy word_file from 'src/classify/lint.tsv' (null '', header)
SELECT d.* FROM diagnosed d
JOIN label_file a ON a.type = 'bounce_action' AND a.label = action::text
JOIN label_file p ON p.type = 'bounce_permanence' AND p.label = permanence::text
JOIN label_file w ON w.type = 'bounce_party' AND w.label = party::text
WHERE right(explanation, length(a.phrase)) <> a.phrase
	OR (permanence = 'none') <> (p.phrase IS NULL) OR explanation NOT LIKE coalesce('% ' || p.phrase || ' and ' || w.phrase || '. %', '%');
SELECT d.* FROM diagnosed d, word_file f
WHERE note IS NOT NULL AND (word = ANY (flags)) <> (position(replace(replace(note, '{code}', coalesce(code::text, '')), '{reply}', coalesce(reply::text, '')) IN explanation) > 0) LIMIT 10;
SELECT count(DISTINCT word) = (SELECT count(*) FROM word_file WHERE note IS NOT NULL AND about <> 'diagnostic') AS every_note FROM diagnosed, word_file WHERE note IS NOT NULL AND word = ANY (flags);

-- to be read: every kind of answer, of action and of contradiction
SELECT explanation FROM (VALUES
	('5.1.1'::esc, 550::reply_code, NULL), ('4.1.1', 450, NULL), ('5.2.2', NULL, NULL), ('4.7.28', 421, NULL), ('5.7.26', 550, NULL), ('5.7.13', 525, NULL), ('5.3.4', 552, NULL),
	('5.7.1', 550, NULL), ('5.7.29', 550, NULL), ('5.6.10', 554, NULL), ('5.7.999', 550, NULL), ('5.99.1', 550, NULL), ('4.0.947', NULL, NULL), ('5.7.255', NULL, NULL), ('5.0.0', 554, NULL),
	('5.7.30', 550, 'google'), ('5.7.1', 550, 'gmail'), ('5.4.1', 550, 'outlook'), ('5.7.606', 550, 'microsoft'), ('5.1.1', 550, 'acme'),
	(NULL, 550, NULL), (NULL, 421, NULL), (NULL, 556, NULL), (NULL, 571, NULL), (NULL, 354, NULL), (NULL, 199, NULL), (NULL, 250, NULL), (NULL, 298, NULL),
	('2.0.0', 250, NULL), ('2.6.4', NULL, NULL), ('2.99.9', NULL, NULL),
	('5.1.1', 450, NULL), ('4.4.7', 550, NULL), ('2.0.0', 554, NULL), ('5.1.1', 250, NULL), ('5.1.1', 354, NULL), ('5.1.1', 552, NULL), ('5.5.3', 552, NULL)
) v (code, reply, provider), diagnose(code, reply, provider);

-- in FROM it is called once for each row, in the list of a SELECT once for each column
CREATE TEMPORARY SEQUENCE calls;
CREATE FUNCTION pg_temp.counted(code esc) RETURNS esc LANGUAGE sql VOLATILE AS 'SELECT CASE WHEN nextval(''calls'') > 0 THEN code END';
CREATE TEMPORARY TABLE bounce AS SELECT make_esc(5, 1, n) AS code FROM generate_series(1, 10) n;
SELECT count(*) AS rows, count(category), count(explanation) FROM bounce, diagnose(pg_temp.counted(code));
SELECT last_value AS calls FROM calls;
SELECT setval('calls', 1, false);
SELECT count(*) AS rows FROM (SELECT (diagnose(pg_temp.counted(code))).* FROM bounce OFFSET 0) d WHERE (category, explanation, hardness) IS NOT NULL;
SELECT last_value AS calls FROM calls;
EXPLAIN (COSTS OFF) SELECT category, explanation FROM bounce, diagnose(code);

-- the library outlives the SQL version: a label that is missing becomes its parent, a type with fewer columns is filled
BEGIN;
ALTER TYPE bounce_category RENAME VALUE 'user_unknown' TO 'nobody';
ALTER TYPE bounce_action RENAME VALUE 'suppress' TO 'forget';
SELECT category, action, level, flags FROM diagnose('5.1.1', 550);
ROLLBACK;
CREATE TYPE shorter AS (category bounce_category, action bounce_action, party bounce_party, permanence bounce_permanence,
	level text, pattern esc_pattern, source text, flags text[], explanation text);
SELECT probin AS library FROM pg_proc WHERE proname = 'diagnose' \gset
CREATE FUNCTION diagnose_of_old(esc, reply_code, text) RETURNS shorter AS :'library', 'bounce_diagnose' LANGUAGE c;
SELECT category, action, source, explanation FROM diagnose_of_old('5.7.30', 550, 'google');
CREATE TYPE longer AS (category bounce_category, action bounce_action, party bounce_party, permanence bounce_permanence,
	level text, pattern esc_pattern, source text, flags text[], explanation text, reference text, phrase text, hardness bounce_hardness, more text);
CREATE FUNCTION diagnose_of_new(esc, reply_code, text) RETURNS longer AS :'library', 'bounce_diagnose' LANGUAGE c;
SELECT * FROM diagnose_of_new('5.7.30', 550, 'google');
DROP FUNCTION diagnose_of_old, diagnose_of_new;
DROP TYPE shorter, longer;

-- IMMUTABLE: a part of it in an index
CREATE TABLE kept (code esc, level text GENERATED ALWAYS AS ((diagnose(code)).level) STORED);
CREATE INDEX ON kept (((diagnose(code)).party));
INSERT INTO kept VALUES ('5.1.1'), ('5.7.999'), ('5.99.1');
SELECT * FROM kept ORDER BY code;
DROP TABLE kept;
