--
-- Codes out of text
--

CREATE TYPE smtp_reply AS (
	reply reply_code,
	code esc,
	text text
);

COMMENT ON TYPE smtp_reply IS
	'a reply taken apart: reply code, enhanced status code and words';

CREATE FUNCTION smtp_parse(text)
RETURNS smtp_reply
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 50;

COMMENT ON FUNCTION smtp_parse(text) IS
	'reply code, enhanced status code and words of a reply, a diagnostic or a log line';

CREATE FUNCTION esc_extract(text)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 25;

COMMENT ON FUNCTION esc_extract(text) IS
	'the enhanced status code that answers for a text, NULL where there is none';

CREATE FUNCTION reply_extract(text)
RETURNS reply_code
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 25;

COMMENT ON FUNCTION reply_extract(text) IS
	'the reply code that answers for a text, NULL where there is none';

CREATE FUNCTION esc_extract_all(text)
RETURNS esc[]
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 50;

COMMENT ON FUNCTION esc_extract_all(text) IS
	'every enhanced status code that stands alone in a text';

CREATE FUNCTION reply_fingerprint(text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200;

COMMENT ON FUNCTION reply_fingerprint(text) IS
	'what a reply says, without the addresses, hosts, ids, times and numbers that differ from message to message';

CREATE FUNCTION esc_resolve(status esc, diagnostic text)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 25;

COMMENT ON FUNCTION esc_resolve(status esc, diagnostic text) IS
	'of a DSN''s Status and the code in its diagnostic, the one that says more';
