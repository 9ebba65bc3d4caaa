# Nobody gets more than he has: privileges on our objects, functions that leak nothing
# and those that might, row security that keeps its indexes, the trigger and the rules
# in the hands of others, and what remains of the extension when it is dropped.
#
# What a hostile search_path can do is in install_script.pl, who may change rules in
# rules.pl, and who may install the extension in trusted.pl.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('security');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off");
$node->start;
$node->safe_psql('postgres', q(
	CREATE ROLE owner LOGIN;
	CREATE ROLE reader LOGIN;
	CREATE DATABASE mail OWNER owner));

# Run SQL in the database mail as the given role.
sub sql
{
	my ($role, $sql) = @_;
	return $node->safe_psql('mail', $sql, extra_params => [ '-U', $role ]);
}

# The error that the SQL fails with, as SQLSTATE and message.
sub error
{
	my ($role, $sql) = @_;
	my ($status, $out, $err) = $node->psql('mail', "\\set VERBOSITY verbose\n$sql", extra_params => [ '-U', $role ]);
	return $err =~ /ERROR:\s+(.*)/ ? $1 : "none: $out";
}

# Every row of every catalog, but for what changes by itself.
my @catalogs = split /\n/, $node->safe_psql('mail', q(
	SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'
		AND relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_database', 'pg_subscription') ORDER BY 1));
my $catalog_rows = join(' UNION ALL ', map {
	"SELECT '$_ ' || (to_jsonb(c) - '{relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,relfilenode,relhastriggers}'::text[])::text FROM pg_catalog.$_ c"
	  . ($_ eq 'pg_namespace' ? " WHERE nspname !~ '^pg_(toast_)?temp_'" : '') } @catalogs);
sub catalog
{
	my %rows = map { $_ => 1 } split /\n/, $node->safe_psql('mail', $catalog_rows);
	return \%rows;
}

sub difference
{
	my ($before, $after) = @_;
	return join("\n", map({ "- $_" } grep { !$after->{$_} } sort keys %$before), map { "+ $_" } grep { !$before->{$_} } sort keys %$after);
}

sql('owner', 'CREATE SCHEMA bounces; CREATE SCHEMA mail; GRANT USAGE ON SCHEMA bounces, mail TO PUBLIC');
my $before = catalog();
cmp_ok(scalar keys %$before, '>', 5000, 'the catalog is read');
sql('owner', 'CREATE EXTENSION smtpcode SCHEMA bounces');

# ------------------------------------------------------------------- privileges

my $member = q(SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode'));
is(sql('owner', qq(
	SELECT relname, string_agg(grantee || ' ' || privileges, ', ' ORDER BY grantee COLLATE "C")
	FROM pg_class JOIN ($member) m ON classid = 'pg_class'::regclass AND objid = pg_class.oid LEFT JOIN LATERAL (
		SELECT coalesce(rolname, 'PUBLIC') AS grantee,
			string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ' ORDER BY privilege_type) AS privileges
		FROM aclexplode(relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> relowner GROUP BY 1) g ON true
	WHERE relkind <> 'c' GROUP BY relname ORDER BY relname COLLATE "C")),
	join("\n", 'bounce_crosswalk|PUBLIC SELECT',
		'bounce_rule|PUBLIC SELECT, owner DELETE* INSERT* UPDATE*, pg_database_owner DELETE* INSERT* UPDATE*', 'bounce_rule_edition|',
		map { "$_|PUBLIC SELECT" } qw(esc_lint_words esc_registry phrase_registry provider_registry reply_registry smtpcode_dependents)),
	'tables and views: PUBLIC reads, the owner changes rules');
is(sql('owner', qq(
	SELECT count(*) FILTER (WHERE proacl IS NOT NULL), count(*) FILTER (WHERE prosecdef),
		count(*) FILTER (WHERE proconfig IS NOT NULL), string_agg(DISTINCT lanname, ' ' ORDER BY lanname)
	FROM pg_proc JOIN ($member) m ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid
	JOIN pg_language l ON l.oid = prolang)), '0|0|0|c internal',
	'functions: in C, for all, and as who calls them');
is(sql('owner', qq(
	SELECT count(*) FROM pg_class JOIN ($member) m ON classid = 'pg_class'::regclass AND objid = pg_class.oid
	WHERE relkind = 'v' AND pg_get_viewdef(pg_class.oid) ~ '(bounce_rule|pg_authid|pg_shadow|pg_statistic\\M)')), 0,
	'no view reads for others what they may not read');

# ------------------------------------------------------------------- leakproof

# A function may be marked so if neither its result apart from itself, nor an error, a
# message, or the time it takes tells anything of its arguments.  These are the ones, by reason.
my @leakproof = (
	# the server's own, of integers
	(map { my $type = $_; map { "${type}_$_($type,$type)" } qw(eq ne lt le gt ge cmp smaller larger) } qw(esc esc_pattern reply_code)),
	(map { ("${_}_hash($_)", "${_}_hash_extended($_,bigint)") } qw(esc esc_pattern reply_code)),
	# the server's own, of strings of bytes
	(map { "esc_tally_$_(esc_tally,esc_tally)" } qw(eq ne lt le gt ge cmp)),
	'esc_tally_hash(esc_tally)', 'esc_tally_hash_extended(esc_tally,bigint)',
	# arithmetic on one number or two, which cannot fail
	'esc_matches(esc,esc_pattern)', 'esc_pattern_matches(esc_pattern,esc)', 'esc_filter(esc,esc_pattern)',
	map({ "esc_pattern_$_(esc_pattern,esc_pattern)" } qw(contains contained overlaps)),
	'esc_pattern_lower(esc_pattern)', 'esc_pattern_upper(esc_pattern)', 'esc_agrees(esc,reply_code)');
is(sql('owner', qq(SET search_path = bounces;
	SELECT string_agg(pg_proc.oid::regprocedure::text, E'\\n' ORDER BY pg_proc.oid::regprocedure::text COLLATE "C")
	FROM pg_proc JOIN ($member) m ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid
	WHERE proleakproof)),
	join("\n", sort @leakproof), 'the leakproof functions are these and no others');

# The server marks as leakproof what it has for integers and bytes, but for the hash
# functions, the smaller and the larger, which no index condition calls.
is(sql('owner', qq(
	SELECT string_agg(DISTINCT s.proname, ' ') FROM pg_proc p JOIN ($member) m ON classid = 'pg_proc'::regclass AND objid = p.oid
	JOIN pg_proc s ON s.pronamespace = 'pg_catalog'::regnamespace AND s.proname = p.prosrc
	WHERE p.prolang = 12 AND p.proleakproof AND NOT s.proleakproof
		AND s.proname !~ '^(hash|int\\d(smaller|larger))')), '', 'which is what the server says of its own');

# None of them fails, whatever its arguments: all pairs of many values.
is(sql('owner', q(
	SET search_path = bounces;
	WITH code AS (SELECT make_esc(c, s, d) AS code FROM unnest('{2,4,5}'::int[]) c, unnest('{0,1,7,999}'::int[]) s, unnest('{0,1,26,999}'::int[]) d),
	pattern AS (SELECT format('%s.%s.%s', c, s, d)::esc_pattern AS pattern
		FROM unnest('{X,2,5}'::text[]) c, unnest('{X,0,7,999}'::text[]) s, unnest('{X,0,999,1-26,0-998}'::text[]) d),
	reply AS (SELECT r::reply_code AS reply FROM generate_series(100, 599) r)
	SELECT (SELECT count(esc_matches(code, pattern) = esc_pattern_matches(pattern, code) AND esc_filter(code, pattern) IS NOT NULL) FROM code, pattern),
		(SELECT count((a.pattern @> b.pattern) = (b.pattern <@ a.pattern) AND (a.pattern && b.pattern) IS NOT NULL) FROM pattern a, pattern b),
		(SELECT count(esc_pattern_lower(pattern) <= esc_pattern_upper(pattern)) FROM pattern),
		(SELECT count(esc_agrees(code, reply)) FROM code, reply))),
	'2880|3600|60|24000', 'and none fails on any pair of values');

# ----------------------------------------------------------------- row security

sql('owner', q(
	SET search_path = mail, bounces;
	CREATE TABLE secret (id int, tenant name, code esc, pattern esc_pattern, reply reply_code, tally esc_tally);
	INSERT INTO secret
	SELECT i, CASE WHEN i % 100 = 0 THEN 'reader' ELSE 'other' END, code, esc_trunc('subject', code), 400 + i % 160,
		format('{"%s": %s}', code, i)::esc_tally
	FROM generate_series(1, 20000) AS i, make_esc(4 + i % 2, i / 2 % 100, i % 90) AS code;
	CREATE INDEX secret_code ON secret (code);
	CREATE INDEX secret_pattern ON secret (pattern);
	CREATE INDEX secret_reply ON secret (reply);
	CREATE INDEX secret_tally ON secret (tally);
	CREATE INDEX secret_hash ON secret USING hash (reply);
	ANALYZE secret;
	ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own ON secret USING (tenant = current_user);
	GRANT SELECT ON secret TO reader));
my @conditions = (
	q(code = '5.7.26') => 'code', q(code IN ('5.7.26', '4.1.1')) => 'code', q(code > '5.99.80') => 'code',
	q(code BETWEEN '5.7.20' AND '5.7.30') => 'code', q(code <@ '5.7.X') => 'code', q(code <@ 'X.7.26') => 'code',
	q('5.7.20-30' @> code) => 'code', q(code <@ '5.7.X' AND esc_agrees(code, reply)) => 'code',
	q(pattern = '5.7.X') => 'pattern', q(pattern < '4.1.X') => 'pattern', q(reply = 450) => '(?:reply|hash)', q(reply BETWEEN 420 AND 421) => 'reply',
	q(tally = '{"5.7.26": 2}') => 'tally', q(tally < '{"4.0.0": 90}') => 'tally', q(code = ANY (ARRAY['5.7.26'::esc])) => 'code');
my @without;
for (my $i = 0; $i < @conditions; $i += 2)
{
	my $plan = sql('reader', "SET search_path = mail, bounces; SET enable_seqscan = off; EXPLAIN (COSTS OFF) SELECT * FROM secret WHERE $conditions[$i]");
	push @without, "$conditions[$i]: $plan" if $plan !~ /secret_$conditions[ $i + 1 ]\b.*Index Cond/s;
}
is(join("\n", @without), '', 'a policy leaves the indexes to use');

# What might tell of a row comes after the policy.
my ($status, $out, $err) = $node->psql('mail', q(
	SET search_path = mail, bounces;
	CREATE FUNCTION pg_temp.tell(esc) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
		$$BEGIN RAISE NOTICE 'told of %', $1; RETURN true; END$$;
	SELECT count(*) FROM secret WHERE pg_temp.tell(code) AND code <@ '5.X.X';
	SELECT count(*) FROM secret WHERE classify(code) <> 'success' AND tenant <> 'reader'),
	extra_params => [ '-U', 'reader' ]);
my $visible = sql('owner', q(SELECT count(*) FROM mail.secret WHERE tenant = 'reader'));
cmp_ok(scalar(() = $err =~ /told of/g), '<=', $visible, 'of rows that are hidden nothing is told');
is($out =~ s/^\d+\n//r, '0', 'and they stay hidden');
is(error('reader', q(SET search_path = mail, bounces; SELECT * FROM secret WHERE make_esc(5, id, 0) = code AND id > 1000)) =~ s/:.*//r,
	'22003', 'an error tells of the own rows');
is(error('reader', q(SET search_path = mail, bounces; SELECT count(*) FROM secret WHERE id < 100 AND make_esc(CASE WHEN tenant = 'other' THEN 9 ELSE 5 END, 0, 0) = code)),
	'none: 0', 'and not of others');

# Statistics of a column are for those only who see all of its rows.
is(sql('reader', q(SELECT count(*) FROM pg_stats WHERE tablename = 'secret')), 0, 'nor do statistics tell');

# --------------------------------------------------------- the trigger, the rules

# The function of the trigger writes as the owner of the table: only for the table.
like(error('reader', q(
	CREATE TEMP TABLE mine (LIKE bounces.bounce_rule);
	CREATE TRIGGER mine BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION bounces.bounce_rule_changing();
	INSERT INTO mine (priority) VALUES (0))),
	qr/^39P01: function "bounce_rule_changing" must be called by a trigger on table "bounce_rule"/, 'it works for no other table');
like(error('reader', q(SELECT bounces.bounce_rule_changing())), qr/^39P01: function "bounce_rule_changing" must be called by a BEFORE trigger/, 'nor without one');

# What is of the same name in another schema, temporary or not, is nobody's rules.
sql('owner', q(INSERT INTO bounces.bounce_rule (pattern, category) VALUES ('5.7.1', 'policy')));
is(sql('reader', q(
	CREATE TEMP TABLE bounce_rule AS TABLE bounces.bounce_rule WITH NO DATA;
	CREATE TEMP TABLE bounce_rule_edition AS SELECT gen_random_uuid() AS edition;
	INSERT INTO bounce_rule (pattern, category) VALUES ('5.7.1', 'user_unknown');
	SET search_path = pg_temp, bounces;
	SELECT classify_with_rules('5.7.1'))), 'policy', 'temporary rules do not count');

# A rule is not more than data: what looks like SQL in it is text.
sql('owner', q{INSERT INTO bounces.bounce_rule (diagnostic_like, category, note)
	VALUES ('%''); DROP TABLE bounces.bounce_rule; --%', 'policy', '''); DROP TABLE bounces.bounce_rule; --')});
is(sql('reader', q{SET search_path = bounces;
	SELECT category, pattern FROM diagnose_with_rules('5.1.1', 550, NULL, 'x''); DROP TABLE bounces.bounce_rule; --x')}),
	'policy|', 'a rule runs no code');

# Who may change rules changes answers, and nothing but these; each change is his.
is(error('owner', q(UPDATE bounces.bounce_rule SET note = (SELECT rolpassword FROM pg_authid LIMIT 1))) =~ s/:.*//r, '42501',
	'a change of the rules reads nothing with the rights of others');
is(error('owner', q(
	CREATE FUNCTION mail.who() RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN current_user; END$$;
	UPDATE bounces.bounce_rule SET note = mail.who() RETURNING note)), "none: owner\nowner", 'nor runs anything with them');
sql('owner', 'DELETE FROM bounces.bounce_rule');

# ------------------------------------------------------------------- functions

# Those that take what only the server makes cannot be called with anything else.
foreach my $call (q(esc_recv('x')), q(esc_tally_recv('x')), q(esc_matches_support(NULL)), q(esc_typanalyze(NULL)), q(esc_in(NULL::text)))
{
	like(error('reader', "SET search_path = bounces; SELECT $call"), qr/^(?:42883|42804|none: $|22P02|42725|0A000)/, "no call of $call");
}

# Transition functions are for all to call, with any state.
foreach my $state ("'{}'", "'{1}'", "'{1,2,3}'", "'{{1,2}}'", "'{NULL,1}'", "'[5:6]={1,2}'", "'{9223372036854775807,9223372036854775807}'", "'{-1,-1}'")
{
	foreach my $call ("bounce_rate_accum($state, '5.1.1')", "bounce_rate_accum_inv($state, '5.1.1')", "bounce_rate_final($state)")
	{
		my $got = error('reader', "SET search_path = bounces; SELECT $call");
		unlike($got, qr/^XX000|server closed/, "$call: $got");
	}
}

# ----------------------------------------------------- other sessions, and the end

# A session that has used the extension finds it again, dropped and made anew elsewhere.
my $session = $node->background_psql('mail');
my $ask = q(SELECT b.classify_with_rules('5.7.1', 550), b.recommend('5.1.1', 550), count(*) FROM b.esc_registry;);
sql('owner', q(INSERT INTO bounces.bounce_rule (pattern, category) VALUES ('5.7.1', 'expired')));
is($session->query_safe($ask =~ s/\bb\./bounces./gr), 'expired|suppress|92', 'a session that knows the extension');
sql('owner', 'DROP EXTENSION smtpcode CASCADE; CREATE SCHEMA other; CREATE EXTENSION smtpcode SCHEMA other');
is($session->query_safe($ask =~ s/\bb\./other./gr), 'policy|suppress|92', 'knows the new one, without the rules of the old');
sql('owner', q(INSERT INTO other.bounce_rule (pattern, category) VALUES ('5.7.1', 'dns_error')));
is($session->query_safe($ask =~ s/\bb\./other./gr), 'dns_error|suppress|92', 'and the rules of the new');
$session->quit;

sql('owner', 'DROP EXTENSION smtpcode; DROP SCHEMA other; DROP TABLE mail.secret; DROP FUNCTION mail.who()');
is(difference($before, catalog()), '', 'DROP EXTENSION leaves nothing behind in any catalog');

$node->stop;
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|XX000|cache lookup failed/, 'the server has not suffered');
done_testing();
