# Many sessions write bounces, one in ten of them bad, classify them and add them to
# roll-ups; afterwards the counts agree to the row.  test/load/run is the long form.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $load = File::Spec->rel2abs(dirname(__FILE__) . '/../load');

my $node = PostgreSQL::Test::Cluster->new('load');
$node->init;
$node->append_conf('postgresql.conf', 'max_connections = 40');
$node->start;
$node->safe_psql('postgres', "CREATE EXTENSION smtpcode;\n" . slurp_file("$load/make.sql"));

my ($out, $err) = run_command([ 'pgbench', '-h', $node->host, '-p', $node->port, '-n', '-M', 'prepared', '-c', 32, '-t', 100,
	'-f', "$load/insert.sql\@8", '-f', "$load/classify.sql\@1", '-f', "$load/roll_up.sql\@1", 'postgres' ]);
is($err =~ s/^pgbench \(.*\n//r, '', 'no session meets an error');
my ($inserts) = $out =~ /^SQL script 1:.*?^ - (\d+) transactions/ms;
cmp_ok($inserts // 0, '>', 100, 'there is a load');

$inserts //= 0;
my @lines = split /\n/, $node->safe_psql('postgres', "\\set inserts $inserts\n" . slurp_file("$load/check.sql"));
my ($rows, $refused, $rolled_up) = split /\|/, pop @lines;
foreach my $line (@lines)
{
	my ($sentence, $holds) = split /\|/, $line;
	is($holds, 't', $sentence);
}
is("$rows $rolled_up " . ($rows + $refused), "$rows $rows $inserts", 'taken and refused are what was sent, and the taken are rolled up');

# A session that psql has left may not be gone yet, and would be ended with an error.
$node->stop('smart');
unlike(slurp_file($node->logfile), qr/ERROR:|FATAL:|PANIC:|terminated by signal/, 'there was no error but in the rows that were refused');
done_testing();
