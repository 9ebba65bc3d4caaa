--
-- What the page has to say of the table "bounce", by plain queries on its rows
--
-- One JSON array: for each selection of period, provider and category the figures of
-- that period and of the one before it, the numbers of the charts, the codes and the
-- fingerprints.
--
\pset format unaligned
\pset tuples_only on
SET timezone = 'UTC';
CREATE TEMPORARY TABLE fact AS
SELECT (at AT TIME ZONE 'UTC')::date AS day, coalesce(provider, 'other') AS provider, classify(code, reply, provider) AS category,
	recommend(code, reply, provider) AS action, esc_effective(code, reply) AS code, reply_fingerprint(diagnostic) AS fingerprint
FROM bounce;
CREATE TEMPORARY TABLE selection AS
SELECT row_number() OVER () AS id, first, last, p.provider, c.category
FROM (VALUES ('2026-10-02'::date, '2026-10-31'::date), ('2026-10-25', '2026-10-31'), ('2026-09-10', '2026-09-24'), ('2026-08-31', '2026-10-31')) AS period(first, last),
	(VALUES (NULL), ('google'), ('other')) AS p(provider), (VALUES (NULL), ('user_unknown'), ('authentication')) AS c(category);

-- The page has six fingerprints for each category, of those that occur three times.
CREATE TEMPORARY TABLE shown AS
SELECT category, fingerprint
FROM (SELECT category, fingerprint, row_number() OVER (PARTITION BY category ORDER BY count(*) DESC, fingerprint COLLATE "C") AS rank
	FROM fact WHERE category <> 'success' AND fingerprint <> '' GROUP BY category, fingerprint HAVING count(*) >= 3) AS f
WHERE rank <= 6;

-- The rows of a selection, or of as many days so many days before: all mail of its
-- period and provider, and what its category leaves of it.
CREATE FUNCTION pg_temp.mail(s selection, back int DEFAULT 0) RETURNS SETOF fact LANGUAGE sql AS $$
	SELECT * FROM fact WHERE day BETWEEN s.first - back AND s.last - back AND (s.provider IS NULL OR fact.provider = s.provider)
$$;
CREATE FUNCTION pg_temp.chosen(s selection, back int DEFAULT 0) RETURNS SETOF fact LANGUAGE sql AS $$
	SELECT * FROM pg_temp.mail(s, back) AS fact WHERE s.category IS NULL OR fact.category::text = s.category
$$;
CREATE FUNCTION pg_temp.figures(s selection, back int) RETURNS json LANGUAGE sql AS $$
	SELECT CASE WHEN s.first - back >= '2026-08-31' THEN json_build_object(
		'failures', count(*) FILTER (WHERE category <> 'success'),
		'rate', count(*) FILTER (WHERE category <> 'success')::float8 / nullif((SELECT count(*) FROM pg_temp.mail(s, back)), 0),
		'permanent', count(*) FILTER (WHERE code <@ '5.X.X')::float8 / nullif((SELECT count(*) FROM pg_temp.mail(s, back)), 0),
		'suppress', count(*) FILTER (WHERE action = 'suppress'),
		'authentication', count(*) FILTER (WHERE category = 'authentication')) END
	FROM pg_temp.chosen(s, back)
$$;
SELECT json_agg(json_build_object('first', first, 'last', last, 'provider', provider, 'category', category,
	'now', pg_temp.figures(s, 0), 'before', pg_temp.figures(s, last - first + 1),
	'days', (SELECT coalesce(json_object_agg(day, n), '{}') FROM (SELECT day, count(*) AS n FROM pg_temp.chosen(s) WHERE category <> 'success' GROUP BY 1) AS d),
	'subjects', (SELECT coalesce(json_object_agg(subject, n), '{}') FROM (SELECT esc_subject(code) AS subject, count(*) AS n FROM pg_temp.chosen(s) WHERE category <> 'success' GROUP BY 1) AS d),
	'providers', (SELECT coalesce(json_object_agg(provider, n), '{}') FROM (SELECT m.provider, count(*) FILTER (WHERE code <@ '5.X.X' AND (s.category IS NULL OR m.category::text = s.category)) AS n FROM pg_temp.mail(s) AS m GROUP BY 1) AS d),
	'codes', (SELECT coalesce(json_object_agg(code, n), '{}') FROM (SELECT code, count(*) AS n FROM pg_temp.chosen(s) WHERE category <> 'success' GROUP BY 1) AS d),
	'fingerprints', (SELECT count(*) FROM pg_temp.chosen(s) JOIN shown USING (category, fingerprint))) ORDER BY id)
FROM selection AS s;
