--
-- What is measured: one statement for each piece of work and each schema
--
-- Where a schema cannot do it, there is no row.  "setup" and "cleanup" are not timed.
--
CREATE TABLE work (n serial, work text, part text, competitor text, setup text, statement text, cleanup text, mode text DEFAULT 'one process');

CREATE TABLE schema (competitor text, t text, key text, input text, subject text, category text);
INSERT INTO schema VALUES
	('int4', 'int4', 'code', NULL, '(code >> 10) & 1023', 'JOIN d_int4 USING (code)'),
	('int4 again', 'again', 'code', NULL, '(code >> 10) & 1023', 'JOIN d_again USING (code)'),
	('esc', 'esc', 'code', 'code::esc', 'esc_subject(code)', NULL),
	('text', 'text', 'code', 'code', 'split_part(code, ''.'', 2)', 'JOIN d_text USING (code)'),
	('ltree', 'ltree', 'code', 'code::ltree', 'subpath(code, 1, 1)', 'JOIN d_ltree USING (code)'),
	('semver', 'semver', 'code', 'code::semver', 'get_semver_minor(code)', 'JOIN d_semver USING (code)'),
	('look-up', 'lookup', 'code_id', NULL, NULL, 'JOIN d_lookup USING (code_id)'),
	('smallints', 'parts', 'class, subject, detail', 'split_part(code, ''.'', 1)::int2, split_part(code, ''.'', 2)::int2, split_part(code, ''.'', 3)::int2', 'subject', 'JOIN d_parts USING (class, subject, detail)');

-- Loading
INSERT INTO work (work, part, competitor, setup, statement, cleanup)
SELECT format('COPY in, %s', f), 'load', competitor, format('CREATE TABLE l (LIKE t_%s INCLUDING CONSTRAINTS)', t), format($$COPY l FROM '%s/t_%s.%s' (FORMAT %s)$$, current_setting('bench.files'), t, f, f), 'DROP TABLE l'
FROM schema, unnest('{text,binary}'::text[]) AS f;
INSERT INTO work (work, part, competitor, statement)
SELECT format('COPY out, %s', f), 'load', competitor, format($$COPY t_%s TO '/dev/null' (FORMAT %s)$$, t, f) FROM schema, unnest('{text,binary}'::text[]) AS f;
INSERT INTO work (work, part, competitor, setup, statement, cleanup)
SELECT 'load from text, validated', 'load', competitor, format('CREATE TABLE l (LIKE t_%s INCLUDING CONSTRAINTS)', t), format('INSERT INTO l SELECT id, %s FROM staging', input), 'DROP TABLE l'
FROM schema WHERE input IS NOT NULL;
INSERT INTO work (work, part, competitor, setup, statement, cleanup) VALUES
	('load from text, validated', 'load', 'nothing', 'CREATE TABLE l (id bigint NOT NULL, code text NOT NULL)', 'INSERT INTO l SELECT id, code FROM staging', 'DROP TABLE l');
INSERT INTO work (work, part, competitor, statement) VALUES
	('validate', 'load', 'nothing', 'SELECT count(code) FROM staging'),
	('validate', 'load', 'esc', 'SELECT count(code::esc) FROM staging'),
	('validate', 'load', 'text', $$SELECT count(*) FROM staging WHERE code ~ '^[245]\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$'$$);

-- Whole tables
INSERT INTO work (work, part, competitor, setup, statement) SELECT 'index build', 'whole', competitor, format('DROP INDEX i_%s', t), make FROM schema JOIN indexes USING (t);
INSERT INTO work (work, part, competitor, setup, statement, cleanup)
SELECT w, 'whole', competitor, 'SET enable_indexscan = off; SET enable_indexonlyscan = off', format(q, t, key, rows), 'RESET enable_indexscan; RESET enable_indexonlyscan'
FROM schema, (SELECT count(*) AS rows FROM source) AS counted, (VALUES
	('sort', 'SELECT %2$s FROM t_%1$s ORDER BY %2$s OFFSET %3$s'),
	('top-N', 'SELECT %2$s, id FROM t_%1$s ORDER BY %2$s DESC, id LIMIT 100'),
	('GROUP BY code', 'SELECT %2$s, count(*) FROM t_%1$s GROUP BY %2$s'),
	('DISTINCT', 'SELECT DISTINCT %2$s FROM t_%1$s'),
	('hash join', 'SELECT count(*) FROM t_%1$s JOIN d_%1$s USING (%2$s)')) AS works(w, q);
INSERT INTO work (work, part, competitor, setup, statement, cleanup)
SELECT 'merge join', 'whole', competitor, 'SET enable_hashjoin = off; SET enable_nestloop = off', format('SELECT count(*) FROM t_%1$s JOIN d_%1$s USING (%2$s)', t, key), 'RESET enable_hashjoin; RESET enable_nestloop' FROM schema;
INSERT INTO work (work, part, competitor, statement)
SELECT 'min and max', 'whole', competitor, format('SELECT min(%2$s), max(%2$s) FROM t_%1$s', t, key) FROM schema WHERE competitor IN ('int4', 'int4 again', 'esc', 'text', 'semver', 'look-up');
INSERT INTO work (work, part, competitor, statement)
SELECT 'GROUP BY subject', 'whole', competitor, CASE WHEN subject IS NULL THEN 'SELECT subject, count(*) FROM t_lookup JOIN d_lookup USING (code_id) GROUP BY subject' ELSE format('SELECT %2$s, count(*) FROM t_%1$s GROUP BY 1', t, subject) END FROM schema;
INSERT INTO work (work, part, competitor, statement) VALUES
	('GROUP BY subject', 'whole', 'text, regex', $$SELECT substring(code FROM '\.(\d+)\.'), count(*) FROM t_text GROUP BY 1$$),
	('GROUP BY subject', 'whole', 'nothing', 'SELECT count(code) FROM t_text');
INSERT INTO work (work, part, competitor, statement)
SELECT 'GROUP BY category', 'whole', competitor, CASE competitor WHEN 'esc' THEN 'SELECT classify(code), count(*) FROM t_esc GROUP BY 1' ELSE format('SELECT category, count(*) FROM t_%s %s GROUP BY 1', t, category) END FROM schema;

-- Conditions: by a scan of the table, and by an index
CREATE TABLE condition (shape text, competitor text, condition text);
INSERT INTO condition
SELECT shape, c, format('code BETWEEN %s AND %s', (class << 20) + (subject << 10) + lo, (class << 20) + (subject << 10) + hi)
FROM unnest('{int4,int4 again}'::text[]) AS c, (VALUES ('5.1.6', 5, 1, 6, 6), ('5.7.X', 5, 7, 0, 1023), ('5.7.600-649', 5, 7, 600, 649), ('5.X.X', 5, 0, 0, 1048575)) AS s(shape, class, subject, lo, hi);
INSERT INTO condition SELECT 'X.3.4', c, format('code IN (%s, %s, %s)', (2 << 20) + (3 << 10) + 4, (4 << 20) + (3 << 10) + 4, (5 << 20) + (3 << 10) + 4) FROM unnest('{int4,int4 again}'::text[]) AS c;
INSERT INTO condition SELECT shape, c, (SELECT string_agg(format('code BETWEEN %s AND %s', (k << 20) + (7 << 10) + lo, (k << 20) + (7 << 10) + hi), ' OR ') FROM unnest('{2,4,5}'::int[]) AS k)
FROM unnest('{int4,int4 again}'::text[]) AS c, (VALUES ('X.7.X', 0, 1023), ('X.7.600-649', 600, 649)) AS s(shape, lo, hi);
INSERT INTO condition SELECT '5.X.1', c, format('code BETWEEN %s AND %s AND code & 1023 = 1', 5 << 20, (5 << 20) + 1048575) FROM unnest('{int4,int4 again}'::text[]) AS c;
INSERT INTO condition SELECT 'X.X.1', c, 'code & 1023 = 1' FROM unnest('{int4,int4 again}'::text[]) AS c;
INSERT INTO condition SELECT shape, 'esc', format('code <@ %L', shape) FROM unnest('{5.1.6,5.7.X,5.7.600-649,5.X.X,5.X.1,X.3.4,X.7.X,X.7.600-649,X.X.1}'::text[]) AS shape;
INSERT INTO condition VALUES
	('5.1.6', 'text', $$code = '5.1.6'$$), ('5.7.X', 'text', $$code LIKE '5.7.%'$$), ('5.7.600-649', 'text', $$code ~ '^5\.7\.6[0-4][0-9]$'$$),
	('5.X.X', 'text', $$code LIKE '5.%'$$), ('5.X.1', 'text', $$code LIKE '5.%.1'$$), ('X.3.4', 'text', $$code LIKE '_.3.4'$$), ('X.7.X', 'text', $$code LIKE '_.7.%'$$),
	('X.7.600-649', 'text', $$code ~ '^[245]\.7\.6[0-4][0-9]$'$$), ('X.X.1', 'text', $$code LIKE '%.1'$$),
	('5.7.X', 'text, split_part', $$split_part(code, '.', 1) = '5' AND split_part(code, '.', 2) = '7'$$), ('5.7.600-649', 'text, split_part', $$split_part(code, '.', 1) = '5' AND split_part(code, '.', 2) = '7' AND split_part(code, '.', 3)::int BETWEEN 600 AND 649$$),
	('5.X.X', 'text, split_part', $$split_part(code, '.', 1) = '5'$$), ('X.3.4', 'text, split_part', $$split_part(code, '.', 2) = '3' AND split_part(code, '.', 3) = '4'$$), ('X.7.X', 'text, split_part', $$split_part(code, '.', 2) = '7'$$),
	('5.X.1', 'text, split_part', $$split_part(code, '.', 1) = '5' AND split_part(code, '.', 3) = '1'$$), ('X.7.600-649', 'text, split_part', $$split_part(code, '.', 2) = '7' AND split_part(code, '.', 3)::int BETWEEN 600 AND 649$$), ('X.X.1', 'text, split_part', $$split_part(code, '.', 3) = '1'$$),
	('5.1.6', 'ltree', $$code = '5.1.6'$$), ('5.7.X', 'ltree', $$code ~ '5.7.*'$$), ('5.X.X', 'ltree', $$code ~ '5.*'$$), ('X.3.4', 'ltree', $$code ~ '*{1}.3.4'$$), ('X.7.X', 'ltree', $$code ~ '*{1}.7.*'$$), ('5.X.1', 'ltree', $$code ~ '5.*{1}.1'$$), ('X.X.1', 'ltree', $$code ~ '*{2}.1'$$),
	('5.1.6', 'semver', $$code = '5.1.6'$$), ('5.7.X', 'semver', $$code BETWEEN '5.7.0' AND '5.7.999'$$), ('5.7.600-649', 'semver', $$code BETWEEN '5.7.600' AND '5.7.649'$$), ('5.X.X', 'semver', $$code BETWEEN '5.0.0' AND '5.999.999'$$), ('X.3.4', 'semver', $$code IN ('2.3.4', '4.3.4', '5.3.4')$$),
	('5.X.1', 'semver', $$code BETWEEN '5.0.0' AND '5.999.999' AND get_semver_patch(code) = 1$$), ('X.X.1', 'semver', $$get_semver_patch(code) = 1$$),
	('5.1.6', 'smallints', 'class = 5 AND subject = 1 AND detail = 6'), ('5.7.X', 'smallints', 'class = 5 AND subject = 7'), ('5.7.600-649', 'smallints', 'class = 5 AND subject = 7 AND detail BETWEEN 600 AND 649'),
	('5.X.X', 'smallints', 'class = 5'), ('X.3.4', 'smallints', 'subject = 3 AND detail = 4'), ('X.7.X', 'smallints', 'subject = 7'),
	('5.X.1', 'smallints', 'class = 5 AND detail = 1'), ('X.7.600-649', 'smallints', 'subject = 7 AND detail BETWEEN 600 AND 649'), ('X.X.1', 'smallints', 'detail = 1');
INSERT INTO condition SELECT shape, 'text, regex', format('code ~ %L', regex) FROM (VALUES ('5.1.6', '^5\.1\.6$'), ('5.7.X', '^5\.7\.'), ('5.7.600-649', '^5\.7\.6[0-4][0-9]$'), ('5.X.X', '^5\.'), ('X.3.4', '^[245]\.3\.4$'), ('X.7.X', '^[245]\.7\.'), ('5.X.1', '^5\.\d+\.1$'), ('X.7.600-649', '^[245]\.7\.6[0-4][0-9]$'), ('X.X.1', '\.1$')) AS s(shape, regex);
INSERT INTO condition SELECT shape, 'nothing', 'true' FROM condition WHERE competitor = 'esc';
INSERT INTO condition SELECT shape, 'look-up', format('code_id IN (SELECT code_id FROM d_lookup WHERE %s)', condition) FROM condition WHERE competitor = 'smallints';
INSERT INTO work (work, part, competitor, setup, statement, cleanup)
SELECT shape || how, part, c.competitor, settings, format('SELECT count(*) FROM t_%s WHERE %s', coalesce(t, 'text'), condition), 'RESET ALL'
FROM condition AS c LEFT JOIN schema USING (competitor),
	(VALUES (', scan', 'scan', 'SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off'),
		(', index', 'index', 'SET enable_seqscan = off')) AS ways(how, part, settings)
WHERE part = 'scan' OR c.competitor NOT IN ('text, split_part', 'text, regex', 'nothing');

-- Diagnostics
INSERT INTO work (work, part, competitor, statement) VALUES
	('extract codes', 'diagnostics', 'nothing', 'SELECT count(diagnostic) FROM sample'),
	('extract codes', 'diagnostics', 'esc', 'SELECT count(esc_extract(diagnostic)) FROM sample'),
	('extract codes', 'diagnostics', 'text', $$SELECT count(substring(diagnostic FROM '(?:^|[^\w.@+/\\-]|\m[2-5]\d\d[-/])([245]\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2}))(?![\w@+]|[.-]\w)')) FROM sample$$),
	('classify diagnostics', 'diagnostics', 'esc', 'SELECT classify(code, reply), count(*) FROM (SELECT (p).code, (p).reply FROM (SELECT smtp_parse(diagnostic) AS p FROM sample OFFSET 0) AS s) AS c GROUP BY 1'),
	('classify diagnostics', 'diagnostics', 'text', $$SELECT CASE WHEN diagnostic ~ '5\.1\.1|user unknown|does not exist' THEN 'user_unknown' WHEN diagnostic ~ '[45]\.2\.2|over quota|mailbox full' THEN 'mailbox_full'
		WHEN diagnostic ~ '5\.7\.2[0-9]|SPF|DKIM|DMARC' THEN 'authentication' WHEN diagnostic ~ '4\.2\.0|greylist' THEN 'greylisted' WHEN diagnostic ~ '[45]\.7\.' THEN 'policy'
		WHEN diagnostic ~ '4\.4\.7|expired' THEN 'expired' WHEN diagnostic ~ '\m421\M|4\.3\.2' THEN 'system_unavailable' ELSE 'unspecified' END, count(*) FROM sample GROUP BY 1$$),
	('count by day and provider', 'diagnostics', 'esc', 'SELECT (at AT TIME ZONE ''UTC'')::date, provider, tally_agg(esc_effective(code, reply)) FROM sample GROUP BY 1, 2'),
	('count by day and provider', 'diagnostics', 'text', 'SELECT (at AT TIME ZONE ''UTC'')::date, provider, coalesce(code::text, reply::text), count(*) FROM sample GROUP BY 1, 2, 3');

-- The same with one worker beside the leader, with two, and with JIT
INSERT INTO work (work, part, competitor, setup, statement, cleanup, mode)
SELECT work, part, competitor, concat_ws('; ', setup, settings), statement, 'RESET ALL', m
FROM work, (VALUES ('SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET ')) AS eager(parallel),
	LATERAL (VALUES ('one worker', parallel || 'max_parallel_workers_per_gather = 1'), ('two workers', parallel || 'max_parallel_workers_per_gather = 2'), ('JIT', 'SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0')) AS modes(m, settings)
WHERE competitor IN ('int4', 'esc', 'text') AND (work IN ('GROUP BY code', 'GROUP BY subject', 'GROUP BY category', 'hash join', 'sort', 'DISTINCT', 'classify diagnostics', 'count by day and provider') OR work ~ 'X.*scan$');
