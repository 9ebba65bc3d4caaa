--
-- One question in several spellings: what the planner expects, and how long it takes
--
-- psql variable: rounds.  Runs on the indexes of plans.sql.  A function around the column
-- hides it from an index on the column and from its statistics; the same spelling is
-- measured again with statistics on the expression, and with an index on it.
--
SET client_min_messages = error;
CREATE SCHEMA spelled;
SET search_path = spelled, public;
SET maintenance_work_mem = '1GB';
\ir planner.sql
SET max_parallel_workers_per_gather = 0;
SET jit = off;

CREATE TABLE spelling (n serial, question text, condition text, help text);
INSERT INTO spelling (question, condition, help) VALUES
	('a class and subject', $$esc_class(code) = 5 AND esc_subject(code) = 3$$, NULL),
	('a class and subject', $$esc_class(code) = 5 AND esc_subject(code) = 3$$, 'CREATE STATISTICS spelled.s ON esc_class(code), esc_subject(code) FROM bounce'),
	('a class and subject', $$esc_class(code) = 5 AND esc_subject(code) = 3$$, 'CREATE INDEX s ON bounce (esc_class(code), esc_subject(code))'),
	('a class and subject', $$code::text LIKE '5.3.%'$$, NULL),
	('a class and subject', $$code <@ '5.3.X'$$, NULL),
	('a condition of any class', $$esc_subject(code) = 3 AND esc_detail(code) = 4$$, NULL),
	('a condition of any class', $$esc_condition(code) = 'X.3.4'$$, NULL),
	('a condition of any class', $$esc_condition(code) = 'X.3.4'$$, 'CREATE STATISTICS spelled.s ON esc_condition(code) FROM bounce'),
	('a condition of any class', $$esc_condition(code) = 'X.3.4'$$, 'CREATE INDEX s ON bounce (esc_condition(code))'),
	('a condition of any class', $$code <@ 'X.3.4'$$, NULL),
	('a category', $$classify(code, reply) = 'routing_error'$$, NULL),
	('a category', $$classify(code, reply) = 'routing_error'$$, 'CREATE STATISTICS spelled.s ON classify(code, reply) FROM bounce'),
	('a category', $$classify(code, reply) = 'routing_error'$$, 'CREATE INDEX s ON bounce (classify(code, reply))');

CREATE TABLE answer (n int, round int, expected bigint, found bigint, step text, ms float8);
CREATE PROCEDURE ask(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	s spelling;
	plan json;
	step json;
BEGIN
	FOR s IN SELECT * FROM spelling ORDER BY n LOOP
		IF s.help IS NOT NULL THEN
			EXECUTE s.help;
			ANALYZE bounce;
		END IF;
		COMMIT;
		FOR round IN 0 .. rounds LOOP
			EXECUTE format('EXPLAIN (ANALYZE, TIMING off, FORMAT json) SELECT count(recipient) FROM bounce WHERE %s', s.condition) INTO plan;
			step := plan->0->'Plan'->'Plans'->0;
			IF round > 0 THEN
				INSERT INTO answer VALUES (s.n, round, (step->>'Plan Rows')::float8, (step->>'Actual Rows')::float8, step->>'Node Type', (plan->0->>'Execution Time')::float8);
			END IF;
			COMMIT;
		END LOOP;
		DROP STATISTICS IF EXISTS spelled.s;
		DROP INDEX IF EXISTS public.s;
		COMMIT;
	END LOOP;
END $$;
CALL ask(:rounds);

CREATE VIEW comparison AS
SELECT n, question, condition, help, step, expected, found, ms
FROM spelling JOIN (SELECT n, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, max(expected) AS expected, max(found) AS found, max(step) AS step FROM answer GROUP BY n) AS a USING (n);
