/* smtpcode--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION smtpcode" to load this file. \quit

--
-- Types
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

CREATE TYPE bounce_category AS ENUM (
	'success', 'user_unknown', 'domain_unknown', 'address_invalid',
	'recipient_changed', 'mailbox_disabled', 'address_unspecified',
	'mailbox_unavailable', 'mailbox_full', 'greylisted',
	'too_many_recipients', 'rate_limited', 'sending_quota', 'blocked_ip',
	'blocked_sender', 'bad_reputation', 'authentication', 'reverse_dns',
	'bad_sender', 'encryption_required', 'smtp_auth', 'message_too_large',
	'spam_content', 'banned_content', 'content_unsupported',
	'rfc_noncompliant', 'message_security', 'mailing_list', 'relay_denied',
	'not_permitted', 'policy', 'protocol_error', 'system_error',
	'system_full', 'system_unavailable', 'network_error', 'dns_error',
	'routing_error', 'expired', 'unspecified'
);

COMMENT ON TYPE bounce_category IS
	'what happened to a message, as classify() tells';

CREATE TYPE bounce_action AS ENUM (
	'none', 'retry', 'slow_down', 'suppress', 'fix_authentication',
	'fix_infrastructure', 'fix_message', 'review'
);

COMMENT ON TYPE bounce_action IS
	'what to do about a bounce, as recommend() tells';

CREATE TYPE bounce_permanence AS ENUM (
	'none', 'temporary', 'permanent'
);

COMMENT ON TYPE bounce_permanence IS
	'whether a message failed for now or for good, as permanence() tells';

CREATE TYPE bounce_party AS ENUM (
	'recipient', 'sender', 'receiver', 'network', 'message', 'unknown'
);

COMMENT ON TYPE bounce_party IS
	'who can mend it, as responsible() tells';

--
-- esc: comparison, with the functions of int4
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
-- esc: indexes
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
-- esc: smallest and largest
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
-- esc_pattern: comparison, with the functions of int8
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
-- esc_pattern: indexes
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
-- esc_pattern: smallest and largest
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
-- reply_code: comparison, with the functions of int2
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
-- reply_code: indexes
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
-- reply_code: smallest and largest
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
-- reply_code: casts
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

CREATE FUNCTION reply_try(text)
RETURNS reply_code
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_try(text) IS
	'reply code from text, NULL where the cast would fail';

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

--
-- Names
--

CREATE FUNCTION esc_class_name(esc)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION esc_class_name(esc) IS
	'name of the class in the IANA registry';

CREATE FUNCTION esc_subject_name(esc)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION esc_subject_name(esc) IS
	'name of the subject in the IANA registry, NULL where it is not registered';

CREATE FUNCTION esc_name(code esc, provider text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION esc_name(code esc, provider text) IS
	'what the provider means by the code, else its sample text in the IANA registry, else the name of its subject, else of its class';

CREATE FUNCTION reply_severity(reply_code)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION reply_severity(reply_code) IS
	'what the first digit of a reply code says';

CREATE FUNCTION reply_subject(reply_code)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION reply_subject(reply_code) IS
	'what the second digit of a reply code says, NULL where RFC 5321 does not tell';

CREATE FUNCTION reply_name(reply_code)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION reply_name(reply_code) IS
	'name of a registered reply code, else what its first digit says';

--
-- Checks
--

CREATE FUNCTION esc_is_registered(code esc, provider text DEFAULT NULL)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION esc_is_registered(code esc, provider text) IS
	'whether the IANA registry has subject and detail, or the provider a meaning for the code';

CREATE FUNCTION esc_agrees(code esc, reply reply_code)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION esc_agrees(code esc, reply reply_code) IS
	'whether the class of the code is the first digit of the reply';

CREATE FUNCTION esc_is_listed(code esc, reply reply_code)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION esc_is_listed(code esc, reply reply_code) IS
	'whether IANA associates the reply with the code, NULL where it lists none';

CREATE FUNCTION esc_is_conformant(code esc)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION esc_is_conformant(code esc) IS
	'whether the RFC allows the class for the condition, NULL where it does not say';

CREATE FUNCTION reply_is_registered(reply_code)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION reply_is_registered(reply_code) IS
	'whether an RFC or IANA knows the reply code';

CREATE FUNCTION esc_lint(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 25;

COMMENT ON FUNCTION esc_lint(code esc, reply reply_code, provider text) IS
	'every doubt about a code, a reply and a provider, as words of the view esc_lint_words';

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
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 17;

COMMENT ON FUNCTION esc_lint_words_rows() IS
	'words of esc_lint(), for the view esc_lint_words';

CREATE VIEW esc_lint_words AS
	SELECT word, about, meaning, remedy
	FROM esc_lint_words_rows();

COMMENT ON VIEW esc_lint_words IS
	'what the words of esc_lint() mean, in the order in which it returns them';

COMMENT ON COLUMN esc_lint_words.word IS 'the word';
COMMENT ON COLUMN esc_lint_words.about IS 'what it is about: code, provider, reply or both: code and reply';
COMMENT ON COLUMN esc_lint_words.meaning IS 'what it means';
COMMENT ON COLUMN esc_lint_words.remedy IS 'what to do about it';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON esc_lint_words TO PUBLIC;

--
-- What happened, and what to do
--

CREATE FUNCTION classify(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS bounce_category
AS 'MODULE_PATHNAME', 'bounce_classify'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION classify(code esc, reply reply_code, provider text) IS
	'what happened, from the code, the reply or both';

CREATE FUNCTION recommend(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS bounce_action
AS 'MODULE_PATHNAME', 'bounce_recommend'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION recommend(code esc, reply reply_code, provider text) IS
	'what to do about it';

CREATE FUNCTION permanence(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS bounce_permanence
AS 'MODULE_PATHNAME', 'bounce_permanence'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION permanence(code esc, reply reply_code, provider text) IS
	'whether it failed for now or for good: the first digit of the reply wins';

CREATE FUNCTION responsible(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS bounce_party
AS 'MODULE_PATHNAME', 'bounce_responsible'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION responsible(code esc, reply reply_code, provider text) IS
	'who can mend it';

CREATE FUNCTION esc_effective(code esc, reply reply_code)
RETURNS esc
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION esc_effective(code esc, reply reply_code) IS
	'one code for every row that has a code or a reply';

--
-- The registry
--

CREATE FUNCTION smtpcode_registry_date()
RETURNS date
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION smtpcode_registry_date() IS
	'date of the edition of the IANA registry';

CREATE FUNCTION smtpcode_taxonomy_version()
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION smtpcode_taxonomy_version() IS
	'version of the mapping from codes to categories and actions';

CREATE TYPE esc_registry_row AS (
	pattern esc_pattern,
	kind text,
	sample_text text,
	basic_codes reply_code[],
	basic_note text,
	description text,
	reference text,
	submitter text,
	change_controller text,
	registered date,
	updated date,
	classes smallint[],
	category bounce_category,
	reason text,
	classes_basis text,
	party bounce_party,
	transient_action bounce_action,
	transient_reason text,
	permanent_action bounce_action,
	permanent_reason text
);

COMMENT ON TYPE esc_registry_row IS
	'row of the view esc_registry';

CREATE FUNCTION esc_registry_rows()
RETURNS SETOF esc_registry_row
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 92;

COMMENT ON FUNCTION esc_registry_rows() IS
	'records of the IANA registry, for the view esc_registry';

CREATE VIEW esc_registry AS
	SELECT pattern, kind, sample_text, basic_codes, basic_note,
		description, reference, submitter, change_controller, registered,
		updated, classes, category, reason, classes_basis,
		party, transient_action, transient_reason, permanent_action, permanent_reason
	FROM esc_registry_rows();

COMMENT ON VIEW esc_registry IS
	'registry of enhanced status codes: classes, subjects and enumerated codes (RFC 5248)';

COMMENT ON COLUMN esc_registry.pattern IS 'the codes that the record is about';
COMMENT ON COLUMN esc_registry.kind IS 'class, subject or enumerated';
COMMENT ON COLUMN esc_registry.sample_text IS 'name of the class or subject, sample text of the code';
COMMENT ON COLUMN esc_registry.basic_codes IS 'reply codes that IANA names one by one';
COMMENT ON COLUMN esc_registry.basic_note IS 'what IANA says of reply codes besides';
COMMENT ON COLUMN esc_registry.description IS 'what it means, in our words';
COMMENT ON COLUMN esc_registry.reference IS 'the documents that define it, and their status';
COMMENT ON COLUMN esc_registry.submitter IS 'who submitted it';
COMMENT ON COLUMN esc_registry.change_controller IS 'who may change it';
COMMENT ON COLUMN esc_registry.registered IS 'date of the registration, where IANA gives it';
COMMENT ON COLUMN esc_registry.updated IS 'date of the last change, where IANA gives it';
COMMENT ON COLUMN esc_registry.classes IS 'classes that the RFC allows, NULL where it does not say';
COMMENT ON COLUMN esc_registry.category IS 'what classify() says of a failure';
COMMENT ON COLUMN esc_registry.reason IS 'why this category';
COMMENT ON COLUMN esc_registry.classes_basis IS 'how the RFC says so: useful-only, useful-both, should, may, inferred, deprecated';
COMMENT ON COLUMN esc_registry.party IS 'who can mend a failure';
COMMENT ON COLUMN esc_registry.transient_action IS 'what recommend() says in class 4';
COMMENT ON COLUMN esc_registry.transient_reason IS 'why this action';
COMMENT ON COLUMN esc_registry.permanent_action IS 'what recommend() says in class 5';
COMMENT ON COLUMN esc_registry.permanent_reason IS 'why this action';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON esc_registry TO PUBLIC;

CREATE TYPE reply_registry_row AS (
	code reply_code,
	severity text,
	subject text,
	name text,
	reference text,
	status text,
	category bounce_category,
	action bounce_action,
	reason text
);

COMMENT ON TYPE reply_registry_row IS
	'row of the view reply_registry';

CREATE FUNCTION reply_registry_rows()
RETURNS SETOF reply_registry_row
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 45;

COMMENT ON FUNCTION reply_registry_rows() IS
	'registered reply codes, for the view reply_registry';

CREATE VIEW reply_registry AS
	SELECT code, severity, subject, name, reference,
		status, category, action, reason
	FROM reply_registry_rows();

COMMENT ON VIEW reply_registry IS
	'registered reply codes (RFC 5321 and its extensions)';

COMMENT ON COLUMN reply_registry.code IS 'the reply code';
COMMENT ON COLUMN reply_registry.severity IS 'what the first digit says';
COMMENT ON COLUMN reply_registry.subject IS 'what the second digit says';
COMMENT ON COLUMN reply_registry.name IS 'its name';
COMMENT ON COLUMN reply_registry.reference IS 'the documents that define it';
COMMENT ON COLUMN reply_registry.status IS 'core, extension, experimental, historic or registry-only';
COMMENT ON COLUMN reply_registry.category IS 'what classify() says where only the reply is known';
COMMENT ON COLUMN reply_registry.action IS 'what recommend() says where only the reply is known';
COMMENT ON COLUMN reply_registry.reason IS 'why this category';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON reply_registry TO PUBLIC;

--
-- Providers
--

CREATE TYPE provider_registry_row AS (
	provider text,
	pattern esc_pattern,
	basic_codes reply_code[],
	tag text,
	meaning text,
	category bounce_category,
	action bounce_action,
	relation text,
	evidence text,
	source text,
	edition text,
	side text,
	dead_recipient boolean
);

COMMENT ON TYPE provider_registry_row IS
	'row of the view provider_registry';

CREATE FUNCTION provider_registry_rows()
RETURNS SETOF provider_registry_row
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 429;

COMMENT ON FUNCTION provider_registry_rows() IS
	'what mail providers mean by codes, for the view provider_registry';

CREATE VIEW provider_registry AS
	SELECT provider, pattern, basic_codes, tag, meaning,
		category, action, relation, evidence, source,
		edition, side, dead_recipient
	FROM provider_registry_rows();

COMMENT ON VIEW provider_registry IS
	'what mail providers mean by the enhanced status codes they send, one row for each meaning';

COMMENT ON COLUMN provider_registry.provider IS 'key of the provider';
COMMENT ON COLUMN provider_registry.pattern IS 'the codes that have the meaning';
COMMENT ON COLUMN provider_registry.basic_codes IS 'reply codes that it comes with, NULL for any';
COMMENT ON COLUMN provider_registry.tag IS 'what the text of the reply carries besides';
COMMENT ON COLUMN provider_registry.meaning IS 'what the provider means, in our words';
COMMENT ON COLUMN provider_registry.category IS 'the category of this meaning';
COMMENT ON COLUMN provider_registry.action IS 'what to do if this is the meaning';
COMMENT ON COLUMN provider_registry.relation IS 'beside IANA''s meaning of the code: same, narrower, different, unregistered';
COMMENT ON COLUMN provider_registry.evidence IS 'official (the provider documents it) or observed';
COMMENT ON COLUMN provider_registry.source IS 'where it stands';
COMMENT ON COLUMN provider_registry.edition IS 'date or version of the source, NULL where it is not known';
COMMENT ON COLUMN provider_registry.side IS 'who meets it: inbound, submission, report or both';
COMMENT ON COLUMN provider_registry.dead_recipient IS 'does it say that the recipient is gone?';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON provider_registry TO PUBLIC;

CREATE FUNCTION provider_is_known(text)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION provider_is_known(text) IS
	'is it the key or an alias of a mail provider?';

CREATE FUNCTION mail_provider(host text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10;

COMMENT ON FUNCTION mail_provider(host text) IS
	'the mail provider behind a mail exchanger or a recipient''s domain, NULL where it is not known';

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
	reference text
);

COMMENT ON TYPE diagnosis IS
	'what diagnose() returns: what happened, what to do, who can mend it, for how long, what answered, doubts, all of it in words';

CREATE FUNCTION diagnose(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL)
RETURNS diagnosis
AS 'MODULE_PATHNAME', 'bounce_diagnose'
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 150;

COMMENT ON FUNCTION diagnose(code esc, reply reply_code, provider text) IS
	'all that there is to say of a bounce, in one row';

--
-- Other taxonomies
--

CREATE TYPE bounce_crosswalk_row AS (
	category bounce_category,
	system text,
	name text,
	number integer,
	lossy boolean,
	meaning text
);

COMMENT ON TYPE bounce_crosswalk_row IS
	'row of the view bounce_crosswalk';

CREATE FUNCTION bounce_crosswalk_rows()
RETURNS SETOF bounce_crosswalk_row
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 280;

COMMENT ON FUNCTION bounce_crosswalk_rows() IS
	'names of the categories in other systems, for the view bounce_crosswalk';

CREATE VIEW bounce_crosswalk AS
	SELECT category, system, name, number, lossy, meaning
	FROM bounce_crosswalk_rows();

COMMENT ON VIEW bounce_crosswalk IS
	'what other systems call each category: one row for each category and system';

COMMENT ON COLUMN bounce_crosswalk.category IS 'our category';
COMMENT ON COLUMN bounce_crosswalk.system IS 'kumomta, sisimai, powermta, sparkpost, ses, postmark or sendgrid';
COMMENT ON COLUMN bounce_crosswalk.name IS 'its name there, NULL where it has none';
COMMENT ON COLUMN bounce_crosswalk.number IS 'number of the name there, NULL where names have none';
COMMENT ON COLUMN bounce_crosswalk.lossy IS 'whether the name fails to lead back to the category';
COMMENT ON COLUMN bounce_crosswalk.meaning IS 'what the name means there, in our words';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON bounce_crosswalk TO PUBLIC;

--
-- What hangs on the mapping
--

CREATE VIEW smtpcode_dependents AS
	WITH RECURSIVE member AS (
		SELECT d.classid, d.objid
		FROM pg_catalog.pg_extension e
		JOIN pg_catalog.pg_depend d
			ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
			AND d.refobjid = e.oid AND d.deptype = 'e'
		WHERE e.extname = 'smtpcode'
	), reached (function, classid, objid) AS (
		-- the functions whose answers a new mapping may change
		SELECT p.proname, m.classid, m.objid
		FROM member m
		JOIN pg_catalog.pg_proc p
			ON m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
			AND p.oid = m.objid
		WHERE p.proname IN (
			'classify', 'recommend', 'permanence', 'responsible', 'diagnose',
			'classify_with_rules', 'recommend_with_rules',
			'diagnose_with_rules', 'esc_lookup', 'esc_name', 'esc_class_name',
			'esc_subject_name', 'reply_name', 'esc_is_registered',
			'esc_is_listed', 'esc_is_conformant', 'esc_lint',
			'reply_is_registered', 'provider_is_known', 'mail_provider',
			'esc_registry_rows', 'reply_registry_rows',
			'provider_registry_rows', 'bounce_crosswalk_rows',
			'esc_lint_words_rows')
	UNION
		-- on through functions, operators and views; a rule means its view
		SELECT r.function,
			CASE WHEN rule.oid IS NULL THEN d.classid
				ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END,
			coalesce(rule.ev_class, d.objid)
		FROM reached r
		LEFT JOIN pg_catalog.pg_class c
			ON r.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND c.oid = r.objid
		JOIN pg_catalog.pg_depend d
			ON d.refclassid = r.classid AND d.refobjid = r.objid
		LEFT JOIN pg_catalog.pg_rewrite rule
			ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
			AND rule.oid = d.objid
		WHERE r.classid IN (
				'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid,
				'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid)
			OR (c.relkind IN ('v', 'm') AND d.classid IN (
				'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid,
				'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid))
	), hanging AS (
		SELECT classid, objid, pg_catalog.array_agg(function ORDER BY function) AS functions
		FROM reached
		GROUP BY classid, objid
	), relation AS (
		SELECT c.oid, c.relkind, pg_catalog.format('%I.%I', CASE
			WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END,
			c.relname) AS name
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE NOT pg_catalog.pg_is_other_temp_schema(n.oid) AND c.oid NOT IN (
			SELECT objid FROM member
			WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid)
	), dependent (step, kind, classid, objid, objsubid, functions, statement) AS (
		SELECT 1, 'index', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('REINDEX INDEX %s%s', CASE WHEN i.indisexclusion THEN ''
				ELSE 'CONCURRENTLY ' END, r.name)
		FROM hanging h
		JOIN relation r
			ON h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND r.oid = h.objid AND r.relkind = 'i'
		JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
		JOIN relation t ON t.oid = i.indrelid
	UNION ALL
		-- before the generated columns: no row may stay where it does not belong
		SELECT 2, 'partition key', h.classid, h.objid, 0, h.functions,
			(SELECT pg_catalog.format('UPDATE %s SET %I = %2$I', r.name, a.attname)
			FROM pg_catalog.pg_depend d
			JOIN pg_catalog.pg_attribute a
				ON a.attrelid = d.objid AND a.attnum = d.objsubid
			WHERE d.classid = h.classid AND d.objid = r.oid AND d.deptype = 'i'
				AND d.refclassid = h.classid AND d.refobjid = r.oid
				AND d.refobjsubid = 0
			ORDER BY a.attnum LIMIT 1)
		FROM hanging h
		JOIN relation r
			ON h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND r.oid = h.objid AND r.relkind = 'p'
	UNION ALL
		-- only the assignment of a column that it is made from computes it anew
		SELECT 3, 'generated column', 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid,
			a.attrelid, a.attnum, h.functions,
			(SELECT pg_catalog.format('UPDATE ONLY %s SET %I = %2$I WHERE %I IS DISTINCT FROM %s',
				r.name, b.attname, a.attname, pg_catalog.pg_get_expr(v.adbin, v.adrelid))
			FROM pg_catalog.pg_depend d
			JOIN pg_catalog.pg_attribute b
				ON b.attrelid = d.refobjid AND b.attnum = d.refobjsubid
			WHERE d.classid = h.classid AND d.objid = h.objid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
				AND d.refobjid = a.attrelid AND b.attnum > 0 AND b.attnum <> a.attnum
			ORDER BY b.attnum LIMIT 1)
		FROM hanging h
		JOIN pg_catalog.pg_attrdef v
			ON h.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid
			AND v.oid = h.objid
		JOIN pg_catalog.pg_attribute a
			ON a.attrelid = v.adrelid AND a.attnum = v.adnum AND a.attgenerated = 's'
		JOIN relation r ON r.oid = a.attrelid AND r.relkind = 'r'
	UNION ALL
		SELECT 4, 'constraint', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s',
				r.name, k.conname, pg_catalog.pg_get_constraintdef(k.oid))
		FROM hanging h
		JOIN pg_catalog.pg_constraint k
			ON h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
			AND k.oid = h.objid AND k.contype = 'c' AND k.coninhcount = 0
		JOIN relation r ON r.oid = k.conrelid
	UNION ALL
		SELECT 4, 'domain constraint', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('ALTER DOMAIN %1$s DROP CONSTRAINT %2$I;'
				' ALTER DOMAIN %1$s ADD CONSTRAINT %2$I %3$s',
				(pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid,
					t.oid, 0)).identity,
				k.conname, pg_catalog.pg_get_constraintdef(k.oid))
		FROM hanging h
		JOIN pg_catalog.pg_constraint k
			ON h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
			AND k.oid = h.objid AND k.contype = 'c'
		JOIN pg_catalog.pg_type t ON t.oid = k.contypid
		JOIN pg_catalog.pg_namespace n
			ON n.oid = t.typnamespace AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
	UNION ALL
		SELECT 5, 'statistics', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('ANALYZE %s', r.name)
		FROM hanging h
		JOIN pg_catalog.pg_statistic_ext s
			ON h.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid
			AND s.oid = h.objid
		JOIN relation r ON r.oid = s.stxrelid
	UNION ALL
		-- each after those that it is made from
		SELECT 6, 'materialized view', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('REFRESH MATERIALIZED VIEW %s', r.name)
		FROM hanging h
		JOIN relation r
			ON h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND r.oid = h.objid AND r.relkind = 'm'
	)
	SELECT kind, (pg_catalog.pg_identify_object(classid, objid, objsubid)).identity AS object,
		functions, statement
	FROM dependent
	ORDER BY step, objid, objsubid;

COMMENT ON VIEW smtpcode_dependents IS
	'what stores answers of the registry and has to be rebuilt when the mapping changes, in the order in which to do it';

COMMENT ON COLUMN smtpcode_dependents.kind IS 'index, partition key, generated column, constraint, domain constraint, statistics or materialized view';
COMMENT ON COLUMN smtpcode_dependents.object IS 'the object, with its schema';
COMMENT ON COLUMN smtpcode_dependents.functions IS 'our functions that it hangs on';
COMMENT ON COLUMN smtpcode_dependents.statement IS 'what rebuilds it, NULL where no single statement does';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON smtpcode_dependents TO PUBLIC;

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

--
-- Own rules
--

-- The columns that are compared by bytes have collation "C", so that neither
-- the order of rules nor LIKE hangs on the database's.
CREATE TABLE bounce_rule (
	pattern esc_pattern,
	reply_from reply_code,
	reply_to reply_code,
	provider text COLLATE "C",
	diagnostic_like text COLLATE "C",
	category bounce_category,
	action bounce_action,
	priority integer NOT NULL DEFAULT 0,
	note text,

	CONSTRAINT bounce_rule_key
		UNIQUE NULLS NOT DISTINCT (pattern, reply_from, reply_to, provider, diagnostic_like),
	CONSTRAINT bounce_rule_needs_category_or_action
		CHECK (category IS NOT NULL OR action IS NOT NULL),
	CONSTRAINT bounce_rule_needs_pattern_reply_provider_or_text
		CHECK (pattern IS NOT NULL OR reply_from IS NOT NULL
			OR provider IS NOT NULL OR diagnostic_like IS NOT NULL),
	CONSTRAINT bounce_rule_needs_both_ends_of_replies
		CHECK ((reply_from IS NULL) = (reply_to IS NULL)),
	CONSTRAINT bounce_rule_replies_end_before_they_begin
		CHECK (reply_from <= reply_to),
	CONSTRAINT bounce_rule_provider_is_blank
		CHECK (provider ~ '[^[:space:]]'),
	CONSTRAINT bounce_rule_text_ends_with_escape
		CHECK (diagnostic_like ~ E'^([^\\\\]|\\\\.)*$')
);

COMMENT ON TABLE bounce_rule IS
	'own rules, for classify_with_rules(), recommend_with_rules() and diagnose_with_rules()';

COMMENT ON COLUMN bounce_rule.pattern IS 'codes that it is about, NULL for any code or none';
COMMENT ON COLUMN bounce_rule.reply_from IS 'first reply that it is about, NULL for any reply or none';
COMMENT ON COLUMN bounce_rule.reply_to IS 'last reply that it is about';
COMMENT ON COLUMN bounce_rule.provider IS 'provider that it is about, NULL for any or none';
COMMENT ON COLUMN bounce_rule.diagnostic_like IS 'what the diagnostic text is LIKE, NULL for any or none';
COMMENT ON COLUMN bounce_rule.category IS 'what happened, NULL for what classify() says';
COMMENT ON COLUMN bounce_rule.action IS 'what to do, NULL for what recommend() says';
COMMENT ON COLUMN bounce_rule.priority IS 'the largest is tried first';
COMMENT ON COLUMN bounce_rule.note IS 'why, for whoever reads it';

SELECT pg_catalog.pg_extension_config_dump('bounce_rule', '');

-- Of a page that is full in part only, what is out of date goes at once.
CREATE TABLE bounce_rule_edition (
	edition uuid NOT NULL
) WITH (fillfactor = 10);

COMMENT ON TABLE bounce_rule_edition IS
	'one row, which each transaction that changes bounce_rule gives a new number';

COMMENT ON COLUMN bounce_rule_edition.edition IS 'a number that is never used twice';

INSERT INTO bounce_rule_edition VALUES (pg_catalog.gen_random_uuid());

CREATE FUNCTION bounce_rule_changing()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE c;

COMMENT ON FUNCTION bounce_rule_changing() IS
	'gives bounce_rule_edition a new number';

-- For each row, because logical replication fires no other; always, because
-- session_replication_role must not hide a change.
CREATE TRIGGER bounce_rule_changing
	BEFORE INSERT OR UPDATE OR DELETE ON bounce_rule
	FOR EACH ROW EXECUTE FUNCTION bounce_rule_changing();

COMMENT ON TRIGGER bounce_rule_changing ON bounce_rule IS
	'tells every session that the rules change';

CREATE TRIGGER bounce_rule_truncating
	BEFORE TRUNCATE ON bounce_rule
	FOR EACH STATEMENT EXECUTE FUNCTION bounce_rule_changing();

COMMENT ON TRIGGER bounce_rule_truncating ON bounce_rule IS
	'tells every session that the rules change';

ALTER TABLE bounce_rule
	ENABLE ALWAYS TRIGGER bounce_rule_changing,
	ENABLE ALWAYS TRIGGER bounce_rule_truncating;

-- A trusted extension's tables belong to the bootstrap superuser.  Who installs
-- it may change the rules, and let others do so.  So may the owner of the
-- database: when a superuser restores a dump, it is he who installs it.  Nobody
-- may TRUNCATE: no snapshot hides that.
GRANT SELECT ON bounce_rule TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON bounce_rule TO @extowner@, pg_database_owner WITH GRANT OPTION;

CREATE FUNCTION classify_with_rules(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_category
AS 'MODULE_PATHNAME', 'bounce_classify_with_rules'
LANGUAGE c STABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION classify_with_rules(code esc, reply reply_code, provider text, diagnostic text) IS
	'what happened: what the first rule that fits says, else what classify() says';

CREATE FUNCTION recommend_with_rules(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_action
AS 'MODULE_PATHNAME', 'bounce_recommend_with_rules'
LANGUAGE c STABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION recommend_with_rules(code esc, reply reply_code, provider text, diagnostic text) IS
	'what to do about it: what the first rule that fits says, else what recommend() says';

CREATE FUNCTION diagnose_with_rules(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS diagnosis
AS 'MODULE_PATHNAME', 'bounce_diagnose_with_rules'
LANGUAGE c STABLE PARALLEL SAFE COST 150;

COMMENT ON FUNCTION diagnose_with_rules(code esc, reply reply_code, provider text, diagnostic text) IS
	'all that there is to say of it: what the first rule that fits says, else what diagnose() says';

CREATE FUNCTION bounce_rule_for(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_rule
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE PARALLEL SAFE COST 10;

COMMENT ON FUNCTION bounce_rule_for(code esc, reply reply_code, provider text, diagnostic text) IS
	'the rule that decides, NULL where none fits';

CREATE TYPE bounce_rule_shadow AS (
	rule bounce_rule,
	covered_by bounce_rule
);

COMMENT ON TYPE bounce_rule_shadow IS
	'a rule that can never win, and one that is tried before it and about all that it is about';

CREATE FUNCTION bounce_rule_shadowed()
RETURNS SETOF bounce_rule_shadow
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE STRICT PARALLEL SAFE ROWS 10;

COMMENT ON FUNCTION bounce_rule_shadowed() IS
	'the rules that can never win';

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
