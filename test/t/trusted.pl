# A trusted extension: installed by the owner of a database who is no
# superuser, used by anyone, moved to another schema, and dropped.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('trusted');
$node->init;
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

# The SQLSTATE that the SQL fails with.
sub sqlstate
{
	my ($role, $sql) = @_;
	my ($status, $out, $err) = $node->psql('mail',
		"\\set VERBOSITY sqlstate\n$sql", extra_params => [ '-U', $role ]);
	return $err =~ /ERROR:\s+(\w{5})/ ? $1 : "none: $out";
}

sql('owner', 'CREATE SCHEMA bounces; CREATE EXTENSION smtpcode SCHEMA bounces');
is(sql('owner', q(SELECT extowner::regrole, extrelocatable FROM pg_extension WHERE extname = 'smtpcode')),
	'owner|t', 'the owner of the database installs it');

# Each object that the extension holds, with its owner.
my $objects = q(
	SELECT pg_describe_object(classid, objid, objsubid)
	FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode'));
cmp_ok(sql('owner', "SELECT count(*) FROM ($objects) object"), '>', 100, 'its objects are there');

# Nobody but the superuser may change what other people's calls run.
is(sqlstate('owner', 'ALTER FUNCTION bounces.classify(bounces.esc, bounces.reply_code, text, text) VOLATILE'),
	'42501', 'its functions are not the owner\'s');
is(sqlstate('owner', q(CREATE OR REPLACE VIEW bounces.reply_registry AS SELECT 1)),
	'42501', 'nor are its views');

is(sqlstate('reader', 'SELECT count(*) FROM bounces.esc_registry'), '42501', 'a closed schema is closed');
# ... but not to a view of someone who may use it
sql('owner', q(
	SET search_path = public, bounces;
	CREATE SCHEMA reports;
	GRANT USAGE ON SCHEMA reports TO PUBLIC;
	CREATE TABLE reports.event AS SELECT i, make_esc(5, i % 9, i % 99) AS code FROM generate_series(1, 1000) i;
	CREATE INDEX ON reports.event (code);
	ANALYZE reports.event;
	CREATE VIEW reports.matching AS SELECT * FROM reports.event
		WHERE code <@ '5.X.1' OR code <@ 'X.7.X' OR code <@ 'X.1.1' OR code <@ '5.2.X' OR code <@ 'X.X.9';
	GRANT SELECT ON reports.matching TO PUBLIC));
is(sql('reader', 'SELECT count(*) FROM reports.matching'),
	sql('owner', 'SELECT count(*) FROM reports.matching'), 'patterns in its views are planned all the same');
sql('owner', 'DROP SCHEMA reports CASCADE; GRANT USAGE ON SCHEMA bounces TO PUBLIC');
is(sql('reader', 'SELECT count(*) FROM bounces.esc_registry'), '92', 'anyone reads esc_registry');
is(sql('reader', 'SELECT count(*) FROM bounces.reply_registry'), '45', 'anyone reads reply_registry');
is(sql('reader', 'SELECT (SELECT count(*) FROM bounces.bounce_crosswalk), (SELECT count(*) FROM bounces.esc_lint_words), (SELECT count(*) FROM bounces.smtpcode_dependents)'),
	'287|18|0', 'and bounce_crosswalk, esc_lint_words and smtpcode_dependents');
is(sql('reader', 'SELECT count(*) FROM bounces.provider_registry'), '429', 'anyone reads provider_registry');
cmp_ok(sql('reader', 'SELECT count(*) FROM bounces.phrase_registry'), '>', 100, 'anyone reads phrase_registry');
is(sql('reader', q(SELECT bounces.classify('5.1.1', 550), bounces.recommend('5.1.1', 550),
		bounces.esc_name('5.7.26'), '5.1.1'::bounces.esc OPERATOR(bounces.<) '5.1.2')),
	'user_unknown|suppress|Multiple authentication checks failed|t', 'anyone calls its functions');
is(sqlstate('reader', 'DELETE FROM bounces.esc_registry'), '55000', 'and nobody changes the registry');

# Everything goes along when the extension moves, also what people built on it.
# Only a superuser can move it, since its types belong to the bootstrap one.
sql('owner', q(
	SET search_path = public, bounces;
	CREATE SCHEMA moved;
	GRANT USAGE ON SCHEMA moved TO PUBLIC;
	GRANT CREATE ON SCHEMA moved TO owner;
	CREATE TABLE moved.bounce (code esc CHECK (recommend(code) <> 'none'),
		category bounce_category GENERATED ALWAYS AS (classify(code)) STORED);
	CREATE INDEX ON moved.bounce (classify(code));
	INSERT INTO moved.bounce VALUES ('5.2.2');
	CREATE SCHEMA elsewhere;
	GRANT USAGE ON SCHEMA elsewhere TO PUBLIC));
is(sqlstate('owner', 'ALTER EXTENSION smtpcode SET SCHEMA elsewhere'), '42501', 'its owner cannot move it');
$node->safe_psql('mail', 'ALTER EXTENSION smtpcode SET SCHEMA elsewhere');
is(sql('owner', q(INSERT INTO moved.bounce VALUES ('5.1.1'); SELECT * FROM moved.bounce ORDER BY category)),
	"5.1.1|user_unknown\n5.2.2|mailbox_full", 'tables that use it go on after a move');
is(sql('owner', 'SELECT count(*) FROM elsewhere.esc_registry'), '92', 'and so do its views');
is(sql('reader', 'SELECT kind, object FROM elsewhere.smtpcode_dependents'),
	"index|moved.bounce_classify_idx\ngenerated column|moved.bounce.category\nconstraint|bounce_code_check on moved.bounce",
	'which find what hangs on it, whatever the schemas');
is(sqlstate('owner', 'SELECT count(*) FROM bounces.esc_registry'), '42P01', 'nothing stays behind');

is(sqlstate('owner', 'DROP EXTENSION smtpcode'), '2BP01', 'it is not dropped from under a table');
sql('owner', 'DROP EXTENSION smtpcode CASCADE');
is(sql('owner', q(SELECT count(*) FROM pg_type WHERE typname ~ '^_?(esc|reply_code|bounce_|diagnosis)')), '0',
	'DROP EXTENSION leaves no type');
is(sql('owner', q(SELECT count(*) FROM pg_proc WHERE probin ~ 'smtpcode')), '0', 'and no function');

$node->stop;
done_testing();
