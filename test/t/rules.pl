# Own rules: who may change them, what a dump keeps of them, and that sessions
# which have read them learn of a change from afar, on a standby and through
# logical replication.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('rules');
$node->init(allows_streaming => 'logical');
$node->append_conf('postgresql.conf', 'max_prepared_transactions = 1');
$node->start;
$node->safe_psql('postgres', q(
	CREATE ROLE "Mail Owner" LOGIN;
	CREATE ROLE installer LOGIN;
	CREATE ROLE editor LOGIN;
	CREATE ROLE reader LOGIN;
	CREATE DATABASE mail OWNER "Mail Owner";
	GRANT CREATE ON DATABASE mail TO installer));

# Run SQL in a database as the given role.
sub sql
{
	my ($database, $role, $sql) = @_;
	return $node->safe_psql($database, $sql, extra_params => [ '-U', $role ]);
}

# The SQLSTATE that the SQL fails with.
sub sqlstate
{
	my ($database, $role, $sql) = @_;
	my ($status, $out, $err) = $node->psql($database,
		"\\set VERBOSITY sqlstate\n$sql", extra_params => [ '-U', $role ]);
	return $err =~ /ERROR:\s+(\w{5})/ ? $1 : 'none';
}

# Who may do what to the rules, but for the superuser.
sub privileges
{
	my ($database) = @_;
	return $node->safe_psql($database, q(
		SELECT string_agg(grantee || ' ' || privileges, ', ' ORDER BY grantee COLLATE "C")
		FROM (SELECT coalesce(rolname, 'PUBLIC') AS grantee, string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ' ORDER BY privilege_type) AS privileges
			FROM pg_class, aclexplode(relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
			WHERE pg_class.oid = 'bounces.bounce_rule'::regclass AND a.grantee <> relowner GROUP BY 1) granted));
}

my $rules = 'SELECT * FROM bounces.bounce_rule ORDER BY note';
my $all = 'DELETE* INSERT* UPDATE*';
my $ask = q(SELECT bounces.classify_with_rules('5.7.1', 550, 'gmail', 'under a blue moon'));

# 1. Who may change the rules
sql('mail', 'Mail Owner', 'CREATE SCHEMA bounces; GRANT USAGE ON SCHEMA bounces TO PUBLIC; CREATE EXTENSION smtpcode SCHEMA bounces');
is(privileges('mail'), "Mail Owner $all, PUBLIC SELECT, pg_database_owner $all",
	'who installs the extension may change the rules and let others do so');
sql('mail', 'Mail Owner', q(
	INSERT INTO bounces.bounce_rule (pattern, provider, diagnostic_like, category, action, priority, note) VALUES
		('5.7.1', 'google', '%blue moon%', 'spam_content', 'fix_message', 5, 'one'), ('5.7.1', NULL, NULL, 'policy', NULL, 0, 'two');
	UPDATE bounces.bounce_rule SET reply_from = 550, reply_to = 559 WHERE note = 'two';
	GRANT INSERT, UPDATE ON bounces.bounce_rule TO editor));
sql('mail', 'editor', q(INSERT INTO bounces.bounce_rule (provider, action, note) VALUES ('Größe', 'retry', E'three:\ttab')));
for my $statement ('UPDATE bounces.bounce_rule SET note = 1', 'DELETE FROM bounces.bounce_rule',
	q(INSERT INTO bounces.bounce_rule (provider, action) VALUES ('x', 'retry')), 'TABLE bounces.bounce_rule_edition')
{
	is(sqlstate('mail', 'reader', $statement), '42501', "not anyone: $statement");
}
for my $statement ('TRUNCATE bounces.bounce_rule', 'ALTER TABLE bounces.bounce_rule DISABLE TRIGGER ALL',
	'ALTER TABLE bounces.bounce_rule ENABLE ROW LEVEL SECURITY', 'DROP TRIGGER bounce_rule_changing ON bounces.bounce_rule',
	'CREATE TRIGGER mine BEFORE INSERT ON bounces.bounce_rule FOR EACH ROW EXECUTE FUNCTION bounces.bounce_rule_changing()',
	'UPDATE bounces.bounce_rule_edition SET edition = gen_random_uuid()')
{
	is(sqlstate('mail', 'Mail Owner', $statement), '42501', "not even its owner: $statement");
}
is(sqlstate('mail', 'editor', 'DELETE FROM bounces.bounce_rule'), '42501', 'an editor may do what he was given');
is(sql('mail', 'reader', 'SELECT count(*) FROM bounces.bounce_rule'), '3', 'anyone reads the rules');
is(sql('mail', 'reader', $ask), 'spam_content', 'and calls the functions');
my $without = sql('mail', 'reader', q(SELECT bounces.classify('5.7.1', 550, 'gmail')));
isnt($without, 'spam_content', 'which say something else without rules');

# 2. A dump keeps the rules and what others were given, whoever restores it
my $dump = $node->backup_dir . '/mail.dump';
mkdir $node->backup_dir;
for my $role ('Mail Owner', $node->safe_psql('postgres', 'SELECT current_user'))
{
	for my $format ('plain', 'custom')
	{
		my $who = "$role, $format";
		my @restore = $format eq 'plain' ? ('psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', $dump) : ('pg_restore', '--exit-on-error', $dump);

		$node->safe_psql('postgres', 'CREATE DATABASE restored OWNER "Mail Owner"');
		$node->command_ok([ 'pg_dump', '-U', $role, '-F', $format, '-f', $dump, 'mail' ], "$who: dumped");
		$node->command_ok([ @restore, '-U', $role, '-d', 'restored' ], "$who: restored");
		is(sql('restored', 'reader', $rules), sql('mail', 'reader', $rules), "$who: the rules are there");
		is(sql('restored', 'reader', $ask), 'spam_content', "$who: and in force");
		is(sql('restored', 'editor', q(UPDATE bounces.bounce_rule SET note = 'four' WHERE note = 'two'; SELECT note FROM bounces.bounce_rule_for('5.7.1', 550))),
			'four', "$who: an editor goes on");
		is(sql('restored', 'Mail Owner', "GRANT DELETE ON bounces.bounce_rule TO editor; DELETE FROM bounces.bounce_rule; $ask"),
			$without, "$who: so does the owner of the database");
		is($node->safe_psql('restored', q(SELECT string_agg(tgenabled::text, '') FROM pg_trigger WHERE tgrelid = 'bounces.bounce_rule'::regclass)),
			'AA', "$who: and the triggers");
		$node->safe_psql('postgres', 'DROP DATABASE restored');
	}
}

# 3. Installed by someone else, whose rights are his own
sql('mail', 'Mail Owner', 'DROP EXTENSION smtpcode; GRANT CREATE ON SCHEMA bounces TO installer');
sql('mail', 'installer', 'CREATE EXTENSION smtpcode SCHEMA bounces');
is(privileges('mail'), "PUBLIC SELECT, installer $all, pg_database_owner $all", 'someone else installs it');
sql('mail', 'installer', q(INSERT INTO bounces.bounce_rule (pattern, category, note) VALUES ('5.7.1', 'policy', 'first')));
is(sqlstate('mail', 'editor', q(UPDATE bounces.bounce_rule SET note = 1)), '42501', 'what was granted before is gone');

# 4. A label that users added to our enum is a rule's as any other
$node->safe_psql('mail', q(ALTER TYPE bounces.bounce_category ADD VALUE 'legal_hold' AFTER 'policy'; ALTER TYPE bounces.bounce_category ADD VALUE ''));
is(sql('mail', 'installer', q(
		INSERT INTO bounces.bounce_rule (diagnostic_like, category) VALUES ('%legal hold%', 'legal_hold');
		SELECT bounces.classify_with_rules('5.2.1', 550, NULL, 'under legal hold'), bounces.classify_with_rules('5.2.1', 550))),
	'legal_hold|mailbox_disabled', 'a label of the user\'s own');
is(sql('mail', 'installer', q(
		INSERT INTO bounces.bounce_rule (diagnostic_like, category) VALUES ('%nameless%', '');
		SELECT explanation FROM bounces.diagnose_with_rules(diagnostic => 'under legal hold')
		UNION ALL SELECT explanation FROM bounces.diagnose_with_rules(diagnostic => 'nameless'))),
	"By a rule of your own: legal_hold.\nA rule of your own says what to do.", 'which an explanation names if it has a name');

# 5. Sessions that have read the rules learn of a change, from wherever it comes
# Start a session that reads the rules again and again until it sees the change.
sub start_waiting
{
	my ($server, $database) = @_;
	my $waiting = { out => '' };
	$waiting->{run} = IPC::Run::start(
		[
			'psql', '-X', '-d', $server->connstr($database),
			'-c', q(SELECT 'has read ' || note FROM bounces.bounce_rule_for('5.7.1')),
			'-c', q(DO $$ BEGIN
				FOR i IN 1 .. 1800 LOOP
					IF (bounces.bounce_rule_for('5.7.1')).note = 'second' THEN
						RAISE NOTICE 'has seen second';
						RETURN;
					END IF;
					COMMIT;
					PERFORM pg_sleep(0.1);
				END LOOP;
			END $$)
		],
		'>&', \$waiting->{out});
	$server->poll_query_until($database,
		q(SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'))
	  or die 'the session does not wait';
	return $waiting;
}

sub has_seen
{
	my ($waiting, $name) = @_;
	$waiting->{run}->finish;
	like($waiting->{out}, qr/has read first.*has seen second/s, $name);
}

my $change = q(UPDATE bounces.bounce_rule SET note = 'second' WHERE note = 'first');
my $undo = q(UPDATE bounces.bounce_rule SET note = 'first' WHERE note = 'second');

my $waiting = start_waiting($node, 'mail');
sql('mail', 'installer', $change);
has_seen($waiting, 'in another session');

sql('mail', 'installer', $undo);
$waiting = start_waiting($node, 'mail');
sql('mail', 'installer', "BEGIN; $change; PREPARE TRANSACTION 'change'");
sql('mail', 'installer', q(COMMIT PREPARED 'change'));
has_seen($waiting, 'of a prepared transaction');

sql('mail', 'installer', $undo);
$node->backup('standby');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'standby', has_streaming => 1);
$standby->start;
$waiting = start_waiting($standby, 'mail');
sql('mail', 'installer', $change);
has_seen($waiting, 'on a standby');
$standby->stop;

# a subscriber in another database of the same server
sql('mail', 'installer', $undo);
$node->safe_psql('postgres', 'CREATE DATABASE subscriber');
$node->safe_psql('subscriber', 'CREATE SCHEMA bounces; CREATE EXTENSION smtpcode SCHEMA bounces');
$node->safe_psql('mail', q(
	DELETE FROM bounces.bounce_rule WHERE category::text IN ('legal_hold', '');
	CREATE PUBLICATION rules FOR TABLE bounces.bounce_rule));
$node->safe_psql('mail', q(SELECT pg_create_logical_replication_slot('rules', 'pgoutput')));
my $connection = $node->connstr . ' dbname=mail';
$node->safe_psql('subscriber', qq(
	CREATE SUBSCRIPTION rules CONNECTION '$connection' PUBLICATION rules WITH (create_slot = false)));
$node->poll_query_until('subscriber', q(SELECT count(*) = 1 FROM bounces.bounce_rule)) or die 'the rules are not copied';
$waiting = start_waiting($node, 'subscriber');
sql('mail', 'installer', $change);
has_seen($waiting, 'through logical replication');
$node->safe_psql('subscriber', 'DROP SUBSCRIPTION rules');

$node->stop;
done_testing();
