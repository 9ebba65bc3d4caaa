--
-- Own rules: what a row of bounce_rule means, which one wins, and which never do
--

-- 1. What may be in the table
CREATE FUNCTION refusal(columns text, row_ text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	EXECUTE format('INSERT INTO bounce_rule (%s) VALUES (%s)', columns, row_);
	RETURN 'accepted';
EXCEPTION WHEN integrity_constraint_violation THEN
	GET STACKED DIAGNOSTICS name = CONSTRAINT_NAME;
	RETURN coalesce(nullif(name, ''), SQLERRM);
END $$;
BEGIN;
SELECT columns, row_, refusal(columns, row_) FROM (VALUES
	('pattern, category', $$'5.7.1', 'policy'$$), ('pattern, category', $$'5.7.1', 'spam_content'$$),
	('pattern, action', $$'X.X.X', 'retry'$$), ('reply_from, reply_to, action', $$550, 550, 'review'$$),
	('reply_from, reply_to, action', $$500, 599, 'review'$$), ('provider, category', $$'my own relay', 'policy'$$),
	('diagnostic_like, category', $$'%spam%', 'spam_content'$$), ('diagnostic_like, category', $$'%50\%%', 'policy'$$),
	('diagnostic_like, category', $$'%\\', 'policy'$$), ('diagnostic_like, category', $$E'two\nlines\\\\_', 'policy'$$),
	('diagnostic_like, category', $$'', 'policy'$$),
	('pattern, note', $$'5.7.1', 'says nothing'$$), ('category', $$'policy'$$), ('category, action, priority, note', $$'policy', 'retry', 7, 'about nothing'$$),
	('reply_from, action', $$550, 'review'$$), ('reply_to, action', $$550, 'review'$$), ('pattern, reply_to, action', $$'5.1.1', 550, 'review'$$),
	('reply_from, reply_to, action', $$599, 500, 'review'$$), ('provider, action', $$'', 'review'$$), ('provider, action', $$E' \t', 'review'$$),
	('diagnostic_like, category', $$'%\'$$ || $$, 'policy'$$), ('diagnostic_like, category', $$'\\\'$$ || $$, 'policy'$$), ('diagnostic_like, category', $$'\'$$ || $$, 'policy'$$),
	('pattern, category, priority', $$'5.2.2', 'mailbox_full', NULL$$)) given (columns, row_);
-- every text of three characters: refused are those that end in an escape, which LIKE would stumble over
DELETE FROM bounce_rule;
SELECT text, refusal('diagnostic_like, action', quote_literal(text) || ', ''retry''')
FROM (SELECT string_agg(piece, '' ORDER BY n) AS text FROM (SELECT i, n, (ARRAY['a', '\', '%', E'\n', 'ß'])[1 + i / (5 ^ n)::int % 5] AS piece
	FROM generate_series(0, 124) i, generate_series(0, 2) n) letter GROUP BY i) pattern
WHERE (refusal('diagnostic_like, action, priority', quote_literal(text) || ', ''retry'', 1') = 'accepted')
	<> (right(text, 1) <> '\' OR right(text, 2) = '\\' AND right(text, 3) <> '\\\');
ROLLBACK;
-- the key
INSERT INTO bounce_rule (provider, category) VALUES ('acme', 'policy')
ON CONFLICT (pattern, reply_from, reply_to, provider, diagnostic_like) DO UPDATE SET note = 'again';
INSERT INTO bounce_rule (provider, category) VALUES ('acme', 'policy')
ON CONFLICT (pattern, reply_from, reply_to, provider, diagnostic_like) DO UPDATE SET note = 'again';
TABLE bounce_rule;
DELETE FROM bounce_rule;
-- its objects
SELECT proname, provolatile, proparallel, proisstrict, pg_get_function_arguments(oid), pg_get_function_result(oid)
FROM pg_proc WHERE proname IN ('classify_with_rules', 'recommend_with_rules', 'diagnose_with_rules') OR proname ~ '^bounce_rule' ORDER BY proname;
SELECT tgname, tgenabled, tgtype FROM pg_trigger WHERE tgrelid = 'bounce_rule'::regclass ORDER BY tgname;
SELECT relname, array_agg(privilege || CASE WHEN is_grantable THEN '*' ELSE '' END || ' to ' || grantee ORDER BY grantee, privilege) AS others
FROM (SELECT relname, privilege_type AS privilege, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee, is_grantable
	FROM pg_class, aclexplode(relacl) a WHERE relname IN ('bounce_rule', 'bounce_rule_edition') AND a.grantee <> relowner) acl GROUP BY relname;

-- 2. What a rule is about, and what follows from it
CREATE VIEW event AS SELECT * FROM (VALUES
	(1, '5.7.1'::esc, 550::reply_code, 'google', '550 5.7.1 message blocked'), (2, '5.7.1', 450, 'acme', NULL), (3, '4.7.1', NULL, 'ACME', 'Straße 50% off'),
	(4, NULL, 550, NULL, 'no code'), (5, NULL, NULL, 'acme', 'blocked'), (6, NULL, NULL, NULL, 'blocked'), (7, '2.0.0', 250, NULL, ''),
	(8, '5.1.1', NULL, NULL, NULL), (9, NULL, NULL, NULL, NULL)) e (id, code, reply, provider, diagnostic);
CREATE FUNCTION about(columns text, row_ text) RETURNS TABLE (fits int[], others_differ int[])
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO bounce_rule (%s, category, action) VALUES (%s, ''expired'', ''slow_down'')', columns, row_);
	RETURN QUERY SELECT array_agg(id ORDER BY id) FILTER (WHERE c = 'expired' AND a = 'slow_down'),
		array_agg(id ORDER BY id) FILTER (WHERE c <> 'expired' AND (c IS DISTINCT FROM classify(code, reply, provider, diagnostic) OR a IS DISTINCT FROM recommend(code, reply, provider, diagnostic)))
	FROM event, classify_with_rules(code, reply, provider, diagnostic) c, recommend_with_rules(code, reply, provider, diagnostic) a;
	DELETE FROM bounce_rule;
END $$;
SELECT given.*, about.* FROM (VALUES
	('pattern', $$'X.X.X'$$), ('pattern', $$'5.7.X'$$), ('pattern', $$'X.7.1'$$), ('pattern', $$'4.7.0-5'$$), ('pattern', $$'2.X.X'$$), ('pattern', $$'5.1.2'$$),
	('reply_from, reply_to', '550, 550'), ('reply_from, reply_to', '500, 599'), ('reply_from, reply_to', '100, 599'), ('reply_from, reply_to', '250, 449'),
	('provider', $$'acme'$$), ('provider', $$'Acme'$$), ('provider', $$'GOOGLE'$$), ('provider', $$'acm'$$), ('provider', $$'acme '$$),
	('diagnostic_like', $$'%blocked%'$$), ('diagnostic_like', $$'blocked'$$), ('diagnostic_like', $$'%Blocked%'$$), ('diagnostic_like', $$'%'$$), ('diagnostic_like', $$''$$),
	('diagnostic_like', $$'Stra_e%'$$), ('diagnostic_like', $$'%50\% off'$$), ('diagnostic_like', $$'%5_\% off'$$), ('diagnostic_like', $$'%50\%'$$), ('diagnostic_like', $$'_______'$$),
	('pattern, diagnostic_like', $$'X.X.X', '%blocked'$$), ('pattern, provider', $$'X.X.X', 'acme'$$), ('reply_from, reply_to, provider', $$400, 499, 'acme'$$),
	('pattern, reply_from, reply_to, provider, diagnostic_like', $$'5.7.1', 550, 550, 'google', '550%'$$)) given (columns, row_), about(columns, row_);
-- what a rule leaves out is judged without it; what it says may be anything
INSERT INTO bounce_rule (pattern, category, action) VALUES ('5.1.1', 'greylisted', NULL), ('5.2.2', NULL, 'suppress'), ('2.0.0', 'spam_content', 'review'), ('4.X.X', 'success', 'suppress');
SELECT code, reply, classify(code, reply), classify_with_rules(code, reply), recommend(code, reply), recommend_with_rules(code, reply)
FROM unnest('{5.1.1,5.2.2,2.0.0,4.2.2,5.1.2}'::esc[]) code, unnest('{NULL,552}'::reply_code[]) reply;
SELECT classify_with_rules(), classify_with_rules('5.1.2'), classify_with_rules(reply => 421), classify_with_rules(provider => 'google'), recommend_with_rules('5.2.2', diagnostic => 'over quota');
DELETE FROM bounce_rule;
-- the whole answer
INSERT INTO bounce_rule (pattern, provider, diagnostic_like, category, action, note) VALUES
	('5.7.1', 'google', '%unsolicited%', 'spam_content', 'fix_message', 'Gmail''s 5.7.1 for spam'), ('5.2.2', NULL, NULL, NULL, 'suppress', NULL), ('5.2.1', NULL, NULL, NULL, 'retry', 'They come back after the holidays!'),
	('5.7.X', 'acme', NULL, 'bad_reputation', 'review', NULL), (NULL, NULL, '%legal hold%', 'mailbox_disabled', NULL, NULL), (NULL, NULL, '%legal%', NULL, 'review', 'Ask the lawyers');
SELECT d.* FROM (VALUES ('5.7.1'::esc, 550::reply_code, 'Gmail', 'unsolicited mail'), ('5.2.2', 552, NULL, NULL), ('5.2.1', 550, NULL, NULL), ('5.7.3', 450, 'ACME', ''), ('5.7.3', 450, 'ASME', ''),
	(NULL, NULL, NULL, 'under legal hold'), (NULL, NULL, NULL, 'by the legal department')) event (code, reply, provider, diagnostic), diagnose_with_rules(code, reply, provider, diagnostic) d \gx
SELECT diagnose_with_rules() IS NULL, diagnose_with_rules(diagnostic => 'unsolicited') IS NULL, diagnose_with_rules('5.1.1', 550) = diagnose('5.1.1', 550);
DELETE FROM bounce_rule;
-- long texts, compressed and out of line, in the rule and in the event
INSERT INTO bounce_rule (diagnostic_like, category) VALUES (repeat('ab_', 3000) || '%end', 'expired');
CREATE TABLE long_text (text text);
ALTER TABLE long_text ALTER text SET STORAGE EXTERNAL;
INSERT INTO long_text VALUES (repeat('abc', 3000) || repeat('x', 100000) || 'end'), (repeat('abc', 3000) || repeat('x', 100000)), (repeat('abd', 3000) || 'end');
SELECT length(text), classify_with_rules('5.7.1', diagnostic => text) FROM long_text;
DROP TABLE long_text;
DELETE FROM bounce_rule;

-- 3. Which rule wins: each row of the order, beside the next
CREATE FUNCTION winner(VARIADIC rules text[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rule text;
	won text;
BEGIN
	-- in whatever order they come in
	FOR pass IN 1 .. 2 LOOP
		FOREACH rule IN ARRAY rules LOOP
			EXECUTE format('INSERT INTO bounce_rule (priority, pattern, reply_from, reply_to, provider, diagnostic_like, category, note) VALUES (%s, ''policy'', %L)', rule, rule);
		END LOOP;
		won := coalesce(won || CASE WHEN won = note THEN '' ELSE ' or ' || note END, note)
			FROM bounce_rule_for('5.7.26', 550, 'google', 'blocked by policy');
		DELETE FROM bounce_rule;
		SELECT array_agg(r ORDER BY n DESC) INTO rules FROM unnest(rules) WITH ORDINALITY u (r, n);
	END LOOP;
	RETURN won;
END $$;
SELECT winner($$1, NULL, NULL, NULL, NULL, '%'$$, $$0, '5.7.26', 550, 550, 'google', 'blocked%'$$);
SELECT winner($$0, NULL, NULL, NULL, NULL, '%'$$, $$-1, '5.7.26', 550, 550, 'google', 'blocked%'$$);
SELECT winner($$0, '5.7.26', NULL, NULL, NULL, NULL$$, $$0, 'X.7.26', 550, 550, 'google', 'blocked%'$$);
SELECT winner($$0, 'X.X.X', NULL, NULL, NULL, NULL$$, $$0, NULL, 550, 550, 'google', 'blocked%'$$);
SELECT winner($$0, '5.7.X', NULL, NULL, NULL, NULL$$, $$0, 'X.7.X', 550, 550, 'google', 'blocked%'$$);
SELECT winner($$0, '5.7.X', 500, 599, NULL, NULL$$, $$0, '5.7.X', NULL, NULL, 'google', 'blocked%'$$);
SELECT winner($$0, '5.7.X', NULL, NULL, 'google', NULL$$, $$0, '5.7.X', NULL, NULL, NULL, 'blocked%'$$);
SELECT winner($$0, '5.7.X', NULL, NULL, NULL, '%'$$, $$0, '5.7.X', NULL, NULL, NULL, NULL$$);
SELECT winner($$0, '5.7.X', 550, 550, NULL, '%'$$, $$0, '5.7.X', 500, 599, NULL, 'blocked%'$$);
-- ... and the key: any class before a class, then by the number of the reply and by text
SELECT winner($$0, 'X.7.26', NULL, NULL, NULL, NULL$$, $$0, '5.7.25-27', NULL, NULL, NULL, NULL$$);
SELECT winner($$0, NULL, 549, 550, NULL, NULL$$, $$0, NULL, 550, 551, NULL, NULL$$);
SELECT winner($$0, NULL, NULL, NULL, NULL, '%BLOCKED%'$$, $$0, NULL, NULL, NULL, NULL, '%by policy'$$, $$0, NULL, NULL, NULL, NULL, '%_policy'$$);
SELECT winner($$0, NULL, NULL, NULL, 'Google', NULL$$, $$0, NULL, NULL, NULL, 'google', NULL$$);

-- 4. Random rules and random events, against a plain query
CREATE TABLE provider_alias (alias text PRIMARY KEY, provider text);
INSERT INTO provider_alias VALUES ('gmail', 'google'), ('googlemail', 'google'), ('outlook', 'microsoft');
CREATE FUNCTION canonical(name text) RETURNS text LANGUAGE sql STABLE
RETURN coalesce((SELECT provider FROM provider_alias WHERE alias = lower(name)), lower(name));
CREATE FUNCTION pick(VARIADIC choices text[]) RETURNS text LANGUAGE sql VOLATILE
RETURN choices[1 + floor(random() * array_length(choices, 1))::int];
SELECT setseed(0.25);
INSERT INTO bounce_rule (pattern, reply_from, reply_to, provider, diagnostic_like, category, action, priority, note)
SELECT pattern::esc_pattern, split_part(replies, '-', 1)::reply_code, split_part(replies, '-', 2)::reply_code, provider, text, category::bounce_category, action::bounce_action,
	(pick('0', '0', '0', '1', '-1'))::int, i
FROM (SELECT i, pick(NULL, 'X.X.X', '5.X.X', 'X.7.X', '5.7.X', '5.7.1', 'X.7.1', '5.7.0-9', '5.1.1', 'X.X.1', '4.7.1', '5.7.1-2', '5.7.2-3') AS pattern,
		pick(NULL, NULL, '550-550', '500-599', '400-499', '550-554', '551-555', '552-552') AS replies,
		pick(NULL, NULL, 'google', 'GMail', 'googlemail', 'acme', 'ACME', 'Outlook', 'microsoft', 'nobody') AS provider,
		pick(NULL, NULL, NULL, '%spam%', '%s_am%', '%block%', '_', '%\_%', '%ß%', '%') AS text,
		pick(NULL, 'policy', 'spam_content', 'expired') AS category, pick(NULL, 'retry', 'review', 'suppress') AS action
	FROM generate_series(1, 1500) i) random
WHERE num_nonnulls(pattern, replies, provider, text) > 0 AND num_nonnulls(category, action) > 0
ON CONFLICT DO NOTHING;
CREATE TABLE random_event AS
SELECT i, code::esc, reply::reply_code, provider, text AS diagnostic
FROM (SELECT i, pick(NULL, '5.7.1', '5.7.2', '5.7.3', '4.7.1', '5.7.26', '2.7.1', '5.1.1', '4.2.1', '5.999.999') AS code,
		pick(NULL, '550', '551', '552', '554', '450', '250') AS reply, pick(NULL, 'google', 'Gmail', 'acme', 'aCmE', 'outlook', 'MICROSOFT', 'nowhere', '') AS provider,
		pick(NULL, 'spam', 'sßam blocked', 's_am', '', 'ß', 'block', 'other') AS text
	FROM generate_series(1, 4000) i) random;
SELECT count(*) > 700 AS many_rules FROM bounce_rule;
CREATE TABLE random_rule AS SELECT *, canonical(provider) AS who FROM bounce_rule;
CREATE TABLE expected AS
SELECT e.*, r.pattern AS r_pattern, r.category, r.action, r.note
FROM (SELECT *, canonical(provider) AS who FROM random_event) e LEFT JOIN LATERAL (
	SELECT * FROM random_rule r
	WHERE (r.pattern IS NULL OR e.code <@ r.pattern) AND (r.reply_from IS NULL OR e.reply BETWEEN r.reply_from AND r.reply_to)
		AND (r.provider IS NULL OR e.who = r.who) AND (r.diagnostic_like IS NULL OR e.diagnostic LIKE r.diagnostic_like)
	ORDER BY r.priority DESC, coalesce(esc_pattern_specificity(r.pattern), -1) DESC, r.reply_from IS NULL, r.provider IS NULL, r.diagnostic_like IS NULL,
		r.reply_to::int - r.reply_from::int, r.pattern, r.reply_from, r.provider, r.diagnostic_like
	LIMIT 1) r ON true;
SELECT count(*) AS events, count(DISTINCT note) > 150 AS many_win, count(*) - count(note) AS some_without,
	count(*) FILTER (WHERE note IS NOT NULL AND category IS NULL) > 100 AS category_open, count(*) FILTER (WHERE note IS NOT NULL AND action IS NULL) > 100 AS action_open
FROM expected;
SELECT count(*) AS other_rule FROM expected, bounce_rule_for(code, reply, expected.provider, diagnostic) f WHERE f.note IS DISTINCT FROM expected.note;
SELECT count(*) AS other_answer FROM expected
WHERE classify_with_rules(code, reply, provider, diagnostic) IS DISTINCT FROM coalesce(category, classify(code, reply, provider, diagnostic))
	OR recommend_with_rules(code, reply, provider, diagnostic) IS DISTINCT FROM coalesce(action, recommend(code, reply, provider, diagnostic));
SELECT count(*) AS other_diagnosis FROM expected e, diagnose_with_rules(code, reply, e.provider, diagnostic) d, diagnose(code, reply, e.provider, diagnostic) plain
WHERE (d.category, d.action, d.permanence) IS DISTINCT FROM
		(classify_with_rules(code, reply, e.provider, diagnostic), recommend_with_rules(code, reply, e.provider, diagnostic), permanence(code, reply, e.provider, diagnostic))
	OR (note IS NULL AND d IS DISTINCT FROM plain)
	OR (note IS NOT NULL AND (d.level, d.source, d.pattern, d.reference) IS DISTINCT FROM ('rule', 'rule', r_pattern, note))
	OR (e.category IS NULL AND d.party IS DISTINCT FROM responsible(code, reply, e.provider, diagnostic));
-- whatever order the rows lie in, and the events come in
CREATE TEMPORARY TABLE shuffled AS SELECT * FROM bounce_rule ORDER BY random();
DELETE FROM bounce_rule;
INSERT INTO bounce_rule TABLE shuffled;
SELECT count(*) AS other_rule FROM (SELECT * FROM expected ORDER BY random()) e, bounce_rule_for(code, reply, e.provider, diagnostic) f WHERE f.note IS DISTINCT FROM e.note;

-- a row so long that a part of it is stored elsewhere
-- an empty note says nothing, and the blanks at its ends do not matter
BEGIN;
INSERT INTO bounce_rule (pattern, category, action, priority, note)
SELECT make_esc_pattern(5, 9, n::int, n::int), CASE WHEN n <= 8 THEN 'mailing_list'::bounce_category END, CASE WHEN n > 4 THEN 'retry'::bounce_action END, 100, note
FROM unnest(ARRAY[NULL, '', E' \t\r\n', E'\n  a note \n', NULL, '', '  ', ' a note! ', NULL, '', '  ', 'a note']) WITH ORDINALITY given (note, n);
SELECT r.pattern, to_json(r.note) AS note, to_json(d.reference) AS reference, d.explanation
FROM bounce_rule r, diagnose_with_rules(esc_pattern_lower(r.pattern)) d WHERE priority = 100 ORDER BY r.pattern;
ROLLBACK;
INSERT INTO bounce_rule (pattern, category, note) VALUES ('5.9.9', 'mailing_list', (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 400) i));
SELECT classify_with_rules('5.9.9') AS category, length((bounce_rule_for('5.9.9')).note) AS note, right((bounce_rule_for('5.9.9')).note, 32) = md5('400') AS whole;
DELETE FROM bounce_rule WHERE pattern = '5.9.9';

-- 5. Rules that can never win
CREATE TABLE expected_shadow AS
WITH rule AS (
	SELECT *, row_number() OVER (ORDER BY priority DESC, coalesce(esc_pattern_specificity(pattern), -1) DESC, reply_from IS NULL, provider IS NULL, diagnostic_like IS NULL,
		reply_to::int - reply_from::int, pattern, reply_from, provider, diagnostic_like) AS place FROM random_rule)
SELECT note, cover FROM (SELECT r.note, (SELECT e.note FROM rule e WHERE e.place < r.place
		AND (e.pattern IS NULL OR coalesce(r.pattern <@ e.pattern, false)) AND (e.reply_from IS NULL OR coalesce(e.reply_from <= r.reply_from AND r.reply_to <= e.reply_to, false))
		AND (e.provider IS NULL OR coalesce(e.who = r.who, false)) AND (e.diagnostic_like IS NULL OR coalesce(e.diagnostic_like = r.diagnostic_like, false))
		ORDER BY e.place LIMIT 1) AS cover FROM rule r) covered
WHERE cover IS NOT NULL;
SELECT count(*) > 100 AS many, count(*) FILTER (WHERE s.cover IS DISTINCT FROM e.cover) AS differ
FROM expected_shadow e FULL JOIN (SELECT (rule).note, (covered_by).note AS cover FROM bounce_rule_shadowed()) s USING (note);
SELECT count(*) AS shadowed_but_won FROM bounce_rule_shadowed() WHERE (rule).note IN (SELECT note FROM expected);
-- of equal priority only two names of one provider, or spellings of one, come to that
UPDATE bounce_rule SET priority = 0;
SELECT count(*) > 20 AS some, count(*) FILTER (WHERE (rule).provider = (covered_by).provider OR canonical((rule).provider) <> canonical((covered_by).provider)
	OR ((rule).pattern, (rule).reply_from, (rule).reply_to, (rule).diagnostic_like) IS DISTINCT FROM ((covered_by).pattern, (covered_by).reply_from, (covered_by).reply_to, (covered_by).diagnostic_like)) AS others
FROM bounce_rule_shadowed();
DELETE FROM bounce_rule;
INSERT INTO bounce_rule (pattern, provider, diagnostic_like, category, priority, note) VALUES
	('5.7.X', NULL, NULL, 'policy', 10, 'all'), ('5.7.1', 'google', '%spam%', 'spam_content', 0, 'part'), ('X.7.1', NULL, NULL, 'policy', 0, 'more'), ('5.1.1', NULL, NULL, 'expired', 0, 'other');
SELECT * FROM bounce_rule_shadowed();
SELECT (rule).note AS rule, (rule).pattern, (covered_by).note AS covered_by, (covered_by).priority FROM bounce_rule_shadowed();
SELECT bounce_rule_for('5.7.1', provider => 'google', diagnostic => 'spam'), bounce_rule_for('5.2.2');
DELETE FROM bounce_rule;
SELECT * FROM bounce_rule_shadowed();

DROP VIEW event;
DROP FUNCTION refusal, about, winner, canonical, pick;
DROP TABLE random_event, random_rule, expected, expected_shadow, provider_alias;
