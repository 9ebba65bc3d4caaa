--
-- What the page shows, as one JSON object
--
-- Run by script/dashboard.  Variables:
--
--     schema       where the reporting views are
--     title        of the page
--     days         how many, up to the last day that has rows
--     until        that last day; empty for the table's own
--     addresses    how many addresses of the suppress queue; 0 for none
--
-- Every part has the same form: keys, each with the index of its category among the
-- labels of bounce_category, and cells [day, provider, key, count, key, count, ...] for
-- the counts that are not zero.  Days count from the first one, providers and keys from
-- 0.  How many keys and providers there are at most is written here, and with the days
-- it bounds the page: a table ten times as large makes larger numbers, not more of them.
--
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\set providers_shown 12
\set codes_shown 150
\set fingerprints_shown 6
\set fingerprint_rows 3
\set doubts_shown 60

SET client_min_messages = warning;
SET jit = off; -- many short queries
SET datestyle = ISO;
SELECT set_config('search_path', quote_ident(:'schema') || ', ' || current_setting('search_path'), false) AS path \gset
BEGIN TRANSACTION READ ONLY ISOLATION LEVEL REPEATABLE READ;

SELECT coalesce(nullif(:'until', '')::date, last_day, current_date) AS last FROM day_span \gset
SELECT least(greatest(first_day, :'last'::date - (:days - 1)), :'last'::date) AS first FROM day_span \gset
SELECT coalesce(nullif(:'first', '')::date, :'last'::date) AS first \gset

-- The providers with the most failures by name; what is left of them is the last one.
SELECT coalesce(array_agg(provider ORDER BY failures DESC, provider COLLATE "C"), '{}') AS providers
FROM (SELECT provider, sum(bounces) FILTER (WHERE category IS DISTINCT FROM 'success') AS failures
	FROM day_code WHERE day BETWEEN :'first' AND :'last' AND provider <> 'other'
	GROUP BY provider ORDER BY failures DESC NULLS LAST, provider COLLATE "C" LIMIT :providers_shown) AS most \gset

-- What each part has: numbers for names, and a group's keys and counts in one array.
\set provider_number 'coalesce(array_position(' :'providers' '::text[], provider) - 1, cardinality(' :'providers' '::text[]))'
\set category_number 'array_position(enum_range(NULL::bounce_category), category) - 1'
\set cells_of_group 'ARRAY[day - ' :'first' ', provider] || array_agg(v ORDER BY key, part)'
\set key_and_count 'LATERAL (VALUES (1, key), (2, count)) AS pair(part, v)'

\qecho '{'
SELECT '"about": ' || json_build_object('title', :'title', 'first', :'first', 'last', :'last',
	'providers', :'providers'::text[] || '{other}'::text[],
	'categories', (SELECT json_agg(category ORDER BY category) FROM unnest(enum_range(NULL::bounce_category)) AS category),
	'fingerprintRows', :fingerprint_rows,
	'registry', smtpcode_registry_date(), 'taxonomy', smtpcode_taxonomy_version());

-- Codes.  Beyond the most frequent ones a code is one of those "not shown" of its class,
-- category and action, so that every sum is whole; so is a row without code and reply.
WITH counted AS MATERIALIZED (
	SELECT day, provider, category, action, code, sum(count)::bigint AS count,
		dense_rank() OVER (ORDER BY category, action, code) AS what
	FROM (SELECT day, :provider_number AS provider,
			category, action, codes, bounces
		FROM day_code WHERE day BETWEEN :'first' AND :'last') AS d,
		LATERAL (SELECT code, count FROM tally_each(codes)
			UNION ALL SELECT NULL, bounces - tally_total(codes) WHERE bounces > tally_total(codes)) AS e
	GROUP BY 1, 2, 3, 4, 5),
total AS (
	SELECT what, category, action, code, row_number() OVER (ORDER BY sum(count) DESC, what) <= :codes_shown AS shown
	FROM counted GROUP BY what, category, action, code),
key AS (
	SELECT row_number() OVER (ORDER BY NOT shown, min(code), category, action) - 1 AS key,
		category, action, CASE WHEN shown THEN code END AS code, esc_class(code) AS class, array_agg(what) AS whats
	FROM total GROUP BY category, action, esc_class(code), shown, CASE WHEN shown THEN code END),
cell AS (
	SELECT day, provider, key, sum(count) AS count
	FROM counted JOIN (SELECT key, unnest(whats) AS what FROM key) AS k USING (what)
	GROUP BY day, provider, key)
SELECT ',"codes": ' || json_build_object(
	'keys', (SELECT coalesce(json_agg(json_build_object('category', :category_number,
			'action', action, 'code', code, 'class', class, 'subject', esc_subject(code), 'subjectName', esc_subject_name(code), 'name', esc_name(code), 'registered', esc_is_registered(code),
			'meaning', (SELECT description FROM esc_registry WHERE kind = 'enumerated' AND pattern = esc_condition(code)),
			'rfc', substring((esc_lookup(code)).reference FROM 'RFC ?(\d+)')) ORDER BY key), '[]')
		FROM key),
	'cells', (SELECT coalesce(json_agg(cells), '[]') FROM (
		SELECT :cells_of_group AS cells
		FROM cell, :key_and_count GROUP BY day, provider ORDER BY day, provider) AS c));

-- Fingerprints: the most frequent ones of each category.  A rare one may hold a name.
WITH counted AS MATERIALIZED (
	SELECT day, provider, category, fingerprint, bounces
	FROM day_text WHERE day BETWEEN :'first' AND :'last' AND category IS DISTINCT FROM 'success' AND fingerprint <> ''),
total AS (
	SELECT category, fingerprint, row_number() OVER (PARTITION BY category ORDER BY sum(bounces) DESC, fingerprint COLLATE "C") AS rank
	FROM counted GROUP BY category, fingerprint HAVING sum(bounces) >= :fingerprint_rows),
key AS MATERIALIZED (
	SELECT row_number() OVER (ORDER BY category, rank) - 1 AS key, category, fingerprint
	FROM total WHERE rank <= :fingerprints_shown),
cell AS (
	SELECT day, :provider_number AS provider, key, sum(bounces) AS count
	FROM counted JOIN key ON counted.fingerprint = key.fingerprint AND counted.category IS NOT DISTINCT FROM key.category
	GROUP BY 1, 2, 3)
SELECT ',"fingerprints": ' || json_build_object(
	'keys', (SELECT coalesce(json_agg(json_build_object('category', :category_number,
		'text', left(regexp_replace(fingerprint, '\S*@\S*', '<addr>', 'g'), 240)) ORDER BY key), '[]') FROM key),
	'cells', (SELECT coalesce(json_agg(cells), '[]') FROM (
		SELECT :cells_of_group AS cells
		FROM cell, :key_and_count GROUP BY day, provider ORDER BY day, provider) AS c));

-- Contradictions, and what is not registered.
WITH counted AS MATERIALIZED (
	SELECT day, :provider_number AS provider,
		category, doubt, code, reply, sum(bounces)::bigint AS count,
		dense_rank() OVER (ORDER BY category, doubt, code, reply) AS what
	FROM day_doubt JOIN esc_lint_words ON word = doubt
	WHERE day BETWEEN :'first' AND :'last' AND (about = 'both' OR doubt LIKE 'unregistered%')
	GROUP BY 1, 2, 3, 4, 5, 6),
key AS (
	SELECT row_number() OVER (ORDER BY sum(count) DESC, what) - 1 AS key, what, category, doubt, code, reply
	FROM counted GROUP BY what, category, doubt, code, reply ORDER BY key LIMIT :doubts_shown)
SELECT ',"doubts": ' || json_build_object(
	'keys', (SELECT coalesce(json_agg(json_build_object('category', :category_number,
			'doubt', doubt, 'about', about, 'code', code, 'reply', reply, 'meaning', meaning, 'remedy', remedy) ORDER BY key), '[]')
		FROM key JOIN esc_lint_words ON word = doubt),
	'cells', (SELECT coalesce(json_agg(cells), '[]') FROM (
		SELECT :cells_of_group AS cells
		FROM counted JOIN key USING (what),
			:key_and_count GROUP BY day, provider ORDER BY day, provider) AS c));

WITH counted AS MATERIALIZED (
	SELECT day, :provider_number AS provider,
		category, mechanism, sum(bounces)::bigint AS count
	FROM day_authentication WHERE day BETWEEN :'first' AND :'last'
	GROUP BY 1, 2, 3, 4),
key AS (
	SELECT row_number() OVER (ORDER BY mechanism COLLATE "C") - 1 AS key, category, mechanism FROM counted GROUP BY category, mechanism)
SELECT ',"authentication": ' || json_build_object(
	'keys', (SELECT coalesce(json_agg(json_build_object('category', :category_number,
		'mechanism', mechanism) ORDER BY key), '[]') FROM key),
	'cells', (SELECT coalesce(json_agg(cells), '[]') FROM (
		SELECT :cells_of_group AS cells
		FROM counted JOIN key USING (category, mechanism),
			:key_and_count GROUP BY day, provider ORDER BY day, provider) AS c));

-- Addresses only if they were asked for; the newest ones.
SELECT :addresses > 0 AS with_addresses \gset
\if :with_addresses
SELECT ',"addresses": ' || coalesce(json_agg(json_build_object('recipient', recipient, 'day', day - :'first', 'code', code, 'reply', reply,
	'category', :category_number,
	'provider', :provider_number) ORDER BY at DESC, recipient COLLATE "C"), '[]')
FROM (SELECT recipient, day, at, code, reply, category, provider FROM suppress_queue WHERE day BETWEEN :'first' AND :'last'
	ORDER BY at DESC, recipient COLLATE "C" LIMIT :addresses) AS newest;
\endif
\qecho '}'
COMMIT;
