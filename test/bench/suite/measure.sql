--
-- Runs the work, schema after schema and round after round
--
-- psql variable: rounds.  The first round only warms up, and leaves out what reads its
-- rows from elsewhere; whoever comes first in one round comes later in the next.  Below
-- the largest size, only what growth is told from is measured.
--
SET client_min_messages = error;
CREATE TABLE run (n int, round int, ms float8);
CREATE TABLE sample AS SELECT * FROM bounce WHERE id <= (SELECT count(*) FROM source) ORDER BY id LIMIT 300000;
VACUUM ANALYZE sample;
CREATE PROCEDURE measure(rounds int)
LANGUAGE plpgsql AS $$
DECLARE
	w work;
	started timestamptz;
	whole bool := (SELECT max(id) FROM source) = (SELECT max(id) FROM bounce);
BEGIN
	FOR round IN 0 .. rounds LOOP
		FOR w IN SELECT * FROM work
				WHERE (whole OR (mode = 'one process' AND competitor IN ('esc', 'int4', 'nothing'))) AND (round > 0 OR part NOT IN ('load', 'diagnostics') AND work <> 'index build')
				ORDER BY mode <> 'one process', mode, min(n) OVER (PARTITION BY mode, work), (n + round) % 7, n LOOP
			SET jit = off;
			SET max_parallel_workers_per_gather = 0;
			SET max_parallel_maintenance_workers = 0;
			SET work_mem = '1GB';
			SET maintenance_work_mem = '1GB';
			IF w.part = 'load' THEN
				CHECKPOINT;		-- so that there are old WAL files to write into, always
			END IF;
			IF w.setup IS NOT NULL THEN
				EXECUTE w.setup;
			END IF;
			COMMIT;
			started := clock_timestamp();
			EXECUTE w.statement;
			IF round > 0 THEN
				INSERT INTO run VALUES (w.n, round, extract(epoch FROM clock_timestamp() - started) * 1000);
			END IF;
			IF w.cleanup IS NOT NULL THEN
				EXECUTE w.cleanup;
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CALL measure(:rounds);
