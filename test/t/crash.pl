# Crashes in mid-load: a backend, then the whole server, then a standby is killed while
# sessions write tables with every kind of our indexes.  After recovery nothing that was
# committed is missing, tables and counts agree to the row, amcheck finds every btree
# index sound, hash and BRIN indexes find what a scan finds, and a standby has the same.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $path = "SET search_path = mail, bounces, public;\n";
my $sessions = 4;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
plan skip_all => 'amcheck is not installed'
  if !-e $primary->config_data('--sharedir') . '/extension/amcheck.control';
$primary->append_conf('postgresql.conf', q(
	restart_after_crash = on
	autovacuum_naptime = 1s
	max_wal_size = 64MB
	wal_keep_size = 512MB
	full_page_writes = on));
$primary->start;

# ------------------------------------------------------------------------- load

$primary->safe_psql('postgres', q(CREATE SCHEMA bounces; CREATE SCHEMA mail; CREATE EXTENSION smtpcode SCHEMA bounces; CREATE EXTENSION amcheck));
$primary->safe_psql('postgres', $path . slurp_file("$root/test/life/make.sql"));
$primary->safe_psql('postgres', $path . q(
	CREATE TABLE load (
		id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, session int, code esc NOT NULL, pattern esc_pattern, reply reply_code, tally esc_tally,
		category bounce_category GENERATED ALWAYS AS (classify(code, reply)) STORED,
		CHECK (esc_agrees(code, reply))
	) WITH (autovacuum_vacuum_threshold = 100);
	CREATE INDEX load_code ON load (code);
	CREATE INDEX load_pattern ON load (pattern, code);
	CREATE INDEX load_reply ON load (reply, id);
	CREATE INDEX load_tally ON load (tally);
	CREATE INDEX load_category ON load (category);
	CREATE INDEX load_part ON load (id) WHERE code <@ 'X.7.X';
	CREATE TABLE load_hash (id bigint, code esc, pattern esc_pattern, reply reply_code, tally esc_tally);
	CREATE INDEX load_hash_code ON load_hash USING hash (code);
	CREATE INDEX load_hash_pattern ON load_hash USING hash (pattern);
	CREATE INDEX load_hash_reply ON load_hash USING hash (reply);
	CREATE INDEX load_hash_tally ON load_hash USING hash (tally);
	CREATE TABLE load_brin (id bigint, code esc, pattern esc_pattern, reply reply_code);
	CREATE INDEX load_brin_all ON load_brin USING brin (code, pattern esc_pattern_minmax_multi_ops, reply reply_code_bloom_ops)
		WITH (pages_per_range = 1, autosummarize = on);

	-- what each session has written and deleted in the transactions that it committed
	CREATE TABLE ledger (session int PRIMARY KEY, transactions int NOT NULL, written esc_tally NOT NULL, deleted esc_tally NOT NULL)
		WITH (fillfactor = 50);
	CREATE PROCEDURE write(number int) LANGUAGE plpgsql AS $$
	DECLARE
		new_tally esc_tally;
		gone_tally esc_tally;
	BEGIN
		LOOP
			WITH written AS (
				INSERT INTO load (session, code, pattern, reply, tally)
				SELECT write.number, code, esc_trunc('subject', code), 100 * esc_class(code) + n,
					format('{"%s": %s}', code, n + 1)::esc_tally
				FROM generate_series(1, 20) AS n,
					make_esc((ARRAY[2, 4, 5])[1 + (random() * 2)::int], (random() * 9)::int, (random() * 40)::int + n * 0) AS code
				RETURNING *),
			hashed AS (INSERT INTO load_hash SELECT id, code, pattern, reply, tally FROM written),
			ranged AS (INSERT INTO load_brin SELECT id, code, pattern, reply FROM written)
			SELECT tally_agg(code) INTO new_tally FROM written;
			WITH gone AS (
				DELETE FROM load WHERE id IN (SELECT id FROM load WHERE session = write.number ORDER BY random() LIMIT 5)
				RETURNING *),
			gone_hash AS (DELETE FROM load_hash USING gone WHERE load_hash.id = gone.id AND load_hash.code = gone.code)
			SELECT tally_agg(code) INTO gone_tally FROM gone;
			INSERT INTO ledger VALUES (write.number, 1, new_tally, gone_tally)
			ON CONFLICT ON CONSTRAINT ledger_pkey DO UPDATE SET transactions = ledger.transactions + 1,
				written = ledger.written + excluded.written, deleted = ledger.deleted + excluded.deleted;
			COMMIT;
			RAISE NOTICE 'committed %', (SELECT transactions FROM ledger WHERE session = write.number);
		END LOOP;
	END$$));

$primary->backup('standby');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'standby', has_streaming => 1);
$standby->start;

my @load;

# Start the sessions, and wait until each has committed so many more transactions.
sub start_load
{
	my ($transactions) = @_;
	@load = map { { number => $_, out => '', before => committed()->{$_} // 0 } } 1 .. $sessions;
	foreach my $session (@load)
	{
		$session->{run} = IPC::Run::start(
			[ 'psql', '-X', '-q', '-d', $primary->connstr('postgres'), '-c', 'SET search_path = mail, bounces',
				'-c', "CALL write($session->{number})" ], '>&', \$session->{out});
	}
	$primary->poll_query_until('postgres', 'SELECT count(*) = ' . $sessions . ' FROM mail.ledger WHERE '
		  . join(' OR ', map { "session = $_->{number} AND transactions >= " . ($_->{before} + $transactions) } @load))
	  or die "the sessions do not write\n";
	return;
}

sub committed
{
	my %transactions = map { split /\|/ } split /\n/, $primary->safe_psql('postgres', 'SELECT session, transactions FROM mail.ledger');
	return \%transactions;
}

# Wait for the end of the sessions; has each lost its server?
sub end_load
{
	my ($name) = @_;
	foreach my $session (@load)
	{
		eval { $session->{run}->finish };
		my @numbers = $session->{out} =~ /committed (\d+)/g;
		$session->{acknowledged} = $numbers[-1] // $session->{before};
	}
	is(scalar(grep { $_->{out} =~ /server closed the connection|terminating connection|connection to server was lost/ } @load),
		$sessions, "$name: every session has lost its server");
	return;
}

# ----------------------------------------------------------------------- checks

my $reconcile = $path . q(
	SELECT session, written = (SELECT tally_agg(code) FROM load WHERE load.session = ledger.session) + deleted,
		tally_total(written) = 20 * transactions
	FROM ledger ORDER BY session;
	SELECT (SELECT tally_agg(code) FROM load) = (SELECT tally_agg(code) FROM load_hash),
		(SELECT tally_total(tally_agg(code)) FROM load_brin) = (SELECT sum(tally_total(written)) FROM ledger),
		(SELECT tally_agg(code) FROM load_brin) = (SELECT tally_merge(written) FROM ledger);
	SELECT count(*) FROM load WHERE category <> classify(code, reply);
	SELECT count(*) FROM load WHERE tally_total(tally) <> reply::int % 100 + 1);
my $reconciled = join("\n", map({ "$_|t|t" } 1 .. $sessions), 't|t|t', 0, 0);

my $indexes = $path . q(
	SELECT relation, key, check_index.wrong, check_index.by_index
	FROM (VALUES ('load', 'code'), ('load', 'pattern'), ('load', 'reply'), ('load', 'tally'), ('load', 'category'),
		('load_hash', 'code'), ('load_hash', 'pattern'), ('load_hash', 'reply'), ('load_hash', 'tally'),
		('load_brin', 'code'), ('load_brin', 'pattern'), ('load_brin', 'reply'))
		AS checked (relation, key), check_index(relation::regclass, key)
	WHERE wrong <> 0 OR NOT by_index);

# Every btree index of the tables is checked, against its table, too.
my $amcheck = $path . q(
	SELECT count(bt_index_check(indexrelid, true)) > 25, count(CASE WHEN NOT pg_is_in_recovery() THEN bt_index_parent_check(indexrelid, true) END) > 0
	FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
	WHERE relkind = 'i' AND relnamespace = 'mail'::regnamespace AND relam = (SELECT oid FROM pg_am WHERE amname = 'btree'));

sub sound
{
	my ($name) = @_;
	my $committed = committed();
	is(scalar(grep { $committed->{ $_->{number} } < $_->{acknowledged} || $committed->{ $_->{number} } > $_->{acknowledged} + 1 } @load), 0,
		"$name: what was committed is there, and at most the commit under way besides");
	is($primary->safe_psql('postgres', $reconcile), $reconciled, "$name: tables and counts agree to the row");
	is($primary->safe_psql('postgres', $amcheck), 't|t', "$name: amcheck finds the btree indexes sound");
	is($primary->safe_psql('postgres', $indexes), '', "$name: indexes find what a scan finds");
	return;
}

# Kills all processes of a server at once: a backend at work would not notice for
# long that there is no postmaster.
sub kill_all
{
	my ($node) = @_;
	my ($postmaster) = slurp_file($node->data_dir . '/postmaster.pid') =~ /^(\d+)/;
	my @processes = split /\n/, $node->safe_psql('postgres', 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
	$node->kill9;
	kill 'KILL', @processes;
	for (1 .. 1800)
	{
		return if !kill 0, $postmaster;
		select undef, undef, undef, 0.1;
	}
	die "process $postmaster is still there\n";
}

# Processes that are not in pg_stat_activity hold the memory until they notice.
sub start_again
{
	my ($node) = @_;
	for (1 .. 100)
	{
		return 1 if $node->start(fail_ok => 1);
		select undef, undef, undef, 0.1;
	}
	return 0;
}

# --------------------------------------------------------------------- a backend

start_load(40);
my $backend = $primary->safe_psql('postgres', q(SELECT pid FROM pg_stat_activity WHERE query ~ 'CALL write' AND pid <> pg_backend_pid() LIMIT 1));
kill 'KILL', $backend;
end_load('a backend is killed');
$primary->poll_query_until('postgres', 'SELECT 1', '1') or die "the server does not come back\n";
sound('a backend is killed');

# -------------------------------------------------------------------- the server

start_load(40);
kill_all($primary);
end_load('the server is killed');
ok(start_again($primary), 'the server is killed: it starts again');
sound('the server is killed');

# ------------------------------------------------------------------- the standby

start_load(20);
kill_all($standby);
foreach my $session (@load)
{
	my $more = committed()->{ $session->{number} } + 20;
	$primary->poll_query_until('postgres', "SELECT transactions >= $more FROM mail.ledger WHERE session = $session->{number}");
}
ok(start_again($standby), 'the standby is killed: it starts again');
$primary->stop('immediate');
end_load('the server stops at once');
$primary->start;
sound('the server stops at once');

$primary->wait_for_catchup($standby);
my $state = $path . slurp_file("$root/test/life/state.sql");
is($standby->safe_psql('postgres', $state), $primary->safe_psql('postgres', $state), 'the standby has the same tables and indexes');
is($standby->safe_psql('postgres', $reconcile), $reconciled, 'its counts agree to the row');
is($standby->safe_psql('postgres', $amcheck), 't|f', 'amcheck finds its btree indexes sound');
is($standby->safe_psql('postgres', $indexes), '', 'its indexes find what a scan finds');
my $all = $path . q(SELECT md5(string_agg(load::text, '' ORDER BY id)) FROM load; SELECT md5(string_agg(tally::text, '' ORDER BY id)) FROM load_hash);
is($standby->safe_psql('postgres', $all), $primary->safe_psql('postgres', $all), 'and every row is the same');

$standby->stop;
$primary->stop;
done_testing();
