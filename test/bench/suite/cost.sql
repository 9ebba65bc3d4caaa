--
-- What a call of each function takes, and what the planner believes (pg_proc.procost)
--
-- psql variable: rounds.  The time is that of a query that calls the function once for
-- each row, less that of one which only reads the arguments; the unit is a call of
-- int4pl, which costs 1.  Transition functions are called by their aggregates.
--
SET client_min_messages = error;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET search_path = costed, public;
CREATE SCHEMA costed;

CREATE TABLE argument AS
SELECT esc_class(c)::int AS n, c AS code, esc_effective(NULL, reply) AS other, reply, esc_condition(c) AS pattern, esc_trunc('subject', c) AS wide,
	'{5.7.X,X.2.2,4.4.7}'::esc_pattern[] AS patterns, provider, c::text AS written, esc_condition(c)::text AS written_pattern, reply::text AS written_reply,
	'mx' || id % 7 || '.' || coalesce(provider, 'nobody') || '.example' AS host, diagnostic
FROM (SELECT *, esc_effective(code, reply) AS c FROM bounce WHERE reply IS NOT NULL ORDER BY id LIMIT 100000) AS b;
CREATE TABLE tallied AS SELECT tally_agg(code) AS tally, tally_agg(other) AS few FROM (SELECT *, row_number() OVER () / 100 AS part FROM argument) AS a GROUP BY part;
CREATE TABLE reported AS
SELECT format(E'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nnot delivered\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@d.example\nAction: failed\nStatus: %s\nRemote-MTA: dns; %s\nDiagnostic-Code: smtp; %s\n\n--b--\n', code, host, diagnostic) AS report
FROM argument LIMIT 10000;
VACUUM ANALYZE;

CREATE TABLE probe (n serial, function regprocedure, source text, last text, call text);
INSERT INTO probe (function, source, last, call)
SELECT function::regprocedure, source, last, format('count(%s)', call) FROM (VALUES
	('esc_eq(esc,esc)', 'argument', 'other', 'code = other'), ('esc_cmp(esc,esc)', 'argument', 'other', 'esc_cmp(code, other)'), ('esc_hash(esc)', 'argument', 'code', 'esc_hash(code)'),
	('esc_in(cstring)', 'argument', 'written', 'written::esc'), ('esc_out(esc)', 'argument', 'code', 'code::text'), ('esc_send(esc)', 'argument', 'code', 'esc_send(code)'),
	('esc_try(text)', 'argument', 'written', 'esc_try(written)'), ('esc_pattern_try(text)', 'argument', 'written_pattern', 'esc_pattern_try(written_pattern)'),
	('reply_try(text)', 'argument', 'written_reply', 'reply_try(written_reply)'), ('make_esc(integer,integer,integer)', 'argument', 'n', 'make_esc(n, n, n)'),
	('make_esc_pattern(integer,integer,integer,integer)', 'argument', 'n', 'make_esc_pattern(n, n, n, n)'),
	('esc_class(esc)', 'argument', 'code', 'esc_class(code)'), ('esc_subject(esc)', 'argument', 'code', 'esc_subject(code)'), ('esc_detail(esc)', 'argument', 'code', 'esc_detail(code)'),
	('esc_pattern(esc)', 'argument', 'code', 'code::esc_pattern'), ('esc_condition(esc)', 'argument', 'code', 'esc_condition(code)'), ('esc_trunc(text,esc)', 'argument', 'code', 'esc_trunc(''subject'', code)'),
	('esc_pattern_specificity(esc_pattern)', 'argument', 'pattern', 'esc_pattern_specificity(pattern)'), ('esc_pattern_lower(esc_pattern)', 'argument', 'pattern', 'esc_pattern_lower(pattern)'), ('esc_pattern_upper(esc_pattern)', 'argument', 'pattern', 'esc_pattern_upper(pattern)'),
	('esc_matches(esc,esc_pattern)', 'argument', 'pattern', 'code <@ pattern'), ('esc_pattern_contains(esc_pattern,esc_pattern)', 'argument', 'wide', 'wide @> pattern'), ('esc_pattern_overlaps(esc_pattern,esc_pattern)', 'argument', 'wide', 'wide && pattern'),
	('esc_matches_any(esc,esc_pattern[])', 'argument', 'patterns', 'esc_matches_any(code, patterns)'),
	('esc_class_name(esc)', 'argument', 'code', 'esc_class_name(code)'), ('esc_subject_name(esc)', 'argument', 'code', 'esc_subject_name(code)'), ('esc_name(esc,text)', 'argument', 'provider', 'esc_name(code, provider)'),
	('reply_severity(reply_code)', 'argument', 'reply', 'reply_severity(reply)'), ('reply_subject(reply_code)', 'argument', 'reply', 'reply_subject(reply)'), ('reply_name(reply_code)', 'argument', 'reply', 'reply_name(reply)'), ('reply_is_registered(reply_code)', 'argument', 'reply', 'reply_is_registered(reply)'),
	('esc_is_registered(esc,text)', 'argument', 'provider', 'esc_is_registered(code, provider)'), ('esc_agrees(esc,reply_code)', 'argument', 'reply', 'esc_agrees(code, reply)'), ('esc_is_listed(esc,reply_code)', 'argument', 'reply', 'esc_is_listed(code, reply)'), ('esc_is_conformant(esc)', 'argument', 'code', 'esc_is_conformant(code)'),
	('esc_lint(esc,reply_code,text,text)', 'argument', 'provider', 'esc_lint(code, reply, provider)'), ('esc_effective(esc,reply_code)', 'argument', 'reply', 'esc_effective(code, reply)'),
	('classify(esc,reply_code,text,text)', 'argument', 'provider', 'classify(code, reply, provider)'), ('recommend(esc,reply_code,text,text)', 'argument', 'provider', 'recommend(code, reply, provider)'), ('permanence(esc,reply_code,text,text)', 'argument', 'provider', 'permanence(code, reply, provider)'), ('responsible(esc,reply_code,text,text)', 'argument', 'provider', 'responsible(code, reply, provider)'), ('hardness(esc,reply_code,text,text)', 'argument', 'provider', 'hardness(code, reply, provider)'),
	('esc_lookup(esc,reply_code,text)', 'argument', 'provider', 'esc_lookup(code, reply, provider)'), ('diagnose(esc,reply_code,text,text)', 'argument', 'provider', 'diagnose(code, reply, provider)'),
	('classify_with_rules(esc,reply_code,text,text)', 'argument', 'diagnostic', 'classify_with_rules(code, reply, provider, diagnostic)'), ('recommend_with_rules(esc,reply_code,text,text)', 'argument', 'diagnostic', 'recommend_with_rules(code, reply, provider, diagnostic)'),
	('diagnose_with_rules(esc,reply_code,text,text)', 'argument', 'diagnostic', 'diagnose_with_rules(code, reply, provider, diagnostic)'), ('bounce_rule_for(esc,reply_code,text,text)', 'argument', 'diagnostic', 'bounce_rule_for(code, reply, provider, diagnostic)'),
	('provider_is_known(text)', 'argument', 'provider', 'provider_is_known(provider)'), ('mail_provider(text)', 'argument', 'host', 'mail_provider(host)'),
	('smtp_parse(text)', 'argument', 'diagnostic', 'smtp_parse(diagnostic)'), ('esc_extract(text)', 'argument', 'diagnostic', 'esc_extract(diagnostic)'), ('reply_extract(text)', 'argument', 'diagnostic', 'reply_extract(diagnostic)'), ('esc_extract_all(text)', 'argument', 'diagnostic', 'esc_extract_all(diagnostic)'),
	('esc_resolve(esc,text)', 'argument', 'diagnostic', 'esc_resolve(code, diagnostic)'), ('reply_fingerprint(text)', 'argument', 'diagnostic', 'reply_fingerprint(diagnostic)'),
	('dsn_recipients(text)', 'reported', 'report', '(SELECT count(*) FROM dsn_recipients(report))'),
	('tally_add(esc_tally,esc_tally)', 'tallied', 'few', 'tally + few'), ('tally_total(esc_tally)', 'tallied', 'tally', 'tally_total(tally)'), ('tally_count(esc_tally,esc_pattern)', 'tallied', 'tally', 'tally_count(tally, ''5.7.X'')'), ('tally_rate(esc_tally,esc_pattern)', 'tallied', 'tally', 'tally_rate(tally, ''5.7.X'')'),
	('tally_each(esc_tally)', 'tallied', 'tally', '(SELECT count(*) FROM tally_each(tally))'), ('tally_top(esc_tally,integer)', 'tallied', 'tally', '(SELECT count(*) FROM tally_top(tally, 3))')
) AS p(function, source, last, call)
UNION ALL VALUES
	('tally_agg_accum(esc_tally,esc)'::regprocedure, 'argument', 'code', 'tally_agg(code)'), ('tally_agg_accum(esc_tally,esc,bigint)'::regprocedure, 'argument', 'code', 'tally_agg(code, 2)'),
	('tally_add(esc_tally,esc_tally)'::regprocedure, 'tallied', 'few', 'tally_merge(few)');

CREATE TABLE took (n int, what text, ns float8);
CREATE PROCEDURE probe_all(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	p record;
	started timestamptz;
BEGIN
	FOR round IN 0 .. rounds LOOP
		FOR p IN SELECT n, what, source, expression, (SELECT reltuples FROM pg_class WHERE relname = source) AS rows
				FROM probe, LATERAL (VALUES ('call', call), ('arguments', format('count(%s)', last))) AS both_of(what, expression)
				UNION ALL VALUES (0, 'call', 'argument', 'count(n + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1)', 1e6), (0, 'arguments', 'argument', 'count(n)', 1e6)
		LOOP
			started := clock_timestamp();
			EXECUTE format('SELECT %s FROM %I', p.expression, p.source);
			IF round > 0 THEN
				INSERT INTO took VALUES (p.n, p.what, extract(epoch FROM clock_timestamp() - started) * 1e9 / p.rows);
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CALL probe_all(:rounds);

CREATE VIEW cost AS
WITH net AS (
	SELECT n, percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) FILTER (WHERE what = 'call')
		- percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) FILTER (WHERE what = 'arguments') AS ns
	FROM took GROUP BY n)
SELECT n, function, greatest(ns, 0) AS ns, greatest(ns, 0) / (SELECT ns FROM net WHERE n = 0) AS units, procost
FROM net JOIN probe USING (n) JOIN pg_proc AS f ON f.oid = function;
