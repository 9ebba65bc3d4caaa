--
-- dsn_recipients beside regular expressions for five fields of one recipient
--
-- psql variables: rows, rounds.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET max_parallel_workers_per_gather = 0;

-- The reports of three mail servers, over and over.
\set directory `pwd` /test/mta/samples
CREATE TABLE report AS
SELECT i AS id, message FROM generate_series(1, :rows) i
	JOIN (SELECT row_number() OVER () AS number, count(*) OVER () AS files, pg_read_file(:'directory' || '/' || name) AS message
		FROM pg_ls_dir(:'directory') name WHERE name LIKE '%.eml') file ON number = 1 + i % files;
VACUUM ANALYZE report;
SELECT count(*) AS reports, min(octet_length(message)), avg(octet_length(message))::int, max(octet_length(message)) FROM report;

CREATE TABLE measured (subject text, round int, seconds float8);
CREATE PROCEDURE measure(subject text, statement text, round int) LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	EXECUTE statement;
	INSERT INTO measured VALUES (subject, round, extract(epoch FROM clock_timestamp() - start));
END $$;
SELECT format('CALL measure(%L, %L, %s)', subject, statement, round)
FROM generate_series(0, :rounds) round, (VALUES
	('reading', 'SELECT count(message || '''') FROM report'),
	('dsn_recipients', 'SELECT count(final_recipient), count(action), count(status), count(diagnostic), count(remote_mta) FROM report, dsn_recipients(message)'),
	('regular expressions', $$SELECT count(substring(message FROM '(?i)\nFinal-Recipient:\s*[\w-]+\s*;\s*(\S+)')),
		count(substring(message FROM '(?i)\nAction:\s*(\w+)')), count(substring(message FROM '(?i)\nStatus:\s*(\d\.\d+\.\d+)')),
		count(regexp_replace(substring(message FROM '(?i)\nDiagnostic-Code:\s*[\w-]+\s*;\s*([^\n]*(?:\n[ \t][^\n]*)*)'), '\n[ \t]+', ' ', 'g')),
		count(substring(message FROM '(?i)\nRemote-MTA:\s*\w+\s*;\s*(\S+)')) FROM report$$)) v (subject, statement)
ORDER BY round, (hashtext(subject) + round) & 3 \gexec

-- the first round warms up
SELECT subject, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric, 3) AS median,
	round(min(seconds)::numeric, 3) AS least, round(max(seconds)::numeric, 3) AS most,
	round((percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) / (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
		FROM measured WHERE subject = 'dsn_recipients' AND round > 0))::numeric, 2) AS ratio
FROM measured WHERE round > 0 GROUP BY subject ORDER BY median;
