--
-- What happened, and what to do
--

CREATE FUNCTION bounce_support(internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION bounce_support(internal) IS
	'planner support: what classify() and its like cost, with and without a diagnostic';

CREATE FUNCTION classify(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_category
AS 'MODULE_PATHNAME', 'bounce_classify'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION classify(code esc, reply reply_code, provider text, diagnostic text) IS
	'what happened, from the code, the reply, the provider and what the server said';

CREATE FUNCTION recommend(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_action
AS 'MODULE_PATHNAME', 'bounce_recommend'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION recommend(code esc, reply reply_code, provider text, diagnostic text) IS
	'what to do about it';

CREATE FUNCTION permanence(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_permanence
AS 'MODULE_PATHNAME', 'bounce_permanence'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION permanence(code esc, reply reply_code, provider text, diagnostic text) IS
	'whether it failed for now or for good: the first digit of the reply wins';

CREATE FUNCTION responsible(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_party
AS 'MODULE_PATHNAME', 'bounce_responsible'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION responsible(code esc, reply reply_code, provider text, diagnostic text) IS
	'who can fix it';

CREATE FUNCTION hardness(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_hardness
AS 'MODULE_PATHNAME', 'bounce_hardness'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION hardness(code esc, reply reply_code, provider text, diagnostic text) IS
	'whether it is a hard bounce, a soft bounce or a block';

CREATE FUNCTION esc_effective(code esc, reply reply_code)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION esc_effective(code esc, reply reply_code) IS
	'one code for every row that has a code or a reply';

--
-- Look-up
--

CREATE TYPE esc_lookup_result AS (
	pattern esc_pattern,
	level text,
	source text,
	name text,
	category bounce_category,
	action bounce_action,
	reference text
);

COMMENT ON TYPE esc_lookup_result IS
	'what esc_lookup() finds: the record, its level (enumerated, range, subject, class) and source, and what follows';

CREATE FUNCTION esc_lookup(code esc, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS esc_lookup_result
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50;

COMMENT ON FUNCTION esc_lookup(code esc, reply reply_code, provider text) IS
	'the most specific record of a code, the provider''s or the IANA registry''s, and what follows from it';

--
-- The whole answer
--

CREATE TYPE diagnosis AS (
	category bounce_category,
	action bounce_action,
	party bounce_party,
	permanence bounce_permanence,
	level text,
	pattern esc_pattern,
	source text,
	flags text[],
	explanation text,
	reference text,
	phrase text,
	hardness bounce_hardness
);

COMMENT ON TYPE diagnosis IS
	'what diagnose() returns: what happened, what to do, who can fix it, for how long, what answered, doubts, all of it in words';

CREATE FUNCTION diagnose(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS diagnosis
AS 'MODULE_PATHNAME', 'bounce_diagnose'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 150 SUPPORT bounce_support;

COMMENT ON FUNCTION diagnose(code esc, reply reply_code, provider text, diagnostic text) IS
	'all that there is to say of a bounce, in one row';
