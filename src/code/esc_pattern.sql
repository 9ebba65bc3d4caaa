--
-- The type esc_pattern: a set of enhanced status codes
--

CREATE TYPE esc_pattern;

CREATE FUNCTION esc_pattern_in(cstring)
RETURNS esc_pattern
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_in(cstring) IS
	'set of enhanced status codes from text';

CREATE FUNCTION esc_pattern_out(esc_pattern)
RETURNS cstring
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_out(esc_pattern) IS
	'set of enhanced status codes as text';

CREATE FUNCTION esc_pattern_recv(internal)
RETURNS esc_pattern
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_recv(internal) IS
	'set of enhanced status codes from the binary protocol';

CREATE FUNCTION esc_pattern_send(esc_pattern)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_send(esc_pattern) IS
	'set of enhanced status codes for the binary protocol';

CREATE TYPE esc_pattern (
	INPUT = esc_pattern_in,
	OUTPUT = esc_pattern_out,
	RECEIVE = esc_pattern_recv,
	SEND = esc_pattern_send,
	LIKE = pg_catalog.int8
);

COMMENT ON TYPE esc_pattern IS
	'set of SMTP enhanced status codes, such as 5.7.X, X.1.1 or 5.7.606-649';

--
-- Comparison, with the functions of int8
--

CREATE FUNCTION esc_pattern_eq(esc_pattern, esc_pattern)
RETURNS boolean
AS 'int8eq'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_eq(esc_pattern, esc_pattern) IS
	'equal';

CREATE FUNCTION esc_pattern_ne(esc_pattern, esc_pattern)
RETURNS boolean
AS 'int8ne'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_ne(esc_pattern, esc_pattern) IS
	'not equal';

CREATE FUNCTION esc_pattern_lt(esc_pattern, esc_pattern)
RETURNS boolean
AS 'int8lt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_lt(esc_pattern, esc_pattern) IS
	'less than';

CREATE FUNCTION esc_pattern_le(esc_pattern, esc_pattern)
RETURNS boolean
AS 'int8le'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_le(esc_pattern, esc_pattern) IS
	'less than or equal';

CREATE FUNCTION esc_pattern_gt(esc_pattern, esc_pattern)
RETURNS boolean
AS 'int8gt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_gt(esc_pattern, esc_pattern) IS
	'greater than';

CREATE FUNCTION esc_pattern_ge(esc_pattern, esc_pattern)
RETURNS boolean
AS 'int8ge'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_ge(esc_pattern, esc_pattern) IS
	'greater than or equal';

CREATE OPERATOR = (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);

COMMENT ON OPERATOR = (esc_pattern, esc_pattern) IS
	'equal';

CREATE OPERATOR <> (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);

COMMENT ON OPERATOR <> (esc_pattern, esc_pattern) IS
	'not equal';

CREATE OPERATOR < (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);

COMMENT ON OPERATOR < (esc_pattern, esc_pattern) IS
	'less than';

CREATE OPERATOR <= (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);

COMMENT ON OPERATOR <= (esc_pattern, esc_pattern) IS
	'less than or equal';

CREATE OPERATOR > (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR > (esc_pattern, esc_pattern) IS
	'greater than';

CREATE OPERATOR >= (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);

COMMENT ON OPERATOR >= (esc_pattern, esc_pattern) IS
	'greater than or equal';

--
-- Indexes
--

CREATE FUNCTION esc_pattern_cmp(esc_pattern, esc_pattern)
RETURNS integer
AS 'btint8cmp'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_cmp(esc_pattern, esc_pattern) IS
	'less-equal-greater';

CREATE FUNCTION esc_pattern_hash(esc_pattern)
RETURNS integer
AS 'hashint8'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_hash(esc_pattern) IS
	'hash';

CREATE FUNCTION esc_pattern_hash_extended(esc_pattern, bigint)
RETURNS bigint
AS 'hashint8extended'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_hash_extended(esc_pattern, bigint) IS
	'hash with a seed';

CREATE OPERATOR CLASS esc_pattern_ops
DEFAULT FOR TYPE esc_pattern USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 esc_pattern_cmp(esc_pattern, esc_pattern),
	FUNCTION 2 btint8sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

COMMENT ON OPERATOR FAMILY esc_pattern_ops USING btree IS
	'order of patterns of enhanced status codes';

COMMENT ON OPERATOR CLASS esc_pattern_ops USING btree IS
	'order of patterns of enhanced status codes';

CREATE OPERATOR CLASS esc_pattern_ops
DEFAULT FOR TYPE esc_pattern USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 esc_pattern_hash(esc_pattern),
	FUNCTION 2 esc_pattern_hash_extended(esc_pattern, bigint);

COMMENT ON OPERATOR FAMILY esc_pattern_ops USING hash IS
	'hash of patterns of enhanced status codes';

COMMENT ON OPERATOR CLASS esc_pattern_ops USING hash IS
	'hash of patterns of enhanced status codes';

CREATE OPERATOR CLASS esc_pattern_minmax_ops
DEFAULT FOR TYPE esc_pattern USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 brin_minmax_opcinfo(internal),
	FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 brin_minmax_union(internal, internal, internal);

COMMENT ON OPERATOR FAMILY esc_pattern_minmax_ops USING brin IS
	'smallest and largest of patterns of enhanced status codes in each range of pages';

COMMENT ON OPERATOR CLASS esc_pattern_minmax_ops USING brin IS
	'smallest and largest of patterns of enhanced status codes in each range of pages';

CREATE OPERATOR CLASS esc_pattern_minmax_multi_ops
FOR TYPE esc_pattern USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 brin_minmax_multi_opcinfo(internal),
	FUNCTION 2 brin_minmax_multi_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_multi_consistent(internal, internal, internal, integer),
	FUNCTION 4 brin_minmax_multi_union(internal, internal, internal),
	FUNCTION 5 brin_minmax_multi_options(internal),
	FUNCTION 11 brin_minmax_multi_distance_int8(internal, internal);

COMMENT ON OPERATOR FAMILY esc_pattern_minmax_multi_ops USING brin IS
	'several intervals of patterns of enhanced status codes in each range of pages';

COMMENT ON OPERATOR CLASS esc_pattern_minmax_multi_ops USING brin IS
	'several intervals of patterns of enhanced status codes in each range of pages';

CREATE OPERATOR CLASS esc_pattern_bloom_ops
FOR TYPE esc_pattern USING brin AS
	OPERATOR 1 =,
	FUNCTION 1 brin_bloom_opcinfo(internal),
	FUNCTION 2 brin_bloom_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_bloom_consistent(internal, internal, internal, integer),
	FUNCTION 4 brin_bloom_union(internal, internal, internal),
	FUNCTION 5 brin_bloom_options(internal),
	FUNCTION 11 esc_pattern_hash(esc_pattern);

COMMENT ON OPERATOR FAMILY esc_pattern_bloom_ops USING brin IS
	'Bloom filter of patterns of enhanced status codes in each range of pages';

COMMENT ON OPERATOR CLASS esc_pattern_bloom_ops USING brin IS
	'Bloom filter of patterns of enhanced status codes in each range of pages';

--
-- Smallest and largest
--

CREATE FUNCTION esc_pattern_smaller(esc_pattern, esc_pattern)
RETURNS esc_pattern
AS 'int8smaller'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_smaller(esc_pattern, esc_pattern) IS
	'smaller of two';

CREATE FUNCTION esc_pattern_larger(esc_pattern, esc_pattern)
RETURNS esc_pattern
AS 'int8larger'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_larger(esc_pattern, esc_pattern) IS
	'larger of two';

CREATE AGGREGATE min(esc_pattern) (
	SFUNC = esc_pattern_smaller,
	STYPE = esc_pattern,
	COMBINEFUNC = esc_pattern_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE min(esc_pattern) IS
	'smallest pattern';

CREATE AGGREGATE max(esc_pattern) (
	SFUNC = esc_pattern_larger,
	STYPE = esc_pattern,
	COMBINEFUNC = esc_pattern_larger,
	SORTOP = >,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE max(esc_pattern) IS
	'largest pattern';

--
-- Patterns
--

CREATE FUNCTION esc_pattern(esc)
RETURNS esc_pattern
AS 'MODULE_PATHNAME', 'esc_pattern_from_esc'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern(esc) IS
	'the pattern of this one code';

CREATE CAST (esc AS esc_pattern)
	WITH FUNCTION esc_pattern(esc) AS ASSIGNMENT;

COMMENT ON CAST (esc AS esc_pattern) IS
	'the pattern of this one code';

CREATE FUNCTION make_esc_pattern(class integer DEFAULT NULL, subject integer DEFAULT NULL, detail_from integer DEFAULT NULL, detail_to integer DEFAULT NULL)
RETURNS esc_pattern
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION make_esc_pattern(class integer, subject integer, detail_from integer, detail_to integer) IS
	'pattern from its parts, each of which may be NULL for any';

CREATE FUNCTION esc_pattern_try(text)
RETURNS esc_pattern
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_try(text) IS
	'pattern from text, NULL where the cast would fail';

CREATE FUNCTION esc_condition(esc)
RETURNS esc_pattern
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_condition(esc) IS
	'the condition that a code names, in whatever class: 5.1.1 is X.1.1';

CREATE FUNCTION esc_trunc(field text, code esc)
RETURNS esc_pattern
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION esc_trunc(field text, code esc) IS
	'the code down to its class, subject or detail: 5.X.X, 5.1.X, 5.1.1';

CREATE FUNCTION esc_pattern_specificity(esc_pattern)
RETURNS integer
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_specificity(esc_pattern) IS
	'how many codes a pattern leaves out, 0 to 2999999: the more, the more specific';

CREATE FUNCTION esc_pattern_lower(esc_pattern)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_lower(esc_pattern) IS
	'smallest code that matches';

CREATE FUNCTION esc_pattern_upper(esc_pattern)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_upper(esc_pattern) IS
	'largest code that matches';

CREATE TYPE esc_pattern_range AS (
	lo esc,
	hi esc
);

COMMENT ON TYPE esc_pattern_range IS
	'a run of codes that match a pattern, first and last';

CREATE FUNCTION esc_pattern_ranges(esc_pattern)
RETURNS SETOF esc_pattern_range
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 3;

COMMENT ON FUNCTION esc_pattern_ranges(esc_pattern) IS
	'the runs of codes that match, at most three but for X.X.n and 5.X.n';

CREATE FUNCTION esc_matches_support(internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_matches_support(internal) IS
	'planner support of <@ and @>';

CREATE FUNCTION esc_filter_support(internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_filter_support(internal) IS
	'planner support of esc_filter';

CREATE FUNCTION esc_matches(esc, esc_pattern)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT esc_matches_support;

COMMENT ON FUNCTION esc_matches(esc, esc_pattern) IS
	'matches';

CREATE FUNCTION esc_pattern_matches(esc_pattern, esc)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT esc_matches_support;

COMMENT ON FUNCTION esc_pattern_matches(esc_pattern, esc) IS
	'is matched by';

CREATE FUNCTION esc_filter(esc, esc_pattern)
RETURNS boolean
AS 'MODULE_PATHNAME', 'esc_matches'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT esc_filter_support;

COMMENT ON FUNCTION esc_filter(esc, esc_pattern) IS
	'what the planner puts beside comparisons in place of <@';

CREATE FUNCTION esc_pattern_contains(esc_pattern, esc_pattern)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_contains(esc_pattern, esc_pattern) IS
	'contains';

CREATE FUNCTION esc_pattern_contained(esc_pattern, esc_pattern)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_contained(esc_pattern, esc_pattern) IS
	'is contained in';

CREATE FUNCTION esc_pattern_overlaps(esc_pattern, esc_pattern)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_pattern_overlaps(esc_pattern, esc_pattern) IS
	'overlaps: has a code in common';

CREATE FUNCTION esc_matches_any(code esc, patterns esc_pattern[])
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10;

COMMENT ON FUNCTION esc_matches_any(code esc, patterns esc_pattern[]) IS
	'whether the code matches one of the patterns';

CREATE OPERATOR <@ (
	LEFTARG = esc,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_matches,
	COMMUTATOR = @>,
	RESTRICT = matchingsel,
	JOIN = matchingjoinsel
);

COMMENT ON OPERATOR <@ (esc, esc_pattern) IS
	'matches';

CREATE OPERATOR @> (
	LEFTARG = esc_pattern,
	RIGHTARG = esc,
	FUNCTION = esc_pattern_matches,
	COMMUTATOR = <@,
	RESTRICT = matchingsel,
	JOIN = matchingjoinsel
);

COMMENT ON OPERATOR @> (esc_pattern, esc) IS
	'is matched by';

CREATE OPERATOR @> (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_contains,
	COMMUTATOR = <@,
	RESTRICT = matchingsel,
	JOIN = matchingjoinsel
);

COMMENT ON OPERATOR @> (esc_pattern, esc_pattern) IS
	'contains';

CREATE OPERATOR <@ (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_contained,
	COMMUTATOR = @>,
	RESTRICT = matchingsel,
	JOIN = matchingjoinsel
);

COMMENT ON OPERATOR <@ (esc_pattern, esc_pattern) IS
	'is contained in';

CREATE OPERATOR && (
	LEFTARG = esc_pattern,
	RIGHTARG = esc_pattern,
	FUNCTION = esc_pattern_overlaps,
	COMMUTATOR = &&,
	RESTRICT = matchingsel,
	JOIN = matchingjoinsel
);

COMMENT ON OPERATOR && (esc_pattern, esc_pattern) IS
	'overlaps';
