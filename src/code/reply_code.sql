--
-- The type reply_code: a reply code (RFC 5321)
--

CREATE TYPE reply_code;

CREATE FUNCTION reply_code_in(cstring)
RETURNS reply_code
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_in(cstring) IS
	'reply code from text';

CREATE FUNCTION reply_code_out(reply_code)
RETURNS cstring
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_out(reply_code) IS
	'reply code as text';

CREATE FUNCTION reply_code_recv(internal)
RETURNS reply_code
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_recv(internal) IS
	'reply code from the binary protocol';

CREATE FUNCTION reply_code_send(reply_code)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_send(reply_code) IS
	'reply code for the binary protocol';

-- Of category N, so that it mixes with the integers that cast to it in IN lists,
-- COALESCE, CASE and UNION.
CREATE TYPE reply_code (
	INPUT = reply_code_in,
	OUTPUT = reply_code_out,
	RECEIVE = reply_code_recv,
	SEND = reply_code_send,
	LIKE = pg_catalog.int2,
	CATEGORY = 'N'
);

COMMENT ON TYPE reply_code IS
	'SMTP reply code, RFC 5321: 100 to 599, such as 550';

--
-- Comparison, with the functions of int2
--

CREATE FUNCTION reply_code_eq(reply_code, reply_code)
RETURNS boolean
AS 'int2eq'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_eq(reply_code, reply_code) IS
	'equal';

CREATE FUNCTION reply_code_ne(reply_code, reply_code)
RETURNS boolean
AS 'int2ne'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_ne(reply_code, reply_code) IS
	'not equal';

CREATE FUNCTION reply_code_lt(reply_code, reply_code)
RETURNS boolean
AS 'int2lt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_lt(reply_code, reply_code) IS
	'less than';

CREATE FUNCTION reply_code_le(reply_code, reply_code)
RETURNS boolean
AS 'int2le'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_le(reply_code, reply_code) IS
	'less than or equal';

CREATE FUNCTION reply_code_gt(reply_code, reply_code)
RETURNS boolean
AS 'int2gt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_gt(reply_code, reply_code) IS
	'greater than';

CREATE FUNCTION reply_code_ge(reply_code, reply_code)
RETURNS boolean
AS 'int2ge'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_ge(reply_code, reply_code) IS
	'greater than or equal';

CREATE OPERATOR = (
	LEFTARG = reply_code,
	RIGHTARG = reply_code,
	FUNCTION = reply_code_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);

COMMENT ON OPERATOR = (reply_code, reply_code) IS
	'equal';

CREATE OPERATOR <> (
	LEFTARG = reply_code,
	RIGHTARG = reply_code,
	FUNCTION = reply_code_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);

COMMENT ON OPERATOR <> (reply_code, reply_code) IS
	'not equal';

CREATE OPERATOR < (
	LEFTARG = reply_code,
	RIGHTARG = reply_code,
	FUNCTION = reply_code_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);

COMMENT ON OPERATOR < (reply_code, reply_code) IS
	'less than';

CREATE OPERATOR <= (
	LEFTARG = reply_code,
	RIGHTARG = reply_code,
	FUNCTION = reply_code_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);

COMMENT ON OPERATOR <= (reply_code, reply_code) IS
	'less than or equal';

CREATE OPERATOR > (
	LEFTARG = reply_code,
	RIGHTARG = reply_code,
	FUNCTION = reply_code_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR > (reply_code, reply_code) IS
	'greater than';

CREATE OPERATOR >= (
	LEFTARG = reply_code,
	RIGHTARG = reply_code,
	FUNCTION = reply_code_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);

COMMENT ON OPERATOR >= (reply_code, reply_code) IS
	'greater than or equal';

--
-- Indexes
--

CREATE FUNCTION reply_code_cmp(reply_code, reply_code)
RETURNS integer
AS 'btint2cmp'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_cmp(reply_code, reply_code) IS
	'less-equal-greater';

CREATE FUNCTION reply_code_hash(reply_code)
RETURNS integer
AS 'hashint2'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_hash(reply_code) IS
	'hash';

CREATE FUNCTION reply_code_hash_extended(reply_code, bigint)
RETURNS bigint
AS 'hashint2extended'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_hash_extended(reply_code, bigint) IS
	'hash with a seed';

CREATE OPERATOR CLASS reply_code_ops
DEFAULT FOR TYPE reply_code USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 reply_code_cmp(reply_code, reply_code),
	FUNCTION 2 btint2sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

COMMENT ON OPERATOR FAMILY reply_code_ops USING btree IS
	'order of reply codes';

COMMENT ON OPERATOR CLASS reply_code_ops USING btree IS
	'order of reply codes';

CREATE OPERATOR CLASS reply_code_ops
DEFAULT FOR TYPE reply_code USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 reply_code_hash(reply_code),
	FUNCTION 2 reply_code_hash_extended(reply_code, bigint);

COMMENT ON OPERATOR FAMILY reply_code_ops USING hash IS
	'hash of reply codes';

COMMENT ON OPERATOR CLASS reply_code_ops USING hash IS
	'hash of reply codes';

CREATE OPERATOR CLASS reply_code_minmax_ops
DEFAULT FOR TYPE reply_code USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 brin_minmax_opcinfo(internal),
	FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 brin_minmax_union(internal, internal, internal);

COMMENT ON OPERATOR FAMILY reply_code_minmax_ops USING brin IS
	'smallest and largest of reply codes in each range of pages';

COMMENT ON OPERATOR CLASS reply_code_minmax_ops USING brin IS
	'smallest and largest of reply codes in each range of pages';

CREATE OPERATOR CLASS reply_code_minmax_multi_ops
FOR TYPE reply_code USING brin AS
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
	FUNCTION 11 brin_minmax_multi_distance_int2(internal, internal);

COMMENT ON OPERATOR FAMILY reply_code_minmax_multi_ops USING brin IS
	'several intervals of reply codes in each range of pages';

COMMENT ON OPERATOR CLASS reply_code_minmax_multi_ops USING brin IS
	'several intervals of reply codes in each range of pages';

CREATE OPERATOR CLASS reply_code_bloom_ops
FOR TYPE reply_code USING brin AS
	OPERATOR 1 =,
	FUNCTION 1 brin_bloom_opcinfo(internal),
	FUNCTION 2 brin_bloom_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_bloom_consistent(internal, internal, internal, integer),
	FUNCTION 4 brin_bloom_union(internal, internal, internal),
	FUNCTION 5 brin_bloom_options(internal),
	FUNCTION 11 reply_code_hash(reply_code);

COMMENT ON OPERATOR FAMILY reply_code_bloom_ops USING brin IS
	'Bloom filter of reply codes in each range of pages';

COMMENT ON OPERATOR CLASS reply_code_bloom_ops USING brin IS
	'Bloom filter of reply codes in each range of pages';

--
-- Smallest and largest
--

CREATE FUNCTION reply_code_smaller(reply_code, reply_code)
RETURNS reply_code
AS 'int2smaller'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_smaller(reply_code, reply_code) IS
	'smaller of two';

CREATE FUNCTION reply_code_larger(reply_code, reply_code)
RETURNS reply_code
AS 'int2larger'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION reply_code_larger(reply_code, reply_code) IS
	'larger of two';

CREATE AGGREGATE min(reply_code) (
	SFUNC = reply_code_smaller,
	STYPE = reply_code,
	COMBINEFUNC = reply_code_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE min(reply_code) IS
	'smallest reply code';

CREATE AGGREGATE max(reply_code) (
	SFUNC = reply_code_larger,
	STYPE = reply_code,
	COMBINEFUNC = reply_code_larger,
	SORTOP = >,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE max(reply_code) IS
	'largest reply code';

--
-- Casts
--

CREATE FUNCTION reply_code(smallint)
RETURNS reply_code
AS 'MODULE_PATHNAME', 'reply_code_from_int2'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_code(smallint) IS
	'reply code from smallint';

CREATE FUNCTION reply_code(integer)
RETURNS reply_code
AS 'MODULE_PATHNAME', 'reply_code_from_int4'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_code(integer) IS
	'reply code from integer';

CREATE FUNCTION int4(reply_code)
RETURNS integer
AS 'MODULE_PATHNAME', 'reply_code_to_int4'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION int4(reply_code) IS
	'reply code as integer';

-- Warehouses hold replies as integers, so these casts are implicit; the way
-- back is not, or operators of integers would take reply codes in silence.
CREATE CAST (smallint AS reply_code)
	WITH FUNCTION reply_code(smallint) AS IMPLICIT;

COMMENT ON CAST (smallint AS reply_code) IS
	'a number from 100 to 599';

CREATE CAST (integer AS reply_code)
	WITH FUNCTION reply_code(integer) AS IMPLICIT;

COMMENT ON CAST (integer AS reply_code) IS
	'a number from 100 to 599';

CREATE CAST (reply_code AS integer)
	WITH FUNCTION int4(reply_code);

COMMENT ON CAST (reply_code AS integer) IS
	'the number';

--
-- Build and take apart
--

CREATE FUNCTION reply_try(text)
RETURNS reply_code
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_try(text) IS
	'reply code from text, NULL where the cast would fail';
