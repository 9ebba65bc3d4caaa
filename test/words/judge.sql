--
-- How the texts of a corpus are judged, beside what its readers say
--
-- usage: psql -v texts=FILE -v labels=FILE,FILE... -f judge.sql, by test/words/judge
--
-- Right is the category of a reader or one that he accepts beside it; vague is a wider
-- category that includes his; unknown is none, or unspecified; wrong is the rest.
--
\set QUIET on
\set ON_ERROR_STOP on
\pset footer off
SET client_min_messages = warning;
CREATE TEMPORARY TABLE corpus (n int, language text, provider text, source text, text text);
CREATE TEMPORARY TABLE label (reader text, n int, category text, alternatives text, actions text, about text);
CREATE TEMPORARY TABLE parent (category text, parent text);
\i :load

CREATE TEMPORARY TABLE judged AS
	SELECT c.*, d.category::text AS is_category, d.action::text AS is_action, d.phrase
	FROM corpus c, LATERAL diagnose(diagnostic => replace(text, '\n', E'\n')) d;
CREATE TEMPORARY TABLE verdict AS
	WITH RECURSIVE wider AS (
		SELECT category, parent FROM parent WHERE parent IS NOT NULL
		UNION
		SELECT wider.category, parent.parent FROM wider JOIN parent ON parent.category = wider.parent WHERE parent.parent IS NOT NULL)
	SELECT reader, j.*, l.category, l.alternatives, l.actions,
		CASE WHEN is_category = l.category OR is_category = ANY (string_to_array(l.alternatives, ',')) THEN 'right'
			WHEN is_category IS NULL OR is_category = 'unspecified' THEN 'unknown'
			WHEN is_category IN ('policy', 'mailbox_unavailable', 'address_unspecified', 'network_error', 'system_error')
				AND EXISTS (SELECT FROM wider w WHERE w.category = l.category AND w.parent = is_category) THEN 'vague'
			ELSE 'wrong' END AS verdict,
		is_action = 'suppress' AND NOT 'suppress' = ANY (string_to_array(l.actions, '/')) AS lives
	FROM judged j JOIN label l USING (n);

\echo 'By reader; "either" takes what is right for one of them'
SELECT reader, count(*) AS texts,
	round(100.0 * count(*) FILTER (WHERE verdict = 'right') / count(*), 1) AS "right",
	round(100.0 * count(*) FILTER (WHERE verdict = 'vague') / count(*), 1) AS vague,
	round(100.0 * count(*) FILTER (WHERE verdict = 'unknown') / count(*), 1) AS unknown,
	round(100.0 * count(*) FILTER (WHERE verdict = 'wrong') / count(*), 1) AS wrong,
	count(*) FILTER (WHERE lives) AS "live suppressed"
FROM (SELECT reader, verdict, lives FROM verdict
	UNION ALL
	SELECT 'either', (array_agg(verdict ORDER BY array_position('{right,vague,unknown,wrong}', verdict)))[1], bool_and(lives) FROM verdict GROUP BY n) v
GROUP BY reader ORDER BY reader;

\echo 'Agreement of the readers: the same category, and one that the other accepts (percent)'
SELECT round(100.0 * count(*) FILTER (WHERE a.category = b.category) / count(*), 1) AS same,
	round(100.0 * count(*) FILTER (WHERE a.category = b.category OR a.category = ANY (string_to_array(b.alternatives, ','))
		OR b.category = ANY (string_to_array(a.alternatives, ','))) / count(*), 1) AS accepted
FROM label a JOIN label b USING (n) WHERE a.reader < b.reader HAVING count(*) > 0;

\echo 'By language, for either reader'
SELECT language, count(*) AS texts, count(*) FILTER (WHERE verdict = 'right') AS "right", count(*) FILTER (WHERE verdict = 'vague') AS vague,
	count(*) FILTER (WHERE verdict = 'unknown') AS unknown, count(*) FILTER (WHERE verdict = 'wrong') AS wrong
FROM (SELECT language, (array_agg(verdict ORDER BY array_position('{right,vague,unknown,wrong}', verdict)))[1] AS verdict FROM verdict GROUP BY n, language) v
GROUP BY language ORDER BY count(*) DESC, language;

\if :details
\echo 'What is wrong for every reader, or suppresses what lives'
SELECT n, is_category, is_action, string_agg(DISTINCT category, ',') AS labels, min(phrase) AS phrase, left(min(text), 150) AS text
FROM verdict GROUP BY n, is_category, is_action
HAVING bool_and(verdict = 'wrong') OR bool_and(lives) ORDER BY n;
\endif
