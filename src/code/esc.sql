--
-- The type esc: an enhanced status code (RFC 3463)
--

CREATE TYPE esc;

CREATE FUNCTION esc_in(cstring)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_in(cstring) IS
	'enhanced status code from text';

CREATE FUNCTION esc_out(esc)
RETURNS cstring
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_out(esc) IS
	'enhanced status code as text';

CREATE FUNCTION esc_recv(internal)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_recv(internal) IS
	'enhanced status code from the binary protocol';

CREATE FUNCTION esc_send(esc)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_send(esc) IS
	'enhanced status code for the binary protocol';

CREATE FUNCTION esc_typanalyze(internal)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_typanalyze(internal) IS
	'statistics of a column of enhanced status codes';

CREATE TYPE esc (
	INPUT = esc_in,
	OUTPUT = esc_out,
	RECEIVE = esc_recv,
	SEND = esc_send,
	ANALYZE = esc_typanalyze,
	LIKE = pg_catalog.int4
);

COMMENT ON TYPE esc IS
	'SMTP enhanced status code, RFC 3463: class.subject.detail, such as 5.1.1';

--
-- Comparison, with the functions of int4
--

CREATE FUNCTION esc_eq(esc, esc)
RETURNS boolean
AS 'int4eq'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_eq(esc, esc) IS
	'equal';

CREATE FUNCTION esc_ne(esc, esc)
RETURNS boolean
AS 'int4ne'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_ne(esc, esc) IS
	'not equal';

CREATE FUNCTION esc_lt(esc, esc)
RETURNS boolean
AS 'int4lt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_lt(esc, esc) IS
	'less than';

CREATE FUNCTION esc_le(esc, esc)
RETURNS boolean
AS 'int4le'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_le(esc, esc) IS
	'less than or equal';

CREATE FUNCTION esc_gt(esc, esc)
RETURNS boolean
AS 'int4gt'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_gt(esc, esc) IS
	'greater than';

CREATE FUNCTION esc_ge(esc, esc)
RETURNS boolean
AS 'int4ge'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_ge(esc, esc) IS
	'greater than or equal';

CREATE OPERATOR = (
	LEFTARG = esc,
	RIGHTARG = esc,
	FUNCTION = esc_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);

COMMENT ON OPERATOR = (esc, esc) IS
	'equal';

CREATE OPERATOR <> (
	LEFTARG = esc,
	RIGHTARG = esc,
	FUNCTION = esc_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);

COMMENT ON OPERATOR <> (esc, esc) IS
	'not equal';

CREATE OPERATOR < (
	LEFTARG = esc,
	RIGHTARG = esc,
	FUNCTION = esc_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);

COMMENT ON OPERATOR < (esc, esc) IS
	'less than';

CREATE OPERATOR <= (
	LEFTARG = esc,
	RIGHTARG = esc,
	FUNCTION = esc_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);

COMMENT ON OPERATOR <= (esc, esc) IS
	'less than or equal';

CREATE OPERATOR > (
	LEFTARG = esc,
	RIGHTARG = esc,
	FUNCTION = esc_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR > (esc, esc) IS
	'greater than';

CREATE OPERATOR >= (
	LEFTARG = esc,
	RIGHTARG = esc,
	FUNCTION = esc_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);

COMMENT ON OPERATOR >= (esc, esc) IS
	'greater than or equal';

--
-- Indexes
--

CREATE FUNCTION esc_cmp(esc, esc)
RETURNS integer
AS 'btint4cmp'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_cmp(esc, esc) IS
	'less-equal-greater';

CREATE FUNCTION esc_hash(esc)
RETURNS integer
AS 'hashint4'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_hash(esc) IS
	'hash';

CREATE FUNCTION esc_hash_extended(esc, bigint)
RETURNS bigint
AS 'hashint4extended'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_hash_extended(esc, bigint) IS
	'hash with a seed';

CREATE OPERATOR CLASS esc_ops
DEFAULT FOR TYPE esc USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 esc_cmp(esc, esc),
	FUNCTION 2 btint4sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

COMMENT ON OPERATOR FAMILY esc_ops USING btree IS
	'order of enhanced status codes';

COMMENT ON OPERATOR CLASS esc_ops USING btree IS
	'order of enhanced status codes';

CREATE OPERATOR CLASS esc_ops
DEFAULT FOR TYPE esc USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 esc_hash(esc),
	FUNCTION 2 esc_hash_extended(esc, bigint);

COMMENT ON OPERATOR FAMILY esc_ops USING hash IS
	'hash of enhanced status codes';

COMMENT ON OPERATOR CLASS esc_ops USING hash IS
	'hash of enhanced status codes';

CREATE OPERATOR CLASS esc_minmax_ops
DEFAULT FOR TYPE esc USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 brin_minmax_opcinfo(internal),
	FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 brin_minmax_union(internal, internal, internal);

COMMENT ON OPERATOR FAMILY esc_minmax_ops USING brin IS
	'smallest and largest of enhanced status codes in each range of pages';

COMMENT ON OPERATOR CLASS esc_minmax_ops USING brin IS
	'smallest and largest of enhanced status codes in each range of pages';

CREATE OPERATOR CLASS esc_minmax_multi_ops
FOR TYPE esc USING brin AS
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
	FUNCTION 11 brin_minmax_multi_distance_int4(internal, internal);

COMMENT ON OPERATOR FAMILY esc_minmax_multi_ops USING brin IS
	'several intervals of enhanced status codes in each range of pages';

COMMENT ON OPERATOR CLASS esc_minmax_multi_ops USING brin IS
	'several intervals of enhanced status codes in each range of pages';

CREATE OPERATOR CLASS esc_bloom_ops
FOR TYPE esc USING brin AS
	OPERATOR 1 =,
	FUNCTION 1 brin_bloom_opcinfo(internal),
	FUNCTION 2 brin_bloom_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_bloom_consistent(internal, internal, internal, integer),
	FUNCTION 4 brin_bloom_union(internal, internal, internal),
	FUNCTION 5 brin_bloom_options(internal),
	FUNCTION 11 esc_hash(esc);

COMMENT ON OPERATOR FAMILY esc_bloom_ops USING brin IS
	'Bloom filter of enhanced status codes in each range of pages';

COMMENT ON OPERATOR CLASS esc_bloom_ops USING brin IS
	'Bloom filter of enhanced status codes in each range of pages';

--
-- Smallest and largest
--

CREATE FUNCTION esc_smaller(esc, esc)
RETURNS esc
AS 'int4smaller'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_smaller(esc, esc) IS
	'smaller of two';

CREATE FUNCTION esc_larger(esc, esc)
RETURNS esc
AS 'int4larger'
LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_larger(esc, esc) IS
	'larger of two';

CREATE AGGREGATE min(esc) (
	SFUNC = esc_smaller,
	STYPE = esc,
	COMBINEFUNC = esc_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE min(esc) IS
	'smallest enhanced status code';

CREATE AGGREGATE max(esc) (
	SFUNC = esc_larger,
	STYPE = esc,
	COMBINEFUNC = esc_larger,
	SORTOP = >,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE max(esc) IS
	'largest enhanced status code';

--
-- Build and take apart
--

CREATE FUNCTION make_esc(class integer, subject integer, detail integer)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION make_esc(class integer, subject integer, detail integer) IS
	'enhanced status code from its class (2, 4, 5), subject and detail (0 to 999)';

CREATE FUNCTION esc_class(esc)
RETURNS smallint
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_class(esc) IS
	'class: 2 success, 4 persistent transient failure, 5 permanent failure';

CREATE FUNCTION esc_subject(esc)
RETURNS smallint
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_subject(esc) IS
	'subject, 0 to 999';

CREATE FUNCTION esc_detail(esc)
RETURNS smallint
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_detail(esc) IS
	'detail, 0 to 999';

CREATE FUNCTION esc_try(text)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_try(text) IS
	'enhanced status code from text, NULL where the cast would fail';
