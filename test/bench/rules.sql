--
-- GROUP BY an answer, without own rules and with 1,000 of them, beside GROUP BY
-- the subject of the code
--
-- psql variables: rows, rounds.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET max_parallel_workers_per_gather = 0;

-- Events as skewed as real ones: few codes, replies and providers make up most.
DO 'BEGIN PERFORM setseed(0.5); END';
CREATE TABLE event AS
	SELECT make_esc((ARRAY[2, 4, 5, 5])[1 + floor(random() * 4)::int], floor(8 * sqrt(random()))::int, floor(30 * random() ^ 3)::int) AS code,
		(ARRAY[NULL, 250, 421, 450, 451, 452, 550, 550, 550, 550, 551, 552, 554])[1 + floor(random() * 13)::int]::reply_code AS reply,
		(ARRAY[NULL, NULL, NULL, 'google', 'Google', 'microsoft', 'outlook', 'yahoo', 'apple', 'small.example'])[1 + floor(random() * 10)::int] AS provider,
		format('host mx%s.example[192.0.2.%s] said: 550 5.7.1 Our system has detected that this message is likely %s; see https://help.example/%s',
			i % 9, i % 250, (ARRAY['suspicious', 'unsolicited mail', 'from a poor source'])[1 + i % 3], i) AS diagnostic
	FROM generate_series(1, :rows) i;
VACUUM ANALYZE event;

-- 1,000 rules of all shapes: most about one code, from one provider or any,
-- under one reply or any; some about ranges, subjects, classes and replies alone.
CREATE FUNCTION plain_rules() RETURNS bigint LANGUAGE sql AS $$
	DELETE FROM bounce_rule;
	INSERT INTO bounce_rule (pattern, reply_from, reply_to, provider, category, action, note)
	SELECT pattern::esc_pattern, reply, reply, provider, 'policy', 'review', n
	FROM (SELECT row_number() OVER (ORDER BY md5(pattern || coalesce(reply::text, '') || coalesce(provider, ''))) AS n, *
		FROM (SELECT class || '.' || subject || '.' || detail FROM unnest('{4,5,X}'::text[]) class, generate_series(1, 7) subject, generate_series(0, 29) detail
			UNION ALL SELECT '5.' || subject || '.' || detail || '-' || detail + 5 FROM generate_series(1, 7) subject, generate_series(0, 29, 3) detail
			UNION ALL SELECT 'X.' || subject || '.X' FROM generate_series(0, 7) subject) pattern (pattern),
			unnest('{NULL,450,550,552}'::int[]) reply, unnest('{NULL,google,microsoft,yahoo,small.example}'::text[]) provider) rule
	WHERE n <= 1000;
	SELECT count(*) FROM bounce_rule;
$$;
-- The same, and each asks for a text besides.
CREATE FUNCTION text_rules() RETURNS bigint LANGUAGE sql AS $$
	SELECT plain_rules();
	UPDATE bounce_rule SET diagnostic_like = (ARRAY['%unsolicited%', '%mailbox full%', '%poor source%help.example%', 'host mx%'])[1 + note::int % 4];
	SELECT count(*) FROM bounce_rule;
$$;

CREATE TABLE question (kind text PRIMARY KEY, rules text, expression text);
INSERT INTO question VALUES
	('1 esc_subject(code)', 'plain', 'esc_subject(code)'),
	('2 classify(code)', 'plain', 'classify(code)'),
	('3 classify(code, reply, provider)', 'plain', 'classify(code, reply, provider)'),
	('4 classify_with_rules(code)', 'plain', 'classify_with_rules(code)'),
	('5 classify_with_rules(code, reply, provider)', 'plain', 'classify_with_rules(code, reply, provider)'),
	('6 ... diagnostic, no rule asks for it', 'plain', 'classify_with_rules(code, reply, provider, diagnostic)'),
	('7 ... diagnostic, every rule asks for it', 'text', 'classify_with_rules(code, reply, provider, diagnostic)');
CREATE TABLE run (kind text, ms float8);
CREATE PROCEDURE measure(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	q question;
	started timestamptz;
BEGIN
	FOR round IN 0 .. rounds LOOP
		-- whoever comes first in this round comes last in the next
		FOR q IN SELECT * FROM question ORDER BY (substr(kind, 1, 1)::int + round) % 7 LOOP
			EXECUTE format('SELECT %I()', q.rules || '_rules');
			COMMIT;
			started := clock_timestamp();
			EXECUTE format('SELECT count(*) FROM (SELECT %s, count(*) FROM event GROUP BY 1) answer', q.expression);
			-- the first round only warms up
			IF round > 0 THEN
				INSERT INTO run VALUES (q.kind, extract(epoch FROM clock_timestamp() - started) * 1000);
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CALL measure(:rounds);

\pset footer off
SELECT plain_rules() AS rules, count(*) FILTER (WHERE r.note IS NOT NULL) * 100 / count(*) AS "% decided by a rule",
	count(DISTINCT (code, reply, e.provider)) AS "codes, replies, providers"
FROM (SELECT * FROM event LIMIT 1000000) e, bounce_rule_for(code, reply, e.provider) r;
SELECT substr(kind, 3) AS "GROUP BY", round(ms::numeric) AS ms, round((ms / base)::numeric, 2) AS "/ esc_subject", round(spread::numeric, 2) AS spread
FROM (SELECT kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, max(ms) / min(ms) AS spread FROM run GROUP BY kind) median,
	(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS base FROM run WHERE kind LIKE '1%') base
ORDER BY kind;

-- What a statement pays that is not the first: the look at the edition; and one
-- after a change, which reads the rules again.
CREATE TABLE cost (what text, us float8);
CREATE PROCEDURE statements(times int)
LANGUAGE plpgsql AS $$
DECLARE
	started timestamptz;
	what text;
	code esc := '5.7.1';
BEGIN
	FOR number IN 0 .. 4 LOOP
		FOREACH what IN ARRAY ARRAY['classify', 'classify_with_rules'] LOOP
			started := clock_timestamp();
			FOR i IN 1 .. times LOOP
				IF what = 'classify' THEN PERFORM classify(code, 550, 'google'); ELSE PERFORM classify_with_rules(code, 550, 'google'); END IF;
			END LOOP;
			INSERT INTO cost VALUES (what, extract(epoch FROM clock_timestamp() - started) * 1e6 / times);
		END LOOP;
		FOR i IN 1 .. 100 LOOP
			UPDATE bounce_rule SET priority = i WHERE note = '1';
			COMMIT;
			started := clock_timestamp();
			PERFORM classify_with_rules(code, 550, 'google');
			INSERT INTO cost VALUES ('classify_with_rules after a change', extract(epoch FROM clock_timestamp() - started) * 1e6);
		END LOOP;
	END LOOP;
END $$;
CALL statements(20000);
SELECT what AS statement, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY us)::numeric, 1) AS microseconds FROM cost GROUP BY what ORDER BY what;
