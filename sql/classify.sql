--
-- classify, recommend, permanence, responsible, esc_effective
--

-- every registered condition, and the subjects and classes that answer for the
-- others, in both kinds of failure
SELECT pattern, classify(transient) AS category, recommend(transient) AS transient, recommend(permanent) AS permanent, responsible(permanent) AS party
FROM (SELECT pattern, replace(pattern::text, 'X.', '4.')::esc AS transient, replace(pattern::text, 'X.', '5.')::esc AS permanent
	FROM esc_registry WHERE kind = 'enumerated') code
WHERE classify(transient) = classify(permanent) AND responsible(transient) = responsible(permanent);
SELECT code, classify(code), recommend(code), permanence(code), responsible(code)
FROM unnest('{2.0.0,2.1.5,2.999.999,4.0.999,4.1.999,4.2.999,4.3.999,4.4.999,4.5.999,4.6.999,4.7.999,4.8.0,4.999.999,
	5.0.999,5.1.999,5.2.999,5.3.999,5.4.999,5.5.999,5.6.999,5.7.999,5.8.0,5.999.999}'::esc[]) code;

-- the rows of the registry say the same
SELECT pattern, kind FROM esc_registry,
	LATERAL (SELECT (CASE kind WHEN 'enumerated' THEN replace(pattern::text, 'X.', '4.') ELSE replace(replace(pattern::text, 'X.', '4.'), '.X', '.999') END)::esc AS transient,
		(CASE kind WHEN 'enumerated' THEN replace(pattern::text, 'X.', '5.') ELSE replace(replace(pattern::text, 'X.', '5.'), '.X', '.999') END)::esc AS permanent) code
WHERE kind <> 'class' AND (classify(transient) <> category OR classify(permanent) <> category
	OR recommend(transient) <> transient_action OR recommend(permanent) <> permanent_action
	OR responsible(transient) <> party OR responsible(permanent) <> party);

-- every reply alone
SELECT classify(reply => r) AS category, recommend(reply => r) AS action, permanence(reply => r), responsible(reply => r),
	count(*), CASE WHEN count(*) < 20 THEN array_agg(r::int ORDER BY r) END AS replies
FROM (SELECT n::reply_code AS r FROM generate_series(100, 599) n) reply
GROUP BY 1, 2, 3, 4, r >= 500 ORDER BY 1, 2, 3;
SELECT code FROM reply_registry WHERE classify(reply => code) <> category OR recommend(reply => code) <> action;

-- never NULL where anything is known, always NULL where nothing is
SELECT classify(), classify(NULL), recommend(NULL, NULL), permanence(NULL, NULL, NULL), responsible(NULL), esc_effective(NULL, NULL), classify(provider => 'google');
SELECT classify('5.1.1', NULL, 'no such provider'), classify('5.1.1', 550, 'google'), recommend(code => '5.1.1'), permanence(reply => 421);
CREATE TEMPORARY TABLE judged AS
	SELECT reply, esc_class(code) AS class, category, action, permanence, count(*) AS codes, count(party) AS parties,
		count(esc_effective(code, reply)) AS effective, count(DISTINCT esc_subject(code)) AS subjects,
		min(esc_subject(code)) FILTER (WHERE esc_subject(code) > 0) AS subject_but_0,
		array_agg(code ORDER BY code) FILTER (WHERE action = 'suppress') AS suppressed
	FROM (SELECT code, reply, classify(code, reply) AS category, recommend(code, reply) AS action, permanence(code, reply), responsible(code, reply) AS party
		FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail, make_esc(class, subject, detail) code,
			unnest('{NULL,450,550,552,250}'::reply_code[]) reply) verdict
	GROUP BY 1, 2, 3, 4, 5;
SELECT sum(codes) AS judged, sum(parties) AS parties, sum(effective) AS effective, count(*) FILTER (WHERE category IS NULL OR action IS NULL OR permanence IS NULL) AS gaps
FROM judged;

-- what may be suppressed: these conditions, in class 5, and no reply that says otherwise
SELECT reply, category, suppressed FROM judged WHERE action = 'suppress' ORDER BY reply, category;
-- every code that the registry names, and one beside it, under every reply
CREATE TEMPORARY TABLE named AS
	SELECT DISTINCT make_esc(class, split_part(pattern::text, '.', 2)::int, split_part(pattern::text, '.', 3)::int + beside) AS code
	FROM esc_registry, unnest('{2,4,5}'::int[]) class, generate_series(0, 1) beside WHERE kind = 'enumerated';
CREATE TEMPORARY TABLE judged_all AS
	SELECT code, reply, classify(code, reply) AS category, recommend(code, reply) AS action, classify(code) AS by_code, classify(reply => reply) AS by_reply
	FROM named, (SELECT NULL::reply_code AS reply UNION ALL SELECT generate_series(100, 599)) reply;
SELECT count(*) AS events, count(*) FILTER (WHERE action = 'suppress') AS suppressed FROM judged_all;
SELECT code, reply, action FROM judged_all
WHERE (action = 'suppress') <> (code = ANY ('{5.1.1,5.1.2,5.1.3,5.1.6,5.1.10,5.2.1,5.7.17,5.7.18}')
	AND (reply IS NULL OR reply::int / 100 IN (1, 3) OR reply IN (550, 551, 553, 554, 556) OR code = '5.1.3' AND reply = 501));
-- a reply about the login answers before any code but for one that says which part of the login; a host that takes
-- no mail before generic codes and those of recipients
SELECT by_code, category, array_agg(DISTINCT reply::int) AS replies, count(DISTINCT code) AS codes
FROM judged_all WHERE esc_class(code) <> 2 AND category <> by_code GROUP BY by_code, category ORDER BY category, by_code;
SELECT count(*) AS wrong FROM judged_all
WHERE esc_class(code) <> 2 AND category <> by_code AND category <> by_reply OR reply IN (530, 534, 535, 538) AND action NOT IN ('fix_infrastructure');
-- unspecified: subject 0 and unknown subjects only, where the code is judged
SELECT reply, class, codes, subjects, subject_but_0 FROM judged WHERE category = 'unspecified' ORDER BY reply, class;
-- success: class 2 under no failing reply
SELECT reply, class, codes FROM judged WHERE category = 'success' ORDER BY reply, class;
-- the reply's first digit decides how long it lasts, or else the code's
SELECT reply, class, permanence, sum(codes) AS codes FROM judged GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- hard is what is suppressed and nothing else; the other bounces are what their category is
SELECT hardness, permanence, string_agg(DISTINCT category::text, ' ' ORDER BY category::text) AS categories
FROM (SELECT hardness(code, reply), permanence(code, reply), category FROM judged_all) judged GROUP BY hardness, permanence ORDER BY hardness, permanence;
SELECT count(*) AS wrong FROM judged_all WHERE (hardness(code, reply) = 'hard') <> (action = 'suppress') OR (hardness(code, reply) = 'none') <> (action = 'none');
SELECT hardness(), hardness('5.1.1', 550), hardness(reply => 550), hardness('5.7.26', 550), hardness('4.2.2', 452), hardness('2.0.0', 250), hardness('5.4.1', 550, 'outlook');

-- contradictions: every pair of class and first digit, for conditions of every kind of action
SELECT class, digit, string_agg(DISTINCT recommend(make_esc(class, subject, detail), digit * 100 + 50)::text, ' ') AS actions,
	bool_or(classify(make_esc(class, subject, detail), digit * 100 + 50) <> classify(make_esc(5, subject, detail))) AS other_category
FROM unnest('{2,4,5}'::int[]) class, generate_series(1, 5) digit,
	(SELECT split_part(pattern::text, '.', 2)::int AS subject, split_part(pattern::text, '.', 3)::int AS detail FROM esc_registry WHERE kind = 'enumerated') condition
WHERE class <> digit
GROUP BY class, digit ORDER BY class, digit;
SELECT class, digit, count(*) AS codes, count(*) FILTER (WHERE recommend(make_esc(class, subject, detail), (digit * 100 + second)::reply_code) = 'suppress') AS suppressed
FROM unnest('{2,4,5}'::int[]) class, generate_series(1, 5) digit, unnest('{0,21,50,51,52,53,54,56,71}'::int[]) second,
	generate_series(0, 8) subject, generate_series(0, 40) detail
WHERE class <> digit AND digit IN (2, 4, 5)
GROUP BY class, digit ORDER BY class, digit;
SELECT code, reply, classify(code, reply), recommend(code, reply), permanence(code, reply), responsible(code, reply), esc_effective(code, reply)
FROM (VALUES
	-- the reply decides the class
	('4.1.1'::esc, 550::reply_code), ('5.1.1', 450), ('4.4.7', 550), ('5.7.26', 450), ('4.7.26', 550), ('4.7.28', 550), ('5.2.2', 450), ('4.2.2', 550),
	-- a class 2 code under a failing reply is judged by the reply
	('2.1.5', 550), ('2.0.0', 421), ('2.0.0', 554), ('2.1.5', 556), ('2.5.3', 552),
	-- accepted, and failed later
	('5.1.1', 250), ('4.1.1', 250), ('5.7.26', 250), ('4.7.28', 250), ('5.2.2', 250), ('5.3.4', 250),
	-- replies that say nothing of the outcome
	('5.1.1', 354), ('2.0.0', 354), ('5.1.1', 199), (NULL, 354), (NULL, 199),
	-- 552: storage or too many recipients, never a dead address
	('5.1.1', 552), ('5.2.1', 552), ('5.5.3', 552), ('4.5.3', 552), ('5.5.3', 452), ('5.5.3', 550), (NULL, 552),
	-- 556 alone does not suppress, with its code it does
	(NULL, 556), ('5.1.10', 556), ('5.1.10', NULL),
	-- replies that are not about a recipient: a host, a login, a command
	('5.2.1', 521), ('5.7.1', 521), ('5.7.25', 521), ('5.1.1', 530), ('5.7.1', 535), ('5.7.3', 535), ('5.7.8', 535), ('5.7.11', 538), ('5.5.1', 530), ('4.7.0', 535),
	('5.1.1', 500), ('5.1.2', 503), ('5.1.1', 501), ('5.1.3', 501), ('4.1.3', 501),
	-- unregistered replies
	('5.7.1', 571), ('5.1.1', 571), (NULL, 571), (NULL, 585), (NULL, 298), ('5.1.1', 585)) pair (code, reply);

-- esc_effective: every pair of class and first digit
SELECT code, string_agg(coalesce(esc_effective(code, reply)::text, 'NULL'), ' ' ORDER BY reply) AS under_150_250_350_450_550,
	esc_effective(code, NULL) AS alone
FROM unnest('{NULL,2.1.5,4.2.2,5.1.1}'::esc[]) code, unnest('{150,250,350,450,550}'::reply_code[]) reply
GROUP BY code ORDER BY code;

-- IMMUTABLE: in an index, a generated column and a constraint
SELECT proname, provolatile, proparallel, proisstrict, pg_get_function_arguments(oid), prorettype::regtype
FROM pg_proc WHERE proname IN ('classify', 'recommend', 'permanence', 'responsible', 'hardness', 'esc_effective') ORDER BY proname;
CREATE TABLE kept (code esc, category bounce_category GENERATED ALWAYS AS (classify(code)) STORED, CHECK (recommend(code) <> 'suppress'));
CREATE INDEX ON kept (classify(code));
INSERT INTO kept VALUES ('5.2.2'), ('4.1.1');
INSERT INTO kept VALUES ('5.1.1');
SELECT * FROM kept ORDER BY category;
DROP TABLE kept;

-- the labels, in the order that dashboards show them
SELECT enum_range(NULL::bounce_category), enum_range(NULL::bounce_action), enum_range(NULL::bounce_permanence), enum_range(NULL::bounce_party), enum_range(NULL::bounce_hardness);
SELECT category, count(*) FROM unnest('{5.1.1,4.2.2,5.1.1,2.0.0,5.7.26}'::esc[]) code, classify(code) category GROUP BY category ORDER BY category;

-- a label that the catalog lacks becomes the wider one, and a root label must be there
BEGIN;
ALTER TYPE bounce_category RENAME VALUE 'greylisted' TO 'delayed_on_purpose';
ALTER TYPE bounce_category RENAME VALUE 'user_unknown' TO 'nobody';
ALTER TYPE bounce_category RENAME VALUE 'domain_unknown' TO 'nowhere';
ALTER TYPE bounce_category RENAME VALUE 'address_unspecified' TO 'somewhere';
ALTER TYPE bounce_action RENAME VALUE 'suppress' TO 'forget';
SELECT classify('5.1.1'), classify('5.1.2'), classify('5.1.0'), classify('5.2.2'), recommend('5.1.1');
SELECT category, permanent_action FROM esc_registry WHERE pattern = 'X.1.1';
ROLLBACK;
BEGIN;
ALTER TYPE bounce_category RENAME VALUE 'unspecified' TO 'whatever';
SELECT classify('5.2.2');
SELECT classify('5.0.0');
ROLLBACK;
BEGIN;
ALTER TYPE bounce_category ADD VALUE 'mine' BEFORE 'user_unknown';
SELECT classify('5.1.1'), classify('5.2.2');
ROLLBACK;
-- one that is added in a transaction not yet committed does not count
BEGIN;
ALTER TYPE bounce_category RENAME VALUE 'mailbox_full' TO 'quota_full';
ALTER TYPE bounce_category ADD VALUE 'mailbox_full';
SELECT classify('5.2.2');
ROLLBACK;
