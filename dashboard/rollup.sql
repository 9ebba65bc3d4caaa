--
-- Roll-ups behind the reporting views: each day is counted once
--
--     psql -d mail -f dashboard/rollup.sql
--     psql -d mail -c "CALL bounce_report.roll_up()"
--
-- After dashboard/views.sql.  From then on the views day_* and all reports read tables
-- with a few rows for each day and provider, and show what the last roll_up has seen.
-- suppress_queue reads the bounce table all the same: it is about single addresses.
-- To go back, run dashboard/views.sql again.
--
--     schema       where the views are (bounce_report)
--
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\if :{?schema}
\else
\set schema bounce_report
\endif

BEGIN;
SELECT set_config('search_path', quote_ident(:'schema') || ', ' || current_setting('search_path'), true) AS path \gset

CREATE TABLE IF NOT EXISTS rollup_code (LIKE live_code, UNIQUE NULLS NOT DISTINCT (day, provider, category, action));
CREATE TABLE IF NOT EXISTS rollup_text (LIKE live_text, UNIQUE NULLS NOT DISTINCT (day, provider, category, fingerprint));
CREATE TABLE IF NOT EXISTS rollup_doubt (LIKE live_doubt, UNIQUE NULLS NOT DISTINCT (day, provider, category, doubt, code, reply));
CREATE TABLE IF NOT EXISTS rollup_authentication (LIKE live_authentication, UNIQUE NULLS NOT DISTINCT (day, provider, category, mechanism, code));
COMMENT ON TABLE rollup_code IS 'live_code as the last roll_up has seen it';
COMMENT ON TABLE rollup_text IS 'live_text as the last roll_up has seen it';
COMMENT ON TABLE rollup_doubt IS 'live_doubt as the last roll_up has seen it';
COMMENT ON TABLE rollup_authentication IS 'live_authentication as the last roll_up has seen it';

-- The unique indexes let one of two simultaneous calls fail rather than count twice.
CREATE OR REPLACE PROCEDURE roll_up(since date DEFAULT '-infinity')
BEGIN ATOMIC
	DELETE FROM rollup_code WHERE day >= since;
	INSERT INTO rollup_code SELECT * FROM live_code WHERE day >= since;
	DELETE FROM rollup_text WHERE day >= since;
	INSERT INTO rollup_text SELECT * FROM live_text WHERE day >= since;
	DELETE FROM rollup_doubt WHERE day >= since;
	INSERT INTO rollup_doubt SELECT * FROM live_doubt WHERE day >= since;
	DELETE FROM rollup_authentication WHERE day >= since;
	INSERT INTO rollup_authentication SELECT * FROM live_authentication WHERE day >= since;
END;
COMMENT ON PROCEDURE roll_up(date) IS 'count the days from the given one on again, or all of them';

CREATE OR REPLACE VIEW day_span AS SELECT min(day) AS first_day, max(day) AS last_day FROM rollup_code;
CREATE OR REPLACE VIEW day_code AS SELECT * FROM rollup_code;
CREATE OR REPLACE VIEW day_text AS SELECT * FROM rollup_text;
CREATE OR REPLACE VIEW day_doubt AS SELECT * FROM rollup_doubt;
CREATE OR REPLACE VIEW day_authentication AS SELECT * FROM rollup_authentication;
COMMIT;
