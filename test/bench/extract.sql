--
-- Codes out of diagnostics, beside a regular expression on the same rows
--
-- psql variables: rows, rounds.  Each time is that of a whole statement; the
-- first one only reads the rows.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;
SET jit = off;
SET max_parallel_workers_per_gather = 0;

-- What mail servers write, and how many of a hundred rows look like that:
-- %1$s recipient, %2$s mail server, %3$s its address, %4$s queue id, %5$s
-- domain, %6$s time, %7$s a number.
CREATE TABLE shape (share int, format text);
INSERT INTO shape VALUES
	-- Postfix: bounces and log lines
	(8, 'host %2$s[%3$s] said: 550 5.1.1 <%1$s>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)'),
	(5, 'host %2$s[%3$s] said: 452 4.2.2 The email account that you tried to reach is over quota and inactive. %4$s.%7$s - smtp (in reply to RCPT TO command)'),
	(4, 'host %2$s[%3$s] refused to talk to me: 421 4.7.0 %2$s Error: too many connections from your network, try again later'),
	(3, 'connect to %2$s[%3$s]:25: Connection timed out; the message stays in the queue for another attempt'),
	(7, '%6$s mail postfix/smtp[%7$s]: %4$s: to=<%1$s>, relay=%2$s[%3$s]:25, delay=3.2, delays=0.07/0.02/1.4/1.7, dsn=5.7.1, status=bounced (host %2$s[%3$s] said: 554 5.7.1 <%1$s>: Client host rejected: Access denied (in reply to RCPT TO command))'),
	(6, '%6$s mail postfix/smtp[%7$s]: %4$s: to=<%1$s>, relay=%2$s[%3$s]:25, delay=%7$s, delays=%7$s/0.01/0.9/0.4, dsn=4.2.0, status=deferred (host %2$s[%3$s] said: 450 4.2.0 <%1$s>: Greylisted, see http://postgrey.%5$s/help.html (in reply to RCPT TO command))'),
	(3, '%6$s mail postfix/qmgr[%7$s]: %4$s: from=<newsletter+%7$s@mail.example>, status=expired, returned to sender'),
	-- Exim
	(6, 'SMTP error from remote mail server after RCPT TO:<%1$s>: 550-5.1.1 <%1$s> does not exist here; %4$s'),
	(5, '%6$s 1tGx2k-0005vB-3A ** %1$s R=dnslookup T=remote_smtp H=%2$s [%3$s] X=TLS1.2:ECDHE_SECP256R1:256 CV=yes: SMTP error from remote mail server after end of data: 550 Message rejected as spam by content filter, reference %4$s'),
	(4, '%6$s 1tGx2k-0005vB-3A == %1$s R=dnslookup T=remote_smtp defer (-44) H=%2$s [%3$s]: SMTP error from remote mail server after RCPT TO:<%1$s>: 451 Temporary local problem - please try later'),
	(2, '%1$s: retry timeout exceeded, all hosts for ''%5$s'' have been failing for a long time (and retry time not reached)'),
	-- Exchange
	(6, 'smtp;550 5.4.1 [%1$s]: Recipient address rejected: Access denied. AS(201806281) [%4$s.eurprd04.prod.mail.example 2026-11-22T06:31:07.123Z 08DD%7$s]'),
	(4, '#< #5.1.10 smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient %1$s not found by SMTP address lookup> #SMTP#'),
	(4, '550 5.7.606 Access denied, banned sending IP [%3$s]. To request removal from this list please visit https://sender.%5$s/ and follow the directions. AS(1430) [%4$s]'),
	-- Gmail, replies of many lines
	(7, E'smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient''s email address for typos or\n550-5.1.1 unnecessary spaces. For more information, go to\n550 5.1.1  https://support.mail.example/mail/?p=NoSuchUser %4$s-%7$s.46 - gsmtp'),
	(5, E'550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550-5.7.26  Authentication results:\n550-5.7.26  DKIM = did not pass\n550 5.7.26  SPF [%5$s] with ip: [%3$s] = did not pass %4$s'),
	(4, '421 4.7.28 [%3$s      15] Our system has detected an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail sent from your IP address has been temporarily rate limited. %4$s - gsmtp'),
	-- others
	(4, '550 5.1.1 <%1$s>: Recipient address rejected: User unknown'),
	(3, '552 1 Requested mail action aborted, mailbox not found: the account %1$s has been closed by its owner (%4$s)'),
	(3, 'Sorry, no mailbox here by that name. The recipient <%1$s> is not known to vpopmail. (#5.1.1)'),
	(3, '554 Message from %3$s rejected: listed at zen.blocklist.example; see https://check.blocklist.example/query/ip/%3$s'),
	-- no code at all
	(4, 'The recipient''s mail server %2$s (%3$s) closed the connection without an answer on %6$s; message %4$s was given up');

-- They come back in no order, with names and numbers of any length.
DO 'BEGIN PERFORM setseed(0.5); END';
CREATE TABLE diagnostic AS
	SELECT format(shape.format, recipient || '@' || domain, 'mx' || number % 9 || '.' || domain, (ARRAY['192.0.2.', '198.51.100.', '203.0.113.'])[1 + number % 3] || number % 254,
		upper(left(md5(number::text), 10)), domain, timestamp '2026-11-01' + number * interval '1 minute', number) AS d
	FROM generate_series(1, :rows) i
		CROSS JOIN LATERAL (SELECT i, floor(random() * 99999)::int AS number, floor(random() * 100)::int AS percent) r
		CROSS JOIN LATERAL (SELECT (ARRAY['jane', 'j.smith', 'info', 'customer-service', 'bob1977', 'maria.lopez+shop'])[1 + number % 6] AS recipient,
			(ARRAY['shop.example', 'mail.example.org', 'care.example.net', 'uni.example'])[1 + number % 4] AS domain) n
		JOIN (SELECT format, sum(share) OVER w - share AS from_percent, sum(share) OVER w AS to_percent FROM shape WINDOW w AS (ORDER BY format)) shape
			ON percent >= from_percent AND percent < to_percent;
VACUUM (FREEZE, ANALYZE) diagnostic;
\pset footer off
SELECT count(*) AS rows, min(length(d)) AS shortest, round(avg(length(d))) AS average, max(length(d)) AS longest,
	count(reply_extract(d)) AS replies, count(esc_extract(d)) AS codes FROM diagnostic;

-- The careful regular expression goes as far as one can without looking behind:
-- no part of a longer number, a word, an address, a version or a path, but
-- directly behind a reply code; no leading zeros.  The short one sees to longer
-- numbers only.
CREATE TABLE work (n int, work text, query text);
INSERT INTO work VALUES
	(0, 'the rows alone', 'SELECT count(d) FROM diagnostic'),
	(1, 'careful regexp', $$SELECT count(substring(d FROM '(?:^|[^\w.@+/\\-]|\m[2-5]\d\d[-/])([245]\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2}))(?![\w@+]|[.-]\w)')) FROM diagnostic$$),
	(2, 'short regexp', $$SELECT count(substring(d FROM '(?:^|[^0-9.])([245]\.\d{1,3}\.\d{1,3})(?![0-9.])')) FROM diagnostic$$),
	(3, 'esc_extract(d)', 'SELECT count(esc_extract(d)) FROM diagnostic'),
	(4, 'reply_extract(d)', 'SELECT count(reply_extract(d)) FROM diagnostic'),
	(5, '(smtp_parse(d)).code', 'SELECT count((smtp_parse(d)).code) FROM diagnostic'),
	(6, 'two fields, subselect with OFFSET 0', 'SELECT count((p).reply), count((p).code) FROM (SELECT smtp_parse(d) AS p FROM diagnostic OFFSET 0) s'),
	(7, 'two fields, smtp_parse in FROM', 'SELECT count(p.reply), count(p.code) FROM diagnostic, smtp_parse(d) p');

CREATE TABLE run (n int, ms float8);
CREATE PROCEDURE measure(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	w work;
	started timestamptz;
BEGIN
	FOR round IN 0 .. rounds LOOP
		-- whoever comes first in one round comes last in another
		FOR w IN SELECT * FROM work ORDER BY (n + round) % (SELECT count(*) FROM work) LOOP
			started := clock_timestamp();
			EXECUTE w.query;
			-- the first round only warms up
			IF round > 0 THEN
				INSERT INTO run VALUES (w.n, extract(epoch FROM clock_timestamp() - started) * 1000);
			END IF;
		END LOOP;
		COMMIT;
	END LOOP;
END $$;
CALL measure(:rounds);

CREATE VIEW median AS
	SELECT n, work, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, max(ms) / min(ms) AS spread
	FROM run JOIN work USING (n) GROUP BY n, work;
SELECT work, round(ms::numeric) AS ms, round((1000 * ms / :rows)::numeric, 3) AS "us a row",
	round(((SELECT ms FROM median WHERE n = 1) / ms)::numeric, 1) AS "careful / this",
	round(((SELECT ms FROM median WHERE n = 2) / ms)::numeric, 1) AS "short / this", round(spread::numeric, 2) AS spread
FROM median ORDER BY n;
