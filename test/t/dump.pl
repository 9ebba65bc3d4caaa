# pg_dump and pg_restore: what uses our types comes back as it was, whoever restores
# it and in whatever format, with the extension in a schema other than public.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Path qw(rmtree);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $path = "SET search_path = mail, bounces;\n";
my $state = $path . slurp_file("$root/test/life/state.sql");

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
my $superuser = $node->safe_psql('postgres', q(
	CREATE ROLE owner LOGIN;
	CREATE ROLE other LOGIN;
	CREATE ROLE editor LOGIN;
	CREATE DATABASE source OWNER owner;
	SELECT current_user));

# Run SQL in a database as the given role.
sub sql
{
	my ($database, $role, $sql) = @_;
	return $node->safe_psql($database, $sql, extra_params => [ '-U', $role ]);
}

# What pg_dump writes of a database.  Recent versions put a random key into it.
sub dump_of
{
	my ($database, @options) = @_;
	my ($out, $err) = run_command([ 'pg_dump', '-U', $superuser, @options, '-d', $node->connstr($database) ]);
	die "pg_dump: $err\n" if $err;
	$out =~ s/^\\(?:un)?restrict .*\n//mg;
	return $out;
}

# The lines that are in one of two texts only.
sub difference
{
	my ($got, $expected) = @_;
	my %count;
	$count{$_}++ foreach split /\n/, $got;
	$count{$_}-- foreach split /\n/, $expected;
	return join("\n", map { ($count{$_} > 0 ? '+ ' : '- ') . $_ } grep { $count{$_} } sort keys %count);
}

sql('source', 'owner', 'CREATE SCHEMA bounces; CREATE SCHEMA mail; CREATE EXTENSION smtpcode SCHEMA bounces');
sql('source', 'owner', q(
	SET search_path = bounces;
	GRANT USAGE ON SCHEMA bounces TO PUBLIC;
	INSERT INTO bounce_rule (pattern, provider, category, action, note)
		VALUES ('5.7.X', 'google', 'spam_content', 'fix_message', E'a\ttab'), ('X.1.1', NULL, 'policy', NULL, NULL);
	INSERT INTO bounce_rule (reply_from, reply_to, diagnostic_like, action) VALUES (550, 559, '%listed%', 'slow_down');
	GRANT INSERT ON bounce_rule TO editor));
sql('source', 'owner', $path . slurp_file("$root/test/life/make.sql"));
my $expected = sql('source', 'owner', $state);
my $rules = 'SELECT count(*), md5(string_agg(r::text, \'\' ORDER BY r::text)) FROM bounces.bounce_rule r';
my $expected_rules = sql('source', 'owner', $rules);
my $dumped = dump_of('source');

# ------------------------------------------------------------ what there is

my @checked = $expected =~ /^(\w+\|\w+\|\d+\|\d+\|[tf])$/mg;
is(scalar @checked, 20, 'indexes of every kind are asked');
is(join("\n", grep { !/\|0\|t$/ } @checked), '', 'and find what a scan of the table finds');
like($dumped, qr/CREATE EXTENSION IF NOT EXISTS smtpcode WITH SCHEMA bounces;/, 'the extension is dumped as such');
unlike($dumped, qr/CREATE (?:TYPE|FUNCTION|TABLE|VIEW|OPERATOR) bounces\./, 'and none of its members is');
like($dumped, qr/^COPY bounces\.bounce_rule /m, 'but for its rules');
unlike($dumped, qr/bounce_rule_edition/, 'without their number');

# ------------------------------------------------------- formats and restorers

my $copy = $node->backup_dir;
mkdir $copy;
my %format = (
	plain => [ [], 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', "$copy/plain" ],
	inserts => [ [ '--inserts', '--rows-per-insert=100' ], 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', "$copy/inserts" ],
	custom => [ ['-Fc'], 'pg_restore', '--exit-on-error', "$copy/custom" ],
	directory => [ [ '-Fd', '-j', '2' ], 'pg_restore', '--exit-on-error', '-j', '2', "$copy/directory" ],
	root => [ [ '-Fc', '--load-via-partition-root' ], 'pg_restore', '--exit-on-error', "$copy/root" ]);

sub restore
{
	my ($format, $role, @options) = @_;
	my ($dump, @restore) = @{ $format{$format} };
	rmtree("$copy/$format");
	$node->command_ok([ 'pg_dump', '-U', $superuser, '-d', 'source', @$dump, '-f', "$copy/$format" ], "$format: dumped");
	$node->command_ok([ @restore, '-U', $role, '-d', 'restored', @options ], "$format: restored by $role");
	return;
}

# Is the copy what the original is?
sub same
{
	my ($name, $owner) = @_;
	is(sql('restored', $owner, $state), $expected, "$name: tables, indexes and partitions are the same");
	is(sql('restored', $owner, $rules), $expected_rules, "$name: so are the rules");
	return;
}

foreach my $case ([ 'plain', 'owner' ], [ 'custom', 'owner' ], [ 'inserts', 'owner' ],
	[ 'directory', $superuser ], [ 'root', $superuser ])
{
	my ($format, $role) = @$case;
	sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
	restore($format, $role);
	same("$format, $role", 'owner');
	is(difference(dump_of('restored'), $dumped),
		$role eq 'owner' ? '' : "- SET SESSION AUTHORIZATION owner;\n+ SET SESSION AUTHORIZATION pg_database_owner;",
		"$format, $role: a dump of the copy is that of the original");
	is(sql('restored', 'editor', q(
			INSERT INTO bounces.bounce_rule (pattern, action) VALUES ('5.1.1', 'review');
			SELECT bounces.recommend_with_rules('5.1.1'))), 'review', "$format, $role: grants on the rules hold");
	sql('postgres', $superuser, 'ALTER DATABASE restored RENAME TO generation') if $format eq 'root';
	sql('postgres', $superuser, 'DROP DATABASE restored') if $format ne 'root';
}

# Once a superuser has restored it, the owner of the database has granted what he
# granted as the owner of the database, whoever that is.
sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
$node->command_ok([ 'pg_dump', '-U', $superuser, '-d', 'generation', '-f', "$copy/generation" ], 'a copy is dumped');
$node->command_ok([ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', "$copy/generation", '-U', $superuser, '-d', 'restored' ],
	'and restored');
is(difference(dump_of('restored'), dump_of('generation')), '', 'a copy of a copy is the copy');
sql('postgres', $superuser, 'DROP DATABASE restored');
sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
$node->command_fails_like([ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', "$copy/generation", '-U', 'owner', '-d', 'restored' ],
	qr/permission denied to set session authorization/, 'the owner himself cannot restore these grants');
sql('postgres', $superuser, 'DROP DATABASE restored');

# ---------------------------------------------------------- by someone else

# A role that is not the owner of the original needs a database to create in, and
# has to leave out what names roles that he cannot act for.
sql('postgres', $superuser, 'CREATE DATABASE restored OWNER other');
restore('custom', 'other', '--no-owner', '--no-privileges');
same('someone else', 'other');
is(sql('restored', 'other', q(SELECT extowner::regrole FROM pg_extension WHERE extname = 'smtpcode')),
	'other', 'the extension is his');
is(sql('restored', 'other', q(
		GRANT USAGE ON SCHEMA bounces TO PUBLIC;
		GRANT DELETE ON bounces.bounce_rule TO editor;
		DELETE FROM bounces.bounce_rule;
		SELECT bounces.classify_with_rules('5.1.1'))), 'user_unknown', 'and so are the rules, to change and to grant');
sql('postgres', $superuser, 'DROP DATABASE restored');

# One who may only create schemas, in a database where the extension is.
sql('postgres', $superuser, 'CREATE DATABASE restored; GRANT CREATE ON DATABASE restored TO other');
sql('restored', $superuser, 'CREATE SCHEMA bounces; CREATE EXTENSION smtpcode SCHEMA bounces; GRANT USAGE ON SCHEMA bounces TO PUBLIC');
my ($dump_mail) = ("$copy/mail");
$node->command_ok([ 'pg_dump', '-U', $superuser, '-d', 'source', '-Fc', '-n', 'mail', '-f', $dump_mail ],
	'a dump of a schema alone');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--no-owner', '--no-privileges', '-U', 'other', '-d', 'restored', $dump_mail ],
	'is restored where the extension is already');
my $without_rules = sql('restored', 'other', $state);
my $roll_up = qr/^roll_up\|.*\n/m;    # is made with the rules, which are in the other schema
is($without_rules =~ s/$roll_up//r, $expected =~ s/$roll_up//r, 'with the same tables');
sql('postgres', $superuser, 'DROP DATABASE restored');

# ------------------------------------------------------------ parts of a dump

# Data alone, into a database where everything is.
sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
restore('custom', 'owner', '--schema-only');
is(sql('restored', 'owner', 'SELECT count(*) FROM bounces.bounce_rule'), 0, 'a schema without data has no rules');
$node->command_ok([ 'pg_dump', '-U', $superuser, '-d', 'source', '-Fc', '--data-only', '-f', "$copy/data" ],
	'data alone is dumped');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-U', 'owner', '-d', 'restored', "$copy/data" ],
	'and restored');
sql('restored', 'owner', 'REFRESH MATERIALIZED VIEW mail.roll_up');
same('data alone', 'owner');
sql('postgres', $superuser, 'DROP DATABASE restored');

# ------------------------------------------------- a label of a user's own

# pg_dump takes types of an extension as given.  So the label has to be there first.
$node->safe_psql('source', q(ALTER TYPE bounces.bounce_category ADD VALUE 'legal_hold' AFTER 'policy'));
sql('source', 'owner', q(
	SET search_path = mail, bounces;
	INSERT INTO bounce_rule (pattern, category) VALUES ('5.7.999', 'legal_hold');
	INSERT INTO by_list VALUES (0, 'legal_hold')));
$expected = sql('source', 'owner', $state);
$expected_rules = sql('source', 'owner', $rules);
sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
my ($dump, @restore) = @{ $format{custom} };
rmtree("$copy/custom");
$node->command_ok([ 'pg_dump', '-U', $superuser, '-d', 'source', @$dump, '-f', "$copy/custom" ], 'dumped with a label of a user\'s own');
$node->command_fails_like([ @restore, '-U', 'owner', '-d', 'restored' ],
	qr/invalid input value for enum bounces\.bounce_category: "legal_hold"/, 'which a new database lacks');
sql('postgres', $superuser, 'DROP DATABASE restored');
sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
sql('restored', 'owner', 'CREATE SCHEMA bounces; CREATE EXTENSION smtpcode SCHEMA bounces; CREATE SCHEMA mail');
$node->safe_psql('restored', q(ALTER TYPE bounces.bounce_category ADD VALUE 'legal_hold' AFTER 'policy'));
my ($list) = run_command([ 'pg_restore', '-l', "$copy/custom" ]);
append_to_file("$copy/list", join("\n", grep { !/ SCHEMA - | EXTENSION / } split /\n/, $list) . "\n");
$node->command_ok([ @restore, '-L', "$copy/list", '-U', 'owner', '-d', 'restored' ],
	'where it was added beforehand, the rest is restored');
same('a label of a user\'s own', 'owner');
sql('postgres', $superuser, 'DROP DATABASE restored');

# ------------------------------------------- what pg_dump cannot write in full

# Where SQL has no place for the schema of an operator, what is stored can only be
# restored with the schema in the search_path, and pg_dump sets that to nothing.
sql('source', 'owner', q(
	SET search_path = mail, bounces;
	CREATE SCHEMA forms;
	CREATE VIEW forms.equal AS SELECT id FROM event WHERE code = '5.1.1' OR (code = effective) IS NOT TRUE;
	CREATE VIEW forms.list AS SELECT id FROM event WHERE code IN ('5.1.1', '5.1.2') OR code NOT IN (SELECT effective FROM event);
	CREATE VIEW forms.row AS SELECT id FROM event WHERE (code, id) = (effective, 1) OR (code, reply) < (effective, 550);
	CREATE VIEW forms.on AS SELECT a.id FROM event a JOIN by_range b ON a.code = b.code;
	CREATE VIEW forms.choice AS SELECT CASE WHEN code = '5.1.1' THEN 1 END, greatest(code, effective), coalesce(reply, 550) FROM event;
	CREATE VIEW forms.grouped AS SELECT code, max(reply), count(DISTINCT tally), rank() OVER (ORDER BY code DESC)
		FROM event GROUP BY code UNION SELECT code, NULL, 0, 0 FROM by_hash ORDER BY 1;
	CREATE VIEW forms.enums AS SELECT nullif(category, 'policy'), CASE action WHEN 'none' THEN 1 END FROM event WHERE category IS DISTINCT FROM 'success'));
my @unwritten = (
	distinct => q(SELECT id FROM event WHERE code IS DISTINCT FROM effective),
	not_distinct => q(SELECT id FROM event WHERE reply IS NOT DISTINCT FROM 550),
	nullif => q(SELECT nullif(reply, 550) FROM event),
	case => q(SELECT CASE code WHEN '5.1.1' THEN 1 END FROM event),
	using => q(SELECT count(*) FROM by_range JOIN by_hash USING (code)),
	natural => q(SELECT count(*) FROM (SELECT code FROM by_range) a NATURAL JOIN (SELECT code FROM by_hash) b));
my @failing = map { $unwritten[ 2 * $_ ] } 0 .. $#unwritten / 2;
my %unwritten = @unwritten;
sql('source', 'owner', "${path}CREATE VIEW forms.failing_$_ AS $unwritten{$_}") foreach @failing;
my $views = q(SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'forms'::regnamespace);

sub restore_script
{
	my ($script) = @_;
	append_to_file("$copy/$script.sql", $_[1]);
	sql('postgres', $superuser, 'CREATE DATABASE restored OWNER owner');
	sql('restored', 'owner', 'CREATE SCHEMA bounces; CREATE EXTENSION smtpcode SCHEMA bounces');
	$node->safe_psql('restored', q(ALTER TYPE bounces.bounce_category ADD VALUE 'legal_hold' AFTER 'policy'));
	my ($status, $out, $err) = $node->psql('restored', undef, on_error_stop => 0,
		extra_params => [ '-U', 'owner', '-f', "$copy/$script.sql" ]);
	my $restored = $node->safe_psql('restored', $views);
	sql('postgres', $superuser, 'DROP DATABASE restored');
	return ($restored, $err);
}

$dumped = dump_of('source', '--no-comments');
my ($restored, $trouble) = restore_script('as_it_is', $dumped);
is($restored, 'choice enums equal grouped list on row', 'what names its operators comes back');
my @errors = $trouble =~ /ERROR:  operator does not exist: bounces\.(?:esc = bounces\.esc|reply_code = bounces\.reply_code)/g;
is(scalar @errors, scalar @failing, 'and what cannot name them is an error');
$dumped =~ s/set_config\('search_path', '', false\)/set_config('search_path', 'bounces', false)/ or die "no search_path\n";
($restored, $trouble) = restore_script('mended', $dumped);
is($restored, join(' ', sort(split(/ /, 'choice enums equal grouped list on row'), map { "failing_$_" } @failing)),
	'with another search_path in the dump all of it comes back');

$node->stop;
done_testing();
