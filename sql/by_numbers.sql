--
-- The judgement by code, reply and provider alone, pinned: who changes it sees here
-- what changes with it.  A sum that differs says in which group to look.
--

-- every code, without reply and provider
SELECT category, action, permanence, party, count(*) AS codes, min(code), max(code), bit_xor(hashint8extended(n, 42)) AS sum
FROM (SELECT class * 1000000 + subject * 1000 + detail AS n, code, classify(code) AS category, recommend(code) AS action, permanence(code), responsible(code) AS party
	FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 999) subject, generate_series(0, 999) detail, make_esc(class, subject, detail) code) judged
GROUP BY category, action, permanence, party ORDER BY category, action, permanence, party;

-- every code that IANA or a provider names, and one beside it, in every class, and none; under every registered reply,
-- and none; from every provider, and none
CREATE TEMPORARY TABLE code AS
	SELECT DISTINCT make_esc(class, esc_subject(named), least(esc_detail(named) + beside, 999)) AS code
	FROM unnest('{2,4,5}'::int[]) class, generate_series(0, 1) beside,
		(SELECT replace(pattern::text, 'X.', '5.')::esc FROM esc_registry WHERE kind = 'enumerated'
		UNION SELECT esc_pattern_lower(pattern) FROM provider_registry UNION SELECT esc_pattern_upper(pattern) FROM provider_registry) named (named)
	UNION ALL SELECT NULL;
CREATE TEMPORARY TABLE reply AS SELECT code AS reply FROM reply_registry UNION ALL SELECT NULL;
CREATE TEMPORARY TABLE provider AS SELECT DISTINCT provider COLLATE "C" FROM provider_registry UNION ALL SELECT NULL;
CREATE TEMPORARY TABLE judged AS
	SELECT provider, code, reply, classify(code, reply, provider) AS category, recommend(code, reply, provider) AS action,
		permanence(code, reply, provider), responsible(code, reply, provider) AS party, esc_lint(code, reply, provider) AS words
	FROM provider, code, reply;
SELECT provider, count(*) AS events, count(*) FILTER (WHERE action = 'suppress') AS suppressed,
	md5(string_agg(concat_ws(' ', code, reply, category, action, permanence, party), ';' ORDER BY code, reply)) AS verdict,
	md5(string_agg(concat_ws(' ', code, reply, words), ';' ORDER BY code, reply)) AS lint
FROM judged GROUP BY provider ORDER BY provider NULLS FIRST;
SELECT action, category, count(*) AS events, count(DISTINCT code) AS codes FROM judged GROUP BY action, category ORDER BY action, category;

-- and what answers, under some replies
SELECT provider, count(*) AS events, md5(string_agg(concat_ws(' ', code, reply, d.category, d.action, d.party, d.permanence, level, pattern, source, flags, reference), ';' ORDER BY code, reply)) AS diagnosis
FROM judged, diagnose(code, reply, provider) d
WHERE reply IS NULL OR reply IN (250, 450, 550, 552)
GROUP BY provider ORDER BY provider NULLS FIRST;

-- everything that is suppressed: by the code, and by the code of a provider
CREATE TEMPORARY TABLE suppressed AS
	SELECT provider, code, string_agg(coalesce(reply::text, '-'), ' ' ORDER BY reply NULLS FIRST) AS replies
	FROM judged WHERE action = 'suppress' GROUP BY provider, code;
SELECT code, replies FROM suppressed WHERE provider IS NULL ORDER BY code;
SELECT own.provider, own.replies, string_agg(code::text, ' ' ORDER BY code) AS codes
FROM suppressed own LEFT JOIN (SELECT code, replies FROM suppressed WHERE provider IS NULL) general USING (code)
WHERE own.provider IS NOT NULL AND own.replies IS DISTINCT FROM general.replies
GROUP BY own.provider, own.replies ORDER BY own.provider, own.replies;
