--
-- Tallies
--

CREATE TYPE esc_tally;

CREATE FUNCTION esc_tally_in(cstring)
RETURNS esc_tally
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_in(cstring) IS
	'tally from a JSON object';

CREATE FUNCTION esc_tally_out(esc_tally)
RETURNS cstring
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_out(esc_tally) IS
	'tally as a JSON object';

CREATE FUNCTION esc_tally_recv(internal)
RETURNS esc_tally
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_recv(internal) IS
	'tally from the binary protocol';

CREATE FUNCTION esc_tally_send(esc_tally)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_send(esc_tally) IS
	'tally for the binary protocol';

CREATE TYPE esc_tally (
	INPUT = esc_tally_in,
	OUTPUT = esc_tally_out,
	RECEIVE = esc_tally_recv,
	SEND = esc_tally_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended
);

COMMENT ON TYPE esc_tally IS
	'how often each enhanced status code occurred, such as {"4.2.2": 3, "5.1.1": 12}';

-- A tally is written as JSON, so jsonb reads it.
CREATE CAST (esc_tally AS jsonb) WITH INOUT;

COMMENT ON CAST (esc_tally AS jsonb) IS
	'object of codes and counts';

-- Equal tallies have equal bytes: comparison is that of bytea.

CREATE FUNCTION esc_tally_eq(esc_tally, esc_tally)
RETURNS boolean
AS 'byteaeq'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_eq(esc_tally, esc_tally) IS
	'equal';

CREATE FUNCTION esc_tally_ne(esc_tally, esc_tally)
RETURNS boolean
AS 'byteane'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_ne(esc_tally, esc_tally) IS
	'not equal';

CREATE FUNCTION esc_tally_lt(esc_tally, esc_tally)
RETURNS boolean
AS 'bytealt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_lt(esc_tally, esc_tally) IS
	'less than';

CREATE FUNCTION esc_tally_le(esc_tally, esc_tally)
RETURNS boolean
AS 'byteale'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_le(esc_tally, esc_tally) IS
	'less than or equal';

CREATE FUNCTION esc_tally_gt(esc_tally, esc_tally)
RETURNS boolean
AS 'byteagt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_gt(esc_tally, esc_tally) IS
	'greater than';

CREATE FUNCTION esc_tally_ge(esc_tally, esc_tally)
RETURNS boolean
AS 'byteage'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_ge(esc_tally, esc_tally) IS
	'greater than or equal';

CREATE OPERATOR = (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = esc_tally_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);

COMMENT ON OPERATOR = (esc_tally, esc_tally) IS
	'equal';

CREATE OPERATOR <> (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = esc_tally_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);

COMMENT ON OPERATOR <> (esc_tally, esc_tally) IS
	'not equal';

CREATE OPERATOR < (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = esc_tally_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);

COMMENT ON OPERATOR < (esc_tally, esc_tally) IS
	'less than';

CREATE OPERATOR <= (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = esc_tally_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);

COMMENT ON OPERATOR <= (esc_tally, esc_tally) IS
	'less than or equal';

CREATE OPERATOR > (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = esc_tally_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR > (esc_tally, esc_tally) IS
	'greater than';

CREATE OPERATOR >= (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = esc_tally_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);

COMMENT ON OPERATOR >= (esc_tally, esc_tally) IS
	'greater than or equal';

CREATE FUNCTION esc_tally_cmp(esc_tally, esc_tally)
RETURNS integer
AS 'byteacmp'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_cmp(esc_tally, esc_tally) IS
	'less-equal-greater';

CREATE FUNCTION esc_tally_hash(esc_tally)
RETURNS integer
AS 'hashvarlena'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_hash(esc_tally) IS
	'hash';

CREATE FUNCTION esc_tally_hash_extended(esc_tally, bigint)
RETURNS bigint
AS 'hashvarlenaextended'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_tally_hash_extended(esc_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR CLASS esc_tally_ops
DEFAULT FOR TYPE esc_tally USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 esc_tally_cmp(esc_tally, esc_tally),
	FUNCTION 2 bytea_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

COMMENT ON OPERATOR FAMILY esc_tally_ops USING btree IS
	'order of the bytes of tallies';

COMMENT ON OPERATOR CLASS esc_tally_ops USING btree IS
	'order of the bytes of tallies';

CREATE OPERATOR CLASS esc_tally_ops
DEFAULT FOR TYPE esc_tally USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 esc_tally_hash(esc_tally),
	FUNCTION 2 esc_tally_hash_extended(esc_tally, bigint);

COMMENT ON OPERATOR FAMILY esc_tally_ops USING hash IS
	'hash of tallies';

COMMENT ON OPERATOR CLASS esc_tally_ops USING hash IS
	'hash of tallies';

CREATE FUNCTION tally_add(esc_tally, esc_tally)
RETURNS esc_tally
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tally_add(esc_tally, esc_tally) IS
	'add the counts of each code';

CREATE OPERATOR + (
	LEFTARG = esc_tally,
	RIGHTARG = esc_tally,
	FUNCTION = tally_add,
	COMMUTATOR = +
);

COMMENT ON OPERATOR + (esc_tally, esc_tally) IS
	'add the counts of each code';

CREATE FUNCTION tally_total(esc_tally)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tally_total(esc_tally) IS
	'sum of all counts';

CREATE FUNCTION tally_count(tally esc_tally, pattern esc_pattern)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tally_count(tally esc_tally, pattern esc_pattern) IS
	'sum of the counts of the codes that match';

CREATE FUNCTION tally_rate(tally esc_tally, pattern esc_pattern)
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tally_rate(tally esc_tally, pattern esc_pattern) IS
	'share of the codes that match, 0 to 1; NULL for an empty tally';

CREATE TYPE esc_tally_entry AS (
	code esc,
	count bigint
);

COMMENT ON TYPE esc_tally_entry IS
	'a code of a tally, and its count';

CREATE FUNCTION tally_each(esc_tally)
RETURNS SETOF esc_tally_entry
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 20;

COMMENT ON FUNCTION tally_each(esc_tally) IS
	'codes and their counts, in the order of the codes';

CREATE FUNCTION tally_top(tally esc_tally, codes integer)
RETURNS SETOF esc_tally_entry
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 10;

COMMENT ON FUNCTION tally_top(tally esc_tally, codes integer) IS
	'so many codes with the greatest counts, greatest first';

CREATE FUNCTION tally_agg_accum(esc_tally, esc)
RETURNS esc_tally
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tally_agg_accum(esc_tally, esc) IS
	'transition of tally_agg';

CREATE FUNCTION tally_agg_accum_inv(esc_tally, esc)
RETURNS esc_tally
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tally_agg_accum_inv(esc_tally, esc) IS
	'inverse transition of tally_agg';

CREATE FUNCTION tally_agg_accum(esc_tally, esc, bigint)
RETURNS esc_tally
AS 'MODULE_PATHNAME', 'tally_agg_accum_weighted'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tally_agg_accum(esc_tally, esc, bigint) IS
	'transition of tally_agg with weights';

CREATE FUNCTION tally_agg_accum_inv(esc_tally, esc, bigint)
RETURNS esc_tally
AS 'MODULE_PATHNAME', 'tally_agg_accum_weighted_inv'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tally_agg_accum_inv(esc_tally, esc, bigint) IS
	'inverse transition of tally_agg with weights';

CREATE FUNCTION tally_add_inv(esc_tally, esc_tally)
RETURNS esc_tally
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tally_add_inv(esc_tally, esc_tally) IS
	'inverse transition of tally_merge';

-- The state is a tally as any other, never NULL, and is combined by adding.
CREATE AGGREGATE tally_agg(esc) (
	SFUNC = tally_agg_accum,
	STYPE = esc_tally,
	COMBINEFUNC = tally_add,
	INITCOND = '{}',
	MSFUNC = tally_agg_accum,
	MINVFUNC = tally_agg_accum_inv,
	MSTYPE = esc_tally,
	MINITCOND = '{}',
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE tally_agg(esc) IS
	'how often each code occurs';

CREATE AGGREGATE tally_agg(code esc, weight bigint) (
	SFUNC = tally_agg_accum,
	STYPE = esc_tally,
	COMBINEFUNC = tally_add,
	INITCOND = '{}',
	MSFUNC = tally_agg_accum,
	MINVFUNC = tally_agg_accum_inv,
	MSTYPE = esc_tally,
	MINITCOND = '{}',
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE tally_agg(code esc, weight bigint) IS
	'how often each code occurs, where a row stands for several';

CREATE AGGREGATE tally_merge(esc_tally) (
	SFUNC = tally_add,
	STYPE = esc_tally,
	COMBINEFUNC = tally_add,
	INITCOND = '{}',
	MSFUNC = tally_add,
	MINVFUNC = tally_add_inv,
	MSTYPE = esc_tally,
	MINITCOND = '{}',
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE tally_merge(esc_tally) IS
	'sum of tallies';

CREATE FUNCTION bounce_rate_accum(bigint[], esc)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION bounce_rate_accum(bigint[], esc) IS
	'transition of bounce_rate';

CREATE FUNCTION bounce_rate_accum_inv(bigint[], esc)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION bounce_rate_accum_inv(bigint[], esc) IS
	'inverse transition of bounce_rate';

CREATE FUNCTION bounce_rate_final(bigint[])
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION bounce_rate_final(bigint[]) IS
	'result of bounce_rate';

CREATE AGGREGATE bounce_rate(esc) (
	SFUNC = bounce_rate_accum,
	STYPE = bigint[],
	FINALFUNC = bounce_rate_final,
	COMBINEFUNC = int4_avg_combine,
	INITCOND = '{0,0}',
	MSFUNC = bounce_rate_accum,
	MINVFUNC = bounce_rate_accum_inv,
	MSTYPE = bigint[],
	MFINALFUNC = bounce_rate_final,
	MINITCOND = '{0,0}',
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE bounce_rate(esc) IS
	'share of the codes that are of class 5, 0 to 1';
