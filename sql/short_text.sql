-- Every text up to 5 characters over 16, and up to 7 over 8, is a value exactly
-- if a regular expression says so, and means what it says.
CREATE TABLE short_text AS
WITH RECURSIVE long (text) AS (
	SELECT ''
	UNION ALL
	SELECT text || character
	FROM long, regexp_split_to_table('0123456789.Xx*- ', '') AS character
	WHERE length(text) < 5),
narrow (text) AS (
	SELECT ''
	UNION ALL
	SELECT text || character
	FROM narrow, regexp_split_to_table('0125.X*-', '') AS character
	WHERE length(text) < 7)
SELECT text FROM long UNION SELECT text FROM narrow;
SELECT count(*), min(length(text)), max(length(text)) FROM short_text;

-- The definitions.  What a pattern means is told by its canonical form.
CREATE FUNCTION is_esc(text) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS $$SELECT $1 ~ '^[245](\.(0|[1-9]\d{0,2})){2}$'$$;
CREATE FUNCTION is_reply(text) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS $$SELECT $1 ~ '^[1-5]\d\d$'$$;
CREATE FUNCTION canonical_pattern(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS $$
	SELECT CASE
		WHEN first > last THEN NULL
		WHEN first = last THEN format('%s%s%s', class, subject, first)
		WHEN first = 0 AND last = 999 THEN format('%s%sX', class, subject)
		ELSE format('%s%s%s-%s', class, subject, first, last)
	END
	FROM regexp_match($1, '^([245xX*])(\.(?:0|[1-9]\d{0,2}|\*|[xX]{1,3}|[yY]{1,3})\.)(?:(0|[1-9]\d{0,2})(?:-(0|[1-9]\d{0,2}))?|\*|[xX]{1,3}|[yY]{1,3})$') AS part,
		regexp_replace(part[1], '\D', 'X') AS class,
		regexp_replace(part[2], '[^.0-9]+', 'X') AS subject,
		coalesce(part[3]::int, 0) AS first,
		coalesce(part[4]::int, part[3]::int, 999) AS last
	WHERE part IS NOT NULL$$;

SELECT count(*) FILTER (WHERE is_esc(text)) AS codes,
	count(*) FILTER (WHERE esc_try(text)::text IS DISTINCT FROM CASE WHEN is_esc(text) THEN text END) AS wrong
FROM short_text WHERE text !~ ' ';
SELECT count(*) FILTER (WHERE is_reply(text)) AS replies,
	count(*) FILTER (WHERE reply_try(text)::text IS DISTINCT FROM CASE WHEN is_reply(text) THEN text END) AS wrong
FROM short_text WHERE text !~ ' ';
SELECT count(canonical) AS patterns,
	count(*) FILTER (WHERE esc_pattern_try(text)::text IS DISTINCT FROM canonical) AS wrong
FROM (
	SELECT text, CASE WHEN text ~ '^[245xX*][.]' THEN canonical_pattern(text) END AS canonical
	FROM short_text WHERE text !~ ' '
	OFFSET 0) AS defined;

-- The input functions themselves, blanks and all, and what they refuse with
CREATE FUNCTION refused(text, type regtype) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE
	written text;
BEGIN
	CASE type
		WHEN 'esc'::regtype THEN written := $1::esc;
		WHEN 'esc_pattern'::regtype THEN written := $1::esc_pattern;
		WHEN 'reply_code'::regtype THEN written := $1::reply_code;
	END CASE;
	RETURN written;
EXCEPTION WHEN invalid_text_representation THEN
	RETURN NULL;
END$$;
SELECT count(*) FILTER (WHERE refused(text, 'esc') IS DISTINCT FROM CASE WHEN is_esc(text) THEN text END) AS esc_wrong,
	count(*) FILTER (WHERE refused(text, 'reply_code') IS DISTINCT FROM CASE WHEN is_reply(text) THEN text END) AS reply_wrong,
	count(*) FILTER (WHERE refused(text, 'esc_pattern') IS DISTINCT FROM canonical_pattern(text)) AS pattern_wrong
FROM short_text WHERE length(text) <= 4 OR text ~ '^[245Xx*][.]';
DROP TABLE short_text;
DROP FUNCTION is_esc, is_reply, canonical_pattern, refused;
