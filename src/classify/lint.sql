--
-- Doubts about a code, a reply, a provider and a diagnostic
--

CREATE FUNCTION esc_lint(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 25 SUPPORT bounce_support;

COMMENT ON FUNCTION esc_lint(code esc, reply reply_code, provider text, diagnostic text) IS
	'every doubt about a code, a reply, a provider and a diagnostic, as words of the view esc_lint_words';

CREATE TYPE esc_lint_words_row AS (
	word text,
	about text,
	meaning text,
	remedy text
);

COMMENT ON TYPE esc_lint_words_row IS
	'row of the view esc_lint_words';

CREATE FUNCTION esc_lint_words_rows()
RETURNS SETOF esc_lint_words_row
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 18;

COMMENT ON FUNCTION esc_lint_words_rows() IS
	'words of esc_lint(), for the view esc_lint_words';

CREATE VIEW esc_lint_words AS
	SELECT word, about, meaning, remedy
	FROM esc_lint_words_rows();

COMMENT ON VIEW esc_lint_words IS
	'what the words of esc_lint() mean, in the order in which it returns them';

COMMENT ON COLUMN esc_lint_words.word IS 'the word';

COMMENT ON COLUMN esc_lint_words.about IS 'what it is about: code, provider, reply, both (code and reply) or diagnostic';

COMMENT ON COLUMN esc_lint_words.meaning IS 'what it means';

COMMENT ON COLUMN esc_lint_words.remedy IS 'what to do about it';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON esc_lint_words TO PUBLIC;
