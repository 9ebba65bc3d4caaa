--
-- Codes out of the text of replies, diagnostics and log lines
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
CREATE TABLE reply_text (text text, reply text, code text, why text);
\copy reply_text from 'test/data/replies.tsv' (header)
SELECT count(*) >= 150 AS texts, count(nullif(reply, '')) >= 100 AS replies, count(nullif(code, '')) >= 100 AS codes,
	count(*) FILTER (WHERE reply = '' AND code = '') >= 60 AS neither FROM reply_text;

-- every text gives the reply and the code that it is listed with
SELECT t.text, t.reply, t.code, p.reply AS found_reply, p.code AS found_code, t.why
FROM reply_text t, smtp_parse(t.text) p
WHERE p.reply::text IS DISTINCT FROM nullif(t.reply, '') OR p.code::text IS DISTINCT FROM nullif(t.code, '');
SELECT count(*) AS differ FROM reply_text t, smtp_parse(t.text) p
WHERE esc_extract(t.text) IS DISTINCT FROM p.code OR reply_extract(t.text) IS DISTINCT FROM p.reply
	OR (p.code IS NOT NULL AND NOT p.code = ANY (esc_extract_all(t.text)))
	OR (p.reply IS NULL AND p.code IS NULL AND p.text IS DISTINCT FROM t.text);

-- the words of a reply
SELECT (smtp_parse(t)).* FROM unnest(ARRAY['550 5.1.1 User unknown', '550-5.7.26 blocked', '421 Try later', '5.1.1', '', 'no codes here',
	'smtp; 550 5.1.1 <jane@shop.example>... User unknown', '#< #5.1.1 smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound> #SMTP#',
	'host mx.shop.example[192.0.2.1] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command)']) t;
SELECT smtp_parse(NULL), esc_extract(NULL), reply_extract(NULL), esc_extract_all(NULL);

-- all codes that stand alone
SELECT esc_extract_all('450 4.1.1 first, then 550 5.1.1 (#5.7.606) from 192.5.1.1 by scanner-5.2.1 v5.2.1, dsn=2.0.0'), esc_extract_all('none');

-- of a DSN's Status and the diagnostic's code
SELECT status, diagnostic, esc_resolve(status, diagnostic)
FROM (VALUES ('5.0.0'::esc, 'smtp; 550 5.1.1 unknown'), ('5.1.1', 'smtp; 550 5.0.0 failed'), ('5.0.0', 'smtp; 550 5.0.0 failed'), ('4.4.7', 'smtp; 450 4.2.1 busy'),
	('5.1.1', 'smtp; 550 no such user'), ('5.1.1', NULL), (NULL, 'smtp; 550 5.1.1 unknown'), (NULL, 'no codes'), (NULL, NULL), ('5.4.7', '250 2.0.0 accepted'),
	('5.4.7', '250 2.1.5 accepted')) dsn (status, diagnostic);

-- wherever in the text, whatever stands before and behind
SELECT text, count(*) FILTER (WHERE esc_extract(t) IS DISTINCT FROM code::esc) AS codes, count(*) FILTER (WHERE reply_extract(t) IS DISTINCT FROM reply::reply_code) AS replies
FROM (VALUES ('', NULL, NULL), ('2.0.0', '2.0.0', NULL), ('4.2.2', '4.2.2', NULL), ('5.999.999', '5.999.999', NULL), ('said: 550', NULL, 550), ('<<< 200 ok', NULL, 200), ('error=''599', NULL, 599),
		('failed 450 4.1.1', '4.1.1', 450), ('smtp;250', NULL, 250), ('5.5.5 15.1.1', '5.5.5', NULL), ('15.1.1', NULL, NULL), ('3.1.1', NULL, NULL), ('6.1.1', NULL, NULL), ('said: 199', NULL, NULL),
		('said: 600', NULL, NULL), ('said: 5500', NULL, NULL), ('192.5.1.1', NULL, NULL), ('5/1.1', NULL, NULL), ('5:50', NULL, NULL)) number (text, code, reply),
	generate_series(0, 40) before, generate_series(0, 40) behind, LATERAL (SELECT repeat('x', before) || E'\t' || text || ' ' || repeat('é', behind) AS t) x
GROUP BY text ORDER BY text COLLATE "C";
SELECT count(*) AS texts, count(*) FILTER (WHERE esc_extract(t) IS DISTINCT FROM '5.1.1') AS codes, count(*) FILTER (WHERE cardinality(esc_extract_all(t)) IS DISTINCT FROM 2) AS all_codes
FROM generate_series(0, 40) before, generate_series(0, 40) behind, LATERAL (SELECT repeat(' ', before) || '5.1.1' || repeat('-', behind) || ' 4.1.1' AS t) x;

-- any bytes, any length, in linear time
SELECT length(t), (smtp_parse(t)).reply, (smtp_parse(t)).code, cardinality(esc_extract_all(t))
FROM unnest(ARRAY[repeat('5.1.1 ', 100000), repeat('550 ', 100000), repeat('5', 1000000), repeat('5.', 500000), repeat(' ', 1000000), repeat('said: ', 200000) || '550 5.1.1',
	repeat('550-', 200000), repeat('a@', 200000) || ': 550 5.1.1', repeat('<', 1000000), repeat('é', 100000) || ' 5.1.1 ' || repeat('é', 100000), repeat(E'\n', 100000) || '550 5.1.1',
	repeat('said:_450_', 100000), repeat('(450, ', 200000), repeat('was with a ', 100000) || '550 no', repeat('mail: 450 ', 100000), repeat('mail 45 ', 100000) || ': 550 no',
	repeat('SMTP ', 200000) || '(550 no', repeat('550 &#39;', 100000), repeat('b''', 500000) || '550 no', repeat('<-', 500000) || ' 550 no', repeat('aA', 500000) || ' 550', repeat('http ', 200000) || 'error 550']) t;
SELECT count(*) AS texts, count(esc_extract(t)) AS codes, count(reply_extract(t)) AS replies
FROM generate_series(1, 20000) i, LATERAL (SELECT string_agg(substr('0245.. -:;#@abs' || E'\n', 1 + (hashint8extended(i * 100 + j, 7) & 15)::int, 1), '') AS t FROM generate_series(1, 40) j) x;
DROP TABLE reply_text;

--
-- Other encodings of the database: bytes beyond ASCII are never taken for digits,
-- blanks or letters, and no character is cut in two
--
\set main :DBNAME
CREATE DATABASE regress_extract_euc TEMPLATE template0 ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_extract_euc
SET client_encoding = 'UTF8';
CREATE EXTENSION smtpcode;
SELECT p.*, esc_extract_all(t) AS codes, reply_fingerprint(t) AS fingerprint
FROM unnest('{"550-5.1.1 宛先が見つかりません (日本語@例え.example)","５５０ ５．１．１ 全角","日550 5.1.1日","エラー：550 5.7.1 拒否"}'::text[]) t, smtp_parse(t) p;
-- three bytes a character in UTF-8, two here
SELECT octet_length(f) AS bytes, char_length(f) AS characters, f = repeat('日', char_length(f)) AS whole FROM reply_fingerprint(repeat('日', 3000)) f;
SELECT octet_length(f) AS bytes, char_length(f) AS characters, f = 'x' || repeat('日', char_length(f) - 1) AS whole FROM reply_fingerprint('x' || repeat('日', 3000)) f;
\c :main
DROP DATABASE regress_extract_euc;
