--
-- What the registries say: names, checks, providers
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

--
-- The registry
--

CREATE FUNCTION smtpcode_registry_date()
RETURNS date
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION smtpcode_registry_date() IS
	'date of the edition of the IANA registry';

--
-- Providers
--

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
