# Logical replication in binary form: our types arrive as they left, in the first
# copy and in changes, and the copy is indexed and partitioned in its own way.

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

$subscriber->stop;
$publisher->stop;
done_testing();
