-- Calling a function more often takes no more memory.  Every function and every
-- aggregate of the extension is called 4,000 times in one query, with values
-- that vary; what the session holds after 2,000 calls is what it holds after all.
CREATE FUNCTION argument(type regtype) RETURNS text STABLE LANGUAGE sql
AS $$
	SELECT CASE type
		WHEN 'esc'::regtype THEN 'make_esc((ARRAY[2, 4, 5])[1 + i % 3], i % 9, i % 80)'
		WHEN 'esc_pattern'::regtype THEN 'make_esc_pattern((ARRAY[2, 4, 5, NULL])[1 + i % 4], i % 9, i % 80, 90)'
		WHEN 'esc_pattern[]'::regtype THEN 'ARRAY[make_esc_pattern(5, i % 9, NULL, NULL), make_esc_pattern(NULL, 7, i % 9, 20)]'
		WHEN 'reply_code'::regtype THEN '(ARRAY[250, 421, 450, 550, 552, 554])[1 + i % 6]::reply_code'
		WHEN 'esc_tally'::regtype THEN $t$format('{"5.1.%s": 3, "5.7.%s": 1000}', i % 80, i % 90)::esc_tally$t$
		WHEN 'text'::regtype THEN $t$(ARRAY['class', 'gmail', 'Microsoft', 'mx.google.com.', 'nobody',
			format('550 5.1.%s <user%s@example.com>: no such user', i % 80, i),
			format(E'Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; user%s@example.com\nAction: failed\nStatus: 5.1.1\n', i)])[1 + i % 7]$t$
		WHEN 'integer'::regtype THEN '(4 + i % 2)'
		WHEN 'smallint'::regtype THEN '(400 + i % 3)::smallint'
		WHEN 'bigint'::regtype THEN 'i::bigint'
	END$$;

-- The query that calls a function and tells from time to time what is held; NULL
-- for what only the server calls.
CREATE FUNCTION calls(function regprocedure) RETURNS text STABLE LANGUAGE sql
AS $$
	SELECT format(CASE
			WHEN prokind = 'a' THEN 'SELECT %s(%s), count(holds(i)) FROM generate_series(1, 4000) AS i'
			WHEN proretset THEN 'SELECT count(*), count(holds(i)) FROM generate_series(1, 4000) AS i, %s(%s)'
			ELSE 'SELECT count(%s(%s)), count(holds(i)) FROM generate_series(1, 4000) AS i'
		END, proname, arguments)
	FROM pg_proc,
		LATERAL (
			SELECT coalesce(string_agg(written, ', ' ORDER BY number), '') AS arguments, count(*) = count(written) AS known
			FROM unnest(proargtypes) WITH ORDINALITY AS argument (type, number),
				LATERAL (SELECT CASE
					WHEN proname = 'esc_trunc' AND number = 1 THEN $t$(ARRAY['class', 'subject'])[1 + i % 2]$t$
					WHEN proname = 'reply_code' THEN format('(400 + i %% 100)::%s', type::regtype)
					ELSE argument(type)
				END AS written) AS value) AS listed
	WHERE oid = function AND known AND prorettype <> 'trigger'::regtype$$;

CREATE TABLE held (calls int, bytes bigint);
CREATE FUNCTION holds(calls int) RETURNS int LANGUAGE plpgsql
AS $$
BEGIN
	IF calls % 1000 = 0 THEN
		INSERT INTO held SELECT calls, sum(total_bytes) FROM pg_backend_memory_contexts;
	END IF;
	RETURN calls;
END$$;
CREATE FUNCTION growth(query text) RETURNS bigint LANGUAGE plpgsql
AS $$
BEGIN
	TRUNCATE held;
	EXECUTE query;
	RETURN (SELECT max(bytes) FILTER (WHERE calls = 4000) - max(bytes) FILTER (WHERE calls = 2000) FROM held);
END$$;

CREATE VIEW functions AS
	SELECT oid::regprocedure AS function
	FROM pg_depend JOIN pg_proc ON classid = 'pg_proc'::regclass AND objid = oid
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode');
SELECT function FROM functions WHERE calls(function) IS NULL ORDER BY function::text COLLATE "C";
SELECT count(*) > 100 AS many, coalesce(string_agg(function::text, ', ') FILTER (WHERE growth > 0), 'none') AS growing
FROM (SELECT function, growth(calls(function)) FROM functions WHERE calls(function) IS NOT NULL OFFSET 0) AS measured;

-- Input and output, and rules.  Everything is called a first time before it counts.
SELECT type, growth(format('SELECT count(%s::text::%s), count(holds(i)) FROM generate_series(1, 4000) AS i', argument(type), type))
FROM unnest('{esc,esc_pattern,reply_code,esc_tally}'::regtype[]) AS type;
INSERT INTO bounce_rule (pattern, diagnostic_like, category) SELECT '5.1.X', '%user' || n || '%', 'policy' FROM generate_series(1, 20) AS n;
-- A set of rules remembers each code and reply that it meets: those of the first runs do not count.
SELECT (array_agg(growth ORDER BY run))[3] AS growth
FROM (SELECT run, growth(calls(function)) FROM functions, generate_series(1, 3) AS run
	WHERE function = 'classify_with_rules(esc, reply_code, text, text)'::regprocedure OFFSET 0) AS measured;

-- A function that keeps what it is given is found out.
CREATE FUNCTION keep(int) RETURNS int LANGUAGE plpgsql
AS $$
BEGIN
	EXECUTE format('PREPARE kept%s AS SELECT 1', $1);
	RETURN $1;
END$$;
SELECT growth('SELECT count(keep(i)), count(holds(i)) FROM generate_series(1, 4000) AS i') > 0 AS found_out;
DEALLOCATE ALL;
DELETE FROM bounce_rule;
DROP VIEW functions;
DROP TABLE held;
DROP FUNCTION argument, calls, holds, growth, keep;
