--
-- Does the planner choose the fastest plan?  Ten dashboard queries on the warehouse, each
-- run as it plans it and as it plans it with one kind of step forbidden
--
-- psql variable: rounds.  A way that leads to a plan that is there already is not run
-- again.  The planner is told, too, that a process takes 40 ms to start.
--
SET client_min_messages = error;
CREATE SCHEMA planned;
SET search_path = planned, public;
SET maintenance_work_mem = '1GB';
\ir planner.sql
SET parallel_setup_cost = 15000;

CREATE INDEX ON bounce (code);
CREATE INDEX ON bounce (at);
CREATE INDEX ON bounce (esc_effective(code, reply), at);
CREATE INDEX ON bounce (domain);
VACUUM (ANALYZE) bounce;

CREATE TABLE query (n serial, question text, statement text);
INSERT INTO query (question, statement) VALUES
	('categories of a week', $$SELECT classify(code, reply, provider), count(*) FROM bounce WHERE at >= '2026-09-01' AND at < '2026-09-08' GROUP BY 1$$),
	('authentication and policy by provider', $$SELECT provider, count(*) FROM bounce WHERE code <@ '5.7.X' GROUP BY provider ORDER BY 2 DESC$$),
	('a rare condition, whatever the class', $$SELECT domain, count(*) FROM bounce WHERE code <@ 'X.3.4' GROUP BY domain ORDER BY 2 DESC LIMIT 10$$),
	('the last hundred of a range of codes', $$SELECT at, recipient, diagnostic FROM bounce WHERE code <@ '5.7.600-649' ORDER BY at DESC LIMIT 100$$),
	('the last hundred of a rare code', $$SELECT at, recipient, diagnostic FROM bounce WHERE code = '5.1.6' ORDER BY at DESC LIMIT 100$$),
	('security by day, a month', $$SELECT date_trunc('day', at), count(*) FROM bounce WHERE esc_effective(code, reply) <@ 'X.7.X' AND at >= '2026-09-01' AND at < '2026-10-01' GROUP BY 1$$),
	('most frequent codes', $$SELECT code, count(*) FROM bounce GROUP BY code ORDER BY 2 DESC LIMIT 20$$),
	('codes of a domain, with their names', $$SELECT code, esc_name(code), count(*) FROM bounce WHERE domain = 'd77.example' GROUP BY code ORDER BY 3 DESC$$),
	('addresses to suppress, of a day', $$SELECT DISTINCT recipient FROM bounce WHERE recommend(code, reply, provider) = 'suppress' AND at >= '2026-09-01' AND at < '2026-09-02'$$),
	('conditions of the registry that came up', $$SELECT r.pattern, r.sample_text, count(*) FROM esc_registry AS r JOIN bounce AS b ON b.code <@ r.pattern AND b.at >= '2026-09-01' AND b.at < '2026-09-02' WHERE r.kind = 'enumerated' GROUP BY 1, 2$$);

CREATE TABLE way (way text, settings text);
INSERT INTO way SELECT CASE setting WHEN '' THEN 'as planned' ELSE 'without ' || setting END, CASE setting WHEN '' THEN NULL ELSE format('SET LOCAL enable_%s = off', setting) END
FROM unnest('{"",seqscan,indexscan,indexonlyscan,bitmapscan,hashagg,sort,hashjoin,nestloop,mergejoin,material,memoize,incremental_sort}'::text[]) AS setting
UNION ALL VALUES ('in one process', 'SET LOCAL max_parallel_workers_per_gather = 0'), ('without bitmap and index scans', 'SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = off'),
	('in one process without seqscan', 'SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_seqscan = off'),
	('in one process without bitmapscan', 'SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_bitmapscan = off');

CREATE TABLE plan (n int, way text, settings text, plan text);
CREATE TABLE took (n int, way text, round int, ms float8);
-- Ten times as long as the fastest in round 0, which warms up: not tried again.
CREATE VIEW hopeless AS
SELECT n, way FROM (SELECT n, way, ms > 10 * min(ms) OVER (PARTITION BY n) AND way <> 'as planned' AS hopeless FROM took WHERE round = 0) AS t WHERE hopeless;
CREATE PROCEDURE compare(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	q record;
	shape text;
	line text;
	started timestamptz;
BEGIN
	FOR q IN SELECT n, way, settings, statement FROM query, way ORDER BY n, way <> 'as planned', way LOOP
		IF q.settings IS NOT NULL THEN
			EXECUTE q.settings;
		END IF;
		shape := '';
		FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || q.statement LOOP
			shape := shape || line || E'\n';
		END LOOP;
		INSERT INTO plan SELECT q.n, q.way, q.settings, shape WHERE shape NOT IN (SELECT plan FROM plan WHERE n = q.n);
		COMMIT;		-- and with it the end of the settings
	END LOOP;
	FOR round IN 0 .. rounds LOOP
		FOR q IN SELECT plan.*, statement FROM plan JOIN query USING (n) WHERE way NOT IN (SELECT way FROM hopeless WHERE n = plan.n) ORDER BY n, way LOOP
			IF q.settings IS NOT NULL THEN
				EXECUTE q.settings;
			END IF;
			started := clock_timestamp();
			EXECUTE q.statement;
			INSERT INTO took VALUES (q.n, q.way, round, extract(epoch FROM clock_timestamp() - started) * 1000);
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CALL compare(:rounds);

-- The steps of a plan that say how rows are found and joined.
CREATE FUNCTION steps(plan text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN (SELECT string_agg(step, ', ' ORDER BY n) FROM (SELECT substring(line FROM '^[ >-]*([[:alnum:] ]+?)(?: using .*| on .*)?$') AS step, n FROM string_to_table(plan, E'\n') WITH ORDINALITY AS l(line, n)
	WHERE line !~ '^ +[^->]*:' AND line ~ '[[:alpha:]]') AS s);

CREATE VIEW choice AS
SELECT n, question, ways, as_planned AS planned_ms, fastest AS fastest_ms, as_planned / fastest AS ratio, planned_steps, CASE WHEN fastest_way <> 'as planned' THEN fastest_way END AS fastest_way
FROM (SELECT n, (SELECT count(*) FROM plan WHERE plan.n = median.n) AS ways, min(ms) AS fastest, min(ms) FILTER (WHERE way = 'as planned') AS as_planned, (array_agg(way ORDER BY ms))[1] AS fastest_way
	FROM (SELECT n, way, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM took WHERE round > 0 GROUP BY n, way) AS median GROUP BY n) AS best
	JOIN query USING (n) JOIN (SELECT n, steps(plan) AS planned_steps FROM plan WHERE way = 'as planned') AS p USING (n);
