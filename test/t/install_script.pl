# The install script runs as a superuser, in a schema that may belong to someone
# else, who may have filled it beforehand.  Nothing of his is taken for ours: the
# script has no statement that would adopt what is there, and in a schema full of
# traps the installation comes out as in a clean one.  Nor does it matter later
# what the search_path of a caller holds.

use strict;
use warnings;

use File::Basename qw(basename dirname);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $node = PostgreSQL::Test::Cluster->new('install_script');

# ------------------------------------------------------------------ the script

# What each statement may begin with: none of these takes what is there already.
my $allowed = qr/^(?:
	CREATE\ (?:TYPE|FUNCTION|AGGREGATE|OPERATOR|CAST|VIEW|TABLE|INDEX|UNIQUE\ INDEX|TRIGGER)\b
	| COMMENT\ ON\b | GRANT\b
	| ALTER\ (?:TABLE|TYPE|FUNCTION|OPERATOR|VIEW|EXTENSION)\b
	| DROP\ (?:TYPE|FUNCTION|AGGREGATE|OPERATOR|CAST|VIEW|TABLE|INDEX|TRIGGER)\b
	| INSERT\ INTO\ bounce_rule_edition\ \(edition\)\ VALUES\ \(pg_catalog\.gen_random_uuid\(\)\)$
	| SELECT\ pg_catalog\.pg_extension_config_dump\( )/x;

my @scripts = glob($node->config_data('--sharedir') . '/extension/smtpcode--*.sql');
my $names = '';
foreach my $file (@scripts)
{
	my $name = basename($file);
	my $text = slurp_file($file);
	like($text, qr/^\\echo Use "(?:CREATE|ALTER) EXTENSION .*" to load this file\. \\quit$/m,
		"$name cannot be run by psql");
	$text =~ s/^\\echo.*$//m;
	$text =~ s!/\*.*?\*/|--[^\n]*!!gs;
	my @literals;
	$text =~ s/((?:\bE)?'(?:[^']|'')*')/push @literals, $1; "'$#literals'"/ge;
	unlike($text, qr/\$\$|\$\w+\$/, "$name has no body of a function or of DO");
	unlike("@literals", qr/\@ext/, "$name has no name of a schema or a role within a literal");
	my @wrong;
	foreach my $statement (split /;/, $text)
	{
		$statement =~ s/^\s+|\s+$//g;
		$statement =~ s/\s+/ /g;
		next if $statement eq '';
		push @wrong, $statement
		  if $statement !~ $allowed
		  || $statement =~ /\bOR REPLACE\b|\bIF (?:NOT )?EXISTS\b|\bSECURITY DEFINER\b|\bsearch_path\b/i
		  || ($statement =~ /^CREATE FUNCTION/ && $statement !~ /\bLANGUAGE (?:c|internal)\b/);
	}
	is(join("\n", @wrong), '', "$name: every statement makes objects of its own, functions in C");
	$names .= $text;
}

# ------------------------------------------------------------------- the traps

$node->init;
$node->append_conf('postgresql.conf', 'max_locks_per_transaction = 1000');    # to drop all traps at once
$node->start;
my $superuser = $node->safe_psql('postgres', q(CREATE ROLE hostile LOGIN; CREATE DATABASE clean; CREATE DATABASE trapped OWNER hostile;
	SELECT current_user));

# A trap tells that it has been called, and for whom.
my $body = q(LANGUAGE plpgsql AS $$BEGIN RAISE WARNING 'CAUGHT %', current_user; RETURN NULL; END$$);

# In each schema: the operators and the functions of the server that the scripts and
# the queries in C use, for pairs of types between which the server casts.  There an
# exact match comes first, in whatever schema it is.
my $sql_in_c = join ' ', grep { /\b(?:SELECT|FROM|WHERE|SET)\b/ }
  map { slurp_file($_) =~ /"((?:[^"\\]|\\.)*)"/g } glob("$root/src/*/*.c");
my $used = "$names $sql_in_c";
my %operators = map { $_ => 1 } qw(= <> < <= > >= ~~ !~~ ||), $used =~ m!([-+*/<>=~\!@#%^&|]+)!g;
my %functions = map { $_ => 1 } $used =~ /\b([a-z_][a-z0-9_]*)\s*\(/g;
my $operators = join ',', map { "'$_'" } sort keys %operators;
my $functions = join ',', map { "'$_'" } sort keys %functions;

sub set_traps
{
	my ($database, $schema) = @_;
	(my $body = $body) =~ s/(['%])/$1$1/g;    # within a format
	my $sql = $node->safe_psql('clean', qq(
		WITH pair AS (SELECT format('%I', l) l, format('%I', r) r
			FROM unnest('{oid,regclass,name,text,"char",int2,int4,int8,bool}'::text[]) l,
				unnest('{oid,regclass,name,text,"char",int2,int4,int8,bool}'::text[]) r)
		SELECT format('CREATE FUNCTION $schema.trap(%s, %s) RETURNS boolean $body;', l, r) FROM pair
		UNION ALL
		SELECT format('CREATE OPERATOR $schema.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = $schema.trap);', o, l, r)
		FROM (SELECT DISTINCT oprname o FROM pg_operator
			WHERE oprkind = 'b' AND oprname IN ($operators)) o, pair
		UNION ALL
		SELECT format('CREATE FUNCTION $schema.%I(%s) RETURNS text $body;', f, a)
		FROM (SELECT DISTINCT proname f FROM pg_proc
			WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN ($functions)) f,
			(SELECT l || ', ' || r a FROM pair UNION SELECT l FROM pair) a));
	my ($status, $out, $err) = $node->psql($database, $sql, extra_params => [ '-U', 'hostile', '-q' ]);
	is($err, '', "traps are set in schema $schema");
	cmp_ok($sql =~ tr/\n//, '>', 1000, 'many of them');
	return;
}

# Run SQL as a role, with the traps' schema before the server's own; output and errors.
sub with_path
{
	my ($database, $role, $path, $sql) = @_;
	my ($status, $out, $err) = $node->psql($database, "SET search_path = $path;\n$sql",
		on_error_stop => 0, extra_params => [ '-U', $role, '-q' ]);
	return ($out, $err);
}

$node->safe_psql('trapped', 'CREATE SCHEMA mail AUTHORIZATION hostile');
set_traps('trapped', 'mail');
my ($answer, $error) = with_path('trapped', $superuser, 'mail',
	"SELECT refclassid = 'pg_extension'::regclass FROM pg_depend LIMIT 1");
like($error, qr/CAUGHT \Q$superuser\E/, 'the traps work, on who is careless');

# ------------------------------------------------------------ the installation

$node->safe_psql('clean', 'CREATE SCHEMA mail; CREATE EXTENSION smtpcode SCHEMA mail');

# What the extension's objects need that is neither theirs nor the server's.
my $foreign = q(
	WITH RECURSIVE part AS (
		SELECT classid, objid FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
			AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode')
		UNION
		SELECT d.classid, d.objid FROM pg_depend d
		JOIN part p ON d.refclassid = p.classid AND d.refobjid = p.objid
		WHERE d.deptype IN ('i', 'a'))
	SELECT DISTINCT pg_describe_object(refclassid, refobjid, 0) FROM part NATURAL JOIN pg_depend
	WHERE (refclassid, refobjid) NOT IN (SELECT * FROM part)
		AND refclassid NOT IN ('pg_namespace'::regclass, 'pg_extension'::regclass));
is($node->safe_psql('clean', $foreign), '', 'installed, it needs nothing but itself and the server');

# What the extension's functions, views and tables say, by statements that name
# everything in full.  Of each type of argument there is one sample.
my @questions = split /\n/, $node->safe_psql('clean', q(
	WITH sample (type, value) AS (VALUES
		('esc', '5.1.1'), ('reply_code', '550'), ('esc_pattern', '5.7.X'), ('esc_pattern[]', '{5.7.X,X.1.1}'),
		('text', 'smtp; 550 5.1.1 No such user'), ('integer', '5'), ('smallint', '550'), ('bigint', '5')),
	member AS (SELECT classid, objid FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
			AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode'))
	SELECT format('SELECT * FROM mail.%I(%s);', proname, (
		SELECT string_agg(format('%L::%s', value, CASE WHEN nspname = 'mail' THEN 'mail.' ELSE 'pg_catalog.' END
			|| CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN e.typname || '[]' ELSE t.typname END), ', ' ORDER BY n)
		FROM unnest(proargtypes) WITH ORDINALITY a (type, n) JOIN pg_type t ON t.oid = a.type
		JOIN pg_namespace s ON s.oid = t.typnamespace LEFT JOIN pg_type e ON e.oid = t.typelem
		LEFT JOIN sample ON sample.type = replace(format_type(a.type, NULL), 'mail.', '')))
	FROM pg_proc JOIN member ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid
	WHERE prokind = 'f' AND prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)
		AND NOT proargtypes::oid[] && '{internal,cstring}'::regtype[]::oid[]
	UNION ALL
	SELECT format('TABLE mail.%I;', relname)
	FROM pg_class JOIN member ON classid = 'pg_class'::regclass AND objid = pg_class.oid
	WHERE relkind IN ('r', 'v') AND relname <> 'bounce_rule_edition')); # which is another in each database
cmp_ok(scalar @questions, '>', 80, 'there is much to ask');
my $questions = join("\n", map { "\\echo $_\n$_" } @questions);
my ($answers, $trouble) = with_path('clean', $superuser, "''", $questions);
# a sample that does not fit: an unknown field, a number that is no class
my @refused = $trouble =~ /ERROR:/g;
cmp_ok(scalar @refused, '<', 8, 'and nearly all of it is answered');

foreach my $role ($superuser, 'hostile')
{
	my ($out, $err) = with_path('trapped', $role, 'mail, pg_catalog', 'CREATE EXTENSION smtpcode SCHEMA mail');
	is($err, '', "@{[ $role eq $superuser ? 'a superuser' : $role ]} installs it among the traps, and none is sprung");
	is($node->safe_psql('trapped', $foreign), '', 'nothing of it needs one');

	# Others are set behind its back, for its own types and with its own names.
	$node->safe_psql('trapped', 'CREATE SCHEMA later AUTHORIZATION hostile; GRANT USAGE ON SCHEMA mail TO hostile');
	set_traps('trapped', 'later');
	my $own = join("\n", map { my $type = $_;
		"CREATE FUNCTION later.trap(mail.$type, mail.$type) RETURNS boolean $body;",
		map { "CREATE OPERATOR later.$_ (LEFTARG = mail.$type, RIGHTARG = mail.$type, FUNCTION = later.trap);" }
		  qw(= <> < <= > >= <@ @> &&) } qw(esc esc_pattern reply_code));
	$own .= "CREATE DOMAIN later.$_ AS text;" foreach qw(esc esc_pattern reply_code bounce_action bounce_party);
	$own .= "CREATE TYPE later.bounce_category AS ENUM ('success');";
	$own .= "CREATE TABLE later.$_ (trap int);" foreach qw(esc_registry reply_registry bounce_rule);
	$node->safe_psql('trapped', $own, extra_params => [ '-U', 'hostile', '-q' ]);

	my ($got, $said) = with_path('trapped', $superuser, 'later, mail, pg_catalog', $questions);
	unlike($said, qr/CAUGHT/, 'nor is one sprung by who uses it');
	is($got, $answers, 'and it answers as it does where there are none');
	$node->safe_psql('trapped', 'DROP EXTENSION smtpcode CASCADE; DROP SCHEMA later CASCADE');
}

# What stands in the way of an object of ours is not adopted, nor is what could be
# called in place of it.
my %behind_views = map { $_ => 1 } $names =~ /\bFROM (\w+)\(\)/g;
foreach my $obstacle (
	'FUNCTION mail.esc_try(text) RETURNS text LANGUAGE sql RETURN $1',
	'DOMAIN mail.esc AS text',
	'VIEW mail.esc_registry AS SELECT 1',
	'TYPE mail.smtp_reply AS (reply int)',
	map { "FUNCTION mail.$_(trap int DEFAULT 0) RETURNS text $body" } sort keys %behind_views)
{
	$node->safe_psql('trapped', "CREATE $obstacle", extra_params => [ '-U', 'hostile' ]);
	my ($out, $err) = with_path('trapped', $superuser, 'mail', 'CREATE EXTENSION smtpcode SCHEMA mail');
	my ($kind, $name) = $obstacle =~ /^(\w+) mail\.(\w+)/;
	like($err, qr/ERROR: .*(?:already exists|is not unique)/, "it is not installed where a $name is not ours");
	unlike($err, qr/CAUGHT/, 'which is not called');
	$node->safe_psql('trapped', "DROP $kind mail.$name");
}

$node->stop;
done_testing();
