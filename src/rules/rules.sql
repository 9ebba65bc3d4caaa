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

-- So that the table may be published: its key has NULLs.
ALTER TABLE bounce_rule REPLICA IDENTITY FULL;

-- Of a page that is full in part only, what is out of date goes at once.  The
-- key keeps it at one row, and lets the table be published.
CREATE TABLE bounce_rule_edition (
	edition uuid NOT NULL,
	only_row boolean DEFAULT true,

	CONSTRAINT bounce_rule_edition_key PRIMARY KEY (only_row),
	CONSTRAINT bounce_rule_edition_has_one_row CHECK (only_row)
) WITH (fillfactor = 10);

COMMENT ON TABLE bounce_rule_edition IS
	'one row, which each transaction that changes bounce_rule gives a new number';

COMMENT ON COLUMN bounce_rule_edition.edition IS 'a number that is never used twice';
COMMENT ON COLUMN bounce_rule_edition.only_row IS 'the key: true, for there is one row';

INSERT INTO bounce_rule_edition (edition) VALUES (pg_catalog.gen_random_uuid());

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

CREATE FUNCTION bounce_rule_edition_replicating()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE c;

COMMENT ON FUNCTION bounce_rule_edition_replicating() IS
	'leaves out a row that replication brings';

-- Where all tables are published, the row of the publisher comes along.  The
-- trigger above fires for replication, too, and writes the row from within.
CREATE TRIGGER bounce_rule_edition_replicating
	BEFORE INSERT OR UPDATE OR DELETE ON bounce_rule_edition
	FOR EACH ROW WHEN (pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 0)
	EXECUTE FUNCTION bounce_rule_edition_replicating();

COMMENT ON TRIGGER bounce_rule_edition_replicating ON bounce_rule_edition IS
	'keeps out the editions of other databases';

ALTER TABLE bounce_rule_edition
	ENABLE REPLICA TRIGGER bounce_rule_edition_replicating;

-- A trusted extension's tables belong to the bootstrap superuser.  Who installs
-- it may change the rules, and let others do so.  So may the owner of the
-- database: when a superuser restores a dump, it is he who installs it.  Nobody
-- may TRUNCATE: no snapshot hides that.
GRANT SELECT ON bounce_rule TO PUBLIC;

GRANT INSERT, UPDATE, DELETE ON bounce_rule TO @extowner@, pg_database_owner WITH GRANT OPTION;

CREATE FUNCTION classify_with_rules(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_category
AS 'MODULE_PATHNAME', 'bounce_classify_with_rules'
LANGUAGE c STABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION classify_with_rules(code esc, reply reply_code, provider text, diagnostic text) IS
	'what happened: what the first rule that fits says, else what classify() says';

CREATE FUNCTION recommend_with_rules(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_action
AS 'MODULE_PATHNAME', 'bounce_recommend_with_rules'
LANGUAGE c STABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

COMMENT ON FUNCTION recommend_with_rules(code esc, reply reply_code, provider text, diagnostic text) IS
	'what to do about it: what the first rule that fits says, else what recommend() says';

CREATE FUNCTION diagnose_with_rules(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS diagnosis
AS 'MODULE_PATHNAME', 'bounce_diagnose_with_rules'
LANGUAGE c STABLE PARALLEL SAFE COST 150 SUPPORT bounce_support;

COMMENT ON FUNCTION diagnose_with_rules(code esc, reply reply_code, provider text, diagnostic text) IS
	'all that there is to say of it: what the first rule that fits says, else what diagnose() says';

CREATE FUNCTION bounce_rule_for(code esc DEFAULT NULL, reply reply_code DEFAULT NULL, provider text DEFAULT NULL, diagnostic text DEFAULT NULL)
RETURNS bounce_rule
AS 'MODULE_PATHNAME'
LANGUAGE c STABLE PARALLEL SAFE COST 10 SUPPORT bounce_support;

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
