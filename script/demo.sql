--
-- The demo: a bounce table, and the reports an analyst asks for first
--
-- psql runs it in the project's directory, on a new database.
--
\set QUIET on
\set ON_ERROR_STOP on
\pset footer off
\pset linestyle unicode
\pset border 1
SET client_min_messages = warning;
SET timezone = 'UTC';

CREATE EXTENSION smtpcode;

\echo
\echo '1. What a server said, and what that means: one call'
SELECT category, action, permanence, hardness, explanation
FROM diagnose(diagnostic => 'host mx.shop.example[192.0.2.25] said: 550 5.7.1 <jane@shop.example>: User unknown') \gx
SELECT diagnostic, classify(diagnostic => diagnostic) AS category, recommend(diagnostic => diagnostic) AS action
FROM (VALUES ('550 5.1.1 Mailbox full'), ('554 5.7.1 Client host [192.0.2.9] blocked using bl.example'),
	('450 Greylisted, try again later'), ('550 Sender verify failed: 550 5.1.1 No such user')) said (diagnostic);

\i test/data/bounce.sql
\copy bounce (recipient, domain, mx_host, provider, at, outcome, reply, code, diagnostic) from 'test/data/bounces.tsv' (null '', header)
CREATE INDEX ON bounce (code);
CREATE INDEX ON bounce (category);
CREATE INDEX ON bounce (recipient, at);
ANALYZE bounce;

-- the generated columns judge by code and reply; this judges by the words as well
CREATE VIEW judged AS
SELECT id, recipient, provider, at, outcome, reply, code, diagnostic, contradictory,
	bounce.category AS category_by_code, d.category, d.action, d.hardness
FROM bounce, diagnose(code, reply, provider, diagnostic) d;

\echo '2. What came in, and what the constraints turned away'
CREATE TEMPORARY TABLE bad (why text, sqlstate text, "constraint" text, recipient text, domain text, mx_host text,
	provider text, at text, outcome text, reply text, code text, diagnostic text);
\copy bad from 'test/data/bad_bounces.tsv' (null '', header)
CREATE FUNCTION pg_temp.refuse(row_ bad, OUT by_what text, OUT message text, OUT detail text)
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO bounce (recipient, domain, mx_host, provider, at, outcome, reply, code, diagnostic)
	VALUES (row_.recipient, row_.domain, row_.mx_host, row_.provider, row_.at::timestamptz, row_.outcome,
		row_.reply::reply_code, row_.code::esc, row_.diagnostic);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS by_what = CONSTRAINT_NAME, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	by_what := coalesce(nullif(by_what, ''), substring(message FROM 'for type ([^:]+)'), 'NOT NULL');
END $$;
CREATE TEMPORARY TABLE refused AS
	SELECT r.* FROM bad, pg_temp.refuse(bad) r;

SELECT outcome, count(*), count(code) AS "with code", count(reply) AS "with reply",
	count(*) FILTER (WHERE contradictory) AS contradictory
FROM bounce GROUP BY outcome ORDER BY outcome;
SELECT by_what AS "turned away by", count(*), min(message) AS "for example"
FROM refused WHERE by_what IS NOT NULL
GROUP BY by_what ORDER BY count(*) DESC, by_what;

\echo '3. What happened, and what to do: with the words of the servers'
SELECT category, action, hardness, count(*), count(*) FILTER (WHERE category <> category_by_code) AS "by words only",
	round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent
FROM judged WHERE outcome <> 'delivered'
GROUP BY category, action, hardness ORDER BY count(*) DESC, category, action;

\echo '4. By class and subject: every row counts, also those with a reply only'
SELECT coalesce(esc_subject_name(effective), 'not registered') AS subject,
	count(*) FILTER (WHERE esc_class(effective) = 4) AS "for now",
	count(*) FILTER (WHERE esc_class(effective) = 5) AS "for good"
FROM bounce, esc_effective(code, reply) effective
WHERE outcome <> 'delivered'
GROUP BY esc_subject(effective), subject ORDER BY esc_subject(effective);

\echo '5. The commonest codes'
SELECT code, esc_name(code) AS name, esc_is_registered(code) AS registered, count(*),
	string_agg(DISTINCT provider, ', ' ORDER BY provider) AS providers
FROM bounce WHERE esc_class(code) > 2
GROUP BY code ORDER BY count(*) DESC, code LIMIT 15;

\echo '6. Addresses to suppress: the last word was that nobody reads them (the first 15)'
SELECT recipient, code, left(diagnostic, 60) AS diagnostic, at::date AS day
FROM (SELECT DISTINCT ON (recipient) * FROM judged ORDER BY recipient, at DESC, id DESC) last
WHERE action = 'suppress'
ORDER BY recipient COLLATE "C" LIMIT 15;

\echo '7. Contradictions: code and reply do not agree, so nothing is suppressed'
SELECT reply, code, outcome, category, action, left(diagnostic, 60) AS diagnostic
FROM judged WHERE contradictory ORDER BY reply, code, id;

\echo '8. From soft to hard: three temporary failures on three days, and no success since'
SELECT recipient, count(*) AS failures, min(at)::date AS first, max(at)::date AS last,
	string_agg(DISTINCT category::text, ', ') AS categories
FROM judged b
WHERE permanence(code, reply) = 'temporary'
	AND NOT EXISTS (SELECT FROM bounce later
		WHERE later.recipient = b.recipient AND later.at > b.at AND later.outcome = 'delivered')
GROUP BY recipient
HAVING count(DISTINCT at::date) >= 3
ORDER BY failures DESC, recipient COLLATE "C";
