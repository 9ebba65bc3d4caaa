--
-- A bounce warehouse: the table "bounce", with as many rows as the variable says
--
-- psql variable: rows.  The same rows come out every time, on every server: what looks
-- random is a hash of the row's number.  Codes, domains and providers are as skewed as
-- real ones (the k-th most frequent has a share of about 1/k); a third of the rows has a
-- reply code only; a diagnostic is worded as one of six mail servers does it.  The rows
-- lie as they came in: within ten seconds in the order of time.
--
CREATE EXTENSION IF NOT EXISTS smtpcode;
SET client_min_messages = warning;

-- A number from 0 to 1 for a row and a purpose.
CREATE FUNCTION chance(i bigint, purpose int) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(i, purpose) & 1125899906842623)::float8 / 1125899906842624;

-- 150 codes: what is common first, in that order, then what else is registered.
CREATE TABLE code_kind AS
SELECT kind, code, coalesce(reply, (CASE esc_class(code) WHEN 2 THEN 250 WHEN 4 THEN 450 ELSE 550 END)::reply_code) AS reply,
	coalesce(words, lower(esc_name(code))) AS words
FROM (SELECT row_number() OVER (ORDER BY common NULLS LAST, md5(code::text)) AS kind, code, reply, words
	FROM (SELECT make_esc(class, split_part(pattern::text, '.', 2)::int, split_part(pattern::text, '.', 3)::int) AS code
			FROM esc_registry, unnest('{4,5}'::int[]) AS class WHERE kind = 'enumerated'
		UNION SELECT unnest('{2.0.0,2.1.5,2.6.0,5.7.606,4.7.650,4.7.28,5.7.509,5.1.10}'::esc[])) AS codes
		FULL JOIN (VALUES
			(1, '5.1.1'::esc, 550::reply_code, 'recipient address rejected: user unknown in virtual mailbox table'),
			(2, '4.2.2', 452, 'the email account that you tried to reach is over quota'),
			(3, '2.0.0', 250, 'ok: queued'),
			(4, '5.7.1', 554, 'message rejected by content policy'),
			(5, '4.7.0', 421, 'too many connections from your network, try again later'),
			(6, '4.2.0', 450, 'greylisted, come back in five minutes'),
			(7, '5.7.26', 550, 'this mail has been blocked because the sender is unauthenticated: SPF and DKIM did not pass'),
			(8, '5.2.1', 550, 'mailbox disabled, not accepting messages'),
			(9, '4.7.28', 421, 'our system has detected an unusual rate of unsolicited mail from your address'),
			(10, '5.4.1', 550, 'recipient address rejected: access denied'),
			(11, '4.4.7', NULL, 'delivery time expired'),
			(12, '5.7.606', 550, 'access denied, banned sending address'),
			(13, '5.2.2', 552, 'mailbox full'),
			(14, '5.1.2', 550, 'host or domain name not found'),
			(15, '4.3.2', 421, 'service not available, closing transmission channel'),
			(16, '5.1.10', 550, 'RESOLVER.ADR.RecipientNotFound; recipient not found by SMTP address lookup'),
			(17, '4.7.650', 451, 'the mail server has been temporarily rate limited due to IP reputation'),
			(18, '5.7.509', 550, 'access denied, sending domain does not pass DMARC verification')
		) AS head(common, code, reply, words) USING (code)) AS kinds
WHERE kind <= 150;

CREATE TABLE provider_kind (kind int, provider text, host text, share float8);
INSERT INTO provider_kind VALUES (1, 'google', 'gmail-smtp-in.l.google.example', 0.34), (2, 'microsoft', 'mail.protection.outlook.example', 0.22),
	(3, 'yahoo', 'mta5.am0.yahoodns.example', 0.12), (4, 'apple', 'mx01.mail.icloud.example', 0.05), (5, 'gmx', 'mx00.gmx.example', 0.04),
	(6, 'orange', 'smtp-in.orange.example', 0.03), (7, 'proofpoint', 'mxa.pphosted.example', 0.04), (8, 'mimecast', 'eu-smtp-inbound-1.mimecast.example', 0.02),
	(9, 'comcast', 'mx1a1.comcast.example', 0.02), (10, NULL, 'mx.%s', 0.12);

-- %1$s address, %2$s host, %3$s its IP, %4$s queue id, %5$s what the server said
CREATE TABLE wording (kind int, format text);
INSERT INTO wording VALUES
	(1, 'host %2$s[%3$s] said: %5$s (in reply to RCPT TO command)'),
	(2, 'SMTP error from remote mail server after RCPT TO:<%1$s>: host %2$s [%3$s]: %5$s'),
	(3, 'smtp; %5$s'),
	(4, '%5$s [%4$s.eurprd04.prod.%2$s]'),
	(5, '<%1$s>... %5$s'),
	(6, '%5$s %4$s - gsmtp');

-- Cumulative shares; width_bucket finds the place of a chance among them.
CREATE TABLE law AS
SELECT (SELECT array_agg(below ORDER BY kind) FROM (SELECT kind, sum(1.0 / kind) OVER (ORDER BY kind ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) / sum(1.0 / kind) OVER () AS below
		FROM code_kind) AS c)::float8[] AS codes,
	(SELECT array_agg(coalesce(below, 0) ORDER BY kind) FROM (SELECT kind, sum(share) OVER (ORDER BY kind ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) AS below FROM provider_kind) AS p) AS providers;
UPDATE law SET codes[1] = 0;

CREATE TABLE bounce (
	id bigint NOT NULL,
	at timestamptz NOT NULL,
	domain text NOT NULL,
	provider text,
	recipient text NOT NULL,
	reply reply_code,
	code esc,
	diagnostic text
);
INSERT INTO bounce
SELECT i, '2026-07-01 00:00+00'::timestamptz + make_interval(secs => 1e7 * i / :rows - 10 * chance(i, 1)),
	domain, provider, recipient, c.reply, CASE WHEN chance(i, 5) > 0.33 THEN c.code END,
	format(w.format, recipient, replace(host, '%s', domain), '192.0.2.' || (1 + 250 * chance(i, 6))::int, upper(left(md5(i::text), 10)),
		concat_ws(' ', c.reply, CASE WHEN chance(i, 5) > 0.33 THEN c.code END, c.words))
FROM law CROSS JOIN generate_series(1::bigint, :rows) AS i
	JOIN LATERAL (SELECT (50000 ^ chance(i, 3))::int AS n) AS d ON true
	JOIN LATERAL (SELECT 'd' || n || '.example' AS domain, 'u' || (1e6 * chance(i, 4) ^ 2)::int || '@d' || n || '.example' AS recipient) AS r ON true
	JOIN code_kind AS c ON c.kind = width_bucket(chance(i, 2), codes)
	JOIN provider_kind AS p ON p.kind = width_bucket(chance(n, 7), providers)
	JOIN wording AS w ON w.kind = 1 + (5.999 * chance(i, 8))::int % 6
ORDER BY i;
ANALYZE bounce;
