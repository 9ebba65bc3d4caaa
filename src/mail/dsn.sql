--
-- Delivery status notifications
--

CREATE TYPE dsn_recipient AS (
	original_recipient text,
	final_recipient text,
	action text,
	status esc,
	diagnostic_type text,
	diagnostic text,
	reply reply_code,
	code esc,
	resolved esc,
	remote_mta text,
	last_attempt timestamptz,
	will_retry_until timestamptz,
	final_log_id text,
	reporting_mta text,
	arrival_date timestamptz,
	original_envelope_id text
);

COMMENT ON TYPE dsn_recipient IS
	'what a delivery status notification says of one recipient';

CREATE FUNCTION dsn_recipients(text)
RETURNS SETOF dsn_recipient
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1;

COMMENT ON FUNCTION dsn_recipients(text) IS
	'the recipients of a delivery status notification, with their codes and diagnostics';
