# An upgrade ends where a fresh installation does: in the catalog nothing differs,
# and what users made of the older version goes on.
#
# Every released version is in test/releases/, as its install script.  As long as
# there is none, the machinery is proved on a version that never was: the install
# script without its last sections, which the upgrade then adds.

use strict;
use warnings;

use File::Basename qw(basename dirname);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my ($current) = slurp_file("$root/smtpcode.control") =~ /^default_version = '(\d+\.\d+)'$/m;
my $node = PostgreSQL::Test::Cluster->new('upgrade');
my $extensions = $node->config_data('--sharedir') . '/extension';
plan skip_all => "cannot write to $extensions" if !-w $extensions;
$node->init;
$node->start;

my @made;
my $script = slurp_file("$extensions/smtpcode--$current.sql");
my @older = map { /smtpcode--(.*)\.sql$/ } glob("$root/test/releases/smtpcode--*.sql");
foreach my $version (@older)
{
	install("smtpcode--$version.sql", slurp_file("$root/test/releases/smtpcode--$version.sql"));
}
if (!@older)
{
	# The types, their operators and indexes come before what reads text.
	my ($kept, $added) = $script =~ /\A(.*?)^(--\n-- Codes out of text\n.*)\z/ms or die "no such section\n";
	@older = ('0.9');
	install('smtpcode--0.9.sql', $kept);
	install("smtpcode--0.9--$current.sql", $added);
}

my $catalog = slurp_file("$root/test/catalog.sql");
$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION smtpcode');
my @fresh = split /\n/, $node->safe_psql('fresh', $catalog);
cmp_ok(scalar @fresh, '>', 500, 'the catalog has much of a fresh installation');

foreach my $version (@older)
{
	(my $name = "from_$version") =~ s/\W/_/g;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, qq(
		CREATE EXTENSION smtpcode VERSION '$version';
		CREATE TABLE bounce (id int PRIMARY KEY, code esc NOT NULL, pattern esc_pattern, reply reply_code CHECK (reply >= 200));
		CREATE INDEX bounce_code ON bounce (code);
		INSERT INTO bounce SELECT i, make_esc(2 + i % 2 * 3, i % 100, i), '5.7.X', 250 + i % 2 * 300 FROM generate_series(0, 999) i;
		CREATE VIEW permanent AS SELECT * FROM bounce WHERE code <@ '5.X.X'));
	isnt($node->safe_psql($name, $catalog), join("\n", @fresh), "$version is another version")
	  if $version ne $current;
	my $before = $node->safe_psql($name, 'TABLE bounce; TABLE permanent');
	$node->safe_psql($name, "ALTER EXTENSION smtpcode UPDATE TO '$current'");
	my @upgraded = split /\n/, $node->safe_psql($name, $catalog);
	my %count;
	$count{$_}++ foreach @fresh;
	$count{$_}-- foreach @upgraded;
	is(join("\n", map { ($count{$_} > 0 ? '- ' : '+ ') . $_ } grep { $count{$_} } sort keys %count),
		'', "upgraded from $version, it is what a fresh installation is");
	is($node->safe_psql($name, 'TABLE bounce; TABLE permanent'), $before, 'tables and views go on');
	is($node->safe_psql($name, 'SET enable_seqscan = off; SELECT count(*) FROM bounce WHERE code <@ \'5.X.X\''),
		500, 'and so do indexes');
}

# Put a script where the server finds it, for this test.
sub install
{
	my ($file, $text) = @_;
	die "$file is there already\n" if -e "$extensions/$file";
	append_to_file("$extensions/$file", $text);
	push @made, "$extensions/$file";
	return;
}

END { unlink @made if @made }

$node->stop;
done_testing();
