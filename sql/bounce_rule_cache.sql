--
-- Own rules: what is kept of them is never out of date, seen from one session
--
CREATE FUNCTION rule_note() RETURNS text LANGUAGE sql STABLE AS 'SELECT note FROM public.bounce_rule_for(''5.7.1'')';
SELECT rule_note();

-- 1. The session that changes them, statement by statement
INSERT INTO bounce_rule (pattern, category, note) VALUES ('5.7.1', 'policy', 'one');
SELECT rule_note(), classify_with_rules('5.7.1');
UPDATE bounce_rule SET note = 'two', category = 'expired';
SELECT rule_note(), classify_with_rules('5.7.1');
DELETE FROM bounce_rule;
SELECT rule_note(), classify_with_rules('5.7.1');
COPY bounce_rule (pattern, action, note) FROM stdin;
5.7.1	slow_down	copied
\.
SELECT rule_note(), recommend_with_rules('5.7.1');
TRUNCATE bounce_rule;
SELECT rule_note();
-- within a transaction, and after it is rolled back
INSERT INTO bounce_rule (pattern, category, note) VALUES ('5.7.1', 'policy', 'kept');
BEGIN;
SELECT rule_note();
UPDATE bounce_rule SET note = 'not kept';
SELECT rule_note();
SAVEPOINT a;
UPDATE bounce_rule SET note = 'inner';
SELECT rule_note();
SAVEPOINT b;
TRUNCATE bounce_rule;
SELECT rule_note();
ROLLBACK TO b;
SELECT rule_note();
RELEASE a;
SELECT rule_note();
SAVEPOINT c;
DELETE FROM bounce_rule;
SELECT rule_note();
ROLLBACK TO c;
SELECT rule_note();
ROLLBACK;
SELECT rule_note();
-- a first change that is rolled back, and another one after it
BEGIN;
SAVEPOINT a;
UPDATE bounce_rule SET note = 'first';
SELECT rule_note();
ROLLBACK TO a;
SELECT rule_note();
UPDATE bounce_rule SET note = 'second';
SELECT rule_note();
COMMIT;
SELECT rule_note();
-- the same in a transaction whose snapshot stays
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT rule_note();
SAVEPOINT a;
UPDATE bounce_rule SET note = 'third';
SELECT rule_note();
ROLLBACK TO a;
SELECT rule_note();
UPDATE bounce_rule SET note = 'fourth';
SELECT rule_note();
SAVEPOINT b;
UPDATE bounce_rule SET note = 'fifth';
SELECT rule_note();
ROLLBACK TO b;
SELECT rule_note();
COMMIT;
SELECT rule_note();
-- one expression that is used again and again, before and after subtransactions end
DO $$
DECLARE
	seen text[];
BEGIN
	FOR turn IN 1 .. 6 LOOP
		BEGIN
			IF turn % 3 > 0 THEN
				UPDATE bounce_rule SET note = 'turn ' || turn;
			END IF;
			seen := seen || (bounce_rule_for('5.7.1')).note;
			IF turn % 2 = 0 THEN
				RAISE EXCEPTION 'undo';
			END IF;
		EXCEPTION WHEN raise_exception THEN
			seen := seen || 'undone'::text;
		END;
	END LOOP;
	RAISE NOTICE '%', seen;
END $$;
SELECT rule_note();
-- procedures that commit
DO $$
BEGIN
	FOR turn IN 1 .. 3 LOOP
		UPDATE bounce_rule SET note = 'commit ' || turn;
		IF turn = 2 THEN ROLLBACK; ELSE COMMIT; END IF;
		RAISE NOTICE '%', (bounce_rule_for('5.7.1')).note;
	END LOOP;
END $$;

-- 2. A statement sees the rules as they were when it began
WITH change AS (UPDATE bounce_rule SET note = 'changed' RETURNING note)
SELECT change.note, bounce_rule_for.note AS before, classify_with_rules('5.7.1') FROM change, bounce_rule_for('5.7.1');
SELECT rule_note();
INSERT INTO bounce_rule (pattern, reply_from, reply_to, category, priority, note)
SELECT '5.7.1', 500 + i, 500 + i, classify_with_rules('5.7.1', (500 + i)::reply_code), 10, (SELECT note FROM bounce_rule_for('5.7.1', (500 + i)::reply_code)) FROM generate_series(1, 3) i;
SELECT reply_from, category, note FROM bounce_rule ORDER BY reply_from;
-- but a statement within it begins later: it sees what has been done so far
CREATE FUNCTION rules_so_far() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN format('%s rules, %s', (SELECT count(*) FROM bounce_rule), (SELECT string_agg(note, ' ' ORDER BY reply) FROM generate_series(510, 512) reply, bounce_rule_for('5.7.1', reply)));
END $$;
INSERT INTO bounce_rule (pattern, reply_from, reply_to, category, note) SELECT '5.7.1', reply, reply, 'policy', rules_so_far() FROM generate_series(510, 512) reply;
SELECT reply_from, note FROM bounce_rule WHERE reply_from >= 510 ORDER BY reply_from;
DELETE FROM bounce_rule WHERE reply_from IS NOT NULL;
-- a cursor sees them as they were when it was opened
BEGIN;
DECLARE old CURSOR FOR SELECT i, note FROM generate_series(1, 4) i, bounce_rule_for('5.7.1', 550 + i);
FETCH 1 old;
UPDATE bounce_rule SET note = 'after the cursor';
FETCH 1 old;
SELECT rule_note();
FETCH 1 old;
TRUNCATE bounce_rule;
ROLLBACK;
BEGIN;
DECLARE old CURSOR FOR SELECT note FROM bounce_rule_for('5.7.1');
UPDATE bounce_rule SET note = 'before the first fetch';
SELECT rule_note();
FETCH 1 old;
ROLLBACK;

BEGIN;
UPDATE bounce_rule SET note = 'before the cursor';
DECLARE old CURSOR FOR SELECT i, note FROM generate_series(1, 4) i, bounce_rule_for('5.7.1', 550 + i);
FETCH 1 old;
UPDATE bounce_rule SET note = 'after the cursor';
SELECT rule_note();
FETCH 1 old;
ROLLBACK;

-- 3. Whoever calls, from wherever, gets the same
CREATE ROLE rule_reader;
CREATE ROLE rule_writer;
GRANT INSERT, UPDATE, DELETE ON bounce_rule TO rule_writer;
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere.bounce_rule AS SELECT pattern, category, 'elsewhere' AS note FROM bounce_rule;
GRANT USAGE ON SCHEMA elsewhere TO rule_reader;
SELECT note FROM bounce_rule_for('5.7.1');
ALTER TABLE bounce_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE bounce_rule FORCE ROW LEVEL SECURITY;
SET ROLE rule_reader;
SELECT count(*) AS rows_that_it_sees FROM bounce_rule;
SELECT note, classify_with_rules('5.7.1') FROM bounce_rule_for('5.7.1');
SET search_path = elsewhere, public;
SELECT note, classify_with_rules('5.7.1') FROM bounce_rule_for('5.7.1');
SET search_path = '';
SELECT note, public.classify_with_rules('5.7.1') FROM public.bounce_rule_for('5.7.1');
RESET search_path;
UPDATE bounce_rule SET note = 'by a reader';
TABLE bounce_rule_edition;
RESET ROLE;
REVOKE SELECT ON bounce_rule FROM PUBLIC;
SET ROLE rule_reader;
SELECT note FROM bounce_rule_for('5.7.1');
RESET ROLE;
GRANT SELECT ON bounce_rule TO PUBLIC;
ALTER TABLE bounce_rule NO FORCE ROW LEVEL SECURITY;
ALTER TABLE bounce_rule DISABLE ROW LEVEL SECURITY;
-- who may change the rules need not have any right to the number of their edition
SET ROLE rule_writer;
UPDATE bounce_rule SET note = 'by a writer';
SELECT rule_note(), current_user;
TRUNCATE bounce_rule;
RESET ROLE;
DROP SCHEMA elsewhere CASCADE;
-- triggers that are off for others are on for the rules
SET session_replication_role = replica;
UPDATE bounce_rule SET note = 'by a replica';
SELECT rule_note();
TRUNCATE bounce_rule;
SELECT rule_note();
RESET session_replication_role;
INSERT INTO bounce_rule (pattern, category, note) VALUES ('5.7.1', 'policy', 'again');

-- 4. In parallel workers, also of a transaction that has changed the rules
SELECT set_config(CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'force_parallel_mode' ELSE 'debug_parallel_query' END, 'on', false);
CREATE TABLE spread AS SELECT make_esc(5, 7, i % 3) AS code FROM generate_series(1, 10000) i;
ALTER TABLE spread SET (parallel_workers = 2);
ANALYZE spread;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE FUNCTION workers(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		CONTINUE WHEN line !~ 'Workers Planned';
		RETURN trim(line);
	END LOOP;
END $$;
SELECT workers('SELECT classify_with_rules(code), count(*) FROM spread GROUP BY 1');
SELECT workers('SELECT classify_with_rules(''5.7.1'')');
SELECT classify_with_rules('5.7.1');
SELECT classify_with_rules(code), recommend_with_rules(code), count(*) FROM spread GROUP BY 1, 2 ORDER BY 1;
UPDATE bounce_rule SET category = 'expired';
SELECT classify_with_rules(code), recommend_with_rules(code), count(*) FROM spread GROUP BY 1, 2 ORDER BY 1;
BEGIN ISOLATION LEVEL SERIALIZABLE;
UPDATE bounce_rule SET category = 'greylisted';
SELECT classify_with_rules(code), recommend_with_rules(code), count(*) FROM spread GROUP BY 1, 2 ORDER BY 1;
ROLLBACK;
SELECT classify_with_rules(code), recommend_with_rules(code), count(*) FROM spread GROUP BY 1, 2 ORDER BY 1;
RESET ALL;
DROP TABLE spread;

-- 5. What a superuser may do to the tables
BEGIN;
ALTER TABLE bounce_rule DISABLE TRIGGER ALL;
UPDATE bounce_rule SET note = 'past the trigger';
ALTER TABLE bounce_rule ENABLE ALWAYS TRIGGER bounce_rule_changing;
SELECT rule_note();
ROLLBACK;
BEGIN;
ALTER TABLE bounce_rule ALTER note TYPE text USING upper(note);
SELECT rule_note();
ALTER TABLE bounce_rule ADD COLUMN author text DEFAULT 'nobody';
SELECT note, author FROM bounce_rule_for('5.7.1');
UPDATE bounce_rule SET author = 'somebody';
SELECT note, author FROM bounce_rule_for('5.7.1');
ALTER TABLE bounce_rule DROP COLUMN author, ADD COLUMN owner text;
SELECT bounce_rule_for('5.7.1');
SAVEPOINT a;
ALTER TABLE bounce_rule RENAME COLUMN priority TO rank;
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule ALTER priority TYPE bigint;
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule RENAME TO our_rules;
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule_edition RENAME TO our_edition;
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule_edition ALTER edition TYPE text;
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule_edition DROP edition;
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
-- something else in their place
ALTER TABLE bounce_rule RENAME TO our_rules;
CREATE TABLE bounce_rule (LIKE our_rules) PARTITION BY LIST (category);
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule_edition RENAME TO our_edition;
CREATE TABLE bounce_rule_edition (edition uuid) PARTITION BY LIST (edition);
SELECT classify_with_rules('5.7.1');
ROLLBACK TO a;
ALTER TABLE bounce_rule_edition RENAME TO our_edition;
CREATE VIEW bounce_rule_edition AS TABLE our_edition;
SELECT classify_with_rules('5.7.1');
ROLLBACK;
-- without the number all goes on, if more slowly, and a change of the rules makes a new one
BEGIN;
DELETE FROM bounce_rule_edition;
SELECT rule_note();
UPDATE bounce_rule SET note = 'without number';
SELECT rule_note();
SELECT count(*) FROM bounce_rule_edition WHERE edition IS NOT NULL;
ROLLBACK;
SELECT rule_note();
-- there is one, and it is a number
INSERT INTO bounce_rule_edition (edition) VALUES (gen_random_uuid());
INSERT INTO bounce_rule_edition (edition, only_row) VALUES ('00000000-0000-0000-0000-000000000000', false);
INSERT INTO bounce_rule_edition (edition, only_row) VALUES ('00000000-0000-0000-0000-000000000000', NULL);
UPDATE bounce_rule_edition SET edition = NULL;
-- but a superuser can drop what keeps it so
BEGIN;
ALTER TABLE bounce_rule_edition ALTER edition DROP NOT NULL;
UPDATE bounce_rule_edition SET edition = NULL;
SELECT rule_note();
UPDATE bounce_rule SET note = 'after NULL';
SELECT rule_note();
SELECT count(*) FROM bounce_rule_edition WHERE edition IS NOT NULL;
ROLLBACK;
BEGIN;
ALTER TABLE bounce_rule_edition DROP CONSTRAINT bounce_rule_edition_key;
INSERT INTO bounce_rule_edition (edition) SELECT gen_random_uuid() FROM generate_series(1, 3);
SELECT rule_note();
UPDATE bounce_rule SET note = 'after four';
SELECT rule_note();
SELECT count(DISTINCT edition) FROM bounce_rule_edition;
ROLLBACK;
SELECT rule_note();
-- the trigger's function is for the one table
CREATE TABLE other_table (i int);
CREATE TRIGGER other BEFORE INSERT ON other_table FOR EACH ROW WHEN (NEW.i = 1) EXECUTE FUNCTION bounce_rule_changing();
INSERT INTO other_table VALUES (1);
CREATE TRIGGER replicating BEFORE INSERT ON other_table FOR EACH ROW WHEN (NEW.i = 2) EXECUTE FUNCTION bounce_rule_edition_replicating();
INSERT INTO other_table VALUES (2);
CREATE TRIGGER replicated AFTER INSERT ON other_table FOR EACH ROW WHEN (NEW.i = 3) EXECUTE FUNCTION bounce_rule_edition_replicating();
INSERT INTO other_table VALUES (3);
SELECT bounce_rule_edition_replicating();
CREATE TRIGGER later AFTER UPDATE ON bounce_rule FOR EACH ROW EXECUTE FUNCTION bounce_rule_changing();
UPDATE bounce_rule SET note = 'never';
DROP TRIGGER later ON bounce_rule;
DROP TABLE other_table;

-- 6. What was read before is given back
CREATE FUNCTION rule_memory() RETURNS bigint LANGUAGE sql
RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name = 'smtpcode bounce rules');
INSERT INTO bounce_rule (pattern, diagnostic_like, category) SELECT make_esc_pattern(5, 7, i, i), '%' || i || '%', 'policy' FROM generate_series(1, 200) i;
SELECT rule_note();
SELECT count(*) AS sets FROM pg_backend_memory_contexts WHERE name = 'smtpcode bounce rules';
DO $$
DECLARE
	before bigint;
	most bigint := 0;
BEGIN
	before := rule_memory();
	FOR i IN 1 .. 1000 LOOP
		UPDATE bounce_rule SET note = i WHERE pattern = '5.7.1' AND diagnostic_like IS NULL;
		PERFORM rule_note();
		IF (SELECT note FROM bounce_rule_for('5.7.1')) <> i::text THEN
			RAISE EXCEPTION 'stale at %', i;
		END IF;
		most := greatest(most, rule_memory());
		COMMIT;
	END LOOP;
	RAISE NOTICE 'grows: %', most > 4 * before;
END $$;
SELECT rule_note();
SELECT count(*) AS sets FROM pg_backend_memory_contexts WHERE name = 'smtpcode bounce rules';
-- as many different events as one likes
DO $$
DECLARE
	most bigint := 0;
BEGIN
	FOR i IN 1 .. 5 LOOP
		PERFORM count(classify_with_rules(make_esc(4 + i % 2, subject, detail), reply)) FROM generate_series(0, 999) subject, generate_series(0, 99) detail, unnest('{450,550}'::reply_code[]) reply;
		SELECT greatest(most, sum(total_bytes)) INTO most FROM pg_backend_memory_contexts WHERE name = 'smtpcode remembered answers';
	END LOOP;
	RAISE NOTICE 'remembers too much: %', most > 20 * 1024 ^ 2;
END $$;
-- an error while they are read leaves nothing behind
ALTER TABLE bounce_rule RENAME COLUMN priority TO rank;
DO $$
BEGIN
	FOR i IN 1 .. 100 LOOP
		BEGIN
			PERFORM rule_note();
		EXCEPTION WHEN undefined_column THEN
			NULL;
		END;
	END LOOP;
END $$;
ALTER TABLE bounce_rule RENAME COLUMN rank TO priority;
SELECT count(*) AS sets FROM pg_backend_memory_contexts WHERE name = 'smtpcode bounce rules';
SELECT rule_note();

DELETE FROM bounce_rule;
DROP FUNCTION rule_note, rules_so_far, rule_memory, workers;
REVOKE ALL ON bounce_rule FROM rule_writer;
DROP ROLE rule_reader, rule_writer;
