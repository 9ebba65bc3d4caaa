# Bounces on three servers, and a fourth that asks them through postgres_fdw:
# what it sends to the others, whether the answers are those of one table, and
# what becomes of them when a server dies.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $rows = 1_000_000;
my $shards = 3;

# ----------------------------------------------------------------- the servers

sub start_server
{
	my ($name) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init;
	$node->append_conf('postgresql.conf', q(
		max_wal_size = 4GB
		max_parallel_workers_per_gather = 0
		jit = off));
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION smtpcode');
	return $node;
}

my $columns = q(
	id bigint NOT NULL,
	domain text NOT NULL,
	provider text,
	day date NOT NULL,
	reply reply_code,
	code esc);

my $one = start_server('coordinator');
my @shards = map { start_server("shard_$_") } 0 .. $shards - 1;

# A third of the rows has no enhanced status code, as among real bounces.
$one->safe_psql('postgres', qq(
	CREATE EXTENSION postgres_fdw;
	CREATE TABLE whole ($columns);
	INSERT INTO whole
	SELECT i, 'd' || (hashint8(i) & 511) || '.example',
		(ARRAY['google', 'microsoft', 'yahoo', NULL])[1 + (hashint8(i + 1) & 3)],
		date '2026-01-01' + i / 2880,
		CASE WHEN class = 2 THEN 250 WHEN class = 4 THEN 451 ELSE 550 END,
		CASE WHEN hashint8(i + 2) % 3 <> 0 THEN make_esc(class, (hashint8(i + 3) & 7),
			(hashint8(i + 4) & 31) * (hashint8(i + 5) & 1)) END
	FROM generate_series(1, $rows) AS i,
		LATERAL (SELECT (ARRAY[2, 4, 5, 5])[1 + (hashint8(i + 6) & 3)] AS class) AS c;
	ANALYZE whole;
	CREATE TABLE bounce ($columns) PARTITION BY HASH (domain)));
for my $i (0 .. $shards - 1)
{
	my ($host, $port) = ($shards[$i]->host, $shards[$i]->port);
	$shards[$i]->safe_psql('postgres', "CREATE TABLE bounce ($columns)");
	$one->safe_psql('postgres', qq(
		CREATE SERVER shard_$i FOREIGN DATA WRAPPER postgres_fdw OPTIONS
			(host '$host', port '$port', dbname 'postgres', extensions 'smtpcode',
			async_capable 'true', batch_size '5000', fetch_size '5000');
		CREATE USER MAPPING FOR CURRENT_USER SERVER shard_$i;
		CREATE FOREIGN TABLE bounce_$i PARTITION OF bounce
			FOR VALUES WITH (MODULUS $shards, REMAINDER $i)
			SERVER shard_$i OPTIONS (table_name 'bounce')));
}
$one->safe_psql('postgres', 'INSERT INTO bounce SELECT * FROM whole');
for my $shard (@shards)
{
	$shard->safe_psql('postgres', 'CREATE INDEX ON bounce (code); VACUUM ANALYZE bounce');
	cmp_ok($shard->safe_psql('postgres', 'SELECT count(*) FROM bounce'),
		'>', $rows / $shards / 2, $shard->name . ' has its share of the rows');
}
$one->safe_psql('postgres', 'ANALYZE bounce');

# ------------------------------------------------------------- the same answers

my $settings = 'SET enable_partitionwise_aggregate = on; SET TimeZone = UTC;';

sub ask
{
	my ($sql, $table) = @_;
	$sql =~ s/\bBOUNCE\b/$table/g;
	return $one->safe_psql('postgres', "$settings $sql");
}

# The statements that the shards are sent, and the nodes of the plan.
sub explain
{
	my ($sql) = @_;
	my $plan = ask("EXPLAIN (VERBOSE, COSTS OFF) $sql", 'bounce');
	# names are sent with their schema
	$plan =~ s/OPERATOR\(public\.([^)]+)\)/$1/g;
	$plan =~ s/\bpublic\.//g;
	return $plan;
}

# Does a query on the shards give what it gives on one table?  Is each shard sent
# a statement that fits the expression?
sub same
{
	my ($name, $sql, $remote) = @_;
	my $expected = ask($sql, 'whole');
	isnt($expected, '', "$name: there is an answer");
	is(ask($sql, 'bounce'), $expected, "$name: the same as from one table");
	my $plan = explain($sql);
	my @sent = grep { /$remote/ } $plan =~ /Remote SQL: (.*)/g;
	is(scalar @sent, $shards, "$name: the shards do the work") or diag $plan;
}

same('equality', q(SELECT count(*), sum(id) FROM BOUNCE WHERE code = '5.1.1'),
	qr/WHERE \(\(code = '5\.1\.1'/);
same('range', q(SELECT count(*), sum(id) FROM BOUNCE WHERE code BETWEEN '4.2.0' AND '4.2.2'),
	qr/code >= '4\.2\.0'.*code <= '4\.2\.2'/);
same('pattern', q(SELECT count(*), sum(id) FROM BOUNCE WHERE code <@ '5.7.X'),
	qr/WHERE.*\bcode\b.*5\.7\./);
same('pattern with an open class', q(SELECT count(*), sum(id) FROM BOUNCE WHERE code <@ 'X.1.1'),
	qr/WHERE.*\bcode\b.*\.1\.1/);
same('two patterns', q(SELECT count(*), sum(id) FROM BOUNCE WHERE code <@ '5.1.X' OR code <@ '4.2.2'),
	qr/WHERE.*code.* OR .*code/);
same('reply', q(SELECT count(*), sum(id) FROM BOUNCE WHERE reply = 550 AND code IS NULL),
	qr/WHERE.*reply = /);
same('category', q(SELECT count(*), sum(id) FROM BOUNCE WHERE classify(code, reply, provider) = 'user_unknown'),
	qr/WHERE.*classify\(code, reply, provider, NULL::text\) = 'user_unknown'/);
same('action', q(SELECT count(*), sum(id) FROM BOUNCE WHERE recommend(code, reply, provider) = 'suppress'),
	qr/WHERE.*recommend\(code, reply, provider, NULL::text\) = 'suppress'/);
same('sort', q(SELECT code, id FROM BOUNCE WHERE code <@ '5.X.X' ORDER BY code DESC, id LIMIT 20),
	qr/ORDER BY code DESC.*id/);
same('aggregates by the key of the shards', q(
	SELECT domain, count(*), count(DISTINCT code), min(code), max(code) FROM BOUNCE
	GROUP BY domain ORDER BY domain),
	qr/SELECT.*count\(\*\).*GROUP BY/);
same('tally by the key of the shards', q(
	SELECT domain, tally_agg(esc_effective(code, reply)), bounce_rate(code) FROM BOUNCE
	GROUP BY domain ORDER BY domain),
	qr/SELECT.*tally_agg\(.*esc_effective\(code, reply\)\).*GROUP BY/);

# Whatever is not grouped by their key alone: partial tallies there, merged here.
same('tally of all', q(
	SELECT tally_merge(tally) FROM (
		SELECT tally_agg(esc_effective(code, reply)) AS tally FROM BOUNCE GROUP BY domain) AS part),
	qr/SELECT tally_agg\(.*GROUP BY/);
same('tally by month', q(
	SELECT month, tally_total(tally), tally_rate(tally, '5.X.X'), tally FROM (
		SELECT date_trunc('month', day) AS month, tally_merge(tally) AS tally FROM (
			SELECT domain, day, tally_agg(esc_effective(code, reply)) AS tally
			FROM BOUNCE GROUP BY domain, day) AS part
		GROUP BY month) AS merged
	ORDER BY month),
	qr/SELECT.*tally_agg\(.*GROUP BY/);

# The partial tallies of the shards are those of the rows, whichever way.
is(ask(q(SELECT tally_merge(tally) FROM (
		SELECT tally_agg(esc_effective(code, reply)) AS tally FROM bounce GROUP BY domain) AS part), 'bounce'),
	ask('SELECT tally_agg(esc_effective(code, reply)) FROM whole', 'whole'),
	'tallies of the shards, merged, are the tally of the whole');
is(ask('SELECT tally_total(tally_agg(esc_effective(code, reply))) FROM bounce', 'bounce'),
	$rows, 'without grouping the rows come here, and the tally is right as well');

like(explain('SELECT id FROM bounce WHERE code <@ \'5.7.X\''),
	qr/Async Foreign Scan.*Async Foreign Scan/s, 'the shards are asked at the same time');
my $pruned = explain(q(SELECT tally_agg(esc_effective(code, reply)) FROM bounce WHERE domain = 'd7.example'));
is(scalar(() = $pruned =~ /Remote SQL/g), 1, 'a domain is asked of its own shard only') or diag $pruned;

# What reads a table of the server at hand stays there.
unlike(explain(q(SELECT id FROM bounce WHERE classify_with_rules(code, reply, provider) = 'policy')),
	qr/Remote SQL: .*classify_with_rules/, 'rules are applied by the server that holds them');

# ------------------------------------------------------------ a shard that dies

# The cursor is open and has given rows when the server is killed.
my $session = $one->background_psql('postgres', on_error_stop => 0);
$session->query_safe(q(
	ALTER SERVER shard_1 OPTIONS (SET fetch_size '100');
	BEGIN;
	DECLARE c CURSOR FOR SELECT code FROM bounce_1));
is($session->query('FETCH 50 FROM c \g /dev/null'), '', 'a query has begun');
kill_server($shards[1]);
my $result = $session->query(q(MOVE ALL FROM c;));
like($session->{stderr} // '', qr/ERROR/, 'in mid-query it is an error');
unlike($result, qr/^MOVE/m, 'and no number');
$session->query('ROLLBACK');
$session->quit;

my ($status, $output, $error) = $one->psql('postgres', 'SELECT count(*) FROM bounce');
isnt($status, 0, 'a query that needs the dead shard fails');
is($output, '', 'and gives no number');
like($error, qr/could not connect to server "shard_1"/, 'and says which shard it is');
is(ask(q(SELECT count(*) FROM bounce_0), 'bounce'), $shards[0]->safe_psql('postgres', 'SELECT count(*) FROM bounce'),
	'the others go on');

$shards[1]->start;
is(ask('SELECT count(*), sum(id) FROM bounce', 'bounce'), ask('SELECT count(*), sum(id) FROM whole', 'whole'),
	'when it is back, so are its rows');

# Kills all its processes, as a failing machine does.
sub kill_server
{
	my ($node) = @_;
	$node->stop('immediate');
	return;
}

$_->stop foreach $one, @shards;
done_testing();
