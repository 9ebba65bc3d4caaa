--
-- The recipients of delivery status notifications
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';

-- a whole report
SELECT * FROM dsn_recipients($$Date: Tue, 24 Nov 2026 08:31:00 +0000
From: MAILER-DAEMON@mail.origin.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="=_1/mail.origin.example"

This is a MIME-encapsulated message.

--=_1/mail.origin.example
Content-Type: text/plain

Your message could not be delivered.

--=_1/mail.origin.example
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.origin.example
Arrival-Date: Tue, 24 Nov 2026 09:29:00 +0100 (CET)
Original-Envelope-Id: QQ314159

Original-Recipient: rfc822; info@shop.example
Final-Recipient: rfc822; jane@shop.example
Action: failed
Status: 5.0.0 (permanent failure)
Remote-MTA: dns; mx.shop.example (192.0.2.25)
Diagnostic-Code: smtp; 550 5.1.1 <jane@shop.example>:
    Recipient address rejected
Last-Attempt-Date: Tue, 24 Nov 2026 09:30:00 +0100 (CET)
Final-Log-ID: 1xV1wd-00003C-1F

Final-Recipient: utf-8; j\x{F6}rg@shop.example
Action: delayed
Status: 4.2.2
Will-Retry-Until: Sun, 29 Nov 2026 09:29:00 +0100 (CET)

--=_1/mail.origin.example
Content-Type: message/rfc822

From: sender@origin.example

Hello.

--=_1/mail.origin.example--
$$) \gx
SELECT * FROM dsn_recipients(NULL);
SELECT count(*) FROM dsn_recipients('');
-- in the target list, too
SELECT (dsn_recipients(E'Final-Recipient: rfc822; ' || name || E'@shop.example\nAction: failed\n')).final_recipient FROM unnest('{jane,john}'::text[]) name;

--
-- What three real mail servers report
--
CREATE TABLE expected (file text, mta text, "case" text, final_recipient text, action text, status esc,
	reply reply_code, code esc, resolved esc, remote_mta text);
\copy expected from 'test/mta/samples/expected.tsv' (header, null '')
\set reports `cd test/mta/samples && for file in *.eml; do echo "$file $(base64 "$file" | tr -d '\n')"; done`
CREATE TABLE sample AS SELECT file, convert_from(decode(base64, 'base64'), 'UTF8') AS report
	FROM string_to_table(:'reports', E'\n') line, split_part(line, ' ', 1) file, split_part(line, ' ', 2) base64
	WHERE file IN (SELECT e.file FROM expected e);
SELECT count(*) >= 78 AS reports, (SELECT count(*) >= 90 FROM expected) AS recipients FROM sample;
CREATE VIEW found AS SELECT file, final_recipient, action, status, reply, code, resolved, remote_mta FROM sample, dsn_recipients(report);
CREATE VIEW wanted AS SELECT file, final_recipient, action, status, reply, code, resolved, remote_mta FROM expected;
SELECT 'not expected' AS what, * FROM (TABLE found EXCEPT ALL TABLE wanted) f
UNION ALL SELECT 'not found', * FROM (TABLE wanted EXCEPT ALL TABLE found) w;

-- the other columns
SELECT mta, count(*), count(original_recipient) AS original, count(DISTINCT diagnostic_type) AS types, count(diagnostic) AS diagnostics,
	count(last_attempt) AS last, count(will_retry_until) AS retry, count(final_log_id) AS log, count(DISTINCT reporting_mta) AS mtas,
	count(arrival_date) AS arrival, min(arrival_date), max(arrival_date), count(original_envelope_id) AS envelope
FROM (SELECT DISTINCT file, mta FROM expected) e JOIN sample USING (file), dsn_recipients(report) GROUP BY mta ORDER BY mta;
SELECT file, original_recipient, diagnostic_type, diagnostic, will_retry_until FROM sample, dsn_recipients(report)
WHERE file IN ('postfix-delayed.eml', 'exim-many-lines.eml', 'postfix-size.eml', 'postfix-utf8-address.eml', 'opensmtpd-full.eml') ORDER BY file COLLATE "C" \gx
-- reply, code and resolved are what the other functions find
SELECT count(*) FROM sample, dsn_recipients(report) r
WHERE (r.reply, r.code, r.resolved) IS DISTINCT FROM (reply_extract(r.diagnostic), esc_extract(r.diagnostic), esc_resolve(r.status, r.diagnostic));

-- The same in other clothes gives the same rows.  The part is what stands
-- between its header and the next delimiter.
CREATE VIEW dressed AS
	WITH part AS (
		SELECT file, report, substring(report FROM '^.*?\n\n(.*)$') AS body,
			substring(report FROM '\nContent-[Tt]ype: message/(?:global-)?delivery-status\n(?:Content-Transfer-Encoding: 8bit\n)?\n(.*?)\n--') || E'\n' AS part
		FROM sample)
	SELECT file, report, clothes, text FROM part, LATERAL (VALUES
		('CRLF', replace(report, E'\n', E'\r\n')),
		('CR', replace(report, E'\n', E'\r')),
		('CRCRLF', replace(report, E'\n', E'\r\r\n')),
		('a mailbox', E'From MAILER-DAEMON Tue Nov 24 09:30:00 2026\n' || report),
		('blank lines before it', E'\n\n' || report),
		('body without its header', body),
		('the part alone', part),
		('the part alone, CRLF', replace(part, E'\n', E'\r\n')),
		('the part with its header', E'Content-Type: message/delivery-status\n\n' || part),
		('base64', E'Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n' || encode(convert_to(part, 'UTF8'), 'base64')),
		('base64, CRLF', replace(E'Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: BASE64 (x)\n\n' || encode(convert_to(part, 'UTF8'), 'base64'), E'\n', E'\r\n')),
		('quoted-printable', E'content-transfer-encoding:quoted-printable\ncontent-type:message/delivery-status\n\n' ||
			regexp_replace(regexp_replace(encode(convert_to(replace(part, E'\n', E'\r\n'), 'UTF8'), 'hex'), '(..)', '=\1', 'g'), '(.{75})', E'\\1= \n', 'g')),
		('in a multipart', E'Content-Type: multipart/mixed; boundary=outer\n\n--outer\n' || report || E'\n--outer\nContent-Type: text/plain\n\nA footer.\n--outer--\n'),
		('seven deep', (SELECT string_agg(format(E'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n', i, i), '') FROM generate_series(1, 7) i) || report),
		('boundary in another case of writing', regexp_replace(report, 'boundary="?([^"\n]*)"?\n', E'x=";"; (boundary=no) Boundary = \n\t"\\1"; y=z\n'))) c (clothes, text);
SELECT clothes, count(*) AS reports, count(*) FILTER (WHERE ARRAY(SELECT dsn_recipients(report)) <> ARRAY(SELECT dsn_recipients(text))) AS differ
FROM dressed GROUP BY clothes ORDER BY clothes COLLATE "C";

-- and what is only enclosed or quoted gives none
SELECT clothes, count(*) AS reports, count(*) FILTER (WHERE EXISTS (SELECT dsn_recipients(text))) AS with_rows
FROM sample, LATERAL (VALUES
	('a forwarded report', E'From: a@shop.example\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: message/rfc822\n\n' || report || E'\n--outer--\n'),
	('a message about a message', E'Content-Type: message/rfc822\n\n' || report),
	('an attached file', E'Content-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: application/octet-stream\n\n' || report || E'\n--outer--\n'),
	('a quotation', E'From: a@shop.example\nDate: 24 Nov 2026 09:30:00 +0000\n\n' || report),
	('an indented quotation', regexp_replace(report, '^', '> ', 'gn')),
	('a text', E'Content-Type: text/plain\n\n' || report),
	('too deep', (SELECT string_agg(format(E'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n', i, i), '') FROM generate_series(1, 8) i) || report)) c (clothes, text)
GROUP BY clothes ORDER BY clothes COLLATE "C";

-- the original message is another report, whatever says how it is enclosed
SELECT file, count(*) FROM sample, dsn_recipients(regexp_replace(report, '\nContent-[Tt]ype: text/rfc822-headers\n.*$',
	E'\nContent-Type: message/rfc822\n\nFrom: x@shop.example\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; no@shop.example\nAction: failed\nStatus: 5.1.1\n'))
WHERE file LIKE '%unknown-user.eml' GROUP BY file ORDER BY file COLLATE "C";

--
-- Fields: every one gives the value that it is listed with
--
CREATE TABLE dsn_field ("column" text, field text, value text, why text);
\copy dsn_field from 'test/data/dsn_fields.tsv' (header)
SELECT "column", count(*) >= 2 AS fields FROM dsn_field GROUP BY "column" ORDER BY "column" COLLATE "C";
SELECT d.*, to_jsonb(r)->>"column" AS found FROM dsn_field d LEFT JOIN dsn_recipients(E'\n' || field || E'\nAction: failed\nStatus: 5.0.0\n\n') r ON true
WHERE to_jsonb(r)->>"column" IS DISTINCT FROM nullif(value, '');

-- and says the same in a part that is encoded
SELECT d.*, to_jsonb(r)->>"column" AS found FROM dsn_field d LEFT JOIN dsn_recipients(E'Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: base64\n\n' ||
	encode(convert_to(field || E'\nAction: failed\nStatus: 5.0.0\n', 'UTF8'), 'base64')) r ON true
WHERE to_jsonb(r)->>"column" IS DISTINCT FROM nullif(value, '');

-- What is decoded need not be text: then the field is NULL, but not its codes.
SELECT name, final_recipient, action, status, diagnostic, reply, code, remote_mta FROM (VALUES
	('not UTF-8', '\xfc'::bytea), ('a zero byte', '\x00'), ('cut short', '\xe4b8'), ('a surrogate', '\xeda080'), ('text', '\xc3bc')) v (name, bytes),
	dsn_recipients(E'Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n' || encode(
		'Final-Recipient: utf-8; \\x{FC}'::bytea || bytes || E'@shop.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 '::bytea || bytes || E'\nRemote-MTA: dns; mx.shop.example\n'::bytea, 'base64'));
-- bad encodings: what can be read is read
SELECT name, final_recipient, action FROM (VALUES
	('plain', '', E'Final-Recipient: a\nAction: failed\n'),
	('8bit', '8bit', E'Final-Recipient: a\nAction: failed\n'),
	('unknown', 'x-uuencode', E'Final-Recipient: a\nAction: failed\n'),
	('base64 with other bytes', 'base64', E'Rml uYWwt\t*UmVjaXBpZW50OiBhCkFjdGlvbjogZmFpbGVkCg==\nRmluYWwtUmVjaXBpZW50OiBiCg=='),
	('base64 cut short', 'base64', E'RmluYWwtUmVjaXBpZW50OiBhCkFjdGlvbjogZmFpbGVkC'),
	('base64 of nothing', 'base64', '===='),
	('quoted-printable', 'Quoted-Printable', E'=46inal-Recipient:=20=\na=0aAction: fai=\r\nled'),
	('a stray =', 'quoted-printable', E'Final-Recipient: a=zz=\t \n=f\nAction: failed='),
	('nothing but =', 'quoted-printable', repeat('=', 100))) v (name, encoding, body)
	LEFT JOIN dsn_recipients(E'Content-Type: message/delivery-status\nContent-Transfer-Encoding: ' || encoding || E'\n\n' || body) ON true;

--
-- Groups of fields
--
SELECT name, ARRAY(SELECT coalesce(final_recipient, '-') || ' ' || coalesce(action, '-') || ' ' || coalesce(status::text, '-') || ' ' ||
	coalesce(reporting_mta, '-') FROM dsn_recipients(text)) AS recipients
FROM (VALUES
	('RFC 3464', E'Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b\nAction: delayed\nStatus: 4.2.2\n'),
	('no end of line at the end', E'Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1'),
	('many empty lines', E'\n\nReporting-MTA: dns; m\n\n\n\nFinal-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1\n\n\n\n'),
	('no fields of the message', E'Final-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1\n'),
	('no empty line behind them', E'Reporting-MTA: dns; m\nFinal-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1\n'),
	('no empty line between recipients', E'Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; b\nAction: delayed\nStatus: 4.2.2\n'),
	('the same with the original recipient first', E'Original-Recipient: rfc822; x\nFinal-Recipient: rfc822; a\nAction: failed\nOriginal-Recipient: rfc822; y\nFinal-Recipient: rfc822; b\nAction: delayed\n'),
	('another order', E'Status: 5.1.1\nAction: failed\nFinal-Recipient: rfc822; a\n\nAction: delayed\nStatus: 4.2.2\nFinal-Recipient: rfc822; b\n'),
	('two reports', E'Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a\nAction: failed\n\nArrival-Date: x\nReporting-MTA: dns; n\n\nFinal-Recipient: rfc822; b\nAction: failed\n\nArrival-Date: x\n\nFinal-Recipient: rfc822; c\nAction: failed\n'),
	('no action', E'Final-Recipient: rfc822; a\nStatus: 5.1.1\n'),
	('no status', E'Final-Recipient: rfc822; a\nAction: failed\n'),
	('a diagnostic only', E'Final-Recipient: rfc822; a\nDiagnostic-Code: smtp; 550 5.1.1 x\n'),
	('no recipient', E'Action: failed\nStatus: 5.1.1\n'),
	('bad values', E'Final-Recipient:\nAction: x\nStatus: y\nDiagnostic-Code:\nRemote-MTA:\nLast-Attempt-Date: z\n'),
	('a recipient, and nothing of it', E'Final-Recipient: rfc822; a\n'),
	('a disposition notification, RFC 3798', E'Reporting-UA: u; v\nOriginal-Recipient: rfc822; a\nFinal-Recipient: rfc822; a\nOriginal-Message-ID: <i@shop.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n'),
	('an abuse report, RFC 5965', E'Feedback-Type: abuse\nUser-Agent: x\nArrival-Date: 24 Nov 2026 09:30 GMT\nReporting-MTA: dns; m\nOriginal-Rcpt-To: a@shop.example\n'),
	('a message with these fields', E'From: a@shop.example\nOriginal-Recipient: rfc822; a\nStatus: RO\n\nFinal-Recipient: rfc822; a\nAction: failed\nStatus: 5.1.1\n'),
	('a report, then a message', E'Final-Recipient: rfc822; a\nAction: failed\n\nReturn-Path: <b>\nDate: x\nFinal-Recipient: rfc822; b\nAction: failed\n\nFinal-Recipient: rfc822; c\nAction: failed\n'),
	('the field Date in a part', E'Content-Type: message/delivery-status\n\nDate: x\nFinal-Recipient: rfc822; a\nAction: failed\n'),
	('lines that are no fields', E'Reporting-MTA: dns; m\n--\nfoo\n: x\n\nFinal-Recipient: rfc822; a\nfoo bar: x\n--Action: failed\nAction\nStatus: 5.1.1\n'),
	('names that are almost right', E'Final-Recipients: a\nFinal-Recipien: b\nXAction: failed\nStatu: 5.1.1\n'),
	('continued lines are no fields', E'Final-Recipient: rfc822; a\nX: y\n Action: failed\n\tStatus: 5.1.1\nAction: delayed\n'),
	('continuation of nothing', E' Final-Recipient: rfc822; a\n\tAction: failed\n')) v (name, text);

-- several parts, and multiparts that are not as they should be
SELECT name, ARRAY(SELECT final_recipient || ' ' || coalesce(reporting_mta, '-') FROM dsn_recipients(replace(text, '@', E'Action: failed\n'))) AS recipients
FROM (VALUES
	('two parts', E'Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a\n@--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; c\n@--b--\n'),
	('never closed', E'Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('behind the end', E'Content-Type: multipart/report; boundary=b\n\n--b--\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('inner one never closed', E'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/report; boundary=c\n\n--c\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; d\n@--c\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; e\n@--b--\n'),
	('blanks behind the delimiter', E'Content-Type: multipart/report; boundary="b "\n\n--b \t\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@--b--  \n'),
	('one boundary begins with the other', E'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/report; boundary=bb\n\n--bb\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@--bbb\n--b-\nFinal-Recipient: rfc822; c\n@--bb--\n--b--\n'),
	('a boundary with marks, not in quotes', E'Content-Type: multipart/report; boundary=----=_Part_1_2.3:4?/\n\n------=_Part_1_2.3:4?/\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('of the quotes only one', E'Content-Type: multipart/report; boundary="b\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('no boundary', E'Content-Type: multipart/report\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('an empty boundary', E'Content-Type: multipart/report; boundary=""\n\n--\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('another boundary', E'Content-Type: multipart/report; boundary=c\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('the first Content-Type counts', E'Content-Type: text/plain\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@'),
	('comments and case', E'CONTENT-TYPE: (a) Message (b) / (c) Delivery-Status (d) ; x=y\n\nFinal-Recipient: rfc822; a\n@'),
	('another type', E'Content-Type: message/delivery-status-2\n\nFinal-Recipient: rfc822; a\n@'),
	('no subtype', E'Content-Type: message\n\nFinal-Recipient: rfc822; a\n@'),
	('a part without an empty line', E'Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@--b--'),
	('a body without its header', E'This is a MIME-encapsulated message.\n\n--b\nContent-Type: text/plain\n\nStatus: 5.1.1\nAction: failed\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@\n--b\nContent-Type: message/rfc822\n\nFinal-Recipient: rfc822; no\n@--b--'),
	('a rule before a report', E'----- Delivery report -----\nFinal-Recipient: rfc822; a\n@'),
	('two hyphens', E'--\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a\n@')) v (name, text);

--
-- Dates: every text gives the point of time that it is listed with
--
CREATE TABLE mail_date (text text, instant text, why text);
\copy mail_date from 'test/data/mail_dates.tsv' (header)
SELECT count(nullif(instant, '')) >= 70 AS dates, count(*) FILTER (WHERE instant = '') >= 60 AS no_dates FROM mail_date;
CREATE FUNCTION mail_date(text) RETURNS timestamptz LANGUAGE sql IMMUTABLE
	RETURN (SELECT last_attempt FROM dsn_recipients(E'Action: failed\nStatus: 5.0.0\nLast-Attempt-Date: ' || $1 || E'\n'));
SELECT d.*, mail_date(text) FROM mail_date d WHERE mail_date(text) IS DISTINCT FROM nullif(instant, '')::timestamp AT TIME ZONE 'UTC';

-- whatever the settings are
SELECT count(*), sum(differ) AS differ FROM unnest('{ISO,Postgres,SQL,German}'::text[]) style, unnest('{MDY,DMY,YMD}'::text[]) fields,
	unnest('{UTC,America/New_York,Asia/Kathmandu,Pacific/Apia,PST8PDT}'::text[]) zone,
	LATERAL (SELECT set_config('datestyle', style || ', ' || fields, false), set_config('timezone', zone, false), set_config('timezone_abbreviations', 'India', false)) setting,
	LATERAL (SELECT count(*) AS differ FROM mail_date WHERE style IS NOT NULL AND setting IS NOT NULL
		AND extract(epoch FROM mail_date(text)) IS DISTINCT FROM extract(epoch FROM nullif(instant, '')::timestamp)) result;
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
RESET timezone_abbreviations;

-- The server's own input of dates agrees, on days from all years and in all
-- zones that it knows.
SELECT count(*) AS dates, count(DISTINCT extract(year FROM at)) AS years, count(*) FILTER (WHERE mail_date(text) IS DISTINCT FROM text::timestamptz) AS differ
FROM generate_series(0, 60000) i, LATERAL (SELECT timestamp '1900-01-01' + i * interval '49 days 6 hours 31 minutes 7 seconds' AS at) a,
	LATERAL (SELECT to_char(at, 'Dy, DD Mon YYYY HH24:MI:SS ') || to_char(i % 31 - 15, 'SG00') || to_char(i % 60, 'FM00') AS text) t
WHERE at < '10000-01-01';

--
-- A field of the message has 255 bytes at most, whatever its lines end with
--
SELECT bytes, bool_and((reporting_mta IS NOT NULL) = (bytes <= 255)) AS as_wanted, count(DISTINCT reporting_mta) AS texts
FROM generate_series(253, 257) bytes, unnest(ARRAY[E'\n', E'\r', E'\r\n', E'\r\r\n']) eol,
	dsn_recipients(replace(E'Reporting-MTA: dns; a\n b\n c\n d' || repeat('x', bytes - 12) || E'\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n', E'\n', eol))
GROUP BY bytes ORDER BY bytes;

--
-- Other encodings of the database: a character that it lacks is \x{HEX}
--
\set escaped 'Action: failed\nFinal-Recipient: utf-8; j\\x{F6}rg-\\x{65E5}\\x{2B}\\x{1F600}@shop.example\nOriginal-Recipient: utf-8; \\x{F6}\\a@shop.example\n'
SELECT E'Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: base64\n\n' ||
	encode(convert_to(:'escaped' || E'Diagnostic-Code: smtp; 550 5.1.1 jörg, 日, 😀, .\nFinal-Log-ID: jörg\n', 'UTF8'), 'base64') AS encoded \gset
\set query 'SELECT name, final_recipient, original_recipient, diagnostic, final_log_id, code FROM (VALUES (''plain'', :''escaped''), (''base64'', :''encoded'')) v (name, text), dsn_recipients(text) r'
\set main :DBNAME
:query;

CREATE DATABASE regress_dsn_latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_dsn_latin1
SET client_encoding = 'UTF8';
CREATE EXTENSION smtpcode;
:query;
-- its own characters beside escaped ones
SELECT final_recipient, diagnostic, char_length(final_recipient) FROM dsn_recipients(E'Final-Recipient: utf-8; ö\\x{F6}\\x{65E5}@shop.example\nDiagnostic-Code: smtp; 550 ö\n');

CREATE DATABASE regress_dsn_euc TEMPLATE template0 ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_dsn_euc
SET client_encoding = 'UTF8';
CREATE EXTENSION smtpcode;
:query;
SELECT final_recipient, diagnostic, char_length(final_recipient) FROM dsn_recipients(E'Final-Recipient: utf-8; 日\\x{65E5}\\x{E9}\\x{1F600}@shop.example\nDiagnostic-Code: smtp; 550 日\n');

-- which knows ASCII, and takes other bytes as they are
CREATE DATABASE regress_dsn_sql_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_dsn_sql_ascii
CREATE EXTENSION smtpcode;
SELECT name, encode(convert_to(r::text, 'SQL_ASCII'), 'escape') AS row FROM (VALUES ('plain', :'escaped'), ('base64', :'encoded'),
	('other bytes', E'Final-Recipient: utf-8; ö\\x{F6}\\x{2B}@shop.example\nDiagnostic-Code: smtp; 550 \xff\xfe\n')) v (name, text), dsn_recipients(text) r;

\c :main
DROP DATABASE regress_dsn_latin1;
DROP DATABASE regress_dsn_euc;
DROP DATABASE regress_dsn_sql_ascii;

--
-- Any bytes, any length, in linear time and without an error
--
SELECT count(*) AS texts, count(r) > 1000 AS recipients
FROM generate_series(1, 20) n, sample, LATERAL (SELECT abs(hashtextextended(file, n)) AS h) s,
	LATERAL (SELECT overlay(overlay(report PLACING substr(E'\n\n: ;=\\()"-<>@\r\tx{}', (h % 18)::int + 1, (h % 3)::int + 1) FROM (h % length(report))::int + 1 FOR (h % 7)::int)
		PLACING substr(report, (h / 7 % length(report))::int + 1, 40) FROM (h / 11 % length(report))::int + 1) AS text) m
	LEFT JOIN LATERAL dsn_recipients(text) r ON true;
SELECT left(regexp_replace(t, '[\n\r]', '~', 'g'), 40) AS text, length(t), (SELECT count(*) FROM dsn_recipients(t)) FROM unnest(ARRAY[
	repeat('x', 1000000), repeat(E'\n', 1000000), repeat(E'\r', 1000000), repeat(E'\r\r', 500000) || 'x', repeat(' ', 1000000), repeat('a:', 500000), repeat(E'a:\n', 300000), repeat(E'a:\n ', 200000),
	repeat(E'Final-Recipient: a\n', 50000), repeat(E'Action:\n', 100000), repeat(E'Action:\nStatus:\n\n', 50000),
	E'Reporting-MTA: ' || repeat('x', 1000000) || E'\n' || repeat(E'\nAction:\nStatus:\n', 1000),
	E'Action: failed\nStatus: ' || repeat('(', 1000000), E'Action: failed\nStatus: ' || repeat('(\', 500000), E'Action: failed\nLast-Attempt-Date: ' || repeat('()', 500000),
	E'Action: failed\nFinal-Recipient: utf-8;' || repeat('\x{F6}', 100000), E'Action: failed\nFinal-Recipient: utf-8;' || repeat('\x{', 300000),
	E'Action: failed\nDiagnostic-Code: smtp;' || repeat(E'\n 550 5.1.1', 100000), E'Action: failed\nDiagnostic-Code: smtp;' || repeat(E'\n ', 300000) || 'x',
	repeat('--', 500000), repeat(E'--\n', 300000), repeat(E'--x\n', 200000) || 'Content-Type: text/plain',
	E'Content-Type: multipart/mixed; boundary=x\n\n' || repeat(E'--\n', 300000), E'Content-Type: multipart/mixed; boundary=x\n\n' || repeat(E'--x\n', 200000),
	E'Content-Type: multipart/mixed; boundary=x\n\n' || repeat(E'--x\nContent-Type: multipart/mixed; boundary=x\n\n', 20000),
	(SELECT string_agg(format(E'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n', i, i), '') FROM generate_series(1, 20000) i),
	E'Content-Type: multipart/mixed; boundary=' || repeat('x', 500000) || E'\n\n' || repeat('--' || repeat('x', 1000) || E'\n', 500),
	E'Content-Type: multipart/mixed; boundary=x\n\n' || repeat(E'--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus:\n', 10000),
	'Content-Type: multipart/mixed; ' || repeat('a="b;', 200000), 'Content-Type: ' || repeat('(', 1000000), 'Content-Type: multipart/mixed ' || repeat('=', 1000000),
	E'Content-Type: message/delivery-status\nContent-Transfer-Encoding: quoted-printable\n\n' || repeat('= ', 500000),
	E'Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n' || repeat('QUJD', 250000)]) t;

DROP VIEW found, wanted, dressed;
DROP FUNCTION mail_date(text);
DROP TABLE expected, sample, dsn_field, mail_date;
