--
-- reply_fingerprint beside the chain of regexp_replace that it replaces
--
-- psql variables: rows, rounds.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET max_parallel_workers_per_gather = 0;

-- Diagnostics of 60 to 400 bytes, as mail servers write them.
CREATE TABLE diagnostic AS
SELECT i AS id, format(template, 'user' || (i * 7919) % 100003, 'mx' || i % 89 || '.d' || (i * 31) % 9973 || '.example',
	format('192.%s.%s.%s', i % 223, (i * 7) % 251, (i * 13) % 254), upper(md5(i::text)), timestamptz '2026-01-01' + i * interval '17 s') AS text
FROM generate_series(1, :rows::bigint) i, LATERAL (SELECT (ARRAY[
	'host %2$s[%3$s] said: 550 5.1.1 <%1$s@%2$s>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)',
	'smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try' || E'\n' || '550-5.1.1 double-checking the address %1$s@%2$s for typos. Learn more at' || E'\n' || '550 5.1.1  https://support.google.com/mail/?p=NoSuchUser %4$s - gsmtp',
	'550 5.7.606 Access denied, banned sending IP [%3$s]. To request removal from this list please visit https://sender.office.com/ and follow the directions. [%2$s %5$s %4$s]',
	'SMTP error from remote mail server after RCPT TO:<%1$s@%2$s>: 452 4.2.2 Mailbox full, try again in 3600 seconds',
	'connect to %2$s[%3$s]:25: Connection timed out after 30 seconds, next attempt at %5$s',
	'554 5.7.1 Service unavailable; Client host [%3$s] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/%3$s',
	'451 4.7.1 <%1$s@%2$s>: Recipient address rejected: Greylisted, see http://postgrey.%2$s/help',
	'421 4.7.0 [TSS04] Messages from %3$s temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes',
	'552 5.3.4 Message size 48234496 exceeds fixed limit of 36700160 bytes; message <%4$s@%2$s> rejected at %5$s',
	'550 5.7.26 This mail has been blocked because the sender is unauthenticated. Authentication results: DKIM = did not pass SPF [%2$s] with ip: [%3$s] = did not pass'
	])[1 + (hashint8(i) & 2147483647) % 10] AS template) t;
VACUUM ANALYZE diagnostic;
SELECT count(*) AS texts, min(octet_length(text)), avg(octet_length(text))::int, max(octet_length(text)) FROM diagnostic;

-- What users write today, each step with its reason.
CREATE FUNCTION chain(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
	regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
		'\s*\(in reply to [^)]*\)\s*$', ''),                                                    -- what Postfix adds
		'https?://[^\s<>"]+', '<url>', 'g'),                                                    -- links
		'<?[[:alnum:]._%+=~-]+@[[:alnum:].-]+>?', '<addr>', 'g'),                               -- addresses
		'\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?([+-]\d\d(:?\d\d)?|Z)?', '<time>', 'g'),   -- times
		'\m\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\M', '<ip>', 'g'),                                 -- IP addresses
		'\m([[:alnum:]_-]+\.)+[[:alpha:]]{2,}\M', '<host>', 'g'),                               -- hosts
		'\m[0-9A-F]{8,}\M', '<id>', 'g'),                                                       -- ids
		'(?<![\d.])\d{4,}(?![\d.])', '#', 'g'),                                                 -- numbers
		'\s+', ' ', 'g');                                                                       -- blanks

SELECT count(DISTINCT reply_fingerprint(text)) AS fingerprints, count(DISTINCT chain(text)) AS by_chain FROM diagnostic WHERE id <= 20000;

CREATE TABLE measured (subject text, round int, seconds float8);
CREATE PROCEDURE measure(subject text, statement text, round int) LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	EXECUTE statement;
	INSERT INTO measured VALUES (subject, round, extract(epoch FROM clock_timestamp() - start));
END $$;
SELECT format('CALL measure(%L, %L, %s)', subject, format('SELECT count(%s) FROM diagnostic', expression), round)
FROM generate_series(0, :rounds) round,
	(VALUES ('reading', 'text'), ('reply_fingerprint', 'reply_fingerprint(text)'), ('regexp_replace', 'chain(text)')) v (subject, expression)
ORDER BY round, (hashtext(subject) + round) & 3 \gexec

-- the first round warms up
SELECT subject, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric, 3) AS median,
	round(min(seconds)::numeric, 3) AS least, round(max(seconds)::numeric, 3) AS most,
	round((percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) / (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
		FROM measured WHERE subject = 'reply_fingerprint' AND round > 0))::numeric, 2) AS ratio
FROM measured WHERE round > 0 GROUP BY subject ORDER BY median;
