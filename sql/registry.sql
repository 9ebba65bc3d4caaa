--
-- The registry: the views against the files that they are made from, names,
-- and the checks of a code against what IANA and the RFCs say
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
CREATE TEMPORARY TABLE iana_file (pattern text, kind text, sample_text text, basic_codes text, basic_note text,
	description text, reference text, submitter text, change_controller text, registered date, updated date,
	classes text, classes_basis text, category text, party text, dead_recipient boolean,
	reason text, transient_reason text, permanent_reason text);
CREATE TEMPORARY TABLE reply_file (code int, name text, reference text, status text, category text, reason text);
CREATE TEMPORARY TABLE category_file (category text, parent text, transient_action text, permanent_action text,
	party text, hardness text, meaning text);
CREATE TEMPORARY TABLE label_file (type text, label text, parent text, meaning text, phrase text);
CREATE TEMPORARY TABLE digit_file (place text, digit int, name text, reference text);
CREATE TEMPORARY TABLE edition_file (name text, value text);
\copy iana_file from 'src/registry/iana.tsv' (null '', header)
\copy reply_file from 'src/registry/reply.tsv' (null '', header)
\copy category_file from 'src/registry/categories.tsv' (null '', header)
\copy label_file from 'src/registry/labels.tsv' (null '', header)
\copy digit_file from 'src/registry/reply_digits.tsv' (null '', header)
\copy edition_file from 'src/registry/edition.tsv' (null '', header)

SELECT kind, count(*) FROM esc_registry GROUP BY kind ORDER BY kind;
SELECT count(*), min(code), max(code) FROM reply_registry;

-- what differs between files and views: nothing
(SELECT pattern::text, kind, sample_text, basic_codes::text, basic_note, description, reference, submitter, change_controller,
		registered, updated, classes::text, classes_basis, category::text, party::text,
		reason, transient_action::text, transient_reason, permanent_action::text, permanent_reason
	FROM esc_registry)
EXCEPT ALL
(SELECT pattern, kind, sample_text, '{' || f.basic_codes || '}', basic_note, description, reference, submitter, change_controller,
		registered, updated, CASE f.classes WHEN 'none' THEN '{}' ELSE '{' || f.classes || '}' END, classes_basis,
		f.category, coalesce(f.party, c.party), reason,
		CASE WHEN transient_reason IS NOT NULL THEN c.transient_action END, transient_reason,
		CASE WHEN permanent_reason IS NULL THEN NULL WHEN dead_recipient THEN 'suppress' ELSE c.permanent_action END, permanent_reason
	FROM iana_file f JOIN category_file c USING (category));
SELECT count(*) FROM iana_file;
(SELECT code::int, severity, subject, name, reference, status, category::text, action::text, reason FROM reply_registry)
EXCEPT ALL
(SELECT f.code, first.name, second.name, f.name, f.reference, status, category,
		CASE f.code / 100 WHEN 4 THEN transient_action WHEN 5 THEN permanent_action ELSE 'none' END, reason
	FROM reply_file f JOIN category_file c USING (category)
	LEFT JOIN digit_file first ON first.place = 'first' AND first.digit = code / 100
	LEFT JOIN digit_file second ON second.place = 'second' AND second.digit = code / 10 % 10);
SELECT count(*) FROM reply_file;
SELECT * FROM (SELECT name, value FROM edition_file
	EXCEPT VALUES ('registry_date', smtpcode_registry_date()::text), ('taxonomy_version', smtpcode_taxonomy_version())) other;
SELECT smtpcode_registry_date(), smtpcode_taxonomy_version();

-- the enums have the labels of the files, in their order
SELECT enum_range(NULL::bounce_category)::text[] = (SELECT array_agg(category) FROM (SELECT category FROM category_file) f) AS categories,
	enum_range(NULL::bounce_action)::text[] = (SELECT array_agg(label) FROM label_file WHERE type = 'bounce_action') AS actions,
	enum_range(NULL::bounce_permanence)::text[] = (SELECT array_agg(label) FROM label_file WHERE type = 'bounce_permanence') AS permanences,
	enum_range(NULL::bounce_party)::text[] = (SELECT array_agg(label) FROM label_file WHERE type = 'bounce_party') AS parties;

-- every mapping has its reason
SELECT count(*) AS without_reason FROM esc_registry
WHERE reason IS NULL OR (kind <> 'class' AND (transient_reason IS NULL OR permanent_reason IS NULL OR description IS NULL));

-- IANA's facts as they were when this was written
SELECT pattern, sample_text, basic_codes, basic_note, reference, submitter, change_controller, registered, updated
FROM esc_registry;
SELECT code, severity, subject, name, reference, status FROM reply_registry;

-- the columns that queries rely on
SELECT attrelid::regclass AS view, string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid IN ('esc_registry'::regclass, 'reply_registry'::regclass) GROUP BY 1 ORDER BY 1;

-- names: the code's, its subject's, its class's
SELECT code, esc_name(code), esc_class_name(code), esc_subject_name(code), esc_is_registered(code)
FROM unnest('{2.0.0,5.1.1,4.1.1,5.6.10,5.7.30,5.7.31,5.7.999,4.0.1,5.8.0,5.999.999,2.99.1}'::esc[]) code;
SELECT esc_name(NULL), esc_name('5.1.1', NULL), esc_name('5.1.1', 'nobody'), esc_is_registered(NULL), esc_is_registered('5.1.1', 'nobody');
WITH code AS (
	SELECT make_esc(class, subject, detail) AS code, make_esc_pattern(NULL, subject, detail, detail) AS pattern,
		make_esc_pattern(NULL, subject) AS of_subject, make_esc_pattern(class) AS of_class
	FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail)
SELECT count(*) AS codes,
	count(*) FILTER (WHERE esc_is_registered(code) <> (e.pattern IS NOT NULL)) AS registered_wrong,
	count(*) FILTER (WHERE esc_name(code) IS DISTINCT FROM coalesce(e.sample_text, s.sample_text, c.sample_text)) AS named_wrong,
	count(*) FILTER (WHERE esc_subject_name(code) IS DISTINCT FROM s.sample_text) AS subject_wrong,
	count(*) FILTER (WHERE esc_class_name(code) IS DISTINCT FROM c.sample_text) AS class_wrong,
	count(*) FILTER (WHERE esc_is_conformant(code) IS DISTINCT FROM esc_class(code) = ANY (e.classes)) AS conformant_wrong
FROM code LEFT JOIN esc_registry e USING (pattern)
	LEFT JOIN esc_registry s ON s.pattern = of_subject
	LEFT JOIN esc_registry c ON c.pattern = of_class;

-- does the class agree with the reply?
SELECT class, array_agg(DISTINCT reply / 100) AS agrees
FROM unnest('{2,4,5}'::int[]) class, generate_series(100, 599) reply
WHERE esc_agrees(make_esc(class, 1, 1), reply) GROUP BY class ORDER BY class;

-- the replies that IANA associates with a code: its list, its ranges, NULL where it has neither
SELECT code, array_agg(reply ORDER BY reply) FILTER (WHERE listed) AS listed_4yz_5yz_sample, count(*) FILTER (WHERE listed) AS listed,
	count(*) FILTER (WHERE NOT listed) AS not_listed, count(*) FILTER (WHERE listed IS NULL) AS unknown
FROM unnest('{5.0.0,5.1.0,5.1.1,4.1.1,5.3.6,5.6.10,5.7.15,5.7.16,5.7.17,5.7.24,5.7.28,5.7.99}'::esc[]) code,
	generate_series(100, 599) reply, esc_is_listed(code, reply) listed
WHERE reply IN (250, 450, 451, 499, 500, 550, 552, 554) OR reply % 50 = 33
GROUP BY code ORDER BY code;
SELECT count(*) AS pairs, count(*) FILTER (WHERE esc_is_listed(code, reply) IS DISTINCT FROM
	CASE WHEN basic_note = 'Any' THEN true
		WHEN basic_codes IS NULL AND basic_note ~ 'XX' THEN reply / 100 = left(basic_note, 1)::int
		WHEN basic_note ~ 'XX' THEN reply = ANY (basic_codes) OR reply >= 400
		ELSE reply = ANY (basic_codes) END) AS wrong
FROM esc_registry, replace(pattern::text, 'X', '5') code_text, LATERAL (SELECT code_text::esc AS code) c, generate_series(100, 599) reply
WHERE kind = 'enumerated';

-- which class an RFC allows
SELECT code, esc_is_conformant(code) FROM unnest('{2.0.0,4.1.1,5.1.1,2.1.5,5.1.5,4.2.2,5.2.2,2.6.10,4.6.10,5.6.10,5.7.28,5.7.99}'::esc[]) code;
