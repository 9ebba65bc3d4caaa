--
-- Providers: names, hosts, what they mean by their codes, and what follows
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
CREATE TEMPORARY TABLE meaning_file (n int GENERATED ALWAYS AS IDENTITY, provider text, pattern esc_pattern, basic_codes text, side text,
	tag text, meaning text, category text, dead_recipient boolean, relation text, evidence text, source text,
	replies int[] GENERATED ALWAYS AS (string_to_array(basic_codes, ',')::int[]) STORED);
CREATE TEMPORARY TABLE source_file (source text, title text, edition text, site text);
CREATE TEMPORARY TABLE exception_file (provider text, pattern esc_pattern, basic_code int, category text, reason text);
CREATE TEMPORARY TABLE alias_file (provider text, alias text);
CREATE TEMPORARY TABLE host_file (provider text, host text);
CREATE TEMPORARY TABLE category_file (category text, parent text, transient_action text, permanent_action text, party text, hardness text, meaning text);
\copy meaning_file (provider, pattern, basic_codes, side, tag, meaning, category, dead_recipient, relation, evidence, source) from 'src/registry/provider.tsv' (null '', header)
\copy source_file from 'src/registry/provider_source.tsv' (null '', header)
\copy exception_file from 'src/registry/provider_exception.tsv' (null '', header)
\copy alias_file from 'src/registry/provider_alias.tsv' (null '', header)
\copy host_file from 'src/registry/provider_host.tsv' (null '', header)
\copy category_file from 'src/registry/categories.tsv' (null '', header)
ANALYZE meaning_file;

-- the view: what differs from the files, nothing
SELECT count(*) AS rows, count(DISTINCT provider) AS providers FROM provider_registry;
CREATE TEMPORARY VIEW expected_row AS
	SELECT provider, pattern, replies::text, tag, m.meaning, category,
		CASE WHEN dead_recipient THEN 'suppress' WHEN pattern <@ '5.X.X' THEN permanent_action ELSE transient_action END AS action,
		relation, evidence, title, edition, side, dead_recipient
	FROM meaning_file m JOIN source_file USING (source) JOIN category_file USING (category);
CREATE TEMPORARY VIEW actual_row AS
	SELECT provider, pattern, basic_codes::text, tag, meaning, category::text, action::text, relation, evidence, source, edition, side, dead_recipient
	FROM provider_registry;
TABLE expected_row EXCEPT ALL TABLE actual_row;
TABLE actual_row EXCEPT ALL TABLE expected_row;
SELECT count(*) AS out_of_order
FROM (SELECT provider, meaning, row_number() OVER () AS n FROM provider_registry) view JOIN meaning_file file USING (n)
WHERE (view.provider, view.meaning) <> (file.provider, file.meaning);
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid = 'provider_registry'::regclass;

-- how each meaning stands to IANA's
SELECT relation, count(*), count(*) FILTER (WHERE same_category) AS same_category, count(*) FILTER (WHERE registered) AS registered
FROM (SELECT relation, category = classify(lower) AS same_category, esc_is_registered(lower) AS registered
	FROM provider_registry, esc_pattern_lower(pattern) lower) r
GROUP BY relation ORDER BY relation;
SELECT * FROM provider_registry WHERE relation = 'unregistered' AND EXISTS (SELECT FROM esc_registry e WHERE kind = 'enumerated' AND e.pattern && provider_registry.pattern);

-- names: case does not matter, nor what is neither letter nor digit
SELECT count(*) AS names, count(*) FILTER (WHERE provider_is_known(alias)) AS known,
	count(*) FILTER (WHERE provider_is_known(upper(alias))) AS upper, count(*) FILTER (WHERE provider_is_known(initcap(alias))) AS initcap,
	count(*) FILTER (WHERE provider_is_known(E' \t' || regexp_replace(alias, '(.)', E'-\\1._', 'g') || E'\n')) AS with_blanks,
	count(*) FILTER (WHERE provider_is_known(regexp_replace(alias, '[^a-z0-9]', '', 'g'))) AS squeezed,
	count(*) FILTER (WHERE provider_is_known('x' || alias) OR provider_is_known(alias || 'x') OR provider_is_known(alias || U&'\00e9')) AS wrong
FROM alias_file;
SELECT alias FROM alias_file JOIN (SELECT DISTINCT ON (provider) provider, esc_pattern_lower(pattern) AS code FROM meaning_file ORDER BY provider, n) one USING (provider),
	esc_lookup(code, NULL, alias) found WHERE found.source <> alias_file.provider;
SELECT name, provider_is_known(name) FROM unnest('{google,GMail,"Office 365",office365,OFFICE_365,outlook.com,"Microsoft-Exchange-Server",AOL,web.de,mail.ru,"AT&T",nobody,"","  ",goog,googlegoogle,365}'::text[]) name;
SELECT provider_is_known(NULL), provider_is_known(repeat('x', 10000)), provider_is_known(repeat(' ', 1000000) || 'gmail');
CREATE TEMPORARY TABLE long_name (name text);
ALTER TABLE long_name ALTER name SET STORAGE EXTERNAL;
INSERT INTO long_name VALUES (repeat('.', 10000) || 'Gmail'), (repeat('x', 10000)), ('Gmail');
SELECT length(name), provider_is_known(name), classify('5.7.30', 550, name) FROM long_name ORDER BY length(name), 2;

-- hosts: the longest name that the host is or is under
SELECT count(*) AS hosts, count(*) FILTER (WHERE mail_provider(host) = provider) AS found,
	count(*) FILTER (WHERE mail_provider(upper(host) || '.') = provider) AS upper_with_dot,
	count(*) FILTER (WHERE mail_provider('mx1.' || host) = provider) AS under,
	count(*) FILTER (WHERE mail_provider('x' || host) = provider OR mail_provider(host || '.example') IS NOT NULL
		OR mail_provider(host || '..') IS NOT NULL OR mail_provider('user@' || host) IS NOT NULL) AS wrong,
	count(*) FILTER (WHERE NOT provider_is_known(mail_provider(host))) AS unknown
FROM host_file;
SELECT host, mail_provider(host)
FROM unnest('{gmail-smtp-in.l.google.com,ASPMX.L.GOOGLE.COM.,gmail.com,acme-example.mail.protection.outlook.com,acme-example.j-v1.mx.microsoft,
	hotmail-com.olc.protection.outlook.com,mta5.am0.yahoodns.net,aol.com,mx01.mail.icloud.com,mx00.emig.gmx.net,mx1.comcast.net,smtp-in.orange.fr,
	mxa-00112233.gslb.pphosted.com,us-smtp-inbound-1.mimecast.com,d1.ess.barracudanetworks.com,mx1.hc1-23.eu.iphmx.com,
	yahoo.co.jp,notgmail.com,google.com.example,trendmicro.com,com,localhost,"",.,..,.com,192.0.2.1}'::text[]) host;
SELECT mail_provider(NULL), mail_provider(repeat('a.', 100000) || 'gmail.com'), mail_provider(repeat('a', 100000));
SELECT provider FROM host_file EXCEPT SELECT provider FROM alias_file;

--
-- The rules once more, as plainly as SQL can say them
--
CREATE TEMPORARY TABLE code_file AS
	SELECT DISTINCT provider, make_esc(esc_class(lower), esc_subject(lower), detail) AS code
	FROM meaning_file, esc_pattern_lower(pattern) lower, esc_pattern_upper(pattern) upper, generate_series(esc_detail(lower)::int, esc_detail(upper)) detail;
-- every code that a provider uses, in every class, under every reply that any
-- provider uses, and under some others
CREATE TEMPORARY TABLE event AS
	SELECT DISTINCT provider, make_esc(class, esc_subject(code), esc_detail(code)) AS code, reply
	FROM code_file, unnest('{2,4,5}'::int[]) class,
		(SELECT unnest(replies) FROM meaning_file UNION SELECT unnest('{NULL,199,250,354,400,499,599}'::int[])) reply (reply);
ALTER TABLE event ADD n int GENERATED ALWAYS AS IDENTITY;
ANALYZE event;
-- which digit decides
CREATE TEMPORARY TABLE digit AS
	SELECT n, reply_counts, CASE WHEN reply_counts / 100 IN (4, 5) THEN reply_counts / 100 ELSE esc_class(code) END AS class,
		reply_counts / 100 <> CASE WHEN too_many THEN 4 ELSE esc_class(code) END AS contradictory
	FROM event, LATERAL (SELECT reply = 552 AND code <@ 'X.5.3' AND code <@ '2.X.X' IS FALSE AS too_many) t,
		LATERAL (SELECT CASE WHEN too_many THEN 452 WHEN reply / 100 IN (1, 3) THEN NULL ELSE reply END AS reply_counts) r;
-- which meanings remain
CREATE TEMPORARY TABLE remaining AS
	SELECT n, row_n, category, dead_recipient, evidence, names_reply
	FROM (SELECT event.n, m.n AS row_n, m.category, m.dead_recipient, m.evidence, m.replies IS NOT NULL AS names_reply,
			rank() OVER (PARTITION BY event.n ORDER BY esc_pattern_lower(m.pattern) <> esc_pattern_upper(m.pattern), m.replies IS NULL, m.side = 'submission') AS place
		FROM event JOIN digit USING (n) JOIN meaning_file m ON m.provider = event.provider AND event.code <@ m.pattern
			AND (m.replies IS NULL OR digit.reply_counts IS NULL OR digit.reply_counts = ANY (m.replies))) matching
	WHERE place = 1;
CREATE INDEX ON remaining (n);
ANALYZE remaining;
-- which of them names the category, and whether all are dead recipients, which a generic code never names
CREATE TEMPORARY TABLE answer AS
	SELECT n, coalesce(x.category, vote.category) AS category, meanings, categories, names_reply,
		(coalesce(x.category IS NOT NULL, false) OR all_dead) AND code::text !~ '\.0$|^.\.0\.|^.\.7\.1$' AS dead_recipient
	FROM (SELECT DISTINCT ON (n) n, category
			FROM (SELECT n, category, evidence, count(*) AS votes, min(row_n) AS first FROM remaining GROUP BY 1, 2, 3) v
			ORDER BY n, evidence <> 'official', votes DESC, first) vote
		JOIN (SELECT n, bool_and(dead_recipient) AS all_dead, bool_or(names_reply) AS names_reply, count(*) AS meanings, count(DISTINCT category) AS categories FROM remaining GROUP BY 1) dead USING (n)
		JOIN event USING (n) JOIN digit USING (n)
		LEFT JOIN exception_file x ON x.provider = event.provider AND event.code <@ x.pattern AND digit.reply_counts = x.basic_code;
-- a reply about the login or the host comes before what the provider means under any reply
UPDATE answer SET category = r.category, dead_recipient = false
FROM digit, event, category_file c, reply_registry r
WHERE answer.n = digit.n AND answer.n = event.n AND c.category = answer.category AND NOT names_reply AND r.code = digit.reply_counts AND r.code >= 500
	AND (r.category = 'smtp_auth' AND answer.category NOT IN ('smtp_auth', 'encryption_required')
		OR r.category = 'system_unavailable' AND (c.party = 'recipient' OR event.code::text ~ '\.0$|^.\.0\.|^.\.7\.1$'));
-- what follows, beside what the functions say
CREATE TEMPORARY TABLE verdict AS
	SELECT n, provider, code, reply, meanings, categories,
		coalesce(answer.category, classify(code, reply)::text) AS category,
		CASE WHEN answer.n IS NULL THEN recommend(code, reply)::text
			WHEN dead_recipient AND class = 5 AND contradictory IS NOT TRUE AND (reply_counts IS NULL OR reply_counts IN (550, 551, 553, 554, 556) OR reply_counts = 501 AND code <@ 'X.1.3') THEN 'suppress'
			WHEN reply_counts / 100 = 2 AND a.action <> 'slow_down' AND a.action NOT LIKE 'fix%' THEN CASE class WHEN 5 THEN 'review' ELSE 'retry' END
			ELSE a.action END AS action,
		coalesce(c.party, responsible(code, reply)::text) AS party,
		classify(code, reply, provider) AS is_category, recommend(code, reply, provider) AS is_action, responsible(code, reply, provider) AS is_party,
		permanence(code, reply, provider) <> permanence(code, reply) AS permanence_differs
	FROM event JOIN digit USING (n) LEFT JOIN answer USING (n) LEFT JOIN category_file c ON c.category = answer.category,
		LATERAL (SELECT CASE class WHEN 5 THEN permanent_action ELSE transient_action END AS action) a;
SELECT count(*) AS events, count(meanings) AS answered, count(*) FILTER (WHERE category = is_category::text) AS categories,
	count(*) FILTER (WHERE action = is_action::text) AS actions, count(*) FILTER (WHERE party = is_party::text) AS parties,
	count(*) FILTER (WHERE permanence_differs) AS permanences_wrong
FROM verdict;
SELECT provider, code, reply, category, is_category, action, is_action FROM verdict
WHERE category <> is_category::text OR action <> is_action::text OR party <> is_party::text LIMIT 20;

-- esc_lookup finds one of the meanings that remain, with the same verdict; esc_name and esc_is_registered know the code
CREATE TEMPORARY TABLE found AS SELECT n, l.* FROM verdict v, esc_lookup(code, reply, v.provider) l;
SELECT count(*) AS events, count(*) FILTER (WHERE found.category = is_category AND found.action = is_action) AS verdicts,
	count(*) FILTER (WHERE source = provider) AS by_provider, count(*) FILTER (WHERE source = 'iana' AND found.name = esc_name(code)) AS by_iana
FROM verdict JOIN found USING (n);
SELECT count(DISTINCT found.n) AS by_provider FROM found JOIN (SELECT n AS of, row_n FROM remaining) r ON of = found.n JOIN meaning_file m ON m.n = row_n JOIN source_file s ON s.source = m.source
WHERE found.source = m.provider AND found.category::text = m.category AND found.pattern = m.pattern AND found.name = m.meaning
	AND found.level = CASE WHEN m.pattern::text LIKE '%-%' THEN 'range' ELSE 'enumerated' END AND found.reference = concat_ws(', edition ', title, edition);
SELECT count(*) AS codes, count(*) FILTER (WHERE esc_is_registered(code, provider)) AS known,
	count(*) FILTER (WHERE esc_name(code, provider) = (esc_lookup(code, NULL, provider)).name) AS named,
	count(*) FILTER (WHERE esc_is_registered(make_esc(9 - esc_class(code), esc_subject(code), esc_detail(code)), provider)
		<> (esc_is_registered(code) OR EXISTS (SELECT FROM code_file other WHERE other.provider = code_file.provider
			AND other.code = make_esc(9 - esc_class(code_file.code), esc_subject(code_file.code), esc_detail(code_file.code))))) AS other_class_wrong
FROM code_file;

-- every conflict with IANA's registry: without the provider, and with it
SELECT provider, pattern, basic_codes[1] AS reply, meaning, classify(code, basic_codes[1]) AS without, classify(code, basic_codes[1], provider) AS "with",
	recommend(code, basic_codes[1]) AS action_without, recommend(code, basic_codes[1], provider) AS action_with
FROM provider_registry, esc_pattern_lower(pattern) code WHERE relation = 'different';

-- several meanings of more than one category: what is named, and done
SELECT provider, code, reply, (SELECT string_agg(category || CASE WHEN count > 1 THEN ' ' || count ELSE '' END, ', ' ORDER BY first)
		FROM (SELECT category, count(*), min(row_n) AS first FROM remaining WHERE remaining.n = verdict.n GROUP BY 1) r) AS meanings, is_category, is_action
FROM verdict WHERE categories > 1 AND (reply IS NULL OR reply >= 400) ORDER BY provider, code, reply NULLS FIRST;

-- what may be suppressed because the provider says so
SELECT provider, string_agg(code || CASE WHEN reply IS NULL THEN '' ELSE ' ' || reply END, ', ' ORDER BY code, reply NULLS FIRST) AS suppressed
FROM verdict WHERE is_action = 'suppress' AND recommend(code, reply) <> 'suppress' AND (reply IS NULL OR code <@ '5.X.X' AND reply IN (SELECT unnest(replies) FROM meaning_file))
	AND (reply IS NULL OR reply = (SELECT min(v.reply) FROM verdict v WHERE v.provider = verdict.provider AND v.code = verdict.code AND v.is_action = 'suppress'))
GROUP BY provider ORDER BY provider;
-- and what is not, although IANA's meaning would be
SELECT provider, code, reply, is_category, is_action FROM verdict
WHERE is_action <> 'suppress' AND recommend(code, reply) = 'suppress' AND (reply IS NULL OR reply IN (550, 554)) ORDER BY provider, code, reply NULLS FIRST;
-- an exception needs its reply
SELECT reply, classify('5.4.1', reply, 'microsoft'), recommend('5.4.1', reply, 'microsoft') FROM unnest('{NULL,550,554,552,250,450,354}'::reply_code[]) reply;

-- an exact code beats a range, a meaning with a reply one without, an inbound one one of submission
SELECT code, reply, provider, esc_name(code, provider), found.pattern, found.name, found.category
FROM (VALUES ('4.7.500'::esc, 451::reply_code, 'microsoft'), ('4.7.501', 451, 'microsoft'), ('4.7.501', 450, 'microsoft'), ('4.7.650', 451, 'microsoft'), ('4.7.650', 421, 'microsoft'),
	('4.4.4', NULL, 'microsoft'), ('4.4.4', 451, 'microsoft'), ('4.4.4', 450, 'microsoft'), ('5.2.2', NULL, 'microsoft'), ('5.2.2', 554, 'microsoft'), ('5.2.2', 550, 'microsoft'),
	('5.7.703', 550, 'microsoft'), ('5.7.704', 550, 'microsoft'), ('4.2.1', 450, 'google'), ('4.2.1', NULL, 'google'), ('5.7.0', 550, 'google'), ('5.7.0', 530, 'google'),
	-- the pages' slips
	('5.7.4', 504, 'google'), ('5.7.40', 504, 'google'), ('5.7.40', 550, 'google'), ('5.7.40', NULL, 'google'), ('5.7.8', 535, 'google'), ('5.7.80', 535, 'google'),
	('5.7.9', 534, 'google'), ('5.7.90', 534, 'google'), ('5.7.32', 421, 'google'), ('5.7.32', 550, 'google')) event (code, reply, provider),
	esc_lookup(code, reply, provider) found;

-- a provider that is not known, or has no meanings, changes nothing
SELECT count(*) AS events, count(*) FILTER (WHERE found = esc_lookup(code, reply)
	AND esc_name(code, other) = esc_name(code) AND esc_is_registered(code, other) = esc_is_registered(code) AND responsible(code, reply, other) = responsible(code, reply)) AS as_iana
FROM (SELECT DISTINCT code, reply FROM event WHERE reply IS NULL OR reply IN (250, 450, 550, 552)) event, unnest('{NULL,"",nobody,gmx,mimecast}'::text[]) other, esc_lookup(code, reply, other) found;

--
-- Every code there is, under five replies, with each of the large providers:
-- what is not as it is without a provider, for which sql/classify.sql looks at
-- them all
--
CREATE TEMPORARY TABLE every_code AS
	SELECT make_esc(class, subject, detail) AS code FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail;
CREATE TEMPORARY TABLE cell AS
	SELECT provider, reply FROM unnest('{google,microsoft,yahoo,apple}'::text[]) provider, unnest('{NULL,450,550,552,250}'::reply_code[]) reply;
CREATE TEMPORARY TABLE changed AS
	SELECT provider, reply, code, classify(code, reply, provider) AS category, recommend(code, reply, provider) AS action
	FROM cell CROSS JOIN every_code
	WHERE classify(code, reply, provider) IS DISTINCT FROM classify(code, reply) OR recommend(code, reply, provider) IS DISTINCT FROM recommend(code, reply);
SELECT cell.provider, cell.reply, count(code) AS codes_changed, count(code) - count(category) AS without_category, count(code) - count(action) AS without_action
FROM cell LEFT JOIN changed ON changed.provider = cell.provider AND changed.reply IS NOT DISTINCT FROM cell.reply
GROUP BY cell.provider, cell.reply ORDER BY cell.provider, cell.reply NULLS FIRST;
-- that is what the rules say
SELECT provider, reply, code, category, action FROM changed
EXCEPT ALL
SELECT provider, reply, code, is_category, is_action FROM verdict WHERE is_category <> classify(code, reply) OR is_action <> recommend(code, reply);
SELECT count(*) AS missing FROM verdict JOIN cell ON cell.provider = verdict.provider AND cell.reply::int IS NOT DISTINCT FROM verdict.reply
WHERE (is_category <> classify(code, verdict.reply) OR is_action <> recommend(code, verdict.reply))
	AND NOT EXISTS (SELECT FROM changed WHERE changed.provider = cell.provider AND changed.reply IS NOT DISTINCT FROM cell.reply AND changed.code = verdict.code);
-- suppressed: the conditions of IANA's, but for those below, and meanings of the provider that are all dead recipients
SELECT provider, reply, array_agg(code ORDER BY code) FILTER (WHERE action = 'suppress') AS also_suppressed,
	array_agg(code ORDER BY code) FILTER (WHERE recommend(code, reply) = 'suppress' AND action <> 'suppress') AS not_suppressed
FROM changed WHERE action = 'suppress' OR recommend(code, reply) = 'suppress' GROUP BY provider, reply ORDER BY provider, reply NULLS FIRST;
-- unspecified: subject 0 and unknown subjects, and the meanings that say so
SELECT * FROM changed WHERE category = 'unspecified' AND code <@ 'X.0.X' IS FALSE;
SELECT provider, pattern, basic_codes, meaning FROM provider_registry WHERE category = 'unspecified';
