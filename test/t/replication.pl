# Logical replication in binary form: our types arrive as they left, in the first
# copy and in changes, and the copy is indexed and partitioned in its own way.
# Rules arrive as well, also where all tables are published, and are in force at
# once in sessions of the subscriber, whatever its triggers do.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $columns = q(
	id int NOT NULL, code esc NOT NULL, pattern esc_pattern, reply reply_code,
	codes esc[], category bounce_category, tally esc_tally);

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
$publisher->init(allows_streaming => 'logical');
$publisher->start;
$publisher->safe_psql('postgres', qq(
	CREATE EXTENSION smtpcode;
	CREATE TABLE bounce ($columns, PRIMARY KEY (code, id));
	CREATE PUBLICATION bounces FOR TABLE bounce;
	CREATE FUNCTION fill(first int, last int) RETURNS void LANGUAGE sql
	BEGIN ATOMIC
		INSERT INTO bounce
		SELECT i, code, esc_trunc('subject', code), CASE WHEN i % 5 > 0 THEN 100 + i % 500 END,
			ARRAY[code, NULL, make_esc(2, i % 1000, 0)], classify(code),
			(SELECT tally_agg(code, n) FROM generate_series(0, i % 3) n)
		FROM generate_series(first, last) i, make_esc(4 + i % 2, i * 7 % 1000, i * 11 % 1000) code;
	END;
	SELECT fill(1, 5000)));

# The subscriber has other object identifiers, another schema and partitions.
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init(allows_streaming => 'logical');
$subscriber->start;
$subscriber->safe_psql('postgres', qq(
	CREATE SCHEMA mail;
	CREATE EXTENSION smtpcode SCHEMA mail;
	SET search_path = public, mail;
	CREATE TABLE bounce ($columns, PRIMARY KEY (code, id)) PARTITION BY RANGE (code);
	CREATE TABLE bounce_4 PARTITION OF bounce FOR VALUES FROM (MINVALUE) TO ('5.0.0');
	CREATE TABLE bounce_5 PARTITION OF bounce FOR VALUES FROM ('5.0.0') TO (MAXVALUE)));
my $connection = $publisher->connstr . ' dbname=postgres';
$subscriber->safe_psql('postgres',
	"CREATE SUBSCRIPTION bounces CONNECTION '$connection' PUBLICATION bounces WITH (binary = true)");

my $all = q(SET search_path = public, mail;
	SELECT id, code, pattern, reply, codes, category, tally FROM bounce ORDER BY code, id);
sub same
{
	my ($name) = @_;
	$publisher->wait_for_catchup('bounces');
	my $expected = $publisher->safe_psql('postgres', $all);
	is($subscriber->safe_psql('postgres', $all), $expected, $name);
	return;
}

$subscriber->wait_for_subscription_sync($publisher, 'bounces');
same('the first copy');

$publisher->safe_psql('postgres', 'SELECT fill(5001, 6000)');
same('rows that come later');

# The key is what tells the row, and the row changes its partition.
$publisher->safe_psql('postgres', q(
	UPDATE bounce SET code = make_esc(9 - esc_class(code), esc_subject(code), esc_detail(code)),
		tally = tally + tally, reply = 599 WHERE id % 3 = 0));
same('rows that change their key');

$publisher->safe_psql('postgres', q(DELETE FROM bounce WHERE code <@ '5.X.X' AND id % 2 = 0));
same('rows that go');

is($subscriber->safe_psql('postgres', 'SELECT subbinary FROM pg_subscription'), 't',
	'all of it in binary form');
unlike(slurp_file($subscriber->logfile), qr/ERROR/, 'without an error');

# ------------------------------------------------------------------- rules

# A session that goes on from one question to the next.
sub session
{
	my ($node, $database) = @_;
	my $session = { in => '', out => '', timer => IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default) };
	$session->{run} = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr($database), '-f', '-' ],
		'<', \$session->{in}, '>', \$session->{out}, '2>&1', $session->{timer});
	return $session;
}

sub ask
{
	my ($session, $sql) = @_;
	$session->{in} .= "$sql;\n\\echo answered\n";
	$session->{timer}->start($PostgreSQL::Test::Utils::timeout_default);
	$session->{run}->pump until $session->{out} =~ s/^(.*?)\n?answered\n//s;
	return $1;
}

my $rule = "SELECT note FROM bounce_rule_for('5.7.1', 550)";
my $changes = q(
	INSERT INTO bounce_rule (pattern, provider, category, note) VALUES ('5.7.1', NULL, 'policy', 'one'), ('5.2.2', 'acme', 'mailbox_full', 'two');
	UPDATE bounce_rule SET note = note || ' changed';
	UPDATE bounce_rule SET pattern = '5.2.X', reply_from = 550, reply_to = 559 WHERE provider IS NOT NULL;
	DELETE FROM bounce_rule WHERE provider IS NOT NULL);

for my $scope ('ALL TABLES', 'TABLES IN SCHEMA public', 'TABLE bounce_rule, bounce_rule_edition')
{
	my $database = lc($scope) =~ s/\W+/_/gr;

	$_->safe_psql('postgres', "CREATE DATABASE $database") for ($publisher, $subscriber);
	$_->safe_psql($database, 'CREATE EXTENSION smtpcode') for ($publisher, $subscriber);
	$publisher->safe_psql($database, "CREATE PUBLICATION rules FOR $scope");
	my ($status, undef, $error) = $publisher->psql($database, $changes, on_error_stop => 1);
	is($error, '', "$scope: rules can be changed");

	my $own = 'SELECT count(*), min(edition::text) FROM bounce_rule_edition';
	my $before = $subscriber->safe_psql($database, $own);
	$subscriber->safe_psql($database,
		"CREATE SUBSCRIPTION $database CONNECTION '" . $publisher->connstr . " dbname=$database' PUBLICATION rules");
	$subscriber->wait_for_subscription_sync($publisher, $database, $database);
	is($subscriber->safe_psql($database, $rule), 'one changed', "$scope: the first copy is in force");
	like($subscriber->safe_psql($database, $own), qr/^1\|/, "$scope: and there is one edition");
	isnt($subscriber->safe_psql($database, $own), $before, "$scope: which is new");
	isnt($subscriber->safe_psql($database, $own), $publisher->safe_psql($database, $own), "$scope: and the subscriber's own");

	# How the trigger fires, on the subscriber: always is how the extension has it.
	my @others = $scope eq 'ALL TABLES' ? ('ENABLE', 'ENABLE REPLICA', 'DISABLE') : ();
	for my $firing ('ENABLE ALWAYS', @others)
	{
		my $name = "$scope, $firing TRIGGER";
		my $reader = session($subscriber, $database);
		my $replicated = sub {
			my ($sql, $expected, $what) = @_;
			$publisher->safe_psql($database, $sql);
			$publisher->wait_for_catchup($database);
			is(ask($reader, $rule), $expected, "$name: $what");
			return;
		};

		is(ask($reader, $rule), 'one changed', "$name: a session has read the rules");
		$subscriber->safe_psql($database, "ALTER TABLE bounce_rule $firing TRIGGER bounce_rule_changing");
		is(ask($reader, $rule), 'one changed', "$name: they are the same");
		$replicated->(q(UPDATE bounce_rule SET note = 'again'), 'again', 'a replicated update');
		$replicated->(q(INSERT INTO bounce_rule (pattern, reply_from, reply_to, category, note) VALUES ('5.7.1', 550, 550, 'policy', 'best')), 'best', 'a replicated insert');
		$replicated->(q(UPDATE bounce_rule SET diagnostic_like = '%' WHERE note = 'best'), 'again', 'a replicated update of its key');
		$replicated->(q(UPDATE bounce_rule SET diagnostic_like = NULL WHERE note = 'best'), 'best', 'and back');
		$replicated->(q(DELETE FROM bounce_rule WHERE note = 'best'), 'again', 'a replicated delete');
		$replicated->(q(UPDATE bounce_rule SET note = 'one changed'), 'one changed', 'an update back');
		$subscriber->safe_psql($database, q(SET session_replication_role = replica; UPDATE bounce_rule SET note = 'by a replica'));
		is(ask($reader, $rule), 'by a replica', "$name: a session with session_replication_role = replica");
		$subscriber->safe_psql($database, q(UPDATE bounce_rule SET note = 'one changed'));
		is(ask($reader, $rule), 'one changed', "$name: an ordinary session");
		$subscriber->safe_psql($database, 'ALTER TABLE bounce_rule ENABLE ALWAYS TRIGGER bounce_rule_changing');
		is(ask($reader, $rule), 'one changed', "$name: the trigger is back");
		$replicated->(q(UPDATE bounce_rule SET note = 'and still changed'), 'and still changed', 'with it, a replicated update');
		$replicated->(q(UPDATE bounce_rule SET note = 'one changed'), 'one changed', 'and another one');
		$reader->{in} .= "\\q\n";
		$reader->{run}->finish;
	}
	my $reader = session($subscriber, $database);
	is(ask($reader, $rule), 'one changed', "$scope: a session has read the rules");
	$publisher->safe_psql($database, 'TRUNCATE bounce_rule');
	$publisher->wait_for_catchup($database);
	is(ask($reader, $rule), '', "$scope: TRUNCATE");
	$reader->{in} .= "\\q\n";
	$reader->{run}->finish;
	like($subscriber->safe_psql($database, $own), qr/^1\|/, "$scope: there still is one edition");

	# What lets them be published comes with the extension: a dump need not have it.
	my $dump = $publisher->basedir . "/$database.sql";
	$publisher->safe_psql('postgres', "CREATE DATABASE restored");
	$publisher->command_ok([ 'pg_dump', '-f', $dump, $publisher->connstr($database) ], "$scope: dumped");
	$publisher->command_ok([ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $publisher->connstr('restored') ], "$scope: restored");
	(undef, undef, $error) = $publisher->psql('restored', $changes, on_error_stop => 1);
	is($error, '', "$scope: rules can be changed after a restore");
	$publisher->safe_psql('postgres', 'DROP DATABASE restored');
	$subscriber->safe_psql($database, "DROP SUBSCRIPTION $database");
}
unlike(slurp_file($subscriber->logfile), qr/ERROR|conflict/, 'without an error');

$subscriber->stop;
$publisher->stop;
done_testing();
