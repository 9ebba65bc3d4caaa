--
-- The registries as views
--

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

--
-- Phrases
--

CREATE TYPE phrase_registry_row AS (
	phrase text,
	category bounce_category,
	about text,
	strength text,
	dead_recipient boolean,
	action bounce_action,
	language text,
	provider text,
	patterns esc_pattern[],
	basic_codes reply_code[],
	source text,
	reviewed date
);

COMMENT ON TYPE phrase_registry_row IS
	'row of the view phrase_registry';

CREATE FUNCTION phrase_registry_rows()
RETURNS SETOF phrase_registry_row
AS 'MODULE_PATHNAME'
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 600;

COMMENT ON FUNCTION phrase_registry_rows() IS
	'phrases that tell why mail was refused, for the view phrase_registry';

CREATE VIEW phrase_registry AS
	SELECT phrase, category, about, strength, dead_recipient, action,
		language, provider, patterns, basic_codes, source, reviewed
	FROM phrase_registry_rows();

COMMENT ON VIEW phrase_registry IS
	'phrases that tell why mail was refused, one row for each';

COMMENT ON COLUMN phrase_registry.phrase IS 'the words: {class} for any of a class, [word] for one that may be missing, .. for up to three others';

COMMENT ON COLUMN phrase_registry.category IS 'the category of a reply that says so';

COMMENT ON COLUMN phrase_registry.about IS 'whom it is about: recipient, sender, client, message, receiver, network or unknown';

COMMENT ON COLUMN phrase_registry.strength IS 'reason (comes before any code) or hint (counts only where code and reply are generic)';

COMMENT ON COLUMN phrase_registry.dead_recipient IS 'does it say that the recipient is gone?';

COMMENT ON COLUMN phrase_registry.action IS 'what to do, NULL for what the category asks for';

COMMENT ON COLUMN phrase_registry.language IS 'its language (ISO 639-1)';

COMMENT ON COLUMN phrase_registry.provider IS 'key of the provider who says so, NULL for anybody';

COMMENT ON COLUMN phrase_registry.patterns IS 'codes that it is confined to, NULL for none';

COMMENT ON COLUMN phrase_registry.basic_codes IS 'replies that it is confined to, NULL for none';

COMMENT ON COLUMN phrase_registry.source IS 'where it is from';

COMMENT ON COLUMN phrase_registry.reviewed IS 'when somebody last looked whether it is right';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON phrase_registry TO PUBLIC;

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
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 287;

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
